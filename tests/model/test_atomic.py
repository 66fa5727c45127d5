"""Writes are whole or not there."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from warraq.errors import ReleaseError, StorageError
from warraq.model import atomic

if TYPE_CHECKING:
    from pathlib import Path


def folder_with(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "file").write_text(text)
    return path


def test_a_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = folder_with(tmp_path / "target", "old")
    atomic.install_folder(folder_with(tmp_path / "new", "new"), target)
    assert (target / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_it_does_so_where_the_kernel_cannot_swap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "_exchange", lambda _one, _other: False)
    target = folder_with(tmp_path / "target", "old")
    atomic.install_folder(folder_with(tmp_path / "new", "new"), target)
    assert (target / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_what_a_kill_between_two_renames_left_is_brought_back(tmp_path: Path) -> None:
    folder_with(tmp_path / ".target.old", "old")
    atomic.recover_folder(tmp_path / "target")
    assert (tmp_path / "target" / "file").read_text() == "old"
    folder_with(tmp_path / ".target.old", "older")
    atomic.recover_folder(tmp_path / "target")
    assert (tmp_path / "target" / "file").read_text() == "old"
    assert not (tmp_path / ".target.old").exists()


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "sync", full)
    with pytest.raises(StorageError, match="No space left") as caught:
        atomic.write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert caught.value.exit_code == 3


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    lock = tmp_path / ".lock"
    imports = "from warraq.model.atomic import exclusive; from pathlib import Path"
    code = f"{imports}\nwith exclusive(Path({str(lock)!r})): pass"
    with atomic.exclusive(lock):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "another warraq command" in done.stderr
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), atomic.exclusive(tmp_path / ".lock"):
        _ = 1 / 0
    with atomic.exclusive(tmp_path / ".lock"):
        pass


def test_the_same_process_cannot_hold_it_twice(tmp_path: Path) -> None:
    with (
        atomic.exclusive(tmp_path / ".lock"),
        pytest.raises(ReleaseError),
        atomic.exclusive(tmp_path / ".lock"),
    ):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="Permission denied"):
            atomic.write_bytes(tmp_path / "file", b"")
    finally:
        tmp_path.chmod(0o700)
