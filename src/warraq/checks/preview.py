"""Whether the preview of a frozen release holds rows of its articles and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from warraq.checks.builtin import builtin_hit
from warraq.corpus.relate.earlier import ARTICLES as ARTICLE_FILES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from warraq.checks.hit import Hit

#: The preview of a release; a release that an earlier version of the tool froze may have none.
PREVIEW_FILE = "data/preview.parquet"


def rows_at(path: Path, places: Sequence[int]) -> pl.DataFrame:
    """Return the file's rows at these places, in their order; of row groups without any nothing is read."""
    file = pq.ParquetFile(path)
    parts, start = [], 0
    for group in range(file.metadata.num_row_groups):
        end = start + file.metadata.row_group(group).num_rows
        if inside := [place - start for place in places if start <= place < end]:
            parts.append(file.read_row_group(group).take(inside))
        start = end
    found = pl.from_arrow(pa.concat_tables(parts) if parts else file.schema_arrow.empty_table())
    assert isinstance(found, pl.DataFrame)
    return found


def articles_of(folder: Path, ids: Collection[str]) -> pl.DataFrame:
    """Return the released articles with these ids."""
    parts = []
    for path in sorted(folder.glob(ARTICLE_FILES)):
        there = pl.read_parquet(path, columns=["id"], hive_partitioning=False)["id"].is_in(list(ids))
        parts.append(rows_at(path, there.arg_true().to_list()))
    return pl.concat(parts)


def preview_hits(folder: Path) -> list[Hit]:
    """Return the rows of the preview that are not, value for value, those of the article with their id.

    A release without a preview has none. One that cannot be read is left to the rules on files.
    """
    path = folder / PREVIEW_FILE
    if not path.is_file():
        return []
    try:
        shown = pl.read_parquet(path, hive_partitioning=False)
        articles = articles_of(folder, shown["id"].drop_nulls().to_list())
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, pa.ArrowException):
        return []
    wrong = [str(row["id"].item()) for row in shown.iter_slices(1) if not _stands_in(articles, row)]
    return builtin_hit("preview-differs", wrong, shown.height, declared=PREVIEW_FILE)


def _stands_in(articles: pl.DataFrame, row: pl.DataFrame) -> bool:
    same_id = articles.filter(pl.col("id").eq_missing(row["id"].item()))
    return any(row.equals(article) for article in same_id.iter_slices(1))
