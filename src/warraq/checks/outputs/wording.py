"""What several outputs say in the same words."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from warraq.checks.text import escape, share_text
from warraq.model.finding import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from warraq.model.finding import Finding

MESSAGE, SAMPLE, SAMPLES = 300, 80, 5
_LINE = re.compile(r":[0-9]+$")
_UNUSUAL = re.compile(r"[^\n -~]")


def subject(finding: Finding) -> str:
    """Return table, field and segment of the finding, such as "articles.body, source=almanara"; or ""."""
    place = ".".join(filter(None, (finding.table, finding.field)))
    return ", ".join(escape(part, MESSAGE) for part in (place, finding.segment) if part)


def samples(finding: Finding) -> list[str]:
    """Return up to five samples, each cut and with invisible characters shown."""
    return [escape(one, SAMPLE) for one in finding.samples[:SAMPLES]]


def sentence(finding: Finding) -> str:
    """Return the finding on one line: what, where, how many, and samples."""
    where = subject(finding)
    examples = samples(finding)
    more = ", …" if len(finding.samples) > SAMPLES else ""
    parts = [escape(finding.message, MESSAGE), where, share_text(finding)]
    parts += [f"e.g. {', '.join(examples)}{more}"] if examples else []
    return " · ".join(part for part in parts if part)


def rank(finding: Finding) -> tuple[bool, int, float, str, str]:
    """Return a key that sorts worst first: unwaived before waived, then by severity, share and rule."""
    severity = SEVERITIES.index(finding.severity)
    return bool(finding.waived), severity, -finding.share, finding.rule, finding.segment


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings, worst first."""
    return sorted(findings, key=rank)


def fingerprints(findings: Sequence[Finding], project: str) -> list[str]:
    """Return a digest for each finding, in their order, by which the next run's can be told to be the same.

    Counts, samples, messages and line numbers do not enter it. Findings that agree in all else are told apart
    by their order.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    digests = []
    for one in findings:
        declared = _LINE.sub("", one.declared)
        key = (project, one.rule, one.table, one.field, one.segment, declared)
        whole = json.dumps([*key, seen[key]])
        digests.append(hashlib.sha256(whole.encode()).hexdigest())
        seen[key] += 1
    return digests


def _json_character(one: str) -> str:
    return one if escape(one, 1) == one else json.dumps(one)[1:-1]


def json_text(value: Any) -> str:
    r"""Return the value as indented JSON in which every invisible character stands as \uXXXX.

    What a parser reads is the value, to the character; what a terminal shows is what is there.
    """
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _UNUSUAL.sub(lambda match: _json_character(match[0]), text) + "\n"
