"""A raw file as a stream of decompressed bytes, whatever its name says."""

from __future__ import annotations

import hashlib
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from warraq.corpus.readers.inflate import DecompressionLimit, StreamFault, unheeded
from warraq.corpus.readers.limits import CHUNK_BYTES, DEFAULT_LIMITS, Limits
from warraq.corpus.readers.packing import DECODERS, packing_of
from warraq.corpus.remote import RemoteFile
from warraq.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from warraq.corpus.cut import Cut

    Place = Path | RemoteFile

MAX_LAYERS = 2


class ByteStream:
    """Chunks of at most 1 MiB that can be looked at before they are taken.

    Iterating raises `StreamFault` where the archive is damaged, after all bytes before the damage.

    Attributes:
        layers: how often the bytes were compressed as they lie there.
    """

    def __init__(self, chunks: Iterator[bytes], layers: int = 0) -> None:
        """Take over `chunks`."""
        self.layers = layers
        self._chunks = chunks
        self._held: list[bytes] = []
        self._fault: StreamFault | None = None

    @property
    def compressed(self) -> bool:
        """Whether the bytes are not those on disk."""
        return self.layers > 0

    def peek(self, size: int) -> bytes:
        """Return the first `size` bytes, fewer where the stream or its readable part is shorter."""
        missing = size - sum(map(len, self._held))
        while missing > 0 and self._fault is None:
            try:
                chunk = next(self._chunks, None)
            except StreamFault as fault:
                self._fault = fault
                break
            if chunk is None:
                break
            self._held.append(chunk)
            missing -= len(chunk)
        return b"".join(self._held)[:size]

    def __iter__(self) -> Iterator[bytes]:
        """Yield all bytes once.

        Raises:
            StreamFault: the archive is damaged, cut or a bomb.
        """
        held, self._held = self._held, []
        yield from held
        if self._fault is not None:
            raise self._fault
        yield from self._chunks


@contextmanager
def open_stream(path: Place, limits: Limits = DEFAULT_LIMITS) -> Iterator[ByteStream]:
    """Open a plain, gzip or zstd file by its magic bytes; an archive in an archive is opened, once.

    Raises:
        StorageError: the file cannot be opened or read.
    """
    with closing(file_chunks(path)) as chunks:
        size = size_of(path)
        stream = ByteStream(chunks)
        for layer in range(MAX_LAYERS):
            packing = packing_of(stream.peek(4))
            if not packing:
                break
            inside = DECODERS[packing](iter(stream), unheeded)
            stream = ByteStream(bounded(inside, size, limits), layer + 1)
        yield stream


@contextmanager
def open_cut(path: Place, cut: Cut, limits: Limits = DEFAULT_LIMITS) -> Iterator[ByteStream]:
    """Open a file at the place where a cut begins: at plain bytes or a compressed member.

    Raises:
        StorageError: the file cannot be opened or read.
    """
    assert cut.at is not None
    with closing(file_chunks(path, 0, cut.preface)) as first, closing(file_chunks(path, cut.at)) as rest:
        raw = chain(first, rest)
        if not cut.packing:
            yield ByteStream(raw)
            return
        inside = DECODERS[cut.packing](raw, unheeded)
        yield ByteStream(bounded(inside, size_of(path), limits), 1)


def file_chunks(path: Place, start: int = 0, size: int | None = None) -> Generator[bytes]:
    """Yield the bytes of a file as it lies there, `size` of them from `start` on, or all to its end.

    Raises:
        StorageError: the file cannot be read.
    """
    left = size if size is not None else sys.maxsize
    if not left:
        return
    try:
        with path.open("rb", buffering=0) as file:
            if start:
                file.seek(start)
            while chunk := file.read(min(CHUNK_BYTES, left)):
                yield chunk
                left -= len(chunk)
                if not left:
                    return
    except OSError as error:
        raise _unreadable(path, error) from error


def size_of(path: Place) -> int:
    """Return the size of a file as it lies there.

    Raises:
        StorageError: it cannot be found.
    """
    try:
        return path.bytes if isinstance(path, RemoteFile) else path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Place, error: OSError) -> StorageError:
    return StorageError(
        str(path),
        f"cannot be read: {error.strerror or error}",
        next_step="check the disk and the file's permissions",
    )


def bounded(chunks: Iterator[bytes], disk_bytes: int, limits: Limits) -> Iterator[bytes]:
    """Yield what so many bytes on disk may expand to.

    Raises:
        DecompressionLimit: they expand to more.
    """
    allowed = max(limits.free_expansion_bytes, limits.expansion_ratio * disk_bytes)
    for chunk in chunks:
        allowed -= len(chunk)
        if allowed < 0:
            raise DecompressionLimit(
                f"{disk_bytes} bytes on disk expand to more than {limits.free_expansion_bytes} bytes and "
                f"more than {limits.expansion_ratio} times their size"
            )
        yield chunk


@dataclass(frozen=True, slots=True)
class Whole:
    """A stream read to its end.

    Attributes:
        data: its bytes, up to a fault; None where they are more than was allowed.
        sha256: hex digest of all bytes up to the fault or the end.
        size: their number.
        fault: why the stream could not be read to its end.
    """

    data: bytes | None
    sha256: str
    size: int
    fault: StreamFault | None


def read_whole(stream: ByteStream, limit: int) -> Whole:
    """Read all of `stream`, keeping the bytes unless they are more than `limit`."""
    digest, size, fault = hashlib.sha256(), 0, None
    kept: list[bytes] = []
    try:
        for chunk in stream:
            digest.update(chunk)
            size += len(chunk)
            if size <= limit:
                kept.append(chunk)
            else:
                kept.clear()
    except StreamFault as error:
        fault = error
    return Whole(b"".join(kept) if size <= limit else None, digest.hexdigest(), size, fault)
