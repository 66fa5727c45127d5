from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.discover import RawFile
from warraq.corpus.readers import Limits, read_file
from warraq.corpus.readers.lines import Line, split_lines
from warraq.corpus.readers.objects import Unfit, parse_object
from warraq.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path

    from readers.conftest import Read

GOOD = '{"title": "عنوان", "body": "نص"}'.encode()

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=8,
)
records = st.lists(st.dictionaries(_texts, _values, max_size=5), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(rows=records, ascii_only=st.booleans(), spaced=st.booleans(), blank=st.booleans(), crlf=st.booleans())
def test_records_written_as_lines_come_back_in_place(
    read: Read, *, rows: list[dict[str, Any]], ascii_only: bool, spaced: bool, blank: bool, crlf: bool
) -> None:
    separators = (" , ", " : ") if spaced else (",", ":")
    lines = [json.dumps(row, ensure_ascii=ascii_only, separators=separators).encode() for row in rows]
    end = (b"\r\n" if crlf else b"\n") * (2 if blank else 1)
    data = end.join(lines)
    result = read("x.jsonl", data)
    assert result.form == "jsonl"
    assert result.payloads == rows
    assert [item.position for item in result.items] == [1 + n * (1 + blank) for n in range(len(rows))]
    for item, line in zip(result.items, lines, strict=True):
        assert item.offset is not None
        assert data[item.offset :].startswith(line)
        assert item.sha256 == hashlib.sha256(line).hexdigest()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"title": "a", "body": ', "invalid-json"),
        (b'{"title": "a"} trailing', "invalid-json"),
        (b"{'title': 'a'}", "invalid-json"),
        (b'{"title": 1e999}', "invalid-json"),
        (b'{"title": NaN, "body": 1e999}', "invalid-json"),
        (b'{"title": "\\ud800"}', "invalid-json"),
        (b'{"title": NaN, "body": "\\ud800"}', "invalid-json"),
        (b'{"title": NaN, "body"}', "invalid-json"),
        (b'{"n": ' + b"9" * 5000 + b"}", "invalid-json"),
        (b'{"title": "a\x00b"}', "invalid-json"),
        (b'{"title": "caf\xe9"}', "wrong-encoding"),
        (b'{"caf\xe9": NaN}', "wrong-encoding"),
        (b"[" * 100_000, "invalid-json"),
        (b'{"a": ' + b"[" * 300 + b"]" * 300 + b"}", "invalid-json"),
        (b'{"a": NaN, "b": ' + b"[" * 300 + b"]" * 300 + b"}", "invalid-json"),
        (b'["a", "b"]', "not-an-object"),
        (b'"text"', "not-an-object"),
        (b"null", "not-an-object"),
        (b"12", "not-an-object"),
        (b'{"title": "a", "title": "b"}', "duplicate-keys"),
        (b'{"title": "a", "title" : "b"}', "duplicate-keys"),
        (b'{"a":1,"a" :2,"b":3}', "duplicate-keys"),
        (b'{"title": "a", "\\u0074itle": "b"}', "duplicate-keys"),
        (b'{"title": "a", "meta": {"k": 1, "k": 2}}', "duplicate-keys"),
        (b'{"title": 1, "title": true}', "duplicate-keys"),
    ],
)
def test_a_broken_line_is_rejected_alone(read: Read, line: bytes, reason: str) -> None:
    result = read("x.jsonl", b"\n".join([GOOD, line, GOOD]) + b"\n")
    assert result.form == "jsonl"
    assert result.rejects == [(2, reason)]
    assert [item.position for item in result.items] == [1, 2, 3]
    assert result.items[1].sha256 == hashlib.sha256(line).hexdigest()
    assert result.items[1].offset == len(GOOD) + 1
    assert 0 < len(result.detail) <= 400


