"""Counts and quality signals of an article's text. They inform checks and filters; they delete nothing."""

from __future__ import annotations

import polars as pl

#: A word is a run of letters, marks and digits; the zero-width non-joiner of Persian is inside words.
WORD = r"[\p{L}\p{M}\p{N}\x{200C}]+"
_WORD_CHARACTER = r"[\p{L}\p{M}\p{N}]"
_SYMBOL = r"[^\p{L}\p{M}\p{N}\p{P}\p{Z}\p{C}]"
#: C4's end marks (Raffel et al. 2020) with those of Arabic, Urdu, Devanagari and CJK, and closing quotes.
_TERMINAL = r"(?m)[.!?…؟۔।。！？](?:[”’»\"')\]]*)$"

PARAGRAPH_BREAK = "\n\n"


def _share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return (part / whole).round(6)


def counted(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the columns `words`, `characters` (Int64, of `body`) and the text signals.

    Added are the columns of the table `signals` that text alone decides: paragraphs, mean_word_length (null
    without words), terminal_punctuation_share, digit_share, symbol_share, repeated_paragraph_share. Shares
    are 0 to 1, rounded to six places. `body` may not be null or empty.
    """
    body = pl.col("body")
    parts = body.str.split(PARAGRAPH_BREAK)
    counts = frame.with_columns(
        words=body.str.count_matches(WORD).cast(pl.Int64),
        characters=body.str.len_chars().cast(pl.Int64),
        paragraphs=parts.list.len().cast(pl.Int64),
        _unique=parts.list.n_unique(),
        _letters=body.str.count_matches(_WORD_CHARACTER),
        _digits=body.str.count_matches(r"\p{Nd}"),
        _symbols=body.str.count_matches(_SYMBOL),
        _ended=body.str.count_matches(_TERMINAL),
    )
    words, characters, paragraphs = pl.col("words"), pl.col("characters"), pl.col("paragraphs")
    return counts.with_columns(
        mean_word_length=pl.when(words > 0).then(_share(pl.col("_letters"), words)),
        terminal_punctuation_share=_share(pl.col("_ended"), paragraphs),
        digit_share=_share(pl.col("_digits"), characters),
        symbol_share=_share(pl.col("_symbols"), characters),
        repeated_paragraph_share=_share(paragraphs - pl.col("_unique"), paragraphs),
    ).drop("_unique", "_letters", "_digits", "_symbols", "_ended")
