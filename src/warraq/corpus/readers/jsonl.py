"""JSON lines: one object a line."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from warraq.corpus.readers.limits import DEFAULT_LIMITS, Limits
from warraq.corpus.readers.line_run import run_chunks
from warraq.corpus.readers.lines import split_lines
from warraq.corpus.readers.objects import Unfit, parse_object
from warraq.corpus.readers.stream import open_stream
from warraq.corpus.readers.transcode import lines_as_utf8
from warraq.corpus.records import RawRecord, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warraq.corpus.cut import Cut
    from warraq.corpus.readers.lines import Line
    from warraq.corpus.readers.stream import Place


def read_jsonl(path: Place, limits: Limits = DEFAULT_LIMITS) -> Iterator[RawRecord | Reject]:
    """Yield one record or reject for each line that is not blank.

    Position is the line's number, blank lines counted; the digest is of the line's bytes without its end. Of
    a file that is not in UTF-8 the lines are taken as UTF-8, and have no offset.

    Raises:
        StorageError: the file cannot be read.
    """
    with open_stream(path, limits) as stream:
        chunks, start = lines_as_utf8(stream)
        yield from _records(split_lines(chunks, limits.record_bytes, start=start))


def read_jsonl_cut(path: Place, limits: Limits, cut: Cut) -> Iterator[RawRecord | Reject]:
    """Yield what `read_jsonl` does of the lines of a cut; it may be nothing.

    Raises:
        StorageError: the file cannot be read, or has become shorter.
    """
    chunks = run_chunks(path, limits, cut)
    yield from _records(split_lines(chunks, limits.record_bytes, start=cut.offset, number=cut.position))


def _records(lines: Iterator[Line | Reject]) -> Iterator[RawRecord | Reject]:
    for line in lines:
        if isinstance(line, Reject):
            yield line
        elif line.data and not line.data.isspace():
            yield _record(line)


def _record(line: Line) -> RawRecord | Reject:
    digest = hashlib.sha256(line.data).hexdigest()
    fields = parse_object(line.data)
    if not isinstance(fields, Unfit):
        return RawRecord(line.number, line.offset, digest, fields)
    detail = fields.detail
    if fields.reason == "invalid-json" and not line.end:
        detail += "; the file ends with this line, without a line end, and may have been cut"
    return Reject(line.number, line.offset, digest, fields.reason, detail)
