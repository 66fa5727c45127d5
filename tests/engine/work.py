"""Work that tests hand to engines."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from warraq.engine.task import Task
from warraq.errors import UsageError


def square(number: Any, folder: Path) -> dict[str, Any]:
    (folder / "square").write_text(str(number * number))
    return {"records": 1, "pid": os.getpid()}


def refuse(number: Any, folder: Path) -> dict[str, Any]:
    raise UsageError(f"number {number}", "is refused", expected=str(folder.is_dir()), next_step="none")


def die(_: Any, folder: Path) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {"folder": str(folder)}


def die_once(marker: Any, folder: Path) -> dict[str, Any]:
    if not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    (folder / "done").touch()
    return {}


def meet(marker: Any, folder: Path) -> dict[str, Any]:
    """Wait until a second attempt of the same task runs too."""
    (Path(marker) / folder.name).touch()
    ends = time.monotonic() + 20
    while len(list(Path(marker).iterdir())) < 2 and time.monotonic() < ends:
        time.sleep(0.01)
    (folder / "met").write_text(str(len(list(Path(marker).iterdir()))))
    return {"attempt": folder.name}


def squares(count: int, weight: int = 1) -> list[Task]:
    return [Task(f"task {number}", f"{number:064x}", square, number, weight) for number in range(count)]


def nap(seconds: Any, folder: Path) -> dict[str, Any]:
    (folder / "begun").touch()
    time.sleep(seconds)
    return {"records": 1}


def napping(count: int, seconds: float = 60.0) -> list[Task]:
    return [Task(f"nap {number}", f"{number:064x}", nap, seconds) for number in range(count)]
