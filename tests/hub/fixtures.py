"""Fixtures: a served Hub that this process and its subprocesses speak to."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from hub.client import speaking_to
from hub.hub import Hub
from hub.server import serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A served Hub without Xet; `hub.endpoint`, and `hub.environment` for subprocesses."""
    with _served(Hub(tmp_path / "hub"), monkeypatch) as served:
        yield served


@pytest.fixture
def xet_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A served Hub that takes uploads by Xet only."""
    with _served(Hub(tmp_path / "hub", xet=True), monkeypatch) as served:
        yield served


@pytest.fixture
def near_hub(tmp_path: Path) -> Iterator[Hub]:
    """A Hub in this process, without sockets: for the client of this process alone, and fast."""
    from hub.transport import in_process

    hub = Hub(tmp_path / "hub")
    with in_process(hub, hub.token("warraq", "write")):
        yield hub


@contextmanager
def _served(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serve(hub), speaking_to(hub, xet=hub.state.xet is not None):
        hub.environment = hub.client_environment(hub.token("warraq", "write"))
        for name, value in hub.environment.items():
            monkeypatch.setenv(name, value)
        yield hub
