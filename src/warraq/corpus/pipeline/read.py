"""The reading stage: every raw file through its shard's task, or taken from what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.discover import file_sha256
from warraq.corpus.frames import quarantine_frame
from warraq.corpus.pipeline.dumps import read_dumps
from warraq.corpus.pipeline.plan import plan
from warraq.corpus.pipeline.shard import Shard, read_parts, read_rejects
from warraq.corpus.records import Reject
from warraq.engine.local import cores, run_tasks
from warraq.engine.task import discard

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from warraq.corpus.discover import RawFile
    from warraq.engine.task import Result, Task
    from warraq.model.project import Project

#: Below this much raw input, starting processes costs more than it gains.
_ONE_PROCESS_BYTES = 4 << 20


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
    jobs: int | None,
    afresh: Collection[str],
    show: Callable[[int], None],
) -> Read:
    """Read the files, in one process a core or in `jobs` processes; little input in this one.

    Args:
        files: sorted by path.
        afresh: paths of files that are read again even if their kept results would do.
        show: called with the number of records gone through.

    Raises:
        StorageError: a file cannot be read, or a result not written.
    """
    digests = [file_sha256(file.path) for file in files]
    tasks = plan(files, digests, project)
    small = sum(file.bytes for file in files) < _ONE_PROCESS_BYTES
    workers = jobs or (1 if small else cores())

    def run(some: Sequence[Task]) -> list[Result]:
        for task in some:
            if _holds(task, afresh):
                discard(task, project.cache)
        return run_tasks(some, project.cache, workers=workers, show=show)

    first = run(tasks)
    second = read_dumps(tasks, first, run)
    results = [one for at, result in enumerate(first) for one in (result, second.results.get(at)) if one]
    stray = _outside(zip(files, digests, strict=True))
    rejects = pl.concat([stray, *(read_rejects(result.folder) for result in results)])
    return Read(
        records=sum(result.facts["records"] for result in results) + stray.height,
        parts=tuple(part for result in results for part in read_parts(result.folder)),
        rejects=rejects,
        keys=frozenset(task.key for task in tasks) | second.keys,
        shards=len(tasks),
        reused=sum(one.reused and second.was_reused(at) for at, one in enumerate(first)),
        files={file.relative: digest for file, digest in zip(files, digests, strict=True)},
        site_lines=second.site_lines,
    )


def _holds(task: Task, paths: Collection[str]) -> bool:
    return isinstance(task.args, Shard) and any(file.relative in paths for file in task.args.files)


def _outside(files: zip[tuple[RawFile, str]]) -> pl.DataFrame:
    """Return a reject for each file that lies in no source's folder."""
    detail = "move it into the folder of its source: raw/<source>/"
    rows = [
        (None, file.relative, "unknown", Reject(1, 0, digest, "outside-source", detail))
        for file, digest in files
        if file.source is None
    ]
    return quarantine_frame(rows)
