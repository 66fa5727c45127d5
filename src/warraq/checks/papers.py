"""Whether the papers of a frozen release, card and change notes, state the numbers that its tables have.

Both are read as people read them: rows of Markdown tables by their headings, and the sentences with the sums.
What a project's own template leaves out is not missed; a number that is there must be right.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from warraq.checks.builtin import builtin_hit
from warraq.checks.derive import ARTICLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from warraq.checks.derive import Frames
    from warraq.checks.hit import Hit

CARD, NOTES = "README.md", "CHANGES.md"

_NUMBER = r"([0-9][0-9,]*)"
_CARD_TOTAL = re.compile(rf"(?m)^Version \S+: {_NUMBER} articles? ")
_FIRST = re.compile(rf"(?m)^First release: {_NUMBER} articles?")
_AGAINST = re.compile(
    rf"(?m)^Against \S+, articles added: {_NUMBER}, removed: {_NUMBER}, changed: {_NUMBER}; {_NUMBER} in all"
)
_COUNT = "articles"
_UNDATED = "undated"

#: Columns of articles that the papers' numbers are computed from.
STATED = ("source", "language", "split", "published_at", "words")


def _cells(line: str) -> list[str]:
    parts = re.split(r"(?<!\\)\|", line.strip().strip("|"))
    return [re.sub(r"\\(.)", r"\1", html.unescape(part.strip())) for part in parts]


def _tables(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Yield headings and rows of each Markdown table."""
    lines = text.splitlines()
    for at, line in enumerate(lines[1:], 1):
        if re.fullmatch(r"\s*\|(?:\s*:?-+:?\s*\|)+\s*", line) and lines[at - 1].lstrip().startswith("|"):
            rows = []
            for row in lines[at + 1 :]:
                if not row.lstrip().startswith("|"):
                    break
                rows.append(_cells(row))
            yield _cells(lines[at - 1]), rows


def _number(text: str) -> int | None:
    plain = text.replace(",", "")
    return int(plain) if plain.isdecimal() else None


def _stated(text: str, column: str, counted: str) -> dict[str, int | None]:
    """Return what the first table by that column states: value -> number; None where that is no number."""
    for heads, rows in _tables(text):
        if heads and heads[0] == column and counted in heads:
            at = heads.index(counted)
            return {row[0]: _number(row[at]) for row in rows if len(row) > at}
    return {}


def _counts(articles: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(articles.drop_nulls(column).group_by(column).len().sort(column).iter_rows())


def _table_faults(text: str, column: str, actual: Mapping[str, int], counted: str = _COUNT) -> list[str]:
    """Return where the table by that column states other numbers; a value without any has 0."""
    stated = _stated(text, column, counted)
    if not stated:
        return []
    names = sorted({*stated, *actual})
    told = "" if counted == _COUNT else f" {counted}"
    return [
        f"{column} {name}: {stated.get(name)}{told} stated, {actual.get(name, 0)} there"
        for name in names
        if stated.get(name, 0) != actual.get(name, 0)
    ]


def _read(path: Path) -> str:
    # A missing paper is the manifest's to miss; a byte that is no text makes a number that is none.
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _card_faults(text: str, folder: Path, articles: pl.DataFrame) -> list[str]:
    faults = [
        f"in all: {found} stated, {articles.height} there"
        for found in _CARD_TOTAL.findall(text)
        if _number(found) != articles.height
    ]
    for column in ("source", "language", "split"):
        faults += _table_faults(text, column, _counts(articles, column))
    words = articles.group_by("source").agg(pl.col("words").sum()).drop_nulls()
    faults += _table_faults(text, "source", dict(words.iter_rows()), "words")
    year = pl.col("published_at").dt.strftime("%Y").fill_null(_UNDATED)
    faults += _table_faults(text, "year", _counts(articles.select(year=year), "year"))
    return faults + _table_faults(text, "table", _rows(folder), "rows")


def _rows(folder: Path) -> dict[str, int]:
    """Return table -> rows by the footers of its files; of a file that cannot be read none are known."""
    counted: dict[str, int] = {}
    for path in sorted((folder / "data").rglob("*.parquet")):
        table = path.relative_to(folder / "data").parts[0].removesuffix(".parquet")
        try:
            counted[table] = counted.get(table, 0) + int(pq.read_metadata(path).num_rows)
        except (OSError, pa.ArrowException):
            continue
    return counted


def _note_faults(text: str, articles: int, changes: pl.DataFrame) -> list[str]:
    kinds = _counts(changes, "change")
    changed = {kind: kinds.get(kind, 0) for kind in ("added", "removed", "changed")}
    faults = [
        f"in all: {found} stated, {articles} there"
        for found in _FIRST.findall(text)
        if _number(found) != articles
    ]
    for groups in _AGAINST.findall(text):
        for (name, there), found in zip([*changed.items(), ("in all", articles)], groups, strict=True):
            if _number(found) != there:
                faults.append(f"{name}: {found} stated, {there} there")
    return faults


def paper_hits(folder: Path, frames: Frames) -> list[Hit]:
    """Return the numbers of README.md and CHANGES.md that the tables contradict.

    Looked at are the card's tables by source, language, split and year, that of the tables, its line "Version
    X: N articles", and the sentence with the sums in the change notes. A paper that is not there is passed
    over.
    """
    if not {ARTICLES, "changes"} <= frames.whole:
        return []  # what the papers say of files that cannot be read is not known to be wrong
    return stated_hits(folder, frames.articles, frames.tables["changes"])


def stated_hits(folder: Path, articles: pl.DataFrame, changes: pl.DataFrame) -> list[Hit]:
    """Return what `paper_hits` does of the tables: articles with the columns `STATED`, and changes."""
    found = {
        CARD: ("card-differs", _card_faults(_read(folder / CARD), folder, articles)),
        NOTES: ("notes-differ", _note_faults(_read(folder / NOTES), articles.height, changes)),
    }
    return [
        hit
        for name, (rule, faults) in found.items()
        for hit in builtin_hit(
            rule, faults, max(len(faults), 1), message=f"{name}: {'; '.join(faults)}", declared=name
        )
    ]
