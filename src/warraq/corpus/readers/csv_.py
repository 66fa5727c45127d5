"""Delimited tables with a header: CSV and TSV."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from warraq.corpus.readers.csv_rows import Lines, Row, read_row
from warraq.corpus.readers.limits import DEFAULT_LIMITS, Limits
from warraq.corpus.readers.lines import split_lines
from warraq.corpus.readers.objects import shorten
from warraq.corpus.readers.stream import open_stream
from warraq.corpus.readers.table import row_record
from warraq.corpus.readers.transcode import lines_as_utf8
from warraq.corpus.readers.whole import reject_file
from warraq.corpus.records import RawRecord, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warraq.corpus.readers.stream import Place

_DELIMITERS = ",;\t"
#: The line with which Excel is told the delimiter.
_HINT = re.compile(rb"\"?sep=[,;\t]\"?", re.IGNORECASE)
#: The columns that trafilatura writes, without a header; "null" stands for none.
_TRAFILATURA = (
    *("url", "id", "fingerprint", "hostname", "title", "image", "date", "text", "comments"),
    *("license", "pagetype"),
)
_ADDRESS = re.compile(r"https?://\S+|null")
_FINGERPRINT = re.compile(r"[0-9a-f]{1,32}|null")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?|null")


def read_csv(path: Place, limits: Limits = DEFAULT_LIMITS) -> Iterator[RawRecord | Reject]:
    """Yield one record a row below the header; empty cells are absent, all values are strings.

    Excel's line "sep=;" is passed over, and rows that trafilatura writes without a header get its names. The
    delimiter is the one of comma, semicolon and tab that parts the header into most names; a column
    without a name is called after its number. Position is the number of the line on which the row begins,
    offset that line's. A row that does not fit the header is a reject; if the header itself is broken or has
    a name twice, the file is.

    Raises:
        StorageError: the file cannot be read.
    """
    with open_stream(path, limits) as stream:
        chunks, start = lines_as_utf8(stream)
        lines = Lines(split_lines(chunks, limits.record_bytes, start=start))
        header = _header(lines, limits)
        if isinstance(header, tuple):
            yield from _records(lines, *header, limits)
    if isinstance(header, Reject):
        yield from reject_file(path, limits, header.reason, f"in the header: {header.detail}")


def _records(lines: Lines, names: list[str], delimiter: str, limits: Limits) -> Iterator[RawRecord | Reject]:
    suspicious = False
    for line in lines:
        if isinstance(line, Reject):
            yield line
        elif line.data and not line.data.isspace():
            row = read_row(line, lines, delimiter, len(names), limits.record_bytes, strict=suspicious)
            record = row if isinstance(row, Reject) else _record(row, names, limits)
            suspicious = isinstance(record, Reject)
            yield record


def _header(lines: Lines, limits: Limits) -> tuple[list[str], str] | Reject | None:
    """Return the names and the delimiter; None where there is no line."""
    for line in lines:
        if isinstance(line, Reject):
            return line
        if not line.data or line.data.isspace():
            continue
        delimiter = _delimiter(line.data)
        row = read_row(line, lines, delimiter, None, limits.record_bytes, strict=True)
        if isinstance(row, Reject):
            return row
        if _HINT.fullmatch(line.data):
            continue
        if delimiter == "\t" and _is_of_trafilatura(row.cells):
            lines.give_back(*row.lines)
            return list(_TRAFILATURA), delimiter
        names = [cell.strip() or f"column_{number}" for number, cell in enumerate(row.cells, 1)]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            return row.reject("invalid-csv", f"two columns have the name {shorten(repeated[0], 80)!r}")
        return names, delimiter
    return None


def _is_of_trafilatura(cells: list[str]) -> bool:
    """Return whether a first row is no header, but a row as trafilatura's CSV output has them."""
    if len(cells) != len(_TRAFILATURA) or not (_ADDRESS.match(cells[0]) and _DATE.fullmatch(cells[6])):
        return False
    return _FINGERPRINT.fullmatch(cells[2]) is not None and cells[7] not in ("", "null", "text")


def _delimiter(header: bytes) -> str:
    bare = b"".join(header.split(b'"')[::2]).decode("utf-8", "replace")
    return max(_DELIMITERS, key=bare.count)


def _record(row: Row, names: list[str], limits: Limits) -> RawRecord | Reject:
    if len(row.cells) != len(names):
        return row.reject("invalid-csv", f"{len(row.cells)} cells; the header has {len(names)}")
    fields = {name: cell for name, cell in zip(names, row.cells, strict=True) if cell}
    first = row.lines[0]
    record = row_record(first.number, first.offset, fields, limits.record_bytes)
    if isinstance(record, RawRecord) and not fields:
        digest = hashlib.sha256(row.data).hexdigest()
        return RawRecord(first.number, first.offset, digest, fields)
    return record
