"""Comparing two releases: fields, rows and why they differ, and the version bump."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.relate.changes import NEEDED, differences
from warraq.corpus.relate.earlier import ARTICLES
from warraq.errors import UsageError
from warraq.release.diff.bump import Call, Level, calls, least_version
from warraq.release.diff.fields import SchemaChange, schema_changes
from warraq.release.diff.stated import stated_reasons
from warraq.release.diff.tables import compare_tables, same_files

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.release.diff.sides import Side

KINDS = ("added", "removed", "changed")


@dataclass(frozen=True)
class Difference:
    """What differs between two sides.

    Attributes:
        rows_old: articles on the old side.
        rows: what differs, a row an article: columns of `warraq.corpus.relate.changes.differences`.
        tables: other table -> number of rows added, removed and changed.
        calls: what calls for a bump, the strictest first.
    """

    old: Side
    new: Side
    rows_old: int
    rows_new: int
    schema: list[SchemaChange]
    rows: pl.DataFrame
    tables: dict[str, dict[str, int]]
    calls: list[Call]

    @property
    def level(self) -> Level:
        """The bump that is called for."""
        return self.calls[0].level if self.calls else "none"

    @property
    def version(self) -> str | None:
        """The smallest version that the new side may have; None where the old one has none."""
        return None if self.old.version is None else least_version(self.old.version, self.level)

    def count(self, kind: str) -> int:
        """Return the number of articles added, removed or changed."""
        return int((self.rows["change"] == kind).sum())

    def as_dict(self) -> dict[str, Any]:
        """Return the difference as a JSON object; `rows_old + added - removed == rows_new`."""
        return {
            "old": self.old.name,
            "new": self.new.name,
            "fields": [change.as_dict() for change in self.schema],
            "rows_old": self.rows_old,
            "rows_new": self.rows_new,
            **{kind: self.count(kind) for kind in KINDS},
            "reasons": self.grouped("change", "reason"),
            "sources": self.by_source(),
            "changed_fields": self.changed_fields(),
            "tables": self.tables,
            "bump": {
                "level": self.level,
                "version": self.version,
                "calls": [call.as_dict() for call in self.calls],
            },
            "rows": self.rows.to_dicts(),
        }

    def grouped(self, *columns: str) -> list[dict[str, Any]]:
        """Return the number of articles by the columns, in their order."""
        return self.rows.group_by(*columns).agg(articles=pl.len().cast(pl.Int64)).sort(*columns).to_dicts()

    def by_source(self) -> list[dict[str, Any]]:
        """Return source, change, reason and number of articles, sorted."""
        return self.grouped("source", "change", "reason")

    def changed_fields(self) -> list[dict[str, Any]]:
        """Return field and number of articles in which it differs, most first."""
        fields = self.rows.select(field=pl.col("fields").explode(empty_as_null=False, keep_nulls=False))
        counted = fields.group_by("field").agg(articles=pl.len().cast(pl.Int64))
        return counted.sort(["articles", "field"], descending=[True, False]).to_dicts()


def compare(old: Side, new: Side) -> Difference:
    """Return what differs.

    Raises:
        UsageError: a table of one of the sides cannot be read, or lacks a field that rows are compared by.
    """
    for one in (old, new):
        _require_fields(one)
    try:
        rows = differences(old.folder, new.folder, known=stated_reasons(old, new))
        rows_old, rows_new = _height(old.folder), _height(new.folder)
        other_bytes = not same_files(old.folder, new.folder)
    except (pl.exceptions.PolarsError, OSError) as error:
        where = f"{old.folder}, {new.folder}"
        found = f"the articles cannot be read: {str(error).splitlines()[0]}"
        raise UsageError(where, found, expected="releases, or a candidate") from error
    schema = schema_changes(old.descriptor, new.descriptor)
    tables = compare_tables(old, new)
    counts = {kind: int((rows["change"] == kind).sum()) for kind in KINDS}
    bump = calls(schema, {"articles": counts, **tables}, other_bytes=other_bytes)
    return Difference(old, new, rows_old, rows_new, schema, rows, tables, bump)


def _require_fields(side: Side) -> None:
    articles = side.descriptor.tables.get("articles")
    lacking = [name for name in NEEDED if articles is None or name not in articles.names]
    if lacking:
        found = f"the table articles has no {', '.join(lacking)}"
        raise UsageError(str(side.folder), found, expected="the fields that articles are compared by")


def with_papers(difference: Difference | None, told: str) -> Difference | None:
    """Return the difference of releases with the same rows, of which other things are said.

    Args:
        told: what differs, for people.
    """
    if difference is None or difference.calls:
        return difference
    return replace(
        difference, calls=calls([SchemaChange("described", "papers:", told)], {}, other_bytes=True)
    )


def _height(folder: Path) -> int:
    return int(pl.scan_parquet(folder / ARTICLES, hive_partitioning=False).select(pl.len()).collect().item())
