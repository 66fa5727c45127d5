"""An HTTP response as an archive keeps it: status, headers, and content with the encodings undone."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.corpus.readers.content_encoding import is_known, undo
from warraq.corpus.readers.inflate import GZIP_MAGIC, TruncatedArchive
from warraq.corpus.readers.objects import Unfit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastwarc.warc import HeaderMap

    from warraq.corpus.readers.limits import Limits

_LINE_END = re.compile(rb"\r?\n")
_CHUNK = re.compile(rb"\s{0,4}([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_PAGE_END = re.compile(rb"</html\s*>", re.IGNORECASE)
_MOST_ENCODINGS = 3
_MOST_HEADER_BYTES = 64 << 10
_TAIL_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Message:
    """A response.

    Attributes:
        status: its code; 0 where the line has none.
        media: content type without parameters, lower case; "" where none is given.
        charset: the parameter of the content type.
        transfer: transfer encodings, lower case, in the order they were applied.
        encodings: content encodings likewise.
        declared: Content-Length, or None.
        body: the content as it was sent.
    """

    status: int
    media: str
    charset: str | None
    transfer: tuple[str, ...]
    encodings: tuple[str, ...]
    declared: int | None
    body: bytes


def parse_headers(data: bytes) -> HeaderMap:
    """Return the header fields of `data`, which begins with a start line; names in any case are found.

    Lines may end in LF alone and be folded; what has no colon continues no field and is dropped.
    """
    from fastwarc.warc import HeaderMap

    headers = HeaderMap("utf-8")
    headers.parse(io.BytesIO(_LINE_END.sub(b"\r\n", data.rstrip()) + b"\r\n\r\n"), has_status_line=True)
    return headers


def head_size(data: bytes) -> int | None:
    """Return where the block behind the first blank line begins, or None where there is no blank line."""
    end = data.find(b"\n\r\n") + 3
    bare = data.find(b"\n\n", 0, end if end > 2 else len(data)) + 2
    return bare if bare > 1 else end if end > 2 else None


def parse_message(block: bytes, media: str) -> Message:
    """Return the response in `block`; without a status line it is the content itself, of type `media`."""
    if not block.startswith(b"HTTP/"):
        return Message(200, _bare(media), _charset(media), (), (), None, block)
    size = head_size(block)
    headers = parse_headers(block[: min(size or _MOST_HEADER_BYTES, _MOST_HEADER_BYTES)])
    media = headers.get("Content-Type") or ""
    length = (headers.get("Content-Length") or "").strip()
    return Message(
        status=headers.status_code or 0,
        media=_bare(media),
        charset=_charset(media),
        transfer=_listed(headers.get("Transfer-Encoding")),
        encodings=_listed(headers.get("Content-Encoding")),
        declared=int(length) if length.isascii() and length.isdecimal() and len(length) < 16 else None,
        body=b"" if size is None else block[size:],
    )


def _bare(media: str) -> str:
    return media.partition(";")[0].partition(",")[0].strip().lower()


def _charset(media: str) -> str | None:
    found = _CHARSET.search(media)
    return found[1] if found else None


def _listed(value: str | None) -> tuple[str, ...]:
    return tuple(item for part in (value or "").lower().split(",") if (item := part.strip()))


def content(message: Message, limits: Limits, cut: str = "") -> bytes | Unfit:
    """Return the content with chunks joined and compression undone.

    Archives keep responses as they came and as their writer left them: already joined or decompressed under
    headers that say otherwise, compressed without saying so, cut. What an encoding does not fit is taken as
    it is. Damaged or cut content counts if a page's end is in it.

    Args:
        cut: why the archive says that the content is not whole, if it does.

    Returns:
        the bytes, or `Unfit` for content that is cut ("truncated-record"), damaged ("invalid-record"), more
        than the limit of a record ("record-too-large"), or a bomb ("decompression-limit").
    """
    body, fault = message.body, cut
    if "chunked" in message.transfer:
        body, broken = _joined(body)
        fault = fault or broken
    elif message.declared is not None and len(body) < message.declared and not message.encodings:
        fault = f"{message.declared - len(body)} bytes of the response are missing"
    reason = "truncated-record"
    for name in _applied(message, body):
        size = len(body)
        body, error = undo(name, body, limits.record_bytes)
        if len(body) > limits.record_bytes:
            return _excess(size, limits)
        if error is not None:
            reason = "truncated-record" if isinstance(error, TruncatedArchive) else "invalid-record"
            fault = str(error)
    if fault and not _PAGE_END.search(body[-_TAIL_BYTES:]):
        return Unfit(reason, fault)
    return body


def _excess(size: int, limits: Limits) -> Unfit:
    is_bomb = limits.record_bytes > size * limits.expansion_ratio
    detail = f"{size} bytes expand to more than {limits.record_bytes}"
    return Unfit("decompression-limit" if is_bomb else "record-too-large", detail)


def _joined(body: bytes) -> tuple[bytes, str]:
    """Return the data of all chunks (RFC 9112, 7.1), and what is wrong; a body without chunks as it is."""
    joined, at = bytearray(), 0
    while head := _CHUNK.match(body, at):
        size = int(head[1], 16)
        at = head.end() + size
        joined += body[head.end() : at]
        if size == 0:
            return bytes(joined), ""
        if at > len(body):
            return bytes(joined), f"{at - len(body)} bytes of a chunk are missing"
    if at == 0:
        return body, ""
    rest = body[at:].strip()
    return bytes(joined + rest), "what follows a chunk is no chunk" if rest else "the last chunk is missing"


def _applied(message: Message, body: bytes) -> Iterator[str]:
    """Yield the encodings to undo, the last one first."""
    named = [name for name in (*message.encodings, *message.transfer) if is_known(name)]
    yield from reversed(named[-_MOST_ENCODINGS:])
    if not named and body.startswith(GZIP_MAGIC):
        yield "gzip"
