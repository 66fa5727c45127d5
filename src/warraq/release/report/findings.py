"""The findings with the articles that they name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.errors import ProjectError
from warraq.model.descriptor import read_json
from warraq.model.finding import SEVERITIES, Finding, Verdict
from warraq.release.report.rows import look_up

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.release.report.rows import Rows

#: Findings whose samples are shown; of the others only what was found and how often.
MOST_WITH_SAMPLES = 200
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Sample:
    """What breaks a rule: its key, and the articles that the key names."""

    key: str
    articles: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Shown:
    """A finding with its samples."""

    finding: Finding
    samples: tuple[Sample, ...]


def read_verdict(path: Path) -> Verdict | None:
    """Return the verdict that a release or `warraq check --format json` has written; None if it is none."""
    try:
        data = read_json(path)
    except ProjectError:
        return None
    if not isinstance(data, dict) or not isinstance(data.get("findings"), list):
        return None
    findings = [_finding(one) for one in data["findings"]]
    if None in findings:
        return None
    rows = data.get("rows")
    return Verdict(
        findings=tuple(one for one in findings if one is not None),
        rules=_texts(data.get("rules")),
        rows={str(name): count for name, count in rows.items()} if isinstance(rows, dict) else {},
        skipped=_texts(data.get("skipped")),
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _finding(data: Any) -> Finding | None:
    if not isinstance(data, dict) or data.get("severity") not in SEVERITIES or not data.get("rule"):
        return None
    texts = {
        name: str(data.get(name) or "")
        for name in ("rule", "message", "table", "field", "segment", "declared", "waived")
    }
    count, total = (found if isinstance(found := data.get(name), int) else 1 for name in ("count", "total"))
    return Finding(
        severity=data["severity"], samples=_texts(data.get("samples")), count=count, total=total, **texts
    )


def with_samples(verdict: Verdict, rows: Rows) -> tuple[Shown, ...]:
    """Return the findings, waived ones last, each with the articles that its samples name."""
    order = sorted(verdict.findings, key=lambda one: (bool(one.waived), SEVERITIES.index(one.severity)))
    detailed, brief = order[:MOST_WITH_SAMPLES], order[MOST_WITH_SAMPLES:]
    ids = {one for finding in detailed for key in finding.samples for one in _ID.findall(key)}
    articles = look_up(rows, ids)
    return (
        *(Shown(finding, tuple(_sample(key, articles) for key in finding.samples)) for finding in detailed),
        *(Shown(finding, ()) for finding in brief),
    )


def _sample(key: str, articles: dict[str, dict[str, Any]]) -> Sample:
    return Sample(key, tuple(articles[one] for one in _ID.findall(key) if one in articles))
