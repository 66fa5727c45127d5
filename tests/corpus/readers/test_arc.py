from __future__ import annotations

import gzip
import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.readers import Limits
from warraq.corpus.records import Page, Reject

if TYPE_CHECKING:
    from readers.conftest import Read

PAGE = (
    "<html lang='fa'><head><title>گشایش کتابخانه</title></head><body><p>کتابخانهٔ تازهٔ شهر امروز با هزار "
    "جلد کتاب به روی مردم گشوده شد.</p></body></html>"
).encode()
HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def line(address: str, media: str, length: object, version: int = 1) -> bytes:
    more = "" if version == 1 else " 200 - - 0 x.arc"
    return f"{address} 192.0.2.7 20030405060708 {media}{more} {length}\n".encode()


def record(
    block: bytes, *, address: str = "http://a.example/1", media: str = "text/html", **more: int
) -> bytes:
    return line(address, media, len(block), **more) + block + b"\n"


def opening(version: int = 1) -> bytes:
    names = "URL IP-address Archive-date Content-type Archive-length"
    if version == 2:
        names = (
            "URL IP-address Archive-date Content-type Result-code Checksum Location Offset Filename Length"
        )
    return record(f"{version} 0 Hand\n{names}\n".encode(), address="filedesc://x.arc", media="text/plain")


def page(number: int, version: int = 1) -> bytes:
    return record(HEADERS + PAGE, address=f"http://a.example/{number}", version=version)


DNS = record(b"20030405060708\na.example 1 IN A 192.0.2.7\n", address="dns:a.example", media="text/dns")
RECORDS = [opening(), DNS, *map(page, range(5))]
CRAWL = b"".join(RECORDS)


@pytest.mark.parametrize(
    "data",
    [
        CRAWL,
        gzip.compress(CRAWL),
        b"".join(map(gzip.compress, RECORDS)),
        zstandard.compress(CRAWL),
        opening(2) + b"".join(page(number, 2) for number in range(5)),
        CRAWL.replace(b"\n\nhttp:", b"\nhttp:"),
    ],
)
@pytest.mark.parametrize("name", ["x.arc", "x.html", "x"])
def test_pages_are_read_however_packed_and_named(read: Read, data: bytes, name: str) -> None:
    result = read(name, data)
    assert (result.form, result.rejects) == ("arc", [])
    assert [item.address for item in result.payloads] == [f"http://a.example/{n}" for n in range(5)]
    moment = datetime(2003, 4, 5, 6, 7, 8)  # noqa: DTZ001 - naive UTC is meant
    assert result.payloads[0] == Page(PAGE, "html", "http://a.example/0", moment, "utf-8")


def test_position_offset_and_digest_are_those_of_the_archive(read: Read) -> None:
    items = read("x.arc.gz", gzip.compress(CRAWL)).items
    assert [item.position for item in items] == [3, 4, 5, 6, 7]
    assert [item.offset for item in items] == [sum(map(len, RECORDS[:n])) for n in range(2, 7)]
    assert items[0].sha256 == hashlib.sha256(HEADERS + PAGE).hexdigest()


def test_a_file_that_begins_with_a_page_is_known_by_its_name(read: Read) -> None:
    assert read("x.arc", page(1)).form == "arc"
    assert read("x.arc", PAGE).form == "html"


@pytest.mark.parametrize(
    "address", ["http://a.example/a b c", "http://a.example/?q=1 2 3 20030405060708 text/html 5"]
)
def test_an_address_may_have_spaces(read: Read, address: str) -> None:
    (found,) = read("x.arc", opening() + record(HEADERS + PAGE, address=address)).payloads
    assert found.address == address


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (record(b"HTTP/1.0 404 Not Found\r\n\r\nno"), "http-status"),
        (record(b"GIF89a", media="image/gif"), "not-html"),
        (record(b"HTTP/1.0 200 OK\r\nContent-Type: image/gif\r\n\r\nGIF89a"), "not-html"),
        (record(b"", media="text/html"), "empty-body"),
    ],
)
def test_what_is_no_page_says_why(read: Read, item: bytes, reason: str) -> None:
    result = read("x.arc", opening() + item + page(2))
    assert result.rejects == [(2, reason)]
    assert [found.address for found in result.payloads] == ["http://a.example/2"]


def test_a_page_without_http_headers_is_a_page(read: Read) -> None:
    (found,) = read("x.arc", opening() + record(PAGE)).payloads
    assert found.body == PAGE


@settings(max_examples=80, deadline=None)
@given(cut=st.integers(4, len(CRAWL)))
def test_a_cut_keeps_every_whole_record_before_it(read: Read, cut: int) -> None:
    result = read("x.arc", CRAWL[:cut])
    ends = [sum(map(len, RECORDS[: n + 1])) - 1 for n in range(len(RECORDS))]
    assert len(result.payloads) == sum(1 for end in ends[2:] if end <= cut) or result.form != "arc"
    told = [reason for _, reason in result.rejects]
    if result.form == "arc" and cut not in {*ends, *(end + 1 for end in ends)}:
        assert told == ["truncated-archive"]


@pytest.mark.parametrize("length", ["-1", "abc", "10", "900000", "9" * 15])
def test_a_wrong_length_costs_its_own_record_only(read: Read, length: str) -> None:
    wrong = line("http://a.example/9", "text/html", length) + HEADERS + PAGE + b"\n"
    result = read("x.arc", opening() + page(1) + wrong + page(2))
    assert [found.address[-1] for found in result.payloads] == ["1", "2"]
    assert [reason for _, reason in result.rejects] == ["invalid-record"]


@pytest.mark.parametrize("junk", [b"no record\n", bytes(range(1, 200)) * 20 + b"\n"])
@pytest.mark.parametrize("at", [1, 2, 4, 7])
def test_garbage_between_records_is_one_reject(read: Read, junk: bytes, at: int) -> None:
    result = read("x.arc", b"".join(RECORDS[:at]) + junk + b"".join(RECORDS[at:]))
    assert len(result.payloads) == 5
    (reject,) = [item for item in result.items if isinstance(item, Reject)]
    assert (reject.position, reject.reason) == (at + 1, "invalid-record")


def test_a_page_over_the_limit_is_a_reject(read: Read) -> None:
    big = record(HEADERS + b"x" * 5_000)
    result = read("x.arc", opening() + big + page(2), Limits(record_bytes=1_000))
    assert result.rejects == [(2, "record-too-large")]
    assert len(result.payloads) == 1


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=100) | st.text(max_size=60).map(str.encode))
def test_no_bytes_raise(read: Read, data: bytes) -> None:
    assert read("x.arc", opening() + data).items
    assert read("x.arc", opening() + b"http://a.example/ " + data + b"\n" + page(1)).items
