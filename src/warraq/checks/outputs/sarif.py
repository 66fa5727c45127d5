"""The verdict as SARIF 2.1.0, for code scanning.

Source: Static Analysis Results Interchange Format (SARIF) Version 2.1.0 Plus Errata 01, OASIS Standard. The
numbers of paragraphs below are that document's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from warraq.checks.outputs.wording import MESSAGE, fingerprints, json_text, sentence, subject
from warraq.checks.text import escape
from warraq.errors import EXIT_DATA, EXIT_OK

if TYPE_CHECKING:
    from warraq.checks.outputs.context import Context
    from warraq.checks.outputs.location import Place
    from warraq.model.finding import Finding, Verdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BUILT_IN = "built in"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def _message(text: str) -> dict[str, str]:
    """Return a plain message: braces are no placeholders (3.11.5) and brackets no links (3.11.6)."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")}


def _location(place: Place) -> dict[str, Any]:
    uri = {"uri": quote(place.file, errors="replace"), "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": uri, "region": {"startLine": place.line}}}


def _rule(rule: str, context: Context) -> dict[str, Any]:
    info = context.rules.get(rule)
    if info is None:
        return {"id": rule}
    text = escape(info.sentence, MESSAGE)
    reason = escape(info.reason, MESSAGE)
    help_text = [
        f"This rule fails where {text}.",
        f"Why it is there: {reason.rstrip('.')}." if reason else "",
        f"It stands in: {'the toolkit' if info.declared == _BUILT_IN else escape(info.declared, MESSAGE)}.",
        "Severity, tolerance and waivers are set in checks/policy.toml.",
    ]
    return {
        "id": rule,
        "shortDescription": {"text": text},
        "fullDescription": {"text": reason or text},
        "help": {"text": " ".join(filter(None, help_text))},
        "defaultConfiguration": {"level": _LEVELS[info.severity]},
        "properties": {"tags": ["data-quality"]},
    }


def _result(finding: Finding, index: int, fingerprint: str, context: Context) -> dict[str, Any]:
    location = _location(context.place(finding))
    if finding.table:
        name = ".".join(filter(None, (finding.table, finding.field)))
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "member"}]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": _message(sentence(finding)),
        "locations": [location],
        "partialFingerprints": {"warraqFinding/v1": fingerprint},
        "occurrenceCount": max(1, finding.count),
        "properties": {
            "subject": subject(finding),
            "count": finding.count,
            "total": finding.total,
            "share": finding.share,
            "samples": list(finding.samples),
        },
    }
    if finding.waived:
        reason = escape(finding.waived, MESSAGE)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return result


def sarif(verdict: Verdict, context: Context) -> str:
    """Return one run: all rules, those that were skipped too, and a result for each finding."""
    rules = sorted({*verdict.rules, *verdict.skipped, *(one.rule for one in verdict.findings)})
    marks = fingerprints(verdict.findings, context.name)
    results = [
        _result(finding, rules.index(finding.rule), mark, context)
        for finding, mark in zip(verdict.findings, marks, strict=True)
    ]
    described = [_rule(rule, context) for rule in rules]
    invocation = {
        "executionSuccessful": True,
        "exitCode": EXIT_OK if verdict.passed else EXIT_DATA,
        "toolExecutionNotifications": [
            {"level": "note", "message": _message(escape(note, MESSAGE))} for note in verdict.notes
        ],
    }
    run = {
        "tool": {"driver": {"name": "warraq", "version": context.tool_version, "rules": described}},
        "automationDetails": {"id": f"warraq/{context.name}/{context.target}"},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})
