"""A frozen release is as it was frozen, or what is wrong with it is named."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from release_chain import Desk, state_anew, stories

from projects import story
from warraq.corpus.pipeline.tables import write_table
from warraq.release.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def folder(desk: Desk) -> Path:
    """A second release, with added, changed and removed rows."""
    desk.write(*stories(3, 4), story(4, section="Harbour"), story(12), story(13))
    assert desk.release() == "0.2.0"
    return desk.frozen("0.2.0")


def rules(desk: Desk, folder: Path) -> set[str]:
    """The rules by which verifying fails; the folder has to fail."""
    told = desk.json("verify", folder, code=1)
    assert told["passed"] is False
    return {finding["rule"] for finding in told["findings"]}


def test_a_sound_release_passes_with_and_without_its_project(
    desk: Desk, folder: Path, tmp_path: Path
) -> None:
    told = desk.json("verify", "0.2.0")
    assert (told["passed"], told["papers"], told["findings"]) == (True, "written anew", [])
    assert told["files"] == sum(path.is_file() for path in folder.rglob("*"))

    copy = shutil.copytree(folder, tmp_path / "elsewhere" / "copy")
    command = [sys.executable, "-m", "warraq", "verify", str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=copy.parent, check=False)
    assert done.returncode == 0, done.stderr
    assert "as it was frozen" in done.stdout


def test_a_card_of_another_template_is_held_to_its_numbers(desk: Desk) -> None:
    card = desk.project.build / "card.md.j2"
    card.write_text(card.read_text(encoding="utf-8") + "\nA word more.\n", encoding="utf-8")
    desk.release("0.2.0")
    shutil.rmtree(desk.project.build / "candidate")
    card.write_text("Another card.\n", encoding="utf-8")

    told = desk.json("verify", "0.2.0")
    assert (told["papers"], told["passed"]) == ("numbers", True)
    edit(desk.frozen("0.2.0") / "README.md", "| train |", "| training |")
    state_anew(desk.frozen("0.2.0"))
    assert rules(desk, desk.frozen("0.2.0")) == {"card-differs"}


flips = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@flips
@given(data=st.data())
def test_any_flipped_bit_is_found(folder: Path, data: st.DataObject) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(files))
    content = path.read_bytes()
    at, bit = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 7))
    flipped = bytearray(content)
    flipped[at] ^= 1 << bit
    path.write_bytes(flipped)
    try:
        result = verify(folder, None)
    finally:
        path.write_bytes(content)
    named = {sample for finding in result.findings for sample in finding.samples}
    name = path.relative_to(folder).as_posix()
    assert name in named or name in ("manifest.json", "datapackage.json")
    assert result.findings


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _missing(folder: Path) -> None:
    (folder / "data" / "sources.parquet").unlink()


def _extra(folder: Path) -> None:
    (folder / "notes.txt").write_text("more")


def _extra_data(folder: Path) -> None:
    (folder / "data" / "articles" / "train" / "2031-01.parquet").write_bytes(b"PAR1")


def _dangling(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "nowhere")


def _folder_link(folder: Path) -> None:
    (folder / "link").symlink_to(folder.parent)


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


def _other_file_linked(folder: Path) -> None:
    (folder / "README.md").unlink()
    (folder / "README.md").symlink_to(folder / "CHANGES.md")


@pytest.mark.parametrize(
    ("harm", "rule"),
    [
        (_missing, "manifest-missing"),
        (_extra, "manifest-extra"),
        (_extra_data, "manifest-extra"),
        (_dangling, "manifest-extra"),
        (_folder_link, "manifest-extra"),
        (_pipe, "manifest-extra"),
        (_other_file_linked, "manifest-changed"),
    ],
)
def test_a_missing_further_or_other_file(
    desk: Desk, folder: Path, harm: Callable[[Path], None], rule: str
) -> None:
    harm(folder)
    assert rule in rules(desk, folder)


def test_files_that_are_links_to_the_same_bytes_will_do(desk: Desk, folder: Path, tmp_path: Path) -> None:
    """The cache of a hub's client looks like that."""
    for name in ("README.md", "data/sources.parquet"):
        blob = tmp_path / name.replace("/", "-")
        (folder / name).rename(blob)
        (folder / name).symlink_to(blob)
    desk.run("verify", folder)


def _fewer_rows(folder: Path) -> None:
    """Leave out a row, and state the new bytes everywhere but on the papers."""
    path = min((folder / "data" / "articles" / "train").glob("*.parquet"))
    _rewrite(folder, path, pl.read_parquet(path)[1:])


def _other_change(folder: Path) -> None:
    path = folder / "data" / "changes.parquet"
    rows = pl.read_parquet(path)
    _rewrite(folder, path, rows.filter(pl.col("change") != "removed"))


