from __future__ import annotations

import gzip
import hashlib
import io
import random
import tracemalloc
import zlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import zstandard
from fastwarc.stream_io import BrotliWriter
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.extract.capture import draft_from_capture
from warraq.corpus.readers import Limits
from warraq.corpus.records import Draft, Page, Reject
from warraq.model.settings import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from readers.conftest import Read

PAGE = (
    "<!doctype html><html lang='ar'><head><title>افتتاح سوق</title></head><body><h1>افتتاح سوق</h1>"
    "<p>افتتحت بلدية المدينة السوق الجديد صباح اليوم بحضور الأهالي والتجار، وقالت إن العمل فيه دام "
    "سنتين وإنه يضم مئة محل ومواقف للسيارات وساحة للأطفال.</p></body></html>"
).encode()

FETCHED = datetime(2024, 5, 6, 7, 8, 9)  # noqa: DTZ001 - naive UTC is meant


def record(kind: str, block: bytes, *, address: str = "https://a.example/1", **more: str) -> bytes:
    fields = {"WARC-Type": kind, "WARC-Date": "2024-05-06T07:08:09Z", "WARC-Target-URI": address}
    fields |= {name.replace("_", "-"): value for name, value in more.items()}
    fields.setdefault("Content-Length", str(len(block)))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def http(body: bytes, *, status: str = "200 OK", media: str = "text/html", **more: str) -> bytes:
    fields = {"Content-Type": media} | {name.replace("_", "-"): value for name, value in more.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def response(number: int = 1, body: bytes = PAGE) -> bytes:
    return record("response", http(body), address=f"https://a.example/{number}")


INFO = record("warcinfo", b"software: hand\r\n")
REQUEST = record("request", b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n")
RECORDS = [INFO, *(part for number in range(6) for part in (REQUEST, response(number)))]
CRAWL = b"".join(RECORDS)


def _zstd_with_dictionary(*, packed: bool) -> bytes:
    samples: list[bytes | bytearray | memoryview] = [
        response(number, PAGE + str(number * 7).encode()) for number in range(400)
    ]
    dictionary = zstandard.train_dictionary(8192, samples)
    content = zstandard.compress(dictionary.as_bytes()) if packed else dictionary.as_bytes()
    compressor = zstandard.ZstdCompressor(dict_data=dictionary)
    head = b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content
    return head + b"".join(map(compressor.compress, RECORDS))


PACKED: dict[str, bytes] = {
    "plain": CRAWL,
    "gzip members": b"".join(map(gzip.compress, RECORDS)),
    "one gzip member": gzip.compress(CRAWL),
    "zstd frames": b"".join(map(zstandard.compress, RECORDS)),
    "one zstd frame": zstandard.compress(CRAWL),
    "zstd with a dictionary": _zstd_with_dictionary(packed=False),
    "zstd with a packed dictionary": _zstd_with_dictionary(packed=True),
    "gzip in gzip": gzip.compress(gzip.compress(CRAWL)),
}


@pytest.mark.parametrize("how", PACKED)
@pytest.mark.parametrize("name", ["x.warc", "x.html", "x.jsonl.gz", "x"])
def test_pages_are_read_however_packed_and_named(read: Read, how: str, name: str) -> None:
    result = read(name, PACKED[how])
    assert result.form == "warc"
    assert not result.rejects
    assert [page.address for page in result.payloads] == [f"https://a.example/{n}" for n in range(6)]
    assert result.payloads[0] == Page(PAGE, "html", "https://a.example/0", FETCHED)


def test_position_offset_and_digest_are_those_of_the_archive(read: Read) -> None:
    result = read("x.warc.gz", PACKED["gzip members"])
    assert [item.position for item in result.items] == [3, 5, 7, 9, 11, 13]
    for item in result.items:
        assert item.offset == sum(map(len, RECORDS[: item.position - 1]))
        assert item.sha256 == hashlib.sha256(http(PAGE)).hexdigest()


def test_a_page_named_warc_is_a_page(read: Read) -> None:
    assert read("x.warc", PAGE).form == "html"
    assert read("x.warc.gz", gzip.compress(PAGE)).form == "html"


@pytest.mark.parametrize("how", ["plain", "gzip members", "one gzip member", "zstd frames", "one zstd frame"])
@settings(max_examples=25, deadline=None)
@given(share=st.floats(0, 1))
def test_a_cut_keeps_every_whole_record_before_it(read: Read, how: str, share: float) -> None:
    data = PACKED[how]
    cut = max(4, int(len(data) * share))
    result = read("x.warc", data[:cut])
    if how == "plain":
        ends = [sum(map(len, RECORDS[: n + 1])) - 4 for n in range(len(RECORDS))]
        whole = sum(1 for n, end in enumerate(ends) if end <= cut and n and n % 2 == 0)
        assert len(result.payloads) >= whole
        assert len(result.payloads) <= whole + (ends[-1] > cut)
    assert result.form == "warc" or not result.payloads
    reasons = {reason for _, reason in result.rejects}
    assert reasons <= ({"truncated-archive"} if result.payloads else {"truncated-archive", "empty-file"})


def test_every_cut_of_a_plain_archive_is_reported_unless_it_is_between_records(read: Read) -> None:
    data = b"".join(RECORDS[:5])
    starts = [sum(map(len, RECORDS[:n])) for n in range(6)]
    for cut in range(1, len(data)):
        result = read("x.warc", data[:cut])
        last = max(start for start in starts if start <= cut)
        between = cut - last == 0 or any(0 <= start - cut <= 4 for start in starts[1:])
        told = [reason for _, reason in result.rejects]
        pages = sum(1 for n in (2, 4) if starts[n + 1] - 4 <= cut)
        assert len(result.payloads) == pages, cut
        if not between:
            assert told == ["truncated-archive"], cut


def test_a_page_that_is_whole_in_a_cut_record_counts_and_the_cut_is_told(read: Read) -> None:
    data = INFO + response(1, PAGE + b"\n" * 50)
    result = read("x.warc", data[:-30])
    assert [page.body.strip() for page in result.payloads] == [PAGE]
    assert result.rejects == [(3, "truncated-archive")]


@pytest.mark.parametrize("junk", [b"no record at all\r\n", bytes(range(1, 200)) * 30, b"WARC/1.0\r\nbroken"])
@pytest.mark.parametrize("at", [0, 3, 7, 13])
def test_garbage_between_records_is_one_reject_and_costs_no_record(read: Read, junk: bytes, at: int) -> None:
    data = b"".join(RECORDS[:at]) + junk + b"".join(RECORDS[at:])
    result = read("x.warc", data)
    assert len(result.payloads) == 6
    (reject,) = [item for item in result.items if isinstance(item, Reject)]
    assert reject.reason in ("invalid-record", "truncated-archive")
    assert reject.offset == sum(map(len, RECORDS[:at]))
    assert reject.position == at + 1


def test_zero_bytes_between_records_are_padding(read: Read) -> None:
    result = read("x.warc", INFO + bytes(3000) + response() + bytes(512))
    assert (len(result.payloads), result.rejects) == (1, [])


@pytest.mark.parametrize("length", ["0", "10", "700", "1500", "99999999", "-1", "x", "", "9" * 30])
def test_a_wrong_length_costs_its_own_record_only(read: Read, length: str) -> None:
    wrong = record("response", http(PAGE), Content_Length=length)
    result = read("x.warc", response(1) + wrong + response(2) + response(3))
    kept = [page.address[-1] for page in result.payloads]
    assert [number for number in kept if number != "1"] == ["2", "3"]
    reasons = [item.reason for item in result.items if isinstance(item, Reject)]
    assert len(result.items) == 4
    assert reasons == ["invalid-record"]


def test_a_crawl_appended_to_a_cut_one_is_read(read: Read) -> None:
    result = read("x.warc", response(1) + response(2)[:-200] + CRAWL)
    assert len(result.payloads) == 7
    assert result.rejects == [(2, "invalid-record")]


@pytest.mark.parametrize("how", ["gzip members", "one gzip member", "zstd frames"])
def test_no_damage_raises_or_loses_a_record_before_it(read: Read, how: str) -> None:
    data = PACKED[how]
    for at in range(10, len(data), max(1, len(data) // 40)):
        broken = data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :]
        result = read("x.warc", broken)
        assert result.items
        assert len(result.payloads) == 6 or result.rejects


@pytest.mark.parametrize("at", range(0, 1200, 7))
def test_a_flipped_byte_in_a_plain_archive_costs_two_records_at_most(read: Read, at: int) -> None:
    data = bytearray(CRAWL)
    data[at] ^= 0x15
    result = read("x.warc", bytes(data))
    assert len(result.items) >= 5
    assert len(result.payloads) >= 4


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (record("response", http(PAGE, status="404 Not Found")), "http-status"),
        (record("response", http(b"", status="301 Moved", Location="/2")), "http-status"),
        (record("response", http(PAGE, status="abc")), "http-status"),
        (record("response", http(b"GIF89a", media="image/gif")), "not-html"),
        (record("response", http(b"body{}", media="text/css; charset=utf-8")), "not-html"),
        (record("response", http(b"User-agent: *", media="text/plain")), "not-html"),
        (record("response", http(b"%PDF-1.7", media="")), "not-html"),
        (record("resource", b"\x89PNG\r\n\x1a\n", Content_Type="image/png"), "not-html"),
        (record("strange", PAGE, Content_Type="text/html"), "not-html"),
        (record("response", http(b"  \r\n")), "empty-body"),
        (record("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html"), "empty-body"),
        (record("response", http(PAGE[:300]), WARC_Truncated="length"), "truncated-record"),
        (record("response", http(PAGE[:300], Content_Length="900")), "truncated-record"),
        (record("response", http(PAGE[:99]), WARC_Segment_Number="1"), "truncated-record"),
        (record("continuation", PAGE[99:], WARC_Segment_Number="2"), "truncated-record"),
        (record("response", http(gzip.compress(PAGE)[:-90], Content_Encoding="gzip")), "truncated-record"),
        (record("response", http(b"\x8b\x02junk", Content_Encoding="br")), "invalid-record"),
    ],
)
def test_what_is_no_page_says_why(read: Read, item: bytes, reason: str) -> None:
    result = read("x.warc", INFO + item + response(2))
    assert result.rejects == [(2, reason)]
    assert "https://a.example/1" in result.detail
    assert len(result.payloads) == 1


def test_a_revisit_names_the_page_it_repeats(read: Read) -> None:
    more = {"WARC_Refers_To_Target_URI": "https://a.example/0", "WARC_Refers_To_Date": "2024-01-02T00:00:00Z"}
    result = read("x.warc", record("revisit", http(b""), **more))
    assert result.rejects == [(1, "revisit")]
    assert "https://a.example/0 of 2024-01-02T00:00:00Z" in result.detail


@pytest.mark.parametrize(
    "item",
    [
        INFO,
        REQUEST,
        record("metadata", b"hops: L"),
        record("response", b"1715000000 a.example 1 2", address="dns:a.example", Content_Type="text/dns"),
        record("resource", b"log", address="metadata://a.example/log", Content_Type="text/plain"),
    ],
)
def test_the_frame_of_a_crawl_is_no_record_and_alone_is_an_empty_file(read: Read, item: bytes) -> None:
    assert len(read("x.warc", item + response()).items) == 1
    assert read("x.warc", item).rejects == [(1, "empty-file")]


@pytest.mark.parametrize(
    "item",
    [
        record("resource", PAGE, Content_Type="text/html; charset=utf-8"),
        record("resource", PAGE),
        record("response", PAGE, Content_Type="text/html"),
        record("response", http(PAGE, media="application/xhtml+xml")),
        record("response", http(PAGE, media="text/plain")),
        record("response", http(PAGE, media="")),
        record("response", http(PAGE, Content_Length=str(len(PAGE) + 9))),
        record("response", http(PAGE), WARC_Truncated="length"),
        record("response", http(PAGE), address="<https://a.example/1>"),
        record("response", http(PAGE)).replace(b"\r\n", b"\n").replace(b"-Length: 0", b"-Length: 0"),
    ],
)
def test_pages_come_as_responses_and_resources_of_many_types(read: Read, item: bytes) -> None:
    if b"\r" not in item:
        length = len(http(PAGE))
        item = item.replace(b"Length: %d" % length, b"Length: %d" % len(http(PAGE).replace(b"\r\n", b"\n")))
    (page,) = read("x.warc", item).payloads
    assert (page.body, page.media, page.address) == (PAGE, "html", "https://a.example/1")


def _chunks(data: bytes, size: int = 100) -> bytes:
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _brotli(data: bytes) -> bytes:
    out = io.BytesIO()
    with BrotliWriter(out) as writer:
        writer.write(data)
    return out.getvalue()


def _raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(data) + engine.flush()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (_chunks(PAGE), {"Transfer_Encoding": "chunked"}),
        (_chunks(PAGE).replace(b"64\r\n", b"0064;ext=1\r\n", 1), {"Transfer_Encoding": "Chunked"}),
        (_chunks(PAGE)[:-5], {"Transfer_Encoding": "chunked"}),
        (_chunks(PAGE + b" " * 20, 1 << 20)[:-12], {"Transfer_Encoding": "chunked"}),
        (PAGE, {"Transfer_Encoding": "chunked"}),
        (PAGE, {"Content_Encoding": "gzip"}),
        (PAGE, {"Content_Encoding": "br"}),
        (PAGE, {"Content_Encoding": "deflate"}),
        (PAGE, {"Content_Encoding": "zstd"}),
        (PAGE, {"Content_Encoding": "utf-8"}),
        (gzip.compress(PAGE), {}),
        (gzip.compress(PAGE), {"Content_Encoding": "x-gzip"}),
        (gzip.compress(PAGE)[:-4], {"Content_Encoding": "gzip"}),
        (gzip.compress(PAGE) + b"more", {"Content_Encoding": "gzip"}),
        (gzip.compress(gzip.compress(PAGE)), {"Content_Encoding": "gzip, gzip"}),
        (zlib.compress(PAGE), {"Content_Encoding": "deflate"}),
        (_raw_deflate(PAGE), {"Content_Encoding": "deflate"}),
        (_brotli(PAGE), {"Content_Encoding": "br"}),
        (zstandard.compress(PAGE), {"Content_Encoding": "zstd"}),
        (_chunks(gzip.compress(PAGE)), {"Content_Encoding": "gzip", "Transfer_Encoding": "chunked"}),
        (_chunks(gzip.compress(PAGE)), {"Transfer_Encoding": "gzip, chunked"}),
    ],
)
def test_content_is_decoded_whatever_its_headers_say(read: Read, body: bytes, fields: dict[str, str]) -> None:
    result = read("x.warc", record("response", http(body, **fields)))
    assert not result.rejects
    assert result.payloads[0].body.startswith(PAGE)


