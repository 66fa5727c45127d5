"""Whether the table `duplicates` says what its measures say, and proves what `role` of articles states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.builtin import builtin_hit
from warraq.checks.derive import ARTICLES
from warraq.corpus.relate.copies.measure import ABRIDGED, COPY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.checks.derive import Frames
    from warraq.checks.hit import Hit
    from warraq.checks.keys import RowKeys

_PAIRS = "duplicates"
_LIKE = ("copy", "abridged")


def pair_hits(frames: Frames, keys: Mapping[str, RowKeys]) -> list[Hit]:
    """Return the pairs that contradict themselves, and the copies that no pair joins to their original.

    A table that could not be read whole is not judged.
    """
    if not {ARTICLES, _PAIRS} <= frames.whole:
        return []
    pairs, articles = frames.tables[_PAIRS], frames.articles
    return [
        *builtin_hit(
            "duplicates-untrue",
            keys[_PAIRS].filter(_untrue(pairs)),
            pairs.height,
            table=_PAIRS,
            field="relation",
        ),
        *builtin_hit(
            "duplicates-untrue",
            keys[ARTICLES].filter(_unproven(articles, pairs)),
            articles.height,
            table=ARTICLES,
            field="role",
            message="no pair in duplicates proves an article's role towards the original of its cluster",
        ),
    ]


def _untrue(pairs: pl.DataFrame) -> pl.Series:
    relation, one = pl.col("relation"), pl.col("id_a") == pl.col("id_b")
    reached = (
        pl.when(relation == "copy")
        .then(pl.col("jaccard") >= COPY)
        .when(relation == "abridged")
        .then((pl.col("jaccard") < COPY) & (pl.col("containment") >= ABRIDGED))
        .otherwise(pl.lit(value=True))
    )
    holds = (one == (relation == "revision")) & reached.fill_null(value=False)
    return pairs.select(~holds.fill_null(value=True)).to_series()


def _unproven(articles: pl.DataFrame, pairs: pl.DataFrame) -> pl.Series:
    """Return which articles are called copy or abridged without a pair that says so, in either order."""
    roles = articles.select("id", "cluster", "role")
    at = roles.select(pl.col("role").is_in(_LIKE) & (pl.col("id") != pl.col("cluster"))).to_series()
    at = at.fill_null(value=False)
    asked = roles.filter(at)
    told = pairs.filter(pl.col("relation").is_in(_LIKE))
    links = pl.concat(
        told.select(id=one, cluster=other, role="relation")
        for one, other in (("id_a", "id_b"), ("id_b", "id_a"))
    )
    proven = asked.with_row_index("at").join(links, on=["id", "cluster", "role"], how="semi")["at"]
    places = at.arg_true()
    return at.scatter(places.gather(proven), values=False) if len(proven) else at
