"""Whole builds: copies and abridged versions, their originals, and splits that nothing related crosses."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects import (
    TODAY,
    all_evidence,
    build,
    bytes_below,
    declare,
    jsonl,
    make_project,
    put,
    read_articles,
    read_table,
    release,
)
from warraq.checks.run import check
from warraq.cli.build import figures, report
from warraq.cli.main import main
from warraq.corpus.relate.takedowns import COLUMNS
from warraq.model.project import Project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projects import MakeProject

PLACES = ("quay", "lantern", "market", "ferry", "orchard", "bakery", "signal", "bridge")
SPLITS = ("train", "validation", "test")


def words(story: int, first: int = 0, last: int = 80) -> str:
    """Return words of a story of its own, from one number to another."""
    return " ".join(f"{PLACES[at % len(PLACES)]}{story}a{at}" for at in range(first, last))


def record(name: str, text: str, day: str | None = "2024-10-05", **more: object) -> dict[str, object]:
    found = {"url": f"https://paper.example/{name}", "title": f"The story of {name}", "text": f"{text}."}
    return {**found, **({"date": f"{day}T08:00:00+00:00"} if day else {}), **more}


def edited(story: int) -> str:
    """Return the story with a word changed in the middle and a line behind it."""
    return f"{words(story, 0, 40)} somewhere {words(story, 41)} and the paper adds a line of its own"


def half(story: int) -> str:
    return words(story, 0, 45)


def by_name(project: Project) -> dict[str, dict[str, Any]]:
    """Return the candidate's articles by the end of their address."""
    return {row["url"].rpartition("/")[2]: row for row in read_articles(project.candidate).to_dicts()}


def relations(project: Project) -> dict[frozenset[str], str]:
    names = {row["id"]: name for name, row in by_name(project).items()}
    pairs = read_table(project.candidate, "duplicates").select("id_a", "id_b", "relation")
    return {frozenset((names[one], names[other])): relation for one, other, relation in pairs.iter_rows()}


def family(story: int) -> dict[str, dict[str, object]]:
    """Return a story with an edited copy and an abridged version, each of another source."""
    return {
        "daily": record(f"whole-{story}", words(story), "2024-10-05"),
        "weekly": record(f"edited-{story}", edited(story), "2024-10-07"),
        "monthly": record(f"half-{story}", half(story), "2024-10-09"),
    }


def test_copies_and_abridged_versions_of_other_sources_are_found(new_project: MakeProject) -> None:
    raw = {f"{source}/a.jsonl": jsonl([one]) for source, one in family(1).items()}
    raw["daily/b.jsonl"] = jsonl([record("other", words(2))])
    project = new_project(raw)
    built = build(project)

    found = by_name(project)
    assert {name: row["role"] for name, row in found.items()} == {
        "whole-1": "original",
        "edited-1": "copy",
        "half-1": "abridged",
        "other": "original",
    }
    assert {row["cluster"] for name, row in found.items() if name != "other"} == {found["whole-1"]["id"]}
    assert relations(project) == {
        frozenset(("whole-1", "edited-1")): "copy",
        frozenset(("whole-1", "half-1")): "abridged",
        frozenset(("edited-1", "half-1")): "abridged",
    }
    assert len({row["split"] for name, row in found.items() if name != "other"}) == 1
    assert (built.copies.documents, built.copies.related) == (4, 3)
    proof = json.loads((project.candidate / "build.json").read_bytes())["splits"]
    assert proof["related"] == 3
    assert check(project, project.candidate, today=TODAY).passed


AGENCY = 'agency = "Horizon Press Agency"\n'


@pytest.mark.parametrize(
    ("wire", "sources", "original"),
    [
        # The agency's own text is the original, though it came last and is the shorter one.
        ({"day": "2024-10-09"}, declare("horizon") + AGENCY, "wire"),
        # Without a word on what the source is, the first is the original.
        ({"day": "2024-10-09"}, declare("horizon"), "whole"),
        ({"day": "2024-10-01"}, declare("horizon"), "wire"),
        # What credits an agency comes after what credits none.
        ({"day": "2024-10-01", "agency": "Horizon Press Agency"}, declare("horizon"), "whole"),
    ],
)
def test_the_original_is_told_by_credit_and_then_by_date(
    new_project: MakeProject, wire: dict[str, Any], sources: str, original: str
) -> None:
    raw = {
        "horizon/a.jsonl": jsonl([record("wire", edited(1), **wire)]),
        "daily/a.jsonl": jsonl([record("whole", words(1), "2024-10-05")]),
    }
    project = new_project(raw, declare("daily") + sources)
    build(project)

    found = by_name(project)
    assert {row["cluster"] for row in found.values()} == {found[original]["id"]}
    assert found[original]["role"] == "original"