@pytest.mark.parametrize(
    ("name", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", _brotli), ("zstd", zstandard.compress)],
)
def test_a_bomb_in_a_page_is_stopped(read: Read, name: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = record("response", http(pack(b"<p>" + bytes(60 << 20)), Content_Encoding=name))
    tracemalloc.start()
    try:
        result = read("x.warc", bomb + response())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert result.rejects == [(1, "decompression-limit")]
    assert len(result.payloads) == 1
    assert peak < 64 << 20


def test_a_page_over_the_limit_is_passed_over_in_little_memory(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        size = (60 << 20) + len(http(b""))
        file.write(response(1) + record("response", b"", Content_Length=str(size))[:-4] + http(b""))
        for number in range(60):
            file.write(random.Random(number).randbytes(1 << 18).hex().encode() * 2)
        file.write(b"\r\n\r\n" + response(2))
    tracemalloc.start()
    try:
        result = read("x.warc.gz", path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [page.address[-1] for page in result.payloads] == ["1", "2"]
    assert result.rejects == [(2, "record-too-large")]
    assert str(size) in result.detail
    assert peak < 16 << 20


def test_a_false_length_over_the_limit_hides_no_record(read: Read) -> None:
    wrong = record("response", http(PAGE), Content_Length="50000")
    result = read("x.warc", wrong * 3 + response(2), Limits(record_bytes=5_000))
    assert [page.address[-1] for page in result.payloads] == ["2"]
    assert [reason for _, reason in result.rejects] == ["invalid-record"] * 3


def test_an_expanding_page_over_the_limit_is_too_large(read: Read) -> None:
    body = b"<p>" + random.Random(1).randbytes(9_000).hex().encode()
    packed = record("response", http(gzip.compress(body), Content_Encoding="gzip"))
    assert read("x.warc", packed, Limits(record_bytes=12_000)).rejects == [(1, "record-too-large")]


@settings(max_examples=120, deadline=None)
@given(
    data=st.binary(max_size=300), fields=st.sampled_from(["", "gzip", "br", "deflate", "zstd", "a, b, gzip"])
)
def test_no_block_raises(read: Read, data: bytes, fields: str) -> None:
    block = http(data, Content_Encoding=fields, Transfer_Encoding="chunked" if len(data) % 2 else "")
    assert len(read("x.warc", record("response", block)).items) == 1
    assert len(read("x.warc", record("response", b"HTTP/" + data)).items) == 1


@settings(max_examples=120, deadline=None)
@given(data=st.binary(max_size=120))
def test_no_header_raises(read: Read, data: bytes) -> None:
    assert read("x.warc", b"WARC/1.0\r\n" + data + b"\r\n\r\n" + response()).items


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2024-05-06T07:08:09.123456789Z", FETCHED),
        ("2024-05-06T07:08:09+02:00", FETCHED - timedelta(hours=2)),
        ("2024-05-06", None),
        ("0000-00-00T00:00:00Z", None),
        ("0001-01-01T00:00:00+09:00", None),
        ("yesterday", None),
    ],
)
def test_the_time_of_the_capture_is_utc_or_unknown(read: Read, date: str, moment: datetime | None) -> None:
    (page,) = read("x.warc", record("response", http(PAGE), WARC_Date=date)).payloads
    assert page.fetched == moment


def _source() -> Source:
    return Source.model_validate({"id": "almaydan", "name": "الميدان", "homepage": "https://a.example"})


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://a.example/a b?utm_source=x", "https://a.example/a%20b"),
        ("https://me:secret@a.example/1", "https://a.example/1"),
        ("javascript:alert(1)", None),
        ("urn:uuid:1", None),
    ],
)
def test_the_address_is_the_url_if_it_is_a_web_address(read: Read, address: str, url: str | None) -> None:
    (page,) = read("x.warc", record("response", http(PAGE), address=address)).payloads
    draft = draft_from_capture(page, _source())
    assert isinstance(draft, Draft)
    assert draft.url == url
    assert draft.fetched is not None
    assert draft.fetched.value == FETCHED
    assert draft.published is None


