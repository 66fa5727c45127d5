"""What the releases between two sides, and a candidate itself, say of why articles went."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.relate.earlier import frozen_versions
from warraq.model.descriptor import VERSION, version_key

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.release.diff.sides import Side

_CHANGES = "data/changes.parquet"


def stated_reasons(old: Side, new: Side) -> dict[str, str]:
    """Return id -> reason of removed articles; where several tables speak of one, the last counts.

    The build knows more than two releases show: which records it read, and what it held out. Asked are the
    tables `changes` of the releases after `old` up to `new`; of a candidate its own, if it was built against
    `old` or a later release. A table that cannot be read says nothing.
    """
    if old.version is None or not VERSION.fullmatch(old.version):
        return {}
    if new.version is None:
        last, own, releases = _built_against(new.folder), [new.folder], old.folder.parent
    else:
        last, own, releases = new.version, [], new.folder.parent
    if not VERSION.fullmatch(str(last)) or version_key(str(last)) < version_key(old.version):
        return {}
    between = [
        releases / one
        for one in frozen_versions(releases)
        if version_key(old.version) < version_key(one) <= version_key(str(last))
    ]
    stated: dict[str, str] = {}
    for folder in (*between, *own):
        stated |= _removed(folder / _CHANGES)
    return stated


def _built_against(candidate: Path) -> Any:
    try:
        return json.loads((candidate / "build.json").read_bytes())["before"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _removed(path: Path) -> dict[str, str]:
    try:
        changes = pl.read_parquet(path, columns=["id", "change", "reason"])
        return dict(changes.filter(pl.col("change") == "removed").select("id", "reason").iter_rows())
    except (pl.exceptions.PolarsError, OSError):
        return {}
