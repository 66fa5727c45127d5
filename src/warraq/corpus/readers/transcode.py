"""A stream of text in any encoding as a stream of UTF-8."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from warraq.corpus.readers.encoding import byte_order_mark, prove_line_encoding
from warraq.corpus.readers.inflate import UndecodableText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from warraq.corpus.readers.stream import ByteStream

_HEAD_BYTES = 256 << 10


def lines_as_utf8(stream: ByteStream) -> tuple[Iterator[bytes], int | None]:
    """Return a file of lines as UTF-8 chunks without byte order mark.

    Returns:
        the chunks, and the offset in `stream` at which they begin; None where they are not its own bytes.
    """
    head = stream.peek(_HEAD_BYTES + 1)
    marked = byte_order_mark(head)
    if marked is None:
        encoding, mark_bytes = prove_line_encoding(head, whole=len(head) <= _HEAD_BYTES), 0
    else:
        encoding, mark_bytes = marked
    chunks = _without_mark(stream, mark_bytes)
    if encoding == "utf-8":
        return chunks, mark_bytes
    return to_utf8(chunks, encoding), None


def to_utf8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield chunks in `encoding`, without byte order mark, as UTF-8.

    A lone surrogate is passed on as bytes that are not UTF-8, so that only its own record is rejected.

    Raises:
        UndecodableText: a unit that UTF-32 or a code page does not have, or half a unit at the end.
        StreamFault: raised by `chunks`.
    """
    errors = "surrogatepass" if encoding.startswith("utf-") else "strict"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    try:
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
        yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise UndecodableText(f"not {encoding}: {error.reason}") from error


def _without_mark(chunks: Iterable[bytes], mark_bytes: int) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk[mark_bytes:]
        mark_bytes = max(0, mark_bytes - len(chunk))
