"""What a single check hands on: the rows that break a rule, before the policy has its say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from warraq.model.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

SAMPLES = 10

#: `key` names what breaks the rule (an id, a compound key, a path); `source` is the publisher's id, or null
#: where the rule is not about rows of one source.
KEYS_SCHEMA = pl.Schema({"key": pl.String(), "source": pl.String()})


@dataclass(frozen=True)
class Hit:
    """A rule and all that breaks it.

    Attributes:
        keys: one row each that breaks the rule, as in `KEYS_SCHEMA`; never empty.
        total: number of rows (or files, or segments) that were looked at.

    The rest is as in `Finding`.
    """

    rule: str
    severity: Severity
    message: str
    keys: pl.DataFrame
    total: int
    table: str = ""
    field: str = ""
    segment: str = ""
    declared: str = ""

    def finding(self) -> Finding:
        """Return the finding, with the first ten keys in order as samples."""
        samples = self.keys["key"].unique().sort().head(SAMPLES).to_list()
        return Finding(
            rule=self.rule,
            severity=self.severity,
            message=self.message,
            table=self.table,
            field=self.field,
            count=self.keys.height,
            total=self.total,
            samples=tuple(samples),
            segment=self.segment,
            declared=self.declared,
        )


def plain_keys(keys: Iterable[str], source: str | None = None) -> pl.DataFrame:
    """Return keys that belong to no row, such as paths; with `source` if they are all of that one."""
    column = list(keys)
    return pl.DataFrame({"key": column, "source": [source] * len(column)}, schema=KEYS_SCHEMA)
