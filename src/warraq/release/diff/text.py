"""A difference as a person reads it in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warraq.corpus.relate.changes import REASONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from warraq.release.diff.difference import Difference
    from warraq.release.diff.words import Edited, Op

_SHOWN = 10
_CONTEXT = 8
_MARKS: dict[Op, tuple[str, str]] = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}


def difference_text(difference: Difference) -> str:
    """Return the summary: fields, rows with their reasons by source, and the bump with what calls for it."""
    return "\n".join(_lines(difference))


def _lines(difference: Difference) -> Iterator[str]:
    old, new = difference.old.name, difference.new.name
    counts = ", ".join(f"{kind} {difference.count(kind):,}" for kind in ("added", "removed", "changed"))
    yield f"{old} -> {new}: {difference.rows_old:,} articles -> {difference.rows_new:,}; {counts}"
    for change in difference.schema:
        yield f"  {change.kind}: {change.place}" + (f" ({change.detail})" if change.detail else "")
    for row in difference.grouped("change", "reason"):
        yield f"  {row['change']:<8} {row['articles']:>9,}  {REASONS[row['reason']]}"
    yield from _sources(difference)
    fields = difference.changed_fields()
    if fields:
        named = ", ".join(f"{row['field']} {row['articles']:,}" for row in fields[:_SHOWN])
        yield f"fields: {named}" + (", ..." if len(fields) > _SHOWN else "")
    for name, counted in difference.tables.items():
        told = ", ".join(f"{kind} {count:,}" for kind, count in counted.items() if count)
        if told:
            yield f"table {name}: {told}"
    yield from _bump(difference)


def _sources(difference: Difference) -> Iterator[str]:
    told = difference.by_source()
    if told:
        yield "by source:"
    for row in told:
        yield f"  {row['source']:<20} {row['change']:<8} {row['articles']:>9,}  {row['reason']}"


def _bump(difference: Difference) -> Iterator[str]:
    if not difference.calls:
        yield "nothing differs: no new version is called for"
        return
    first = difference.calls[0]
    least = f", so at least {difference.version}" if difference.version else ""
    yield f"version: {difference.level} by {first.standard} ({first.what}: {first.where}){least}"


def edited_text(edited: Edited, visible: Callable[[str], str]) -> str:
    """Return one article's changes; words that went stand in [-…-], words that came in {+…+}.

    Args:
        visible: makes a text safe for a terminal.
    """
    if edited.old is None or edited.new is None:
        row: dict[str, Any] = edited.new or edited.old or {}
        kind = "added" if edited.old is None else "removed"
        return f"{edited.id}: {kind}\n  {visible(row['title'])}"
    lines = [f"{edited.id}: {visible(edited.new['title'])}"]
    if not edited.texts and not edited.fields:
        lines.append("  the same on both sides")
    for name, pieces in edited.texts.items():
        lines += [f"{name}:", "  " + visible(" ".join(_shown(pieces)))]
    for name, (old, new) in edited.fields.items():
        lines.append(f"{name}: {visible(str(old))} -> {visible(str(new))}")
    return "\n".join(lines)


def _shown(pieces: list[tuple[Op, str]]) -> Iterator[str]:
    for at, (op, text) in enumerate(pieces):
        before, behind = _MARKS[op]
        if op == "same":
            yield _shortened(text, first=at == 0, last=at == len(pieces) - 1)
        else:
            yield before + " ".join(text.split()) + behind


def _shortened(text: str, *, first: bool, last: bool) -> str:
    """Return the words next to a change; what lies farther off is left out."""
    words = text.split()
    if len(words) <= 2 * _CONTEXT:
        return " ".join(words)
    head = [] if first else words[:_CONTEXT]
    tail = [] if last else words[-_CONTEXT:]
    return " ".join((*head, "…", *tail))
