from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.readers.sniff import sniff

if TYPE_CHECKING:
    from readers.conftest import Read

PAGE = "<!doctype html>\n<html lang='ar'><head><title>خبر</title></head><body><p>نص</p></body></html>"


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("x.jsonl", PAGE, "html"),
        ("x.csv", PAGE, "html"),
        ("x.txt", "\ufeff \n<!-- saved -->\n" + PAGE, "html"),
        ("x.txt", "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><p>", "html"),
        ("x", "<div class='story'><p>نص</p></div>", "html"),
        ("x.txt", "Warning: notice on line 3\n" + PAGE, "html"),
        ("x.html", "خبر <b>عاجل</b><br>نص", "html"),
        ("x.html", '{"title": "a"}', "json"),
        ("x.txt", '{"title": "a"}\n{"title": "b"}\n', "jsonl"),
        ("x.txt", '[{"title": "a"}]', "json"),
        ("x.jsonl", '{"html": "<html><body>"}', "jsonl"),
        ("x.json", '{"title": "a"}', "json"),
        ("x.ndjson.gz", '{"title": "a"}', "jsonl"),
        ("x.JSONL", "not json", "jsonl"),
        ("x.json", "not json", "json"),
        ("x.jsonl", '{"a": 1,\n{"a": 2}\n', "jsonl"),
        ("x.jsonl", '[1]\n{"a": 2}\n', "jsonl"),
        ("x.txt", "[صور] افتتاح السوق\nنص الخبر", "text"),
        ("x.txt", "{ملاحظة} نص الخبر", "text"),
        ("x.txt", "نص الخبر عن وسم <html> في الصفحات", "text"),
        ("x.tsv", "a\tb\n1\t2\n", "csv"),
        ("x", "title;body;date\na;b;c\n", "csv"),
        ("x.csv.zst", "any,thing\n", "csv"),
        ("x", "العنوان: خبر\nالنص، والتاريخ\n", "text"),
        ("x.md", "# خبر\n", "text"),
        ("x.html", "خبر بلا وسوم", "text"),
    ],
)
def test_content_decides_and_the_name_helps(name: str, content: str, form: str) -> None:
    assert sniff(name, content.encode()).form == form


def test_a_page_in_utf16_is_a_page() -> None:
    assert sniff("x.txt", PAGE.encode("utf-16")).form == "html"


@pytest.mark.parametrize(
    "head",
    [
        b"%PDF-1.7\n",
        b"PK\x03\x04rest",
        b"\x89PNG\r\n\x1a\nrest",
        b"\xff\xd8\xff\xe0JFIF",
        b"BZh91AY",
        b"SQLite format 3\x00",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"{\\rtf1\\ansi",
        b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>",
    ],
)
def test_known_forms_that_are_not_read_say_what_they_are(head: bytes) -> None:
    found = sniff("articles.jsonl", head)
    assert (found.form, found.reason) == ("unknown", "unknown-form")
    assert found.detail


@pytest.mark.parametrize("name", ["x.txt", "x.jsonl", "x.csv", "x.html", "x"])
@pytest.mark.parametrize("data", [bytes(range(256)) * 4, bytes(1000), random.Random(4).randbytes(4000)])
def test_binary_data_is_no_text_whatever_its_name(read: Read, name: str, data: bytes) -> None:
    assert read(name, data).rejects == [(1, "binary-file")]


def test_a_stray_nul_does_not_make_lines_binary(read: Read) -> None:
    result = read("x.jsonl", b'{"a": "b"}\n{"a": "\x00\x00"}\n{"a": "c"}\n')
    assert result.rejects == [(2, "invalid-json")]
    assert len(result.payloads) == 2


@settings(max_examples=150, deadline=None)
@given(
    data=st.binary(max_size=80) | st.text(max_size=40).map(str.encode),
    name=st.sampled_from(["x.txt", "x.json", "x.jsonl", "x.csv", "x.parquet", "x.html", "x.gz", "x"]),
    start=st.sampled_from(
        [b"", b"{", b"[{", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"PAR1", b"<html>", b"a,b\n", b"\xff\xfe"]
    ),
)
def test_any_bytes_end_in_a_record_or_a_reject(read: Read, data: bytes, name: str, start: bytes) -> None:
    assert read(name, start + data).items