def test_of_one_day_the_source_with_precedence_has_the_original(new_project: MakeProject) -> None:
    raw = {f"{source}/a.jsonl": jsonl([record(source, words(1))]) for source in ("daily", "weekly")}
    for first, other in (("daily", "weekly"), ("weekly", "daily")):
        project = new_project(raw, f"{declare(first)}precedence = -1\n{declare(other)}precedence = 1\n")
        build(project)
        found = by_name(project)
        assert (found[first]["role"], found[other]["role"]) == ("original", "copy")


def stories(numbers: Sequence[int]) -> list[dict[str, object]]:
    return [one for number in numbers for one in family(number).values()]


@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_neither_the_order_nor_the_files_leave_a_trace(data: st.DataObject) -> None:
    plain = stories(range(4))
    shuffled = data.draw(st.permutations(plain))
    cut = data.draw(st.integers(1, len(plain) - 1))
    with tempfile.TemporaryDirectory() as folder:
        one = make_project(Path(folder) / "one", {"daily/a.jsonl": jsonl(plain)})
        dealt = {"daily/x.jsonl": jsonl(shuffled[:cut]), "daily/b.jsonl": jsonl(shuffled[cut:])}
        other = make_project(Path(folder) / "other", dealt)
        build(one)
        build(other)
        assert bytes_below(one.candidate / "data") == bytes_below(other.candidate / "data")
        assert (one.candidate / "build.json").read_bytes() == (other.candidate / "build.json").read_bytes()


def test_more_processes_give_the_same_bytes(new_project: MakeProject) -> None:
    raw = {f"daily/{number}.jsonl": jsonl(family(number).values()) for number in range(4)}
    one, two = new_project(raw), new_project(raw)
    build(one)
    build(two, jobs=2)
    assert bytes_below(one.candidate) == bytes_below(two.candidate)


def test_adding_files_gives_what_a_build_from_nothing_gives(new_project: MakeProject) -> None:
    whole = {f"daily/{number}.jsonl": jsonl(family(number).values()) for number in range(6)}
    later = {
        "weekly/copy.jsonl": jsonl([record("late-0", edited(0), "2024-10-20")]),
        "weekly/first.jsonl": jsonl([record("early-1", words(1), "2024-09-01")]),
        "weekly/bridge.jsonl": jsonl([record("bridge", f"{words(2)} {words(3)}", "2024-11-01")]),
    }
    sources = declare("daily") + declare("weekly")
    project = new_project(whole, sources)
    for name, content in later.items():
        build(project)
        put(project.raw / name, content)
    again = build(project)
    step_by_step = bytes_below(project.candidate)

    afresh = new_project(whole | later, sources)
    build(afresh)
    shutil.rmtree(project.cache)
    without = build(project)

    assert again.copies.index == "used"
    assert again.copies.sketched < again.copies.texts == without.copies.sketched
    assert bytes_below(afresh.candidate) == step_by_step == bytes_below(project.candidate)
    found = by_name(project)
    assert found["whole-1"]["cluster"] == found["early-1"]["id"]


def frozen(new_project: MakeProject) -> tuple[Project, dict[str, list[int]]]:
    """Release thirty stories, and return which of them lie in which split."""
    project = new_project({"daily/a.jsonl": jsonl(record(f"whole-{at}", words(at)) for at in range(30))})
    assert release(project, "0.1.0").frozen is not None
    dealt: dict[str, list[int]] = {split: [] for split in SPLITS}
    for name, row in by_name(project).items():
        dealt[row["split"]].append(int(name.removeprefix("whole-")))
    assert all(dealt.values())
    return project, dealt


def test_a_new_copy_of_a_frozen_article_goes_where_that_is(new_project: MakeProject) -> None:
    project, dealt = frozen(new_project)
    before = {name: row["split"] for name, row in by_name(project).items()}
    new = [
        record(f"{kind}-of-{split}", make(dealt[split][0]), "2024-11-05")
        for split in SPLITS
        for kind, make in (("copy", edited), ("half", half))
    ]
    put(project.raw / "daily" / "b.jsonl", jsonl(new))
    cut = release(project, "0.2.0")

    assert cut.frozen is not None
    found = by_name(project)
    assert {name: found[name]["split"] for name in before} == before
    for split in SPLITS:
        for kind in ("copy", "half"):
            assert found[f"{kind}-of-{split}"]["split"] == split
    for folder, previous in (("0.1.0", None), ("0.2.0", project.releases / "0.1.0")):
        verdict = check(project, project.releases / folder, previous=previous, today=TODAY)
        assert verdict.passed
        assert "split-leak" in verdict.rules


