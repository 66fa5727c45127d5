"""The release suite: each expectation catches a planted defect of the whole; a broken one is no verdict."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from check_tables import (
    TODAY,
    Tables,
    article,
    found,
    freeze,
    judge,
    make_project,
    moment,
    rules_of,
    tables,
    write,
)

from warraq.checks.run import check
from warraq.errors import EXIT_USAGE, CheckDefinitionError

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.model.finding import Verdict

LONG = " ".join(["word"] * 25)


def corpus(count: int = 60, **changes: Any) -> Tables:
    return tables([article(number, source="northgate", **changes) for number in range(count)])


def suite_findings(outcome: Verdict) -> set[str]:
    return {one.rule for one in outcome.findings if one.declared.startswith("checks/release.json:")}


@pytest.mark.parametrize(
    ("content", "rules"),
    [
        (
            corpus(
                title="Northgate Courier",
                body=f"{LONG}.\n\n{LONG}",
                published_at=moment(2025, 1, 1),
                published_precision="day",
                language="fr",
                language_score=0.4,
                split="train",
            ),
            {
                "closings-repeated",
                "endings-cut",
                "january-first-many",
                "language-minority",
                "language-score-median",
                "lengths-equal",
                "openings-repeated",
                "source-empty",
                "test-empty",
                "titles-repeated",
            },
        ),
        (
            corpus(
                title=None,
                body=LONG + ".",
                words=20_001,
                published_at=None,
                published_precision="none",
                published_origin="none",
                cluster=article(0, source="northgate")["id"],
                split="test",
            ),
            {
                "copies-many",
                "source-empty",
                "titles-absent",
                "train-empty",
                "undated-many",
                "words-longest",
                "words-median",
            },
        ),
        (tables([]), {"articles-absent", "source-empty"}),
    ],
)
def test_planted_defects_of_the_whole_are_found(tmp_path: Path, content: Tables, rules: set[str]) -> None:
    assert suite_findings(judge(tmp_path, content, suite=True)) == rules


def test_a_failing_segment_is_named_with_what_was_found(tmp_path: Path) -> None:
    outcome = judge(tmp_path, corpus(language_score=0.4), suite=True)

    finding = found(outcome, "language-score-median")
    assert finding.segment == "source=northgate"
    assert finding.samples == ("source=northgate",)
    assert finding.message.endswith("; language_score_p50 is 0.4")


def compared(tmp_path: Path, before: Tables, now: Tables) -> Verdict:
    project = make_project(tmp_path, suite=True)
    previous = freeze(project, project.releases / "0.1.0", before)
    folder = write(project, project.candidate, now)
    return check(project, folder, previous=previous, today=TODAY)


DRIFT = {"copies-rose", "rows-fell", "source-vanished", "undated-rose", "words-drifted"}
COMPARING = DRIFT | {"language-share-moved", "null-share-rose", "source-fell", "split-moved"}


def test_drift_from_the_release_before_is_found(tmp_path: Path) -> None:
    undated = {"published_at": None, "published_precision": "none", "published_origin": "none"}
    first = article(1, source="northgate")["id"]
    now = corpus(9, **undated, cluster=first, split="train", body=f"{LONG} {LONG} {LONG}.")

    outcome = compared(tmp_path, tables(), now)

    assert rules_of(outcome) >= DRIFT
    assert outcome.skipped == ()
    assert "rows is 9" in found(outcome, "rows-fell").message
    assert not outcome.passed


def test_a_release_like_the_one_before_has_not_drifted(tmp_path: Path) -> None:
    outcome = compared(tmp_path, tables(), tables([article(number) for number in range(14)]))

    assert outcome.findings == ()
    assert set(outcome.rules) >= COMPARING


def test_without_a_release_before_drift_is_skipped_and_said_so(tmp_path: Path) -> None:
    outcome = judge(tmp_path, tables(), suite=True)

    assert set(outcome.skipped) == COMPARING
    assert not COMPARING & set(outcome.rules)
    assert outcome.as_dict()["skipped"] == sorted(COMPARING)


def test_an_unreadable_release_before_is_an_error(tmp_path: Path) -> None:
    project = make_project(tmp_path, suite=True)
    previous = freeze(project, project.releases / "0.1.0", tables())
    (previous / "data/articles/test/2025-02.parquet").write_bytes(b"gone")
    outcome = check(project, write(project, project.candidate, tables()), previous=previous, today=TODAY)

    assert rules_of(outcome) == {"previous-unreadable"}
    assert set(outcome.skipped) == COMPARING


def with_suite(tmp_path: Path, *expectations: Any) -> Verdict:
    project = make_project(tmp_path)
    suite = {"name": "release", "expectations": list(expectations)}
    (project.checks / "release.json").write_text(json.dumps(suite))
    return check(project, write(project, project.candidate, tables()), today=TODAY)


def expectation(**changes: Any) -> dict[str, Any]:
    return {
        "type": "expect_column_values_to_be_between",
        "severity": "warning",
        "meta": {"rule": "own", "sentence": "it is so"},
        "kwargs": {"column": "rows", "min_value": 0},
        **changes,
    }


@pytest.mark.parametrize(
    "broken",
    [
        "not an object",
        expectation(type="expect_the_unexpected"),
        expectation(type=3),
        expectation(severity="fatal"),
        expectation(meta={"rule": "own"}),
        expectation(meta={"sentence": "it is so"}),
        expectation(meta={"rule": "Own Rule", "sentence": "it is so"}),
        expectation(meta={"rule": "body-short", "sentence": "it is so"}),
        expectation(kwargs={"column": "nowhere", "min_value": 0}),
        expectation(kwargs={"column": "rows", "min_valu": 0}),
        expectation(kwargs={"column": "rows", "min_value": "many"}),
        expectation(kwargs={"column": "table", "min_value": 3}),
        expectation(kwargs={"column": "rows", "min_value": {"$PARAMETER": "floor"}}),
        expectation(kwargs={"column": "rows", "min_value": 0, "row_condition": "nowhere == 3"}),
        expectation(
            kwargs={"column": "rows", "min_value": {"$PARAMETER": "floor"}},
            meta={"rule": "own", "sentence": "it is so", "parameters": {"floor": {"metric": "nowhere"}}},
        ),
    ],
)
def test_a_broken_expectation_is_never_a_pass(tmp_path: Path, broken: Any) -> None:
    with pytest.raises(CheckDefinitionError) as caught:
        with_suite(tmp_path, broken)
    assert caught.value.exit_code == EXIT_USAGE
    assert caught.value.where.startswith("checks/release.json")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"expectations": 3}'])
def test_a_suite_that_is_none_is_never_a_pass(tmp_path: Path, text: str) -> None:
    project = make_project(tmp_path)
    (project.checks / "release.json").write_text(text)
    with pytest.raises(CheckDefinitionError, match=r"release\.json"):
        check(project, write(project, project.candidate, tables()), today=TODAY)


def test_expectations_over_a_whole_column_say_what_they_found(tmp_path: Path) -> None:
    outcome = with_suite(
        tmp_path,
        expectation(type="expect_column_max_to_be_between", kwargs={"column": "rows", "max_value": 3}),
        expectation(
            type="expect_column_quantile_values_to_be_between",
            meta={"rule": "quantile", "sentence": "the middle is off"},
            kwargs={"column": "rows", "quantile_ranges": {"quantiles": [0.5], "value_ranges": [[50, 60]]}},
        ),
    )
    assert found(outcome, "own").message == "it is so; found 12"
    assert "found {'quantiles': [0.5]" in found(outcome, "quantile").message


def test_the_suite_prints_nothing_and_leaves_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    judge(tmp_path, corpus(language_score=0.4), suite=True)

    assert os.listdir(here) == []  # noqa: PTH208  # hidden files too
    assert capfd.readouterr() == ("", "")


def test_the_month_of_a_late_date_is_a_segment_of_its_own(tmp_path: Path) -> None:
    rows = [article(number) for number in range(12)]
    rows[0] = article(
        0, published_at=moment(2031, 1, 2), modified_at=None, fetched_at=moment(2031, 1, 2) + timedelta(1)
    )
    outcome_rule = expectation(
        kwargs={
            "column": "rows",
            "min_value": 2,
            "row_condition": {
                "type": "comparison",
                "column": {"name": "scope"},
                "operator": "==",
                "parameter": "articles by month",
            },
        }
    )
    project = make_project(tmp_path)
    (project.checks / "release.json").write_text(json.dumps({"name": "r", "expectations": [outcome_rule]}))
    outcome = check(project, write(project, project.candidate, tables(rows)), today=TODAY)

    assert found(outcome, "own").segment == "month=2031-01"
