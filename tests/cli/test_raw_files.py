"""Whatever lies below raw/ ends as articles or in quarantine with the right reason."""

from __future__ import annotations

import gzip
import json
import os
import random
import socket
from typing import TYPE_CHECKING, Any

import pytest
import zstandard
from cli_shell import article, lines

from warraq.corpus.readers import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_shell import Shell

GOOD = 8
NOISE = random.Random(1).randbytes(5_000)
MANY = lines(*(article(number) for number in range(100, 400)))
GZIP = gzip.compress(MANY, mtime=0)
ZSTD = zstandard.compress(MANY)
ARABIC = article(
    500,
    title="وافق المجلس على خطة الميناء",
    body="وافق المجلس يوم الاثنين على خطة الميناء بعد نقاش طويل حول التكاليف والأرصفة القديمة",
)
FRENCH = "title,body\nÉté au port,Le débat très animé où il est né\n"


@pytest.mark.parametrize(
    ("name", "data", "articles", "reasons"),
    [
        ("a.jsonl", b"", 0, {"empty-file": 1}),
        ("a.html", b" \n", 0, {"empty-file": 1}),
        ("a.gz", gzip.compress(b"", mtime=0), 0, {"empty-file": 1}),
        ("a.bin", NOISE, 0, {"binary-file": 1}),
        ("a.parquet", b"PAR1" + NOISE, 0, {"invalid-parquet": 1}),
        ("a.pdf", b"%PDF-1.7 ...", 0, {"unknown-form": 1}),
        ("a.jsonl.gz", GZIP[: len(GZIP) // 2], None, {"truncated-archive": 1}),
        ("a.jsonl.zst", ZSTD[:-9], None, {"truncated-archive": 1}),
        ("a.jsonl.gz", GZIP[:-6] + b"\0\0" + GZIP[-4:], 300, {"corrupt-archive": 1}),
        ("a.jsonl.gz", gzip.compress(GZIP, mtime=0), 300, {}),
        ("a.gz", gzip.compress(gzip.compress(GZIP, mtime=0), mtime=0), 0, {"unknown-form": 1}),
        ("a.jsonl", lines(article(90)) + b'{"title": \n\xff\n' + lines(article(91)), 2, {"invalid-json": 2}),
        ("a.jsonl", lines(article(90), [1], 5, "x", None), 1, {"not-an-object": 4}),
        ("a.json", json.dumps([article(90), 5, None, [], article(91)]).encode(), 2, {"not-an-object": 3}),
        ("a.json", b"[" * 100_000, 0, {"invalid-json": 1}),
        ("a.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 0, {"invalid-json": 1}),
        ("a.jsonl", b'{"title": "a", "title": "b", "body": "c"}\n', 0, {"duplicate-keys": 1}),
        ("a.jsonl", lines({"title": "x", "body": "word " * 5_000_000}), 0, {"record-too-large": 1}),
        ("/a.jsonl", lines(article(90)), 0, {"outside-source": 1}),
        ("a.jsonl", lines(ARABIC).decode().encode("cp1256"), 1, {}),
        ("a.jsonl", lines(ARABIC).decode().encode("utf-16"), 1, {}),
        ("a.csv", FRENCH.encode("latin-1"), 1, {}),
    ],
)
def test_a_file_ends_where_it_belongs(
    shell: Shell, name: str, data: bytes, articles: int | None, reasons: dict[str, int]
) -> None:
    shell.put(name, data)
    figures = shell.build()
    assert figures["reasons"] == reasons
    assert figures["articles"] >= GOOD
    if articles is not None:
        assert figures["articles"] == GOOD + articles


ODD: tuple[Any, ...] = (
    5,
    1.5,
    True,
    None,
    [],
    {},
    ["a", "b"],
    {"a": "b"},
    [[]],
    "",
    [None],
    {"rendered": "x"},
    10**400,
    "x\0y",
)
#: So that a test need not write what a real bomb has.
SMALL = Limits(free_expansion_bytes=1 << 20, free_records=1_000)
KEYS = ("url", "title", "body", "authors", "tags", "section", "published_at", "language", "id", "subtitle")


def test_values_of_any_type_are_borne(shell: Shell) -> None:
    records = [
        article(1000 + i, **{key: odd}) for i, (key, odd) in enumerate((k, o) for k in KEYS for o in ODD)
    ]
    shell.put("odd.jsonl", lines(*records))
    figures = shell.build()
    assert figures["raw"] == GOOD + len(records)
    assert set(figures["reasons"]) <= {"wrong-type", "missing-title", "empty-body", "invalid-json"}


@pytest.mark.parametrize(
    ("name", "unit", "head"),
    [
        ("a.jsonl", b"a", b""),
        ("a.jsonl", b"{}\n", b""),
        ("a.jsonl", b"x\n", b""),
        ("a.json", b"{},", b"["),
        ("a.csv", b"a,b\n", b"title,body\n"),
        ("a.txt", b"a", b"text\n"),
    ],
)
def test_a_bomb_ends_soon_and_costs_one_reject(
    shell: Shell, name: str, unit: bytes, head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warraq.corpus.readers.open_raw.__defaults__", (SMALL,))
    shell.put(f"{name}.gz", gzip.compress(head + unit * ((16 << 20) // len(unit))))
    figures = shell.build()
    assert figures["reasons"]["decompression-limit"] == 1
    assert figures["raw"] < 10_000


def test_a_small_parquet_file_of_endless_rows_is_a_bomb(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warraq.corpus.readers.open_raw.__defaults__", (SMALL,))
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = 20_000
    words = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["a title"]))
    pq.write_table(pa.table({"title": words, "note": words}), shell.raw / "a.parquet")
    figures = shell.build()
    assert figures["reasons"] == {"decompression-limit": 1, "empty-body": SMALL.free_records}


def _device(path: Path) -> None:
    try:
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root can make a device")


def _socket(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (os.mkfifo, "pipe, socket or device"),
        (_device, "pipe, socket or device"),
        (lambda path: path.symlink_to("/etc/hostname"), "out of the project"),
        (lambda path: path.symlink_to("/etc"), "out of the project"),
        (lambda path: path.symlink_to(path.name), "leads nowhere"),
        (lambda path: path.symlink_to("gone"), "leads nowhere"),
    ],
)
def test_what_is_no_file_is_told_and_never_waited_for(
    shell: Shell, make: Callable[[Path], object], found: str
) -> None:
    make(shell.raw / "odd.jsonl")
    told = shell("build")
    assert told.code == 2
    assert "odd.jsonl" in told.err
    assert found in told.err


def test_a_socket_is_told(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    _socket(shell.raw / "s", monkeypatch)
    assert shell("build").code == 2


def test_a_link_within_raw_is_read_once(shell: Shell) -> None:
    (shell.raw / "again.jsonl").symlink_to("good.jsonl")
    (shell.raw / "loop").symlink_to("..")
    assert shell.build()["raw"] == GOOD


@pytest.mark.parametrize("folder", ["Daily", "\u0635\u062d\u064a\u0641\u0629", "new\nline\x1b[31m"])
def test_a_folder_may_have_any_name_until_release(shell: Shell, folder: str) -> None:
    shell.put(f"/{folder}/a b\n.jsonl", lines(*(article(n) for n in range(700, 704))))
    assert shell.build()["articles"] == GOOD + 4
    told = shell("check")
    assert told.code == 1
    assert "source-undeclared" in told.out
    assert "\x1b" not in told.out


def test_a_name_that_is_not_utf_8_is_refused(shell: Shell) -> None:
    (shell.raw / os.fsdecode(b"\xff\x1b[31m.txt")).write_text("x")
    told = shell("build")
    assert told.code == 2
    assert "\\xff" in told.err
    assert "\x1b" not in told.err


def test_a_folder_may_be_called_like_a_file(shell: Shell) -> None:
    shell.put("x.jsonl/a.jsonl", lines(article(90)))
    assert shell.build()["articles"] == GOOD + 1


@pytest.mark.parametrize("what", ["no file", "no folder", "a file"])
def test_without_raw_files_the_next_step_is_told(shell: Shell, what: str) -> None:
    (shell.raw / "good.jsonl").unlink()
    if what != "no file":
        shell.raw.rmdir()
        shell.raw.parent.rmdir()
    if what == "a file":
        shell.raw.parent.write_text("x")
    told = shell("build")
    assert told.code == 2
    assert "put raw files under" in told.err


def test_only_rejects_keep_the_old_candidate(released: Shell) -> None:
    (released.raw / "good.jsonl").write_text("nope\n")
    told = released("build")
    assert told.code == 2
    assert "invalid-json 1" in told.err
    assert released("check", "--json").json["rows"]["articles"] == GOOD


def test_an_unreadable_file_is_told(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("warraq.corpus.discover.sha256_file", refuse)
    told = shell("build")
    assert told.code == 3
    assert "good.jsonl: cannot be read: Permission denied" in told.err


UGLY = "Ward nine \x1b[31mred\x07\x00 \u202eevil\u2066 <script>alert(1)</script> | `x` --- {{ 7*7 }}"


def test_hostile_text_reaches_neither_terminal_nor_card(shell: Shell) -> None:
    body = f"{UGLY} opened its landing stage on Monday."
    shell.put("ugly.jsonl", lines(article(90, title=UGLY, body=body), article(91, title="A" * (1 << 20))))
    shell.build()
    rows = _articles(shell.root / "build" / "candidate")
    outputs = [shell("check").out, shell("release").out, *(shell("explain", row["id"]).out for row in rows)]
    for text in outputs:
        assert not {"\x1b", "\x07", "\x00", "\u202e", "\u2066"} & set(text)
        assert len(text) < 100_000
    card = shell.root / "build" / "releases" / "0.1.0" / "README.md"
    if card.exists():
        assert "<script>" not in card.read_text()


def _articles(candidate: Path) -> list[dict[str, Any]]:
    import polars as pl

    return pl.read_parquet(candidate / "data/articles/*/*.parquet", hive_partitioning=False).to_dicts()
