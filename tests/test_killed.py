"""A release that is killed leaves the old state or the new, and the next run gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from projects import bytes_below, copy_sample, drop_expectations, release
from warraq.model.project import Project

if TYPE_CHECKING:
    from pathlib import Path

#: Moments at which to kill, as shares of all the steps at which a release touches the project's folder.
MOMENTS = (0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1)

#: A release that kills itself before its nth step: opening a file to write, making, renaming or deleting one.
#: It prints the number of steps if it is let live.
RUN = """
import os, signal, sys

root, last = sys.argv[1], int(sys.argv[2])
steps = 0


def count(event, arguments):
    global steps
    named = event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir")
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if (named or writes) and str(arguments[0]).startswith(root):
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)


from datetime import date
from pathlib import Path
from warraq.model.project import Project
from warraq.release.cut import cut

sys.addaudithook(count)
cut(Project.load(Path(root)), version="0.2.0", today=date(2025, 6, 1), jobs=1)
print(steps)
"""


def run(root: Path, last: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", RUN, str(root), str(last)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def whole(folder: Path) -> bool:
    """Whether the release has exactly the files that its manifest names, unharmed."""
    named = json.loads((folder / "manifest.json").read_bytes())["files"]
    found = {name: data for name, data in bytes_below(folder).items() if name != "manifest.json"}
    return {name: one["sha256"] for name, one in named.items()} == {
        name: hashlib.sha256(data).hexdigest() for name, data in found.items()
    }


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_the_old_state_or_the_new(tmp_path: Path) -> None:
    base = copy_sample(tmp_path / "base")
    drop_expectations(base)
    added = base / "corpus" / "raw" / "almanara" / "articles-2025-01.jsonl"
    content = added.read_bytes()
    added.unlink()
    release(Project.load(base))
    added.write_bytes(content)
    old = bytes_below(base / "build" / "candidate")
    first = bytes_below(base / "build" / "releases" / "0.1.0")

    reference = tmp_path / "reference"
    shutil.copytree(base, reference)
    unharmed = run(reference, 0)
    assert unharmed.returncode == 0, unharmed.stderr
    steps = int(unharmed.stdout)
    new = bytes_below(reference / "build" / "candidate")
    second = bytes_below(reference / "build" / "releases" / "0.2.0")
    assert steps > 20
    assert new != old

    for moment in MOMENTS:
        root = tmp_path / f"killed-{moment}"
        shutil.copytree(base, root)
        killed = run(root, max(1, round(steps * moment)))
        assert killed.returncode == -signal.SIGKILL, killed.stderr

        built = root / "build"
        assert bytes_below(built / "candidate") in (old, new), moment
        assert bytes_below(built / "releases" / "0.1.0") == first
        target = built / "releases" / "0.2.0"
        assert not target.exists() or whole(target)

        release(Project.load(root), "0.2.0")
        assert bytes_below(built / "candidate") == new
        assert bytes_below(target) == second
        left = {path.name for path in (*built.iterdir(), *(built / "releases").iterdir())}
        assert left == {
            *("candidate", "cache", "releases", "release.toml", "card.md.j2", ".lock"),
            *("0.1.0", "0.2.0"),
        }
        assert not list((built / "cache").rglob(".*"))
        shutil.rmtree(root)
