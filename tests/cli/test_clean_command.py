"""`warraq clean` frees what can be made again and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projects import bytes_below
from warraq.model.atomic import exclusive

if TYPE_CHECKING:
    from pathlib import Path

    from cli_shell import Shell


def left_by_a_kill(build: Path) -> list[Path]:
    places = [
        build / ".scratch" / "a",
        build / ".candidate" / "b",
        build / ".rebuild" / "c",
        build / "releases" / ".new-9.9.9" / "d",
    ]
    for place in places:
        place.parent.mkdir()
        place.write_bytes(b"12345")
    return [place.parent for place in places]


def size(folder: Path) -> int:
    return sum(map(len, bytes_below(folder).values()))


def test_the_cache_and_what_was_left_go_and_all_else_stays(released: Shell) -> None:
    build = released.root / "build"
    cached = size(build / "cache")
    left = left_by_a_kill(build)
    (build / ".gitignore").write_text("cache/\n")
    kept = {
        name: data
        for name, data in bytes_below(released.root).items()
        if "/." not in name.replace(".gitignore", "").replace(".lock", "")
        and not name.startswith("build/cache/")
    }
    dry = released("clean", "--dry-run", "--json")
    assert dry.json["bytes"] == cached + 20
    assert dry.json["dry_run"]
    assert all(place.exists() for place in (*left, build / "cache"))

    told = released("clean", "--json")
    assert told.code == 0
    assert told.json == dry.json | {"dry_run": False}
    assert not any(place.exists() for place in (*left, build / "cache"))
    assert kept == {name: data for name, data in bytes_below(released.root).items() if name in kept}
    assert released("clean", "--json").json["places"] == {}
    assert released("verify", "0.1.0").code == 0


def test_a_build_after_it_comes_to_the_same_bytes(released: Shell) -> None:
    released.build()
    before = bytes_below(released.root / "build" / "candidate")
    assert released("clean", "--all").code == 0
    assert not (released.root / "build" / "candidate").exists()
    assert released.build()["reused_shards"] == 0
    assert bytes_below(released.root / "build" / "candidate") == before


def test_the_candidate_alone(released: Shell) -> None:
    cached = bytes_below(released.root / "build" / "cache")
    told = released("clean", "--candidate")
    assert "bytes freed" in told.out
    assert not (released.root / "build" / "candidate").exists()
    assert bytes_below(released.root / "build" / "cache") == cached
    assert released.build()["reused_shards"] == 1


def test_while_another_command_writes_nothing_is_deleted(released: Shell) -> None:
    with exclusive(released.root / "build" / ".lock"):
        told = released("clean")
    assert told.code == 2
    assert "another warraq command is writing here" in told.err
    assert (released.root / "build" / "cache").is_dir()


def test_a_cache_that_is_a_link_loses_the_link_alone(released: Shell, tmp_path: Path) -> None:
    cache, elsewhere = released.root / "build" / "cache", tmp_path / "elsewhere"
    cache.rename(elsewhere)
    cache.symlink_to(elsewhere)
    assert released("clean").code == 0
    assert not cache.is_symlink()
    assert size(elsewhere)


def test_a_new_project_has_nothing_to_clean(shell: Shell) -> None:
    told = shell("clean")
    assert (told.code, told.out) == (0, "0 bytes freed\n")
