"""Holding what is released to what each source allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.pipeline.dealing import month_of
from warraq.corpus.pipeline.excerpt import excerpts
from warraq.corpus.pipeline.light import columns_of
from warraq.corpus.relate.identity import sha256_texts
from warraq.model.digest import sha256_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from warraq.model.settings import Rights, Source

#: Reason code of the records of a source that releases nothing.
WITHHELD = "withheld"


def withheld(parts: Sequence[Path], sources: Mapping[str, Source]) -> dict[str, str]:
    """Return id -> why, of the articles of sources that allow no release.

    An article that another source's folder holds under the same address has the same id, and goes with it.

    Args:
        parts: files of rows with `id` and `source`.
    """
    names = sorted(name for name, source in sources.items() if source.rights.tier == WITHHELD)
    if not names or not parts:
        return {}
    rows = columns_of(parts, ("id", "source"), pl.col("source").is_in(names))
    first = rows.unique("id").sort("id", "source")
    why = f"rights.tier of {{}} is '{WITHHELD}' in corpus/sources.toml"
    return {name: why.format(source) for name, source in first.select("id", "source").iter_rows()}


def released(rows: pl.DataFrame, sources: Mapping[str, Source]) -> pl.DataFrame:
    """Return the rows of articles with as much of their text as their sources allow, in the same order.

    Of an excerpt's article the body is cut to its first words, of a metadata article body and subtitle are
    null. `words`, `characters` (0 without a body) and `text_sha256` are those of the text that is left;
    all other columns stay as they were made of the whole text.

    Args:
        rows: with source, title, subtitle, body, words, characters and text_sha256.
    """
    strict = {name: one.rights for name, one in sources.items() if one.rights.tier != "full"}
    strict = {name: strict[name] for name in rows["source"].unique().sort() if name in strict}
    if not strict:
        return rows
    numbered = rows.with_row_index("_at")
    parts = [numbered.filter(~pl.col("source").is_in(list(strict)))]
    parts += [_settled(_cut(numbered.filter(pl.col("source") == name), one)) for name, one in strict.items()]
    return pl.concat(parts).sort("_at").drop("_at")


def _cut(rows: pl.DataFrame, rights: Rights) -> pl.DataFrame:
    if rights.tier == "excerpt" and rights.words is not None:
        return rows.with_columns(excerpts(rows["body"], rights.words))
    nothing = pl.lit(None, pl.String())
    return rows.with_columns(body=nothing, subtitle=nothing, words=pl.lit(0, pl.Int64()))


def _settled(rows: pl.DataFrame) -> pl.DataFrame:
    texts = [pl.col(name).fill_null("") for name in ("title", "subtitle", "body")]
    whole = rows.select(pl.concat_str(texts, separator="\n")).to_series()
    return rows.with_columns(
        pl.Series("text_sha256", sha256_texts(whole), dtype=pl.String()),
        characters=pl.col("body").str.len_chars().fill_null(0).cast(pl.Int64),
    )


def stated(source: Source) -> dict[str, Any]:
    """Return the fields of the table `sources` that say what the source allows."""
    rights = source.rights
    return {
        "tier": rights.tier,
        "excerpt_words": rights.words,
        "terms": rights.terms,
        "tdm": rights.tdm,
        "tdm_seen": rights.seen,
        "tdm_evidence": rights.evidence,
        "permission": rights.permission,
    }


def with_tiers(
    marks: Mapping[str, str], articles: pl.DataFrame, sources: Mapping[str, Source]
) -> dict[str, str]:
    """Return the marks of months with the tiers of their sources in them: other tiers give other bytes.

    Args:
        marks: month -> digest of all else that its files are made from.
        articles: with published_at and source.
    """
    strict = [name for name, source in sources.items() if source.rights.tier != "full"]
    there = (
        articles.select(pl.col("source").cast(pl.String), month=month_of(pl.col("published_at")))
        .filter(pl.col("source").is_in(strict))
        .group_by("month")
        .agg(pl.col("source").unique().sort())
    )
    told = {}
    for month, names in there.iter_rows():
        told[month] = [[one, sources[one].rights.tier, sources[one].rights.words] for one in names]
    return {
        month: sha256_value([mark, told[month]]) if told.get(month) else mark for month, mark in marks.items()
    }
