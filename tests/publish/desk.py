"""Releases made for publishing, and a publisher that speaks to the tests' Hub without sockets or sleep."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from huggingface_hub import HfApi
from huggingface_hub.utils.tqdm import disable_progress_bars, enable_progress_bars

from hub.hub import Hub
from hub.transport import ENDPOINT, in_process
from warraq.release.hub.publish import publish
from warraq.release.publish.local import LocalRelease, local_release
from warraq.release.publish.outcome import Options, Publication

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hub.access import Role

NAME = "press/coast"
CARD = b"---\nlicense: cc-by-4.0\n---\n# Coast\n"
#: Written by the Hub, never by a release.
ATTRIBUTES = ".gitattributes"


def months(count: int, text: str = "first") -> dict[str, bytes]:
    """Return so many months' files, each with content of its own."""
    return {
        f"data/articles/train/{2020 + one // 12}-{one % 12 + 1:02d}.parquet": f"PAR1\0{text} {one}".encode()
        for one in range(count)
    }


def small(text: str = "first") -> dict[str, bytes]:
    """Return the files of a small release: card, notes, two months."""
    return {"README.md": CARD, "CHANGES.md": f"# {text}\n".encode(), **months(2, text)}


def make_release(folder: Path, files: Mapping[str, bytes], version: str = "0.1.0") -> LocalRelease:
    """Write the files and their manifest, and return them as a release."""
    named = {}
    for name, content in sorted(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        named[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    manifest = json.dumps({"version": version, "files": named}, indent=2) + "\n"
    (folder / "manifest.json").write_text(manifest, encoding="utf-8")
    return local_release(folder)


def content(release: LocalRelease) -> dict[str, bytes]:
    """Return path -> bytes of all files of the release."""
    return {name: file.place.read_bytes() for name, file in release.files.items()}


@dataclass
class Desk:
    """Publishes to one Hub.

    Attributes:
        slept: the pauses that the publisher asked for, in seconds.
    """

    hub: Hub
    token: str
    endpoint: str = ENDPOINT
    slept: list[float] = field(default_factory=list)

    def publish(
        self,
        release: LocalRelease,
        *,
        token: str | None = None,
        private: bool | None = None,
        pull_request: bool = False,
        dry_run: bool = False,
    ) -> Publication:
        options = Options(private, pull_request, dry_run, sleep=self.slept.append)
        return publish(self.client(token), NAME, release, options)

    def client(self, token: str | None = None) -> HfApi:
        """Return the Hub's client."""
        return HfApi(endpoint=self.endpoint, token=token or self.token)

    def another(self, role: Role) -> str:
        """Return a token with another role."""
        return self.hub.token("someone", role)

    @property
    def steps(self) -> list[str]:
        """What was asked of the Hub: method and path, without queries."""
        return [f"{one.method} {one.path.partition('?')[0]}" for one in self.hub.log]

    def tagged(self, tag: str = "v0.1.0") -> dict[str, bytes] | None:
        """Return what the tag holds; None without it."""
        if NAME not in self.hub.state.repositories or f"refs/tags/{tag}" not in self.hub.refs(NAME):
            return None
        return without_attributes(self.hub.files(NAME, tag))

    def ours(self) -> list[str]:
        """Return the titles of the commits on main that bring a release, newest first."""
        return [commit.title for commit in self.hub.commits(NAME) if commit.title.startswith("Release ")]


def without_attributes(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files without the one that the Hub writes."""
    return {name: data for name, data in files.items() if name != ATTRIBUTES}


@contextmanager
def desk_at(folder: Path) -> Iterator[Desk]:
    """Give a desk at a Hub in this process, which has one dataset, still empty."""
    hub = Hub(folder / "hub")
    hub.create(NAME)
    disable_progress_bars()
    try:
        with in_process(hub):
            yield Desk(hub, hub.token("press", "write"))
    finally:
        enable_progress_bars()