def test_details_say_what_is_wrong() -> None:
    def detail(data: bytes) -> str:
        unfit = parse_object(data)
        assert isinstance(unfit, Unfit)
        return unfit.detail

    assert "'title'" in detail(b'{"title": "a", "title": "b"}')
    assert "byte 13" in detail(b'{"title": "ab\xe9"}')
    assert "surrogate" in detail(b'{"a": "\\ud800"}')
    assert "an array" in detail(b"[1]")
    assert "200 levels" in detail(b"[" * 100_000)


def test_numbers_that_python_writes_for_missing_become_null() -> None:
    assert parse_object(b'{"a": NaN, "b": [-Infinity, 1], "c": "NaN"}') == {
        "a": None,
        "b": [None, 1],
        "c": "NaN",
    }


def test_a_key_repeated_with_one_value_is_fine() -> None:
    assert parse_object(b'{"a": "x", "a": "x", "b": "he said \\": no"}') == {"a": "x", "b": 'he said ": no'}


def test_nesting_below_the_limit_is_fine() -> None:
    assert isinstance(parse_object(b'{"a": ' + b"[" * 150 + b"]" * 150 + b"}"), dict)


def test_a_file_cut_inside_a_line_rejects_that_line(read: Read) -> None:
    result = read("x.jsonl", GOOD + b"\n" + GOOD[:-9])
    assert result.payloads == [json.loads(GOOD)]
    assert result.rejects == [(2, "invalid-json")]
    assert "may have been cut" in result.detail


def test_the_first_line_may_be_the_broken_one(read: Read) -> None:
    result = read("x.jsonl", b'{"title": "a",\n' + GOOD + b"\n" + GOOD)
    assert result.rejects == [(1, "invalid-json")]
    assert len(result.payloads) == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1256"])
def test_other_encodings_are_decoded(read: Read, encoding: str) -> None:
    rows = [{"title": f"عنوان الخبر رقم {n}", "body": "نص الخبر كاملا في سطر واحد"} for n in range(3)]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    result = read("x.jsonl", text.encode(encoding))
    assert result.form == "jsonl"
    assert result.payloads == rows
    assert [item.position for item in result.items] == [1, 2, 3]
    assert [item.offset is None for item in result.items] == [encoding != "utf-8-sig"] * 3


def test_a_byte_order_mark_is_no_part_of_the_first_record(read: Read) -> None:
    (item,) = read("x.jsonl", b"\xef\xbb\xbf" + GOOD).items
    assert (item.offset, item.sha256) == (3, hashlib.sha256(GOOD).hexdigest())


def test_half_a_unit_at_the_end_of_utf16_is_not_dropped(read: Read) -> None:
    result = read("x.jsonl", ('{"title": "a"}\n{"title": "b"}'.encode("utf-16"))[:-1])
    assert result.payloads == [{"title": "a"}]
    assert result.rejects == [(2, "wrong-encoding")]


def test_the_limit_is_on_the_line_without_its_end(read: Read) -> None:
    line = b'{"a": "' + b"x" * 91 + b'"}'
    for end in (b"\n", b"\r\n", b""):
        data = GOOD + b"\n" + line + end
        assert not read("x.jsonl", data, Limits(record_bytes=len(line))).rejects
        assert read("x.jsonl", data, Limits(record_bytes=len(line) - 1)).rejects == [(2, "record-too-large")]


@given(data=st.text("ab\r\n", max_size=60), size=st.integers(1, 7), limit=st.integers(1, 20))
def test_lines_do_not_depend_on_how_the_bytes_arrive(data: str, size: int, limit: int) -> None:
    raw = data.encode()
    pieces = [raw[at : at + size] for at in range(0, len(raw), size)]
    whole = list(split_lines([raw], limit, start=0))
    assert list(split_lines(pieces, limit, start=0)) == whole
    assert [item.number if isinstance(item, Line) else item.position for item in whole] == list(
        range(1, len(whole) + 1)
    )
    for item in whole:
        if isinstance(item, Line):
            assert item.offset is not None
            assert raw[item.offset :].startswith(item.data + item.end)


def test_a_file_that_is_gone_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"gone\.jsonl: cannot be read"):
        list(read_file(RawFile(tmp_path / "gone.jsonl", "s/gone.jsonl", "s", 1)))
