"""The few columns by which rows are related and placed; texts stay in the parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.relate.numbers import NUMBER, number
from warraq.corpus.relate.takedowns import mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from warraq.corpus.relate.takedowns import Takedowns

PRECISIONS = pl.Enum(["second", "minute", "day", "month", "year", "none"])

#: One row a record that was read as an article. `part` and `row` say where it lies, `file` and `position`
#: where it comes from; `id`, `text`, `raw` and `copy_key` are numbers (`warraq.corpus.relate.numbers`) of id,
#: text_sha256, raw_sha256 and copy_key; `credited` tells whether an agency is named; `takedown` is the reason
#: code of what has to go by its name, or null.
LIGHT = {
    "part": pl.UInt32(),
    "row": pl.UInt32(),
    "file": pl.UInt32(),
    "position": pl.Int64(),
    "form": pl.Categorical(),
    "source": pl.Categorical(),
    "id": NUMBER,
    "text": NUMBER,
    "raw": NUMBER,
    "copy_key": NUMBER,
    "credited": pl.Boolean(),
    "published_at": pl.Datetime("us"),
    "published_precision": PRECISIONS,
    "modified_at": pl.Datetime("us"),
    "fetched_at": pl.Datetime("us"),
    "takedown": pl.Categorical(),
}

_READ = (
    "raw_path",
    "position",
    "form",
    "source",
    "id",
    "authors",
    "agency",
    "published_at",
    "published_precision",
    "modified_at",
    "fetched_at",
    "text_sha256",
    "raw_sha256",
    "copy_key",
)


def light_rows(parts: Sequence[Path], paths: Iterable[str], takedowns: Takedowns) -> pl.DataFrame:
    """Return the columns `LIGHT` of all parts, in the order of the parts and of the rows in them.

    Args:
        paths: names of all raw files; `file` counts them in their order.
    """
    files = pl.Series(sorted(paths), dtype=pl.String())
    frames = [_light(path, index, files, takedowns) for index, path in enumerate(parts)]
    return pl.concat([pl.DataFrame(schema=LIGHT), *frames], rechunk=True)


def _light(path: Path, part: int, files: pl.Series, takedowns: Takedowns) -> pl.DataFrame:
    names = [name for name in _READ if name != "authors" or takedowns.authors]
    rows = mark(pl.read_parquet(path, columns=names, row_index_name="row"), takedowns)
    paths = rows["raw_path"].unique()
    file = pl.col("raw_path").replace_strict(paths, files.search_sorted(paths), return_dtype=pl.UInt32())
    made = rows.with_columns(
        number("id"),
        number("copy_key"),
        part=pl.lit(part, pl.UInt32()),
        file=file,
        text=number("text_sha256"),
        raw=number("raw_sha256"),
        credited=pl.col("agency").is_not_null(),
    )
    return made.select(pl.col(name).cast(kind) for name, kind in LIGHT.items())


def columns_of(parts: Sequence[Path], columns: Sequence[str], wanted: pl.Expr) -> pl.DataFrame:
    """Return these columns of the wanted rows of all parts."""
    return pl.concat([pl.read_parquet(path, columns=list(columns)).filter(wanted) for path in parts])
