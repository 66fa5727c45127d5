"""The baseline: findings that were there when a project took up checking, accepted but not allowed to grow.

A file lists places (rule, table, field, segment), each with the number of rows that may break the rule there.
It is a ratchet: updating it lowers numbers and drops what is gone; only force takes in what is new or grew.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from warraq.errors import ProjectError
from warraq.model.atomic import json_bytes, write_bytes
from warraq.model.descriptor import read_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from warraq.model.finding import Finding, Verdict

FILE_NAME = "baseline.json"
_VERSION = 1
_PLACE = ("rule", "table", "field", "segment")
_EXPECTED = '{"version": 1, "findings": [{"rule", "table", "field", "segment", "count"}, …]}'

Place = tuple[str, str, str, str]


@dataclass(frozen=True)
class Updated:
    """What an update of the baseline did, in numbers of places.

    Attributes:
        accepted: places in the file now.
        lowered: places whose number went down.
        dropped: places that no longer occur.
        raised: places that were taken in or raised, by force or for the first time.
        left_out: places that are new or grew and were not taken in.
    """

    accepted: int
    lowered: int
    dropped: int
    raised: int
    left_out: int


def _place(finding: Finding) -> Place:
    return finding.rule, finding.table, finding.field, finding.segment


def _counts(findings: Iterable[Finding]) -> Counter[Place]:
    """Return what is broken by place; what a waiver covers needs no baseline."""
    counts: Counter[Place] = Counter()
    for finding in findings:
        if not finding.waived:
            counts[_place(finding)] += finding.count
    return counts


def _entry(path: Path, at: int, entry: Any) -> tuple[Place, int]:
    where = f"{path}: findings[{at}]"
    if not isinstance(entry, dict) or set(entry) != {*_PLACE, "count"}:
        raise ProjectError(
            where, f"found {entry!r}"[:200], expected=f"an object with {', '.join(_PLACE)}, count"
        )
    rule, table, field, segment = (entry[key] for key in _PLACE)
    count = entry["count"]
    if not all(isinstance(text, str) for text in (rule, table, field, segment)):
        raise ProjectError(where, f"found {entry!r}"[:200], expected=f"strings for {', '.join(_PLACE)}")
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise ProjectError(f"{where}.count", f"found {count!r}", expected="a whole number, 1 or more")
    return (rule, table, field, segment), count


def read_baseline(path: Path) -> dict[Place, int]:
    """Return place -> number of rows that are accepted there.

    Raises:
        ProjectError: the file is missing or malformed, or names a place twice.
        StorageError: it cannot be read.
    """
    if not path.exists():
        raise ProjectError(str(path), "no such file", next_step="warraq check --update-baseline writes it")
    data = read_json(path)
    if not isinstance(data, dict) or set(data) != {"version", "findings"}:
        raise ProjectError(str(path), "not a baseline", expected=_EXPECTED)
    if data["version"] != _VERSION or not isinstance(data["findings"], list):
        raise ProjectError(str(path), f"found version {data['version']!r}"[:200], expected=_EXPECTED)
    accepted: dict[Place, int] = {}
    for at, entry in enumerate(data["findings"]):
        place, count = _entry(path, at, entry)
        if place in accepted:
            raise ProjectError(f"{path}: findings[{at}]", f"{place[0]} stands twice", expected="a place once")
        accepted[place] = count
    return accepted


def apply_baseline(verdict: Verdict, accepted: Mapping[Place, int], shown: str) -> Verdict:
    """Return the verdict with what the baseline accepts marked as waived.

    All of a place is accepted, or nothing: which of its rows are the old ones is not known. What grew says
    so.

    Args:
        shown: name of the file, for the reader.
    """
    counts = _counts(verdict.findings)

    def judged(finding: Finding) -> Finding:
        limit = accepted.get(_place(finding), 0)
        if finding.waived or not limit:
            return finding
        count = counts[_place(finding)]
        if count <= limit:
            return replace(finding, waived=f"accepted by {shown} ({limit:,})")
        note = f" (grown: {shown} accepts {limit:,}, there are {count:,})"
        return replace(finding, message=finding.message + note)

    slack = sum(1 for place, limit in accepted.items() if counts[place] < limit)
    note = f"{shown}: {slack:,} of {len(accepted):,} entries shrank or are gone; --update-baseline lowers it"
    return replace(
        verdict,
        findings=tuple(judged(finding) for finding in verdict.findings),
        notes=(*verdict.notes, note) if slack else verdict.notes,
    )


def update_baseline(path: Path, verdict: Verdict, *, force: bool) -> Updated:
    """Write the baseline anew: a first one takes in all findings, a later one lowers, unless forced.

    Args:
        verdict: without a baseline applied to it.
        force: whether to take in what is new or grew.

    Raises:
        ProjectError: the file that is there is malformed.
        StorageError: the disk refuses.
    """
    first = not path.exists()
    old, now = ({} if first else read_baseline(path)), _counts(verdict.findings)
    if first or force:
        new = dict(now)
    else:
        new = {place: min(limit, now[place]) for place, limit in old.items() if now[place]}
    entries = [{**dict(zip(_PLACE, place, strict=True)), "count": new[place]} for place in sorted(new)]
    write_bytes(path, json_bytes({"version": _VERSION, "findings": entries}))
    return Updated(
        accepted=len(new),
        lowered=sum(1 for place in new if new[place] < old.get(place, 0)),
        dropped=sum(1 for place in old if place not in new),
        raised=sum(1 for place in new if new[place] > old.get(place, 0)),
        left_out=sum(1 for place in now if now[place] > new.get(place, 0)),
    )
