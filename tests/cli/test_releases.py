"""A release is never changed, and one that was harmed never passes for whole."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli_shell import Shell


def _first(release: Path) -> Path:
    return min((release / "data" / "articles").rglob("*.parquet"))


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


HARMS: dict[str, Callable[[Path], object]] = {
    "a flipped bit": lambda release: _flip(_first(release)),
    "a cut file": lambda release: _first(release).write_bytes(_first(release).read_bytes()[:500]),
    "an emptied file": lambda release: _first(release).write_bytes(b""),
    "a missing file": lambda release: _first(release).unlink(),
    "a further file": lambda release: shutil.copy(_first(release), _first(release).with_name("more.parquet")),
    "no articles": lambda release: shutil.rmtree(release / "data" / "articles"),
    "a broken manifest": lambda release: (release / "manifest.json").write_text("{"),
    "a manifest of another shape": lambda release: (release / "manifest.json").write_text("[]"),
    "a manifest of other files": lambda release: (release / "manifest.json").write_text(
        json.dumps({"files": {"../../../x": {"sha256": "", "bytes": 1}}})
    ),
}
#: Harm to papers, from which no later release takes anything over.
PAPERS: dict[str, Callable[[Path], object]] = {
    "a changed card": lambda release: _flip(release / "README.md"),
    "a further note": lambda release: (release / "note.txt").write_text("x"),
    "no descriptor": lambda release: (release / "datapackage.json").unlink(),
    "a broken descriptor": lambda release: (release / "datapackage.json").write_text("{"),
}


@pytest.mark.parametrize("harm", [*HARMS, *PAPERS])
def test_check_fails_a_harmed_release(released: Shell, harm: str) -> None:
    {**HARMS, **PAPERS}[harm](released.root / "build" / "releases" / "0.1.0")
    assert released("check", "0.1.0").code == 1


@pytest.mark.parametrize("harm", HARMS)
def test_no_release_is_built_on_a_harmed_one(released: Shell, harm: str) -> None:
    HARMS[harm](released.root / "build" / "releases" / "0.1.0")
    told = released("release", "0.2.0", "--json")
    assert told.code == 2
    assert told.json["error"]["kind"] == "ReleaseError"
    assert "0.1.0" in told.json["error"]["where"]
    assert not (released.root / "build" / "releases" / "0.2.0").exists()


@pytest.mark.parametrize("harm", ["a flipped bit", "a missing file", "a broken manifest", "a further note"])
def test_a_harmed_release_is_not_called_frozen_with_the_same_bytes(released: Shell, harm: str) -> None:
    folder = released.root / "build" / "releases" / "0.1.0"
    {**HARMS, **PAPERS}[harm](folder)
    told = released("release", "0.1.0")
    assert told.code == 2
    assert "0.1.0 is frozen, and it differs" in told.err
    assert [path.name for path in folder.parent.iterdir()] == ["0.1.0"]


def test_a_version_without_its_descriptor_still_counts(released: Shell) -> None:
    (released.root / "build" / "releases" / "0.1.0" / "datapackage.json").unlink()
    told = released("release", "0.0.9")
    assert told.code == 2
    assert "0.1.0 is frozen already" in told.err


def test_the_same_release_again_is_the_same(released: Shell) -> None:
    told = released("release", "0.1.0", "--json")
    assert (told.code, told.json["release"]["new"]) == (0, False)


@pytest.mark.parametrize("verb", [["check"], ["explain", "abcdef"]])
def test_without_a_candidate_the_next_step_is_told(shell: Shell, verb: list[str]) -> None:
    told = shell(*verb, "--json")
    assert (told.code, told.json["error"]["next"]) == (2, "warraq build")


@pytest.mark.parametrize("name", ["fates.parquet", "build.json"])
@pytest.mark.parametrize("data", [b"", b"x", b"[]", b'{"version": "x"}'])
def test_a_damaged_candidate_is_told(released: Shell, name: str, data: bytes) -> None:
    (released.root / "build" / "candidate" / name).write_bytes(data)
    told = released("check") if name == "build.json" else released("explain", "abcdef")
    assert told.code == 2
    assert "warraq build" in told.err
    assert released("build").code == 0
    assert released("check").code == 0


@pytest.mark.parametrize(
    "put",
    [
        lambda path: path.write_text(""),
        lambda path: path.symlink_to("elsewhere"),
        lambda path: path.mkdir(),
    ],
)
def test_what_lies_in_the_candidates_place_is_replaced(
    released: Shell, put: Callable[[Path], object]
) -> None:
    candidate = released.root / "build" / "candidate"
    shutil.rmtree(candidate)
    put(candidate)
    for _ in range(2):
        assert released("build").code == 0
    assert released("check").code == 0
    assert not (candidate.parent / ".candidate").exists()


def test_strangers_in_the_cache_are_taken_out(released: Shell) -> None:
    cache = released.root / "build" / "cache"
    (cache / ".DS_Store").write_text("")
    (cache / "zz").mkdir()
    (cache / "zz" / "x").write_text("")
    assert released("build").code == 0
    assert not (cache / "zz").exists()


@pytest.mark.parametrize(("name", "verb"), [("cache", "build"), ("releases", "release"), (".lock", "build")])
def test_a_wrong_kind_of_file_below_build_is_told(released: Shell, name: str, verb: str) -> None:
    path = released.root / "build" / name
    if path.is_dir():
        shutil.rmtree(path)
        path.write_text("")
    else:
        path.unlink()
        path.mkdir()
    told = released(verb)
    assert told.code == 3
    assert f"build/{name}" in told.err


def test_two_commands_at_once_do_not_mix(released: Shell) -> None:
    from warraq.model.atomic import exclusive

    with exclusive(released.root / "build" / ".lock"):
        for verb in ("build", "release"):
            told = released(verb, "--json")
            assert told.code == 2
            assert told.json["error"]["found"] == "another warraq command is writing here"
    assert released("build").code == 0


def test_all_taken_down_keeps_the_old_candidate(released: Shell) -> None:
    (released.root / "corpus" / "takedowns.csv").write_text(
        "kind,value,reason,date\nsource,daily,legal,2024-01-01\n"
    )
    told = released("build")
    assert told.code == 2
    assert "taken_down 8" in told.err
    assert (released.root / "build" / "candidate" / "build.json").is_file()
