"""What all tests share: the sample corpus released once, small projects, golden files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from projects import Golden, MakeProject, Sample, copy_sample, make_project, release
from warraq.model.project import Project

if TYPE_CHECKING:
    from collections.abc import Mapping

pytest_plugins = ["hub.fixtures"]

_GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the files in tests/golden anew")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    project = Project.load(copy_sample(tmp_path_factory.mktemp("sample")))
    return Sample(project, release(project))


@pytest.fixture
def new_project(tmp_path: Path) -> MakeProject:
    made = 0

    def make(raw: Mapping[str, bytes | str], sources: str | None = None) -> Project:
        nonlocal made
        made += 1
        return make_project(tmp_path / f"project-{made}", raw, sources)

    return make


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    def hold(name: str, text: str) -> None:
        path = _GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: see --update-golden"

    return hold
