"""Where a long file of lines is cut, in one pass over its bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from warraq.corpus.readers.inflate import StreamFault

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class LineRun:
    """Whole lines of a file.

    Attributes:
        offset: of the first byte, in the decompressed file.
        position: number of the first line, from 1.
        size: in bytes.
        sha256: hex digest of the bytes.
    """

    offset: int
    position: int
    size: int
    sha256: str


class Sink(Protocol):
    """Takes the bytes of the runs."""

    def write(self, data: memoryview) -> object:
        """Take bytes of the run that is open."""

    def end(self) -> None:
        """Take note that the run is whole."""


@dataclass(frozen=True, slots=True)
class LineRuns:
    """All lines of a file.

    Attributes:
        runs: in order; each but the last ends with a line feed.
        lines: how many line feeds there are.
        blank: whether there is nothing but white space.
        fault: what ends the file behind the last run.
    """

    runs: list[LineRun]
    lines: int
    blank: bool
    fault: StreamFault | None


def cut_lines(chunks: Iterable[bytes], start: int, size: int, sink: Sink | None = None) -> LineRuns:
    """Part lines into runs that end with the first line end behind `size` bytes.

    A run depends on nothing behind it: lines that are added to a file change its last run alone. Where the
    file ends in a fault there is a run before it, if an empty one.

    Args:
        chunks: the lines, in UTF-8, without byte order mark.
        start: offset of their first byte.
        sink: takes each run's bytes.
    """
    cutter = _Cutter(start, size, sink)
    fault = None
    try:
        for chunk in chunks:
            cutter.feed(chunk)
    except StreamFault as error:
        fault = error
    if cutter.size or fault is not None:
        cutter.close()
    return LineRuns(cutter.runs, cutter.line - 1, cutter.blank, fault)


class _Cutter:
    def __init__(self, start: int, wanted: int, sink: Sink | None) -> None:
        self.runs: list[LineRun] = []
        self.line = 1
        self.size = 0
        self.blank = True
        self._offset = start
        self._first = 1
        self._wanted = wanted
        self._sink = sink
        self._digest = hashlib.sha256()

    def feed(self, chunk: bytes) -> None:
        at, view = 0, memoryview(chunk)
        self.blank = self.blank and (not chunk or chunk.isspace())
        while at < len(chunk):
            found = chunk.find(b"\n", at + max(0, self._wanted - self.size - 1))
            stop = len(chunk) if found < 0 else found + 1
            self._digest.update(view[at:stop])
            self.line += chunk.count(b"\n", at, stop)
            self.size += stop - at
            if self._sink is not None:
                self._sink.write(view[at:stop])
            if found >= 0:
                self.close()
            at = stop

    def close(self) -> None:
        self.runs.append(LineRun(self._offset, self._first, self.size, self._digest.hexdigest()))
        if self._sink is not None:
            self._sink.end()
        self._offset += self.size
        self._first, self.size, self._digest = self.line, 0, hashlib.sha256()
