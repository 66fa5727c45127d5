"""A verdict as text for a terminal."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from warraq.model.finding import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warraq.model.finding import Finding, Verdict

WORST = 10
_MESSAGE, _SAMPLE, _SAMPLES = 300, 80, 5
_COLOURS = {"error": "31", "warning": "33", "info": "36", "waived": "90", "passed": "32", "failed": "31"}
#: Categories of characters that a terminal obeys or hides instead of showing.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"


def _character(one: str) -> str:
    if unicodedata.category(one) not in _INVISIBLE or one in _JOINERS:
        return one
    code = ord(one)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def escape(text: str, limit: int) -> str:
    r"""Return text out of data as it can be printed: at most `limit` characters of it, then "…".

    Control characters, direction overrides and other invisible characters are written as \uXXXX; the joiners
    that Persian spelling needs are kept.
    """
    cut = text if len(text) <= limit else text[: limit - 1]
    return "".join(map(_character, cut)) + ("" if cut == text else "…")


def _paint(text: str, name: str, *, colour: bool) -> str:
    return f"\x1b[{_COLOURS[name]}m{text}\x1b[0m" if colour else text


def share_text(finding: Finding) -> str:
    """Return how many of how many break the rule, such as "3 of 132 (2.3 %)"."""
    percent = 100 * finding.share
    shown = f"{percent:.1f}" if percent >= 0.1 or not percent else f"{percent:.2g}"  # noqa: PLR2004  # one digit is enough
    return f"{finding.count:,} of {finding.total:,} ({shown} %)"


def finding_lines(finding: Finding, *, colour: bool = False) -> list[str]:
    """Return what was found, then indented: where and how much, samples, and why it is waived."""
    kind = "waived" if finding.waived else finding.severity
    place = ".".join(filter(None, (finding.table, finding.field)))
    details = [place, finding.segment, share_text(finding), finding.declared]
    samples = ", ".join(escape(one, _SAMPLE) for one in finding.samples[:_SAMPLES])
    more = ", …" if len(finding.samples) > _SAMPLES else ""
    lines = [
        f"{_paint(f'{kind:<8}', kind, colour=colour)} {finding.rule}: {escape(finding.message, _MESSAGE)}"
    ]
    lines.append("         " + " · ".join(escape(one, _MESSAGE) for one in details if one))
    if samples:
        lines.append(f"         e.g. {samples}{more}")
    if finding.waived:
        lines.append(f"         because {escape(finding.waived, _MESSAGE)}")
    return lines


def worst_rules(findings: Sequence[Finding]) -> list[str]:
    """Return the rules by how bad they are: unwaived before waived, then severity, share and id."""
    rank: dict[str, tuple[bool, int, float]] = {}
    for finding in findings:
        badness = bool(finding.waived), SEVERITIES.index(finding.severity), -finding.share
        rank[finding.rule] = min(rank.get(finding.rule, badness), badness)
    return sorted(rank, key=lambda rule: (rank[rule], rule))


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def closing_line(verdict: Verdict, *, colour: bool = False) -> str:
    """Return the verdict in a line: articles, rules, passed or failed, and how many findings."""
    waived = sum(1 for finding in verdict.findings if finding.waived)
    counts = [_plural(verdict.count("error"), "error"), _plural(verdict.count("warning"), "warning")]
    counts += [f"{verdict.count('info'):,} info"] if verdict.count("info") else []
    counts += [f"{waived:,} waived"] if waived else []
    skipped = len(verdict.skipped)
    rules = _plural(len(verdict.rules), "rule") + (f" ({skipped} skipped)" if skipped else "")
    articles = _plural(verdict.rows.get("articles", 0), "article")
    word = "passed" if verdict.passed else "failed"
    return f"{articles}, {rules}: {_paint(word, word, colour=colour)} ({', '.join(counts)})"


def verdict_text(verdict: Verdict, *, colour: bool = False) -> str:
    """Return the verdict for a person: the findings of the ten worst rules, what was skipped, a closing line.

    Args:
        colour: whether to use ANSI colours.
    """
    rules = worst_rules(verdict.findings)
    shown = [finding for rule in rules[:WORST] for finding in verdict.findings if finding.rule == rule]
    lines = [line for finding in shown for line in finding_lines(finding, colour=colour)]
    rest = len(verdict.findings) - len(shown)
    if rest:
        lines.append(
            f"… and {_plural(rest, 'finding')} of {_plural(len(rules) - WORST, 'other rule')}; --json has all"
        )
    skipped = verdict.skipped
    if skipped:
        lines.append(f"skipped, as there is no earlier release to compare with: {', '.join(skipped)}")
    lines += [escape(note, _MESSAGE) for note in verdict.notes]
    lines.append(closing_line(verdict, colour=colour))
    return "\n".join(lines)
