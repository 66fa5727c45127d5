"""A small project with three releases, made once; each test gets a Hub of its own."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from reading_desk import Desk, made_chain

from published import put_up
from warraq.model.project import Project

if TYPE_CHECKING:
    from pathlib import Path

    from hub.hub import Hub


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """0.1.0, 0.2.0 without the source `weekly` and one story corrected, 0.3.0 with two new stories."""
    return made_chain(tmp_path_factory.mktemp("chain") / "project")


@pytest.fixture
def desk(chain: Project, hub: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """The three releases on the Hub, and a folder without any project to work in."""
    for version in ("0.1.0", "0.2.0", "0.3.0"):
        put_up(hub, chain.releases / version)
    (tmp_path / "empty").mkdir()
    return Desk(chain, hub, tmp_path / "empty", capsys)


@pytest.fixture
def own(chain: Project, tmp_path: Path) -> Project:
    """A copy of the project that a test may change."""
    shutil.copytree(chain.root, tmp_path / "own")
    return Project.load(tmp_path / "own")
