"""Writing takedowns down, and telling which releases still hold what was taken down."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.relate.fingerprint import fingerprints
from warraq.corpus.relate.holders import HELD, holders
from warraq.corpus.relate.takedowns import COLUMNS, Row, read_rows, read_takedowns
from warraq.model.atomic import write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from warraq.release.takedown.find import Found, Wish
    from warraq.release.takedown.places import File


def rows_of(wish: Wish, found: Found, *, reason: str, date: str) -> list[Row]:
    """Return what to write: what was wished, every article found, and a fingerprint of each text.

    By the fingerprint a text is known again under another address; texts of fewer than 20 words have none.
    """
    wished = [] if wish.kind in ("id", "text") else [(wish.kind, found.value)]
    ids = [("id", one) for one in found.articles["id"]]
    texts = [("text", str(one)) for one in fingerprints(found.bodies) if one is not None]
    return [Row(kind, value, reason, date) for kind, value in dict.fromkeys((*wished, *ids, *texts))]


def write_down(path: Path, rows: list[Row]) -> int:
    """Add the rows to the file, which is made if it is not there; return how many were new.

    What the file names already stays as it is.

    Raises:
        ProjectError: the file cannot be used as it is.
        StorageError: it cannot be written.
    """
    known = {(row.kind, row.value) for _, row in read_rows(path)}
    new = [row for row in rows if (row.kind, row.value) not in known]
    if not new:
        return 0
    text = path.read_text(encoding="utf-8") if path.exists() else ",".join(COLUMNS) + "\n"
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows((row.kind, row.value, row.reason, row.date) for row in new)
    write_bytes(path, (text if text.endswith("\n") else text + "\n").encode() + out.getvalue().encode())
    return len(new)


@dataclass(frozen=True)
class Still:
    """Which places still hold what was taken down.

    Attributes:
        places: names of all that were looked at.
        rows: place, and the columns of `warraq.corpus.relate.holders.HELD`; by place in their order, then id.
    """

    places: tuple[str, ...]
    rows: pl.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as a JSON object."""
        counts = {name: int((self.rows["place"] == name).sum()) for name in self.places}
        return {"passed": self.rows.is_empty(), "places": counts, "articles": self.rows.to_dicts()}


def still_there(takedowns: Path, places: Mapping[str, Path], files: list[File]) -> Still:
    """Return which of the places hold an article, or a text, that is named in the file.

    Raises:
        ProjectError: a row of the file cannot be used.
    """
    listed = read_takedowns(takedowns)
    parts = []
    for file in files:
        held = holders([file.path], listed)
        parts += [held.select(place=pl.lit(name), **{one: one for one in HELD}) for name in file.places]
    return Still(tuple(places), put_in_order(parts, tuple(places)))


def put_in_order(parts: Sequence[pl.DataFrame], places: Sequence[str]) -> pl.DataFrame:
    """Return the rows of all parts, each article once a place, by place in the order given, then id."""
    order = {name: at for at, name in enumerate(places)}
    rows = pl.concat([pl.DataFrame(schema={"place": pl.String(), **HELD}), *parts])
    # A row of the preview stands in articles too.
    rows = rows.unique(["place", "id"], keep="first", maintain_order=True)
    rows = rows.with_columns(at=pl.col("place").replace_strict(order, default=None, return_dtype=pl.Int64()))
    return rows.sort("at", "id").drop("at")
