from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest

from warraq.corpus.discover import discover, file_sha256
from warraq.errors import ProjectError, StorageError

if TYPE_CHECKING:
    from pathlib import Path


def _write(path: Path, content: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_files_come_sorted_with_their_source_and_size(tmp_path: Path) -> None:
    for name in ("b/2024/1.json", "a/z.txt", "b.txt", "a/Z.txt", "a-b/1.txt", "a/é.txt"):
        _write(tmp_path / name, "مرحبا")
    files = discover(tmp_path)
    assert [file.relative for file in files] == [
        "a-b/1.txt",
        "a/Z.txt",
        "a/z.txt",
        "a/é.txt",
        "b.txt",
        "b/2024/1.json",
    ]
    assert [file.source for file in files] == ["a-b", "a", "a", "a", None, "b"]
    assert {file.bytes for file in files} == {10}
    assert all(file.path == tmp_path / file.relative for file in files)


def test_hidden_files_and_folders_are_skipped(tmp_path: Path) -> None:
    for name in ("a/.DS_Store", ".git/config", "a/.cache/x", "a/x"):
        _write(tmp_path / name)
    assert [file.relative for file in discover(tmp_path)] == ["a/x"]


def test_a_link_that_leads_out_is_refused_by_name(tmp_path: Path) -> None:
    outside = _write(tmp_path / "outside/secret.txt")
    _write(tmp_path / "raw/a/x")
    (tmp_path / "raw/a/link").symlink_to(outside)
    with pytest.raises(ProjectError, match="climbs out of the project") as caught:
        discover(tmp_path / "raw")
    assert caught.value.where == str(tmp_path / "raw/a/link")


@pytest.mark.parametrize("target", ["../../outside", "gone", ".hidden"])
def test_a_linked_folder_that_would_lose_files_is_refused(tmp_path: Path, target: str) -> None:
    _write(tmp_path / "outside/secret.txt")
    _write(tmp_path / "raw/a/.hidden/y")
    (tmp_path / "raw/a/link").symlink_to(target)
    with pytest.raises(ProjectError, match="link"):
        discover(tmp_path / "raw")


def test_links_inside_the_folder_are_not_followed_and_loops_end(tmp_path: Path) -> None:
    _write(tmp_path / "a/x")
    (tmp_path / "a/loop").symlink_to(tmp_path)
    (tmp_path / "a/again").symlink_to(tmp_path / "a/x")
    assert [file.relative for file in discover(tmp_path)] == ["a/x"]


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    _write(tmp_path / "a/x")
    (tmp_path / "a/self").symlink_to(tmp_path / "a/self")
    with pytest.raises(ProjectError, match="nowhere"):
        discover(tmp_path)


def test_the_raw_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    _write(tmp_path / "disk/a/x")
    (tmp_path / "raw").symlink_to(tmp_path / "disk")
    assert [file.relative for file in discover(tmp_path / "raw")] == ["a/x"]


def test_a_missing_or_empty_folder_tells_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no such folder") as missing:
        discover(tmp_path / "raw")
    (tmp_path / "raw/a").mkdir(parents=True)
    with pytest.raises(ProjectError, match="no raw files") as empty:
        discover(tmp_path / "raw")
    assert "--raw DIR" in missing.value.next_step
    assert "--raw DIR" in empty.value.next_step
    with pytest.raises(ProjectError, match="not a folder"):
        discover(_write(tmp_path / "file"))


def test_a_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    try:
        (tmp_path / os.fsdecode(b"a/caf\xe9.txt")).write_text("x", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    with pytest.raises(ProjectError, match=r"caf\\xe9\.txt.*not UTF-8"):
        discover(tmp_path)


def test_a_folder_that_cannot_be_listed_is_a_storage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path / "a/x")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path.name == "a":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(StorageError, match="Permission denied") as caught:
        discover(tmp_path)
    assert caught.value.where == str(tmp_path / "a")


def test_the_digest_is_of_the_bytes_on_disk(tmp_path: Path) -> None:
    path = _write(tmp_path / "x", "خبر")
    assert file_sha256(path) == hashlib.sha256("خبر".encode()).hexdigest()
    with pytest.raises(StorageError, match="No such file"):
        file_sha256(tmp_path / "gone")
