"""WARC archives (ISO 28500), plain or compressed by record or as a whole."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from warraq.corpus.readers.archive import Grammar, Head
from warraq.corpus.readers.captures import HTML_TYPES, read_captures
from warraq.corpus.readers.http_message import head_size, parse_headers
from warraq.corpus.readers.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastwarc.warc import HeaderMap

    from warraq.corpus.cut import Cut
    from warraq.corpus.readers.archive import Kind
    from warraq.corpus.readers.stream import Place
    from warraq.corpus.records import RawRecord, Reject

_VERSION = re.compile(rb"WARC/\d\.\d{1,3}[ \t]*\r?\n")
_START = re.compile(rb"WARC/\d\.\d{1,3}[ \t]{0,8}\r?\n[A-Za-z-]{1,60}:")
_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_KINDS: dict[str, Kind] = {
    "warcinfo": "frame",
    "request": "frame",
    "metadata": "frame",
    "response": "response",
    "resource": "resource",
    "conversion": "conversion",
    "revisit": "revisit",
}
#: Schemes under which crawlers keep notes on themselves as resources: logs, arguments, name look-ups.
_NOTE_SCHEMES = ("metadata:", "urn:")
_LOOK_UPS = ("dns:", "whois:")


def read_warc(
    path: Place, limits: Limits = DEFAULT_LIMITS, cut: Cut | None = None
) -> Iterator[RawRecord | Reject]:
    """Yield one record for each page, and one reject for each record that holds something else.

    The frame of the crawl gives neither: records of type warcinfo, request and metadata, name look-ups, and
    what the crawler keeps of itself as resources (`metadata:`, `urn:`) unless it is HTML. Pages are the
    responses with a status of 2xx, resources and conversions whose content is HTML, one JSON value or, for
    conversions, plain text. A revisit is a reject: its page is in this archive already or in another one.

    Args:
        cut: the part of the file that is read.

    Raises:
        StorageError: the file cannot be read.
    """
    return read_captures(path, limits, GRAMMAR, cut)


def _read(data: bytes) -> Head | None:
    if not _VERSION.match(data):
        return None
    other = _START.search(data, 1)
    size = head_size(data[: other.start()] if other else data)
    if size is None:
        return None
    headers = parse_headers(data[:size])
    length = (headers.get("Content-Length") or "").strip()
    if not (length.isascii() and length.isdecimal() and len(length) < 16):
        return None
    name = (headers.get("WARC-Type") or "").strip().lower()
    address = (headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">").strip()
    media = headers.get("Content-Type") or ""
    return Head(
        kind=_kind(name, address, media),
        size=size,
        length=int(length),
        address=address or None,
        fetched=_moment(headers.get("WARC-Date") or ""),
        media=media,
        cut=_cut(name, headers),
        note=_note(name, headers),
    )


def _kind(name: str, address: str, media: str) -> Kind:
    place, media = address.lower(), media.partition(";")[0].strip().lower()
    if place.startswith(_LOOK_UPS) or media == "text/dns":
        return "frame"
    if name == "resource" and place.startswith(_NOTE_SCHEMES) and media not in HTML_TYPES:
        return "frame"
    return _KINDS.get(name, "other")


def _cut(name: str, headers: HeaderMap) -> str:
    """Return why the record holds less than was sent."""
    if name == "continuation" or headers.get("WARC-Segment-Number"):
        return f"segment {headers.get('WARC-Segment-Number')} of a record"
    reason = (headers.get("WARC-Truncated") or "").strip()
    return f"cut by the crawler: {reason}" if reason else ""


def _note(name: str, headers: HeaderMap) -> str:
    if name != "revisit":
        return f"a record of type {name!r}"
    target = headers.get("WARC-Refers-To-Target-URI") or headers.get("WARC-Refers-To")
    date = headers.get("WARC-Refers-To-Date")
    found = f"same page as {target}" if target else "same page as one captured before"
    return f"{found} of {date}" if date else found


def _moment(text: str) -> datetime | None:
    found = _DATE.match(text.strip())
    try:
        moment = datetime.fromisoformat(found[1] + (found[2] or "Z").upper()) if found else None
        return moment.astimezone(UTC).replace(tzinfo=None) if moment else None
    except (ValueError, OverflowError):
        return None


def _may_begin(data: bytes) -> bool:
    return head_size(data) is None and (data.startswith(b"WARC/") or b"WARC/".startswith(data[:5]))


GRAMMAR = Grammar(
    read=_read,
    may_begin=_may_begin,
    start=_START,
    ends=re.compile(rb"\r\n\r\n|\n\n|[\s\0]*+(?:WARC/|\Z)"),
)
