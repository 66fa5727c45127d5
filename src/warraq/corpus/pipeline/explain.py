"""Where each value of an article came from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.pipeline.evidence import FATES, read_evidence
from warraq.corpus.pipeline.explain_copies import (
    held_back,
    members,
    pairs_of_article,
    revision,
    told_members,
    why_original,
)
from warraq.corpus.relate.earlier import ARTICLES
from warraq.errors import ProjectError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from warraq.model.settings import Source

#: Shortest beginning of an id that is looked up.
SHORTEST = 6


@dataclass(frozen=True)
class Explanation:
    """One article and all that is known of how it came to be.

    Attributes:
        article: the released row, or None if all its records were merged away or taken down.
        records: raw records that carry the id, in the order of the raw files: fate, raw_path, form,
            position, offset, raw_sha256, text_sha256, evidence (field -> origin), removed ([line, reason]).
        cluster: every article in its cluster, the original first; see
            `warraq.corpus.pipeline.explain_copies.told_members`.
        why_original: why the original of the cluster is it, or None where the article is alone.
        revision: jaccard and containment of its text and the one before, or None if it was never corrected.
        held: reason and detail of its records in quarantine.
    """

    id: str
    article: dict[str, Any] | None
    records: list[dict[str, Any]]
    cluster: list[dict[str, Any]]
    why_original: str | None = None
    revision: dict[str, float] | None = None
    held: list[dict[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the explanation as a JSON object; times in ISO 8601."""
        article = (
            None if self.article is None else {name: _plain(value) for name, value in self.article.items()}
        )
        return {**vars(self), "article": article}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def explain(candidate: Path, wanted: str, sources: Mapping[str, Source]) -> Explanation:
    """Return what is known of the article whose id begins with `wanted`.

    Args:
        sources: the declared sources by id.

    Raises:
        ProjectError: there is no candidate, or it is damaged.
        UsageError: no id, or more than one, begins so.
    """
    try:
        return _explain(candidate, wanted, sources)
    except (pl.exceptions.PolarsError, OSError) as error:
        found = f"the candidate cannot be read: {str(error).splitlines()[0]}"
        raise ProjectError(str(candidate), found, next_step="warraq build") from error


def _explain(candidate: Path, wanted: str, sources: Mapping[str, Source]) -> Explanation:
    if not (candidate / FATES).is_file():
        raise ProjectError(str(candidate), "there is no candidate", next_step="warraq build")
    prefix = wanted.strip().lower()
    if len(prefix) < SHORTEST:
        raise UsageError(
            "ID", f"{wanted!r} is too short", expected=f"at least {SHORTEST} hex digits of an id"
        )
    records = read_evidence(candidate, pl.col("id").str.starts_with(prefix))
    ids = sorted(records["id"].unique())
    if len(ids) != 1:
        found = f"{len(ids)} ids begin with {wanted!r}" if ids else f"no id begins with {wanted!r}"
        more = f"; the first are {', '.join(ids[:3])}" if ids else ""
        raise UsageError("ID", found + more, expected="an id of the candidate, as in the table articles")
    rows = pl.scan_parquet(candidate / ARTICLES, hive_partitioning=False)
    article = rows.filter(pl.col("id") == ids[0]).collect().to_dicts()
    told = [_record(row) for row in records.to_dicts()]
    if not article:
        return Explanation(ids[0], None, told, [], held=held_back(candidate, told))
    cluster = members(rows, article[0]["cluster"])
    pairs = pairs_of_article(candidate, cluster["id"])
    return Explanation(
        ids[0],
        article[0],
        told,
        told_members(cluster, ids[0], pairs),
        why_original(cluster, sources),
        revision(pairs, ids[0]),
    )


def _record(row: dict[str, Any]) -> dict[str, Any]:
    names = ("fate", "source", "raw_path", "form", "position", "offset", "raw_sha256", "text_sha256")
    return {
        **{name: row[name] for name in names},
        "evidence": json.loads(row["evidence"]),
        "removed": json.loads(row["removed"]),
    }
