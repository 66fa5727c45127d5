"""Running a script against a served Hub, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hub.server import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.hub import Hub

DATASET = "my-org/my-corpus"
LOADER = Path(__file__).with_name("load_all.py")


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    """Serve the Hub; readers are anonymous, as most are."""
    with serve(hub):
        hub.environment = hub.client_environment(None)
        yield hub
    assert not hub.errors


def run(hub: Hub, *command: str | Path, cwd: Path | None = None) -> str:
    """Run a command that speaks to the Hub; return what it printed."""
    path = os.pathsep.join([str(Path(sys.executable).parent), hub.environment.get("PATH", "")])
    environment = {**hub.environment, "PATH": path}
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, check=False, env=environment, cwd=cwd
    )
    assert done.returncode == 0, done.stderr[-4_000:]
    return done.stdout


def python(hub: Hub, *arguments: str | Path, cwd: Path | None = None) -> str:
    """Run Python that speaks to the Hub; return what it printed."""
    return run(hub, sys.executable, *arguments, cwd=cwd)
