"""Whether splits can be trusted: that no text of one lies in another, and no article moved between them."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.builtin import builtin_hit
from warraq.checks.derive import ARTICLES, FILE, WHOLE_TEXT
from warraq.checks.hit import KEYS_SCHEMA
from warraq.corpus.pipeline.copies import ranked
from warraq.corpus.relate.copies import Batch, find_copies
from warraq.corpus.relate.copies.measure import ABRIDGED
from warraq.corpus.relate.identity import copy_keys, sha256_texts
from warraq.corpus.relate.split import SPLITS
from warraq.corpus.relate.split_proof import KEY, crossing, is_proven
from warraq.corpus.text.match_key import match_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from warraq.checks.derive import Frames
    from warraq.checks.hit import Hit
    from warraq.checks.keys import RowKeys
    from warraq.model.settings import Source

#: Rules that compare with the release before.
COMPARING = ("split-moved",)
_BUILD = "build.json"


def moved_hits(articles: pl.DataFrame, earlier: pl.DataFrame, keys: RowKeys) -> list[Hit]:
    """Return the articles that lie in another split than in the release before.

    Args:
        earlier: the articles of that release.
    """
    before = earlier.select("id", before="split").drop_nulls().unique("id", keep="first", maintain_order=True)
    both = articles.select("id", "split").join(before, on="id", how="left", maintain_order="left")
    moved = both.select((pl.col("split") != pl.col("before")).fill_null(value=False)).to_series()
    return builtin_hit("split-moved", keys.filter(moved), keys.height, table=ARTICLES, field="split")


def leak_hits(folder: Path, frames: Frames, sources: Mapping[str, Source], *, frozen: bool) -> list[Hit]:
    """Return the pairs of articles that share text and lie in different splits.

    Looked at are the pairs of the table `duplicates`, and beside it the texts themselves: all are compared
    with each other as a build does it, whatever the table says. Of a candidate that is spared if it is the
    one of which its build proved as much; see `warraq.corpus.relate.split_proof`.

    Args:
        folder: holds `data/`.
        sources: as declared; they decide which of many alike texts are compared with all others.
        frozen: whether it is a release, which may have been edited since its build.
    """
    articles = frames.articles
    told = frames.tables["duplicates"].filter(pl.col("containment") >= ABRIDGED)
    hits = _hits(told, articles, "duplicates", "by the table duplicates")
    if ARTICLES not in frames.whole or (not frozen and is_proven(folder, _proof(folder))):
        return hits  # what files that cannot be read share with others is not known
    found = text_pairs(folder, articles, sources)
    return hits + _hits(found, articles, ARTICLES, f"the texts of all {articles.height:,} were compared")


def text_pairs(folder: Path, articles: pl.DataFrame, sources: Mapping[str, Source]) -> pl.DataFrame:
    """Return the articles that share text, found from their texts: columns as of the table `duplicates`.

    Args:
        articles: the narrow frame of those below the folder; of two with one id the first is taken. Left out
            are those of which only a part is released, as a build compares them whole.
    """
    credit = pl.col("agency") if "agency" in articles.columns else pl.lit(None, pl.String())
    whole = articles.with_columns(at=pl.int_range(pl.len()).over(FILE)).filter(WHOLE_TEXT)
    rows = whole.select(
        *("id", "source", "published_at", "published_precision", FILE, "at"),
        pl.col("body_characters").fill_null(0).alias("_length"),
        credited=credit.is_not_null(),
    )
    rows = rows.filter(pl.col("id").is_not_null() & (pl.col("_length") > 0))
    rows = ranked(rows.unique("id", keep="first", maintain_order=True), sources)
    files = rows.partition_by(FILE, as_dict=True, maintain_order=True)
    batches = [_batch(folder / str(name), here) for (name,), here in files.items()]
    return find_copies(batches).pairs.rename({"a": "id_a", "b": "id_b"})


def _batch(path: Path, rows: pl.DataFrame) -> Batch:
    texts = pl.read_parquet(path, columns=["title", "body"], hive_partitioning=False)[rows["at"]]
    keys = texts.select(match_key(pl.col("title")).fill_null(""), match_key(pl.col("body")).fill_null(""))
    copied = keys.select(copy_keys(pl.col("title"), pl.col("body"))).to_series()
    texts_ = pl.Series("text", sha256_texts(copied), dtype=pl.String())
    return Batch(rows.select("rank", doc="id").with_columns(texts_), partial(_keys, path, rows["at"]))


def _keys(path: Path, rows: pl.Series) -> pl.Series:
    bodies = pl.read_parquet(path, columns=["body"], hive_partitioning=False)["body"].gather(rows)
    return bodies.to_frame().select(match_key(pl.col("body")).fill_null(""))["body"]


def _proof(folder: Path) -> object:
    try:
        built = json.loads((folder / _BUILD).read_bytes())
    except (OSError, ValueError):
        return None
    return built.get(KEY) if isinstance(built, dict) else None


def _hits(pairs: pl.DataFrame, articles: pl.DataFrame, table: str, compared: str) -> list[Hit]:
    """Return the pairs that lie in different splits as a hit, the one in the stricter split named first."""
    strict = pl.col("split_a").replace_strict(SPLITS, range(len(SPLITS)), default=len(SPLITS))
    lax = pl.col("split_b").replace_strict(SPLITS, range(len(SPLITS)), default=len(SPLITS))
    first = strict <= lax
    named = crossing(pairs, articles).select(
        id=pl.when(first).then("id_a").otherwise("id_b"), other=pl.when(first).then("id_b").otherwise("id_a")
    )
    owner = articles.select("id", "source").filter(pl.col("id").is_in(named["id"].implode()))
    rows = named.join(owner.unique("id", keep="first"), on="id", how="left").sort("id", "other")
    keys = rows.select(key=pl.concat_str("id", "other", separator=" "), source="source").cast(KEYS_SCHEMA)
    message = f"two articles of different splits share text: {compared}"
    return builtin_hit("split-leak", keys, max(pairs.height, 1), message=message, table=table, field="split")
