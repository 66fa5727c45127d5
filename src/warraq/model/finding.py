"""One shape for what any check finds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that does not hold.

    Attributes:
        rule: the rule's id.
        severity: what it means for a release: an error stops it.
        message: what was found and what was expected, in a sentence.
        table: name of the table, or "" for the package as a whole.
        field: name of the field, or "" for the row or the table.
        count: how many rows (or files, or values) break the rule.
        total: out of how many.
        samples: up to ten ids, keys or paths that break it, in order.
        segment: the part of the data that it was looked for in, such as "source=almanara".
        declared: where the rule stands: file, and key or line.
        waived: reason of the waiver that covers it, or "".
    """

    rule: str
    severity: Severity
    message: str
    table: str = ""
    field: str = ""
    count: int = 1
    total: int = 1
    samples: tuple[str, ...] = ()
    segment: str = ""
    declared: str = ""
    waived: str = ""

    @property
    def share(self) -> float:
        """Count over total, rounded to six places; 0 where there is nothing."""
        return round(self.count / self.total, 6) if self.total else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as a JSON object, share included."""
        return {**asdict(self), "samples": list(self.samples), "share": self.share}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a run of all rules came to.

    Attributes:
        findings: sorted by severity, rule, table, field, segment.
        rules: ids of all rules that were run, sorted.
        rows: number of rows by table.
        skipped: ids of the rules that compare with an earlier release, where there is none.
        notes: what else a reader must know of the run, a sentence each: that only a part was looked at.
    """

    findings: tuple[Finding, ...]
    rules: tuple[str, ...]
    rows: dict[str, int] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def count(self, severity: Severity) -> int:
        """Return the number of findings of that severity which no waiver covers."""
        return sum(1 for finding in self.findings if finding.severity == severity and not finding.waived)

    @property
    def passed(self) -> bool:
        """Whether the data may be released: no unwaived error."""
        return self.count("error") == 0

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as a JSON object."""
        return {
            "passed": self.passed,
            **{f"{severity}s": self.count(severity) for severity in SEVERITIES},
            "rules": list(self.rules),
            "skipped": list(self.skipped),
            "notes": list(self.notes),
            "rows": dict(sorted(self.rows.items())),
            "findings": [finding.as_dict() for finding in self.findings],
        }
