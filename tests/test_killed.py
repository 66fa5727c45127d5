"""A killed build or release leaves the old state or the new, and the next run gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pytest

from projects import build as build_here
from projects import bytes_below, jsonl, make_project, put, release, story
from warraq.model.project import Project

if TYPE_CHECKING:
    from pathlib import Path

Verb = Literal["build", "release"]

#: Moments at which to kill, as shares of all the steps at which the verb touches the project's folder.
_CHANCE = random.Random(50)
MOMENTS: list[tuple[Verb, float]] = [
    *(("build", round(_CHANCE.random(), 3)) for _ in range(24)),
    *(("release", round(_CHANCE.random(), 3)) for _ in range(24)),
    ("build", 1.0),
    ("release", 1.0),
]
#: Those that every run of the tests tries.
FEW: list[tuple[Verb, float]] = [("build", 0.9), ("release", 0.5), ("release", 1.0)]

#: A verb that kills itself before its nth step: opening a file to write, making, renaming, linking or
#: deleting one. It prints the number of steps if it is let live.
RUN = """
import os, signal, sys

root, last, verb = sys.argv[1], int(sys.argv[2]), sys.argv[3]
steps = 0


def count(event, arguments):
    global steps
    named = event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "shutil.copyfile")
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if (named or writes) and str(arguments[0]).startswith(root):
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)


from datetime import date
from pathlib import Path
from warraq.corpus.pipeline.build import Options, build, writing
from warraq.model.project import Project
from warraq.release.cut import cut

project = Project.load(Path(root))
sys.addaudithook(count)
if verb == "build":
    with writing(project):
        build(project, Options(version="0.2.0", jobs=1))
else:
    cut(project, version="0.2.0", today=date(2025, 6, 1), options=Options(jobs=1))
print(steps)
"""


def run(root: Path, last: int, verb: Verb) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", RUN, str(root), str(last), verb]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def whole(folder: Path) -> bool:
    """Whether the release has exactly the files that its manifest names, unharmed."""
    named = json.loads((folder / "manifest.json").read_bytes())["files"]
    found = {name: data for name, data in bytes_below(folder).items() if name != "manifest.json"}
    return {name: one["sha256"] for name, one in named.items()} == {
        name: hashlib.sha256(data).hexdigest() for name, data in found.items()
    }


@dataclass(frozen=True)
class States:
    """A project whose next build and release change something, and what both come to when they are let live.

    Attributes:
        base: its folder.
        steps: how many steps each verb takes.
        old, new: the candidate before and after.
        first, second: the frozen release, and the one that is cut.
    """

    base: Path
    steps: dict[Verb, int]
    old: dict[str, bytes]
    new: dict[str, bytes]
    first: dict[str, bytes]
    second: dict[str, bytes]


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> States:
    home = tmp_path_factory.mktemp("killed")
    base = home / "base"
    weekly = [story(number, url=f"https://weekly.example/{number}") for number in range(20, 26)]
    made = make_project(
        base, {"daily/a.jsonl": jsonl(map(story, range(12))), "weekly/b.jsonl": jsonl(weekly)}
    )
    release(made)
    put(
        base / "corpus" / "raw" / "daily" / "a.jsonl",
        jsonl([*map(story, range(1, 14)), story(3, section="Port")]),
    )
    steps: dict[Verb, int] = {}
    verbs: tuple[Verb, ...] = ("build", "release")
    for verb in verbs:
        unharmed = run(shutil.copytree(base, home / verb), 0, verb)
        assert unharmed.returncode == 0, unharmed.stderr
        steps[verb] = int(unharmed.stdout)
        assert steps[verb] > 20
    done = home / "release" / "build"
    assert bytes_below(home / "build" / "build" / "candidate") == bytes_below(done / "candidate")
    return States(
        base,
        steps,
        bytes_below(base / "build" / "candidate"),
        bytes_below(done / "candidate"),
        bytes_below(base / "build" / "releases" / "0.1.0"),
        bytes_below(done / "releases" / "0.2.0"),
    )


def hold(states: States, root: Path, verb: Verb, moment: float) -> None:
    """Kill the verb at the moment, look at what is left, and run it again."""
    shutil.copytree(states.base, root)
    killed = run(root, max(1, round(states.steps[verb] * moment)), verb)
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    built = root / "build"
    assert bytes_below(built / "candidate") in (states.old, states.new)
    assert bytes_below(built / "releases" / "0.1.0") == states.first
    target = built / "releases" / "0.2.0"
    assert not target.exists() or whole(target)

    if verb == "build":
        build_here(Project.load(root))
        assert not target.exists()
    release(Project.load(root), "0.2.0")
    assert bytes_below(built / "candidate") == states.new
    assert bytes_below(target) == states.second
    left = {path.name for path in (*built.iterdir(), *(built / "releases").iterdir())}
    assert left == {
        *("candidate", "cache", "releases", "release.toml", "card.md.j2", ".lock"),
        *("0.1.0", "0.2.0"),
    }
    assert not list((built / "cache").rglob(".*"))


@pytest.mark.parametrize(("verb", "moment"), FEW)
def test_a_kill_leaves_the_old_state_or_the_new(
    states: States, tmp_path: Path, verb: Verb, moment: float
) -> None:
    hold(states, tmp_path / "killed", verb, moment)


@pytest.mark.slow
@pytest.mark.parametrize(("verb", "moment"), MOMENTS)
def test_a_kill_at_any_of_fifty_moments_leaves_the_old_state_or_the_new(
    states: States, tmp_path: Path, verb: Verb, moment: float
) -> None:
    hold(states, tmp_path / "killed", verb, moment)
