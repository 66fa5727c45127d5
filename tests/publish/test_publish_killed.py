"""A publisher killed at any moment leaves main as it was or whole, and the next run completes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from desk import CARD, NAME, content, make_release, months, without_attributes

from hub.faults import Fault, Kind

if TYPE_CHECKING:
    from pathlib import Path

    from hub.hub import Hub
    from warraq.release.publish.local import LocalRelease

_PUBLISH = f"""
import sys
from pathlib import Path
from warraq.release.hub import upload
from warraq.release.hub.client import writing_api
from warraq.release.hub.publish import publish
from warraq.release.publish.local import local_release
from warraq.release.publish.outcome import Options

upload.MOST = int(sys.argv[2])
result = publish(writing_api(), {NAME!r}, local_release(Path(sys.argv[1])), Options())
print(result.state, result.new)
"""
#: So many changes are one commit; with fewer the way leads through a pull request.
_ONE_COMMIT, _SEVERAL = 100, 3


class Publisher:
    """A process that publishes, and may be killed at one of its requests."""

    def __init__(self, hub: Hub, release: LocalRelease, most: int) -> None:
        self._hub = hub
        self._command = [sys.executable, "-c", _PUBLISH, str(release.folder), str(most)]

    def run(self, last: int = 0, *, applied: bool = False) -> int:
        """Return the exit code; killed at its request number `last`, which the Hub answers or not."""
        process = subprocess.Popen(
            self._command, env=self._hub.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        kind: Kind = "meanwhile" if applied else "status"
        if last:
            kill = Fault("", kind, after=last - 1, act=lambda: os.kill(process.pid, signal.SIGKILL))
            self._hub.faults.add(kill)
        process.communicate()
        self._hub.faults.clear()
        return process.returncode


def assert_killed_runs_are_completed(hub: Hub, folder: Path, most: int, moments: list[float]) -> None:
    first = make_release(folder / "1", {"README.md": CARD, **months(7)})
    second = make_release(folder / "2", {"README.md": CARD, **months(6, "second")}, "0.2.0")
    publisher = Publisher(hub, second, most)
    for number, moment in enumerate([0.0, *moments]):
        hub.state.repositories.clear()
        hub.create(NAME)
        hub.commit(NAME, content(first))
        hub.log.clear()
        if number == 0:
            assert publisher.run() == 0
            requests = len(hub.log)
            continue
        killed = publisher.run(1 + int(moment * (requests - 1)), applied=number % 2 == 0)
        assert killed == -signal.SIGKILL
        assert without_attributes(hub.files(NAME)) in (content(first), content(second))
        if "refs/tags/v0.2.0" in hub.refs(NAME):
            assert without_attributes(hub.files(NAME, "v0.2.0")) == content(second)
        assert publisher.run() == 0
        assert without_attributes(hub.files(NAME, "v0.2.0")) == content(second)
        assert len([one for one in hub.commits(NAME) if one.title.startswith("Release ")]) == 1
        assert len(hub.state.repositories[NAME].pulls) == (most == _SEVERAL)


def test_a_killed_publisher_leaves_no_half(hub: Hub, tmp_path: Path) -> None:
    assert_killed_runs_are_completed(hub, tmp_path, _ONE_COMMIT, [0.9])


@pytest.mark.slow
@pytest.mark.parametrize("most", [_ONE_COMMIT, _SEVERAL])
def test_a_publisher_killed_at_thirty_moments_leaves_no_half(hub: Hub, tmp_path: Path, most: int) -> None:
    """Fifteen on each way, evenly from the first request to the last."""
    assert_killed_runs_are_completed(hub, tmp_path, most, [number / 14 for number in range(15)])


@pytest.mark.slow
def test_a_publisher_killed_while_xet_uploads_leaves_no_half(xet_hub: Hub, tmp_path: Path) -> None:
    moments = [number / 3 for number in range(4)]
    assert_killed_runs_are_completed(xet_hub, tmp_path, _ONE_COMMIT, moments)
