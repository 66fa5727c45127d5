"""Why records that were read as articles are held back, and where all records went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.pipeline.funnel import funnel
from warraq.corpus.pipeline.place import HELD
from warraq.corpus.pipeline.rights import WITHHELD
from warraq.corpus.relate.numbers import digits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.corpus.pipeline.funnel import Funnel
    from warraq.corpus.pipeline.place import Placed
    from warraq.corpus.pipeline.read import Read


def reasons(
    failing: Mapping[str, str], parting: Mapping[str, str], withheld: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Return id -> reason code and detail; of several reasons the last counts.

    Args:
        failing: id -> the rules that the article breaks.
        parting: id -> the article of another split that it shares text with.
        withheld: id -> the source that allows no release.
    """
    by_code = {"failed-check": failing, "split-conflict": parting, WITHHELD: withheld}
    return {name: (code, why) for code, held in by_code.items() for name, why in held.items()}


def count(read: Read, placed: Placed, held: Mapping[str, tuple[str, str]]) -> Funnel:
    """Return where the raw records went, those held back under their own reason.

    Args:
        held: see `reasons`.
    """
    codes = {name: code for name, (code, _) in held.items()}
    back = placed.rows.filter(pl.col("fate") == HELD).select(pl.col("source").cast(pl.String), "id")
    back = back.with_columns(digits(back["id"])).select(
        "source", reason=pl.col("id").replace_strict(codes, default=None, return_dtype=pl.String())
    )
    others = placed.rows.filter(pl.col("fate") != HELD).select("source", "fate", "published_at")
    return funnel(read.records, others, pl.concat([read.rejects.select("source", "reason"), back]))
