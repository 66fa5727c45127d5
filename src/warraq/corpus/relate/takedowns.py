"""What must never be released again: `corpus/takedowns.csv`."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.relate.fingerprint import Fingerprint, read_fingerprint
from warraq.corpus.relate.identity import article_id
from warraq.corpus.text.match_key import match_key
from warraq.corpus.text.urls import canonical_url
from warraq.errors import ProjectError
from warraq.model.project_file import read_project_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COLUMNS = ("kind", "value", "reason", "date")
#: What a row may name: an article by id or address, all of a source or an author, a text by its fingerprint.
KINDS = ("id", "url", "source", "author", "text")
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file, as it stands there."""

    kind: str
    value: str
    reason: str
    date: str


@dataclass(frozen=True, slots=True)
class Takedowns:
    """What is taken down, each with its reason code.

    Attributes:
        ids: of articles; those of addresses too.
        authors: match keys of names.
        texts: fingerprints; what holds such a text is taken down under any id.
    """

    ids: dict[str, str]
    sources: dict[str, str]
    authors: dict[str, str] = field(default_factory=dict)
    texts: tuple[tuple[Fingerprint, str], ...] = ()

    @property
    def any_by_name(self) -> bool:
        """Whether an article may be told by id, source or author."""
        return bool(self.ids or self.sources or self.authors)


def author_key(names: pl.Expr) -> pl.Expr:
    """Return the names as they are compared."""
    return match_key(names)


def read_takedowns(path: Path) -> Takedowns:
    """Return the takedowns in the file; none where it does not exist.

    The file has a header and the columns kind, value, reason and date.

    Raises:
        ProjectError: naming the line whose kind, value or reason cannot be used.
        StorageError: the file cannot be read.
    """
    ids: dict[str, str] = {}
    sources: dict[str, str] = {}
    authors: dict[str, str] = {}
    texts: list[tuple[Fingerprint, str]] = []
    for line, row in read_rows(path):
        where = f"{path}: line {line}"
        if row.kind == "text":
            texts.append((_fingerprint(row.value, where), row.reason))
        elif row.kind == "author":
            authors[_author(row.value, where)] = row.reason
        elif row.kind == "source":
            sources[row.value] = row.reason
        else:
            ids[_id(row, where)] = row.reason
    return Takedowns(ids, sources, authors, tuple(texts))


def read_rows(path: Path) -> list[tuple[int, Row]]:
    """Return the rows of the file with their line numbers; none where it does not exist.

    Raises:
        ProjectError: the file is no CSV of the four columns, or a kind or reason cannot be used.
    """
    if not path.exists():
        return []
    text = read_project_text(path)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise ProjectError(str(path), f"not readable: {error}", expected="CSV in UTF-8") from error
    if not rows or tuple(rows[0]) != COLUMNS:
        found = ",".join(rows[0]) if rows else "nothing"
        raise ProjectError(f"{path}: line 1", f"found {found!r}", expected=",".join(COLUMNS))
    lines = enumerate(rows[1:], start=2)
    return [(line, _row(cells, f"{path}: line {line}")) for line, cells in lines if any(cells)]


def _row(cells: list[str], where: str) -> Row:
    if len(cells) != len(COLUMNS):
        raise ProjectError(where, f"found {len(cells)} columns", expected=",".join(COLUMNS))
    row = Row(*(cell.strip() for cell in cells))
    if row.kind not in KINDS:
        raise ProjectError(where, f"kind is {row.kind!r}", expected=f"one of {', '.join(KINDS)}")
    if not row.value:
        raise ProjectError(where, "no value", expected=f"the {row.kind} to take down")
    if not row.reason:
        raise ProjectError(where, "no reason", expected="a reason code, such as legal or privacy")
    return row


def _id(row: Row, where: str) -> str:
    if row.kind == "id":
        if not _ID.fullmatch(row.value):
            raise ProjectError(where, f"{row.value!r} is no article id", expected="32 hex digits")
        return row.value
    url = canonical_url(row.value)
    if url is None:
        raise ProjectError(where, f"{row.value!r} is no address", expected="an http or https URL")
    return article_id("", url, url, "", "")


def _author(value: str, where: str) -> str:
    key = str(pl.select(author_key(pl.lit(value))).item())
    if not key:
        raise ProjectError(where, f"{value!r} holds no name", expected="an author's name")
    return key


def _fingerprint(value: str, where: str) -> Fingerprint:
    try:
        return read_fingerprint(value)
    except ValueError as error:
        expected = "a fingerprint as `warraq takedown add --text FILE` writes it"
        raise ProjectError(where, f"not a text's fingerprint: {error}", expected=expected) from error


def gone(placed: pl.DataFrame, before: Iterable[Path], takedowns: Takedowns) -> pl.DataFrame:
    """Return `id` and `takedown` (the reason code) of every article that is taken down, sorted by id.

    Those are the records that are still there, and the articles of the release before: an article whose raw
    record was deleted as well may not come back either.

    Args:
        placed: `id` and `takedown` of rows of this build that have to go.
        before: files of the articles of the release before.
    """
    found = [placed.select("id", "takedown")]
    for path in before if takedowns.any_by_name else ():
        marked = mark(pl.read_parquet(path, columns=["id", "source", "authors"]), takedowns)
        found.append(marked.filter(pl.col("takedown").is_not_null()).select("id", "takedown"))
    return pl.concat(found).unique("id", keep="first", maintain_order=True).sort("id")


def mark(rows: pl.DataFrame, takedowns: Takedowns) -> pl.DataFrame:
    """Return the rows with `takedown` added: the reason code, or null for a row that stays.

    Needs `id`, `source` and `authors`. Texts are not looked at.
    """
    by_id = pl.col("id").replace_strict(takedowns.ids, default=None, return_dtype=pl.String())
    by_source = pl.col("source").replace_strict(takedowns.sources, default=None, return_dtype=pl.String())
    marked = rows.with_columns(takedown=pl.coalesce(by_id, by_source))
    if not takedowns.authors:
        return marked
    names = rows.select("id", author="authors").explode("author", empty_as_null=False, keep_nulls=False)
    reason = author_key(pl.col("author")).replace_strict(
        takedowns.authors, default=None, return_dtype=pl.String()
    )
    theirs = names.select("id", theirs=reason).drop_nulls().unique("id", keep="first", maintain_order=True)
    marked = marked.join(theirs, on="id", how="left", maintain_order="left")
    return marked.with_columns(takedown=pl.coalesce("takedown", "theirs")).drop("theirs")
