"""A file that is read in parts gives the records, rejects and positions that it gives in one go."""

from __future__ import annotations

import gzip
import hashlib
import json
import tracemalloc
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from readers import test_arc as arc
from readers import test_warc as warc
from warraq.corpus.discover import RawFile
from warraq.corpus.pipeline.cuts import SIZES, Cuts, Sizes, cut_task, cuts_of, parts_of, unpack_task
from warraq.corpus.pipeline.survey import find_how
from warraq.corpus.readers import DEFAULT_LIMITS, Limits, open_raw

if TYPE_CHECKING:
    from collections.abc import Callable

    from warraq.corpus.records import RawRecord, Reject

    Pack = Callable[[bytes, list[int]], bytes]

SMALL = Limits(record_bytes=400)


def parted(data: bytes, at: list[int]) -> list[bytes]:
    edges = [0, *sorted(one % (len(data) + 1) for one in at), len(data)]
    return [data[one:other] for one, other in pairwise(edges)]


DICTIONARY = zstandard.train_dictionary(
    4096, [warc.response(number, warc.PAGE + str(number * 7).encode()) for number in range(300)]
)


def with_dictionary(data: bytes, at: list[int]) -> bytes:
    content = DICTIONARY.as_bytes()
    head = b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content
    frames = zstandard.ZstdCompressor(dict_data=DICTIONARY)
    return head + b"".join(map(frames.compress, parted(data, at)))


PACKINGS: dict[str, Pack] = {
    "plain": lambda data, _: data,
    "one gzip member": lambda data, _: gzip.compress(data, 1, mtime=0),
    "gzip members": lambda data, at: b"".join(gzip.compress(one, 1, mtime=0) for one in parted(data, at)),
    "padded gzip": lambda data, at: b"\0\0".join(gzip.compress(one, 1, mtime=0) for one in parted(data, at)),
    "zstd frames": lambda data, at: b"".join(map(zstandard.compress, parted(data, at))),
    "zstd with a dictionary": with_dictionary,
    "gzip in gzip": lambda data, _: gzip.compress(gzip.compress(data, 1, mtime=0), 1, mtime=0),
}


def in_one_go(file: RawFile, limits: Limits) -> tuple[str, list[RawRecord | Reject]]:
    form, records = open_raw(file, limits)
    return form, list(records)


def cuts(file: RawFile, sizes: Sizes, limits: Limits, folder: Path, *, pieces: bool = True) -> Cuts:
    how = find_how(file)
    if how == "whole":
        return Cuts((), ())
    unpacked = None
    if how == "packed" and pieces:
        task = unpack_task(file, "0", "", sizes)
        unpacked = folder / "pieces"
        unpacked.mkdir()
        task.work(replace(task.args, limits=limits), unpacked)
    task = cut_task(file, "0", how, "", sizes, unpacked=unpacked)
    facts = json.loads(json.dumps(task.work(replace(task.args, limits=limits), folder)))
    return cuts_of(facts, "0", unpacked)


def in_parts(file: RawFile, found: Cuts, limits: Limits) -> list[RawRecord | Reject]:
    return [one for part in parts_of(file, found) for one in open_raw(part, limits)[1]]


