"""The process that talks to Ray.

It is apart from the one that builds, since Ray ends its driver when the cluster is gone, may wait for ever
where a link is cut, and prints as it likes.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import threading
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from warraq.engine.memory import workers_within
from warraq.engine.pool import wait_for_parent
from warraq.engine.ray_jobs import Jobs, Nodes
from warraq.engine.ray_worker import carry_out, portable
from warraq.errors import StorageError, WarraqError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_LOOPBACK = "127.0.0.1"
#: The least that Ray takes; results are small.
_OBJECT_STORE_BYTES = 80 << 20
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DEDUP_LOGS": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}


@dataclass(frozen=True)
class Settings:
    """How to reach or start Ray.

    Attributes:
        address: of a cluster that runs; None starts one here.
        temporary: folder for the files of a Ray that is started here.
        jobs: how many tasks run at a time, at most; None for as many as the cluster has cores.
        local: how many tasks run at a time on a Ray that is started here.
        memory: bytes that all processes on a node together may hold; None if there is no bound.
        stall: seconds without progress after which running tasks are sent out once more.
    """

    address: str | None
    temporary: str | None
    jobs: int | None
    local: int
    memory: int | None
    stall: float


@dataclass(frozen=True)
class Ready:
    """What there is to run on.

    Attributes:
        workers: tasks at a time.
        cores: that a task asks for, so that no more run on a node than its memory allows.
        on_one_node: tasks at a time on the largest node.
        missing: addresses of nodes that the cluster knows and that are not alive.
    """

    workers: int
    cores: int
    on_one_node: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    """A list of orders is through.

    Attributes:
        all: whether all are carried out.
        lost: whether a node was lost since Ray was started or joined.
    """

    all: bool
    lost: bool


def serve(settings: Settings, pipe: Connection) -> None:
    """Start or join Ray, then run what comes through the pipe until None comes.

    Sends `Ready`, or the error that prevents it. For each list of orders it sends what `Jobs.run` yields, and
    at the end `Done` or the error.
    """
    os.dup2(2, 1)  # stdout is for the result of the command alone
    os.setpgid(0, 0)  # what Ray starts here is of this group, and can be ended with it
    threading.Thread(target=_end_group_with_parent, args=(settings.temporary,), daemon=True).start()
    try:
        _serve(settings, pipe)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # nobody listens any more
    finally:
        with suppress(Exception):
            import_module("ray").shutdown()


def _end_group_with_parent(temporary: str | None) -> None:
    wait_for_parent()
    if temporary is not None:
        shutil.rmtree(temporary, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def _serve(settings: Settings, pipe: Connection) -> None:
    try:
        ray = _start(settings)
        ready = _ready(ray, settings)
        remote = ray.remote(num_cpus=ready.cores, max_retries=0)(carry_out)
    except WarraqError as error:
        pipe.send(error)
        return
    pipe.send(ready)
    nodes = Nodes(ray)
    while (orders := pipe.recv()) is not None:
        jobs = Jobs(ray, nodes, remote, orders, limit=settings.jobs, stall=settings.stall)
        try:
            for told in jobs.run():
                pipe.send(told)
        except Exception as error:  # noqa: BLE001 - it is the other process's to raise
            pipe.send(portable(error))
        else:
            pipe.send(Done(all=jobs.all_back, lost=jobs.lost))


def _start(settings: Settings) -> Any:
    """Return the module `ray`, connected.

    Raises:
        StorageError: Ray does not start, or the cluster cannot be reached.
    """
    os.environ.update(_QUIET)
    where: dict[str, Any] = {"address": settings.address}
    if settings.temporary is not None:
        os.environ.pop("RAY_ADDRESS", None)
        # Without the first Ray listens on every interface; with the others nobody else on this machine can
        # have it run anything.
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
        os.environ["RAY_AUTH_MODE"] = "token"
        os.environ["RAY_AUTH_TOKEN"] = secrets.token_hex(32)
        where = {
            "address": "local",
            "num_cpus": settings.local,
            "include_dashboard": False,
            "object_store_memory": _OBJECT_STORE_BYTES,
            "_node_ip_address": _LOOPBACK,
            "_temp_dir": f"{settings.temporary}/r",  # writable for all; the one above is not
        }
    ray: Any = import_module("ray")
    import_module("ray.util.scheduling_strategies")
    try:
        ray.init(**where, log_to_driver=False, logging_level="ERROR", configure_logging=True)
    except Exception as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise StorageError(
            f"Ray at {settings.address}" if settings.address else "Ray",
            f"cannot be reached: {reason}" if settings.address else f"does not start: {reason}",
            next_step="--engine local needs no cluster",
        ) from error
    return ray


def _ready(ray: Any, settings: Settings) -> Ready:
    nodes = ray.nodes()
    alive = [int(node["Resources"].get("CPU", 0)) for node in nodes if node["Alive"]]
    missing = tuple(str(node["NodeManagerAddress"]) for node in nodes if not node["Alive"])
    if not sum(alive):
        raise StorageError("Ray", "no node that is alive has a core", expected="a node with a core")
    largest = max(alive)
    cores = -(-largest // workers_within(settings.memory, largest))
    workers = sum(count // cores for count in alive)
    return Ready(min(workers, settings.jobs or workers), cores, max(1, largest // cores), missing)
