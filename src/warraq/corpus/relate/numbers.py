"""Ids and digests as numbers while rows are related: 16 bytes each, where their text takes 48 or 80.

An id has 32 hex digits, which is 128 bits; of a SHA-256 the first 128 bits are as good for telling whether
two are the same.
"""

from __future__ import annotations

import polars as pl

#: Hex digits of a number.
DIGITS = 32
NUMBER = pl.UInt128()


def number(column: str) -> pl.Expr:
    """Return the first 32 hex digits of each value as a number (UInt128), null for null."""
    return pl.col(column).str.slice(0, DIGITS).str.to_integer(base=16, dtype=NUMBER)


def numbers(values: list[str]) -> pl.Series:
    """Return the first 32 hex digits of each text as a number; texts that have others are left out."""
    named = pl.DataFrame({"name": values}, schema={"name": pl.String()}).filter(
        pl.col("name").str.contains(rf"^[0-9a-f]{{{DIGITS}}}")
    )
    return named.select(number("name")).to_series()


def digits(values: pl.Series) -> pl.Series:
    """Return the numbers as 32 hex digits (String), null for null."""
    texts = [None if value is None else f"{value:0{DIGITS}x}" for value in values.to_list()]
    return pl.Series(values.name, texts, dtype=pl.String())
