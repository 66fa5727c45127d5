"""Relating the articles of a build: copies, abridged versions and revisions, from the texts in its parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from warraq.corpus.relate.copies import Batch, Copies, find_copies, related_sets, shingle_sets
from warraq.corpus.relate.copies.measure import containment, jaccard
from warraq.corpus.relate.fingerprint import joined
from warraq.corpus.text.match_key import match_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from warraq.corpus.relate.takedowns import Takedowns
    from warraq.model.settings import Source

#: What decides which of related articles is the original, in this order; see `standing`.
STANDING = ("credit", "until", "place", "id")
#: How much of a date is not known: the date counts as the last instant that it can mean.
_UNTIL = {"day": "1d", "month": "1mo", "year": "1y"}


@dataclass(frozen=True)
class Texts:
    """Where the texts of a build lie, and where what is computed of them is kept.

    Attributes:
        parts: files with the column `body`; rows are named by part and row.
        index: folder that keeps what earlier builds computed of texts.
        scratch: folder for temporary files.
    """

    parts: Sequence[Path]
    index: Path
    scratch: Path

    def keys(self, part: int, rows: pl.Series) -> pl.Series:
        """Return the match keys of some rows of a part, in their order."""
        bodies = pl.read_parquet(self.parts[part], columns=["body"])["body"].gather(rows)
        return bodies.to_frame().select(match_key(pl.col("body")))["body"]


def relate(rows: pl.DataFrame, texts: Texts) -> Copies:
    """Return what copies and abridged versions there are among the articles.

    Args:
        rows: one row an article, with part, row, id, copy_key and `rank`.
    """
    batches = [
        _batch(int(str(part)), here, texts)
        for (part,), here in sorted(rows.sort("row").partition_by("part", as_dict=True).items())
    ]
    return find_copies(batches, index=texts.index, scratch=texts.scratch)


def _batch(part: int, rows: pl.DataFrame, texts: Texts) -> Batch:
    """Return the articles of a part; only those wanted are folded."""
    return Batch(
        rows.select("rank", doc="id", text="copy_key"),
        partial(texts.keys, part, rows["row"]),
        lambda wanted: texts.keys(part, rows["row"].gather(wanted)),
    )


def ranked(rows: pl.DataFrame, sources: Mapping[str, Source]) -> pl.DataFrame:
    """Return the rows with `rank` (UInt32) added: of related articles, the lowest is the original.

    First what an agency writes itself, then what credits none, then what credits one; of these the earliest
    published, a date without time of day counting as the end of its day (month, year) and an unknown one as
    latest; then by the source's `precedence`, then by id.

    Args:
        rows: with id, source, agency, published_at and published_precision.
    """
    order = standing(rows, sources).sort(STANDING, nulls_last=True).with_row_index("rank")
    return rows.join(order.select("id", "rank"), on="id", how="left", maintain_order="left")


def standing(rows: pl.DataFrame, sources: Mapping[str, Source]) -> pl.DataFrame:
    """Return the columns `STANDING` of the rows, by which they are ranked: of related ones the lowest first.

    `credit` is 0 of an agency's own text, 1 without a credit, 2 with one; `until` the last instant at which
    it can have been published; `place` the source's precedence.
    """
    own = {name: source.agency for name, source in sources.items() if source.agency}
    precedence = {name: source.precedence for name, source in sources.items()}
    itself = pl.col("source").replace_strict(own, default=None, return_dtype=pl.String())
    credit = pl.when(itself.is_not_null()).then(0).when(pl.col("agency").is_null()).then(1).otherwise(2)
    until = pl.col("published_at")
    for precision, length in _UNTIL.items():
        end = pl.col("published_at").dt.offset_by(length).dt.offset_by("-1us")
        until = pl.when(pl.col("published_precision") == precision).then(end).otherwise(until)
    place = pl.col("source").replace_strict(precedence, default=0, return_dtype=pl.Int64())
    return rows.select("id", credit=credit, until=until, place=place).select(STANDING)


def taken_down(rows: pl.DataFrame, takedowns: Takedowns, texts: Texts) -> pl.DataFrame:
    """Return `part`, `row` and `reason` of the rows that hold a text that was taken down.

    Args:
        rows: with part and row.
    """
    places = {"part": pl.UInt32(), "row": pl.UInt32(), "reason": pl.String()}
    if not takedowns.texts:
        return pl.DataFrame(schema=places)
    batches = (
        Batch(
            here.select(doc=pl.concat_str("part", "row", separator=":")),
            partial(texts.keys, int(str(part)), here["row"]),
        )
        for (part,), here in rows.partition_by("part", as_dict=True).items()
    )
    found = related_sets(joined([one for one, _ in takedowns.texts]), batches)
    reasons = pl.Series("reason", [reason for _, reason in takedowns.texts], dtype=pl.String())
    place = pl.col("doc").str.split(":").list
    return (
        found.sort("doc", "query")
        .unique("doc", keep="first", maintain_order=True)
        .select(
            part=place.get(0).cast(pl.UInt32),
            row=place.get(1).cast(pl.UInt32),
            reason=pl.col("query").replace_strict(range(reasons.len()), reasons, return_dtype=pl.String()),
        )
    )


def pairs_of(copies: Copies, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs as rows of the table `duplicates`.

    `id_a` is the original of a cluster; of two others, the more original one by rank.

    Args:
        rows: with id and rank.
    """
    original = pl.col("role") == "original"
    places = copies.clusters.select(id="doc", member=~original).join(rows.select("id", "rank"), on="id")
    pairs = copies.pairs.join(places, left_on="a", right_on="id")
    pairs = pairs.join(places, left_on="b", right_on="id", suffix="_b")
    alike = pl.col("member") == pl.col("member_b")
    first = pl.when(alike).then(pl.col("rank") < pl.col("rank_b")).otherwise(~pl.col("member"))
    return pairs.select(
        id_a=pl.when(first).then("a").otherwise("b"),
        id_b=pl.when(first).then("b").otherwise("a"),
        jaccard="jaccard",
        containment="containment",
        relation="relation",
    ).sort("id_a", "id_b")


