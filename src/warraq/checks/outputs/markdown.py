"""The verdict as Markdown, for a comment on a pull request and for a step summary.

Text out of data is never markup: what Markdown or HTML would obey is written as character references,
samples stand in code spans, and a zero-width space keeps names, issues and addresses from becoming mentions
and links.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from warraq.checks.outputs.wording import MESSAGE, ranked, samples, subject
from warraq.checks.text import closing_line, escape, share_text, worst_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warraq.checks.outputs.context import Context
    from warraq.model.finding import Finding, Verdict

#: GitHub refuses a comment of more than 65,536 characters.
LIMIT = 60_000
_TABLE_LIMIT = LIMIT // 2
_NOTES_LIMIT = 4_000
_RESERVE = 400
_SEGMENTS = 10
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$!&@^:]")
_LINKED = re.compile(r"(?<=[@#])(?=\w)|(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_TICKS = re.compile("`+")
_HEAD = "| | rule | found | in | how many | declared at |\n|---|---|---|---|---|---|\n"
_ICONS = {"error": "🔴", "warning": "🟡", "info": "🔵"}
#: By this a bot finds its earlier comment.
MARK = "<!-- warraq-check -->"


def plain(text: str, limit: int = MESSAGE) -> str:
    """Return text out of data as Markdown that shows it, anywhere within a line."""
    parts = _LINKED.split(escape(text, limit))
    return "&#8203;".join(_SPECIAL.sub(lambda match: f"&#{ord(match[0])};", part) for part in parts)


def code(text: str) -> str:
    """Return text that has no invisible characters as a code span, outside of tables; blank text is named."""
    ticks = "`" * (1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    pad = " " if text[:1] in {"`", " "} or text[-1:] in {"`", " "} else ""
    return f"{ticks}{pad}{text}{pad}{ticks}" if text.strip() else "(blank)"


def _row(finding: Finding, context: Context) -> str:
    place = context.place(finding)
    kind = "⚪ waived" if finding.waived else f"{_ICONS[finding.severity]} {finding.severity}"
    cells = [
        kind,
        plain(finding.rule),
        plain(finding.message),
        plain(subject(finding)),
        plain(share_text(finding)),
        plain(f"{place.file}:{place.line}"),
    ]
    return f"| {' | '.join(cells)} |\n"


def _details(findings: Iterable[Finding]) -> str:
    lines = []
    for one in findings:
        found = ", ".join(map(code, samples(one))) or "no samples"
        where = subject(one)
        lines.append(f"- {plain(where) + ': ' if where else ''}{found}\n")
        if one.waived:
            lines.append(f"  waived: {plain(one.waived)}\n")
    return "".join(lines)


def _rule_details(rule: str, findings: list[Finding]) -> str:
    sentence = plain(findings[0].message)
    head = f"<details><summary>{plain(rule)}: {sentence}</summary>\n\n"
    return f"{head}{_details(findings[:_SEGMENTS])}\n</details>\n"


def _fitting(blocks: Iterable[str], limit: int) -> tuple[str, int]:
    """Return as many blocks as fit, joined, and how many do not."""
    text, left_out = "", 0
    for block in blocks:
        if left_out or len(text) + len(block) > limit:
            left_out += 1
        else:
            text += block
    return text, left_out


def _table(verdict: Verdict, context: Context) -> str:
    rows, left_out = _fitting((_row(one, context) for one in ranked(verdict.findings)), _TABLE_LIMIT)
    more = f"\n… and {left_out:,} more; `warraq check --json` has all.\n" if left_out else ""
    return f"\n{_HEAD}{rows}{more}"


def _samples(verdict: Verdict) -> list[str]:
    found = ranked(verdict.findings)
    return [
        _rule_details(rule, [one for one in found if one.rule == rule])
        for rule in worst_rules(verdict.findings)
    ]


def markdown(verdict: Verdict, context: Context) -> str:
    """Return a heading, the verdict in a line, a table of findings, and samples of each rule to open.

    At most 60,000 characters; the worst findings come first, and what is left out is counted.
    """
    icon, word = ("✅", "passed") if verdict.passed else ("❌", "failed")
    text = f"{MARK}\n### {icon} warraq check {word}: {plain(context.name)} {plain(context.target)}\n\n"
    text += f"{closing_line(verdict)}\n"
    notes, _ = _fitting((f"\n{plain(note)}\n" for note in verdict.notes), _NOTES_LIMIT)
    text += notes
    if verdict.findings:
        text += _table(verdict, context)
        blocks, left_out = _fitting(_samples(verdict), LIMIT - _RESERVE - len(text))
        text += f"\n{blocks}" if blocks else ""
        text += f"\nSamples of {left_out:,} more rules are left out.\n" if left_out else ""
    if verdict.skipped:
        names, left_out = _fitting((f" {plain(rule)}," for rule in verdict.skipped), _RESERVE)
        names = names.rstrip(",") + (f" and {left_out} more" if left_out else "")
        text += f"\nSkipped, as there is no earlier release to compare with:{names}\n"
    return text
