"""Where every record that was read as an article ends: as one, merged, taken down or held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.relate import groups
from warraq.corpus.relate.split import deal
from warraq.corpus.relate.takedowns import mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.corpus.relate.earlier import Earlier
    from warraq.corpus.relate.takedowns import Takedowns
    from warraq.model.settings import Splits

ARTICLE, MERGED, TAKEN_DOWN, HELD = "article", "merged", "taken_down", "quarantined"

#: What the later stages need of each row's place.
PLACED = ("part", "row", "fate", "cluster", "role", "split", "revision", "first_release")


@dataclass(frozen=True)
class Terms:
    """What decides where a record ends, beside the record.

    Attributes:
        version: the version built for; the first release of ids that are new.
        held: id -> why its records are held back from this build.
    """

    version: str
    splits: Splits
    takedowns: Takedowns
    held: Mapping[str, str]
    earlier: Earlier


def place(rows: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Return the rows with `fate` and `takedown` (its reason code, or null) added.

    Articles also get `cluster`, `role`, `split`, `revision` and `first_release`; null for the rest.

    Args:
        rows: with the columns of `warraq.corpus.relate.groups.LIGHT`.
    """
    marked = mark(rows, terms.takedowns)
    gone = pl.col("takedown").is_not_null()
    held = ~gone & pl.col("id").is_in(list(terms.held))
    merged = groups.merge_revisions(marked.filter(~gone & ~held))
    articles = groups.cluster_copies(merged.filter("kept"))
    articles = deal(articles, terms.splits, terms.earlier.articles)
    first = terms.earlier.articles.select("id", "first_release")
    articles = articles.join(first, on="id", how="left", maintain_order="left").with_columns(
        pl.col("first_release").fill_null(terms.version)
    )
    parts = {
        ARTICLE: articles,
        MERGED: merged.filter(~pl.col("kept")),
        TAKEN_DOWN: marked.filter(gone),
        HELD: marked.filter(held),
    }
    return pl.concat([part.with_columns(fate=pl.lit(fate)) for fate, part in parts.items()], how="diagonal")