def _rewrite(folder: Path, path: Path, rows: pl.DataFrame) -> None:
    from warraq.model.descriptor import read_descriptor
    from warraq.release.resolve import resolve

    descriptor = read_descriptor(folder / "datapackage.json", frozen=True)
    table = path.relative_to(folder / "data").parts[0].removesuffix(".parquet")
    write_table(rows, descriptor.tables[table], path)
    patterns = {"articles": "data/articles/*/*.parquet", "signals": "data/signals/*.parquet"}
    raw = dict(descriptor.raw)
    raw["resources"] = [
        {**one, "path": patterns.get(one["name"], one["path"])} for one in descriptor.raw["resources"]
    ]
    again = type(descriptor)(descriptor.path, raw, descriptor.tables)
    resolved = resolve(again, folder, descriptor.version)
    (folder / "datapackage.json").write_text(json.dumps(resolved), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        ("README.md", "17 articles", "18 articles", "card-differs"),
        ("README.md", " words, published", "1 words, published", "card-differs"),
        ("README.md", "Raw records read: 17", "Raw records read: 18", "card-differs"),
        ("README.md", "split: train", "split: trein", "card-differs"),
        ("CHANGES.md", "removed: 1", "removed: 0", "notes-differ"),
        ("CHANGES.md", "| daily | section | 1 |", "| daily | section | 2 |", "notes-differ"),
        ("CITATION.cff", "0.2.0", "0.2.1", "card-differs"),
        ("croissant.json", '"version": "0.2.0"', '"version": "0.2.1"', "card-differs"),
        ("croissant.json", '"sha256": "', '"sha256": "0', "card-differs"),
        ("assets/languages.svg", "</svg>", "<!-- --></svg>", "card-differs"),
        ("datapackage.json", '"rows": 17', '"rows": 18', "resource-rows"),
        ("checks.json", '"rules"', '"ruler"', "card-differs"),
        ("funnel.json", '"raw": 17', '"raw": 18', "card-differs"),
        ("build.lock", '"version": "0.2.0"', '"version": "0.1.9"', "card-differs"),
    ],
)
def test_an_edit_that_the_manifest_covers_up_is_found(
    desk: Desk, folder: Path, name: str, old: str, new: str, rule: str
) -> None:
    edit(folder / name, old, new)
    state_anew(folder)
    assert rule in rules(desk, folder)


@pytest.mark.parametrize("harm", [_fewer_rows, _other_change])
def test_papers_that_the_tables_contradict_are_found(
    desk: Desk, folder: Path, harm: Callable[[Path], None]
) -> None:
    harm(folder)
    state_anew(folder)
    found = rules(desk, folder)
    assert "notes-differ" in found
    assert not {one for one in found if one.startswith(("manifest-", "resource-"))}


PAPERS = (
    "README.md",
    "CHANGES.md",
    "CITATION.cff",
    "croissant.json",
    "checks.json",
    "funnel.json",
    "build.lock",
)


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("content", [None, "[1]", '{"before": 5, "tool": 7, "findings": 3, "sources": []}'])
def test_a_paper_that_is_missing_or_nonsense_is_found(
    desk: Desk, folder: Path, name: str, content: str | None
) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content)
    state_anew(folder)
    rules(desk, folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": {"README.md": 5}}', "\x00"])
def test_a_manifest_that_is_none_is_named(desk: Desk, folder: Path, content: str) -> None:
    (folder / "manifest.json").write_text(content)
    assert "manifest-invalid" in rules(desk, folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"name": "made"}'])
def test_a_descriptor_that_is_none_is_named(desk: Desk, folder: Path, content: str) -> None:
    (folder / "datapackage.json").write_text(content)
    assert rules(desk, folder) == {"descriptor-invalid"}


@pytest.mark.parametrize("target", ["0.9.9", "", "nowhere"])
def test_what_is_no_release_is_a_wrong_call(desk: Desk, target: str) -> None:
    desk.run("verify", target, code=2)


def test_a_folder_without_a_manifest_is_no_release(desk: Desk, folder: Path) -> None:
    (folder / "manifest.json").unlink()
    assert "manifest.json" in desk.run("verify", folder, code=2)[1]


def test_the_text_says_where_and_what(desk: Desk, folder: Path) -> None:
    edit(folder / "README.md", "17 articles", "18 articles")
    out, error = desk.run("verify", "0.2.0", code=1)
    assert "manifest-changed" in out
    assert "18 articles" in out
    assert "the tables give" in out
    assert "expected: a release as it was frozen" in error


def test_a_later_project_does_not_disturb_an_older_release(desk: Desk, folder: Path) -> None:
    def describe(raw: Any) -> None:
        raw["title"] = "Renamed since"

    desk.descriptor(describe)
    told = desk.json("verify", folder)
    assert (told["passed"], told["papers"]) == (True, "written anew")
