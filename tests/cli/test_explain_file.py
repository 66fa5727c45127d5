"""`warraq explain FILE`: what a build makes of each record of a raw file, of every form."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from cli_shell import SOURCE, article, lines

from projects import all_evidence

if TYPE_CHECKING:
    from pathlib import Path

    from cli_shell import Shell

PROSE = (
    "The council of Olive Vale opened its new bridge on Saturday after three years of works on both banks.",
    "The mayor said that the bridge would ease the traffic in the old town, and that it had cost much.",
    "Two hundred trees will be planted along the road, she added, and buses are to cross from Sunday on.",
)
PAGE = (
    '<!doctype html><html lang="en"><head><title>A new bridge for the vale</title>'
    '<meta property="article:published_time" content="2024-10-05T09:30:00+03:00"></head><body>'
    "<h1>A new bridge for the vale</h1><p>Read also: Ferry returns</p>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    + "</body></html>"
)


def explained(shell: Shell, *arguments: object) -> dict[str, Any]:
    told = shell("explain", *arguments, "--json")
    assert told.code == 0, told.err
    found: dict[str, Any] = told.json
    return found


def record(shell: Shell, *arguments: object) -> dict[str, Any]:
    (one,) = explained(shell, *arguments)["records"]
    found: dict[str, Any] = one
    return found


def warc(kind: str, address: str, block: bytes, media: str = "application/http; msgtype=response") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-10-20T06:00:00Z\r\n"
        f"Content-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def http(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n\r\n".encode() + body


ARCHIVE = b"".join(
    gzip.compress(one)
    for one in (
        warc("warcinfo", "urn:x", b"software: x\r\n", "application/warc-fields"),
        warc("response", "https://daily.example/bridge", http(PAGE.encode())),
        warc("response", "https://daily.example/gone", http(b"gone", "404 Not Found")),
    )
)


def test_a_page(shell: Shell) -> None:
    path = shell.put("bridge.html", PAGE)
    told = explained(shell, path)
    assert (told["raw_path"], told["source"], told["form"]) == ("daily/bridge.html", "daily", "html")
    (one,) = told["records"]
    assert (one["fate"], one["reason"]) == ("article", None)
    assert one["article"]["title"] == "A new bridge for the vale"
    assert one["article"]["body"] == "\n\n".join(PROSE)
    assert one["article"]["published_at"] == "2024-10-05T06:30:00"
    assert one["evidence"]["published_at"] == "meta article:published_time"
    assert one["evidence"]["language_label"] == "html lang"
    assert one["removed"] == [["Read also: Ferry returns", "read-also"]]
    assert one["signals"]["paragraphs"] == 3
    assert one["signals"]["removed_lines"] == 1


def test_one_line_of_many(shell: Shell) -> None:
    body = f"VALE (Reuters) - {PROSE[0]}\n\n{PROSE[1]}"
    path = shell.put("more.jsonl", lines(article(50), article(51, body=body), article(52, body="")))
    told = explained(shell, path)
    assert [(one["position"], one["fate"]) for one in told["records"]] == [
        (1, "article"),
        (2, "article"),
        (3, "quarantined"),
    ]
    assert told["more"] is False
    one = record(shell, path, "--record", 2)
    assert one["article"]["agency"]
    assert one["article"]["body"].startswith("VALE - The council")
    assert "Reuters" in one["evidence"]["agency"]
    assert one["removed"]


def test_only_the_first_records_are_told_unless_one_is_asked_for(shell: Shell) -> None:
    path = shell.raw / "good.jsonl"
    told = explained(shell, path)
    assert [one["position"] for one in told["records"]] == [1, 2, 3]
    assert told["more"] is True
    assert "--record N explains another" in shell("explain", path).out
    assert record(shell, path, "--record", 8)["article"]["title"] == article(7)["title"]


def test_a_row_of_a_table(shell: Shell) -> None:
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(["link", "headline", "content", "published"])
    rows.writerow(["https://daily.example/90", "A bridge for the vale", "\n".join(PROSE), "5 October 2024"])
    rows.writerow(["https://daily.example/91", "A bridge without a text", "", ""])
    path = shell.put("rows.csv", table.getvalue())
    first, second = explained(shell, path)["records"]
    assert first["evidence"]["title"] == "key 'headline'"
    assert first["article"]["published_precision"] == "day"
    assert second["reason"] == "empty-body"
    assert second["article"] == {"url": "https://daily.example/91", "title": "A bridge without a text"}
    assert second["evidence"]["url"] == "key 'link'"


def test_the_records_of_a_web_archive(shell: Shell) -> None:
    path = shell.put("crawl.warc.gz", ARCHIVE)
    page, gone = explained(shell, path)["records"]
    assert page["position"] == 2
    assert page["article"]["url"] == "https://daily.example/bridge"
    assert page["article"]["fetched_at"] == "2024-10-20T06:00:00"
    assert page["evidence"]["fetched_at"] == "time of the capture"
    assert (gone["position"], gone["reason"]) == (3, "http-status")
    assert "404" in gone["detail"]
    told = shell("explain", path, "--record", 1)
    assert told.code == 2
    assert "no record 1: none begins before 2" in told.err


def test_what_a_build_says_of_a_record_is_what_is_explained(shell: Shell) -> None:
    import polars as pl

    files: dict[str, bytes | str] = {
        "crawl.warc.gz": ARCHIVE,
        "bridge.html": PAGE.replace("bridge", "ferry"),
        "dump.txt": "\n".join(
            ["Home", "A pier for the vale", *(one.replace("bridge", "pier") for one in PROSE)]
        ),
        "empty.json": json.dumps({"title": "A title alone"}),
        "cut.html.gz": gzip.compress(PAGE.encode())[:300],
    }
    for name, content in files.items():
        shell.put(name, content)
    shell.build()
    candidate = shell.root / "build" / "candidate"
    rows = pl.read_parquet(candidate / "data/articles/*/*.parquet", hive_partitioning=False)
    evidence = all_evidence(candidate).drop("raw_sha256", "text_sha256", "source")
    built = {(row["raw_path"], row["position"]): row for row in rows.join(evidence, on="id").to_dicts()}
    held = {
        (row["raw_path"], row["position"]): row
        for row in pl.read_parquet(candidate / "quarantine.parquet").to_dicts()
    }
    seen = 0
    for name in files:
        told = explained(shell, f"daily/{name}")
        for one in told["records"]:
            seen += 1
            place = (told["raw_path"], one["position"])
            if one["fate"] == "article":
                row = built[place]
                assert one["removed"] == json.loads(row["removed"])
                assert json.loads(row["evidence"]).items() <= one["evidence"].items()
                plain = {key: _plain(row[key]) for key in one["article"]}
                assert one["article"] == plain
            else:
                assert (one["reason"], one["detail"]) == (held[place]["reason"], held[place]["detail"])
                assert one["raw_sha256"] == held[place]["raw_sha256"]
    assert seen == 6


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def test_a_new_page_dump_profits_from_what_the_build_counted(shell: Shell) -> None:
    above, below = (
        ["The Harbour Daily", "Tides and weather"],
        ["Vote for our readers' choice now", "Berth 12"],
    )
    for number, place in enumerate(("bridge", "market", "school", "library")):
        body = [one.replace("bridge", place) + f" That is part {number}." for one in PROSE]
        shell.put(f"dump-{number}.txt", "\n".join([*above, f"A new {place} for the vale", *body, *below]))
    page = [one.replace("bridge", "harbour mill") for one in PROSE]
    text = "\n".join([*above, "A new harbour mill for the vale", *page, *below])
    elsewhere = shell.root.parent / "new.txt"
    elsewhere.write_text(text, encoding="utf-8")

    def reasons() -> dict[str, str]:
        return dict(record(shell, elsewhere, "--source", "daily")["removed"])

    assert not any("site-line" in reason for reason in reasons().values())
    shell.build()
    assert "site-line" in reasons()["Tides and weather"]
    assert "site-line" in reasons()["Vote for our readers' choice now"]
    notes = explained(shell, elsewhere, "--source", "daily")["notes"]
    assert any("lines are known" in note for note in notes)
    assert any("outside corpus/raw" in note for note in notes)


def test_the_source_settings_count(shell: Shell) -> None:
    path = shell.put("own.json", json.dumps({"kopf": "A bridge for the vale", "text": "\n".join(PROSE)}))
    assert record(shell, path)["reason"] == "missing-title"
    (shell.root / "corpus" / "sources.toml").write_text(f'{SOURCE}\n[daily.fields]\ntitle = "kopf"\n')
    assert record(shell, path)["article"]["title"] == "A bridge for the vale"


def test_an_undeclared_source_is_told(shell: Shell) -> None:
    shell.put("/other/bridge.html", PAGE)
    told = explained(shell, "other/bridge.html")
    assert told["source"] == "other"
    assert "not declared" in told["notes"][0]


def test_text_says_where_each_value_came_from_and_what_was_taken_out(shell: Shell) -> None:
    shell.put("bridge.html", PAGE)
    out = shell("explain", "daily/bridge.html").out
    assert "record 1, byte 0: article" in out
    assert "A new bridge for the vale   <- " in out
    assert "  signals:\n" in out
    assert "    read-also        Read also: Ferry returns\n" in out
    shell.put("empty.jsonl", lines(article(60, body="")))
    out = shell("explain", "daily/empty.jsonl").out
    assert "record 1, byte 0: quarantined: empty-body" in out
    assert "the record has no body text" in out


def test_a_path_is_told_from_an_id_by_a_separator_or_a_dot(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.build()
    found = next((shell.root / "build/candidate/data/articles").rglob("*.parquet"))
    import polars as pl

    one = pl.read_parquet(found, hive_partitioning=False)["id"][0]
    folder = shell.root.parent
    (folder / one).write_text(PAGE, encoding="utf-8")
    monkeypatch.chdir(folder)
    assert shell("explain", one, "--json").json["id"] == one
    assert explained(shell, f"./{one}", "--source", "daily")["form"] == "html"
    assert explained(shell, one, "--source", "daily")["form"] == "html"


def test_no_candidate_is_needed_and_nothing_is_written(shell: Shell) -> None:
    before = sorted(shell.root.rglob("*"))
    explained(shell, "daily/good.jsonl")
    assert sorted(shell.root.rglob("*")) == before


def test_it_is_found_through_links_and_from_the_raw_folder(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = shell.root.parent / "linked"
    link.symlink_to(shell.root)
    monkeypatch.chdir(shell.root.parent)
    for given in (
        link / "corpus/raw/daily/good.jsonl",
        "linked/corpus/raw/daily/good.jsonl",
        "daily/good.jsonl",
    ):
        assert explained(shell, given, "--record", 1)["raw_path"] == "daily/good.jsonl"


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["nope.html"], "no such file"),
        (["daily/"], "a folder"),
        (["daily/good.jsonl", "--record", 9], "no record 9: the last one is 8"),
        (["daily/good.jsonl", "--record", 0], "whole number from 1"),
        (["daily/good.jsonl", "--source", "nope"], "no source 'nope'"),
        (["stray.html"], "lies in raw/ itself, where a build quarantines it as outside-source"),
        (["daily/x.pdf"], "a PDF file: take its text out first"),
        (["daily/x.pdf", "--record", 1], "a PDF file: take its text out first"),
        (["x" * 5000 + ".html"], "File name too long"),
        (["a\0b.html"], "no such file"),
        ([os.fsdecode(b"\xff.html")], "cannot be a file's name"),
        (["/dev/null"], "neither a file nor a folder"),
    ],
)
def test_what_cannot_be_explained_is_told(shell: Shell, arguments: list[object], found: str) -> None:
    shell.put("/stray.html", PAGE)
    shell.put("x.pdf", b"%PDF-1.7\n")
    told = shell("explain", *arguments)
    assert told.code == 2
    assert found in told.err
    assert told.out == ""


def test_a_file_outside_needs_a_source(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    told = shell("explain", path)
    assert told.code == 2
    assert "lies outside corpus/raw" in told.err
    assert "--source NAME" in told.err
    assert "daily" in told.err
    assert record(shell, path, "--source", "daily")["fate"] == "article"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty-file"),
        ("a.txt", bytes(range(256)) * 4, "binary-file"),
        ("a.jsonl", b"{nope\n", "invalid-json"),
        ("a.html", b"<html><body><form><input></form></body></html>", "no-article"),
        ("a.json", b'{"title": 5, "body": "text"}', "wrong-type"),
    ],
)
def test_a_quarantined_record_has_its_reason(shell: Shell, name: str, content: bytes, reason: str) -> None:
    path = shell.put(name, content)
    one = record(shell, path)
    assert (one["fate"], one["reason"]) == ("quarantined", reason)
    assert one["detail"]
    assert shell("explain", path).code == 0


def test_hostile_text_does_not_reach_the_terminal(shell: Shell) -> None:
    path = shell.put(
        "ugly\x1b[31m.jsonl", lines(article(70, title="red \x1b[31m\u202e title", url="\x1b[31m:x"))
    )
    out = shell("explain", path).out
    assert not {"\x1b", "\u202e"} & set(out)
