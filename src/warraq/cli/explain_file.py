"""A raw file explained: what each of its records would become, in a person's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warraq.corpus.records import REASONS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from warraq.corpus.pipeline.explain_file import FileExplanation, RecordExplanation
    from warraq.model.project import Project

_LONGEST = {"body": 60}


def run_on_file(project: Project, args: argparse.Namespace) -> int:
    """Explain the records of the file that `args.id` names, and print that."""
    from warraq.cli.output import print_json
    from warraq.corpus.pipeline.explain_file import explain_file
    from warraq.corpus.pipeline.raw_place import find_raw_file

    file = find_raw_file(project, args.id, args.source)
    explanation = explain_file(project, file, args.record)
    if args.json:
        print_json(explanation.as_dict())
    else:
        print("\n".join(_lines(explanation)))
        if explanation.more and args.record is None:
            last = explanation.records[-1].position
            print(f"there are more records behind {last}: --record N explains another")
    return 0


def _lines(explanation: FileExplanation) -> list[str]:
    from warraq.cli.output import visible

    source = visible(explanation.source)
    lines = [f"{visible(explanation.raw_path, 500)}: {explanation.form}, source {source}"]
    lines += [f"  {visible(note)}" for note in explanation.notes]
    for record in explanation.records:
        lines += _record(record)
    return lines


def _record(record: RecordExplanation) -> list[str]:
    from warraq.cli.output import visible

    offset = "" if record.offset is None else f", byte {record.offset:,}"
    fate = record.fate if record.reason is None else f"{record.fate}: {record.reason}"
    lines = [f"record {record.position}{offset}: {fate}", f"  sha256 {record.raw_sha256}"]
    if record.reason is not None:
        lines += [f"  {REASONS[record.reason]}", f"  found: {visible(record.detail, 300)}"]
    lines += [f"  {line}" for line in _values(record.article, record.evidence)]
    elsewhere = {*record.article, *record.signals}
    more = {name: place for name, place in record.evidence.items() if name not in elsewhere}
    lines += [f"  {name:<20} <- {visible(place)}" for name, place in more.items()]
    if record.signals:
        lines.append("  signals:")
        lines += [f"    {line}" for line in _values(record.signals, record.evidence)]
    return [*lines, *_taken_out(record.removed)]


def _values(row: Mapping[str, Any], evidence: Mapping[str, str]) -> list[str]:
    """Return a line for each value, with where it came from if that is told."""
    from warraq.cli.output import visible

    width = max([20, *map(len, row)])
    lines = []
    for name, value in row.items():
        shown = "(none)" if value is None or value == [] else visible(value, _LONGEST.get(name, 100))
        place = f"   <- {visible(evidence[name])}" if name in evidence else ""
        lines.append(f"{name:<{width}} {shown}{place}")
    return lines


def _taken_out(removed: Sequence[Sequence[str]]) -> list[str]:
    from warraq.cli.output import visible

    if not removed:
        return []
    width = max(16, *(len(reason) for _, reason in removed))
    lines = [f"    {visible(reason):<{width}} {visible(line, 100)}" for line, reason in removed]
    return ["  lines taken out:", *lines]
