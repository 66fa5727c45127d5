"""Small projects: one released once for all tests to copy, one for each test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from release_chain import Desk, stories

from projects import jsonl, make_project, release, story
from warraq.model.project import Project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def released_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve stories of one source and four of another, released as 0.1.0."""
    weekly = [story(number, url=f"https://weekly.example/{number}") for number in range(20, 24)]
    root = tmp_path_factory.mktemp("released") / "project"
    made = make_project(root, {"daily/stories.jsonl": jsonl(stories()), "weekly/all.jsonl": jsonl(weekly)})
    assert release(made).verdict.passed
    return root


@pytest.fixture
def desk(released_once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A copy of it that a test may change."""
    shutil.copytree(released_once, tmp_path / "desk")
    return Desk(Project.load(tmp_path / "desk"), capsys)
