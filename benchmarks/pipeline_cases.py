"""What `pipeline.py` measures: builds on each engine, after a kill and with new files, and releases."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pipeline_runs as runs
from pipeline_articles import Plan, name_of, write_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What is added to an earlier build.
ADDED = {"recent": "the last days", "spread": "spread over all months"}
_LATER = 0.01
_KILL_AT = 0.7
_SOURCES = 12
_PEER = Path(__file__).with_name("pipeline_datatrove.py")


@dataclass(frozen=True)
class Made:
    """Raw files; `later` holds those to add, `sources` is 0 for files of one's own."""

    raw: Path
    records: int
    bytes: int
    files: int
    sources: int = 0
    later: dict[str, Path] = field(default_factory=dict)
    peers: bool = True


@dataclass(frozen=True)
class Built:
    """A build: what it took, what it told of its stages, and the digests of its data."""

    project: Path
    run: runs.Run
    stages: dict[str, dict[str, Any]]
    digests: dict[str, str]


@dataclass(frozen=True)
class Bench:
    """Where all is written, and what every tool may use."""

    work: Path
    jobs: int
    words: str

    def new_project(self, name: str, made: Made) -> Path:
        """Write a new project that declares the sources."""
        folder = self.work / "projects" / name
        shutil.rmtree(folder, ignore_errors=True)
        command = [sys.executable, "-m", "warraq", "init", str(folder)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        if made.sources:
            tables = (
                f'[{source}]\nname = "{source}"\nhomepage = "https://{source}.example"\nlanguage = "ar"\n'
                'timezone = "Asia/Riyadh"\nlicense = "CC-BY-4.0"\n'
                for source in map(name_of, range(made.sources))
            )
            (folder / "corpus" / "sources.toml").write_text("\n".join(tables))
        return folder

    def command(self, project: Path, raw: Path, *options: str) -> list[str]:
        """Return the command that builds."""
        jobs = () if "--jobs" in options else ("--jobs", str(self.jobs))
        verb = ["build", "--json", "--raw", str(raw), *jobs, *options]
        return [sys.executable, "-m", "warraq", "--project", str(project), *verb]

    def clear(self, *, keep: bool) -> None:
        """Remove the projects, and unless they are kept the raw files."""
        shutil.rmtree(self.work / "projects", ignore_errors=True)
        if not keep:
            shutil.rmtree(self.work / "made", ignore_errors=True)


def make(bench: Bench, records: int, files: int | None, *, zipped: bool, peers: bool) -> Made:
    """Write made-up records, unless they are there."""
    count = files or min(max(records // 25_000, 1), 8)
    folder = bench.work / "made" / f"{records}-{count}{'-gz' if zipped else ''}"
    plan = Plan(records, sources=_SOURCES, files=count, zipped=zipped, later=_LATER)
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        write_articles(folder, plan)
        (folder / "done").touch()
    raw = folder / "raw"
    found = sum(1 for path in raw.rglob("*") if path.is_file())
    later = {name: folder / name for name in ADDED}
    return Made(raw, records, runs.size_of(raw), found, _SOURCES, later, peers)


def own(raw: Path) -> Made:
    """Return raw files of one's own; each line is counted as a record."""
    import gzip

    files = [path for path in sorted(raw.rglob("*")) if path.is_file()]
    records = 0
    for path in files:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            records += sum(1 for line in file if line.strip())
    return Made(raw.absolute(), records, runs.size_of(raw), len(files))


def build(bench: Bench, made: Made, way: str, turn: int) -> Built:
    """Build in a new project; `way` is an engine, or options of a local build."""
    name = f"{way.strip('-').replace(' ', '-')}-{turn}"
    log = bench.work / "logs" / f"{made.records}-{name}.out"
    if way == "datatrove":
        out = bench.work / "projects" / name
        shutil.rmtree(out, ignore_errors=True)
        options = ["--workers", str(bench.jobs), "--words", bench.words]
        took = runs.run([sys.executable, str(_PEER), str(made.raw), str(out), *options], log=log)
        shutil.rmtree(out)
        return Built(out, took, {}, {})
    options = {"local": [], "ray": ["--engine", "ray"]}.get(way, way.split())
    project = bench.new_project(name, made)
    return _built(project, runs.run(bench.command(project, made.raw, *options), log=log))


def _built(project: Path, run: runs.Run) -> Built:
    told = json.loads(run.output)
    return Built(project, run, told.get("stages", {}), runs.digests(project / "build" / "candidate" / "data"))


def must_equal(one: Built, other: Built) -> None:
    """End with an error unless both have the same files with the same bytes."""
    if one.digests == other.digests:
        return
    names = one.digests.keys() | other.digests.keys()
    differ = sorted(name for name in names if one.digests.get(name) != other.digests.get(name))
    raise SystemExit(f"{one.project} and {other.project} differ in {len(differ)} files, first {differ[0]}")


def ray_start(bench: Bench) -> runs.Run:
    """Return what starting Ray takes: a build of ten records on Ray, less the same build without."""
    made = make(bench, 10, 1, zipped=False, peers=False)
    on_ray, without_ray = (build(bench, made, way, 0).run for way in ("ray", "local"))
    return without(on_ray, without_ray)


def without(run: runs.Run, start: runs.Run) -> runs.Run:
    """Return the run less the other's wall and CPU time."""
    return runs.Run(run.output, run.wall - start.wall, run.cpu - start.cpu, run.peak)


def kill(bench: Bench, made: Made, full: Built) -> tuple[runs.Run, Built]:
    """Kill a build and run it again; return both."""
    project = bench.new_project("killed", made)
    command, log = bench.command(project, made.raw), bench.work / "logs" / f"{made.records}-killed.out"
    killed = runs.run_and_kill(command, log=log, cpu=full.run.cpu * _KILL_AT)
    again = _built(project, runs.run(command, log=log))
    must_equal(full, again)
    return killed, again


def incremental(bench: Bench, made: Made, full: Built, kind: str, *, compare: bool) -> runs.Run:
    """Build with the files added, on what the full build keeps; compare with a build of all at once."""
    raw = bench.work / "more" / f"{made.records}-{kind}"
    shutil.rmtree(raw, ignore_errors=True)
    for folder in (made.raw, made.later[kind]):
        shutil.copytree(folder, raw, copy_function=os.link, dirs_exist_ok=True)
    project = bench.work / "projects" / f"more-{kind}"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(full.project, project)
    log = bench.work / "logs" / f"{made.records}-{kind}.out"
    added = _built(project, runs.run(bench.command(project, raw), log=log))
    if compare:
        afresh = bench.new_project(f"all-{kind}", made)
        must_equal(added, _built(afresh, runs.run(bench.command(afresh, raw), log=log)))
        shutil.rmtree(afresh)
    shutil.rmtree(project)
    return added.run


def check_and_release(bench: Bench, made: Made, built: Built) -> Iterator[tuple[str, runs.Run]]:
    """Yield what checking the candidate takes, and what a release from the start: all of it once more."""
    base = [sys.executable, "-m", "warraq", "--project", str(built.project)]
    log = bench.work / "logs" / f"{made.records}-check.out"
    yield "check", runs.run([*base, "check"], log=log, fine=(0, 1))
    project = bench.new_project("released", made)
    command = [
        *base[:4],
        str(project),
        "release",
        "--json",
        "--raw",
        str(made.raw),
        "--jobs",
        str(bench.jobs),
    ]
    log = log.with_name(f"{made.records}-release.out")
    yield "release (build, check, freeze)", runs.run(command, log=log)
