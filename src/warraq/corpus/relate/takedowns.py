"""What must never be released again: `corpus/takedowns.csv`."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.relate.identity import article_id
from warraq.corpus.text.urls import canonical_url
from warraq.errors import ProjectError
from warraq.model.project_file import read_project_text

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("kind", "value", "reason", "date")
KINDS = ("id", "url", "source")
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Takedowns:
    """Ids and sources that are taken down, each with its reason code."""

    ids: dict[str, str]
    sources: dict[str, str]


def read_takedowns(path: Path) -> Takedowns:
    """Return the takedowns in the file; none where it does not exist.

    The file has a header and the columns kind (id, url or source), value, reason and date.

    Raises:
        ProjectError: naming the line whose kind, value or reason cannot be used.
        StorageError: the file cannot be read.
    """
    ids: dict[str, str] = {}
    sources: dict[str, str] = {}
    if not path.exists():
        return Takedowns(ids, sources)
    text = read_project_text(path)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise ProjectError(str(path), f"not readable: {error}", expected="CSV in UTF-8") from error
    if not rows or tuple(rows[0]) != COLUMNS:
        found = ",".join(rows[0]) if rows else "nothing"
        raise ProjectError(f"{path}: line 1", f"found {found!r}", expected=",".join(COLUMNS))
    for line, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        kind, value, reason = _parsed(row, f"{path}: line {line}")
        (sources if kind == "source" else ids)[value] = reason
    return Takedowns(ids, sources)


def _parsed(row: list[str], where: str) -> tuple[str, str, str]:
    if len(row) != len(COLUMNS):
        raise ProjectError(where, f"found {len(row)} columns", expected=",".join(COLUMNS))
    kind, value, reason, _ = (cell.strip() for cell in row)
    if kind not in KINDS:
        raise ProjectError(where, f"kind is {kind!r}", expected=f"one of {', '.join(KINDS)}")
    if not reason:
        raise ProjectError(where, "no reason", expected="a reason code, such as legal or privacy")
    if kind == "id" and not _ID.fullmatch(value):
        raise ProjectError(where, f"{value!r} is no article id", expected="32 hex digits")
    if kind == "url":
        url = canonical_url(value)
        if url is None:
            raise ProjectError(where, f"{value!r} is no address", expected="an http or https URL")
        value = article_id("", url, url, "", "")
    return kind, value, reason


def gone(placed: pl.DataFrame, earlier: pl.DataFrame, takedowns: Takedowns) -> pl.DataFrame:
    """Return `id` and `takedown` (the reason code) of every article that is taken down, sorted by id.

    Those are the records that are still there, and the articles of the release before: an article whose raw
    record was deleted as well may not come back either.

    Args:
        placed: rows of this build with `id` and `takedown`, null where the row stays.
        earlier: `id` and `source` of the release before.
    """
    columns = ["id", "takedown"]
    both = pl.concat([placed.select(columns), mark(earlier, takedowns).select(columns)])
    return both.filter(pl.col("takedown").is_not_null()).unique("id", keep="first").sort("id")


def mark(rows: pl.DataFrame, takedowns: Takedowns) -> pl.DataFrame:
    """Return the rows with `takedown` added: the reason code, or null for a row that stays.

    Needs `id` and `source`.
    """
    by_id = pl.col("id").replace_strict(takedowns.ids, default=None, return_dtype=pl.String())
    by_source = pl.col("source").replace_strict(takedowns.sources, default=None, return_dtype=pl.String())
    return rows.with_columns(takedown=pl.coalesce(by_id, by_source))
