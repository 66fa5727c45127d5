"""Who reprints whom: copies and abridged versions by their source, and by where their originals came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.release.report.chart import Chart
from warraq.release.report.crosstab import NONE, OTHERS, crosstab

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: What a reprint is to its original, in the order in which it is shown.
RELATIONS = ("copy", "abridged")
_MOST = 20


def syndication(rows: pl.DataFrame, agencies: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    """Return source, origin, kind, copy and abridged of all reprints, most first.

    `origin` is where the text comes from: the agency that the original's source is, else the agency that the
    original credits, else the one that the reprint credits (`kind` is "agency" for all three), else the
    original's source ("source"); null, of kind "unknown", where there is no such article. A source may
    reprint itself. `copy` and `abridged` count the articles.

    Args:
        rows: with id, source, agency, cluster and role.
        agencies: source -> name of the agency that it is.
    """
    reprints = rows.filter(pl.col("role").is_in(RELATIONS)).select("source", "agency", "cluster", "role")
    heads = rows.join(reprints.select(id="cluster").unique(), on="id", how="semi").unique("id", keep="first")
    itself = pl.col("source").replace_strict(dict(agencies), default=None, return_dtype=pl.String())
    origins = heads.select(cluster="id", first=pl.coalesce(itself, "agency"), printed_by="source")
    agency = pl.coalesce("first", "agency")
    known = pl.when(agency.is_not_null()).then(pl.lit("agency")).when(pl.col("printed_by").is_not_null())
    named = reprints.join(origins, on="cluster", how="left").with_columns(
        pl.col("source").fill_null(NONE),
        origin=pl.coalesce(agency, "printed_by"),
        kind=known.then(pl.lit("source")).otherwise(pl.lit("unknown")),
    )
    counts = [(pl.col("role") == one).sum().cast(pl.Int64).alias(one) for one in RELATIONS]
    counted = named.group_by("source", "origin", "kind").agg(*counts, total=pl.len())
    order = counted.sort("total", "source", "origin", "kind", descending=[True, False, False, False])
    return tuple(order.drop("total").to_dicts())


def syndication_chart(table: Sequence[Mapping[str, Any]]) -> Chart | None:
    """Return the reprints as bars, one for each source and origin, parted by relation; None without any."""
    rows = [
        (f"{row['source']} \N{LEFTWARDS ARROW} {_origin(row)}", relation, row[relation])
        for row in table
        for relation in RELATIONS
    ]
    schema = {"label": pl.String(), "relation": pl.String(), "len": pl.Int64()}
    counted = pl.DataFrame(rows, schema=schema, orient="row")
    data = crosstab(counted, "label", "relation", columns=RELATIONS, most_rows=_MOST)
    if not data.total:
        return None
    sums = ", ".join(
        f"{total:,} {name}" for name, total in zip(data.columns, data.column_totals, strict=True)
    )
    named = len([one for one in data.rows if one != OTHERS])
    summary = (
        f"Articles that reprint another one: {sums}. A bar stands for a source and the agency or source that "
        f"its originals come from ({named} named)."
    )
    title = "Who reprints whom, in full or abridged"
    return Chart("syndication", title, summary, "source \N{LEFTWARDS ARROW} origin", data, kind="bars")


def _origin(row: Mapping[str, Any]) -> str:
    """Return the name of the origin; an agency's so that no source passes for it."""
    name = row["origin"] or NONE
    return f"{name} (agency)" if row["kind"] == "agency" else str(name)
