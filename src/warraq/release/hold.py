"""Building without the articles that would stop a release, and trying the quarantined ones again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.checks.failing import failing_articles
from warraq.corpus.pipeline.build import Built, Options, build
from warraq.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from warraq.model.project import Project

#: Without one article another may fail, where a rule looks at the rows around it; it does not go on for ever.
_ROUNDS = 5


def build_without_failing(project: Project, options: Options, today: date) -> Built:
    """Build; hold back what breaks a rule of severity error by its own row; build again until none is left.

    The records of an article that is held back are in quarantine with the reason `failed-check` and the
    rules in the detail. The same input and rules hold back the same articles.

    Args:
        today: the day on which waivers are judged.

    Raises:
        ProjectError: nothing would be left, or a project file is wrong.
        CheckDefinitionError: a rule is broken.
    """
    held: dict[str, str] = {}
    built = build(project, options)
    for _ in range(_ROUNDS):
        failing = failing_articles(project, built.folder, today)
        if not failing:
            break
        held |= failing
        built = build(project, replace(options, held=held, afresh=()))
    return built


@dataclass(frozen=True)
class Replay:
    """What became of the records that were in quarantine.

    Attributes:
        tried: how many there were.
        recovered: former reason -> records that are no longer in quarantine.
        still: reason -> records that are.
    """

    tried: int
    recovered: Mapping[str, int]
    still: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as a JSON object."""
        return {"tried": self.tried, "recovered": dict(self.recovered), "still": dict(self.still)}


def read_quarantine(candidate: Path) -> pl.DataFrame:
    """Return the candidate's quarantine.

    Raises:
        ProjectError: there is no candidate.
    """
    path = candidate / "quarantine.parquet"
    if not path.is_file():
        raise ProjectError(str(candidate), "there is no candidate to replay", next_step="warraq build")
    return pl.read_parquet(path)


def compare(before: pl.DataFrame, after: pl.DataFrame) -> Replay:
    """Return what became of the records in the quarantine `before`, now that it is `after`."""
    place = ["raw_path", "position"]
    joined = before.unique(place, keep="first", maintain_order=True).join(
        after.select(*place, now="reason").unique(place, keep="first", maintain_order=True),
        on=place,
        how="left",
    )
    gone = pl.col("now").is_null()
    return Replay(joined.height, _counts(joined.filter(gone), "reason"), _counts(joined.filter(~gone), "now"))


def _counts(rows: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(rows.group_by(column).len().sort(column).iter_rows())
