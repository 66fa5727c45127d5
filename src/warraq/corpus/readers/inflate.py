"""Decompression as generators: bounded pieces out, and a typed fault where the damage is.

Everything that could be decompressed before the damage is yielded before the fault is raised.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from warraq.corpus.readers.limits import CHUNK_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    Begun = Callable[[int], None]

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
ZSTD_SKIPPABLE = frozenset(bytes([low]) + b"\x2a\x4d\x18" for low in range(0x50, 0x60))
_GZIP_WINDOW = 31
_MAX_BLOCK_BYTES = 128 << 10


class StreamFault(Exception):  # noqa: N818 - a fault of the data, which becomes a reject, not an error
    """The stream cannot be read on; `reason` is a quarantine reason code."""

    reason = "corrupt-archive"


class CorruptArchive(StreamFault):
    """The compressed data contradicts itself."""


class TruncatedArchive(StreamFault):
    """The compressed data ends before its own end mark."""

    reason = "truncated-archive"


class DecompressionLimit(StreamFault):
    """The data expands beyond the limits."""

    reason = "decompression-limit"


class UndecodableText(StreamFault):
    """The text is not in the encoding that its byte order mark declares."""

    reason = "wrong-encoding"


def unheeded(_at: int) -> None:
    """Do nothing: for a caller that need not know where members begin."""


def gunzip(chunks: Iterator[bytes], begun: Begun = unheeded) -> Iterator[bytes]:
    """Yield the content of all members (RFC 1952), in pieces of at most 1 MiB; zero padding is allowed.

    Args:
        begun: called before the first piece of each member with the byte of `chunks` at which it begins.

    Raises:
        TruncatedArchive: the last member has no end.
        CorruptArchive: a header, a code, a checksum or the data after a member is wrong.
    """
    engine: zlib._Decompress | None = None
    first, passed = True, 0
    for chunk in chunks:
        data = chunk
        passed += len(chunk)
        while data:
            if engine is None:
                data = data if first else data.lstrip(b"\0")
                if not data:
                    break
                engine, first = zlib.decompressobj(_GZIP_WINDOW), False
                begun(passed - len(data))
            data = yield from _member_piece(engine, data)
            if engine.eof:
                engine = None
    if engine is not None:
        raise TruncatedArchive("the gzip data ends before its end mark")


def _member_piece(engine: zlib._Decompress, data: bytes) -> Generator[bytes, None, bytes]:
    """Feed `data` to one member and return what lies behind its end."""
    while True:
        before = engine.copy()
        try:
            piece = engine.decompress(data, CHUNK_BYTES)
        except zlib.error as error:
            yield from _salvage(before, data)
            raise CorruptArchive(f"damaged gzip data: {error}") from error
        if piece:
            yield piece
        if engine.eof:
            return engine.unused_data
        data = engine.unconsumed_tail
        if not data and len(piece) < CHUNK_BYTES:
            return b""


def _salvage(engine: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """Yield what comes before the damage, which a failing call of zlib keeps to itself."""
    saved = bytearray()
    try:
        for index in range(len(data)):
            saved += engine.decompress(data[index : index + 1])
            if len(saved) >= CHUNK_BYTES:
                yield bytes(saved)
                saved.clear()
    except zlib.error:
        pass
    if saved:
        yield bytes(saved)


class _Puller:
    """Exact numbers of bytes out of chunks of any size; `taken` counts them."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""
        self._start = 0
        self.taken = 0

    def take_up_to(self, size: int) -> bytes:
        """Return `size` bytes, fewer only at the end."""
        while len(self._held) - self._start < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._held = self._held[self._start :] + chunk
            self._start = 0
        piece = self._held[self._start : self._start + size]
        self._start += len(piece)
        self.taken += len(piece)
        return piece

    def take(self, size: int) -> bytes:
        """Return `size` bytes.

        Raises:
            TruncatedArchive: there are fewer.
        """
        piece = self.take_up_to(size)
        if len(piece) < size:
            raise TruncatedArchive("the zstd data ends before its end mark")
        return piece


def unzstd(chunks: Iterator[bytes], begun: Begun = unheeded) -> Iterator[bytes]:
    """Yield the content of all frames (RFC 8878), block by block, so in pieces of at most 128 KiB.

    Walking the blocks here is what tells a cut file from a whole one, and bounds a bomb's output.

    Args:
        begun: called before the first piece of each frame with the byte of `chunks` at which it begins.

    Raises:
        TruncatedArchive: the last frame is not complete.
        CorruptArchive: a header, a block, a checksum or the data after a frame is wrong.
    """
    puller = _Puller(chunks)
    while magic := puller.take_up_to(4):
        if len(magic) < 4:
            raise TruncatedArchive("the zstd data ends inside a frame's header")
        if magic in ZSTD_SKIPPABLE:
            _skip(puller, int.from_bytes(puller.take(4), "little"))
        elif magic == ZSTD_MAGIC:
            begun(puller.taken - len(magic))
            yield from _zstd_frame(puller)
        else:
            raise CorruptArchive("what follows the zstd frame is no zstd frame")


def _skip(puller: _Puller, size: int) -> None:
    while size:
        size -= len(puller.take(min(size, CHUNK_BYTES)))


def _zstd_frame(puller: _Puller) -> Iterator[bytes]:
    import zstandard

    decompress = zstandard.ZstdDecompressor().decompressobj().decompress
    descriptor = puller.take(1)
    try:
        yield from _some(decompress(ZSTD_MAGIC + descriptor + puller.take(_header_rest(descriptor[0]))))
        last = False
        while not last:
            head = puller.take(3)
            fields = int.from_bytes(head, "little")
            last, kind, size = bool(fields & 1), fields >> 1 & 3, fields >> 3
            if kind != 1 and size > _MAX_BLOCK_BYTES:
                raise CorruptArchive(f"damaged zstd data: a block of {size} bytes")
            yield from _some(decompress(head + puller.take(1 if kind == 1 else size)))
        if descriptor[0] & 4:
            yield from _some(decompress(puller.take(4)))
    except zstandard.ZstdError as error:
        raise CorruptArchive(f"damaged zstd data: {error}") from error


def _header_rest(descriptor: int) -> int:
    """Return how many bytes of the frame header follow its descriptor (RFC 8878, 3.1.1.1)."""
    single = descriptor >> 5 & 1
    window = 1 - single
    dictionary = (0, 1, 2, 4)[descriptor & 3]
    size = (single, 2, 4, 8)[descriptor >> 6]
    return window + dictionary + size


def _some(piece: bytes) -> Iterator[bytes]:
    if piece:
        yield piece
