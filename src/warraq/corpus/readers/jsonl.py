"""JSON lines: one object a line."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from warraq.corpus.readers.limits import DEFAULT_LIMITS, Limits
from warraq.corpus.readers.lines import split_lines
from warraq.corpus.readers.objects import Unfit, parse_object
from warraq.corpus.readers.stream import open_stream
from warraq.corpus.readers.transcode import lines_as_utf8
from warraq.corpus.records import RawRecord, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warraq.corpus.readers.lines import Line


def read_jsonl(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[RawRecord | Reject]:
    """Yield one record or reject for each line that is not blank.

    Position is the line's number, blank lines counted; the digest is of the line's bytes without its end. Of
    a file that is not in UTF-8 the lines are taken as UTF-8, and have no offset.

    Raises:
        StorageError: the file cannot be read.
    """
    with open_stream(path, limits) as stream:
        chunks, start = lines_as_utf8(stream)
        for line in split_lines(chunks, limits.record_bytes, start=start):
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
