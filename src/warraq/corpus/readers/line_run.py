"""The bytes of some lines of a file: out of its middle, out of a piece of it, or by reading up to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.corpus.readers.inflate import StreamFault, unzstd
from warraq.corpus.readers.stream import file_chunks, open_stream
from warraq.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warraq.corpus.cut import Cut
    from warraq.corpus.readers.limits import Limits
    from warraq.corpus.readers.stream import Place


def run_chunks(path: Place, limits: Limits, cut: Cut) -> Iterator[bytes]:
    """Yield the bytes of the lines of a cut.

    A piece that is not there any more costs the time of reading the file up to the cut, and nothing else.

    Raises:
        StreamFault: the file is damaged behind these bytes.
        StorageError: the file cannot be read, or has become shorter.
    """
    assert cut.end is not None
    left = cut.end - cut.offset
    for chunk in _found(path, limits, cut, left):
        left -= len(chunk)
        yield chunk
    if left:
        raise StorageError(str(path), "was changed while it was read", next_step="run the command again")
    if cut.fault is not None:
        raise _fault(*cut.fault)


def _found(path: Place, limits: Limits, cut: Cut, size: int) -> Iterator[bytes]:
    if cut.at is not None:
        return file_chunks(path, cut.at, size)
    if cut.piece is not None and cut.piece.exists():
        return unzstd(file_chunks(cut.piece))
    return _between(path, limits, cut.offset, size)


def _between(path: Place, limits: Limits, start: int, size: int) -> Iterator[bytes]:
    with open_stream(path, limits) as stream:
        chunks = iter(stream)
        try:
            while size and (chunk := next(chunks, None)) is not None:
                found = chunk[start : start + size]
                start = max(0, start - len(chunk))
                size -= len(found)
                yield found
        except StreamFault:
            return


def _fault(reason: str, detail: str) -> StreamFault:
    fault = StreamFault(detail)
    fault.reason = reason
    return fault