def revisions(rows: pl.DataFrame, texts: Texts) -> pl.DataFrame:
    """Return, for each article that was corrected, how alike its text and the one before are.

    Columns as of the table `duplicates`, both ids being the article's; sorted by id.

    Args:
        rows: all crawls, with part, row, id, `kept`, text_sha256, in the order of their age.
    """
    kept = rows.filter("kept").select("id", "part", "row", now="text_sha256")
    before = rows.filter(~pl.col("kept")).join(kept, on="id", suffix="_now")
    before = before.filter(pl.col("text_sha256") != pl.col("now")).unique(
        "id", keep="last", maintain_order=True
    )
    before = before.sort("id")
    one, other = (
        shingle_sets(_keys(before.select(part=f"part{which}", row=f"row{which}"), texts))
        for which in ("", "_now")
    )
    shared = np.array(
        [
            len(np.intersect1d(_of(one.offsets, one.hashes, at), _of(other.offsets, other.hashes, at)))
            for at in range(before.height)
        ],
        dtype=np.int64,
    )
    columns = {
        "id_a": before["id"],
        "id_b": before["id"],
        "jaccard": jaccard(shared, one.sizes, other.sizes),
        "containment": containment(shared, one.sizes, other.sizes),
    }
    return pl.DataFrame(columns).with_columns(relation=pl.lit("revision"))


def _of(offsets: np.ndarray, hashes: np.ndarray, at: int) -> np.ndarray:
    return hashes[offsets[at] : offsets[at + 1]]


def _keys(places: pl.DataFrame, texts: Texts) -> pl.Series:
    """Return the match keys of rows in several parts, in their order; each part is read once."""
    places = places.with_row_index("at")
    found = [
        here.select("at", key=texts.keys(int(str(part)), here["row"]))
        for (part,), here in places.partition_by("part", as_dict=True).items()
    ]
    empty = pl.DataFrame(schema={"at": pl.UInt32(), "key": pl.String()})
    return pl.concat([empty, *found]).sort("at")["key"]
