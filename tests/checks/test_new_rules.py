"""Personal data, dates against the source, licences, segments by month, drift, and papers against data."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from check_tables import (
    TEXTS,
    TODAY,
    Tables,
    article,
    changed,
    found,
    freeze,
    judge,
    make_project,
    moment,
    rules_of,
    seal,
    source_row,
    tables,
    write,
)

from warraq.checks.measures import NEEDED, measure
from warraq.checks.months import month_figures
from warraq.checks.run import check
from warraq.corpus.text.contacts import is_iban
from warraq.model.project import Project
from warraq.release.changelog import changes_text

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.model.finding import Verdict

ENGLISH = TEXTS["northgate"][2].format(4)
FETCHED = moment(2025, 2, 15, 9, 30)


def counts(text: str) -> dict[str, Any]:
    bodies = pl.DataFrame({"body": [text, None, ""]})
    texts = bodies.with_columns(pl.lit(None, pl.String).alias(name) for name in NEEDED if name != "body")
    frame = measure(texts).select("emails", "phones", "ibans")
    assert frame[1:].sum_horizontal().to_list() == [0, 0]
    return frame.row(0, named=True)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("Write to desk@courier.example or news.room@mail.courier.example.", "emails", 2),
        ("The account @northgate posted at 5@ once", "emails", 0),
        ("Call +961 1 234 567, 0044 20 7946 0958 or (+33)1-23-45-67-89.", "phones", 3),
        ("للاستفسار هاتف: 01-234567 أو جوال ٠٧٠١٢٣٤٥٦", "phones", 2),
        ("تلفن: ۰۲۱۱۲۳۴۵۶۷", "phones", 1),
        ("Tel. 020 7946 0958", "phones", 1),
        ("In 2024 the port moved 1 200 000 000 tonnes, +12 % on 2023, 10-12 November.", "phones", 0),
        ("They won 1-0, 2-1, 3-2 and 4-3; 12 345 678 people saw it.", "phones", 0),
        ("IBAN GB82 WEST 1234 5698 7654 32 AND MORE", "ibans", 1),
        ("account DE89370400440532013000.", "ibans", 1),
        ("account DE89370400440532013001.", "ibans", 0),
        ("FLIGHT AB12 1234 5678 9012 3456 LEFT", "ibans", 0),
    ],
)
def test_contacts_are_counted(text: str, kind: str, number: int) -> None:
    assert counts(text)[kind] == number


def test_an_iban_is_told_by_its_check_digits() -> None:
    assert is_iban("GB82 WEST 1234 5698 7654 32")
    assert not is_iban("GB83 WEST 1234 5698 7654 32")
    assert not is_iban("GB82")


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("emails-left", {"body": f"{ENGLISH} a@x.example, b@x.example, c@x.example."}),
        ("phones-left", {"body": f"{ENGLISH} +961 1 000 001, +961 1 000 002, +961 1 000 003."}),
        ("iban-left", {"body": f"{ENGLISH} GB82 WEST 1234 5698 7654 32."}),
        ("modified-after-fetched", {"modified_at": FETCHED + timedelta(days=9)}),
        ("license-differs", {"license": "CC0-1.0"}),
        ("empty-string", {"section": ""}),
        ("empty-string", {"subtitle": ""}),
    ],
)
def test_a_planted_defect_is_found_alone(tmp_path: Path, rule: str, changes: dict[str, Any]) -> None:
    assert rules_of(judge(tmp_path, changed(4, **changes))) == {rule}


def with_source(project: Project, line: str) -> Project:
    path = project.root / "corpus" / "sources.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("[almanara]", f"[almanara]\n{line}"), "utf-8")
    return Project.load(project.root)


def test_an_article_older_than_its_source_is_found(tmp_path: Path) -> None:
    project = with_source(make_project(tmp_path), "founded = 2025-02-10")
    assert project.sources["almanara"].founded == date(2025, 2, 10)

    outcome = check(project, write(project, project.candidate, tables()), today=TODAY)

    assert rules_of(outcome) == {"published-before-source"}
    assert found(outcome, "published-before-source").samples == (article(0)["id"],)


def test_a_candidate_older_than_the_licence_is_found_but_a_release_keeps_its_own(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    release = freeze(project, project.releases / "0.1.0", tables())
    folder = write(project, project.candidate, tables())
    path = project.root / "corpus" / "sources.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("CC-BY-4.0", "CC0-1.0", 1), encoding="utf-8")
    later = Project.load(project.root)

    outcome = check(later, folder, today=TODAY)

    assert rules_of(outcome) == {"source-license"}
    assert found(outcome, "source-license").segment == "source=almanara"
    of_release = check(later, release, today=TODAY)
    assert of_release.findings == ()
    assert "source-license" not in of_release.rules


UNDATED = {"published_at": None, "published_precision": "none", "published_origin": "none"}


def of_one(count: int, **changes: Any) -> Tables:
    rows = [article(number, **{"source": "almanara", **changes}) for number in range(count)]
    content = tables(rows)
    content.sources = [source_row(source) for source in TEXTS]
    return content


@pytest.mark.parametrize(("line", "expected"), [("dated = false", set()), ("dated = true", {"undated-many"})])
def test_a_source_known_to_state_no_dates_may_have_none(
    tmp_path: Path, line: str, expected: set[str]
) -> None:
    project = with_source(make_project(tmp_path, suite=True), line)
    folder = write(project, project.candidate, of_one(24, **UNDATED))

    outcome = check(project, folder, today=TODAY)

    assert rules_of(outcome) & {"undated-many"} == expected


def numbered(count: int, **changes: Any) -> Tables:
    rows = []
    for at in range(count):
        text = f"{'word ' * at}{ENGLISH} Number {at}."
        rows.append(article(at, **{"source": "almanara", "language": "ar", "body": text, **changes}))
    content = tables(rows)
    content.sources = [source_row(source) for source in TEXTS]
    return content


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("crawl-times-many", {"published_at": FETCHED, "fetched_at": FETCHED, "modified_at": None}),
        ("bodies-cut", {"body": f"{ENGLISH} and so on..."}),
        ("bodies-cut", {"body": f"{ENGLISH} اقرأ المزيد"}),
        ("lengths-equal", {"body": ENGLISH}),
        ("closings-repeated", {"body": ENGLISH}),
        ("emails-many", {"body": f"{ENGLISH} a@x.example."}),
        ("phones-many", {"body": f"{ENGLISH} +961 1 000 001."}),
    ],
)
def test_a_defect_of_a_whole_source_is_found(tmp_path: Path, rule: str, changes: dict[str, Any]) -> None:
    outcome = judge(tmp_path, numbered(24, **changes), suite=True)

    assert found(outcome, rule).segment == "source=almanara"


def months(rows: list[tuple[str, int, int, int]]) -> pl.DataFrame:
    """Figures of one source in one language: (first of month or "", articles, words, years on)."""
    frames = [
        pl.DataFrame(
            {
                "source": ["paper"] * count,
                "language": ["en"] * count,
                "words": [words] * count,
                "published_at": [moment(year, int(month), 7) if month else None] * count,
            },
            schema_overrides={"published_at": pl.Datetime("us")},
        )
        for month, count, words, year in rows
    ]
    return month_figures(pl.concat(frames))


def test_months_without_articles_have_a_row_and_the_ends_are_not_judged() -> None:
    figures = months([("1", 30, 100, 2024), ("2", 30, 30, 2024), ("4", 30, 100, 2024), ("", 5, 100, 2024)])

    assert figures["value"].to_list() == [
        "paper/2024-01/en",
        "paper/2024-02/en",
        "paper/2024-03/en",
        "paper/2024-04/en",
        "paper/undated/en",
    ]
    assert figures["rows"].to_list() == [30, 30, 0, 30, 5]
    assert figures["rows_ratio"].to_list() == [None, 1.0, 0.0, None, None]
    assert figures["words_ratio"].to_list() == [1.0, 0.3, None, 1.0, 1.0]


def test_a_silent_month_is_found_and_belongs_to_its_source(tmp_path: Path) -> None:
    rows = [
        article(at, source="northgate", published_at=moment(2025, month, 1 + at % 27), fetched_at=None)
        for month in (1, 2, 4, 5)
        for at in range(100 * month, 100 * month + 25)
    ]
    policy = (
        '[[waivers]]\nrule = "month-thin"\nsource = "northgate"\nreason = "strike"\nexpires = 2026-01-01\n'
    )

    outcome = judge(tmp_path, tables(rows), policy, suite=True)

    finding = found(outcome, "month-thin")
    assert finding.segment == "source-month-language=northgate/2025-03/en"
    assert finding.waived == "strike"


def compared(tmp_path: Path, before: Tables, now: Tables) -> Verdict:
    project = make_project(tmp_path, suite=True)
    previous = freeze(project, project.releases / "0.1.0", before)
    folder = write(project, project.candidate, now)
    return check(project, folder, previous=previous, today=TODAY)


def test_drift_of_language_nulls_and_one_source_is_found(tmp_path: Path) -> None:
    before = tables([article(at) for at in range(75)])
    now = tables(
        [article(at, section=None) for at in range(75) if at % 3 or at < 30]
        + [article(at, source="northgate") for at in range(100, 120)]
    )

    outcome = compared(tmp_path, before, now)

    moved = {one.segment for one in outcome.findings if one.rule == "language-share-moved"}
    assert moved == {"language=ar", "language=en"}
    assert found(outcome, "null-share-rose").segment == "field=section"
    assert found(outcome, "source-fell").segment == "source=almanara"


CARD = """# A corpus

