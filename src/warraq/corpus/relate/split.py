"""Dealing articles to train, validation and test, so that no text of the one stands in the other.

Articles that share text, directly or through others, form a group (`warraq.corpus.relate.copies`). A group is
dealt whole. Where an earlier release froze members of one group in different splits, every new member goes
where its frozen relatives are; an article that would bring two splits together is held out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from warraq.model.settings import Splits

#: From the strictest: a new copy of a test article may never land in train.
SPLITS = ("test", "validation", "train")

_RANKS = range(len(SPLITS))
#: Of a group's number the first 32 bits decide.
_FRACTIONS = 1 << 32
_BELOW = 1 << 96


def deal(rows: pl.DataFrame, links: pl.DataFrame, splits: Splits, earlier: pl.DataFrame) -> pl.DataFrame:
    """Return the rows, in their order, with the column `split` added; null for an article that is held out.

    An id keeps its split of the release before. A new group is dealt by its number or by its first known date
    (`fresh`); a new member of an old group gets the group's split. Held out are, in this order: a new article
    related to frozen ones of several splits; then, of two related articles in different splits, the new one,
    or else the one in the laxer split.

    Args:
        rows: with `id`, `cluster` and `group` (numbers of 128 bits) and `published_at`.
        links: `id_a` and `id_b` of related articles, those of `cluster` apart.
        earlier: `id` and `split` of the release before; empty for a first one.
    """
    kept = earlier.select("id", _kept=_rank("split"))
    dealt = rows.join(kept, on="id", how="left", maintain_order="left").with_columns(_fresh=fresh(splits))
    lowest, highest = (pl.col("_kept").min().over("group"), pl.col("_kept").max().over("group"))
    torn = (lowest != highest).fill_null(value=False)
    given = pl.when(torn).then(pl.col("_kept")).otherwise(pl.coalesce(lowest, "_fresh"))
    dealt = dealt.with_columns(_torn=torn, _split=given)
    if dealt["_torn"].any():
        dealt = _mend(dealt, links)
    name = pl.col("_split").replace_strict(_RANKS, SPLITS, default=None, return_dtype=pl.String())
    return dealt.with_columns(split=name).drop("_kept", "_fresh", "_torn", "_split")


def fresh(splits: Splits) -> pl.Expr:
    """Return the split, as its place in `SPLITS`, of each row's group, were it new.

    By hash: the first 32 bits of the group's number as a fraction of 2^32; below `test` it goes to test,
    below `test + validation` to validation, else to train. By time: the last `test_months` of the months that
    have articles are test, the `validation_months` before these validation. A group counts for the month in
    which its first article was published; a group without any date goes to train.
    """
    if splits.by == "time":
        month = pl.col("published_at").dt.truncate("1mo")
        first = month.min().over("group")
        newest = first.rank("dense", descending=True)
        test, both = splits.test_months, splits.test_months + splits.validation_months
        return _dealt(newest <= test, newest <= both)
    fraction = (pl.col("group") // _BELOW).cast(pl.Float64) / _FRACTIONS
    dealt = _dealt(fraction < splits.test, fraction < splits.test + splits.validation)
    return pl.when(dealt == SPLITS.index("train")).then(1).otherwise(dealt) if splits.train == 0 else dealt


def _dealt(test: pl.Expr, validation: pl.Expr) -> pl.Expr:
    return pl.when(test).then(0).when(validation).then(1).otherwise(2).cast(pl.Int64)


def _rank(column: str) -> pl.Expr:
    return pl.col(column).replace_strict(SPLITS, _RANKS, default=None, return_dtype=pl.Int64())


def _mend(dealt: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Deal the members of groups that were frozen in several splits; null `_split` where one is held out."""
    torn = dealt.filter("_torn").select("id", "cluster", "_kept")
    inside = links.filter(pl.col("id_a").is_in(torn["id"].implode()))
    ways = (inside.select(id="id_a", other="id_b"), inside.select(id="id_b", other="id_a"))
    pairs = pl.concat(ways)
    torn = _by_relatives(torn, pairs)
    torn = _one_split_a_cluster(torn)
    out = _conflicts(torn.filter(pl.col("_split").is_not_null()), pairs)
    held = pl.col("id").is_in(pl.Series(sorted(out), dtype=torn["id"].dtype).implode())
    torn = torn.select("id", _mended=pl.when(~held).then("_split"))
    mended = dealt.join(torn, on="id", how="left", maintain_order="left")
    return mended.with_columns(_split=pl.when("_torn").then("_mended").otherwise("_split")).drop("_mended")


def _by_relatives(torn: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with `_split`: a new row's is that of its frozen relatives, null if they are torn."""
    frozen = torn.select(other="id", _there="_kept").drop_nulls()
    seen = pairs.join(frozen, on="other").group_by("id").agg(low=pl.min("_there"), high=pl.max("_there"))
    torn = torn.join(seen, on="id", how="left", maintain_order="left")
    low = pl.min_horizontal("low", pl.col("_kept").min().over("cluster"))
    high = pl.max_horizontal("high", pl.col("_kept").max().over("cluster"))
    strictest = pl.when((low == high).fill_null(value=True)).then(pl.coalesce(low, 0))
    return torn.with_columns(_split=pl.coalesce("_kept", strictest)).drop("low", "high")


def _one_split_a_cluster(torn: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with `_split` null where it is not that of the cluster's strictest frozen member."""
    frozen, any_ = pl.col("_kept").min().over("cluster"), pl.col("_split").min().over("cluster")
    right = pl.col("_split") == pl.coalesce(frozen, any_)
    return torn.with_columns(_split=pl.when(right).then("_split"))


def _conflicts(torn: pl.DataFrame, pairs: pl.DataFrame) -> set[int]:
    """Return the ids to hold out so that no pair stays in different splits."""
    facts = torn.select("id", "_split", new=pl.col("_kept").is_null())
    other = facts.rename({"id": "other", "_split": "_there", "new": "_new_there"})
    crossing = pairs.join(facts, on="id").join(other, on="other").filter(pl.col("_split") != pl.col("_there"))
    # Of each crossing pair, the one to go stands in `id`: the new one, or else the one in the laxer split.
    laxer = (pl.col("new") == pl.col("_new_there")) & (pl.col("_split") > pl.col("_there"))
    crossing = crossing.filter((pl.col("new") & ~pl.col("_new_there")) | laxer)
    out: set[int] = set()
    for gone, stays in crossing.sort(~pl.col("new"), "id", "other").select("id", "other").iter_rows():
        if stays not in out:
            out.add(gone)
    return out
