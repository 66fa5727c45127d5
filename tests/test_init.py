"""`warraq init` writes what the repository's root has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from warraq.cli.main import main
from warraq.model.project import Project

ROOT = Path(__file__).parents[1]
SAME = (
    "build/card.md.j2",
    "build/release.toml",
    "checks/articles.py",
    "checks/mutants.py",
    "checks/policy.toml",
    "checks/release.json",
    "corpus/takedowns.csv",
)
#: What a dataset says of itself.
OWN_KEYS = ("name", "title", "description", "keywords", "sources", "version", "licenses")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    folder = tmp_path / "Coast News"
    assert main(["init", str(folder)]) == 0
    return folder


@pytest.mark.parametrize("name", SAME)
def test_files_are_the_roots_to_the_byte(written: Path, name: str) -> None:
    assert (written / name).read_bytes() == (ROOT / name).read_bytes()


def test_the_descriptor_declares_the_roots_tables(written: Path) -> None:
    ours, theirs = (json.loads((folder / "datapackage.json").read_text()) for folder in (ROOT, written))
    for key in OWN_KEYS:
        ours.pop(key, None)
        theirs.pop(key, None)
    assert theirs == ours


def test_nothing_else_is_written(written: Path) -> None:
    files = {path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()}
    assert files == {*SAME, "datapackage.json", "corpus/sources.toml", ".gitignore"}
    assert (written / "corpus" / "raw").is_dir()


def test_the_new_project_loads_under_a_proper_name(written: Path) -> None:
    assert Project.load(written).descriptor.name == "coast-news"


def test_ignored_paths_are_the_roots(written: Path) -> None:
    root = (ROOT / ".gitignore").read_text().splitlines()
    assert set((written / ".gitignore").read_text().splitlines()) <= set(root)


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    assert main(["init", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert "not empty" in capsys.readouterr().err


def test_a_name_that_no_package_can_have_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "x"), "--name", "Not A Name"]) == 2
    assert "lower-case" in capsys.readouterr().err


def test_json_names_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path / "x"), "--json"]) == 0
    assert "datapackage.json" in json.loads(capsys.readouterr().out)["files"]
