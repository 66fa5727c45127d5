"""`data/preview.parquet` of a release: a few articles of every kind, for whoever looks before loading."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.checks.preview import PREVIEW_FILE, rows_at
from warraq.corpus.pipeline.tables import write_table
from warraq.corpus.relate.earlier import ARTICLES
from warraq.model.descriptor import PREVIEW

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from warraq.model.descriptor import Descriptor, Table

#: Rows of a preview at most.
MOST_ROWS = 100
_KINDS = ("split", "language", "source", "_month")


def chosen(articles: pl.DataFrame) -> pl.DataFrame:
    """Return the rows to show, at most `MOST_ROWS`.

    First comes one row of each split, of each language, of each source and of each month (undated articles
    are a month of their own), then a second one of each, and so on. Which row of several that is, its id
    decides, which is as good as drawn by lot, and the same one in a later release.

    Args:
        articles: with id, source, language, split and published_at, and any other columns.
    """
    rows = articles.sort("id").with_columns(_month=pl.col("published_at").dt.truncate("1mo"))
    ranks = [pl.int_range(pl.len(), dtype=pl.Int64).over(kind) for kind in _KINDS]
    turn = pl.min_horizontal(ranks)
    kind = pl.concat_list(ranks).list.arg_min()
    order = rows.select(turn=turn, kind=kind, at=pl.int_range(pl.len())).sort("turn", "kind", "at")
    return rows[order["at"].head(MOST_ROWS)].drop("_month")


def preview_rows(folder: Path) -> pl.DataFrame:
    """Return the preview of the articles below `folder`, sorted by time and id, undated ones last."""
    columns = ["id", "source", "language", "split", "published_at"]
    files = sorted(folder.glob(ARTICLES))
    parts = [
        pl.read_parquet(path, columns=columns, hive_partitioning=False)
        .with_columns(_file=pl.lit(number), _at=pl.int_range(pl.len()))
        .cast({"source": pl.Categorical(), "language": pl.Categorical(), "split": pl.Categorical()})
        for number, path in enumerate(files)
    ]
    places = chosen(pl.concat(parts)).partition_by("_file", as_dict=True)
    shown = [rows_at(files[int(str(number))], rows["_at"].to_list()) for (number,), rows in places.items()]
    return pl.concat(shown).sort("published_at", "id", nulls_last=True)


def write_preview(descriptor: Descriptor, folder: Path) -> None:
    """Write the preview of the articles below `folder` beside them, in their columns and types.

    Raises:
        StorageError: the disk refuses.
    """
    write_table(preview_rows(folder), descriptor.tables["articles"], folder / PREVIEW_FILE)


def preview_resource(articles: Mapping[str, Any]) -> dict[str, Any]:
    """Return the preview as a resource of a release's descriptor, without its figures.

    Args:
        articles: the resource whose rows it repeats.
    """
    schema = {name: value for name, value in articles["schema"].items() if name != "foreignKeys"}
    keys = [{"fields": ["id"], "reference": {"resource": "articles", "fields": ["id"]}}]
    return {
        **{name: articles[name] for name in ("type", "format", "mediatype") if name in articles},
        "name": PREVIEW,
        "title": "Preview",
        "description": (
            f"At most {MOST_ROWS} rows of articles, as they stand there: some of every split, language, "
            "source and month."
        ),
        "path": PREVIEW_FILE,
        "schema": {**schema, "foreignKeys": keys},
    }


def table_of(descriptor: Descriptor, resource: Mapping[str, Any]) -> Table:
    """Return the table that the release's resource holds; the preview has the fields of articles."""
    name = str(resource["name"])
    if name != PREVIEW:
        return descriptor.tables[name]
    described = str(resource.get("description") or "")
    return replace(descriptor.tables["articles"], name=name, title=PREVIEW, description=described)
