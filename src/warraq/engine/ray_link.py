"""The other end of the process that talks to Ray: started, listened to for a while, ended in any case."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from warraq.engine.pool import keyboard_held
from warraq.engine.ray_driver import Ready, Settings, serve
from warraq.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.engine.ray_worker import Order

_START_SECONDS = 120.0
#: The process says something every second; when it is silent for so long, it hangs.
_SILENCE_SECONDS = 180.0
_END_SECONDS = 15.0
_REMOVALS = 20
#: The path of a socket may not be longer than about 100 bytes, and Ray adds 60 to its folder's.
_LONGEST_TEMPORARY = 40
_SHORT = "/tmp"  # noqa: S108 - the folder made in it is this user's alone
_NEXT = "run the command again: what is done is kept"


class Link:
    """A process that talks to Ray.

    Attributes:
        ready: what there is to run on.
    """

    def __init__(self, settings: Settings) -> None:
        """Start the process and wait until it has started or joined Ray.

        Raises:
            StorageError: Ray does not start, or the cluster cannot be reached.
        """
        self._where = f"Ray at {settings.address}" if settings.address else "Ray"
        self._temporary = None if settings.address else _temporary()
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        given = (replace(settings, temporary=self._temporary), theirs)
        self._process = context.Process(target=serve, args=given)
        with keyboard_held():
            self._process.start()
        theirs.close()
        try:
            self.ready = self._begun()
        except BaseException:
            self.kill()
            raise

    @property
    def process(self) -> int:
        """Its id."""
        return int(self._process.pid or 0)

    def _begun(self) -> Ready:
        told: Ready | Exception = self.receive(_START_SECONDS)
        if isinstance(told, Exception):
            raise told
        return told

    def send(self, orders: Mapping[int, tuple[str, Order]]) -> None:
        """Hand it orders.

        Raises:
            StorageError: it is gone.
        """
        try:
            self._pipe.send(orders)
        except (OSError, ValueError) as error:
            raise self._gone() from error

    def receive(self, seconds: float = _SILENCE_SECONDS) -> Any:
        """Return what it says next.

        Raises:
            StorageError: it says nothing for so long, or is gone.
        """
        try:
            if self._pipe.poll(seconds):
                return self._pipe.recv()
        except (EOFError, OSError) as error:
            raise self._gone() from error
        raise StorageError(self._where, f"nothing was heard for {seconds:.0f} s", next_step=_NEXT)

    def close(self) -> None:
        """Let it leave Ray and end."""
        with suppress(OSError, ValueError):
            self._pipe.send(None)
        self._process.join(_END_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End it, and the Ray that it started, whatever it does."""
        if self._process.is_alive():
            with suppress(OSError):
                os.killpg(self.process, signal.SIGKILL)
            self._process.kill()
        self._process.join()
        self._pipe.close()
        if self._temporary is not None:
            _remove(self._temporary)

    def _gone(self) -> StorageError:
        return StorageError(self._where, "the connection was lost", next_step=_NEXT)


def _temporary() -> str:
    usual = tempfile.gettempdir()
    return tempfile.mkdtemp(prefix="ray-", dir=usual if len(usual) <= _LONGEST_TEMPORARY else _SHORT)


def _remove(folder: str) -> None:
    """Delete a folder into which processes that are ending may still write for a moment."""
    for _ in range(_REMOVALS):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.lexists(folder):
            return
        time.sleep(_END_SECONDS / _REMOVALS / 10)
