"""A build of long files: cut or not, the candidate is the same, and little is read again."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import zstandard
from polars.testing import assert_frame_equal
from readers import test_warc as warc

from projects import all_evidence, build, bytes_below, jsonl, put, story
from warraq.corpus.discover import discover
from warraq.corpus.pipeline import cuts, parts, survey
from warraq.corpus.pipeline.read import read_raw
from warraq.model.project import Project

if TYPE_CHECKING:
    from pathlib import Path

    from projects import MakeProject
    from warraq.corpus.pipeline.read import Read

SMALL = replace(cuts.SIZES, lines_from=1, packed_from=1, archive_from=1, lines=2000, pages=2)
STORIES = [story(number) for number in range(40)]
LINES = jsonl(STORIES).encode().replace(b"\n", b'\r\n\n{"title": \n', 2)


def crawl() -> bytes:
    pages = (warc.response(number, warc.PAGE.replace(b"</p>", b" %d.</p>" % number)) for number in range(12))
    return b"".join(map(gzip.compress, [warc.INFO, *pages, warc.record("revisit", b"")]))


RAW: dict[str, bytes | str] = {
    "daily/a.jsonl": LINES,
    "daily/b.jsonl.gz": gzip.compress(jsonl(story(number) for number in range(50, 80)).encode(), mtime=0),
    "daily/c.jsonl.zst": zstandard.compress(jsonl(story(number) for number in range(80, 110)).encode())[:-5],
    "daily/d.csv": "title,body\n" + "".join(f"Row {n},Words of row {n} on the pier.\n" for n in range(30)),
    "weekly/e.warc.gz": crawl(),
    "weekly/f.jsonl": "\ufeff" + jsonl(story(number) for number in range(110, 130)),
}


@pytest.fixture
def cutting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut files of any length."""
    monkeypatch.setattr(parts, "SIZES", SMALL)
    monkeypatch.setattr(survey, "LOOKED_AT_BYTES", 1)


def tables(root: Path) -> dict[str, bytes]:
    """The files of a candidate, but those that are laid out by the kept results that its rows lie in."""
    files = bytes_below(root / "build" / "candidate")
    by_part = ("fates.parquet", "months.json", "evidence/")
    return {name: data for name, data in files.items() if not name.startswith(by_part)}


def read(project: Project, **options: Any) -> Read:
    return read_raw(project, discover(project.raw), jobs=1, **options)


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_the_candidate_is_that_of_files_read_in_one_go(
    new_project: MakeProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    whole = new_project(RAW)
    shutil.copytree(whole.root, tmp_path / "cut")
    uncut = build(whole)
    monkeypatch.setattr(parts, "SIZES", SMALL)
    monkeypatch.setattr(survey, "LOOKED_AT_BYTES", 1)
    cut = build(Project.load(tmp_path / "cut"), jobs=jobs)
    assert uncut.shards == 2
    assert cut.shards > 20
    assert tables(tmp_path / "cut") == tables(whole.root)
    evidence = [all_evidence(one / "build" / "candidate") for one in (tmp_path / "cut", whole.root)]
    assert_frame_equal(*(frame.sort("raw_path", "position") for frame in evidence))
    assert not (tmp_path / "cut" / "build" / "cache" / "run" / "pieces").exists()


@pytest.mark.usefixtures("cutting")
def test_files_unpacked_one_at_a_time_give_the_same(
    new_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = new_project(RAW)
    first = read(project)
    shutil.rmtree(project.cache)
    monkeypatch.setattr(parts, "UNPACKED_BYTES", 1)
    again = read(project)
    assert (again.parts, again.keys, again.records) == (first.parts, first.keys, first.records)
    assert again.reused == 0


@pytest.mark.usefixtures("cutting")
def test_what_is_kept_is_not_unpacked_and_what_is_lost_is_read_again(
    new_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = new_project(RAW)
    first = read(project)
    lost = next(path.parent for path in first.parts if _holds(path.parent, "daily/b.jsonl.gz"))
    shutil.rmtree(lost)
    again = read(project)
    assert (again.parts, again.reused) == (first.parts, first.shards - 1)
    monkeypatch.setattr(cuts, "_unpack", None)
    assert read(project).reused == first.shards


@pytest.mark.usefixtures("cutting")
def test_a_file_that_is_replayed_is_read_again_in_all_its_parts(new_project: MakeProject) -> None:
    project = new_project(RAW)
    first = read(project)
    again = read(project, afresh={"daily/b.jsonl.gz"})
    assert again.parts == first.parts
    assert 1 < first.shards - again.reused < first.shards


def _holds(shard: Path, name: str) -> bool:
    """Whether a shard's kept result, rows or evidence, names a raw file."""
    tables = (pl.read_parquet(path) for path in shard.glob("*.parquet"))
    return any("raw_path" in table.columns and name in table["raw_path"] for table in tables)


@pytest.mark.usefixtures("cutting")
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_added_lines_are_read_with_the_last_part_alone(new_project: MakeProject, name: str) -> None:
    def pack(numbers: range) -> bytes:
        data = jsonl(story(number) for number in numbers).encode()
        return gzip.compress(data, mtime=0) if name.endswith(".gz") else data

    project = new_project({f"daily/{name}": pack(range(60)), "daily/b.csv": RAW["daily/d.csv"]})
    first = read(project)
    put(project.raw / "daily" / name, pack(range(64)))
    again = read(project)
    assert again.records == first.records + 4
    assert again.shards - again.reused <= 2
    assert first.shards > 5


@pytest.mark.usefixtures("cutting")
def test_a_changed_file_is_seen_though_its_size_and_time_are_the_same(new_project: MakeProject) -> None:
    import os

    project = new_project(RAW)
    read(project)
    path = project.raw / "daily" / "a.jsonl"
    stat = path.stat()
    put(path, path.read_bytes().replace(b"{", b"[", 1))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    again = read(project)
    assert again.reused == again.shards - 1


def test_much_raw_input_is_surveyed_in_tasks(
    new_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = new_project(RAW)
    here = read(project)
    monkeypatch.setattr(survey, "_HERE_BYTES", 0)
    monkeypatch.setattr(survey, "_TASK_FILES", 2)
    in_tasks = read(project)
    assert (in_tasks.files, in_tasks.reused) == (here.files, here.shards)
    put(project.raw / "daily" / "d.csv", "title,body\nOther row,Other words on the pier.\n")
    assert read(project).files["daily/d.csv"] != here.files["daily/d.csv"]
