"""A folder or share: a version is there whole or not at all, and never changes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from desk import content, make_release, months, small

from projects import bytes_below
from warraq.errors import ReleaseError, StorageError, VersionTakenError
from warraq.model.atomic import exclusive
from warraq.release.publish.folder import publish_to_folder
from warraq.release.publish.outcome import Options, Publication

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.release.publish.local import LocalRelease

_MONTH = "data/articles/train/2020-01.parquet"

#: Publishes, and kills itself before its nth step on the target; prints the number of steps if let live.
_KILLED = """
import os, signal, sys
from pathlib import Path
from warraq.release.publish.folder import publish_to_folder
from warraq.release.publish.local import local_release
from warraq.release.publish.outcome import Options

source, target, last = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
steps = 0


def count(event, arguments):
    global steps
    named = event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "shutil.copyfile")
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if (named or writes) and target in (str(arguments[0]) + str(arguments[-1])):
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)


release = local_release(source)
sys.addaudithook(count)
publish_to_folder(Path(target), release, Options())
print(steps)
"""


@pytest.fixture
def release(tmp_path: Path) -> LocalRelease:
    return make_release(tmp_path / "release", small())


@pytest.fixture
def share(tmp_path: Path) -> Path:
    return tmp_path / "share"


def publish(share: Path, release: LocalRelease, *, dry_run: bool = False) -> Publication:
    return publish_to_folder(share, release, Options(dry_run=dry_run))


def visible(share: Path) -> list[str]:
    return sorted(path.name for path in share.iterdir() if not path.name.startswith("."))


def test_a_version_comes_whole_with_an_index(share: Path, release: LocalRelease) -> None:
    result = publish(share, release)
    assert (result.state, result.new, result.plan.count("new")) == ("published", True, len(release.files))
    assert bytes_below(share / "0.1.0") == content(release)
    assert visible(share) == ["0.1.0", "releases.json"]
    index = json.loads((share / "releases.json").read_bytes())
    assert index["latest"] == "0.1.0"
    assert index["releases"][0]["manifest_sha256"] == release.digest


def test_the_same_again_writes_nothing(share: Path, release: LocalRelease) -> None:
    publish(share, release)
    before = {path: path.stat().st_mtime_ns for path in (share / "0.1.0").rglob("*")}
    result = publish(share, release)
    assert (result.new, result.plan.needed) == (False, ())
    assert {path: path.stat().st_mtime_ns for path in (share / "0.1.0").rglob("*")} == before


@pytest.mark.parametrize("harm", ["changed", "missing", "more", "a file", "empty"])
def test_a_version_with_other_content_is_refused_and_stays(
    share: Path, release: LocalRelease, harm: str
) -> None:
    publish(share, release)
    if harm == "changed":
        (share / "0.1.0" / _MONTH).write_bytes(b"PAR1\0other 0")
    elif harm == "missing":
        (share / "0.1.0" / "CHANGES.md").unlink()
    elif harm == "more":
        (share / "0.1.0" / "more.txt").write_bytes(b"more\n")
    else:
        shutil.rmtree(share / "0.1.0")
        (share / "0.1.0").mkdir() if harm == "empty" else (share / "0.1.0").write_bytes(b"?")
    before = bytes_below(share)
    for dry_run in (True, False):
        with pytest.raises(VersionTakenError, match="other content") as caught:
            publish(share, release, dry_run=dry_run)
        assert caught.value.exit_code == 2
    assert bytes_below(share) == before


def test_files_that_an_earlier_version_has_are_links(share: Path, tmp_path: Path) -> None:
    publish(share, make_release(tmp_path / "1", small()))
    later = make_release(tmp_path / "2", {**small(), "CHANGES.md": b"# second\n"}, "0.2.0")
    publish(share, later)
    assert (share / "0.2.0" / _MONTH).samefile(share / "0.1.0" / _MONTH)
    assert not (share / "0.2.0" / "CHANGES.md").samefile(share / "0.1.0" / "CHANGES.md")
    assert bytes_below(share / "0.2.0") == content(later)
    assert json.loads((share / "releases.json").read_bytes())["latest"] == "0.2.0"


def test_a_damaged_earlier_version_is_not_linked_to(share: Path, tmp_path: Path) -> None:
    publish(share, make_release(tmp_path / "1", small()))
    damaged = (share / "0.1.0" / _MONTH).read_bytes()[:-1] + b"?"
    (share / "0.1.0" / _MONTH).write_bytes(damaged)
    (share / "0.3.0").mkdir()
    (share / "0.3.0" / "manifest.json").write_bytes(b"{")
    later = make_release(tmp_path / "2", {**small(), "CHANGES.md": b"# second\n"}, "0.2.0")
    publish(share, later)
    assert bytes_below(share / "0.2.0") == content(later)
    assert (share / "0.1.0" / _MONTH).read_bytes() == damaged


def test_without_links_the_files_are_copied(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    publish(share, make_release(tmp_path / "1", small()))
    monkeypatch.setattr(os, "link", no_links)
    later = make_release(tmp_path / "2", small(), "0.2.0")
    publish(share, later)
    assert bytes_below(share / "0.2.0") == content(later)


def test_a_dry_run_writes_nothing(share: Path, release: LocalRelease) -> None:
    result = publish(share, release, dry_run=True)
    assert (result.state, result.new, result.plan.count("new")) == ("planned", True, len(release.files))
    assert not share.exists()


def test_two_at_once_do_not_mix(share: Path, release: LocalRelease) -> None:
    with exclusive(share / ".publish.lock"), pytest.raises(ReleaseError, match="another warraq command"):
        publish(share, release)
    assert visible(share) == []


def test_a_full_disk_shows_nothing(
    share: Path, release: LocalRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_source: object, target: object) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(StorageError, match="No space left") as caught:
        publish(share, release)
    assert "publish again" in caught.value.next_step
    assert visible(share) == []


def test_a_share_that_gives_back_other_bytes_is_found_out(
    share: Path, release: LocalRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(_source: object, target: Path) -> None:
        target.write_bytes(b"")

    monkeypatch.setattr(shutil, "copyfile", lose)
    with pytest.raises(StorageError, match="not what is read back"):
        publish(share, release)
    assert visible(share) == []


def test_a_file_in_the_way_is_named(share: Path, release: LocalRelease) -> None:
    share.write_bytes(b"a file")
    with pytest.raises(StorageError, match="share"):
        publish(share, release)


def killed(source: Path, share: Path, last: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _KILLED, str(source), str(share), str(last)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def assert_killed_runs_are_completed(tmp_path: Path, shares: list[float]) -> None:
    first, second = make_release(tmp_path / "1", small()), {**small(), **months(4), "CHANGES.md": b"# 2\n"}
    later = make_release(tmp_path / "2", second, "0.2.0")
    publish(tmp_path / "whole", first)
    steps = int(killed(later.folder, tmp_path / "whole", 0).stdout)
    for number, moment in enumerate(shares):
        share = tmp_path / f"share-{number}"
        publish(share, first)
        assert killed(later.folder, share, 1 + int(moment * (steps - 1))).returncode == -signal.SIGKILL
        assert bytes_below(share / "0.1.0") == content(first)
        if (share / "0.2.0").exists():
            assert bytes_below(share / "0.2.0") == content(later)
        publish(share, later)
        assert bytes_below(share / "0.2.0") == content(later)
        assert json.loads((share / "releases.json").read_bytes())["latest"] == "0.2.0"
        assert not (share / ".new-0.2.0").exists()


def test_a_killed_run_is_completed_by_the_next(tmp_path: Path) -> None:
    assert_killed_runs_are_completed(tmp_path, [0.5, 1.0])


@pytest.mark.slow
def test_a_run_killed_at_any_moment_is_completed_by_the_next(tmp_path: Path) -> None:
    assert_killed_runs_are_completed(tmp_path, [number / 14 for number in range(15)])
