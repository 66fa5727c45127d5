"""A release made once more from its raw files and lock has the same bytes, or it is said why it cannot be."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from release_chain import Desk, stories

from projects import bytes_below, put, story
from warraq.corpus.pipeline.build import Options
from warraq.release.cut import cut
from warraq.release.lock import FILE_NAME as LOCK

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.model.project import Project

#: Loaded by every Python process that has its folder on the path: the clock is decades off, and jumps.
CLOCK = """
import time

_now, _calls = time.time, iter(range(10**9))
time.time = lambda: _now() + 987_654_321.5 + 3_600 * next(_calls)
time.time_ns = lambda: int(time.time() * 1e9)
"""


def lock_of(folder: Path) -> Any:
    return json.loads((folder / LOCK).read_bytes())


def twice(desk: Desk) -> None:
    """Cut a second release, which takes ids and splits over from the first."""
    desk.write(*stories(3, 4), story(4, section="Harbour"), story(12))
    assert desk.release() == "0.2.0"


def test_the_lock_names_all_that_the_bytes_depend_on(desk: Desk) -> None:
    twice(desk)
    lock = lock_of(desk.frozen("0.2.0"))
    assert lock["before"]["version"] == "0.1.0"
    assert set(lock["raw"]) == {"daily/stories.jsonl", "weekly/all.jsonl"}
    assert {"datapackage.json", "corpus/sources.toml", "checks/policy.toml", "build/card.md.j2"} <= set(
        lock["project"]
    )
    assert {"polars", "pyarrow", "trafilatura"} <= set(lock["libraries"])
    assert lock["tool"]["name"] == "warraq"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_made_anew_it_is_the_same(desk: Desk, jobs: str) -> None:
    twice(desk)
    told = desk.json("verify", "0.2.0", "--rebuild", "--jobs", jobs)
    assert told["rebuilt_differs_in"] == []
    assert not list(desk.project.build.glob(".rebuild*"))
    # Only the first can be made of other raw files than the second's, where they are kept.
    put(
        desk.project.root / "old" / "daily" / "stories.jsonl",
        (desk.project.raw / "daily" / "stories.jsonl").read_bytes(),
    )
    shutil.copytree(desk.project.raw / "weekly", desk.project.root / "old" / "weekly")
    assert desk.json("verify", "0.2.0", "--rebuild", "--raw", desk.project.root / "old")["passed"]


def shuffled(root: Path, elsewhere: Path) -> None:
    """Copy the project so that its raw files were made in another order, at other times."""
    shutil.copytree(root, elsewhere)
    files = sorted(path for path in (elsewhere / "corpus" / "raw").rglob("*") if path.is_file())
    contents = {path: path.read_bytes() for path in files}
    for path in files:
        path.unlink()
    for age, path in enumerate(random.Random(11).sample(files, len(files))):
        path.write_bytes(contents[path])
        os.utime(path, (1_000_000_000 + age, 1_000_000_000 + age))
    shutil.rmtree(elsewhere / "build" / "cache")
    shutil.rmtree(elsewhere / "build" / "candidate")


def test_another_process_clock_zone_locale_threads_order_and_folder(desk: Desk, tmp_path: Path) -> None:
    twice(desk)
    elsewhere = tmp_path / "a folder, elsewhere"
    shuffled(desk.project.root, elsewhere)
    put(tmp_path / "clock" / "sitecustomize.py", CLOCK)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "clock"), *sys.path]),
        "POLARS_MAX_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "TZ": "Pacific/Chatham",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "C",
        "PYTHONHASHSEED": "4711",
    }
    command = [sys.executable, "-m", "warraq", "--project", str(elsewhere), "verify", "0.2.0", "--rebuild"]
    done = subprocess.run(
        [*command, "--jobs", "2", "--json"],
        capture_output=True,
        text=True,
        env=environment,
        cwd="/",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rebuilt_differs_in"] == []


def _raw(project: Project) -> str:
    put(project.raw / "daily" / "more.jsonl", "{}")
    return "daily/more.jsonl is new"


def _raw_gone(project: Project) -> str:
    (project.raw / "weekly" / "all.jsonl").unlink()
    return "weekly/all.jsonl is missing"


def _settings(project: Project) -> str:
    path = project.root / "corpus" / "sources.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    return "corpus/sources.toml is "


def _before(project: Project) -> str:
    path = project.releases / "0.1.0" / "manifest.json"
    path.write_bytes(path.read_bytes() + b"\n")
    return "is not the manifest of the release before"


def _library(project: Project) -> str:
    path = project.releases / "0.2.0" / LOCK
    lock = json.loads(path.read_bytes())
    lock["libraries"]["polars"] = "0.0.1"
    path.write_text(json.dumps(lock))
    return "polars is"


def _tool(project: Project) -> str:
    path = project.releases / "0.2.0" / LOCK
    lock = json.loads(path.read_bytes())
    lock["tool"]["version"] = "0.0.1"
    path.write_text(json.dumps(lock))
    return "the tool"


@pytest.mark.parametrize("change", [_raw, _raw_gone, _settings, _before, _library, _tool])
def test_other_input_proves_nothing_and_is_named(desk: Desk, change: Any) -> None:
    twice(desk)
    named = change(desk.project)
    _, error = desk.run("verify", "0.2.0", "--rebuild", code=2)
    assert named in error


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"version": "0.2.0", "raw": 5}'])
def test_a_lock_that_is_none_is_named(desk: Desk, content: bytes) -> None:
    twice(desk)
    (desk.frozen("0.2.0") / LOCK).write_bytes(content)
    assert LOCK in desk.run("verify", "0.2.0", "--rebuild", code=2)[1]


def test_a_release_that_is_not_what_its_input_gives(desk: Desk) -> None:
    twice(desk)
    path = desk.frozen("0.2.0") / "README.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    told = desk.json("verify", "0.2.0", "--rebuild", code=1)
    assert told["rebuilt_differs_in"] == ["README.md"]


@pytest.mark.parametrize("today", [date(2024, 12, 1), date(2031, 1, 1)])
def test_a_waiver_that_ended_before_the_release_has_ended_when_it_is_made_anew(
    desk: Desk, today: date
) -> None:
    policy = desk.project.root / "checks" / "policy.toml"
    waiver = (
        '\n[rules.waiver-expired]\nseverity = "warning"\n'
        '[[waivers]]\nrule = "body-short"\nreason = "tables of results"\nexpires = 2025-01-31\n'
    )
    policy.write_text(policy.read_text(encoding="utf-8") + waiver, encoding="utf-8")
    desk.write(*stories(), story(12, text="Too short."))
    project = type(desk.project).load(desk.project.root)
    cut(project, version="0.2.0", today=today, options=Options(jobs=1))

    ended = lock_of(desk.frozen("0.2.0"))["waivers_ended"]
    assert ended == ("2025-01-31" if today.year == 2031 else None)
    assert desk.json("verify", "0.2.0", "--rebuild")["rebuilt_differs_in"] == []


def test_rows_held_back_are_held_back_again(desk: Desk) -> None:
    policy = desk.project.root / "checks" / "policy.toml"
    rule = '\n[rules.body-short]\nseverity = "error"\n'
    policy.write_text(policy.read_text(encoding="utf-8") + rule, encoding="utf-8")
    desk.write(*stories(), story(12, text="Too short."), story(13))
    desk.run("release", "0.2.0", "--quarantine")
    assert lock_of(desk.frozen("0.2.0"))["quarantine"] is True
    assert desk.json("verify", "0.2.0", "--rebuild")["rebuilt_differs_in"] == []


def test_without_a_project_nothing_can_be_made_anew(desk: Desk, tmp_path: Path) -> None:
    copy = shutil.copytree(desk.frozen("0.1.0"), tmp_path / "apart" / "copy")
    command = [sys.executable, "-m", "warraq", "verify", str(copy), "--rebuild"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=copy.parent, check=False)
    assert done.returncode == 2
    assert "no project" in done.stderr


def test_nothing_of_the_project_is_touched(desk: Desk) -> None:
    twice(desk)
    before = bytes_below(desk.project.root)
    desk.run("verify", "0.2.0", "--rebuild")
    assert bytes_below(desk.project.root) == before
