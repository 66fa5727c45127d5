"""The policy changes what a finding means, and never hides one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from check_tables import Tables, article, found, judge, name, rules_of, tables

from warraq.errors import ProjectError

if TYPE_CHECKING:
    from pathlib import Path


def short_bodies() -> Tables:
    """Return 12 articles, of which three of northgate (1, 4, 7) and one of almanara (3) are too short."""
    rows = [article(at, body="Too short.") if at in {1, 3, 4, 7} else article(at) for at in range(12)]
    return tables(rows)


def waiver(rule: str = "body-short", expires: str = "2025-06-01", more: str = "") -> str:
    return f'[[waivers]]\nrule = "{rule}"\nreason = "results in one line"\nexpires = {expires}\n{more}\n'


def test_a_severity_is_overridden(tmp_path: Path) -> None:
    outcome = judge(tmp_path, short_bodies(), '[rules.body-short]\nseverity = "error"')

    assert found(outcome, "body-short").severity == "error"
    assert not outcome.passed


@pytest.mark.parametrize(
    ("limits", "tolerated"),
    [
        ("max_count = 4", True),
        ("max_count = 3", False),
        ("max_share = 0.34", True),
        ("max_share = 0.33", False),
        ("max_count = 3\nmax_share = 0.5", True),
        ("max_count = 5\nmax_share = 0.1", True),
        ("max_count = 3\nmax_share = 0.1", False),
    ],
)
def test_what_is_tolerated_stays_as_info(tmp_path: Path, limits: str, tolerated: bool) -> None:  # noqa: FBT001
    policy = f'[rules.body-short]\nseverity = "error"\n{limits}'
    outcome = judge(tmp_path, short_bodies(), policy)

    finding = found(outcome, "body-short")
    assert finding.count == 4
    assert finding.severity == ("info" if tolerated else "error")
    assert ("tolerated by max_" in finding.message) == tolerated
    assert outcome.passed == tolerated


def test_a_waiver_covers_a_finding_to_the_end_of_its_last_day(tmp_path: Path) -> None:
    outcome = judge(tmp_path, short_bodies(), waiver())

    finding = found(outcome, "body-short")
    assert finding.waived == "results in one line"
    assert finding.count == 4
    assert outcome.count("warning") == 0


def test_an_expired_waiver_covers_nothing_and_is_an_error(tmp_path: Path) -> None:
    outcome = judge(tmp_path, short_bodies(), waiver(expires="2025-05-31"))

    assert found(outcome, "body-short").waived == ""
    expired = found(outcome, "waiver-expired")
    assert expired.severity == "error"
    assert expired.declared == "checks/policy.toml: waivers[0]"
    assert "body-short ended on 2025-05-31" in expired.message
    assert not outcome.passed


def test_a_waiver_of_a_source_covers_its_rows_only(tmp_path: Path) -> None:
    outcome = judge(tmp_path, short_bodies(), waiver(more='source = "northgate"'))

    waived, rest = sorted(
        (one for one in outcome.findings if one.rule == "body-short"), key=lambda one: -one.count
    )
    assert (waived.count, waived.total, waived.segment) == (3, 12, "source=northgate")
    assert waived.samples == tuple(sorted(name(f"northgate {at}") for at in (1, 4, 7)))
    assert (rest.count, rest.total, rest.segment, rest.waived) == (1, 12, "", "")
    assert rest.samples == (name("almanara 3"),)
    assert outcome.count("warning") == 1


def test_waivers_of_several_sources_add_up(tmp_path: Path) -> None:
    policy = waiver(more='source = "northgate"') + waiver(more='source = "almanara"')
    outcome = judge(tmp_path, short_bodies(), policy)

    assert outcome.count("warning") == 0
    assert sum(finding.count for finding in outcome.findings) == 4


def test_a_tolerance_is_laid_on_what_no_waiver_covers(tmp_path: Path) -> None:
    policy = "[rules.body-short]\nmax_count = 1\n" + waiver(more='source = "northgate"')
    outcome = judge(tmp_path, short_bodies(), policy)

    assert [one.severity for one in outcome.findings if not one.waived] == ["info"]


def test_a_waiver_reaches_rows_of_other_tables_by_their_article(tmp_path: Path) -> None:
    content = tables()
    for row in content.signals:
        row["paragraphs"] = 0 if row["id"] in {name("northgate 4"), name("almanara 3")} else 2
    outcome = judge(tmp_path, content, waiver("minimum", more='source = "northgate"'))

    assert sorted((one.count, one.segment, bool(one.waived)) for one in outcome.findings) == [
        (1, "", False),
        (1, "source=northgate", True),
    ]


def test_a_waiver_of_a_source_covers_its_segment_of_the_profile(tmp_path: Path) -> None:
    rows = [article(at) for at in range(12) if article(at)["source"] == "almanara"]
    policy = waiver("source-empty", more='source = "gahnama"')
    outcome = judge(tmp_path, tables(rows), policy, suite=True)

    assert sorted((one.segment, bool(one.waived)) for one in outcome.findings) == [
        ("source=gahnama", True),
        ("source=northgate", False),
    ]


@pytest.mark.parametrize(
    ("policy", "where"),
    [
        ('[rules.body-shrt]\nseverity = "info"', "rules.body-shrt"),
        (waiver("body-shrt"), r"waivers\[0\]\.rule"),
    ],
)
def test_an_unknown_rule_is_an_error_that_names_the_nearest(tmp_path: Path, policy: str, where: str) -> None:
    with pytest.raises(ProjectError, match=rf"checks/policy\.toml: {where}: no rule 'body-shrt'") as caught:
        judge(tmp_path, tables(), policy)
    assert "body-short" in caught.value.expected


def test_findings_are_sorted_by_severity_then_rule(tmp_path: Path) -> None:
    content = short_bodies()
    content.articles[0]["license"] = None
    content.articles[0]["words"] = -1
    outcome = judge(tmp_path, content, '[rules.minimum]\nseverity = "info"')

    severities = [finding.severity for finding in outcome.findings]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)
    assert rules_of(outcome) >= {"license-missing", "body-short", "minimum"}
