from __future__ import annotations

import gzip
import hashlib
import random
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.readers import Limits
from warraq.corpus.readers.inflate import CorruptArchive, DecompressionLimit, TruncatedArchive
from warraq.corpus.readers.stream import open_stream, read_whole
from warraq.corpus.records import Reject

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from readers.conftest import Read

LINES = b"".join(
    b'{"title": "%d", "body": "%s"}\n' % (n, random.Random(n).randbytes(60).hex().encode())
    for n in range(2000)
)


def _zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def _zstd_stream(data: bytes) -> bytes:
    compressor = zstandard.ZstdCompressor(level=1).compressobj()
    return compressor.compress(data) + compressor.flush()


def _two_members(compress: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda data: compress(data[: len(data) // 3]) + compress(data[len(data) // 3 :])


COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "zstd": _zstd,
    "zstd without a size": _zstd_stream,
    "gzip members": _two_members(gzip.compress),
    "zstd frames": _two_members(_zstd),
    "gzip with padding": lambda data: gzip.compress(data) + bytes(512),
    "zstd with a skippable frame": lambda data: b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc" + _zstd(data),
    "gzip in gzip": lambda data: gzip.compress(gzip.compress(data)),
    "gzip in zstd": lambda data: _zstd(gzip.compress(data)),
}


@pytest.mark.parametrize("how", COMPRESSORS)
def test_archives_are_known_by_their_bytes_not_their_name(read: Read, how: str) -> None:
    result = read("articles.txt", COMPRESSORS[how](LINES))
    assert result.form == "jsonl"
    assert not result.rejects
    assert [payload["title"] for payload in result.payloads] == [str(n) for n in range(2000)]


@settings(max_examples=40, deadline=None)
@given(
    data=st.binary(max_size=3000), how=st.sampled_from(["gzip", "zstd", "zstd without a size", "zstd frames"])
)
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, data: bytes, how: str) -> None:
    path = tmp_path_factory.mktemp("archive") / "x"
    data = b"." + data
    path.write_bytes(COMPRESSORS[how](data))
    with open_stream(path) as stream:
        assert stream.peek(10) == data[:10]
        whole = read_whole(stream, 10_000)
    assert (whole.data, whole.size, whole.fault) == (data, len(data), None)
    assert whole.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("how", ["gzip", "zstd", "zstd without a size", "gzip members"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_cut_archive_keeps_its_whole_records(read: Read, how: str, share: float) -> None:
    big = LINES * 3
    packed = COMPRESSORS[how](big)
    result = read("x.jsonl", packed[: int(len(packed) * share)])
    count = len(result.payloads)
    assert count > 100
    assert result.rejects == [(count + 1, "truncated-archive")]
    reject = result.items[-1]
    assert reject.offset == sum(map(len, big.splitlines(keepends=True)[:count]))


@pytest.mark.parametrize("how", ["gzip", "zstd", "zstd without a size"])
def test_an_archive_cut_in_its_last_bytes_is_not_taken_for_whole(read: Read, how: str) -> None:
    result = read("x.jsonl", COMPRESSORS[how](LINES)[:-1])
    assert result.rejects[-1][1] == "truncated-archive"


@pytest.mark.parametrize("size", [1, 3, 5, 9])
@pytest.mark.parametrize("how", ["gzip", "zstd"])
def test_an_archive_cut_in_its_header_is_rejected(read: Read, how: str, size: int) -> None:
    result = read("x.jsonl.gz", COMPRESSORS[how](LINES)[:size])
    assert not result.payloads
    assert len(result.rejects) == 1


def test_damage_in_the_middle_keeps_the_records_before_it(read: Read) -> None:
    packed = bytearray(gzip.compress(LINES * 3))
    packed[len(packed) // 2] ^= 0xFF
    result = read("x.jsonl.gz", bytes(packed))
    assert len(result.payloads) > 100
    assert result.rejects[-1][1] == "corrupt-archive"
    assert isinstance(result.items[-1], Reject)


def test_a_wrong_checksum_is_damage_and_loses_no_record(read: Read) -> None:
    packed = gzip.compress(LINES)
    wrong = packed[:-8] + (zlib.crc32(LINES) ^ 1).to_bytes(4, "little") + packed[-4:]
    result = read("x.jsonl.gz", wrong)
    assert len(result.payloads) == 2000
    assert result.rejects == [(2001, "corrupt-archive")]


@pytest.mark.parametrize("how", ["gzip", "zstd"])
def test_bytes_behind_an_archive_are_not_passed_over(read: Read, how: str) -> None:
    result = read("x.jsonl", COMPRESSORS[how](LINES) + b"no archive at all")
    assert len(result.payloads) == 2000
    assert result.rejects == [(2001, "corrupt-archive")]


def test_three_layers_are_refused(read: Read) -> None:
    packed = gzip.compress(gzip.compress(gzip.compress(LINES)))
    assert read("x.gz", packed).rejects == [(1, "unknown-form")]


@pytest.mark.parametrize("how", ["gzip", "zstd", "gzip in gzip"])
def test_a_bomb_is_stopped_and_what_came_before_is_kept(read: Read, how: str) -> None:
    bomb = b'{"title": "a", "body": "b"}\n' * 20 + b" " * 3_000_000
    limits = Limits(free_expansion_bytes=500_000, expansion_ratio=2)
    result = read("x.jsonl", COMPRESSORS[how](bomb), limits)
    assert len(result.payloads) in (0, 20)
    assert result.rejects[-1][1] == "decompression-limit"


def test_a_bomb_is_decompressed_in_small_pieces(tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(zstandard.ZstdCompressor().compress(bytes(256 << 20)))
    tracemalloc.start()
    try:
        with open_stream(path, Limits(free_expansion_bytes=64 << 20)) as stream:
            whole = read_whole(stream, 0)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(whole.fault, DecompressionLimit)
    assert whole.size <= 64 << 20
    assert peak < 8 << 20


def test_a_fault_comes_after_all_bytes_before_it(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(_zstd_stream(LINES * 3)[:-10])
    with open_stream(path) as stream:
        head = stream.peek(1 << 30)
        whole = read_whole(stream, 1 << 30)
    assert whole.data == head
    assert whole.data is not None
    assert (LINES * 3).startswith(whole.data)
    assert isinstance(whole.fault, TruncatedArchive)


def test_damaged_zstd_blocks_are_typed_faults(tmp_path: Path) -> None:
    path = tmp_path / "x"
    packed = _zstd(LINES)
    kinds = set()
    for at in range(4, len(packed), max(1, len(packed) // 60)):
        path.write_bytes(packed[:at] + bytes([packed[at] ^ 0x55]) + packed[at + 1 :])
        with open_stream(path) as stream:
            kinds.add(type(read_whole(stream, 1 << 30).fault))
    assert kinds <= {CorruptArchive, TruncatedArchive}
    assert CorruptArchive in kinds


def test_a_truncated_page_is_a_reject_not_half_an_article(read: Read) -> None:
    page = b"<html><body>" + random.Random(1).randbytes(5000).hex().encode() + b"</body></html>"
    result = read("page.html.gz", gzip.compress(page)[:-100])
    assert result.form == "html"
    assert result.rejects == [(1, "truncated-archive")]


def test_a_line_far_over_the_limit_is_skipped_in_little_memory(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b'{"title": "before"}\n{"body": "')
        for _ in range(100):
            file.write(b"x" * (1 << 20))
        file.write(b'"}\n{"title": "after"}\n')
    tracemalloc.start()
    try:
        result = read("big.jsonl.gz", path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [payload["title"] for payload in result.payloads] == ["before", "after"]
    assert result.rejects == [(2, "record-too-large")]
    assert str((100 << 20) + 12) in result.detail
    assert [item.position for item in result.items] == [1, 2, 3]
    assert peak < 64 << 20
