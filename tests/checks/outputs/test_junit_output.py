"""JUnit XML: a case for each rule, failed exactly where the exit code says so."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from junitparser import JUnitXml, TestCase, TestSuite
from output_cases import CONTEXT, PATTERN, SHORT, VERDICT, WAIVED, verdicts

from warraq.checks.outputs import FORMATS
from warraq.checks.text import escape
from warraq.model.finding import Verdict


def suite_of(verdict: Verdict) -> TestSuite:
    (suite,) = JUnitXml.fromstring(FORMATS["junit"](verdict, CONTEXT).encode())
    return suite


def cases_of(verdict: Verdict) -> dict[str, TestCase]:
    return {case.name: case for case in suite_of(verdict)}


def test_every_rule_is_a_case_passed_failed_or_skipped() -> None:
    cases = cases_of(VERDICT)
    assert list(cases) == sorted({*VERDICT.rules, *VERDICT.skipped})
    assert {name for name, case in cases.items() if case.is_failure} == {"pattern"}
    assert {name for name, case in cases.items() if case.is_skipped} == {"foreign-key", "rows-fell"}
    assert cases["primary-key"].is_passed
    suite = suite_of(VERDICT)
    assert (suite.tests, suite.failures, suite.skipped, suite.errors) == (7, 1, 2, 0)


def test_a_failure_says_what_how_many_and_which() -> None:
    case = cases_of(VERDICT)["pattern"]
    (failure,) = case.result
    assert "3 of 132" in failure.message
    assert "a1, b2, c3" in failure.text
    assert case.classname == "datapackage.json"


def test_a_warning_passes_with_its_words_as_output() -> None:
    case = cases_of(VERDICT)["body-short"]
    assert case.is_passed
    assert "7 of 132" in case.system_out


def test_a_waived_rule_is_skipped_for_its_reason_and_fails_where_it_is_not_covered() -> None:
    (skipped,) = cases_of(VERDICT)["foreign-key"].result
    assert skipped.message == f"waived: {WAIVED.waived}"
    rest = replace(WAIVED, waived="", segment="")
    assert cases_of(Verdict((WAIVED, rest), ("foreign-key",)))["foreign-key"].is_failure


@given(verdict=verdicts)
@settings(max_examples=40, deadline=None)
def test_any_verdict_parses_and_agrees_with_the_exit_code(verdict: Verdict) -> None:
    suite = suite_of(verdict)
    assert (suite.failures == 0) == verdict.passed
    told = "\n".join(
        (case.system_out or "") + "".join(result.text or "" for result in case.result) for case in suite
    )
    for finding in verdict.findings:
        assert escape(finding.message, 300).strip() in told
        assert all(escape(one, 80) in told for one in finding.samples[:5])


def test_the_end_of_a_cdata_section_and_controls_stay_text() -> None:
    text = FORMATS["junit"](Verdict((replace(PATTERN, samples=SHORT.samples),), ()), CONTEXT)
    assert "]]>" not in text
    assert "<script>" not in text
    assert "\\u202Eevil\\u001B[2J\\u000A::error::x%0A" in text
