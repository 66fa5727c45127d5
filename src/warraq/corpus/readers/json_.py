"""JSON files: one object, an array of objects, a wrapper around one, or several of these in a row."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from warraq.corpus.readers.encoding import byte_order_mark, json_encoding
from warraq.corpus.readers.inflate import StreamFault, UndecodableText
from warraq.corpus.readers.json_scan import Span, elements, members, skip_separators, stray_end, value_end
from warraq.corpus.readers.json_shapes import entries, is_map, list_path
from warraq.corpus.readers.limits import DEFAULT_LIMITS, Limits
from warraq.corpus.readers.objects import Unfit, parse_object
from warraq.corpus.readers.stream import open_stream, read_whole
from warraq.corpus.readers.transcode import to_utf8
from warraq.corpus.records import RawRecord, Reject

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from warraq.corpus.readers.stream import Place

_HEAD_BYTES = 256 << 10
#: Beyond so many objects, the list of all elements would take more memory than the text.
_MOST_AT_ONCE = 2_000_000


def read_json(path: Place, limits: Limits = DEFAULT_LIMITS) -> Iterator[RawRecord | Reject]:
    """Yield one record or reject for each item; position is the item's number from 1.

    Items are the elements of top-level arrays, of the one list of objects in an object that is no article
    itself (`articles`, `data`, `items`, …, also one or two objects further in), the articles of an object
    that has them under their addresses or numbers, and other top-level values.
    Of a cut or broken file the items that are whole are kept. A file not in UTF-8 is taken as UTF-8, without
    offsets.

    Raises:
        StorageError: the file cannot be read.
    """
    with open_stream(path, limits) as stream:
        whole = read_whole(stream, limits.document_bytes)
    if whole.data is None:
        detail = f"{whole.size} bytes; the limit for one JSON document is {limits.document_bytes}"
        yield Reject(1, 0, whole.sha256, "record-too-large", f"{detail}: convert the file to JSON lines")
        return
    data, start, fault = _as_utf8(whole.data, whole.fault)
    del whole
    position, finished = 0, False
    for position, span in enumerate(_items(data, start or 0), 1):
        finished = span.end is None
        yield _record(data, span, position, limits, fault, has_offset=start is not None)
    if fault is not None and not finished:
        digest = hashlib.sha256(b"").hexdigest()
        yield Reject(position + 1, None, digest, fault.reason, str(fault))


def _as_utf8(data: bytes, fault: StreamFault | None) -> tuple[bytes, int | None, StreamFault | None]:
    """Return the text as UTF-8, where in it to begin (None if transcoded), and what ends it early."""
    encoding, mark_bytes = byte_order_mark(data) or (json_encoding(data[:_HEAD_BYTES]) or "utf-8", 0)
    if encoding == "utf-8":
        return data, mark_bytes, fault
    pieces = []
    try:
        for piece in to_utf8([data[mark_bytes:]], encoding):
            pieces.append(piece)  # noqa: PERF402 - what came before the fault is kept
    except UndecodableText as error:
        fault = fault or error
    return b"".join(pieces), None, fault


def _items(data: bytes, at: int) -> Iterator[Span]:
    """Yield the spans of all items; the last one has no end if the text ends inside it."""
    end: int | None = at
    while end is not None and (at := skip_separators(data, end)) < len(data):
        if data[at] == ord("["):
            end = yield from _array(data, at)
            continue
        path = list_path(data, at) if data[at] == ord("{") else None
        end = value_end(data, at) if data[at] == ord("{") else stray_end(data, at)
        if path is None:
            yield from entries(data, at) if end is not None and is_map(data, at) else (Span(at, end),)
        else:
            yield from _wrapped(data, Span(at, end), path)


def _array(data: bytes, start: int) -> Generator[Span, None, int | None]:
    """Yield the elements of an array and return where it ends; None where the text ends first."""
    spans = _valid_array(data, start)
    if spans is not None:
        yield from spans
        return len(data)
    previous: Span | None = None
    for span in elements(data, start):
        if previous is not None:
            yield previous
        previous = span
    assert previous is not None
    if previous.end is None:
        yield previous
    return previous.end


def _valid_array(data: bytes, start: int) -> Iterator[Span] | None:
    """Return the elements of a valid array that goes on to the end of the text: the usual case, fast."""
    if data.count(b"{", start) > _MOST_AT_ONCE:
        return None
    try:
        raws = msgspec.json.decode(memoryview(data)[start:], type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return _located(data, start + 1, raws)


def _located(data: bytes, at: int, raws: list[msgspec.Raw]) -> Iterator[Span]:
    for raw in raws:
        found = data.index(memoryview(raw), at)
        at = found + len(memoryview(raw))
        yield Span(found, at)


def _wrapped(data: bytes, wrapper: Span, path: list[bytes]) -> Iterator[Span]:
    """Yield the elements of the list at `path`, and the rest of the wrapper if the text ends in it."""
    inner = wrapper.start
    for key in path:
        inner = next(value.start for name, value in members(data, inner) if name == key)
    end = yield from _array(data, inner)
    if end is not None and wrapper.end is None:
        yield Span(end, None)


def _record(
    data: bytes, span: Span, position: int, limits: Limits, fault: StreamFault | None, *, has_offset: bool
) -> RawRecord | Reject:
    item = data[span.start : span.end].rstrip()
    digest = hashlib.sha256(item).hexdigest()
    offset = span.start if has_offset else None
    if span.end is None:
        reason, detail = ("invalid-json", _cut(item)) if fault is None else (fault.reason, str(fault))
        return Reject(position, offset, digest, reason, detail)
    if len(item) > limits.record_bytes:
        detail = f"an item of {len(item)} bytes; the limit is {limits.record_bytes}"
        return Reject(position, offset, digest, "record-too-large", detail)
    fields = parse_object(item)
    if isinstance(fields, Unfit):
        return Reject(position, offset, digest, fields.reason, fields.detail)
    return RawRecord(position, offset, digest, fields)


def _cut(item: bytes) -> str:
    if not item:
        return "the file ends before its array or object is closed; it may have been cut"
    return f"the file ends inside this item, after {len(item)} bytes of it; it may have been cut"
