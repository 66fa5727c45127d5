from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from warraq.corpus.discover import RawFile
from warraq.corpus.readers import DEFAULT_LIMITS, Limits, open_raw
from warraq.corpus.records import RawRecord, Reject

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Read = Callable[..., "Result"]


@dataclass(frozen=True)
class Result:
    form: str
    items: list[RawRecord | Reject]

    @property
    def payloads(self) -> list[Any]:
        return [item.payload for item in self.items if isinstance(item, RawRecord)]

    @property
    def rejects(self) -> list[tuple[int, str]]:
        return [(item.position, item.reason) for item in self.items if isinstance(item, Reject)]

    @property
    def detail(self) -> str:
        (reject,) = [item for item in self.items if isinstance(item, Reject)]
        return reject.detail


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Write bytes to a file of the given name, or take a path, and read it back as raw."""
    folder = tmp_path_factory.mktemp("raw")

    def read_back(name: str, content: bytes | Path, limits: Limits = DEFAULT_LIMITS) -> Result:
        if isinstance(content, bytes):
            path = folder / name
            path.write_bytes(content)
        else:
            path = content
        form, records = open_raw(RawFile(path, f"source/{name}", "source", path.stat().st_size), limits)
        return Result(form, list(records))

    return read_back
