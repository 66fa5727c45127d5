"""The Hub without sockets: a plain function of requests, with what tests set up and look at."""

from __future__ import annotations

import os
import threading
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.access import Account, Role
from hub.blobs import Blobs
from hub.commits import contents_in
from hub.faults import Fault, Faults
from hub.messages import RefusedError, Request, Response, refusal
from hub.repository import MAIN, Commit
from hub.routes import route
from hub.settings import new_repository
from hub.state import Limits, State
from hub.xet import XetStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Logged:
    """One request that came in.

    Attributes:
        path: as sent, with the query.
        status: of the reply; 0 where none was seen.
        bytes: of the request's body.
        file_bytes: of the files in it: an upload's body, or the files inside a commit's.
        applied: False if a fault kept the request from the Hub.
    """

    method: str
    path: str
    status: int
    bytes: int
    file_bytes: int = 0
    applied: bool = True


class Hub:
    """A Hub of datasets.

    Args:
        folder: for large contents and Xet's store.
        xet: whether repositories take uploads by Xet.
    """

    def __init__(self, folder: Path, *, xet: bool = False, limits: Limits | None = None) -> None:
        store = XetStore(folder / "xet") if xet else None
        self.state = State(Blobs(folder / "blobs"), limits or Limits(), store)
        self.faults = Faults()
        self.log: list[Logged] = []
        self.errors: list[str] = []
        self.slept: list[float] = []
        self.endpoint = ""
        self.home = folder / "home"
        self.environment: dict[str, str] = {}
        self._lock = threading.RLock()

    def handle(self, request: Request) -> Response:
        """Answer one request, or fail as a fault says; every request is logged."""
        with self._lock:
            fault = self.faults.next(request)
            response = self._reply(request, fault)
            self._note(request, response, applied=fault is None or fault.applies)
            return response

    def _reply(self, request: Request, fault: Fault | None) -> Response:
        if fault is None:
            return self._answer(request)
        if fault.kind == "stale head":
            self._someone_else(request, fault.files)
        if fault.act:
            fault.act()
        if fault.kind in ("stale head", "meanwhile"):
            return self._answer(request)
        if fault.applies:
            self._answer(request)
        return fault.response()

    def _answer(self, request: Request) -> Response:
        try:
            return route(self.state, request)
        except RefusedError as refused:
            return refused.response
        except Exception:  # noqa: BLE001 (a fault of this Hub's own must not look like the client's)
            self.errors.append(f"{request.step}\n{traceback.format_exc()}")
            return refusal(500, "Internal Error: this Hub has a fault of its own, see its `errors`")

    def _someone_else(self, request: Request, files: Mapping[str, bytes] | None) -> None:
        parts = request.path.removeprefix("/api").strip("/").split("/")
        name = "/".join(parts[1:3]).removesuffix(".git")
        if name in self.state.repositories:
            count = len(self.state.repositories[name].by_oid)
            self.commit(
                name, files or {f"someone-else-{count}.txt": b"Another hand.\n"}, title="Another hand"
            )

    def _note(self, request: Request, response: Response, *, applied: bool) -> None:
        path = request.path + (f"?{request.query}" if request.query else "")
        files = 0
        if request.method == "PUT" and path.startswith("/lfs/"):
            files = len(request.body)
        elif request.method == "POST" and "/commit/" in path:
            files = contents_in(request.body)
        logged = Logged(request.method, path, response.status, len(request.body), files, applied)
        self.log.append(logged)

    def create(self, repository: str, *, private: bool = False, gated: bool = False) -> None:
        """Make a dataset with its first commit."""
        with self._lock:
            new_repository(self.state, repository, private=private, gated=gated)

    def token(self, name: str, role: Role) -> str:
        """Return a new token; its user's role holds for every repository."""
        token = f"hf_{name}{len(self.state.tokens)}{role}"
        self.state.tokens[token] = Account(name, role)
        return token

    def commit(
        self,
        repository: str,
        files: Mapping[str, bytes],
        *,
        deleted: Sequence[str] = (),
        ref: str = MAIN,
        title: str = "Change",
    ) -> str:
        """Commit as someone else would; return the commit's id. Parquet files go to large file storage."""
        with self._lock:
            held = self.state.repositories[repository]
            tree = {path: one for path, one in held.at(ref).tree.items() if path not in deleted}
            for path, content in files.items():
                if path.endswith(".parquet"):
                    sha256 = self.state.blobs.add(content)
                    held.objects.add(sha256)
                    tree[path] = self.state.large(sha256, len(content))
                else:
                    tree[path] = self.state.regular(content)
            name = held.writable(ref)
            commit = held.add(held.refs[name], dict(sorted(tree.items())), title, author="someone-else")
            held.refs[name] = commit.oid
            return commit.oid

    def tag(self, repository: str, name: str, revision: str = "main") -> None:
        """Tag as someone else would, over a tag that is there too."""
        with self._lock:
            held = self.state.repositories[repository]
            held.refs[f"refs/tags/{name}"] = held.at(revision).oid

    def refs(self, repository: str) -> dict[str, str]:
        """Return the commit of each ref, by full name: `refs/heads/main`, `refs/tags/v1`, `refs/pr/1`."""
        with self._lock:
            return dict(self.state.repositories[repository].refs)

    def commits(self, repository: str, ref: str = "main") -> list[Commit]:
        """Return a ref's history, newest first."""
        with self._lock:
            held = self.state.repositories[repository]
            return list(held.history(held.at(ref).oid))

    def files(self, repository: str, ref: str = "main") -> dict[str, bytes]:
        """Return each file of a ref."""
        with self._lock:
            tree = self.state.repositories[repository].at(ref).tree
            return {path: self.state.blobs.read(entry.sha256) for path, entry in tree.items()}

    def sent_bytes(self) -> int:
        """Return the bytes of files that came in since the log was cleared: by upload and in commits."""
        return sum(one.file_bytes for one in self.log)

    def xet_bytes(self) -> int:
        """Return the bytes of contents in Xet's store; 0 without Xet."""
        return self.state.xet.stored() if self.state.xet else 0

    def client_environment(self, token: str | None) -> dict[str, str]:
        """Return the environment of a process whose clients are to speak to this Hub."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING_FACE"))
        }
        return {
            **kept,
            "HF_ENDPOINT": self.endpoint,
            "HF_HOME": str(self.home),
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_XET": "0" if self.state.xet else "1",
            "NO_PROXY": "127.0.0.1",
            **({"HF_TOKEN": token} if token else {}),
        }
