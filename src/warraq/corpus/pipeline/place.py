"""Where every record that was read as an article ends: as one, merged, taken down or held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.pipeline.copies import pairs_of, ranked, relate, revisions, taken_down
from warraq.corpus.relate import groups
from warraq.corpus.relate.chain import in_chain
from warraq.corpus.relate.split import deal
from warraq.corpus.relate.takedowns import mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.corpus.pipeline.copies import Texts
    from warraq.corpus.relate.copies import Copies, Facts
    from warraq.corpus.relate.earlier import Earlier
    from warraq.corpus.relate.takedowns import Takedowns
    from warraq.model.settings import Source, Splits

ARTICLE, MERGED, TAKEN_DOWN, HELD = "article", "merged", "taken_down", "quarantined"

#: What the later stages need of each row's place.
PLACED = ("part", "row", "fate", "cluster", "role", "split", "revision", "first_release")


@dataclass(frozen=True)
class Terms:
    """What decides where a record ends, beside the record.

    Attributes:
        version: the version built for; the first release of ids that are new.
        sources: the declared sources by id.
        held: id -> why its records are held back from this build.
    """

    version: str
    sources: Mapping[str, Source]
    splits: Splits
    takedowns: Takedowns
    held: Mapping[str, str]
    earlier: Earlier


@dataclass(frozen=True)
class Placed:
    """Where everything ended.

    Attributes:
        rows: the rows given, with `fate` and `takedown` (its reason code, or null); articles also have
            `cluster`, `role`, `split`, `revision` and `first_release`, null for the rest.
        duplicates: the table of that name.
        held_out: id -> why, of articles that would have brought two splits together.
        facts: what comparing the texts came to; see `warraq.corpus.relate.copies.Facts`.
    """

    rows: pl.DataFrame
    duplicates: pl.DataFrame
    held_out: Mapping[str, str]
    facts: Facts


def place(rows: pl.DataFrame, terms: Terms, texts: Texts) -> Placed:
    """Decide where each row ends.

    Args:
        rows: with the columns of `warraq.corpus.relate.groups.LIGHT`.
        texts: where the bodies lie that the rows name.
    """
    marked = mark(rows, terms.takedowns)
    by_text = taken_down(marked.filter(pl.col("takedown").is_null()), terms.takedowns, texts)
    marked = marked.join(by_text, on=["part", "row"], how="left", maintain_order="left")
    marked = marked.with_columns(takedown=pl.coalesce("takedown", "reason")).drop("reason")
    gone = pl.col("takedown").is_not_null()
    held = ~gone & pl.col("id").is_in(list(terms.held))
    merged = groups.merge_revisions(marked.filter(~gone & ~held))
    articles = ranked(merged.filter("kept"), terms.sources)
    related, copies = _related(articles, texts)
    pairs = pairs_of(copies, articles)
    dealt = deal(related, pairs, terms.splits, terms.earlier.articles)
    out = dealt.filter(pl.col("split").is_null())
    if out.height:
        # An original may be among those held out, so the rest is related anew; nothing is compared again.
        splits = dealt.select("id", "split").drop_nulls()
        articles = articles.join(splits, on="id", how="semi")
        related, copies = _related(articles, texts)
        dealt = related.join(splits, on="id")
    dealt = in_chain(dealt, terms.earlier.articles, terms.version)
    crawls = merged.join(dealt.select("id"), on="id", how="semi", maintain_order="left")
    parts = {
        ARTICLE: dealt.drop("rank", "group"),
        MERGED: merged.filter(~pl.col("kept")),
        TAKEN_DOWN: marked.filter(gone),
        HELD: pl.concat([marked.filter(held), out.select(marked.columns)]),
    }
    placed = pl.concat([part.with_columns(fate=pl.lit(fate)) for fate, part in parts.items()], how="diagonal")
    duplicates = pl.concat([pairs_of(copies, articles), revisions(crawls, texts)]).sort("id_a", "id_b")
    return Placed(placed, duplicates, _why(out, pairs, dealt), copies.facts)


def _related(articles: pl.DataFrame, texts: Texts) -> tuple[pl.DataFrame, Copies]:
    copies = relate(articles, texts)
    clusters = copies.clusters.rename({"doc": "id"})
    return articles.join(clusters, on="id", how="left", maintain_order="left"), copies


def _why(out: pl.DataFrame, pairs: pl.DataFrame, dealt: pl.DataFrame) -> dict[str, str]:
    """Return id -> the released article that is in the way, of all that are held out."""
    both = pl.concat([pairs.select(id="id_a", other="id_b"), pairs.select(id="id_b", other="id_a")]).join(
        dealt.select(other="id", there="split"), on="other"
    )
    first = both.sort("id", "there", "other").unique("id", keep="first")
    told = out.select("id").join(first, on="id", how="left").sort("id")
    return {
        name: f"shares its text with {other}, which is in {split}" if other else "shares its text with others"
        for name, other, split in told.select("id", "other", "there").iter_rows()
    }
