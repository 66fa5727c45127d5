"""A small project, released once, for commands to be run on."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from cli_shell import Shell, new_project_at

from warraq.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A project with eight raw records, nothing built."""
    new_project_at(tmp_path / "project")
    return Shell(tmp_path / "project", capsys)


@pytest.fixture(scope="session")
def released_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same project, released as 0.1.0."""
    root = tmp_path_factory.mktemp("released") / "project"
    new_project_at(root)
    assert main(["--project", str(root), "release"]) == 0
    return root


@pytest.fixture
def released(released_once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A copy of it that a test may harm."""
    shutil.copytree(released_once, tmp_path / "project")
    return Shell(tmp_path / "project", capsys)
