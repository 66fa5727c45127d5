"""What WARC and ARC have in common: records in a row, each a header and as many bytes as it says.

The frame is read here and not by a library, because what is read must add up: a record that ends early, bytes
between two records and a length that lies are each reported, and the records behind them are kept.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from warraq.corpus.readers.objects import Unfit
from warraq.corpus.readers.stream import open_cut, open_stream
from warraq.corpus.readers.window import Window
from warraq.corpus.records import Reject

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Generator, Iterator
    from datetime import datetime

    from warraq.corpus.cut import Cut
    from warraq.corpus.readers.limits import Limits
    from warraq.corpus.readers.stream import Place

#: Longest header; FastWARC allows half as much.
HEAD_BYTES = 64 << 10
_USUAL_HEAD_BYTES = 4 << 10
#: How often the file is read again from its start to find the record behind a false length over the limit.
_MOST_REWINDS = 4

Kind = Literal["frame", "response", "resource", "conversion", "revisit", "other"]


@dataclass(frozen=True, slots=True)
class Head:
    """What the header of a record says.

    Attributes:
        kind: "frame" for a record that is about the crawl and never a page.
        size: bytes of the header itself.
        length: bytes of the block that follows.
        address: where the block was fetched.
        fetched: when, in naive UTC.
        media: content type of the block.
        cut: why the block holds less than was sent, if the archive says so.
        note: what a reject of this record should tell.
    """

    kind: Kind
    size: int
    length: int
    address: str | None = None
    fetched: datetime | None = None
    media: str = ""
    cut: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How the records of a form are told from what lies between them.

    Attributes:
        read: the header at the start of up to `HEAD_BYTES` bytes; None if there is none, or no whole one.
        may_begin: whether these last bytes of a file may be the beginning of a header.
        start: finds a header in any bytes; needs at most `HEAD_BYTES`.
        ends: matches what may follow a block whose length is right.
    """

    read: Callable[[bytes], Head | None]
    may_begin: Callable[[bytes], bool]
    start: re.Pattern[bytes]
    ends: re.Pattern[bytes]


@dataclass(frozen=True, slots=True)
class Framed:
    """A record as its frame gives it.

    Attributes:
        position: 1-based, every record and every unreadable stretch counted.
        offset: of the header, in the decompressed file.
        block: the bytes behind the header; only their beginning if they are more than the limit.
        sha256: hex digest of the whole block.
        lacking: why the file ends inside the block; None for a whole one.
    """

    position: int
    offset: int
    head: Head
    block: bytes
    sha256: str
    lacking: Unfit | None = None


def walk(path: Place, limits: Limits, grammar: Grammar, cut: Cut | None = None) -> Iterator[Framed | Reject]:
    """Yield the records in their order, and a reject for each stretch of bytes that is none.

    A length that cannot be right, because the file ends or no record ends there, costs its own record only:
    reading goes on where the next header is. What a cut or damaged file ends with is one reject.

    Args:
        cut: the part of the file that is read; what it holds may be judged by what lies behind it.

    Raises:
        StorageError: the file cannot be read.
    """
    offset, position = (0, 1) if cut is None else (cut.offset, cut.position)
    with closing(Window(lambda: _chunks(path, limits, cut), offset)) as window:
        yield from walk_window(window, limits, grammar, position, None if cut is None else cut.end)


def walk_window(
    window: Window, limits: Limits, grammar: Grammar, position: int = 1, end: int | None = None
) -> Iterator[Framed | Reject]:
    """Yield what `walk` does of the bytes of a window.

    Args:
        position: of the first record.
        end: offset of the record before which to stop.
    """
    is_told = False
    while window.skip_blank():
        if end is not None and window.offset >= end:
            return
        item = _next(window, position, limits, grammar)
        why = item if isinstance(item, Reject) else item.lacking
        is_told = why is not None and why.reason != "invalid-record"
        yield item
        position += 1
    # A fault in a member's first bytes is told by the part that begins with them.
    is_behind = end is not None and window.offset >= end
    if window.fault is not None and not is_told and not is_behind:
        digest = hashlib.sha256(b"").hexdigest()
        yield Reject(position, window.offset, digest, window.fault.reason, str(window.fault))


def _chunks(path: Place, limits: Limits, cut: Cut | None) -> Generator[bytes]:
    with open_stream(path, limits) if cut is None else open_cut(path, cut, limits) as stream:
        yield from stream


def _next(window: Window, position: int, limits: Limits, grammar: Grammar) -> Framed | Reject:
    offset = window.offset
    opening = window.peek(_USUAL_HEAD_BYTES)
    head = grammar.read(opening)
    if head is None and len(opening) == _USUAL_HEAD_BYTES:
        opening = window.peek(HEAD_BYTES)
        head = grammar.read(opening)
    if head is None:
        is_cut = len(opening) < HEAD_BYTES and grammar.may_begin(opening)
        return _unreadable(window, position, grammar, 1, "the file ends inside a header" if is_cut else "")
    if head.length > limits.record_bytes:
        return _large(window, position, head, grammar)
    size = head.size + head.length
    if window.ensure(size) < size:
        return _cut(window, position, head, grammar)
    if not grammar.ends.match(window.peek(HEAD_BYTES, size)):
        return _unreadable(window, position, grammar, head.size, "")
    window.skip(head.size)
    block = window.take(head.length)
    return Framed(position, offset, head, block, hashlib.sha256(block).hexdigest())


def _cut(window: Window, position: int, head: Head, grammar: Grammar) -> Framed | Reject:
    """Return what there is of the last record, unless another header shows that its length is wrong."""
    offset = window.offset
    if window.holds(grammar.start, head.size):
        return _unreadable(window, position, grammar, head.size, "")
    window.skip(head.size)
    block = window.take(head.length)
    reason, detail = _why(window, f"{head.length - len(block)} bytes of a record are missing", found=False)
    return Framed(position, offset, head, block, hashlib.sha256(block).hexdigest(), Unfit(reason, detail))


def _large(window: Window, position: int, head: Head, grammar: Grammar) -> Framed | Reject:
    offset, digest = window.offset, hashlib.sha256()
    window.skip(head.size)
    block = window.peek(HEAD_BYTES)
    missing = head.length - window.skip(head.length, digest)
    if not missing and grammar.ends.match(window.peek(HEAD_BYTES)):
        return Framed(position, offset, head, block, digest.hexdigest())
    if window.rewinds < _MOST_REWINDS:
        window.rewind(offset)
        cut = f"{missing} bytes of a record are missing" if missing else ""
        return _unreadable(window, position, grammar, head.size, cut)
    reason, detail = _why(window, f"its header says {head.length} bytes, which is not so", found=False)
    return Reject(position, offset, digest.hexdigest(), reason, detail)


def _unreadable(window: Window, position: int, grammar: Grammar, ahead: int, cut: str) -> Reject:
    """Skip to the next header, at least `ahead` bytes further on; `cut` says what the file's end lacks."""
    offset, digest = window.offset, hashlib.sha256()
    found = window.skip_to(grammar.start, ahead, HEAD_BYTES, digest)
    reason, detail = _why(window, cut, found=found)
    if reason == "invalid-record":
        what = "no record" if ahead == 1 else "a record whose length is wrong"
        detail = f"{window.offset - offset} bytes that are {what}"
    return Reject(position, offset, digest.hexdigest(), reason, detail)


def _why(window: Window, cut: str, *, found: bool) -> tuple[str, str]:
    if found or not (window.fault or cut):
        return "invalid-record", cut
    return (window.fault.reason, str(window.fault)) if window.fault else ("truncated-archive", cut)
