"""What the report counts, chooses and compares."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from report_tables import CLEAN, article, article_id, make_report, write_tables

from warraq.model.finding import Finding, Verdict
from warraq.model.settings import Source
from warraq.release.report.crosstab import OTHERS, Crosstab, crosstab
from warraq.release.report.findings import read_verdict
from warraq.release.report.funnel import funnel_facts, funnel_table
from warraq.release.report.periods import MOST, by_period
from warraq.release.report.reading import choose
from warraq.release.report.syndication import syndication_chart

if TYPE_CHECKING:
    from pathlib import Path

    from projects import Sample
    from warraq.model.project import Project


def day(year: int, month: int, number: int = 1) -> datetime:
    return datetime(year, month, number)  # noqa: DTZ001  # stored without a zone


def dated(*moments: datetime | None) -> pl.DataFrame:
    schema = {"source": pl.String(), "published_at": pl.Datetime("us")}
    return pl.DataFrame({"source": ["daily"] * len(moments), "published_at": list(moments)}, schema=schema)


def periods(*moments: datetime | None) -> dict[str, int]:
    found = by_period(dated(*moments), None, 9)
    return dict(zip(found.rows, found.row_totals, strict=True))


def test_the_figures_are_those_of_the_tables(sample: Sample) -> None:
    rows = sample.articles
    found = make_report(sample.project, sample.release, frozen=True)
    figures = found.figures
    assert figures.articles == rows.height
    assert figures.words == rows["words"].sum()
    assert figures.median_words == sorted(rows["words"])[rows.height // 2]
    assert figures.undated == rows["published_at"].null_count()
    assert figures.copies == rows.filter(pl.col("role") != "original").height
    assert figures.languages == dict(rows["language"].value_counts().iter_rows())
    assert list(figures.languages.values()) == sorted(figures.languages.values(), reverse=True)
    assert [one["source"] for one in found.sources] == list(figures.sources)
    for table in (found.lengths, found.languages, found.precisions, found.origins):
        assert table.total == rows.height
        assert dict(zip(table.rows, table.row_totals, strict=True)) == figures.sources
    assert found.months.total == rows.height - figures.undated
    assert found.copies.total == figures.copies
    assert found.agencies.total == rows["agency"].drop_nulls().len()


def test_the_funnel_of_a_release_is_that_of_its_build(sample: Sample) -> None:
    facts = json.loads((sample.release / "funnel.json").read_bytes())
    built = json.loads((sample.candidate / "build.json").read_bytes())
    assert facts == funnel_facts(sample.candidate, built)
    found = funnel_table(facts)
    assert found is not None
    assert found.fates.total == built["raw"]
    assert found.reasons.total == built["quarantined"]
    by_reason = dict(zip(found.reasons.columns, found.reasons.column_totals, strict=True))
    assert by_reason == built["reasons"]


def test_a_funnel_of_another_form_is_none(bare: Project, tmp_path: Path) -> None:
    folder = write_tables(bare, tmp_path, [article(1)])
    for facts in (
        None,
        {},
        {"sources": 3},
        {"sources": {"daily": "many"}},
        {"sources": {"a": {"articles": -1}}},
    ):
        assert make_report(bare, folder, funnel=facts).funnel is None


def test_without_the_quarantine_reasons_are_totals(tmp_path: Path) -> None:
    counts = {"raw": 3, "articles": 1, "merged": 0, "quarantined": 2, "taken_down": 0}
    built = {**counts, "reasons": {"empty-body": 2}, "sources": {"daily": counts}}
    found = funnel_table(funnel_facts(tmp_path, built))
    assert found is not None
    assert found.reasons == Crosstab(("(all sources)",), ("empty-body",), ((2,),))


def test_copies_are_counted_by_the_original_and_the_copier(bare: Project, tmp_path: Path) -> None:
    head = article_id("head")
    rows = [
        article("head", source="one"),
        *(article(f"c{at}", source="two", cluster=head, role="copy") for at in range(3)),
        article("d", source="one", cluster=head, role="abridged"),
        article("orphan", source="two", cluster=article_id("absent"), role="copy"),
    ]
    found = make_report(bare, write_tables(bare, tmp_path, rows))
    assert found.copies == Crosstab(("one", "(none)"), ("two", "one"), ((3, 1), (1, 0)))
    assert [(one["articles"], one["sources"]) for one in found.clusters] == [
        (5, ["one", "two"]),
        (1, ["two"]),
    ]
    assert [one["title"] for one in found.clusters] == ["Title of article head", None]


def test_reprints_are_counted_by_the_agency_or_source_of_their_original(
    bare: Project, tmp_path: Path
) -> None:
    credited, plain = article_id("credited"), article_id("plain")
    rows = [
        article("credited", source="one", agency="Horizon"),
        article("plain", source="one"),
        article("wire", source="agency-site"),
        *(article(f"c{at}", source="two", cluster=credited, role="copy") for at in range(3)),
        article("d", source="two", cluster=credited, role="abridged"),
        article("e", source="two", cluster=plain, role="abridged"),
        article("f", source="one", cluster=plain, role="copy"),
        article("g", source="two", cluster=plain, role="copy", agency="Horizon"),
        article("h", source="one", cluster=article_id("wire"), role="copy"),
        article("orphan", source="two", cluster=article_id("absent"), role="copy"),
    ]
    made = replace(bare, sources={"agency-site": Source(id="agency-site", agency="Gull")})
    found = make_report(made, write_tables(bare, tmp_path, rows)).syndication
    assert [tuple(row.values()) for row in found] == [
        ("two", "Horizon", "agency", 4, 1),
        ("one", "Gull", "agency", 1, 0),
        ("one", "one", "source", 1, 0),
        ("two", None, "unknown", 1, 0),
        ("two", "one", "source", 0, 1),
    ]
    assert list(found[0]) == ["source", "origin", "kind", "copy", "abridged"]


def test_the_chart_of_reprints_holds_every_one(bare: Project, tmp_path: Path) -> None:
    head = article_id("head")
    rows = [article("head", source="source-0")]
    rows += [
        article(f"copy {at}", source=f"source-{at % 30}", cluster=head, role=("copy", "abridged")[at % 2])
        for at in range(90)
    ]
    chart = syndication_chart(make_report(bare, write_tables(bare, tmp_path, rows)).syndication)
    assert chart is not None
    assert (chart.data.columns, chart.data.column_totals) == (("copy", "abridged"), (45, 45))
    assert (len(chart.data.rows), chart.data.rows[-1]) == (20, OTHERS)
    assert "45 copy, 45 abridged" in chart.summary
    assert syndication_chart(()) is None


def test_lengths_fall_into_their_classes(bare: Project, tmp_path: Path) -> None:
    words = [0, 9, 10, 19, 20, 999, 1_000, 9_999, 10_000, 2_000_000]
    rows = [article(at, words=count) for at, count in enumerate(words)]
    found = make_report(bare, write_tables(bare, tmp_path, rows)).lengths
    counts = dict(zip(found.columns, found.counts[0], strict=True))
    assert {label: count for label, count in counts.items() if count} == {
        "0–9": 2,
        "10–19": 2,
        "20–49": 1,
        "500–999": 1,
        "1,000–1,999": 1,
        "5,000–9,999": 1,
        "10,000 and more": 2,
    }


def test_months_without_articles_are_there_too() -> None:
    assert periods(day(2024, 11), day(2025, 2), None) == {
        "2024-11": 1,
        "2024-12": 0,
        "2025-01": 0,
        "2025-02": 1,
    }


def test_many_years_are_counted_by_year() -> None:
    found = periods(*(day(year, 6) for year in range(1990, 2020)))
    assert list(found) == [str(year) for year in range(1990, 2020)]


def test_single_dates_far_away_do_not_flatten_the_rest() -> None:
    close = [day(2024, month) for month in range(1, 13)] * 20
    assert periods(day(1, 1), *close, day(9999, 12)) == {
        "before 2024-01": 1,
        **{f"2024-{month:02d}": 20 for month in range(1, 13)},
        "after 2024-12": 1,
    }


def test_without_dates_there_is_no_period() -> None:
    assert by_period(dated(None), None, 9).rows == ()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.datetimes(min_value=day(1, 1), max_value=day(9999, 1)), min_size=1, max_size=40))
def test_every_dated_article_is_in_one_period(moments: list[datetime]) -> None:
    found = periods(*moments)
    assert sum(found.values()) == len(moments)
    assert len(found) <= MOST + 2


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("uvwxyz"), st.integers(0, 9)), max_size=30
    )
)
def test_summing_up_loses_no_count(counted: list[tuple[str, str, int]]) -> None:
    schema = {"one": pl.String(), "two": pl.String(), "len": pl.Int64()}
    frame = pl.DataFrame(counted, schema=schema, orient="row")
    found = crosstab(frame, "one", "two", most_rows=3, most_columns=3)
    assert found.total == sum(count for _, _, count in counted)
    assert len(found.rows) <= 3
    assert len(found.columns) <= 3
    totals = [total for name, total in zip(found.rows, found.row_totals, strict=True) if name != OTHERS]
    assert totals == sorted(totals, reverse=True)


def test_the_articles_to_read_are_the_same_each_time_and_take_turns(bare: Project, tmp_path: Path) -> None:
    rows = [article(at, source="small" if at % 40 == 0 else "large") for at in range(200)]
    folder = write_tables(bare, tmp_path, rows)
    first, again = (make_report(bare, folder).reading for _ in range(2))
    assert first == again
    assert len(first) == 12
    assert [one["source"] for one in first].count("small") == 5
    assert {one["source"] for one in first[:2]} == {"small", "large"}
    by_id = {row["id"]: row for row in rows}
    assert all(one["body"] == by_id[one["id"]]["body"] for one in first)
    other = make_report(bare, folder, version="0.2.0").reading
    assert {one["id"] for one in other if one["source"] == "large"} != {
        one["id"] for one in first if one["source"] == "large"
    }


def test_fewer_articles_than_asked_for_are_all_read() -> None:
    frame = pl.DataFrame({"row": [0, 1], "id": ["a", "a"], "source": ["s", None]})
    assert sorted(choose(frame, "0.1.0")) == [0, 1]


def test_findings_have_the_articles_that_their_samples_name(bare: Project, tmp_path: Path) -> None:
    folder = write_tables(bare, tmp_path, [article(at) for at in range(120)])
    pair = f"{article_id(3)} {article_id(70)}"
    findings = (
        Finding("waived", "error", "m", waived="known"),
        Finding("note", "info", "m", samples=(article_id(110), article_id("absent"), "data/x.parquet")),
        Finding("pairs", "error", "m", samples=(pair,)),
    )
    found = make_report(bare, folder, Verdict(findings, ("note", "pairs", "waived"))).findings
    assert [one.finding.rule for one in found] == ["pairs", "note", "waived"]
    titles = [[row["title"] for row in sample.articles] for one in found for sample in one.samples]
    assert titles == [["Title of article 3", "Title of article 70"], ["Title of article 110"], [], []]


def test_a_verdict_comes_back_from_its_file(tmp_path: Path) -> None:
    finding = Finding("r", "error", "m", "articles", "title", 3, 10, ("a",), "source=x", "file:1", "why")
    verdict = Verdict((finding,), ("r", "s"), {"articles": 10}, ("t",))
    (tmp_path / "v.json").write_text(json.dumps(verdict.as_dict()), encoding="utf-8")
    assert read_verdict(tmp_path / "v.json") == verdict


def test_what_is_no_verdict_is_none(tmp_path: Path) -> None:
    path = tmp_path / "v.json"
    for text in ("", "[]", "{}", '{"findings": [3]}', '{"findings": [{"rule": "r", "severity": "grave"}]}'):
        path.write_text(text, encoding="utf-8")
        assert read_verdict(path) is None
    assert read_verdict(tmp_path / "absent.json") is None


def test_drift_is_new_against_old(bare: Project, tmp_path: Path) -> None:
    old = write_tables(bare, tmp_path / "0.1.0", [article(at, words=100) for at in range(4)])
    rows = [article(at, words=150, language="fr", source="gazette") for at in range(4, 6)]
    lone = article(7, published_at=None, cluster=article_id(1), role="copy")
    new = write_tables(bare, tmp_path / "new", [*(article(at, words=150) for at in range(3)), *rows, lone])
    found = make_report(bare, new, previous=old)
    assert found.drift is not None
    changes: dict[str, Any] = {one.label: one for one in found.drift.figures}
    assert (changes["articles"].old, changes["articles"].new, changes["articles"].difference) == (4, 6, 0.5)
    assert changes["median length in words"].difference == 0.5
    assert changes["articles without a date"].difference == round(1 / 6, 6)
    assert changes["articles that are copies"].new == round(1 / 6, 6)
    assert [(one.label, one.old, one.new) for one in found.drift.languages] == [
        ("en", 1.0, round(4 / 6, 6)),
        ("fr", 0, round(2 / 6, 6)),
    ]
    assert [(one.label, one.difference) for one in found.drift.sources] == [("daily", 0.0), ("gazette", None)]


def test_damaged_files_are_named_and_the_rest_is_counted(bare: Project, tmp_path: Path) -> None:
    folder = write_tables(bare, tmp_path, [article(at) for at in range(120)])
    bad = folder / "data/articles/train/00050.parquet"
    data = bytearray(bad.read_bytes())
    data[4:400] = b"\xff" * 396
    bad.write_bytes(data)
    (folder / "data/articles/train/00100.parquet").write_bytes(b"PAR1 no more")
    found = make_report(bare, folder, previous=folder)
    assert found.unread == ("data/articles/train/00050.parquet", "data/articles/train/00100.parquet")
    assert found.figures.articles == 50
    assert found.drift is None


def test_an_empty_candidate_has_a_report(bare: Project, tmp_path: Path) -> None:
    found = make_report(bare, write_tables(bare, tmp_path, []))
    assert found.figures.articles == 0
    assert (found.months.rows, found.reading, found.sources) == ((), (), ())


def test_the_report_is_json(sample: Sample) -> None:
    found = make_report(sample.project, sample.release, CLEAN, frozen=True, previous=sample.release)
    again = json.loads(json.dumps(found.as_dict(), ensure_ascii=False, allow_nan=False))
    assert again["figures"]["articles"] == sample.articles.height
    assert again["verdict"]["passed"] is True
