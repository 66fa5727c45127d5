"""The reading stage: every raw file through its shard's task, or taken from what is kept of it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.frames import quarantine_frame
from warraq.corpus.pipeline.dumps import read_dumps
from warraq.corpus.pipeline.parts import Reading
from warraq.corpus.pipeline.plan import plan
from warraq.corpus.pipeline.shard import read_parts, read_rejects
from warraq.corpus.pipeline.survey import survey
from warraq.corpus.records import Reject
from warraq.engine.local import LocalRunner

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from warraq.corpus.discover import RawFile
    from warraq.engine.runner import Runner
    from warraq.model.project import Project


@dataclass(frozen=True)
class Read:
    """What was read.

    Attributes:
        records: raw records, the rejected ones included.
        parts: files with the rows that were read as articles, in order.
        rejects: the other records: columns of `warraq.corpus.frames.QUARANTINE`.
        keys: keys of the kept results that were used.
        shards: how many shards were read.
        reused: of how many of them everything was there before.
        files: path below the raw folder -> SHA-256 of each raw file.
        site_lines: the lines that page dumps of a source share (`warraq.corpus.pipeline.dumps`).
    """

    records: int
    parts: tuple[Path, ...]
    rejects: pl.DataFrame
    keys: frozenset[str]
    shards: int
    reused: int
    files: Mapping[str, str]
    site_lines: pl.DataFrame


def read_raw(
    project: Project,
    files: Sequence[RawFile],
    *,
    runner: Runner | None = None,
    jobs: int | None = None,
    afresh: Collection[str] = (),
    show: Callable[[int], None] = lambda _: None,
) -> Read:
    """Read the files.

    Args:
        files: sorted by path.
        runner: where tasks run; by default on this machine, in `jobs` processes or one a core.
        afresh: paths of files that are read again even if their kept results would do.
        show: called with the number of records gone through.

    Raises:
        StorageError: a file cannot be read, or a result not written.
    """
    with LocalRunner(jobs) if runner is None else nullcontext(runner) as given:
        return _read(project, files, given, afresh, show)


def _read(
    project: Project,
    files: Sequence[RawFile],
    runner: Runner,
    afresh: Collection[str],
    show: Callable[[int], None],
) -> Read:
    found = survey(files, project.cache, runner)
    digests = [one.sha256 for one in found]
    reading = Reading(project, runner, afresh, show)
    cuts = reading.cut(files, found)
    tasks = plan(files, digests, project, cuts)
    first = reading.run(tasks)
    second = read_dumps(tasks, first, reading.run)
    reading.clear()
    results = [one for at, result in enumerate(first) for one in (result, second.results.get(at)) if one]
    stray = _outside(zip(files, digests, strict=True))
    rejects = pl.concat([stray, *(read_rejects(result.folder) for result in results)])
    return Read(
        records=sum(result.facts["records"] for result in results) + stray.height,
        parts=tuple(part for result in results for part in read_parts(result.folder)),
        rejects=rejects,
        keys=frozenset(task.key for task in tasks) | second.keys | reading.keys,
        shards=len(tasks),
        reused=sum(one.reused and second.was_reused(at) for at, one in enumerate(first)),
        files={file.relative: digest for file, digest in zip(files, digests, strict=True)},
        site_lines=second.site_lines,
    )


def _outside(files: zip[tuple[RawFile, str]]) -> pl.DataFrame:
    """Return a reject for each file that lies in no source's folder."""
    detail = "move it into the folder of its source: raw/<source>/"
    rows = [
        (None, file.relative, "unknown", Reject(1, 0, digest, "outside-source", detail))
        for file, digest in files
        if file.source is None
    ]
    return quarantine_frame(rows)
