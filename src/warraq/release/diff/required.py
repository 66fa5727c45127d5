"""Holding a version to the bump that the data calls for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.errors import ReleaseError
from warraq.release.diff.bump import suffices

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.release.diff.difference import Difference

_NAMED = 3


def require_bump(difference: Difference, version: str, releases: Path) -> None:
    """Refuse a version that is too small a step from the release before.

    Raises:
        ReleaseError: naming the rows and fields that forbid it, and the least version.
    """
    old, least = difference.old.version, difference.version
    if old is None or least is None or suffices(old, version, difference.level):
        return
    forbidding = [call for call in difference.calls if not suffices(old, version, call.level)]
    told = "; ".join(f"{call.what} ({call.where}) is {call.level} by {call.standard}" for call in forbidding)
    raise ReleaseError(
        str(releases / version),
        f"too small a step from {old}: {told}{_rows(difference)}",
        expected=f"at least {least}",
        next_step=f"warraq release {least}, or --bump auto; warraq diff {old} names every row",
    )


def _rows(difference: Difference) -> str:
    """Return the first articles of the gravest kind of change, with their fields."""
    for kind in ("removed", "changed", "added"):
        rows = difference.rows.filter(pl.col("change") == kind).head(_NAMED)
        if rows.height:
            named = [f"{row['id']} {' '.join(row['fields'])}".strip() for row in rows.to_dicts()]
            return f"; {kind}: {', '.join(named)}" + (", ..." if difference.count(kind) > _NAMED else "")
    return ""
