"""The articles without their text, and single rows with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow.parquet as pq

from warraq.checks.derive import ARTICLES, require_fields
from warraq.checks.files import table_files
from warraq.release.report.text import ADDRESS, BODY, TITLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from warraq.model.descriptor import Descriptor

#: Position of the row over all files in order of their paths.
ROW = "row"
NARROW: dict[str, pl.DataType] = {
    "id": pl.String(),
    "source": pl.String(),
    "agency": pl.String(),
    "published_at": pl.Datetime("us"),
    "published_precision": pl.String(),
    "published_origin": pl.String(),
    "language": pl.String(),
    "words": pl.Int64(),
    "cluster": pl.String(),
    "role": pl.String(),
}
#: Characters that are read beyond what is shown, so that a cut is seen as one.
_MORE = 200


@dataclass(frozen=True)
class Rows:
    """The articles of a candidate or a release.

    Attributes:
        frame: the columns of `NARROW`, those that a release lacks being null, and `row`; in order of `row`.
        paths: the files, in order.
        heights: number of rows of each file.
        unread: files that are missing, damaged or of another schema, relative to the folder, in order.
    """

    frame: pl.DataFrame
    paths: tuple[Path, ...]
    heights: tuple[int, ...]
    unread: tuple[str, ...] = ()


def read_rows(descriptor: Descriptor, folder: Path) -> Rows:
    """Return the articles below `folder`; files that cannot be read are named instead.

    Raises:
        ProjectError: the descriptor lacks the table, or fields that every release has.
    """
    require_fields(descriptor)
    files, hits = table_files(descriptor, descriptor.tables[ARTICLES], folder)
    damaged = [name for hit in hits for name in hit.keys["key"]]
    rows = read_files(files.paths)
    damaged += [path.relative_to(folder).as_posix() for path in files.paths if path not in rows.paths]
    return Rows(rows.frame, rows.paths, rows.heights, tuple(sorted(damaged)))


def read_files(paths: Iterable[Path]) -> Rows:
    """Return the articles in those files that can be read."""
    good = tuple(paths)
    try:
        frame = _read(good)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        good = tuple(path for path in good if _readable(path))
        frame = _read(good)
    return Rows(frame, good, tuple(int(pq.read_metadata(path).num_rows) for path in good))


def _readable(path: Path) -> bool:
    try:
        _read((path,))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        return False
    return True


def _read(paths: tuple[Path, ...]) -> pl.DataFrame:
    if not paths:
        return pl.DataFrame(schema={ROW: pl.UInt32(), **NARROW})
    scan = pl.scan_parquet(list(paths), glob=False, hive_partitioning=False, row_index_name=ROW)
    there = set(scan.collect_schema().names())
    columns = [
        (pl.col(name) if name in there else pl.lit(None)).cast(kind).alias(name)
        for name, kind in NARROW.items()
    ]
    return scan.select(ROW, *columns).collect(engine="streaming").sort(ROW)


def look_up(rows: Rows, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return id, source, language, title and url (both shortened) of those articles that are there, by id.

    Only files that hold one of them are read.
    """
    wanted = rows.frame.filter(pl.col("id").is_in(sorted(ids)))
    files = {path for path, _ in _places(rows, wanted[ROW])}
    columns = ("id", "source", "language", _short("title", TITLE), _short("url", ADDRESS))
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(files):
        scan = pl.scan_parquet(path, glob=False, hive_partitioning=False)
        part = scan.filter(pl.col("id").is_in(sorted(ids))).select(columns).collect()
        for row in part.iter_rows(named=True):
            found.setdefault(row["id"], row)
    return found


def read_texts(rows: Rows, numbers: Iterable[int]) -> list[dict[str, Any]]:
    """Return single rows by their number, in that order, with title, url and the beginning of the body."""
    columns = (
        "id",
        "source",
        "language",
        "published_at",
        "published_precision",
        "words",
        _short("title", TITLE),
        _short("url", ADDRESS),
        _short("body", BODY),
    )
    found = []
    for path, local in _places(rows, numbers):
        scan = pl.scan_parquet(path, glob=False, hive_partitioning=False)
        found += scan.slice(local, 1).select(columns).collect().to_dicts()
    return found


def _short(name: str, limit: int) -> pl.Expr:
    return pl.col(name).str.head(limit + _MORE)


def _places(rows: Rows, numbers: Iterable[int]) -> list[tuple[Path, int]]:
    """Return file and position in it of each row number."""
    places = []
    for number in numbers:
        local = number
        for path, height in zip(rows.paths, rows.heights, strict=True):
            if local < height:
                places.append((path, local))
                break
            local -= height
    return places
