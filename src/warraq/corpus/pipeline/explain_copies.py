"""The evidence of a cluster: how alike its members are, and why the original is the original."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.pipeline.copies import STANDING, standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from warraq.model.settings import Source

_SHOWN = ("id", "source", "title", "role")
_MEASURES = ("relation", "jaccard", "containment")
_WHY = {
    "credit": "its source is the agency, or it credits none where the others do",
    "until": "of equal credit it was published first",
    "place": "of equal credit and date its source has precedence",
    "id": "of equal credit, date and precedence it has the smallest id",
}
_LONGER = (
    "it holds the whole text; what stands before it by credit, date, precedence or id is abridged from it"
)


def members(rows: pl.LazyFrame, cluster: str) -> pl.DataFrame:
    """Return the articles of a cluster, the original first, then by id."""
    return rows.filter(pl.col("cluster") == cluster).collect().sort(pl.col("role") != "original", "id")


def told_members(found: pl.DataFrame, article: str, pairs: pl.DataFrame) -> list[dict[str, Any]]:
    """Return id, source, title and role of each member, and how it was measured against another one.

    `against` is the article asked for; or the original, where the table lists no pair of member and article;
    or None where it lists neither. relation, jaccard and containment are those of that pair.

    Args:
        found: see `members`.
        article: id of the article asked for.
        pairs: rows of the table `duplicates`.
    """
    known = {
        (one, other): measures
        for first, second, *measures in pairs.select("id_a", "id_b", *_MEASURES).iter_rows()
        for one, other in ((first, second), (second, first))
    }
    told = []
    for row in found.select(_SHOWN).to_dicts():
        others = [one for one in (article, found["cluster"][0]) if one != row["id"]]
        against = next((one for one in others if (row["id"], one) in known), None)
        measures = known.get((row["id"], against or ""), [None] * len(_MEASURES))
        told.append({**row, "against": against, **dict(zip(_MEASURES, measures, strict=True))})
    return told


def why_original(found: pl.DataFrame, sources: Mapping[str, Source]) -> str | None:
    """Return why the original of the cluster is it; None where it is alone, or is not there.

    Args:
        found: see `members`.
        sources: as declared now, which may be otherwise than in the build.
    """
    original = str(found["cluster"][0]) if found.height else ""
    if found.height < 2 or original not in found["id"]:
        return None
    found = found.with_columns(credited=pl.col("agency").is_not_null())
    marks = standing(found, sources).sort(STANDING, nulls_last=True)
    if marks["id"][0] != original:
        return _LONGER
    first, second = marks.head(2).to_dicts()
    decides = next(name for name in STANDING if first[name] != second[name])
    return _WHY[decides]


def pairs_of_article(candidate: Path, ids: pl.Series) -> pl.DataFrame:
    """Return the pairs of the table `duplicates` between these articles, revisions among them."""
    pairs = pl.scan_parquet(candidate / "data" / "duplicates.parquet")
    among = ids.implode()
    return pairs.filter(pl.col("id_a").is_in(among) & pl.col("id_b").is_in(among)).collect()


def revision(pairs: pl.DataFrame, article: str) -> dict[str, float] | None:
    """Return jaccard and containment of the article's text and the one before its last correction."""
    same = (pl.col("id_a") == article) & (pl.col("id_b") == article) & (pl.col("relation") == "revision")
    found = pairs.filter(same).select("jaccard", "containment").to_dicts()
    return found[0] if found else None


def held_back(candidate: Path, records: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return reason and detail, each once, of the records that are in quarantine."""
    places = [{name: one[name] for name in ("raw_path", "position")} for one in records]
    quarantine = pl.read_parquet(candidate / "quarantine.parquet")
    wanted = pl.DataFrame(places, schema={name: quarantine.schema[name] for name in ("raw_path", "position")})
    found = quarantine.join(wanted, on=["raw_path", "position"], how="semi")
    return found.select("reason", "detail").unique().sort("reason", "detail").to_dicts()
