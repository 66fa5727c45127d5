"""Parquet files, row by row."""

from __future__ import annotations

import hashlib
import io
from contextlib import closing
from typing import IO, TYPE_CHECKING, Any, cast

from warraq.corpus.readers.limits import DEFAULT_LIMITS, Limits
from warraq.corpus.readers.objects import shorten
from warraq.corpus.readers.stream import open_stream, read_whole
from warraq.corpus.readers.table import row_record, without_nan
from warraq.corpus.records import RawRecord, Reject
from warraq.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warraq.corpus.readers.stream import Place

_BATCH_ROWS = 64


def read_parquet(path: Place, limits: Limits = DEFAULT_LIMITS) -> Iterator[RawRecord | Reject]:
    """Yield one record a row, in the file's order; position is the row's number from 1.

    Lists and structs come as lists and dicts, timestamps as datetimes (to the microsecond), null and NaN as
    None. From the first damaged page on, the rest of the file is one reject.

    Raises:
        StorageError: the file cannot be read.
    """
    source = _open(path, limits)
    if isinstance(source, Reject):
        yield source
        return
    with closing(source):
        position = 0
        try:
            for rows in _batches(source):
                for row in rows:
                    position += 1
                    yield _record(position, row, limits)
        except StorageError:
            raise
        except OSError as error:
            # pyarrow reports a damaged page as an OSError too, but without an error number.
            if error.errno is not None:
                raise StorageError(str(path), f"cannot be read: {error.strerror or error}") from error
            yield _broken(source, position + 1, error)
        except Exception as error:  # noqa: BLE001 - pyarrow raises many kinds on damaged files
            yield _broken(source, position + 1, error)


def _open(path: Place, limits: Limits) -> IO[bytes] | Reject:
    """Return the file itself, or its decompressed bytes: Parquet is read from its end."""
    with open_stream(path, limits) as stream:
        stream.peek(1)
        if not stream.compressed:
            return cast("IO[bytes]", path.open("rb"))
        whole = read_whole(stream, limits.document_bytes)
    if whole.fault is not None:
        return Reject(1, 0, whole.sha256, whole.fault.reason, str(whole.fault))
    if whole.data is None:
        detail = (
            f"{whole.size} bytes when decompressed; the limit is {limits.document_bytes}: decompress the file"
        )
        return Reject(1, 0, whole.sha256, "record-too-large", detail)
    return io.BytesIO(whole.data)


def _batches(source: IO[bytes]) -> Iterator[list[list[tuple[str, Any]] | Exception]]:
    """Yield rows as (column, value) pairs; an exception stands for a row whose values Python cannot hold."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(source)
    names = file.schema_arrow.names
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"more than one column has the name {repeated[0]!r}")
    for batch in file.iter_batches(batch_size=_BATCH_ROWS, use_threads=False):
        columns = [_microseconds(column) for column in batch.columns]
        try:
            values = [column.to_pylist() for column in columns]
        except (ValueError, OverflowError):
            yield [_row(names, columns, index) for index in range(batch.num_rows)]
        else:
            yield [list(zip(names, row, strict=True)) for row in zip(*values, strict=True)]


def _microseconds(column: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        return column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return column


def _row(names: list[str], columns: list[Any], index: int) -> list[tuple[str, Any]] | Exception:
    try:
        return [(name, column[index].as_py()) for name, column in zip(names, columns, strict=True)]
    except (ValueError, OverflowError) as error:
        return error


def _record(position: int, row: list[tuple[str, Any]] | Exception, limits: Limits) -> RawRecord | Reject:
    if isinstance(row, list):
        fields = {name: without_nan(value) for name, value in row}
        return row_record(position, None, fields, limits.record_bytes)
    reason = "wrong-encoding" if isinstance(row, UnicodeDecodeError) else "invalid-parquet"
    detail = shorten(f"a value cannot be read: {row}")
    return Reject(position, None, hashlib.sha256(detail.encode()).hexdigest(), reason, detail)


def _broken(source: IO[bytes], position: int, error: Exception) -> Reject:
    source.seek(0)
    digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
    detail = shorten(" ".join(str(error).split()) or type(error).__name__)
    return Reject(position, None, digest, "invalid-parquet", detail)
