"""A project to write tables for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from projects import make_project

if TYPE_CHECKING:
    from warraq.model.project import Project


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return make_project(tmp_path_factory.mktemp("bare") / "project", {"daily/none.txt": ""})
