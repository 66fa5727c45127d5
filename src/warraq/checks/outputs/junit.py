"""The verdict as JUnit XML: a test case for each rule.

A rule with an unwaived error has failed, and no other; so the file agrees with the exit code. A rule whose
findings are all waived, or that had no earlier release to compare with, is skipped, with the reason. Warnings
and infos are the output of a case that passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from junitparser import Attr, Failure, IntAttr, JUnitXml, Skipped, TestCase, TestSuite
from lxml import etree

from warraq.checks.outputs.wording import MESSAGE, sentence
from warraq.checks.text import closing_line, escape, finding_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warraq.checks.outputs.context import Context
    from warraq.model.finding import Finding, Verdict

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_NOTHING_EARLIER = "there is no earlier release to compare with"


class _Case(TestCase):  # type: ignore[misc]  # an untyped base
    """A test case with the place that GitLab links to."""

    file = Attr()
    line = IntAttr()


def _text(findings: Sequence[Finding]) -> str:
    return "\n".join(line for finding in findings for line in finding_lines(finding))


def _result(findings: Sequence[Finding], *, skipped: bool) -> Failure | Skipped | None:
    errors = [one for one in findings if one.severity == "error" and not one.waived]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        failure = Failure(sentence(errors[0]) + more, "error")
        failure.text = _text(errors)
        return failure
    if findings and all(one.waived for one in findings):
        return Skipped(f"waived: {escape(findings[0].waived, MESSAGE)}", "waived")
    return Skipped(_NOTHING_EARLIER, "skipped") if skipped else None


def _case(rule: str, findings: Sequence[Finding], context: Context, *, skipped: bool) -> TestCase:
    place = context.place(findings[0]) if findings else context.rule_place(rule)
    case = _Case(rule, escape(place.file, MESSAGE))
    case.file, case.line = escape(place.file, MESSAGE), place.line
    result = _result(findings, skipped=skipped)
    if result is not None:
        case.result = [result]
    other = [one for one in findings if one.waived or one.severity != "error"]
    if other:
        case.system_out = _text(other)
    return case


def junit(verdict: Verdict, context: Context) -> str:
    """Return the XML, one suite with the rules sorted by id."""
    by_rule: dict[str, list[Finding]] = {rule: [] for rule in (*verdict.rules, *verdict.skipped)}
    for finding in verdict.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    suite = TestSuite(escape(f"{context.name} {context.target}", MESSAGE))
    suite.add_property("verdict", closing_line(verdict))
    for note in verdict.notes:
        suite.add_property("note", escape(note, MESSAGE))
    skipped = frozenset(verdict.skipped)
    suite.add_testcases(
        [_case(rule, by_rule[rule], context, skipped=rule in skipped) for rule in sorted(by_rule)]
    )
    document = JUnitXml("warraq check")
    document.add_testsuite(suite)
    root = etree.fromstring(document.tostring())
    etree.indent(root)
    return f"{_DECLARATION}\n{etree.tostring(root, encoding='unicode')}\n"
