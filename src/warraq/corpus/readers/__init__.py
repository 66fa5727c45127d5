"""From a raw file to its records: one module a form, and the choice between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.corpus.readers.arc import read_arc
from warraq.corpus.readers.csv_ import read_csv
from warraq.corpus.readers.json_ import read_json
from warraq.corpus.readers.jsonl import read_jsonl, read_jsonl_cut
from warraq.corpus.readers.limits import DEFAULT_LIMITS, Limits, most_records
from warraq.corpus.readers.parquet import read_parquet
from warraq.corpus.readers.sniff import HEAD_BYTES, sniff
from warraq.corpus.readers.stream import open_stream
from warraq.corpus.readers.warc import read_warc
from warraq.corpus.readers.whole import read_html, read_text, reject_file
from warraq.corpus.records import Reject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from warraq.corpus.cut import Cut
    from warraq.corpus.discover import RawFile
    from warraq.corpus.readers.stream import Place
    from warraq.corpus.records import Form, RawRecord

    Reader = Callable[[Place, Limits], Iterator[RawRecord | Reject]]
    CutReader = Callable[[Place, Limits, Cut], Iterator[RawRecord | Reject]]

__all__ = ["DEFAULT_LIMITS", "Limits", "open_raw", "read_file"]

_READERS: dict[Form, Reader] = {
    "arc": read_arc,
    "csv": read_csv,
    "html": read_html,
    "json": read_json,
    "jsonl": read_jsonl,
    "parquet": read_parquet,
    "text": read_text,
    "warc": read_warc,
}
#: Forms of which a part can be read by itself.
_CUT_READERS: dict[Form, CutReader] = {"arc": read_arc, "jsonl": read_jsonl_cut, "warc": read_warc}


def open_raw(file: RawFile, limits: Limits = DEFAULT_LIMITS) -> tuple[Form, Iterator[RawRecord | Reject]]:
    """Return the file's form and its records, in their order.

    The file is not left open before the first record is asked for.

    Every byte of the file is part of a record or a reject, white space and the frame that holds the records
    (a header, a wrapper, a crawler's notes) aside. A file without any record gives one reject; the cuts of a
    file together give what the whole file does.

    Raises:
        StorageError: the file cannot be read, here or while iterating.
    """
    if file.cut is not None:
        return file.cut.form, _CUT_READERS[file.cut.form](file.path, limits, file.cut)
    with open_stream(file.path, limits) as stream:
        head = stream.peek(HEAD_BYTES)
    if not head:
        return "unknown", reject_file(file.path, limits, "empty-file", "no bytes")
    found = sniff(file.path.name, head)
    if found.form == "unknown":
        return "unknown", reject_file(file.path, limits, found.reason, found.detail)
    records = _never_empty(file.path, limits, _READERS[found.form])
    packed = stream.compressed or found.form == "parquet"
    return found.form, _bounded(file, limits, records) if packed else records


def read_file(file: RawFile, limits: Limits = DEFAULT_LIMITS) -> Iterator[RawRecord | Reject]:
    """Return the records of `open_raw` alone.

    Raises:
        StorageError: the file cannot be read, here or while iterating.
    """
    return open_raw(file, limits)[1]


def _bounded(
    file: RawFile, limits: Limits, records: Iterator[RawRecord | Reject]
) -> Iterator[RawRecord | Reject]:
    """Yield the records up to the number that so many bytes on disk may hold, and one reject for the rest."""
    most = most_records(file.bytes, limits)
    for number, record in enumerate(records):
        if number == most:
            detail = f"{file.bytes} bytes on disk hold more than {most} records"
            yield Reject(record.position, None, record.sha256, "decompression-limit", detail)
            return
        yield record


def _never_empty(path: Place, limits: Limits, reader: Reader) -> Iterator[RawRecord | Reject]:
    empty = True
    for record in reader(path, limits):
        empty = False
        yield record
    if empty:
        yield from reject_file(path, limits, "empty-file", "the file holds no record")
