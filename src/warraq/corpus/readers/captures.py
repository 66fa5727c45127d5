"""What a record of a web archive is to a corpus: a page, part of the frame, or a reject with its reason."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from warraq.corpus.readers.archive import walk
from warraq.corpus.readers.http_message import content, parse_message
from warraq.corpus.readers.objects import Unfit, shorten
from warraq.corpus.readers.sniff import HEAD_BYTES, sniff
from warraq.corpus.records import Page, RawRecord, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warraq.corpus.cut import Cut
    from warraq.corpus.readers.archive import Framed, Grammar, Head
    from warraq.corpus.readers.http_message import Message
    from warraq.corpus.readers.limits import Limits
    from warraq.corpus.readers.stream import Place
    from warraq.corpus.records import Media

#: Types of pages; of the others the content is looked at if they say nothing of it.
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_JSON_TYPES = frozenset({"application/json", "application/ld+json", "text/json"})
_VAGUE_TYPES = frozenset(
    {
        "",
        "*/*",
        "application/octet-stream",
        "application/unknown",
        "application/xml",
        "binary/octet-stream",
        "content/unknown",
        "no-type",
        "text/plain",
        "text/xml",
        "unknown",
    }
)


def read_captures(
    path: Place, limits: Limits, grammar: Grammar, cut: Cut | None = None
) -> Iterator[RawRecord | Reject]:
    """Yield the pages of an archive and a reject for every other record that is not part of its frame.

    The digest is of the record's block, HTTP headers included, as it lies in the archive.

    Args:
        cut: the part of the file that is read.

    Raises:
        StorageError: the file cannot be read.
    """
    for item in walk(path, limits, grammar, cut):
        if isinstance(item, Reject):
            yield item
        elif item.lacking is not None:
            yield from _cut_record(item, item.lacking, limits)
        elif item.head.kind != "frame":
            yield _record(item, limits)


def _cut_record(framed: Framed, lacking: Unfit, limits: Limits) -> Iterator[RawRecord | Reject]:
    """Yield the record at which the file ends, if its page is whole, and a reject for the file's end."""
    record = _record(framed, limits)
    if isinstance(record, RawRecord):
        yield record
        end = framed.offset + framed.head.size + len(framed.block)
        digest = hashlib.sha256(b"").hexdigest()
        yield Reject(framed.position + 1, end, digest, lacking.reason, lacking.detail)
    else:
        yield Reject(framed.position, framed.offset, framed.sha256, lacking.reason, lacking.detail)


def _record(framed: Framed, limits: Limits) -> RawRecord | Reject:
    found = _page(framed, limits)
    if isinstance(found, Page):
        return RawRecord(framed.position, framed.offset, framed.sha256, found)
    detail = shorten(f"{framed.head.address or 'no address'}: {found.detail}")
    return Reject(framed.position, framed.offset, framed.sha256, found.reason, detail)


def _page(framed: Framed, limits: Limits) -> Page | Unfit:
    head = framed.head
    if head.kind == "revisit":
        return Unfit("revisit", head.note)
    if head.kind in ("frame", "other"):
        return Unfit("truncated-record" if head.cut else "not-html", head.note)
    message = parse_message(framed.block, head.media)
    refusal = _refusal(message, head, limits)
    return refusal or _read_page(message, head, limits, framed.lacking)


def _refusal(message: Message, head: Head, limits: Limits) -> Unfit | None:
    if not 200 <= message.status < 300:
        return Unfit("http-status", f"status {message.status}")
    if not _may_be_page(message, head.kind):
        return Unfit("not-html", f"content of type {message.media[:80]!r}")
    if head.length > limits.record_bytes:
        return Unfit("record-too-large", f"{head.length} bytes; the limit is {limits.record_bytes}")
    return None


def _read_page(message: Message, head: Head, limits: Limits, lacking: Unfit | None) -> Page | Unfit:
    body = content(message, limits, lacking.detail if lacking else head.cut)
    if isinstance(body, Unfit):
        return body
    if not body.strip():
        return Unfit("empty-body", "the answer has no content")
    media = _media(message, head.kind, body)
    if media is None:
        return Unfit("not-html", f"content of type {message.media[:80]!r} that is neither HTML nor JSON")
    return Page(body, media, head.address, head.fetched, message.charset)


def _may_be_page(message: Message, kind: str) -> bool:
    media = message.media
    return media in HTML_TYPES or media in _VAGUE_TYPES or _is_json(media) or kind == "conversion"


def _is_json(media: str) -> bool:
    return media in _JSON_TYPES or (media.startswith("application/") and media.endswith("+json"))


def _media(message: Message, kind: str, body: bytes) -> Media | None:
    """Return what the content is: a type that names a form is believed unless the content opens as JSON."""
    if kind == "conversion" and message.media == "text/plain":
        return "text"
    named: Media | None = "json" if _is_json(message.media) else None
    if message.media in HTML_TYPES:
        named = "html"
    if named == "html" and body.lstrip()[:1] not in (b"{", b"["):
        return named
    form = sniff("", body[:HEAD_BYTES]).form
    if form == "html":
        return "html"
    return "json" if form == "json" else named
