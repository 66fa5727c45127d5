"""Relating the articles of a build: copies, abridged versions and revisions, from the texts in its parts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from warraq.corpus.pipeline.taken_texts import taken_down
from warraq.corpus.pipeline.texts import Texts, by_part, keys_of_rows
from warraq.corpus.relate.copies import Batch, Copies, Sampled, find_copies
from warraq.corpus.relate.copies.corpus import halves
from warraq.corpus.relate.copies.measure import containment, jaccard
from warraq.corpus.relate.copies.samples import read_sizes
from warraq.corpus.relate.copies.sets import Places, shared_shingles
from warraq.corpus.relate.numbers import digits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy.typing as npt

    from warraq.model.settings import Source

    Ints = npt.NDArray[np.int64]

__all__ = [
    "STANDING",
    "Texts",
    "pairs_of",
    "ranked",
    "relate",
    "revisions",
    "standing",
    "taken_down",
]

#: What decides which of related articles is the original, in this order; see `standing`.
STANDING = ("credit", "until", "place", "id")
#: How much of a date is not known: the date counts as the last instant that it can mean.
_UNTIL = {"day": "1d", "month": "1mo", "year": "1y"}


def relate(rows: pl.DataFrame, texts: Texts) -> Copies:
    """Return what copies and abridged versions there are among the articles.

    Args:
        rows: one row an article, with part, row, id, copy_key and `rank`.
    """
    batches = [_batch(part, here, texts) for part, here in by_part(rows)]
    return find_copies(batches, index=texts.index, scratch=texts.scratch, means=texts.means)


def _batch(part: int, rows: pl.DataFrame, texts: Texts) -> Batch:
    """Return the articles of a part; only those wanted are folded."""
    path, places = texts.parts[part], rows["row"].to_numpy()
    return Batch(
        rows.select("rank", doc="id", text="copy_key"),
        partial(keys_of_rows, path, places),
        partial(keys_of_rows, path, places),
        Sampled(texts.samples(part), places),
    )


def ranked(rows: pl.DataFrame, sources: Mapping[str, Source]) -> pl.DataFrame:
    """Return the rows with `rank` (UInt32) added: of related articles, the lowest is the original.

    First what an agency writes itself, then what credits none, then what credits one; of these the earliest
    published, a date without time of day counting as the end of its day (month, year) and an unknown one as
    latest; then by the source's `precedence`, then by id.

    Args:
        rows: with id, source, credited, published_at and published_precision.
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
    source = pl.col("source").cast(pl.String)
    itself = source.replace_strict(own, default=None, return_dtype=pl.String())
    credit = pl.when(itself.is_not_null()).then(0).when(~pl.col("credited")).then(1).otherwise(2)
    until = pl.col("published_at")
    for precision, length in _UNTIL.items():
        end = pl.col("published_at").dt.offset_by(length).dt.offset_by("-1us")
        until = pl.when(pl.col("published_precision") == precision).then(end).otherwise(until)
    place = source.replace_strict(precedence, default=0, return_dtype=pl.Int64())
    return rows.select("id", credit=credit, until=until, place=place).select(STANDING)


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
        rows: all crawls, with part, row, id, `kept` and `text`, in the order of their age.
    """
    kept = rows.filter("kept").select("id", "part", "row", now="text")
    before = rows.filter(~pl.col("kept")).join(kept, on="id", suffix="_now", maintain_order="left")
    before = before.filter(pl.col("text") != pl.col("now")).unique("id", keep="last", maintain_order=True)
    before = before.sort("id")
    crawls = pl.concat(
        [
            before.select("part", "row", "text"),
            before.select("part_now", "row_now", "now").rename(
                {"part_now": "part", "row_now": "row", "now": "text"}
            ),
        ]
    )
    one, other, shared = _shared(crawls, texts)
    columns = {
        "id_a": digits(before["id"]),
        "id_b": digits(before["id"]),
        "jaccard": jaccard(shared, one, other),
        "containment": containment(shared, one, other),
    }
    return pl.DataFrame(columns).with_columns(relation=pl.lit("revision"))


def _shared(crawls: pl.DataFrame, texts: Texts) -> tuple[Ints, Ints, Ints]:
    """Return the sizes of the first half's texts, of the second's, and what each pair of them shares.

    Args:
        crawls: part, row and text of the pairs' first texts, and then of their second ones.
    """
    places = crawls.unique(["part", "row"]).sort("part", "row").with_row_index("place")
    at = crawls.join(places, on=["part", "row"], how="left", maintain_order="left")["place"]
    sizes = [
        read_sizes(texts.samples(part)).shingles[here["row"].to_numpy()] for part, here in by_part(places)
    ]
    shingles = np.concatenate([np.zeros(0, np.int32), *sizes])
    found = Places(places["part"].to_numpy(), places["row"].to_numpy(), shingles, halves(places["text"]))
    readers = [partial(_row_keys, path) for path in texts.parts]
    one, other = np.split(at.to_numpy(), 2)
    shared = shared_shingles(readers, found, one, other, texts.means)
    return shingles[one].astype(np.int64), shingles[other].astype(np.int64), shared


def _row_keys(path: Path, rows: pl.Series) -> pl.Series:
    return keys_of_rows(path, rows.to_numpy())
