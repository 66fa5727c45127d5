"""The rules on rights: what each finds, in a candidate by the settings and in a release by its own table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from check_tables import (
    TODAY,
    Tables,
    article,
    changed,
    found,
    freeze,
    make_project,
    rules_of,
    tables,
    write,
)

from warraq.checks.run import check
from warraq.model.settings import Rights

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.model.finding import Finding, Verdict

#: Ids of the helper's articles by number: it deals them to these sources in turn.
ALMANARA, NORTHGATE, GAHNAMA = "almanara", "northgate", "gahnama"
RESERVED = {"tdm": "reserved", "seen": date(2025, 1, 1), "evidence": "robots.txt"}
RULES = {"rights-exceeded", "body-missing", "tdm-reserved", "rights-unknown", "rights-copied"}


def bare(number: int) -> dict[str, Any]:
    return article(number, body=None, words=0, characters=0)


def judge(folder: Path, content: Tables, *, licenses: str | None = None, **rights: Rights) -> Verdict:
    """Check a candidate under these rights of some sources."""
    project = make_project(folder)
    update = {} if licenses is None else {"license": licenses}
    sources = {
        name: one.model_copy(update={**update, "rights": rights.get(name, one.rights)})
        for name, one in project.sources.items()
    }
    project = replace(project, sources=sources)
    return check(project, write(project, project.candidate, content), today=TODAY)


def stated(content: Tables, source: str, **values: Any) -> Tables:
    """Return the tables with these fields of the source in the table of sources."""
    rows = [{**row, **values} if row["id"] == source else row for row in content.sources]
    return replace(content, sources=rows)


def judge_frozen(folder: Path, content: Tables) -> Verdict:
    project = make_project(folder)
    return check(project, freeze(project, project.releases / "0.1.0", content), today=TODAY)


def exceeded(outcome: Verdict) -> dict[str, Finding]:
    return {one.segment: one for one in outcome.findings if one.rule == "rights-exceeded"}


def test_sources_in_full_break_no_rule(tmp_path: Path) -> None:
    assert not rules_of(judge(tmp_path, tables())) & RULES


def test_a_body_beyond_metadata_is_found(tmp_path: Path) -> None:
    outcome = judge(tmp_path, tables(), northgate=Rights(tier="metadata"))
    (one,) = exceeded(outcome).values()
    assert (one.severity, one.count, one.total, one.segment) == ("error", 4, 12, "source=northgate")
    assert "metadata; build again" in one.message
    assert not outcome.passed


def test_metadata_without_body_is_as_it_should_be(tmp_path: Path) -> None:
    rows = [bare(at) if at % 3 == 1 else article(at) for at in range(12)]
    outcome = judge(tmp_path, tables(rows), northgate=Rights(tier="metadata"))
    of_text = {"required", "minimum", "minLength", "characters-differ", "text-digest", "body-short"}
    assert not {one.rule for one in outcome.findings if one.table == "articles"} & (RULES | of_text)


def test_a_subtitle_is_more_than_metadata(tmp_path: Path) -> None:
    row = article(1, body=None, words=0, characters=0, subtitle="After a long winter")
    rows = [row, *(article(at) for at in (0, 2))]
    assert exceeded(judge(tmp_path, tables(rows), northgate=Rights(tier="metadata")))


@pytest.mark.parametrize(("words", "count"), [(39, 0), (38, 1), (1, 4)])
def test_more_words_than_an_excerpt_has_are_found(tmp_path: Path, words: int, count: int) -> None:
    rows = [article(at, words=39 if at == 4 else 30) for at in range(12)]
    outcome = judge(tmp_path, tables(rows), northgate=Rights(tier="excerpt", words=words))
    assert sum(one.count for one in exceeded(outcome).values()) == count


def test_any_article_of_a_withheld_source_is_found(tmp_path: Path) -> None:
    rows = [bare(at) if at % 3 == 1 else article(at) for at in range(12)]
    outcome = judge(tmp_path, tables(rows), northgate=Rights(tier="withheld"))
    assert exceeded(outcome)["source=northgate"].count == 4
    assert "body-missing" not in rules_of(outcome)


@pytest.mark.parametrize("tier", ["full", "excerpt"])
def test_a_body_that_is_missing_is_found(tmp_path: Path, tier: Any) -> None:
    rights = Rights(tier=tier, words=99 if tier == "excerpt" else None)
    outcome = judge(tmp_path, changed(4, body=None, words=0, characters=0), northgate=rights)
    one = found(outcome, "body-missing")
    assert (one.severity, one.samples) == ("error", (article(4)["id"],))


def test_an_empty_body_is_no_way_to_leave_it_out(tmp_path: Path) -> None:
    outcome = judge(tmp_path, changed(4, body="", words=0, characters=0), northgate=Rights(tier="metadata"))
    assert found(outcome, "empty-string").field == "body"


def test_a_release_is_held_to_its_own_table(tmp_path: Path) -> None:
    outcome = judge_frozen(tmp_path, stated(tables(), NORTHGATE, tier="metadata", tdm="unknown"))
    (one,) = exceeded(outcome).values()
    assert one.declared == "data/sources.parquet: northgate"
    few = stated(tables(), NORTHGATE, tier="excerpt", excerpt_words=3)
    assert exceeded(judge_frozen(tmp_path / "few", few))
    assert not rules_of(judge_frozen(tmp_path / "full", stated(tables(), NORTHGATE, tier="full"))) & RULES


def test_a_release_from_before_there_were_tiers_is_in_full(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    path = project.root / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    start, end = text.index('          {\n            "name": "tier"'), text.index('"name": "duplicates"')
    fields = text[start:end]
    close = fields.index("\n        ],")
    path.write_text(text[:start].rstrip().rstrip(",") + fields[close:] + text[end:], encoding="utf-8")
    project = type(project).load(project.root)
    assert "tier" not in project.descriptor.tables["sources"].names

    content = tables()
    outcome = check(project, freeze(project, project.releases / "0.1.0", content), today=TODAY)
    assert not rules_of(outcome) & RULES
    candidate = check(project, write(project, project.candidate, content), today=TODAY)
    assert not rules_of(candidate) & RULES


@pytest.mark.parametrize(
    ("tier", "permission", "fails"),
    [
        ("full", None, True),
        ("excerpt", None, True),
        ("metadata", None, False),
        ("full", "letter of 2025-01-02", False),
    ],
)
def test_a_reservation_needs_a_permission(
    tmp_path: Path, tier: Any, permission: str | None, *, fails: bool
) -> None:
    words = 99 if tier == "excerpt" else None
    rights = Rights(tier=tier, words=words, permission=permission, **RESERVED)  # type: ignore[arg-type]
    outcome = judge(tmp_path, tables(), northgate=rights)
    assert ("tdm-reserved" in rules_of(outcome)) == fails
    if fails:
        one = found(outcome, "tdm-reserved")
        assert (one.table, one.samples, one.total) == ("sources", (NORTHGATE,), 3)


def test_a_reservation_of_a_source_without_articles_is_no_matter(tmp_path: Path) -> None:
    rows = [article(at) for at in (0, 2)]
    outcome = judge(tmp_path, tables(rows), northgate=Rights(**RESERVED))  # type: ignore[arg-type]
    assert "tdm-reserved" not in rules_of(outcome)


def test_a_release_states_its_reservations(tmp_path: Path) -> None:
    outcome = judge_frozen(tmp_path, stated(tables(), GAHNAMA, tier="full", tdm="reserved"))
    assert found(outcome, "tdm-reserved").segment == "source=gahnama"


def test_a_licence_of_the_publishers_own_asks_for_a_look(tmp_path: Path) -> None:
    rows = [article(at, license="LicenseRef-own") for at in range(12)]
    content = tables(rows)
    for row in content.sources:
        row["license"] = "LicenseRef-own"
    known = Rights(tdm="not-reserved", seen=date(2025, 1, 1), evidence="robots.txt")
    outcome = judge(
        tmp_path, content, licenses="LicenseRef-own", almanara=known, gahnama=Rights(permission="by contract")
    )
    one = found(outcome, "rights-unknown")
    assert (one.severity, one.segment) == ("warning", "source=northgate")


def pair(one: int, other: int, relation: str = "copy") -> dict[str, Any]:
    ids = {"id_a": article(one)["id"], "id_b": article(other)["id"]}
    return {**ids, "jaccard": 1.0, "containment": 1.0, "relation": relation}


def test_copies_that_give_away_another_sources_text_are_named(tmp_path: Path) -> None:
    rows = [bare(at) if at % 3 == 1 else article(at) for at in range(12)]
    content = replace(tables(rows), duplicates=[pair(1, 0), pair(1, 2, "abridged"), pair(3, 4), pair(1, 4)])
    outcome = judge(tmp_path, content, northgate=Rights(tier="metadata"))
    one = found(outcome, "rights-copied")
    # 4 is metadata too, and of 3 the original is a source in full.
    assert one.samples == tuple(sorted(article(at)["id"] for at in (0, 2)))
    assert one.severity == "warning"


def test_how_cut_texts_end_is_nobodys_fault(tmp_path: Path) -> None:
    rows = [
        article(at, source=NORTHGATE, body="The bridge opened to carts and", words=6, characters=30)
        for at in range(60)
    ]
    content = stated(tables(rows), NORTHGATE, tier="excerpt", excerpt_words=6)
    project = make_project(tmp_path, suite=True)
    outcome = check(project, write(project, project.candidate, content), today=TODAY)
    assert not rules_of(outcome) & {"endings-cut", "lengths-equal", "words-median", "openings-repeated"}


def test_a_withheld_source_is_not_missed(tmp_path: Path) -> None:
    project = make_project(tmp_path, suite=True)
    northgate = project.sources[NORTHGATE].model_copy(update={"rights": Rights(tier="withheld")})
    project = replace(project, sources={**project.sources, NORTHGATE: northgate})
    content = tables([article(at) for at in (0, 3, 6)])
    outcome = check(project, write(project, project.candidate, content), today=TODAY)
    assert [one.segment for one in outcome.findings if one.rule == "source-empty"] == ["source=gahnama"]
