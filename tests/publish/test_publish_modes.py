"""Both ways in which files go up, LFS and Xet, from a process of its own that speaks over a socket."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from desk import CARD, NAME, content, make_release, months, without_attributes

from hub.faults import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from hub.hub import Hub
    from warraq.release.publish.local import LocalRelease

_PUBLISH = f"""
import json, sys
from pathlib import Path
from warraq.release.hub.client import writing_api
from warraq.release.hub.publish import publish
from warraq.release.publish.local import local_release
from warraq.release.publish.outcome import Options

options = Options(sleep=lambda seconds: None)
print(json.dumps([
    publish(writing_api(), {NAME!r}, local_release(Path(folder)), options).as_dict()
    for folder in sys.argv[1:]
]))
"""


@pytest.fixture(params=[pytest.param("hub", marks=pytest.mark.slow), "xet_hub"])
def near(request: pytest.FixtureRequest) -> Hub:
    """A Hub of each kind, with an empty dataset."""
    found: Hub = request.getfixturevalue(request.param)
    found.create(NAME)
    return found


def published(near: Hub, *releases: LocalRelease, **environment: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-c", _PUBLISH, *(str(release.folder) for release in releases)],
        env={**near.environment, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # hf_xet writes to stdout where it cannot keep a log; the command `warraq` keeps that apart.
    results: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return results


def month(number: int, change: bytes = b"") -> bytes:
    """Return 100,000 bytes that no other month has."""
    return b"PAR1\0" + change + bytes((number * 7 + one * one) % 251 for one in range(100_000))


def test_one_changed_month_of_24_is_all_that_goes_up(near: Hub, tmp_path: Path) -> None:
    before = {"README.md": CARD, "CHANGES.md": b"# 0.1.0\n", "LICENSE": b"same\n"}
    before |= {name: month(number) for number, name in enumerate(months(24))}
    name = "data/articles/train/2020-05.parquet"
    changed = {"CHANGES.md": b"# 0.2.0\n", name: month(4, b"corrected")}
    first = make_release(tmp_path / "1", before)
    published(near, first)
    stored, tree = near.xet_bytes(), near.files(NAME)
    near.log.clear()
    second = make_release(tmp_path / "2", {**before, **changed}, "0.2.0")
    result, again = published(near, second, second)
    assert {change["path"] for change in result["changes"]} == {*changed, "manifest.json"}
    assert (again["new"], again["changes"]) == (False, [])
    assert without_attributes(near.files(NAME, "v0.2.0")) == content(second)
    assert without_attributes(tree) == content(first) == without_attributes(near.files(NAME, "v0.1.0"))
    papers = sum(second.files[paper].bytes for paper in ("CHANGES.md", "manifest.json"))
    if near.state.xet:
        assert near.xet_bytes() - stored <= len(changed[name])
        assert near.sent_bytes() <= papers + 6
    else:
        assert near.sent_bytes() <= len(changed[name]) + papers + 6
    assert len(near.commits(NAME)) == 3


@pytest.mark.slow
@pytest.mark.parametrize("status", [503, 429])
def test_xet_tokens_that_fail_for_a_while(xet_hub: Hub, tmp_path: Path, status: int) -> None:
    xet_hub.create(NAME)
    xet_hub.faults.add(Fault("xet-write-token", status=status, times=1))
    release = make_release(tmp_path / "1", {"README.md": CARD, **months(3)})
    assert published(xet_hub, release)[0]["new"]
    assert without_attributes(xet_hub.files(NAME, "v0.1.0")) == content(release)


@pytest.mark.slow
def test_a_home_that_cannot_be_written_is_no_obstacle(near: Hub, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    release = make_release(tmp_path / "1", {"README.md": CARD, **months(3)})
    assert published(near, release, HF_HOME=os.fspath(tmp_path / "file" / "home"))[0]["new"]
    assert without_attributes(near.files(NAME, "v0.1.0")) == content(release)
