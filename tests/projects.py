"""Projects that tests run on: the repository's own, and small ones made for one test."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from warraq.corpus.pipeline.build import Built, Options, writing
from warraq.corpus.pipeline.build import build as build_candidate
from warraq.corpus.pipeline.evidence import read_evidence
from warraq.model.project import Project
from warraq.release.cut import Cut, cut
from warraq.release.scaffold import scaffold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).parents[1]

TABLES = ("articles", "signals", "sources", "duplicates", "changes", "tombstones")

#: In the order in which a card names them.
SPLITS = ("train", "validation", "test")

#: The day that waivers are held against in tests.
TODAY = date(2025, 6, 1)

#: What the root project consists of; never what was built from it.
PROJECT_FILES = ("datapackage.json", "corpus", "checks", "build/release.toml", "build/card.md.j2")


class MakeProject(Protocol):
    """Write a new project with raw files, and return it."""

    def __call__(self, raw: Mapping[str, bytes | str], sources: str | None = None) -> Project:
        """Write `raw` (path below corpus/raw -> content); without `sources` every folder is declared."""


class Golden(Protocol):
    """Hold a text to a file below tests/golden."""

    def __call__(self, name: str, text: str) -> None:
        """Compare, or write the file anew under --update-golden."""


@dataclass(frozen=True)
class Sample:
    """The sample corpus, released once.

    Everything a test reads here is shared: it may not be written to.
    """

    project: Project
    cut: Cut

    @property
    def release(self) -> Path:
        """The frozen release."""
        return self.project.releases / self.project.descriptor.version

    @property
    def candidate(self) -> Path:
        """What it was frozen from."""
        return self.project.candidate

    @cached_property
    def articles(self) -> pl.DataFrame:
        """The released articles."""
        return read_articles(self.release)

    @cached_property
    def quarantine(self) -> pl.DataFrame:
        """The records that became no article."""
        return pl.read_parquet(self.candidate / "quarantine.parquet")

    @cached_property
    def records(self) -> dict[tuple[str, int], dict[str, Any]]:
        """Where each record that was read lies (raw path, position) -> its fate and its article's values."""
        evidence = all_evidence(self.candidate).select("id", "fate", "raw_path", "position", "removed")
        signals = pl.read_parquet(self.release / "data" / "signals" / "*.parquet")
        rows = evidence.join(self.articles, on="id").join(signals, on="id").to_dicts()
        return {
            (row["raw_path"], row["position"]): {**row, "removed": json.loads(row["removed"])} for row in rows
        }

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The release's datapackage.json."""
        found: dict[str, Any] = json.loads((self.release / "datapackage.json").read_text(encoding="utf-8"))
        return found

    def declared(self, table: str) -> dict[str, str]:
        """Return field -> type as the project declares them."""
        return {field.name: field.type for field in self.project.descriptor.tables[table].fields}

    def files(self, table: str) -> list[Path]:
        """Return the table's files; those of the articles by split, in the order of `SPLITS`."""
        (resource,) = [one for one in self.descriptor["resources"] if one["name"] == table]
        paths = [file["path"] for file in resource["files"]]
        if table == "articles":
            paths.sort(key=lambda path: (SPLITS.index(path.split("/")[2]), path))
        return [self.release / path for path in paths]

    def at(self, place: str) -> dict[str, Any]:
        """Return the record at `path` or `path:position`."""
        path, _, position = place.partition(":")
        return self.records[path, int(position or 1)]


def copy_sample(folder: Path) -> Path:
    """Copy the repository's own project, without anything built, and return the folder."""
    for name in PROJECT_FILES:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, target)
    return folder


def make_project(folder: Path, raw: Mapping[str, bytes | str], sources: str | None = None) -> Project:
    """Write a new project and its raw files.

    It has no expectations: they take longer than all else, and have tests of their own.
    """
    scaffold(folder, name="made", title="Made for a test")
    drop_expectations(folder)
    for name, content in raw.items():
        put(folder / "corpus" / "raw" / name, content)
    ids = {name.split("/")[0] for name in raw if "/" in name}
    declared = "\n".join(declare(one) for one in sorted(ids)) if sources is None else sources
    (folder / "corpus" / "sources.toml").write_text(declared, encoding="utf-8")
    return Project.load(folder)


def drop_expectations(folder: Path) -> None:
    """Leave the project with an empty suite, so that a test of something else need not wait for it."""
    suite = folder / "checks" / "release.json"
    suite.write_text(json.dumps({**json.loads(suite.read_text(encoding="utf-8")), "expectations": []}))


def declare(source: str, language: str = "en") -> str:
    """Return a source's table of sources.toml."""
    return (
        f'[{source}]\nname = "{source.title()}"\nhomepage = "https://{source}.example"\n'
        f'language = "{language}"\ntimezone = "UTC"\nlicense = "CC-BY-4.0"\n'
    )


def put(path: Path, content: bytes | str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def jsonl(records: Iterable[Mapping[str, object]]) -> str:
    """Return the records as JSON lines."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


_PLACES = ("Quay Street", "Gull Point", "Cedar Vale", "Saltmarsh", "Heron Island", "Tannery Lane")
_THINGS = ("the footbridge", "the market hall", "the pump house", "the reading room", "the tide gauge")


def story(number: int, **more: object) -> dict[str, object]:
    """Return a sound record; each number gives another address, title and text."""
    place, thing = _PLACES[number % len(_PLACES)], _THINGS[number % len(_THINGS)]
    day = f"2024-{10 + number % 3:02d}-{1 + number % 28:02d}"
    return {
        "url": f"https://daily.example/{day.replace('-', '/')}/story-{number}",
        "title": f"Work on {thing} near {place} enters week {number}",
        "date": f"{day}T08:{number % 60:02d}:00+00:00",
        "text": (
            f"Crews at {place} began week {number} of the repairs to {thing} on a dry morning.\n\n"
            f"The council expects to spend {number + 3} thousand crowns before the scaffold comes down.\n\n"
            f"Neighbours counted {number * 7 + 11} lorries in a single day and asked for quieter brakes."
        ),
        **more,
    }


def read_articles(folder: Path) -> pl.DataFrame:
    """Return the articles of a release or a candidate."""
    return pl.read_parquet(folder / "data" / "articles" / "*" / "*.parquet", hive_partitioning=False)


def read_table(folder: Path, name: str) -> pl.DataFrame:
    """Return a table of one file."""
    return pl.read_parquet(folder / "data" / f"{name}.parquet")


def bytes_below(folder: Path) -> dict[str, bytes]:
    """Return path -> content of every file below the folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def all_evidence(candidate: Path) -> pl.DataFrame:
    """Where every record that was read as an article lies, and what became of it; see `read_evidence`."""
    return read_evidence(candidate, pl.lit(value=True))


def build(project: Project, *, jobs: int = 1, raw: Path | None = None) -> Built:
    """Build a project from within this process, and for more than one job from others."""
    loaded = Project.load(project.root)
    with writing(loaded):
        return build_candidate(loaded, Options(jobs=jobs, raw=raw))


def release(project: Project, version: str | None = None) -> Cut:
    """Release a project from within this process."""
    return cut(Project.load(project.root), version=version, today=TODAY, options=Options(jobs=1))
