"""The wheel holds the package and its template, and nothing of the repository's root."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    ignored = shutil.ignore_patterns(
        ".venv", ".git", "__pycache__", "candidate", "releases", "cache", ".mypy_cache"
    )
    shutil.copytree(ROOT, source, ignore=ignored)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (wheel,) = place.glob("*.whl")
    return zipfile.ZipFile(wheel).namelist()


def test_every_file_is_the_packages_or_its_metadata(wheel_names: list[str]) -> None:
    strange = [name for name in wheel_names if not re.match(r"warraq/|warraq-[0-9.]+\.dist-info/", name)]
    assert not strange


def test_no_root_folder_is_a_package() -> None:
    for name in ("corpus", "checks", "build"):
        assert not (ROOT / name / "__init__.py").exists()


def test_package_data_is_in_the_wheel(wheel_names: list[str]) -> None:
    package = ROOT / "src" / "warraq"
    files = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    missing = {f"warraq/{path.relative_to(package).as_posix()}" for path in files} - set(wheel_names)
    assert not missing


def test_pins_have_hashes_and_name_no_registry() -> None:
    text = (ROOT / "constraints.txt").read_text()
    pins = re.findall(r"^[a-z0-9-]+==\S+.*?(?=^\S|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert len(pins) > 50
    assert all("--hash=sha256:" in pin for pin in pins)
    assert "://" not in text


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    lines = re.findall(r'^  "[a-z0-9-]+(?:\[\w+\])?>=[^"]+",(.*)$', text, flags=re.MULTILINE)
    assert len(lines) > 15
    bare = [line for line in lines if "#" not in line]
    assert len(bare) <= 5, "only test and lint tools that everyone knows go without a reason"
