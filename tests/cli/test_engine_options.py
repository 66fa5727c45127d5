"""Options of building: sizes are read as people write them, and the profile tells where the time went."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

import pytest

from projects import bytes_below
from warraq.cli.engine_options import byte_size

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_shell import Shell


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("2GiB", 2 << 30),
        ("2gib", 2 << 30),
        ("2G", 2 << 30),
        ("1.5 GiB", 3 << 29),
        ("500MB", 500_000_000),
        ("512MiB", 512 << 20),
        ("1073741824", 1 << 30),
        ("1073741824B", 1 << 30),
        ("1T", 1 << 40),
    ],
)
def test_sizes(text: str, count: int) -> None:
    assert byte_size(text) == count


@pytest.mark.parametrize("text", ["", "much", "-1G", "1GiG", "1e9", "1 000", "G", "\u0662GiB", "nan"])
def test_what_is_no_size_is_told(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="expected a size as 2GiB"):
        byte_size(text)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--memory", "lots"), "argument --memory: found 'lots', expected a size as 2GiB"),
        (("--memory", "1MiB"), "--memory: 1,048,576 bytes"),
        (("--ray-address", "10.0.0.1:6379"), "--ray-address: is for the engine ray"),
        (("--engine", "abacus"), "invalid choice: 'abacus'"),
        (("--profile", "."), "--profile: . is a folder"),
    ],
)
def test_options_that_cannot_be_are_refused(shell: Shell, options: tuple[str, ...], told: str) -> None:
    result = shell("build", *options)
    assert result.code == 2
    assert told in result.err


def test_figures_of_each_stage(shell: Shell) -> None:
    stages = shell.build()["stages"]
    assert list(stages)[:2] == ["starting", "reading"]
    assert stages["reading"]["records"] == 8
    assert stages["reading"]["tasks"] >= 1
    assert all(one["seconds"] >= 0 for one in stages.values())
    again = shell.build()["stages"]["reading"]
    assert again["reused_tasks"] >= 1


def test_a_profile_changes_no_byte_of_what_is_built(shell: Shell, tmp_path: Path) -> None:
    shell.build()
    before = bytes_below(shell.root / "build" / "candidate")
    path = tmp_path / "where" / "trace.json"
    told = shell("build", "--profile", path, "--json")
    assert told.code == 0
    assert [line.split()[0] for line in told.err.splitlines()[:3]] == ["stage", "starting", "reading"]
    names = {event["name"] for event in json.loads(path.read_text())["traceEvents"]}
    assert {"reading", "writing", "thread_name"} <= names
    assert bytes_below(shell.root / "build" / "candidate") == before


def of_first_result(build: Path, name: str) -> Path:
    (receipt, *_) = sorted(
        one for one in (build / "cache").glob("*/*/receipt.json") if list(one.parent.glob("part-*"))
    )
    return receipt.parent / name


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("part-0000.parquet", flip),
        ("part-0000.parquet", lambda path: path.write_bytes(path.read_bytes()[:-7])),
        ("part-0000.parquet", lambda path: path.unlink()),
        ("receipt.json", lambda path: path.write_bytes(b"")),
        ("receipt.json", lambda path: path.write_text("[]")),
    ],
)
def test_a_damaged_cache_entry_is_found_and_made_again(
    shell: Shell, name: str, damage: Callable[[Path], object]
) -> None:
    assert shell.build()["reused_shards"] == 0
    before = bytes_below(shell.root / "build" / "candidate")
    damage(of_first_result(shell.root / "build", name))
    assert shell.build()["reused_shards"] == 0
    assert bytes_below(shell.root / "build" / "candidate") == before
    assert shell.build()["reused_shards"] == 1
