from __future__ import annotations

import gzip
import hashlib
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.readers import Limits

if TYPE_CHECKING:
    from readers.conftest import Read

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_row = st.fixed_dictionaries(
    {
        "title": _texts,
        "tags": st.lists(_texts, max_size=3),
        "published": st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
        "views": st.none() | st.integers(-(2**40), 2**40),
        "meta": st.fixed_dictionaries({"a": _texts}),
    }
)
_SCHEMA = pa.schema(
    [
        ("title", pa.string()),
        ("tags", pa.list_(pa.string())),
        ("published", pa.timestamp("us")),
        ("views", pa.int64()),
        ("meta", pa.struct([("a", pa.string())])),
    ]
)


def _write(table: Any, **options: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **options)
    return buffer.getvalue()


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(_row, min_size=1, max_size=5), size=st.integers(1, 5))
def test_rows_come_back_with_their_types(read: Read, rows: list[dict[str, Any]], size: int) -> None:
    data = _write(pa.Table.from_pylist(rows, _SCHEMA), row_group_size=size)
    for content in (data, gzip.compress(data)):
        result = read("x.bin", content)
        assert result.form == "parquet"
        assert result.payloads == rows
        assert [item.position for item in result.items] == list(range(1, len(rows) + 1))
        assert {item.offset for item in result.items} == {None}


def test_the_digest_is_of_the_canonical_row(read: Read) -> None:
    table = pa.table({"t": ["خبر"], "d": [datetime(2024, 1, 2, 3, 4, tzinfo=UTC)]})
    (item,) = read("x.parquet", _write(table)).items
    canonical = '{"d":"2024-01-02T03:04:00+00:00","t":"خبر"}'
    assert item.sha256 == hashlib.sha256(canonical.encode()).hexdigest()


def test_missing_numbers_and_nanoseconds(read: Read) -> None:
    table = pa.table(
        {
            "n": [float("nan"), 1.5],
            "l": [[float("inf")], [2.0]],
            "d": pa.array([1, 2_001], pa.timestamp("ns")),
        }
    )
    assert read("x.parquet", _write(table)).payloads == [
        {"n": None, "l": [None], "d": datetime(1970, 1, 1)},  # noqa: DTZ001
        {"n": 1.5, "l": [2.0], "d": datetime(1970, 1, 1, 0, 0, 0, 2)},  # noqa: DTZ001
    ]


def test_a_value_that_cannot_be_read_rejects_its_row(read: Read) -> None:
    far = pa.array([0, 2**62, 5], pa.timestamp("us"))
    result = read("x.parquet", _write(pa.table({"t": ["a", "b", "c"], "d": far})))
    assert [payload["t"] for payload in result.payloads] == ["a", "c"]
    assert result.rejects == [(2, "invalid-parquet")]
    text = pa.StringArray.from_buffers(2, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"a\xe9"))
    result = read("x.parquet", _write(pa.table({"t": text})))
    assert result.payloads == [{"t": "a"}]
    assert result.rejects == [(2, "wrong-encoding")]


@pytest.mark.parametrize(
    "content", [b"PAR1", b"PAR1 and no more", b"not parquet at all", b"PAR1" + bytes(100) + b"PAR1"]
)
def test_a_broken_file_is_rejected(read: Read, content: bytes) -> None:
    result = read("x.parquet", content)
    assert (result.form, result.rejects) == ("parquet", [(1, "invalid-parquet")])
    assert result.items[0].sha256 == hashlib.sha256(content).hexdigest()


def test_a_damaged_page_keeps_the_rows_before_it(read: Read) -> None:
    table = pa.table({"t": [f"{n:064d}" for n in range(2000)]})
    data = bytearray(_write(table, row_group_size=200, compression="snappy", use_dictionary=False))
    middle = len(data) // 2
    data[middle : middle + 400] = b"\xff" * 400
    result = read("x.parquet", bytes(data))
    assert 0 < len(result.payloads) < 2000
    assert result.rejects[-1][1] == "invalid-parquet"
    assert result.rejects[0][0] == len(result.payloads) + 1


def test_a_cut_file_is_rejected(read: Read) -> None:
    data = _write(pa.table({"t": ["a"] * 100}))
    assert read("x.parquet", data[:-20]).rejects == [(1, "invalid-parquet")]
    assert read("x.parquet.gz", gzip.compress(data)[:-20]).rejects == [(1, "truncated-archive")]


def test_two_columns_of_one_name_are_refused(read: Read) -> None:
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["t", "t"])
    assert read("x.parquet", _write(table)).rejects == [(1, "invalid-parquet")]


def test_sizes_are_limited(read: Read) -> None:
    data = _write(pa.table({"t": ["a", "b" * 200]}))
    assert read("x.parquet", data, Limits(record_bytes=100)).rejects == [(2, "record-too-large")]
    assert read("x.pq.gz", gzip.compress(data), Limits(document_bytes=50)).rejects == [
        (1, "record-too-large")
    ]


def test_a_table_without_rows_is_an_empty_file(read: Read) -> None:
    data = _write(pa.table({"t": pa.array([], pa.string())}))
    assert read("x.parquet", data).rejects == [(1, "empty-file")]
