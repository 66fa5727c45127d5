"""What differs between the articles of two releases, row by row, and why."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.relate.earlier import ARTICLES
from warraq.model.digest import same_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

#: The table `changes`.
SCHEMA = {
    "id": pl.String(),
    "change": pl.String(),
    "fields": pl.List(pl.String()),
    "reason": pl.String(),
}

#: Why a row was added, changed or removed.
REASONS = {
    "new": "new in the raw input",
    "corrected": "corrected by the publisher, or in the raw input",
    "re-crawled": "crawled again, with the same text",
    "re-extracted": "read differently by a newer tool or other rules",
    "re-related": "related to other articles",
    "taken-down": "taken down",
    "source-dropped": "of a source that is no longer in the corpus",
    "merged": "merged into another article: its record is one of that article's crawls",
    "held-out": "held out: related to articles of two splits",
    "gone": "no longer in the raw input",
}

_TEXTS = ("title", "subtitle", "body")
_TEXT_DIGEST = "text_sha256"
#: Fields that follow from the text, and are left out where the text is what changed.
_OF_TEXT = ("text_sha256", "words", "characters", "language", "language_score", "revision")
#: Fields that say how a row stands to others, not what it is.
_RELATIONAL = ("cluster", "role", "split", "first_release", "revision")
_PROVENANCE = ("raw_sha256", "fetched_at")
#: Fields whose prints are in memory at a time: of a million articles 8 MB a field and side.
_AT_A_TIME = 8
#: Fields without which articles cannot be compared.
NEEDED = ("id", "source", "revision", "raw_sha256", _TEXT_DIGEST)


def differences(
    old: Path, new: Path, *, known: Mapping[str, str] | None = None, records: pl.LazyFrame | None = None
) -> pl.DataFrame:
    """Return what differs between the articles below two folders, sorted by id.

    Columns: `id`, `source` (the new row's, or the removed one's), `change` (added, changed, removed),
    `fields` (those that differ, sorted; a field that one of the two sides lacks is not compared) and `reason`
    (a key of `REASONS`). Of a text that changed, what follows from it (counts, digest, language) is not named
    beside it; nor is the digest of the raw record, unless it is all that differs.

    Files of one name and the same bytes on both sides hold the same rows and are not read. Texts are compared
    by `text_sha256`; only texts that differ are read.

    Args:
        old: folder that holds `data/` of the earlier release.
        new: the same of the later one.
        known: id -> reason, of removed rows about which more is known than the tables say.
        records: `raw_sha256` and `text_sha256` of all records read, to tell what was merged; by default those
            of the new articles.
    """
    left, right = _differing_files(old, new)
    before, after = _rows(left, right)
    both = before.join(after, on="id", suffix=":new").filter(pl.col("row") != pl.col("row:new"))
    changed = _changed(both, left, right)
    added = after.join(before, on="id", how="anti").select(
        "id", "source", change=pl.lit("added"), fields=_NO_FIELDS, reason=pl.lit("new")
    )
    lost = _needed(left, before.join(after, on="id", how="anti")["id"])
    removed = lost.select(
        "id",
        "source",
        change=pl.lit("removed"),
        fields=_NO_FIELDS,
        reason=_why(lost, new, known or {}, records),
    )
    return pl.concat([added, changed, removed]).sort("id")


_NO_FIELDS = pl.lit([], dtype=pl.List(pl.String))


def _differing_files(old: Path, new: Path) -> tuple[list[Path], list[Path]]:
    """Return the files of articles on either side that the other does not have with the same bytes."""
    sides = [
        {path.relative_to(side).as_posix(): path for path in sorted(side.glob(ARTICLES))}
        for side in (old, new)
    ]
    same = {name for name in sides[0].keys() & sides[1].keys() if same_bytes(sides[0][name], sides[1][name])}
    left, right = ([path for name, path in side.items() if name not in same] for side in sides)
    return left, right


def _scan(files: list[Path]) -> pl.LazyFrame:
    if not files:
        return pl.LazyFrame(schema=dict.fromkeys(NEEDED, pl.String()) | {"revision": pl.Int64()})
    return pl.scan_parquet(files, hive_partitioning=False)


def _shared(left: list[Path], right: list[Path]) -> list[str]:
    columns = [set(_scan(side).collect_schema().names()) for side in (left, right)]
    return sorted((columns[0] & columns[1]) - {"id"})


def _rows(left: list[Path], right: list[Path]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what rows of both sides are told apart by.

    Columns: `place` (the row's number within the files), `id`, `source`, and `row`, a 64-bit print of all
    fields but the texts. Prints are compared within this process only: polars' hash is not stable across
    versions.
    """
    row = pl.struct(name for name in _shared(left, right) if name not in _TEXTS).hash()
    one, other = (
        _scan(side).select("id", "source", row=row).collect().with_row_index("place")
        for side in (left, right)
    )
    return one, other


def _needed(files: list[Path], ids: pl.Series) -> pl.DataFrame:
    rows = _scan(files) if ids.len() else _scan([])
    return rows.filter(pl.col("id").is_in(ids.implode())).select(NEEDED).collect()


def _print(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_not_null()).then(pl.col(name).hash()).alias(name)


