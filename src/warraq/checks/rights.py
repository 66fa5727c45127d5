"""Whether a release holds no more of its sources' texts than they allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.builtin import builtin_hit
from warraq.checks.derive import ARTICLES
from warraq.checks.hit import plain_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.checks.derive import Frames
    from warraq.checks.hit import Hit
    from warraq.checks.keys import RowKeys
    from warraq.model.settings import Source

SOURCES, DUPLICATES = "sources", "duplicates"
_SETTINGS = "corpus/sources.toml"

#: What is known of each source's rights.
_RIGHTS = {
    "id": pl.String(),
    "license": pl.String(),
    "tier": pl.String(),
    "excerpt_words": pl.Int64(),
    "tdm": pl.String(),
    "permission": pl.String(),
}
#: Tiers by how little they allow.
_STRICTNESS = {"full": 0, "excerpt": 1, "metadata": 2, "withheld": 3}


def rights_hits(frames: Frames, keys: RowKeys, declared: Mapping[str, Source] | None) -> list[Hit]:
    """Return what breaks the rules on rights.

    Args:
        keys: of the articles.
        declared: the sources in `corpus/sources.toml`, to which a candidate is held; None for a frozen
            release, which is held to its own table `sources`.
    """
    table = frames.tables[SOURCES]
    rights = _stated(table) if declared is None else _declared(declared)
    articles = frames.articles
    terms = articles.select(id="source").join(rights, on="id", how="left", maintain_order="left")
    terms = terms.with_columns(pl.col("tier").fill_null("full"))
    there = rights.filter(pl.col("id").is_in(articles["source"].unique().implode()))
    place = _SETTINGS if declared is not None else "data/sources.parquet"
    hits = [
        *_exceeded(articles, terms, keys, place),
        *_missing(articles, terms, keys),
        *_copied(frames, terms),
    ]
    if declared is not None or "tdm" in table.columns:
        hits += [*_reserved(there, place), *_unknown(there, place)]
    return hits


def _declared(sources: Mapping[str, Source]) -> pl.DataFrame:
    rows = [
        (name, one.license, one.rights.tier, one.rights.words, one.rights.tdm, one.rights.permission)
        for name, one in sources.items()
    ]
    return pl.DataFrame(rows, schema=_RIGHTS, orient="row")


def _stated(table: pl.DataFrame) -> pl.DataFrame:
    """Return what the table says; null in a field that an older release lacks."""
    columns = [
        (pl.col(name) if name in table.columns else pl.lit(None)).cast(kind, strict=False).alias(name)
        for name, kind in _RIGHTS.items()
    ]
    return table.select(columns).drop_nulls("id").unique("id", keep="first", maintain_order=True)


def _exceeded(articles: pl.DataFrame, terms: pl.DataFrame, keys: RowKeys, place: str) -> list[Hit]:
    """Return the articles with more text than their source allows, one hit a source."""
    tier, text = pl.col("tier"), pl.col("body_characters").is_not_null()
    rows = articles.select("source", "body_characters", "subtitle_characters", "words").hstack(
        terms.select("tier", "excerpt_words")
    )
    more = (
        pl.when(tier == "withheld")
        .then(pl.lit(value=True))
        .when(tier == "metadata")
        .then(text | pl.col("subtitle_characters").is_not_null())
        .when(tier == "excerpt")
        .then((pl.col("words") > pl.col("excerpt_words")).fill_null(text))
        .otherwise(pl.lit(value=False))
    )
    rows = rows.with_columns(more=more)
    hits = []
    for source, allowed, words in (
        rows.filter("more").select("source", "tier", "excerpt_words").unique().sort("source").iter_rows()
    ):
        what = f"excerpt of {words} words" if allowed == "excerpt" else allowed
        hits += builtin_hit(
            "rights-exceeded",
            keys.filter(rows.select(pl.col("more") & (pl.col("source") == source)).to_series()),
            keys.height,
            table=ARTICLES,
            field="body",
            segment=f"source={source}",
            message=f"articles of {source} hold more than its tier allows, which is {what}; build again",
            declared=f"{place}: {source}",
        )
    return hits


def _missing(articles: pl.DataFrame, terms: pl.DataFrame, keys: RowKeys) -> list[Hit]:
    lacking = articles["body_characters"].is_null() & terms["tier"].is_in(["full", "excerpt"])
    return builtin_hit("body-missing", keys.filter(lacking), keys.height, table=ARTICLES, field="body")


def _reserved(there: pl.DataFrame, place: str) -> list[Hit]:
    released = pl.col("tier").fill_null("full").is_in(["full", "excerpt"])
    reserved = there.filter((pl.col("tdm") == "reserved") & released & pl.col("permission").is_null())
    return _of_sources("tdm-reserved", reserved, "tdm", there.height, place)


def _unknown(there: pl.DataFrame, place: str) -> list[Hit]:
    released = pl.col("tier").fill_null("full").is_in(["full", "excerpt"])
    unknown = pl.col("tdm").fill_null("unknown") == "unknown"
    open_ = pl.col("license").str.starts_with("LicenseRef-") & pl.col("permission").is_null()
    return _of_sources("rights-unknown", there.filter(unknown & open_ & released), "tdm", there.height, place)


def _of_sources(rule: str, rows: pl.DataFrame, field: str, total: int, place: str) -> list[Hit]:
    return [
        hit
        for name in rows["id"].sort()
        for hit in builtin_hit(
            rule,
            plain_keys([name], name),
            total,
            table=SOURCES,
            field=field,
            segment=f"source={name}",
            declared=f"{place}: {name}",
        )
    ]


def _copied(frames: Frames, terms: pl.DataFrame) -> list[Hit]:
    """Return the articles that give away more of another source's text than that source allows."""
    pairs = frames.tables.get(DUPLICATES)
    if pairs is None or not {"id_a", "id_b", "relation"} <= set(pairs.columns) or pairs.is_empty():
        return []
    strictness = terms["tier"].replace_strict(_STRICTNESS, default=0, return_dtype=pl.Int8())
    if (strictness == 0).all():
        return []
    named = frames.articles.select("id", "source").with_columns(strictness.alias("strictness"))
    named = named.unique("id", keep="first", maintain_order=True)
    both = (
        pairs.filter(pl.col("relation") != "revision")
        .join(named, left_on="id_a", right_on="id")
        .join(named, left_on="id_b", right_on="id", suffix="_b")
    )
    given = both.filter(pl.col("strictness") > pl.col("strictness_b"))
    found = given.select(key="id_b", source="source_b").unique().sort("key")
    return builtin_hit("rights-copied", found, frames.articles.height, table=ARTICLES, field="body")
