"""No text lies in two splits, no article moves between them, and the table of pairs says what is true."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from check_tables import (
    TODAY,
    Tables,
    article,
    found,
    freeze,
    judge,
    make_project,
    rules_of,
    tables,
    write,
)

from warraq.checks.run import check
from warraq.corpus.relate.split_proof import KEY, crossing, splits_digest, splits_proof

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.model.finding import Verdict
    from warraq.model.project import Project


def text(first: int, last: int) -> str:
    """Return a text of its own words, one a number."""
    return " ".join(f"harbour{number}" for number in range(first, last)) + "."


#: The whole story, half of it, and one with a few words changed.
WHOLE, HALF, EDITED = text(0, 120), text(30, 90), text(0, 100) + " " + text(200, 220)


def pair(one: int, other: int, relation: str = "copy", **more: Any) -> dict[str, Any]:
    ids = {"id_a": article(one)["id"], "id_b": article(other)["id"]}
    return {**ids, "jaccard": 1.0, "containment": 1.0, "relation": relation, **more}


def with_bodies(bodies: dict[int, str], splits: dict[int, str]) -> Tables:
    """Return the clean tables with some bodies, and those articles in some splits."""
    rows = [
        article(
            at,
            **({"body": bodies[at]} if at in bodies else {}),
            **({"split": splits[at]} if at in splits else {}),
        )
        for at in range(12)
    ]
    return tables(rows)


LEAK = {4: WHOLE, 7: HALF}
APART = {4: "validation", 7: "train"}


def test_clean_tables_break_no_rule_of_splits(tmp_path: Path) -> None:
    outcome = judge(tmp_path, tables())

    assert outcome.findings == ()
    assert {"split-leak", "duplicates-untrue"} <= set(outcome.rules)
    assert "split-moved" in outcome.skipped
    assert "split-moved" not in outcome.rules


@pytest.mark.parametrize("other", [WHOLE, HALF, EDITED])
@pytest.mark.parametrize("splits", [("test", "train"), ("train", "validation"), ("validation", "test")])
def test_a_text_in_two_splits_is_found_in_the_texts(
    tmp_path: Path, other: str, splits: tuple[str, str]
) -> None:
    content = with_bodies({4: WHOLE, 7: other}, {4: splits[0], 7: splits[1]})

    outcome = judge(tmp_path, content)

    assert rules_of(outcome) == {"split-leak"}
    finding = found(outcome, "split-leak")
    assert (finding.table, finding.count) == ("articles", 1)
    assert "the texts of all 12" in finding.message
    strict = 4 if splits[0] == "test" or splits[1] == "train" else 7
    assert finding.samples == (f"{article(strict)['id']} {article(11 - strict)['id']}",)


def test_within_one_split_texts_may_be_alike(tmp_path: Path) -> None:
    assert judge(tmp_path, with_bodies(LEAK, {4: "test", 7: "test"})).findings == ()


def test_texts_that_share_less_are_no_leak(tmp_path: Path) -> None:
    few = text(0, 60) + " " + text(300, 420)
    assert judge(tmp_path, with_bodies({4: WHOLE, 7: few}, APART)).findings == ()


def test_a_pair_of_the_table_in_two_splits_is_found(tmp_path: Path) -> None:
    content = with_bodies({}, APART)
    content.duplicates = [pair(4, 7)]

    outcome = judge(tmp_path, content)

    finding = found(outcome, "split-leak")
    assert finding.table == "duplicates"
    assert finding.message.endswith("by the table duplicates")
    assert rules_of(outcome) == {"split-leak"}


def proven(project: Project, content: Tables, **more: Any) -> Path:
    """Write the tables with the proof that a build would leave, as if nothing in them were related."""
    folder = write(project, project.candidate, content)
    nothing = pl.DataFrame(schema={"id_a": pl.String(), "id_b": pl.String()})
    proof = {**(splits_proof(folder, nothing) or {}), **more}
    (folder / "build.json").write_text(json.dumps({KEY: proof}))
    return folder


def checked(project: Project, folder: Path, **more: Any) -> Verdict:
    return check(project, folder, today=TODAY, **more)


def test_what_the_build_proved_is_not_compared_again(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    folder = proven(project, with_bodies(LEAK, APART))

    assert checked(project, folder).findings == ()


@pytest.mark.parametrize("more", [{"algorithm": "another"}, {"containment": 0.9}, {"digest": "0" * 64}])
def test_a_proof_of_other_tables_or_measures_is_none(tmp_path: Path, more: dict[str, Any]) -> None:
    project = make_project(tmp_path)

    assert rules_of(checked(project, proven(project, with_bodies(LEAK, APART), **more))) == {"split-leak"}


@pytest.mark.parametrize("spoilt", ["", "[]", "{", '{"splits": 3}', '{"splits": null}'])
def test_without_a_sound_proof_the_texts_are_compared(tmp_path: Path, spoilt: str) -> None:
    project = make_project(tmp_path)
    folder = proven(project, with_bodies(LEAK, APART))
    (folder / "build.json").write_text(spoilt)

    assert rules_of(checked(project, folder)) == {"split-leak"}


def test_a_moved_or_edited_row_ends_the_proof(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    folder = proven(project, with_bodies(LEAK, {4: "train", 7: "train"}))
    before = splits_digest(folder)
    kept = (folder / "build.json").read_text()

    write(project, folder, with_bodies(LEAK, APART))
    (folder / "build.json").write_text(kept)

    assert splits_digest(folder) != before
    assert rules_of(checked(project, folder)) == {"split-leak"}


def test_a_release_proves_nothing_by_itself(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    kept = (proven(project, with_bodies(LEAK, APART)) / "build.json").read_text()
    folder = freeze(project, project.releases / "0.1.0", with_bodies(LEAK, APART))
    (folder / "build.json").write_text(kept)

    assert "split-leak" in rules_of(checked(project, folder))


def test_there_is_no_proof_of_pairs_in_two_splits(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    content = with_bodies({}, APART)
    folder = write(project, project.candidate, content)
    articles = pl.DataFrame([{"id": row["id"], "split": row["split"]} for row in content.articles])
    pairs = pl.DataFrame([pair(4, 7), pair(4, 4, "revision")])

    assert splits_proof(folder, pairs) is None
    assert crossing(pairs, articles).select("split_a", "split_b").rows() == [("validation", "train")]


def test_an_excerpt_is_not_compared(tmp_path: Path) -> None:
    content = with_bodies(LEAK, APART)
    for row in content.sources:
        row["tier"] = "excerpt"

    assert "split-leak" not in rules_of(judge(tmp_path, content))


def test_what_cannot_be_read_is_not_compared(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    folder = write(project, project.candidate, with_bodies(LEAK, APART))
    path = next(folder.glob("data/articles/test/*.parquet"))
    path.write_bytes(path.read_bytes()[:100])

    assert rules_of(checked(project, folder)) & {"file-unreadable", "split-leak"} == {"file-unreadable"}


def test_an_article_that_moved_to_another_split_is_found(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    before = freeze(project, project.releases / "0.1.0", tables())
    moved = tables([article(at, **({"split": "test"} if at == 4 else {})) for at in range(1, 13)])

    outcome = checked(project, write(project, project.candidate, moved), previous=before)

    finding = found(outcome, "split-moved")
    assert (finding.severity, finding.samples) == ("error", (article(4)["id"],))
    assert "split-moved" not in outcome.skipped


def test_new_and_removed_articles_have_not_moved(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    before = freeze(project, project.releases / "0.1.0", tables())
    later = tables([article(at) for at in range(3, 15)])

    outcome = checked(project, write(project, project.candidate, later), previous=before)

    assert "split-moved" in outcome.rules
    assert "split-moved" not in rules_of(outcome)


@pytest.mark.parametrize(
    "row",
    [
        pair(0, 0),
        pair(0, 0, "abridged", jaccard=0.3),
        pair(0, 1, "revision"),
        pair(0, 1, jaccard=0.69, containment=0.9),
        pair(0, 1, jaccard=None),
        pair(0, 1, "abridged", jaccard=0.3, containment=0.59),
        pair(0, 1, "abridged", jaccard=0.3, containment=None),
        pair(0, 1, "abridged", jaccard=0.8, containment=0.9),
    ],
)
def test_a_pair_that_contradicts_itself_is_found(tmp_path: Path, row: dict[str, Any]) -> None:
    content = tables([article(at, split="train") for at in range(12)])
    content.duplicates = [row]

    outcome = judge(tmp_path, content)

    assert rules_of(outcome) == {"duplicates-untrue"}
    assert found(outcome, "duplicates-untrue").table == "duplicates"


@pytest.mark.parametrize(
    "row",
    [
        pair(0, 1, jaccard=0.7, containment=0.85),
        pair(0, 1, "abridged", jaccard=0.3, containment=0.6),
        pair(0, 0, "revision", jaccard=0.1, containment=0.2),
    ],
)
def test_a_pair_that_is_what_it_says_is_no_finding(tmp_path: Path, row: dict[str, Any]) -> None:
    content = tables([article(at, split="train") for at in range(12)])
    content.duplicates = [row]

    assert judge(tmp_path, content).findings == ()


@pytest.mark.parametrize(
    ("role", "duplicates", "broken"),
    [
        ("copy", [pair(0, 3)], set()),
        ("copy", [pair(3, 0)], set()),
        ("abridged", [pair(0, 3, "abridged", jaccard=0.4)], set()),
        ("abridged", [pair(0, 3)], {"duplicates-untrue"}),
        ("copy", [], {"duplicates-untrue"}),
        ("copy", [pair(3, 6), pair(0, 6)], {"duplicates-untrue"}),
    ],
)
def test_a_role_needs_the_pair_that_proves_it(
    tmp_path: Path, role: str, duplicates: list[dict[str, Any]], broken: set[str]
) -> None:
    head = article(0)["id"]
    rows = [
        article(at, split="train", **({"cluster": head, "role": role} if at == 3 else {})) for at in range(12)
    ]
    content = tables(rows)
    content.duplicates = sorted(duplicates, key=lambda row: (row["id_a"], row["id_b"]))

    outcome = judge(tmp_path, content)

    assert rules_of(outcome) == broken
    if broken:
        finding = found(outcome, "duplicates-untrue")
        assert (finding.table, finding.samples) == ("articles", (article(3)["id"],))