def assert_same(name: str, data: bytes, sizes: Sizes, limits: Limits = SMALL, *, pieces: bool = True) -> int:
    """Hold a file in parts to the same file in one go, and return the number of parts."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        file = RawFile(path, f"daily/{name}", "daily", len(data))
        form, expected = in_one_go(file, limits)
        found = cuts(file, sizes, limits, Path(folder), pieces=pieces)
        if not found.cuts:
            return 0
        assert {cut.form for cut in found.cuts} == {form}
        assert in_parts(file, found, limits) == expected
        return len(found.cuts)


LINE = st.one_of(
    st.builds(
        lambda text: json.dumps({"title": text, "body": "word"}, ensure_ascii=False), st.text(max_size=9)
    ),
    st.sampled_from(
        ["", " ", "\t", "{", "[1]", "5", '{"title": "cut', "\0", "{}\r", "\u2028", "x" * 401, "y" * 900]
    ),
).map(lambda text: text.encode("utf-8", "replace"))
FOREIGN = st.sampled_from([b"\xff\xfe", b"caf\xe9", "خبر".encode("cp1256")])
LINES = st.builds(
    lambda first, lines, end, last: first + b"".join(line + end for line in lines) + last,
    st.sampled_from(
        [b'{"title": "a"}\n', b'\xef\xbb\xbf{"title": "a"}\r\n', b'\n\n{"title": "b"}\n{"c": 1}\n']
    ),
    st.lists(LINE | FOREIGN, max_size=30),
    st.sampled_from([b"\n", b"\r\n"]),
    st.sampled_from([b"", b'{"title": "last"}', b'{"title": "cu', b"\r", b"\n\n", b"z" * 2000]),
)
DAMAGE = st.sampled_from(["none", "none", "cut", "flipped"])
PLACES = st.lists(st.integers(0, 1 << 16), max_size=6)


def damaged(data: bytes, damage: str, place: int) -> bytes:
    at = place % max(1, len(data))
    if damage == "cut":
        return data[:at]
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :] if damage == "flipped" else data


@settings(max_examples=100, deadline=None)
@given(LINES, st.sampled_from(sorted(PACKINGS)), PLACES, DAMAGE, st.integers(0, 1 << 16), st.integers(1, 300))
def test_lines_in_parts_are_those_of_the_file(
    data: bytes, packing: str, at: list[int], damage: str, place: int, size: int
) -> None:
    packed = damaged(PACKINGS[packing](data, at), damage, place)
    assert_same("a.jsonl", packed, replace(SIZES, lines=size))


@pytest.mark.parametrize(
    "packing", ["plain", "one gzip member", "gzip members", "zstd frames", "gzip in gzip"]
)
@pytest.mark.parametrize("pieces", [True, False])
def test_every_packing_of_lines_is_cut_also_when_its_pieces_are_gone(packing: str, *, pieces: bool) -> None:
    data = b"".join(b'{"title": "%d", "body": "word"}\r\n\n' % number for number in range(50))
    packed = PACKINGS[packing](data, [300, 900])
    assert assert_same("a.jsonl", packed, replace(SIZES, lines=100), pieces=pieces) > 10
    half = packed[: len(packed) * 2 // 3]
    assert assert_same("a.jsonl", half, replace(SIZES, lines=100), pieces=pieces) != 1


def test_a_part_that_ends_in_a_fault_says_so() -> None:
    rows = [
        b'{"title": "%s"}\n' % hashlib.sha256(b"%d" % number).hexdigest().encode() for number in range(400)
    ]
    data = gzip.compress(b"".join(rows), mtime=0)
    for at in range(len(data) // 2, len(data) // 2 + 60, 10):
        assert assert_same("a.jsonl", data[:at], replace(SIZES, lines=77)) > 3
        assert assert_same("a.jsonl", damaged(data, "flipped", at), replace(SIZES, lines=77)) != 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", '{"title": "a"}\n'.encode("utf-16") * 40),
        ("a.csv", b"title,body\n" + b"a,b\n" * 100),
        ("a.json", b'[{"title": "a"},\n{"title": "b"}]' * 10),
        ("a.jsonl", b"\n" * 1000),
        ("a.jsonl.gz", gzip.compress(b"\n" * 1000)),
        ("a.jsonl", b"%PDF-1.7\n" * 100),
    ],
    ids=["UTF-16", "CSV", "one document", "blank lines", "blank lines, packed", "no text"],
)
def test_what_cannot_be_cut_is_read_in_one_go(name: str, data: bytes) -> None:
    assert assert_same(name, data, replace(SIZES, lines=10)) == 0


def test_more_records_than_the_size_allows_are_one_limit_and_not_one_a_part() -> None:
    limits = Limits(free_records=50, record_disk_bytes=1 << 20)
    data = gzip.compress(b'{"title": "a"}\n' * 60)
    assert assert_same("a.jsonl", data, replace(SIZES, lines=100), limits) == 0
    assert (
        assert_same("a.jsonl", gzip.compress(b'{"title": "a"}\n' * 49), replace(SIZES, lines=100), limits) > 1
    )


def test_a_bomb_ends_where_it_does_in_one_go() -> None:
    limits = Limits(record_bytes=1 << 10, free_expansion_bytes=1 << 20, expansion_ratio=2)
    data = gzip.compress(b'{"title": "a"}\n' * 200_000)
    assert assert_same("a.jsonl", data, replace(SIZES, lines=1 << 17), limits) > 1


def test_a_line_much_longer_than_a_part_costs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'{"title": "a"}\n')
        for _ in range(200):
            file.write(b"x" * (1 << 20))
        file.write(b'\n{"title": "b"}\n')
    raw = RawFile(path, "daily/a.jsonl", "daily", path.stat().st_size)
    tracemalloc.start()
    found = cuts(raw, SIZES, SMALL, tmp_path)
    records = in_parts(raw, found, SMALL)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(one.position, one.offset) for one in records] == [(1, 0), (2, 15), (3, 16 + (200 << 20))]
    assert peak < 8 << 20


PIECES = st.lists(
    st.sampled_from(
        [
            warc.INFO,
            warc.REQUEST,
            warc.response(1),
            warc.response(2),
            warc.response(3, b"<html><p>" + b"long " * 300),
            warc.record("revisit", b""),
            warc.record("response", warc.http(b"%PDF-1.4", media="application/pdf")),
            warc.record("response", warc.http(warc.PAGE), Content_Length="40"),
            warc.record("response", warc.http(warc.PAGE), Content_Length="1500"),
            warc.record("response", warc.http(warc.PAGE), Content_Length="99999999"),
            b"stray bytes\r\n",
            b"WARC/1.0\r\nnot a header",
            b"\r\n\r\n",
        ]
    ),
    max_size=12,
)
ARC_PIECES = st.lists(
    st.sampled_from(
        [
            arc.record(arc.HEADERS + arc.PAGE),
            arc.record(arc.HEADERS + arc.PAGE, address="http://a.example/2"),
            arc.record(b"1.2.3.4", address="dns:a.example", media="text/dns"),
            arc.line("http://a.example/3", "text/html", 5) + arc.HEADERS,
            arc.line("http://a.example/4", "text/html", 9999) + arc.HEADERS,
            b"stray\n",
            b"\n",
        ]
    ),
    max_size=12,
)


@settings(max_examples=100, deadline=None)
@given(
    st.tuples(st.just("a.warc"), st.just(warc.INFO), PIECES)
    | st.tuples(st.just("a.arc"), st.just(arc.opening()), ARC_PIECES),
    st.sampled_from(sorted(PACKINGS)),
    PLACES,
    st.booleans(),
    DAMAGE,
    st.integers(0, 1 << 16),
    st.integers(1, 3000),
    st.integers(1, 5),
)
def test_archives_in_parts_are_those_of_the_file(
    archive: tuple[str, bytes, list[bytes]],
    packing: str,
    at: list[int],
    by_record: bool,  # noqa: FBT001 - hypothesis passes by position
    damage: str,
    place: int,
    size: int,
    pages: int,
) -> None:
    name, opening, pieces = archive
    edges = [len(opening)]
    for piece in pieces:
        edges.append(edges[-1] + len(piece))
    data = PACKINGS[packing](opening + b"".join(pieces), edges[:-1] if by_record else at)
    limits = Limits(record_bytes=1200)
    assert_same(name, damaged(data, damage, place), replace(SIZES, archive=size, pages=pages), limits)


@pytest.mark.parametrize(
    "packing", sorted(set(warc.PACKED) - {"one gzip member", "one zstd frame", "gzip in gzip"})
)
def test_every_packing_by_record_is_cut(packing: str) -> None:
    data = warc.PACKED[packing]
    parts = assert_same("a.warc", data, replace(SIZES, pages=2), DEFAULT_LIMITS)
    assert parts == 3
    assert assert_same("a.warc", data[:-60], replace(SIZES, pages=1), DEFAULT_LIMITS) > 2


@pytest.mark.parametrize("packing", ["one gzip member", "one zstd frame", "gzip in gzip"])
def test_an_archive_compressed_as_a_whole_is_not_cut(packing: str) -> None:
    assert assert_same("a.warc", warc.PACKED[packing], replace(SIZES, pages=1)) == 0


def test_a_crawl_without_any_page_is_one_reject() -> None:
    assert assert_same("a.warc", warc.INFO + warc.REQUEST * 20, replace(SIZES, archive=10)) == 0


def test_lines_that_are_added_leave_the_other_parts_as_they_were(tmp_path: Path) -> None:
    rows = [b'{"title": "%d", "body": "word"}\n' % number for number in range(100)]
    for pack in (PACKINGS["plain"], PACKINGS["one gzip member"]):
        tokens = []
        for count in (93, 100):
            path = tmp_path / "a.jsonl"
            path.write_bytes(pack(b"".join(rows[:count]), []))
            file = RawFile(path, "daily/a.jsonl", "daily", path.stat().st_size)
            folder = tmp_path / f"{pack(b'', [])!r}{count}".replace("/", "")
            folder.mkdir()
            tokens.append(cuts(file, replace(SIZES, lines=350), SMALL, folder, pieces=False).tokens)
        assert len(tokens[0]) > 5
        assert tokens[0][:-1] == tokens[1][: len(tokens[0]) - 1]
        assert tokens[0][-1] != tokens[1][len(tokens[0]) - 1]
