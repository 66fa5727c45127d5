"""Where every record that was read as an article ends: as one, merged, taken down or held back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.pipeline.copies import pairs_of, ranked, relate, revisions, taken_down
from warraq.corpus.relate import groups
from warraq.corpus.relate.chain import in_chain
from warraq.corpus.relate.numbers import NUMBER, digits, numbers
from warraq.corpus.relate.split import deal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.corpus.pipeline.copies import Texts
    from warraq.corpus.relate.copies import Copies, Facts
    from warraq.corpus.relate.earlier import Earlier
    from warraq.corpus.relate.takedowns import Takedowns
    from warraq.model.settings import Source, Splits

ARTICLE, MERGED, TAKEN_DOWN, HELD = "article", "merged", "taken_down", "quarantined"

FATES = (ARTICLE, MERGED, TAKEN_DOWN, HELD)


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
        rows: the rows given, in their order, with `fate`; articles also have `cluster` (a number), `role`,
            `split`, `revision` and `first_release`, null for the rest.
        duplicates: the table of that name.
        held_out: id -> why, of articles that would have brought two splits together.
        facts: what comparing the texts came to; see `warraq.corpus.relate.copies.Facts`.
    """

    rows: pl.DataFrame
    duplicates: pl.DataFrame
    held_out: Mapping[str, str]
    facts: Facts


#: What becomes of an article, beside its fate.
_OF_ARTICLES = ("cluster", "role", "split", "revision", "first_release")


def place(rows: pl.DataFrame, terms: Terms, texts: Texts) -> Placed:
    """Decide where each row ends.

    Args:
        rows: with the columns of `warraq.corpus.pipeline.light.LIGHT`.
        texts: where the bodies lie that the rows name.
    """
    rows = _by_text(rows, terms.takedowns, texts).with_row_index("n")
    gone = pl.col("takedown").is_not_null()
    held = ~gone & pl.col("id").is_in(numbers(list(terms.held)).implode())
    merged = groups.merge_revisions(rows.filter(~gone & ~held).select(_RELATED))
    articles = ranked(merged.filter("kept").drop("kept"), terms.sources)
    related, copies = _related(articles, texts)
    pairs = pairs_of(copies, articles)
    dealt = deal(related, pairs, terms.splits, terms.earlier.articles)
    out = dealt.filter(pl.col("split").is_null()).select("n", "id")
    if out.height:
        # An original may be among those held out, so the rest is related anew; nothing is compared again.
        splits = dealt.select("id", "split").drop_nulls()
        articles = articles.join(splits, on="id", how="semi", maintain_order="left")
        related, copies = _related(articles, texts)
        dealt = related.join(splits, on="id")
        pairs, parted = pairs_of(copies, articles), pairs
    else:
        parted = pairs
    dealt = in_chain(dealt, terms.earlier.articles, terms.version).select("n", "id", *_OF_ARTICLES)
    crawls = merged.join(dealt.select("id"), on="id", how="semi", maintain_order="left")
    duplicates = pl.concat([_named(pairs), revisions(crawls, texts)]).sort("id_a", "id_b")
    fate = (
        pl.when(gone)
        .then(pl.lit(TAKEN_DOWN))
        .when(held | pl.col("n").is_in(out["n"].implode()))
        .then(pl.lit(HELD))
        .when(pl.col("split").is_null())
        .then(pl.lit(MERGED))
        .otherwise(pl.lit(ARTICLE))
    )
    placed = rows.join(dealt.drop("id"), on="n", how="left", maintain_order="left")
    placed = placed.with_columns(fate=fate.cast(pl.Enum(FATES))).drop("n")
    return Placed(placed, duplicates, _why(out, parted, dealt), copies.facts)


#: What relating needs of a row.
_RELATED = (
    "n",
    "part",
    "row",
    "file",
    "position",
    "id",
    "source",
    "text",
    "raw",
    "copy_key",
    "credited",
    "published_at",
    "published_precision",
    "modified_at",
    "fetched_at",
)


def _by_text(rows: pl.DataFrame, takedowns: Takedowns, texts: Texts) -> pl.DataFrame:
    """Return the rows, with the reason of those whose text was taken down."""
    if not takedowns.texts:
        return rows
    found = taken_down(rows.filter(pl.col("takedown").is_null()), takedowns, texts)
    rows = rows.join(found, on=["part", "row"], how="left", maintain_order="left")
    reason = pl.col("reason").cast(pl.Categorical())
    return rows.with_columns(takedown=pl.coalesce("takedown", reason)).drop("reason")


def _related(articles: pl.DataFrame, texts: Texts) -> tuple[pl.DataFrame, Copies]:
    found = relate(articles, texts)
    # Of no article at all there is nothing that tells the type of ids.
    clusters = found.clusters.cast(dict.fromkeys(("doc", "cluster", "group"), NUMBER))
    copies = replace(found, clusters=clusters, pairs=found.pairs.cast(dict.fromkeys("ab", NUMBER)))
    clusters = clusters.rename({"doc": "id"})
    return articles.join(clusters, on="id", how="left", maintain_order="left"), copies


def _named(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs with their ids as they are released."""
    return pairs.with_columns(digits(pairs["id_a"]), digits(pairs["id_b"]))


def _why(out: pl.DataFrame, pairs: pl.DataFrame, dealt: pl.DataFrame) -> dict[str, str]:
    """Return id -> the released article that is in the way, of all that are held out."""
    both = pl.concat([pairs.select(id="id_a", other="id_b"), pairs.select(id="id_b", other="id_a")]).join(
        dealt.select(other="id", there="split"), on="other"
    )
    first = both.sort("id", "there", "other").unique("id", keep="first")
    told = out.select("id").join(first, on="id", how="left").sort("id")
    told = told.with_columns(digits(told["id"]), digits(told["other"]))
    return {
        name: f"shares its text with {other}, which is in {split}" if other else "shares its text with others"
        for name, other, split in told.select("id", "other", "there").iter_rows()
    }
