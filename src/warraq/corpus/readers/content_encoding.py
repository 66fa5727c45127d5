"""Content encodings of HTTP undone within a limit, whether or not a body is encoded as its headers say."""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING

from warraq.corpus.readers.inflate import (
    GZIP_MAGIC,
    ZSTD_MAGIC,
    CorruptArchive,
    StreamFault,
    TruncatedArchive,
    gunzip,
    unzstd,
)
from warraq.corpus.readers.limits import CHUNK_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OPENS_PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,200}[<{\[]")


def is_known(name: str) -> bool:
    """Return whether `undo` takes an encoding of this name."""
    return name.removeprefix("x-") in _DECODERS


def undo(name: str, body: bytes, limit: int) -> tuple[bytes, StreamFault | None]:
    """Return what `body` expands to, and the fault that ends it early.

    Args:
        name: a content or transfer encoding, lower case, that `is_known`.
        limit: expansion ends a little behind so many bytes.
    """
    pieces, size = [], 0
    try:
        for piece in _DECODERS[name.removeprefix("x-")](body):
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                break
    except StreamFault as fault:
        return b"".join(pieces), fault
    return b"".join(pieces), None


def _gzip(body: bytes) -> Iterator[bytes]:
    return gunzip(iter([body])) if body.startswith(GZIP_MAGIC) else iter([body])


def _zstd(body: bytes) -> Iterator[bytes]:
    return unzstd(iter([body])) if body.startswith(ZSTD_MAGIC) else iter([body])


def _deflate(body: bytes) -> Iterator[bytes]:
    """Yield what zlib data holds, or bare deflate data, as many servers send it, or the body itself."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        engine = zlib.decompressobj(window)
        try:
            piece = engine.decompress(body, CHUNK_BYTES)
        except zlib.error:
            continue
        yield piece
        yield from _rest(engine)
        return
    yield _undeclared(body, "deflate")


def _rest(engine: zlib._Decompress) -> Iterator[bytes]:
    while not engine.eof:
        try:
            piece = engine.decompress(engine.unconsumed_tail, CHUNK_BYTES)
        except zlib.error as error:
            raise CorruptArchive(f"damaged deflate data: {error}") from error
        if not piece and not engine.eof:
            raise TruncatedArchive("the deflate data ends before its end mark")
        yield piece


def _brotli(body: bytes) -> Iterator[bytes]:
    from fastwarc.stream_io import BrotliReader

    reader, begun = BrotliReader(io.BytesIO(body)), False
    try:
        while piece := reader.read(64 << 10):
            begun = True
            yield piece
    except OSError as error:
        if begun:
            raise CorruptArchive(f"damaged or cut brotli data: {error}") from error
        yield _undeclared(body, "brotli")


def _undeclared(body: bytes, name: str) -> bytes:
    """Return a body that is not compressed although its headers say so.

    Raises:
        CorruptArchive: it does not open as a page or JSON either.
    """
    if _OPENS_PLAIN.match(body):
        return body
    raise CorruptArchive(f"damaged or cut {name} data")


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "br": _brotli,
    "deflate": _deflate,
    "gzip": _gzip,
    "zstd": _zstd,
}