Version 0.1.0: {all} articles of 3 sources, 300 words.

| source | name | articles |
|---|---|---:|
| almanara | المنارة \\| اليوم | {almanara} |
| gahnama | گاهنامه | 4 |
| northgate | Northgate | 4 |

| split | articles |
|:--|---:|
| train | 8 |
| test | 2 |
| validation | 2 |
"""


def paper(tmp_path: Path, name: str, text: str) -> Verdict:
    project = make_project(tmp_path)
    folder = freeze(project, project.releases / "0.1.0", tables())
    (folder / name).write_text(text, encoding="utf-8")
    seal(folder)
    return check(project, folder, today=TODAY)


def test_a_card_with_the_right_numbers_is_no_finding(tmp_path: Path) -> None:
    assert paper(tmp_path, "README.md", CARD.format(all=12, almanara=4)).findings == ()


def test_each_wrong_number_of_a_card_is_named(tmp_path: Path) -> None:
    finding = found(paper(tmp_path, "README.md", CARD.format(all="1,012", almanara=5)), "card-differs")

    assert finding.samples == ("in all: 1,012 stated, 12 there", "source almanara: 5 stated, 4 there")
    assert finding.severity == "error"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("# Changes\n\nFirst release: 12 articles.\n", 0),
        ("# Changes\n\nFirst release: 13 articles.\n", 1),
        ("Against 0.0.9, articles added: 0, removed: 0, changed: 0; 12 in all.\n", 0),
        ("Against 0.0.9, articles added: 1, removed: 0, changed: 2; 11 in all.\n", 3),
    ],
)
def test_change_notes_are_held_to_the_tables(tmp_path: Path, text: str, wrong: int) -> None:
    outcome = paper(tmp_path, "CHANGES.md", text)

    assert sum(one.count for one in outcome.findings if one.rule == "notes-differ") == wrong


def test_the_notes_that_releases_write_are_understood(tmp_path: Path) -> None:
    figures = {"articles": 12, "changes": {"added": 1_000, "changed": 3}, "reasons": {}}

    finding = found(
        paper(tmp_path, "CHANGES.md", changes_text(tmp_path, "0.1.0", "0.0.9", figures)), "notes-differ"
    )

    assert finding.samples == ("added: 1,000 stated, 0 there", "changed: 3 stated, 0 there")
    first = changes_text(tmp_path, "0.1.0", None, {**figures, "articles": 1})
    assert found(paper(tmp_path / "first", "CHANGES.md", first), "notes-differ").count == 1
