"""A window that moves over a stream of bytes: what lies ahead is looked at before it is taken or skipped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from warraq.corpus.readers.inflate import StreamFault
from warraq.corpus.readers.limits import CHUNK_BYTES

if TYPE_CHECKING:
    import hashlib
    from collections.abc import Callable, Generator

_FILLED = re.compile(rb"[^\s\0]")


class Window:
    """Bytes ahead of `offset`, as many in memory as were asked for and about 1 MiB more.

    Attributes:
        offset: of the next byte.
        fault: why the stream ends early; set once its last byte before the fault is in the window.
        rewinds: how often `rewind` was called.
    """

    def __init__(self, source: Callable[[], Generator[bytes]], start: int = 0) -> None:
        """Read what `source` yields; it is called again to rewind.

        Args:
            start: offset of its first byte.
        """
        self.offset = start
        self.rewinds = 0
        self._source = source
        self._start = start
        self._open()

    def _open(self) -> None:
        self.fault: StreamFault | None = None
        self._chunks = self._source()
        self._data = b""
        self._at = 0
        self._ended = False

    def close(self) -> None:
        """Close the stream."""
        self._chunks.close()

    def ensure(self, size: int) -> int:
        """Read on until `size` bytes are ahead, and return how many are: fewer only at the end."""
        ahead = len(self._data) - self._at
        if ahead >= size or self._ended:
            return ahead
        pieces, read = [self._data[self._at :]], 0
        # A MiB at least, or small pieces would mean moving what is held for each of them.
        while ahead < size or read < CHUNK_BYTES:
            try:
                piece = next(self._chunks, None)
            except StreamFault as fault:
                self.fault, piece = fault, None
            if piece is None:
                self._ended = True
                break
            pieces.append(piece)
            read += len(piece)
            ahead += len(piece)
        self._data, self._at = b"".join(pieces), 0
        return ahead

    def peek(self, size: int, ahead: int = 0) -> bytes:
        """Return `size` bytes that begin `ahead` bytes further on, fewer at the end."""
        self.ensure(ahead + size)
        start = self._at + ahead
        return self._data[start : start + size]

    def holds(self, wanted: re.Pattern[bytes], ahead: int) -> bool:
        """Return whether what is in memory has a match that begins at least `ahead` bytes further on."""
        return wanted.search(self._data, self._at + ahead) is not None

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes, fewer at the end, and move behind them."""
        data = self.peek(size)
        self._move(len(data))
        return data

    def skip(self, size: int, digest: hashlib._Hash | None = None) -> int:
        """Move over `size` bytes, fewer at the end, in bounded memory; return how many they were."""
        left = size
        while left and (ahead := min(self.ensure(1), left)):
            if digest is not None:
                digest.update(memoryview(self._data)[self._at : self._at + ahead])
            self._move(ahead)
            left -= ahead
        return size - left

    def skip_blank(self) -> bool:
        """Move over white space and zero bytes; return whether anything follows."""
        while self.ensure(1):
            found = _FILLED.search(self._data, self._at)
            self._move((found.start() if found else len(self._data)) - self._at)
            if found:
                return True
        return False

    def skip_to(self, wanted: re.Pattern[bytes], ahead: int, longest: int, digest: hashlib._Hash) -> bool:
        """Move to the first match that begins at least `ahead` bytes further on, or to the end.

        Args:
            longest: bytes that a match may have, what it looks back at included.

        Returns:
            whether there is a match.
        """
        while True:
            size = self.ensure(ahead + longest + 1)
            found = wanted.search(self._data, self._at + ahead)
            if found:
                self.skip(found.start() - self._at, digest)
                return True
            if self._ended:
                self.skip(size, digest)
                return False
            # One byte more is kept, for a match that looks back.
            ahead = size - longest
            ahead -= self.skip(ahead - 1, digest)

    def rewind(self, offset: int) -> None:
        """Move back to `offset` by reading the stream again from its beginning."""
        self.close()
        self._open()
        self.rewinds += 1
        self.offset = self._start
        self.skip(offset - self._start)

    def _move(self, size: int) -> None:
        self._at += size
        self.offset += size
