"""The same input gives the same bytes: on any machine, in any order, after a kept or a damaged result."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects import (
    PROJECT_FILES,
    ROOT,
    all_evidence,
    build,
    bytes_below,
    copy_sample,
    declare,
    jsonl,
    make_project,
    put,
    read_articles,
    story,
)
from warraq.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Callable

    from projects import MakeProject, Sample
    from warraq.model.project import Project


def three_sources(new_project: MakeProject) -> Project:
    return new_project(
        {
            "daily/a.jsonl": jsonl(story(number) for number in range(8)),
            "daily/b.jsonl": jsonl(story(number) for number in range(6, 12)),
            "weekly/c.json": json.dumps([story(20), story(21)]),
            "monthly/d.jsonl": jsonl([story(30), {"title": "No text"}]) + "{broken\n",
        }
    )


def copy_shuffled(folder: Path) -> Path:
    """Copy the sample so that its raw files are created in another order and at other times."""
    copy_sample(folder)
    raw = folder / "corpus" / "raw"
    files = sorted(path for path in raw.rglob("*") if path.is_file())
    contents = {path: path.read_bytes() for path in files}
    for path in files:
        path.unlink()
    shuffled = random.Random(7).sample(files, len(files))
    for age, path in enumerate(shuffled):
        path.write_bytes(contents[path])
        os.utime(path, (1_000_000_000 + age, 1_000_000_000 + age))
    return folder


def test_another_process_folder_order_zone_and_locale_give_the_same_bytes(
    sample: Sample, tmp_path: Path
) -> None:
    elsewhere = copy_shuffled(tmp_path / "a folder, elsewhere")
    environment = {
        **os.environ,
        "POLARS_MAX_THREADS": "1",
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "12345",
    }
    command = [
        sys.executable,
        "-m",
        "warraq",
        "--project",
        str(elsewhere),
        "release",
        "--jobs",
        "2",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, cwd="/")
    assert done.returncode == 0, done.stderr

    assert bytes_below(elsewhere / "build" / "releases" / "0.1.0") == bytes_below(sample.release)
    assert bytes_below(elsewhere / "build" / "candidate") == bytes_below(sample.candidate)


def test_a_second_build_takes_up_every_shard_and_gives_the_same_bytes(new_project: MakeProject) -> None:
    project = three_sources(new_project)
    first = build(project)
    before = bytes_below(project.candidate)
    second = build(project)

    assert (first.reused, first.shards) == (0, 3)
    assert (second.reused, second.shards) == (3, 3)
    assert bytes_below(project.candidate) == before


def test_two_processes_give_the_same_bytes_as_one(new_project: MakeProject) -> None:
    one, two = three_sources(new_project), three_sources(new_project)
    build(one)
    build(two, jobs=2)
    assert bytes_below(two.candidate) == bytes_below(one.candidate)


@pytest.mark.parametrize("change", ["edit", "add", "remove"])
def test_a_changed_raw_file_is_read_again_with_its_shard_only(new_project: MakeProject, change: str) -> None:
    project = three_sources(new_project)
    build(project)
    if change == "edit":
        put(project.raw / "weekly" / "c.json", json.dumps([story(20), story(22)]))
    elif change == "add":
        put(project.raw / "weekly" / "e.jsonl", jsonl([story(23)]))
    else:
        (project.raw / "daily" / "b.jsonl").unlink()
    again = build(project)
    assert (again.reused, again.shards) == (2, 3)

    afresh = new_project({}, sources="")
    put(afresh.root / "corpus" / "sources.toml", (project.root / "corpus" / "sources.toml").read_bytes())
    build(afresh, raw=project.raw)
    assert bytes_below(project.candidate) == bytes_below(afresh.candidate)


def test_a_touched_raw_file_is_not_read_again(new_project: MakeProject) -> None:
    project = three_sources(new_project)
    build(project)
    os.utime(project.raw / "daily" / "a.jsonl", (1_000_000_000, 1_000_000_000))
    assert build(project).reused == 3


def test_what_a_source_declares_is_part_of_its_shards_key(new_project: MakeProject) -> None:
    project = three_sources(new_project)
    build(project)
    declared = declare("daily") + declare("weekly").replace('"UTC"', '"Asia/Amman"') + declare("monthly")
    put(project.root / "corpus" / "sources.toml", declared)
    assert build(project).reused == 2


def _cut_short(folder: Path) -> None:
    part = folder / "part-0000.parquet"
    part.write_bytes(part.read_bytes()[:-20])


def _flip_a_bit(folder: Path) -> None:
    part = folder / "part-0000.parquet"
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(bytes(data))


def _lose_a_file(folder: Path) -> None:
    min(folder.glob("*.parquet")).unlink()


def _add_a_file(folder: Path) -> None:
    (folder / "part-0001.parquet").write_bytes((folder / "part-0000.parquet").read_bytes())


def _spoil_the_receipt(folder: Path) -> None:
    (folder / "receipt.json").write_text('{"facts": {')


@pytest.mark.parametrize("damage", [_cut_short, _flip_a_bit, _lose_a_file, _add_a_file, _spoil_the_receipt])
def test_a_damaged_kept_result_is_made_again(
    new_project: MakeProject, damage: Callable[[Path], None]
) -> None:
    project = three_sources(new_project)
    build(project)
    before = bytes_below(project.candidate)
    damage(min(project.cache.glob("??/*")))

    assert build(project).reused == 2
    assert bytes_below(project.candidate) == before


def test_results_of_other_input_are_not_kept_for_ever(new_project: MakeProject) -> None:
    project = three_sources(new_project)
    for last in range(40, 44):
        put(project.raw / "weekly" / "c.json", json.dumps([story(last)]))
        build(project)
    assert len(list(project.cache.glob("??/*"))) == 3


PAGE = """<!doctype html><html lang="en"><head><title>{title}</title>
<meta property="article:published_time" content="{date}"><link rel="canonical" href="{url}"></head>
<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"""

broken_lines = st.sampled_from(
    ["{broken", '{"title": "cut', "[1, 2]", "42", "null", '"text"', '{"a": 1, "a": 2}', "\ufffd{}"]
)
bad_records = st.sampled_from(
    [
        {"title": "A title and no text"},
        {"text": "A text that has no title, and so cannot be an article of anything."},
        {"title": 5, "text": ["a", {"b": 1}], "url": "https://daily.example/wrong"},
        {"title": None, "text": None},
        {},
    ]
)
numbers = st.integers(0, 6)
records = st.one_of(numbers.map(story), numbers.map(lambda n: story(n, url=None)), bad_records)


def as_csv(rows: list[dict[str, object]]) -> tuple[str, int]:
    lines = ["title,text,url", *('"{title}","{text}",{url}'.format_map(row) for row in rows)]
    return "\n".join(lines) + "\n", len(rows)


def as_page(row: dict[str, object]) -> tuple[str, int]:
    paragraphs = "".join(f"<p>{one}</p>" for one in str(row["text"]).split("\n\n"))
    return PAGE.format_map({**row, "paragraphs": paragraphs}), 1


def as_dump(row: dict[str, object]) -> tuple[str, int]:
    return f"Daily News\n\n{row['title']}\n\n17\n\n{row['text']}\n\nLeave a reply\n", 1


#: (suffix, content, number of raw records in it)
raw_files = st.one_of(
    st.lists(st.one_of(records.map(json.dumps), broken_lines), min_size=1, max_size=6).map(
        lambda lines: (".jsonl", "\n".join(lines) + "\n", len(lines))
    ),
    st.lists(st.one_of(records, st.sampled_from([1, None, "x"])), min_size=1, max_size=5).map(
        lambda items: (".json", json.dumps(items), len(items))
    ),
    st.lists(numbers.map(story), min_size=1, max_size=4).map(lambda rows: (".csv", *as_csv(rows))),
    numbers.map(lambda n: (".html", *as_page(story(n)))),
    numbers.map(lambda n: (".txt", *as_dump(story(n)))),
    st.sampled_from([("", ""), (".txt", "Leave a reply\n"), (".bin", "\x00\x01\x02\x00")]).map(
        lambda one: (*one, 1)
    ),
)


def _hold_to_no_article(message: str, records: int) -> None:
    assert "none became an article" in message
    assert re.search(rf"\b{records} records", message)


@settings(max_examples=25, deadline=None)
@given(files=st.lists(st.tuples(st.sampled_from(["daily", "weekly", ""]), raw_files), min_size=1, max_size=6))
def test_every_raw_record_ends_in_exactly_one_place(
    files: list[tuple[str, tuple[str, str, int]]],
) -> None:
    raw = {f"{source}/{at}{suffix}": content for at, (source, (suffix, content, _)) in enumerate(files)}
    raw = {name.removeprefix("/"): content for name, content in raw.items()}
    expected = sum(count if source else 1 for source, (_, _, count) in files)
    with tempfile.TemporaryDirectory() as folder:
        project = make_project(Path(folder) / "project", raw)
        try:
            counted = build(project).funnel
        except ProjectError as error:
            _hold_to_no_article(str(error), expected)
            return
        evidence = all_evidence(project.candidate)
        quarantine = pl.read_parquet(project.candidate / "quarantine.parquet")
        articles = read_articles(project.candidate)

    total = {name: counted.total(name) for name in ("raw", "articles", "merged", "quarantined", "taken_down")}
    assert total["raw"] == expected
    assert total["raw"] == total["articles"] + total["merged"] + total["quarantined"] + total["taken_down"]
    assert total["quarantined"] == quarantine.height == sum(counted.reasons.values())
    assert total["articles"] == articles.height == articles["id"].n_unique()
    places = pl.concat([evidence.select("raw_path", "position"), quarantine.select("raw_path", "position")])
    assert places.n_unique() == places.height == expected
    assert set(articles["id"]) == set(evidence.filter(fate="article")["id"])


stories = st.lists(st.integers(0, 30), min_size=1, max_size=8, unique=True)


@settings(max_examples=12, deadline=None)
@given(chosen=stories, data=st.data())
def test_the_order_of_records_in_and_across_files_leaves_no_trace(
    chosen: list[int], data: st.DataObject
) -> None:
    copies = [story(chosen[0], url="https://daily.example/copy", date="2024-12-30T00:00:00Z")]
    every = [*(story(number) for number in chosen), *copies]
    shuffled = data.draw(st.permutations(every))
    cut = data.draw(st.integers(0, len(every)))
    with tempfile.TemporaryDirectory() as folder:
        plain = make_project(Path(folder) / "one", {"daily/a.jsonl": jsonl(every)})
        dealt = {"daily/x.jsonl": jsonl(shuffled[:cut]), "daily/b.jsonl": jsonl(shuffled[cut:])}
        other = make_project(Path(folder) / "other", {name: text for name, text in dealt.items() if text})
        build(plain)
        build(other)
        assert bytes_below(plain.candidate / "data") == bytes_below(other.candidate / "data")


def test_the_sample_is_copied_whole() -> None:
    """What the tests release is what `make release` releases."""
    for name in PROJECT_FILES:
        assert (ROOT / name).exists()