def test_the_server_s_charset_is_a_hint(read: Read) -> None:
    text = PAGE.decode()
    for codec, label in [("cp1256", "windows-1256"), ("cp1256", "iso-8859-1"), ("utf-8", "windows-1256")]:
        block = http(text.encode(codec), media=f"text/html; charset={label}")
        (page,) = read("x.warc", record("response", block)).payloads
        draft = draft_from_capture(page, _source())
        assert isinstance(draft, Draft)
        assert draft.title == "افتتاح سوق"


def test_a_json_answer_with_an_article_is_one(read: Read) -> None:
    article = '{"title": "افتتاح سوق", "body": "افتتحت البلدية السوق الجديد.", "url": "https://a.example/9"}'
    item = record("response", http(article.encode(), media="application/json; charset=utf-8"))
    (page,) = read("x.warc", item).payloads
    draft = draft_from_capture(page, _source())
    assert isinstance(draft, Draft)
    assert (draft.title, draft.url) == ("افتتاح سوق", "https://a.example/9")


@pytest.mark.parametrize("value", ['{"count": 3}', "[1, 2]", "{broken"])
def test_a_json_answer_without_an_article_is_no_page(read: Read, value: str) -> None:
    (page,) = read("x.warc", record("response", http(value.encode(), media="application/json"))).payloads
    problem = draft_from_capture(page, _source())
    assert not isinstance(problem, Draft)
    assert problem.reason == "not-html"


def test_extracted_text_is_a_dump_with_an_address(read: Read) -> None:
    lines = ["الرئيسية", "افتتاح سوق جديد في المدينة", "", *(3 * ["قالت البلدية إن السوق الجديد " * 6 + "."])]
    item = record("conversion", "\n".join(lines).encode(), Content_Type="text/plain")
    (page,) = read("x.warc.wet", item).payloads
    draft = draft_from_capture(page, _source())
    assert isinstance(draft, Draft)
    assert draft.url == "https://a.example/1"
