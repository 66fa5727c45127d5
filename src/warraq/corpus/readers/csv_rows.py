"""One row of a delimited table out of its lines (RFC 4180), and what to make of a quote that goes astray."""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from warraq.corpus.readers.objects import shorten
from warraq.corpus.records import Reject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warraq.corpus.readers.lines import Line

_NEVER_CLOSED = "a quote is never closed"


class Lines:
    """Lines of which some can be given back."""

    def __init__(self, lines: Iterator[Line | Reject]) -> None:
        """Take over `lines`."""
        self._lines = lines
        self._back: deque[Line | Reject] = deque()

    def give_back(self, *lines: Line | Reject) -> None:
        """Let `lines` come next, in their order."""
        self._back.extendleft(reversed(lines))

    def __iter__(self) -> Iterator[Line | Reject]:
        """Return itself."""
        return self

    def __next__(self) -> Line | Reject:
        """Return the next line."""
        return self._back.popleft() if self._back else next(self._lines)


@dataclass(slots=True)
class Row:
    """A row in the making.

    Attributes:
        lines: the physical lines that it takes up.
        cells: the whole cells, unquoted.
        quoted: pieces of the quoted cell that is still open; None where none is.
        fault: why its quotes are wrong.
    """

    lines: list[Line] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    quoted: list[str] | None = None
    fault: str | None = None

    @property
    def data(self) -> bytes:
        """The row's bytes without its last line end."""
        return b"".join(line.data + line.end for line in self.lines[:-1]) + self.lines[-1].data

    def reject(self, reason: str, detail: str) -> Reject:
        """Return the row as a reject."""
        digest = hashlib.sha256(self.data).hexdigest()
        return Reject(self.lines[0].number, self.lines[0].offset, digest, reason, shorten(detail))


def read_row(
    first: Line, lines: Lines, delimiter: str, columns: int | None, limit: int, *, strict: bool
) -> Row | Reject:
    """Return the row that begins on `first`, taking from `lines` what its quoted cells go on to.

    A quote that is closed in the middle of a cell, or never, spoils the row. If the lines behind the first
    are rows by themselves, it was astray on the first: that line is the reject and the others are given back.
    Otherwise all of them are.

    Args:
        columns: cells of a row; None for the header.
        limit: bytes that a row may have.
        strict: refuse a quote inside a cell that is not quoted. Such cells are taken as they are in a sound
            table, but behind a spoilt row they may be the rest of its text.
    """
    row = Row([first])
    _scan(row, _text(first), delimiter, strict=strict)
    size = len(first.data)
    while row.quoted is not None and row.fault is None:
        line = next(lines, None)
        if line is None or isinstance(line, Reject):
            if line is not None:
                lines.give_back(line)
            row.fault = _NEVER_CLOSED
            break
        row.quoted.append(row.lines[-1].end.decode())
        row.lines.append(line)
        size += len(line.data) + 1
        if size > limit:
            return _too_large(row, lines, delimiter, limit)
        _scan(row, _text(line), delimiter, strict=strict)
    return _spoilt(row, lines, delimiter, columns) if row.fault else _sound(row)


def _text(line: Line) -> str:
    return line.data.decode("utf-8", "surrogateescape")


def _scan(row: Row, text: str, delimiter: str, *, strict: bool) -> None:
    """Add the cells of one line to the row, going on in its open quoted cell if it has one."""
    at = 0
    while True:
        if row.quoted is None and text.startswith('"', at):
            row.quoted = []
            at += 1
        if row.quoted is None:
            end = text.find(delimiter, at)
            cell = text[at:] if end < 0 else text[at:end]
            if strict and '"' in cell:
                row.fault = "a quote inside a cell that is not quoted"
                return
            row.cells.append(cell)
        else:
            end = _scan_quoted(row, row.quoted, text, at, delimiter)
        if end < 0:
            return
        at = end + 1


def _scan_quoted(row: Row, quoted: list[str], text: str, at: int, delimiter: str) -> int:
    """Return where the delimiter behind the quoted cell is; -1 where the line or the row ends first."""
    while (quote := text.find('"', at)) >= 0:
        quoted.append(text[at:quote])
        if not text.startswith('"', quote + 1):
            break
        quoted.append('"')
        at = quote + 2
    else:
        quoted.append(text[at:])
        return -1
    row.cells.append("".join(quoted))
    row.quoted = None
    if quote + 1 == len(text):
        return -1
    if text[quote + 1] != delimiter:
        row.fault = "text behind a closing quote"
        return -1
    return quote + 1


def _sound(row: Row) -> Row | Reject:
    data = row.data
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return row.reject("wrong-encoding", f"byte {error.start} of the row is not UTF-8 ({error.reason})")
    if b"\0" in data:
        return row.reject("invalid-csv", "the row holds a NUL byte")
    return row


def _spoilt(row: Row, lines: Lines, delimiter: str, columns: int | None) -> Reject:
    behind = row.lines[1:] if row.fault == _NEVER_CLOSED else row.lines[1:-1]
    if columns is None or all(_text(line).count(delimiter) + 1 == columns for line in behind):
        lines.give_back(*row.lines[1:])
        del row.lines[1:]
    return row.reject("invalid-csv", row.fault or "")


def _too_large(row: Row, lines: Lines, delimiter: str, limit: int) -> Reject:
    """Reject the row, and take and forget its lines up to the closing quote."""
    first = row.lines[0]
    data = row.data
    digest, size = hashlib.sha256(data), len(data)
    last = row.lines.pop()
    row.lines = [last]
    while True:
        _scan(row, _text(last), delimiter, strict=False)
        if row.quoted is None or row.fault is not None:
            break
        row.quoted = []
        line = next(lines, None)
        if line is None or isinstance(line, Reject):
            if line is not None:
                lines.give_back(line)
            break
        digest.update(last.end + line.data)
        size += len(last.end + line.data)
        last = line
    detail = f"a row of {size} bytes or more; the limit is {limit}"
    return Reject(first.number, first.offset, digest.hexdigest(), "record-too-large", detail)
