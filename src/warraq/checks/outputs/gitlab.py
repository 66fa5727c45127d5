"""The verdict as a GitLab code quality report: an array of what is unwaived, worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.checks.outputs.wording import fingerprints, json_text, rank, sentence

if TYPE_CHECKING:
    from warraq.checks.outputs.context import Context
    from warraq.model.finding import Verdict

_SEVERITIES = {"error": "critical", "warning": "minor", "info": "info"}


def gitlab(verdict: Verdict, context: Context) -> str:
    """Return the JSON; a waived finding is left out, as the format has no way to say that it is."""
    marked = zip(verdict.findings, fingerprints(verdict.findings, context.name), strict=True)
    entries = []
    for finding, mark in sorted(marked, key=lambda pair: rank(pair[0])):
        if finding.waived:
            continue
        place = context.place(finding)
        entries.append(
            {
                "description": f"{finding.rule}: {sentence(finding)}",
                "check_name": finding.rule,
                "fingerprint": mark,
                "severity": _SEVERITIES[finding.severity],
                "location": {"path": place.file, "lines": {"begin": place.line}},
            }
        )
    return json_text(entries)