def _prints(files: list[Path], names: list[str], places: pl.Series) -> pl.DataFrame:
    """Return 64-bit prints of these fields of the rows at these places, in their order."""
    return _scan(files).select(map(_print, names)).collect()[places]


def _differ(
    left: list[Path], right: list[Path], names: list[str], one: pl.Series, other: pl.Series
) -> dict[str, pl.Series]:
    """Return field -> whether the rows at these places of both sides differ in it; few fields at a time."""
    found: dict[str, pl.Series] = {}
    for first in range(0, len(names), _AT_A_TIME):
        some = names[first : first + _AT_A_TIME]
        before, after = _prints(left, some, one), _prints(right, some, other)
        found |= {name: before[name].ne_missing(after[name]) for name in some}
    return found


def _changed(rows: pl.DataFrame, left: list[Path], right: list[Path]) -> pl.DataFrame:
    """Return the changed rows, given `place` and `place:new` of each."""
    names = [name for name in _shared(left, right) if name not in _TEXTS] if rows.height else list(NEEDED)
    differ = _differ(left, right, names, rows["place"], rows["place:new"]) if rows.height else {}
    rows = rows.with_columns(
        differ.get(name, pl.Series(dtype=pl.Boolean)).alias(f"{name}:differs") for name in names
    )
    rows = rows.join(_text_differences(rows, left, right), on="id", how="left")
    flags = {name: pl.col(f"{name}:differs").fill_null(value=False) for name in (*names, *_TEXTS)}
    named = _named(flags)
    fields = [pl.when(flag).then(pl.lit(name)) for name, flag in sorted(named.items())]
    return rows.select(
        "id",
        source=pl.col("source:new"),
        change=pl.lit("changed"),
        fields=pl.concat_list(fields).list.drop_nulls(),
        reason=_reason(flags),
    )


def _text_differences(rows: pl.DataFrame, left: list[Path], right: list[Path]) -> pl.DataFrame:
    """Return `id` and, for rows whose text digest differs, whether title, subtitle and body do."""
    rows = rows.filter(f"{_TEXT_DIGEST}:differs")
    differ: dict[str, pl.Series] = {}
    for name in _TEXTS:  # one at a time: bodies are most of the bytes
        if rows.height:
            differ |= _differ(left, right, [name], rows["place"], rows["place:new"])
    return rows.select(
        "id",
        *(differ.get(name, pl.Series(dtype=pl.Boolean)).alias(f"{name}:differs") for name in _TEXTS),
    )


def _any(flags: Mapping[str, pl.Expr], names: Iterable[str]) -> pl.Expr:
    return reduce(pl.Expr.or_, (flags[name] for name in names if name in flags), pl.lit(value=False))


def _named(flags: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
    """Return the flags of fields worth naming: not what only follows from another one."""
    text = _any(flags, _TEXTS)
    rest = _any(flags, (name for name in flags if name not in _PROVENANCE))
    named = {name: flag & ~text if name in _OF_TEXT else flag for name, flag in flags.items()}
    return named | {name: flags[name] & ~rest for name in _PROVENANCE if name in flags}


def _reason(flags: Mapping[str, pl.Expr]) -> pl.Expr:
    inert = (*_PROVENANCE, *_RELATIONAL)
    content = _any(flags, (name for name in flags if name not in inert))
    raw = flags["raw_sha256"] | flags["revision"]
    return (
        pl.when(raw & content)
        .then(pl.lit("corrected"))
        .when(content)
        .then(pl.lit("re-extracted"))
        .when(_any(flags, _RELATIONAL))
        .then(pl.lit("re-related"))
        .otherwise(pl.lit("re-crawled"))
    )


def _why(lost: pl.DataFrame, new: Path, known: Mapping[str, str], records: pl.LazyFrame | None) -> pl.Expr:
    """Return the reason of each removed row, the strongest first."""
    if lost.is_empty():
        return pl.lit("gone")
    articles = pl.scan_parquet(new / ARTICLES, hive_partitioning=False)
    there = articles.select("source", "raw_sha256", _TEXT_DIGEST).collect()
    stones = pl.read_parquet(new / "data" / "tombstones.parquet", columns=["id"])["id"]
    read = there.lazy() if records is None else records
    same = pl.any_horizontal(
        pl.col(name).is_in(_among(read, name, lost[name]).implode()) for name in ("raw_sha256", _TEXT_DIGEST)
    )
    return (
        pl.when(pl.col("id").is_in(stones.implode()))
        .then(pl.lit("taken-down"))
        .when(pl.col("id").is_in(list(known)))
        .then(pl.col("id").replace_strict(known, default=None, return_dtype=pl.String()))
        .when(~pl.col("source").is_in(there["source"].unique().implode()))
        .then(pl.lit("source-dropped"))
        .when(same)
        .then(pl.lit("merged"))
        .otherwise(pl.lit("gone"))
    )


def _among(read: pl.LazyFrame, name: str, wanted: pl.Series) -> pl.Series:
    """Return those of the wanted values that were read."""
    found = read.select(name).filter(pl.col(name).is_in(wanted.drop_nulls().unique().implode()))
    return found.collect()[name].unique()
