from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.readers import Limits

if TYPE_CHECKING:
    from readers.conftest import Read

_cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=15)
_cells |= st.text('a"\r\n,;\t ', max_size=8)


def _write(rows: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    buffer = io.StringIO()
    # With bare line feeds the csv module forgets to quote carriage returns.
    if end == "\n":
        writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    else:
        writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end)
    writer.writerows(rows)
    return buffer.getvalue()


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(st.lists(_cells, min_size=3, max_size=3), min_size=1, max_size=5),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_rows_written_by_the_csv_module_come_back(
    read: Read, rows: list[list[str]], delimiter: str, end: str
) -> None:
    names = ["title", "body", "url"]
    rows = [row for row in rows if not delimiter.join(row).isspace()]
    data = _write([names, *rows, ["the", "last", "row"]], delimiter, end).encode()
    result = read("x.csv", data)
    assert result.form == "csv"
    assert result.payloads == [
        {name: cell for name, cell in zip(names, row, strict=True) if cell}
        for row in [*rows, ["the", "last", "row"]]
    ]
    for item in result.items:
        assert item.offset is not None
        assert data[: item.offset].count(b"\n") + 1 == item.position


def test_the_digest_is_of_the_canonical_row(read: Read) -> None:
    (item,) = read("x.csv", "title,body\nب,أ\n".encode()).items
    assert item.sha256 == hashlib.sha256('{"body":"أ","title":"ب"}'.encode()).hexdigest()
    assert (item.position, item.offset) == (2, 11)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1256"])
def test_other_encodings_are_decoded(read: Read, encoding: str) -> None:
    row = ["عنوان الخبر الأول", "قال المتحدث إن العمل مستمر", "https://example.org/1"]
    data = _write([["title", "body", "url"], row], ";").encode(encoding)
    assert read("x.csv", data).payloads == [dict(zip(["title", "body", "url"], row, strict=True))]


def test_a_table_without_its_suffix_is_known_by_usual_names(read: Read) -> None:
    assert read("export", b"id,Title,Body\n1,a,b\n").form == "csv"
    assert read("export", b"One, two\nand three, four\n").form == "text"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"1,2,3", "invalid-csv"),
        (b"1", "invalid-csv"),
        (b'"a" b,c', "invalid-csv"),
        (b"a\x00b,c", "invalid-csv"),
        (b'"never closed,c', "invalid-csv"),
        (b"caf\xe9,c", "wrong-encoding"),
        (b"x" * 200 + b",c", "record-too-large"),
        (b'"' + b"x\n" * 100 + b'",c', "record-too-large"),
    ],
)
def test_a_broken_row_is_rejected_alone(read: Read, row: bytes, reason: str) -> None:
    head = "title,body\nعنوان,نص\n".encode()
    result = read("x.csv", head + row + b'\n"after, all",ok\n5,6\n', Limits(record_bytes=150))
    assert result.rejects == [(3, reason)]
    assert result.payloads == [
        {"title": "عنوان", "body": "نص"},
        {"title": "after, all", "body": "ok"},
        {"title": "5", "body": "6"},
    ]


def test_a_stray_quote_swallows_no_sound_rows(read: Read) -> None:
    rows = "".join(f"title {n},body {n}\n" for n in range(50))
    result = read("x.csv", ('title,body\n"astray,x\n' + rows).encode())
    assert result.rejects == [(2, "invalid-csv")]
    assert len(result.payloads) == 50


def test_a_body_with_raw_quotes_gives_no_false_rows(read: Read) -> None:
    data = b'title,body\nA,"first line\nsaid "x", and\nmore",z\nB,fine\n'
    result = read("x.csv", data)
    assert result.payloads == [{"title": "B", "body": "fine"}]
    assert {reason for _, reason in result.rejects} == {"invalid-csv"}


def test_a_file_cut_inside_a_quoted_body_gives_one_reject(read: Read) -> None:
    result = read("x.csv", b'title,body,url\nA,a,1\nB,"first, line\nsecond line\nthird')
    assert result.payloads == [{"title": "A", "body": "a", "url": "1"}]
    assert result.rejects == [(3, "invalid-csv")]


def test_quotes_inside_plain_cells_are_text(read: Read) -> None:
    assert read("x.csv", b'title,body\na 5" disk,b\n').payloads == [{"title": 'a 5" disk', "body": "b"}]


@pytest.mark.parametrize("header", [b"title,body,title", b'"title,body', b"t\x00tle,body", b'"a" b,c'])
def test_a_broken_header_spoils_the_file(read: Read, header: bytes) -> None:
    data = header + b"\na,b,c\nd,e,f\n"
    result = read("x.csv", data)
    assert result.rejects == [(1, "invalid-csv")]
    assert "header" in result.detail
    assert result.items[0].sha256 == hashlib.sha256(data).hexdigest()


def test_columns_without_a_name_and_empty_cells(read: Read) -> None:
    result = read("x.csv", b",title,body\n0,a,\n1,,\n,,\n")
    assert result.payloads == [{"column_1": "0", "title": "a"}, {"column_1": "1"}, {}]


def test_a_header_alone_is_an_empty_file(read: Read) -> None:
    assert read("x.csv", b"title,body\n").rejects == [(1, "empty-file")]


def test_equal_rows_have_equal_digests_whatever_the_order_of_columns(read: Read) -> None:
    first = read("x.csv", b"title,body\na,b\n").items[0]
    second = read("x.tsv", b"body\ttitle\nb\ta\n").items[0]
    assert first.sha256 == second.sha256
    assert json.loads('{"body":"b","title":"a"}') == {"title": "a", "body": "b"}


@settings(max_examples=150, deadline=None)
@given(text=st.text('ab",\n', max_size=60), limit=st.integers(5, 80))
def test_no_table_is_lost_or_crashes(read: Read, text: str, limit: int) -> None:
    result = read("x.csv", f"t,b\n{text}".encode(), Limits(record_bytes=limit))
    positions = [item.position for item in result.items]
    assert positions == sorted(set(positions))


def test_the_line_that_tells_excel_the_delimiter_is_no_header(read: Read) -> None:
    result = read("x.csv", b"sep=;\r\ntitle;body\r\na, b;c\r\n")
    assert result.payloads == [{"title": "a, b", "body": "c"}]
    assert result.items[0].position == 3
