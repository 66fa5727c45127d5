"""Physical lines out of chunks, with bounded memory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.corpus.readers.inflate import StreamFault
from warraq.corpus.records import Reject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end.

    Attributes:
        number: 1-based.
        offset: of its first byte; None where the caller knows of none.
        end: what ended it: LF, CR LF, or nothing for the last line of a file that does not end in one.
    """

    number: int
    offset: int | None
    data: bytes
    end: bytes


def split_lines(
    chunks: Iterable[bytes], max_bytes: int, *, start: int | None = 0, number: int = 1
) -> Iterator[Line | Reject]:
    r"""Yield lines parted by LF; a CR before it belongs to the line's end.

    Yields, in the place of a line longer than `max_bytes`, a reject record-too-large, and at a fault of
    `chunks` one reject with the fault's reason for what follows the last whole line.

    Args:
        start: offset of the first byte; None gives lines without offsets.
        number: of the first line.
    """
    splitter = _Splitter(max_bytes, start, number)
    try:
        for chunk in chunks:
            yield from splitter.feed(chunk)
    except StreamFault as fault:
        yield splitter.broken(fault)
    else:
        yield from splitter.finish()


class _Splitter:
    """The line being read: its pieces while it is short enough, its digest once it is not."""

    def __init__(self, max_bytes: int, start: int | None, number: int) -> None:
        self._max_bytes = max_bytes
        self._number = number
        self._offset = start or 0
        self._has_offsets = start is not None
        self._pieces: list[bytes] = []
        self._size = 0
        self._digest: hashlib._Hash | None = None

    def feed(self, chunk: bytes) -> Iterator[Line | Reject]:
        *whole, last = chunk.split(b"\n")
        for data in whole:
            self._grow(data)
            yield self._take(ended=True)
        self._grow(last)

    def finish(self) -> Iterator[Line | Reject]:
        if self._size:
            yield self._take(ended=False)

    def broken(self, fault: StreamFault) -> Reject:
        if self._digest is None:
            self._digest = hashlib.sha256(b"".join(self._pieces))
        return Reject(self._number, self._at(), self._digest.hexdigest(), fault.reason, str(fault))

    def _grow(self, data: bytes) -> None:
        self._size += len(data)
        if self._digest is not None:
            self._digest.update(data)
            return
        self._pieces.append(data)
        # One byte more is allowed to wait for its line feed: it may be the CR of the line's end.
        if self._size > self._max_bytes + 1:
            self._digest = hashlib.sha256()
            for piece in self._pieces:
                self._digest.update(piece)
            self._pieces = []

    def _take(self, *, ended: bool) -> Line | Reject:
        line = self._line(ended=ended)
        self._number += 1
        self._offset += self._size + ended
        self._pieces, self._size, self._digest = [], 0, None
        return line

    def _line(self, *, ended: bool) -> Line | Reject:
        data, end = b"".join(self._pieces), b"\n" if ended else b""
        if ended and data.endswith(b"\r"):
            data, end = data[:-1], b"\r\n"
        if self._digest is None and len(data) <= self._max_bytes:
            return Line(self._number, self._at(), data, end)
        digest = self._digest or hashlib.sha256(data)
        detail = f"a line of {self._size} bytes; the limit is {self._max_bytes}"
        return Reject(self._number, self._at(), digest.hexdigest(), "record-too-large", detail)

    def _at(self) -> int | None:
        return self._offset if self._has_offsets else None