def test_what_would_bring_two_splits_together_is_held_out(
    new_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project, dealt = frozen(new_project)
    test, train = dealt["test"][0], dealt["train"][0]
    put(project.raw / "daily" / "b.jsonl", jsonl([record("both", f"{words(test)} {words(train)}")]))
    cut = release(project, "0.2.0")

    assert cut.frozen is not None
    counts = cut.built.funnel
    assert (counts.total("raw"), counts.total("articles"), counts.total("quarantined")) == (31, 30, 1)
    assert counts.reasons == {"split-conflict": 1}
    assert "both" not in by_name(project)
    (row,) = pl.read_parquet(project.candidate / "quarantine.parquet").to_dicts()
    assert row["reason"] == "split-conflict"
    whole = by_name(project)
    assert any(whole[f"whole-{number}"]["id"] in row["detail"] for number in (test, train))

    evidence = all_evidence(project.candidate)
    (held,) = evidence.filter(pl.col("fate") == "quarantined")["id"]
    assert main(["--project", str(project.root), "explain", held]) == 0
    assert "held back (split-conflict): shares its text with" in capsys.readouterr().out
    report(cut.built, 1.0, as_json=False, stages={})
    assert "left out: records held out between splits: 1" in capsys.readouterr().out
    assert figures(cut.built, 1.0, {})["copies"]["held_out"] == 1


def test_by_time_the_latest_months_are_test_and_copies_follow(new_project: MakeProject) -> None:
    raw = [record(f"whole-{at}", words(at), f"2024-{at + 1:02d}-05") for at in range(6)]
    raw += [record("reprint", edited(0), "2024-06-20"), record("undated", words(40), None)]
    project = new_project({"daily/a.jsonl": jsonl(raw)})
    put(project.root / "build" / "release.toml", '[splits]\nby = "time"\ntest_months = 1\n')
    project = Project.load(project.root)
    build(project)

    found = by_name(project)
    months = {"whole-5": "test", "whole-4": "validation", "reprint": "train", "undated": "train"}
    assert {name: found[name]["split"] for name in months} == months
    assert {found[f"whole-{at}"]["split"] for at in range(4)} == {"train"}


def test_when_an_original_is_taken_down_another_takes_its_place(new_project: MakeProject) -> None:
    raw = {f"{source}/a.jsonl": jsonl([one]) for source, one in family(1).items()}
    raw["daily/b.jsonl"] = jsonl(record(f"whole-{at}", words(at)) for at in range(2, 30))
    project = new_project(raw)
    assert release(project, "0.1.0").frozen is not None
    before = by_name(project)
    gone = before["whole-1"]["id"]
    put(project.takedowns, f"{','.join(COLUMNS)}\nid,{gone},privacy,2025-03-01{',' * (len(COLUMNS) - 4)}\n")

    assert release(project, "0.2.0").frozen is not None

    after = by_name(project)
    assert "whole-1" not in after
    assert (after["edited-1"]["role"], after["half-1"]["role"]) == ("original", "abridged")
    assert after["half-1"]["cluster"] == after["edited-1"]["id"]
    assert after["half-1"]["split"] == before["whole-1"]["split"]


def test_explain_shows_the_evidence_of_a_cluster(
    new_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project = new_project({f"{source}/a.jsonl": jsonl([one]) for source, one in family(1).items()})
    build(project)
    found = by_name(project)

    assert main(["--project", str(project.root), "explain", found["half-1"]["id"]]) == 0
    text = capsys.readouterr().out
    assert f"{found['whole-1']['id']} is the original: of equal credit it was published first" in text
    assert "abridged, against this article: Jaccard " in text
    assert "containment 1.000" in text

    assert main(["--project", str(project.root), "explain", found["whole-1"]["id"], "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["against"] for row in told["cluster"]] == [None, *[found["whole-1"]["id"]] * 2]
    assert {row["relation"] for row in told["cluster"][1:]} == {"copy", "abridged"}


def test_explain_shows_how_much_a_correction_changed(
    new_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    first = record("whole", words(1), fetched_at="2024-10-05T09:00:00Z")
    second = record("whole", edited(1), fetched_at="2024-10-06T09:00:00Z")
    project = new_project({"daily/a.jsonl": jsonl([first, second])})
    build(project)
    (row,) = read_table(project.candidate, "duplicates").to_dicts()
    assert (row["id_a"], row["relation"]) == (row["id_b"], "revision")
    assert 0 < row["jaccard"] < 1

    assert main(["--project", str(project.root), "explain", row["id_a"]]) == 0
    shown = f"Jaccard {row['jaccard']:.3f}, containment {row['containment']:.3f}"
    assert f"corrected; against the text before: {shown}" in capsys.readouterr().out
    assert by_name(project)["whole"]["published_at"] == datetime(2024, 10, 5, 8)  # noqa: DTZ001
