from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING

import pytest

from warraq.corpus.readers import Limits
from warraq.corpus.readers.whole import decode_text

if TYPE_CHECKING:
    from readers.conftest import Read

ARABIC = "افتتحت البلدية السوق الجديد صباح اليوم، وقال رئيسها إن العمل استمر عاما كاملا.\n" * 3
PERSIAN = "شهرداری امروز بازار تازه را گشود و گفت که کار آن یک سال به درازا کشید.\n" * 3
FRENCH = "La mairie a inauguré le marché ce matin ; les élèves étaient là, près de la forêt.\n" * 3
ENGLISH = "The council opened the market this morning – “a year late”, as one trader said.\n" * 3
RUSSIAN = "Городской совет открыл сегодня новый рынок, работы продолжались целый год.\n" * 3
CZECH = "Městská rada dnes otevřela nové tržiště, práce trvaly celý rok a stály příliš.\n" * 3
GREEK = "Ο δήμος άνοιξε σήμερα τη νέα αγορά και οι εργασίες κράτησαν έναν χρόνο.\n" * 3
HEBREW = "העירייה פתחה היום את השוק החדש והעבודות נמשכו שנה שלמה.\n" * 3


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ARABIC, "utf-8"),
        (ARABIC, "utf-8-sig"),
        (ARABIC, "utf-16"),
        (ARABIC, "utf-32"),
        (ARABIC, "utf-16-le"),
        (ARABIC, "utf-16-be"),
        (ENGLISH, "utf-16-le"),
        (ARABIC, "cp1256"),
        (ARABIC, "iso8859_6"),
        (FRENCH, "cp1252"),
        (ENGLISH, "cp1252"),
        (PERSIAN, "utf-8"),
        (RUSSIAN, "utf-8"),
    ],
)
def test_text_is_decoded(read: Read, text: str, encoding: str) -> None:
    data = text.encode(encoding)
    result = read("dump.txt", data)
    assert (result.form, result.payloads) == ("text", [text])
    assert result.items[0].sha256 == hashlib.sha256(data).hexdigest()
    assert (result.items[0].position, result.items[0].offset) == (1, 0)


@pytest.mark.parametrize(
    "data",
    [
        RUSSIAN.encode("cp1251"),
        GREEK.encode("cp1253"),
        HEBREW.encode("cp1255"),
        CZECH.encode("cp1250"),
        ARABIC.encode()[:-2] + b"\xd8",
        ARABIC.encode().replace("ق".encode(), b"\xd9"),
        ENGLISH.encode("utf-16")[:-1],
        b"caf\xe9",
    ],
)
def test_what_proves_no_encoding_is_rejected(read: Read, data: bytes) -> None:
    assert read("dump.txt", data).rejects == [(1, "wrong-encoding")]


def test_a_page_stays_bytes(read: Read) -> None:
    page = f'<!DOCTYPE html><meta charset="windows-1256"><p>{ARABIC}'.encode("cp1256")
    result = read("page.html.gz", gzip.compress(page))
    assert (result.form, result.payloads) == ("html", [page])
    assert result.items[0].sha256 == hashlib.sha256(page).hexdigest()


@pytest.mark.parametrize("name", ["x.txt", "x.html", "x.jsonl", "x.json", "x.csv", "x.parquet", "x"])
@pytest.mark.parametrize("data", [b"", gzip.compress(b"", mtime=0)])
def test_an_empty_file_is_rejected_once(read: Read, name: str, data: bytes) -> None:
    assert read(name, data).rejects == [(1, "empty-file")]


@pytest.mark.parametrize("name", ["x.txt", "x.html", "x.jsonl", "x.json", "x.csv", "x"])
@pytest.mark.parametrize("data", [b" \n\r\n\t", b"\xef\xbb\xbf", b"\xff\xfe \0\n\0"])
def test_white_space_alone_is_an_empty_file(read: Read, name: str, data: bytes) -> None:
    assert read(name, data).rejects == [(1, "empty-file")]


def test_sizes_are_limited(read: Read) -> None:
    result = read("x.txt", b"word " * 100, Limits(record_bytes=499))
    assert result.rejects == [(1, "record-too-large")]
    assert "500" in result.detail
    assert not read("x.txt", b"word " * 100, Limits(record_bytes=500)).rejects


def test_short_arabic_proves_nothing_but_is_not_guessed_wrongly() -> None:
    assert decode_text("خبر".encode("cp1256")) is None
    assert decode_text("خبر عاجل اليوم".encode("cp1256")) == "خبر عاجل اليوم"
