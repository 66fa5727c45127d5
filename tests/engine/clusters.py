"""Ray clusters of several nodes on this machine, each in a network of its own."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PORT = 6379
_START_SECONDS = 60
#: A node that does not answer is given up after some seconds and not, as usual, most of a minute.
_SOON_NOTICED = {
    "RAY_health_check_initial_delay_ms": "1000",
    "RAY_health_check_period_ms": "1000",
    "RAY_health_check_timeout_ms": "3000",
    "RAY_health_check_failure_threshold": "3",
}
_TOOLS = ("unshare", "nsenter", "ip")


def has_networks() -> bool:
    """Whether networks can be made: that takes root and the kernel's consent."""
    if os.geteuid() or not all(map(shutil.which, _TOOLS)):
        return False
    command = "ip link add one type bridge && ip link add two type veth peer name three"
    return (
        subprocess.run(["unshare", "-n", "sh", "-c", command], capture_output=True, check=False).returncode
        == 0
    )


@dataclass
class Node:
    """A node: the process that holds its network, and Ray's."""

    number: int
    holder: subprocess.Popen[bytes]
    network: Path | None
    address: str
    ray: subprocess.Popen[bytes] | None = None

    def inside(self, *command: str) -> list[str]:
        """The command, as it is run on the node."""
        return ["nsenter", "-t", str(self.holder.pid), "-n", *command]

    def processes(self) -> list[int]:
        """Ray's processes on the node."""
        found = []
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if folder.name.isdigit() and (folder / "ns/net").readlink() == self.network:
                    found.append(int(folder.name))
        return [pid for pid in found if pid != self.holder.pid]

    def kill(self) -> None:
        """End all that runs on the node, as a power cut does."""
        while found := self.processes():
            for pid in found:
                kill(pid)
            time.sleep(0.05)
            if self.ray is not None:
                self.ray.poll()
        if self.ray is not None:
            self.ray.wait()
        self.holder.kill()
        self.holder.wait()
        self.network = None  # its number may be another's from now on

    def cut(self) -> None:
        """Let nothing reach the node, while it runs on."""
        subprocess.run(self.inside("ip", "link", "set", "eth0", "down"), check=True)


@dataclass
class Cluster:
    """A head without cores, on which commands are run, and workers with one core each.

    Attributes:
        folder: for logs.
        sockets: for Ray's own files, among them sockets, whose paths must be short.
    """

    folder: Path
    sockets: Path
    token: str = field(default_factory=lambda: secrets.token_hex(32))
    nodes: list[Node] = field(default_factory=list)
    commands: list[subprocess.Popen[str]] = field(default_factory=list)
    made: int = 0

    @property
    def head(self) -> Node:
        """The node on which commands are run."""
        return self.nodes[0]

    @property
    def address(self) -> str:
        """What `--ray-address` takes."""
        return f"{self.head.address}:{PORT}"

    @property
    def environment(self) -> dict[str, str]:
        """Variables of every process."""
        return {
            **os.environ,
            **_SOON_NOTICED,
            "RAY_USAGE_STATS_ENABLED": "0",
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": self.token,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }

    def add(self) -> Node:
        """Add a node; the first is the head. Nodes that start at once would get in each other's way."""
        node = self._begin()
        self._wait(node)
        return node

    def _begin(self) -> Node:
        self.made += 1
        holder, network = self._network()
        node = Node(self.made, holder, network, f"10.77.0.{self.made}")
        self.nodes.append(node)
        self._connect(node)
        self._start(node)
        return node

    def _network(self) -> tuple[subprocess.Popen[bytes], Path]:
        holder = subprocess.Popen(["unshare", "-n", "sleep", "900"])
        network, own = Path(f"/proc/{holder.pid}/ns/net"), Path("/proc/self/ns/net").readlink()
        while network.readlink() == own:
            time.sleep(0.02)
        return holder, network.readlink()

    def _connect(self, node: Node) -> None:
        if node is self.head:
            _run(node.inside("ip", "link", "add", "eth0", "type", "bridge"))
        else:
            link = f"to{node.number}"
            peer = ("peer", "name", "eth0", "netns", str(node.holder.pid))
            _run(self.head.inside("ip", "link", "add", link, "type", "veth", *peer))
            _run(self.head.inside("ip", "link", "set", link, "master", "eth0", "up"))
        _run(node.inside("ip", "addr", "add", f"{node.address}/24", "dev", "eth0"))
        _run(node.inside("ip", "link", "set", "eth0", "up"))
        _run(node.inside("ip", "link", "set", "lo", "up"))

    def _start(self, node: Node) -> None:
        ray = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--disable-usage-stats"]
        common = ["--node-ip-address", node.address, "--object-store-memory", str(80 << 20)]
        if node is self.head:
            role = ["--head", "--port", str(PORT), "--num-cpus", "0", "--include-dashboard", "false"]
            role += ["--temp-dir", str(self.sockets)]
        else:
            role = ["--address", self.address, "--num-cpus", "1"]
        with (self.folder / f"node-{node.number}.log").open("wb") as log:
            node.ray = subprocess.Popen(
                node.inside(*ray, *role, *common), env=self.environment, stdout=log, stderr=log
            )

    def _wait(self, node: Node) -> None:
        log = self.folder / f"node-{node.number}.log"
        ends = time.monotonic() + _START_SECONDS
        while "Ray runtime started" not in log.read_text():
            assert node.ray is not None
            assert node.ray.poll() is None, log.read_text()
            assert time.monotonic() < ends, log.read_text()
            time.sleep(0.1)

    def command(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start a warraq command on the head."""
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        command = self.head.inside(sys.executable, "-m", "warraq", *arguments)
        started = subprocess.Popen(command, env={**self.environment, **environment}, **pipes)
        self.commands.append(started)
        return started

    def workers_at_work(self) -> list[int]:
        """Processes that carry a task out now."""
        return [
            pid for node in self.nodes for pid in node.processes() if title(pid).startswith("ray::carry_out")
        ]

    def close(self) -> None:
        """End everything."""
        with contextlib.ExitStack() as stack:
            for node in self.nodes:
                stack.callback(node.kill)
            for command in self.commands:
                command.kill()
                command.communicate()


@contextlib.contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """Give a cluster of a head and so many workers."""
    with tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as sockets:
        made = Cluster(folder, Path(sockets))
        try:
            for _ in range(1 + workers):
                made.add()
            yield made
        finally:
            made.close()


def title(pid: int) -> str:
    """Return the command line of a process; empty if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def kill(pid: int) -> None:
    """Kill a process that may be gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """Return the processes that a process started, and theirs."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(folder.name))
    found, ahead = [], [pid]
    while ahead:
        children = parents.get(ahead.pop(), [])
        found += children
        ahead += children
    return found


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
