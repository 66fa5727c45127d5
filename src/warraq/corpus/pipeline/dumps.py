"""The second pass over a source's page dumps: their lines counted, then every dump read with what it showed.

Counting and reading are tasks of their own. A shard's dumps are read again only if one of its own lines
became, or ceased to be, a line of the site: a new page does not cost the reading of all others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.extract.site_lines import COUNTED, SiteLines, from_frame
from warraq.corpus.pipeline.line_table import count, keys_of
from warraq.corpus.pipeline.shard import process
from warraq.engine.task import Task
from warraq.errors import ProjectError
from warraq.model.digest import sha256_value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from warraq.corpus.pipeline.shard import Shard
    from warraq.engine.task import Result

    Run = Callable[[Sequence[Task]], list[Result]]

#: The candidate's table of the lines that the pages of its sources share.
SITE_LINES = "site-lines.parquet"
_SCHEMA = {"source": pl.String(), **COUNTED}
_COUNTED = "counted.parquet"


@dataclass(frozen=True)
class SecondPass:
    """What became of the page dumps.

    Attributes:
        results: index of a shard's task -> result of reading its dumps.
        keys: keys of the kept results that were used.
        site_lines: the columns of `COUNTED`, and the source.
    """

    results: dict[int, Result]
    keys: frozenset[str]
    site_lines: pl.DataFrame

    def was_reused(self, index: int) -> bool:
        """Whether the shard's dumps, if it has any, need not be read again."""
        return index not in self.results or self.results[index].reused


def read_dumps(tasks: Sequence[Task], results: Sequence[Result], run: Run) -> SecondPass:
    """Count the lines of each source's dumps, and read them.

    Args:
        tasks: the shards' tasks of the first pass.
        results: theirs, in the same order.
        run: returns the results of the tasks it is given, in their order.

    Raises:
        StorageError: a file cannot be read, or a result not written.
    """
    holders = [index for index, result in enumerate(results) if result.facts["dumps"]]
    sources = sorted({tasks[index].args.source.id for index in holders})
    by_source = {name: [at for at in holders if tasks[at].args.source.id == name] for name in sources}
    counting = [_counting(name, [(tasks[at], results[at]) for at in by_source[name]]) for name in sources]
    counted = [pl.read_parquet(result.folder / _COUNTED) for result in run(counting)]
    frames = dict(zip(sources, counted, strict=True))
    reading = [_reading(tasks[at], results[at], frames[tasks[at].args.source.id]) for at in holders]
    return SecondPass(
        results=dict(zip(holders, run(reading), strict=True)),
        keys=frozenset(task.key for task in (*counting, *reading)),
        site_lines=pl.concat(
            [
                pl.DataFrame(schema=_SCHEMA),
                *(frame.select(pl.lit(name).alias("source"), *COUNTED) for name, frame in frames.items()),
            ]
        ),
    )


def _counting(source: str, shards: Sequence[tuple[Task, Result]]) -> Task:
    return Task(
        name=f"the lines of {source}",
        key=sha256_value({"count": [task.key for task, _ in shards]}),
        work=_count,
        args=tuple(result.folder for _, result in shards),
        weight=sum(task.weight for task, _ in shards),
    )


def _count(folders: tuple[Path, ...], folder: Path) -> dict[str, Any]:
    counted = count(folders)
    counted.write_parquet(folder / _COUNTED, compression="zstd", row_group_size=max(1, counted.height))
    return {"lines": counted.height}


def _reading(task: Task, result: Result, counted: pl.DataFrame) -> Task:
    shard: Shard = task.args
    own = counted.join(keys_of(result.folder), on="line", how="semi")
    levels = dict(zip(own["line"].to_list(), own["level"].to_list(), strict=True))
    files = tuple(shard.files[at] for at in result.facts["dumps"])
    return Task(
        name=f"the page dumps of {task.name}",
        key=sha256_value({"read": task.key, "site-lines": sorted(levels.items())}),
        work=process,
        args=replace(shard, files=files, site_lines=SiteLines(levels)),
        weight=sum(file.bytes for file in files),
    )


def write_site_lines(folder: Path, site_lines: pl.DataFrame) -> None:
    """Write the table `SITE_LINES` of a candidate."""
    site_lines.write_parquet(folder / SITE_LINES, compression="zstd", row_group_size=16_384)


def load_site_lines(candidate: Path, source: str) -> SiteLines:
    """Return the lines that the pages of a source share, as the candidate's build counted them.

    A candidate without such a table, and a source without page dumps, have none.

    Raises:
        ProjectError: the table cannot be read.
    """
    path = candidate / SITE_LINES
    if not path.is_file():
        return SiteLines()
    try:
        return from_frame(pl.scan_parquet(path).filter(pl.col("source") == source).collect())
    except (pl.exceptions.PolarsError, OSError) as error:
        found = f"cannot be read: {str(error).splitlines()[0]}"
        raise ProjectError(str(path), found, next_step="warraq build") from error
