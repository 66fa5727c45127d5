"""Where a large web archive is cut, in one pass that looks at its records but not into them."""

from __future__ import annotations

from collections import deque
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.corpus.readers.archive import walk_window
from warraq.corpus.readers.inflate import DecompressionLimit
from warraq.corpus.readers.limits import most_records
from warraq.corpus.readers.packing import DECODERS, packing_of
from warraq.corpus.readers.stream import ByteStream, bounded, file_chunks, size_of
from warraq.corpus.readers.window import Window
from warraq.corpus.records import Reject

if TYPE_CHECKING:
    from collections.abc import Generator

    from warraq.corpus.readers.archive import Framed, Grammar
    from warraq.corpus.readers.limits import Limits
    from warraq.corpus.readers.stream import Place


@dataclass(frozen=True, slots=True)
class ArchiveRun:
    """Whole records of an archive; see `warraq.corpus.cut.Cut` for the meaning of the numbers."""

    at: int
    offset: int
    position: int


@dataclass(frozen=True, slots=True)
class ArchiveRuns:
    """All records of an archive.

    Attributes:
        runs: in order; none if the archive cannot be cut so that nothing changes.
        packing: how the file is compressed.
        preface: bytes that each run needs from the file's start.
    """

    runs: list[ArchiveRun]
    packing: str = ""
    preface: int = 0


class _Members:
    """Where compressed members begin, as far as they lie ahead; every place of a plain file."""

    def __init__(self) -> None:
        self.packing = ""
        self.preface = 0
        self._begun: deque[tuple[int, int]] = deque()

    def add(self, offset: int, at: int) -> None:
        self._begun.append((offset, at))

    def find(self, offset: int) -> int | None:
        """Return the byte at which a member with this offset begins; offsets asked for may only grow."""
        if not self.packing:
            return offset
        while self._begun and self._begun[0][0] < offset:
            self._begun.popleft()
        return self._begun[0][1] if self._begun and self._begun[0][0] == offset else None


def cut_archive(path: Place, limits: Limits, grammar: Grammar, size: int, pages: int) -> ArchiveRuns:
    """Part the records of an archive into runs that can be read by themselves.

    A run begins at a record of a plain archive, or at a compressed member that begins with a record. An
    archive that is compressed as a whole or twice, holds no page and no fault, is larger than its limits
    allow, or has a false length that sends the reader back, is not cut.

    Args:
        size: bytes of records after which a run ends.
        pages: records that may hold a page after which a run ends.

    Raises:
        StorageError: the file cannot be read.
    """
    members = _Members()
    runs: list[ArchiveRun] = []
    told = found = held = 0
    with closing(Window(lambda: _chunks(path, limits, members))) as window:
        for item in walk_window(window, limits, grammar):
            if not runs or held >= size or found >= pages:
                at = members.find(item.offset or 0)
                if at is not None:
                    runs.append(ArchiveRun(at, item.offset or 0, item.position))
                    held = found = 0
            told += _told(item)
            found += _may_be_page(item)
            held += 0 if isinstance(item, Reject) else item.head.length
        is_whole = not window.rewinds and not isinstance(window.fault, DecompressionLimit)
    too_many = members.packing and told > most_records(size_of(path), limits)
    if not is_whole or not told or too_many:
        return ArchiveRuns([])
    return ArchiveRuns(runs, members.packing, members.preface)


def _told(item: Framed | Reject) -> int:
    """Return how many records and rejects the item gives, at most."""
    if isinstance(item, Reject):
        return 1
    if item.lacking is not None:
        return 2
    return int(item.head.kind != "frame")


def _may_be_page(item: Framed | Reject) -> bool:
    return not isinstance(item, Reject) and item.head.kind in ("response", "resource", "conversion")


def _chunks(path: Place, limits: Limits, members: _Members) -> Generator[bytes]:
    passed = 0

    def begun(at: int) -> None:
        if members.packing == "dictionary" and not members.preface:
            members.preface = at
        members.add(passed, at)

    with closing(file_chunks(path)) as chunks:
        stream = ByteStream(chunks)
        members.packing = packing_of(stream.peek(4))
        if not members.packing:
            yield from stream
            return
        inside = DECODERS[members.packing](iter(stream), begun)
        for chunk in bounded(inside, size_of(path), limits):
            yield chunk
            passed += len(chunk)
