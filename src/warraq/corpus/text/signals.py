"""Counts and quality signals of an article's text. They inform checks and filters; they delete nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from warraq.corpus.text.character_classes import (
    CLASSES,
    DIGIT,
    LETTER,
    MARK,
    NON_JOINER,
    NUMBER,
    PUNCTUATION,
    SYMBOL,
    classes,
    count_classes,
)
from warraq.corpus.text.code_points import blocks
from warraq.corpus.text.contacts import contact_counts, email_counts
from warraq.corpus.text.language_scripts import script_columns
from warraq.corpus.text.mixed import SCRIPT_SHARE, second_language
from warraq.corpus.text.repetition import MEASURES, repetition
from warraq.corpus.text.stop_words import count_different, find_stop_words, list_of
from warraq.corpus.text.words import word_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from warraq.corpus.text.code_points import Block
    from warraq.corpus.text.words import Words

PARAGRAPH_BREAK = "\n\n"

#: C4's end marks (Raffel et al. 2020) with those of Arabic, Urdu, Devanagari and CJK, and closing quotes.
_TERMINAL = r"(?m)[.!?…؟۔।。！？](?:[”’»\"')\]]*)$"
_SHORT_LINE = 30  # characters, as in FineWeb (Penedo et al. 2024)
_LEAST_DIGITS = 6  # of a telephone or account number
_LEAST_STOPS = 3
_END = 40  # words at a text's start and end whose function words are compared

_Counts = dict[str, "NDArray[np.int64]"]


def counted(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the columns `words`, `characters` (Int64, of `body`) and the text signals.

    Needs `body` (neither null nor empty), its match key `body_key`, and `language`, its tag. Added are the
    columns of the table `signals` that these decide, as `datapackage.json` describes them. Shares are 0 to 1,
    rounded to six places, and null where the whole that they are a share of is nothing.
    """
    characters = _characters(frame["body"], frame["language"].to_list())
    words = _words(frame["body_key"], frame["language"].to_list())
    numbers = _contacts(frame["body"], characters["_digits"])
    counts = frame.hstack(characters).hstack(words).hstack(numbers)
    shares = _shares(_paragraphs(counts))
    second = second_language(shares)
    mixed = second.is_not_null() | (pl.col("language_script_share") < SCRIPT_SHARE)
    shares = shares.with_columns(second, mixed_language=pl.when(pl.col("language") != "und").then(mixed))
    return shares.drop(name for name in shares.columns if name[0] == "_" and name not in frame.columns)


def _characters(bodies: pl.Series, tags: Sequence[str]) -> pl.DataFrame:
    """Return the counts of characters and of words as they are written."""
    parts = [_kinds(block) for block in blocks(bodies)]
    matrix = np.concatenate([kinds for kinds, _, _ in parts]) if parts else np.empty((0, CLASSES), np.int64)
    letters = matrix[:, LETTER:]
    written = np.zeros(len(tags), dtype=np.int64)
    every = np.array(tags, dtype=object)
    for tag in dict.fromkeys(tags):
        rows = np.flatnonzero(every == tag)
        written[rows] = letters[rows][:, list(script_columns(tag))].sum(axis=1)
    columns: _Counts = {
        "characters": matrix.sum(axis=1),
        "_letters": letters.sum(axis=1),
        "_in_words": matrix[:, LETTER:].sum(axis=1) + matrix[:, (MARK, DIGIT, NUMBER)].sum(axis=1),
        "_digits": matrix[:, DIGIT],
        "_symbols": matrix[:, SYMBOL],
        "_punctuation": matrix[:, PUNCTUATION],
        "_written": written,
        "words": np.concatenate([words for _, words, _ in parts] or [written]),
        "_alphabetic": np.concatenate([alphabetic for _, _, alphabetic in parts] or [written]),
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Int64()))


def _kinds(block: Block) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return, for each text, its characters by class, its words, and those of them that hold a letter.

    A word is a run of letters, marks and digits; the zero-width non-joiner of Persian is inside words.
    """
    kinds = classes(block)
    inside = kinds >= NON_JOINER
    begins = inside.copy()
    begins[1:] &= ~inside[:-1]
    firsts = block.starts[:-1][block.starts[:-1] < len(kinds)]
    begins[firsts] = inside[firsts]
    places = np.flatnonzero(begins)
    bounds = np.searchsorted(places, block.starts)
    alphabetic = np.maximum.reduceat(kinds, places) >= LETTER if len(places) else places
    running = np.concatenate(([0], np.cumsum(alphabetic, dtype=np.int64)))
    return count_classes(kinds, block.starts), np.diff(bounds), np.diff(running[bounds])


def _words(keys: pl.Series, tags: Sequence[str]) -> pl.DataFrame:
    """Return what the words of the match key tell: repetition and function words."""
    repeated, stops, different, totals, confirmed = [np.empty((0, len(MEASURES)))], [], [], [], []
    for words in word_blocks(keys):
        texts, rows = len(words.starts) - 1, words.rows
        found = find_stop_words(words, tags[words.first : words.first + texts])
        repeated.append(repetition(words))
        stops.append(np.bincount(rows[found >= 0], minlength=texts))
        different.append(count_different(found, rows, texts))
        confirmed.append(_confirmed(words, found >= 0))
        totals.append(np.diff(words.starts))
    shares = pl.DataFrame(np.concatenate(repeated).round(6), schema=list(MEASURES))
    none = np.empty(0, dtype=np.int64)
    return shares.with_columns(
        pl.Series("_listed", [list_of(tag) is not None for tag in tags], dtype=pl.Boolean()),
        pl.Series("_stops", np.concatenate([none, *stops]), dtype=pl.Int64()),
        pl.Series("_different", np.concatenate([none, *different]), dtype=pl.Int64()),
        pl.Series("_key_words", np.concatenate([none, *totals]), dtype=pl.Int64()),
        pl.Series("_confirmed", np.concatenate([none > 0, *confirmed]), dtype=pl.Boolean()),
    )


def _confirmed(words: Words, stops: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell whether the end of each text has at least half the function words that its start has."""
    running = np.concatenate(([0], np.cumsum(stops, dtype=np.int64)))
    first, last = words.starts[:-1], words.starts[1:]
    start = running[np.minimum(first + _END, last)] - running[first]
    end = running[last] - running[np.maximum(last - _END, first)]
    return (end >= _LEAST_STOPS) & (2 * end >= start)


def _contacts(bodies: pl.Series, digits: pl.Series) -> pl.DataFrame:
    at = (digits >= _LEAST_DIGITS).arg_true()
    none = pl.repeat(0, len(bodies), dtype=pl.Int64(), eager=True)
    found = contact_counts(bodies.gather(at))
    counts = [none.clone().scatter(at, column).alias(column.name) for column in found.get_columns()]
    return pl.DataFrame([email_counts(bodies), *counts])


def _paragraphs(frame: pl.DataFrame) -> pl.DataFrame:
    body, parts = pl.col("body"), pl.col("_parts")
    counts = frame.with_columns(_parts=body.str.split(PARAGRAPH_BREAK)).with_columns(
        paragraphs=parts.list.len().cast(pl.Int64),
        _unique=parts.list.n_unique().cast(pl.Int64),
        _short=parts.list.eval(pl.element().str.len_chars() <= _SHORT_LINE).list.sum().cast(pl.Int64),
        _ended=body.str.count_matches(_TERMINAL),
    )
    at = counts.select((pl.col("_unique") < pl.col("paragraphs")).arg_true()).to_series()
    repeated = [_repeated_characters(lines) for lines in counts["_parts"].gather(at).to_list()]
    none = pl.repeat(0, counts.height, dtype=pl.Int64(), eager=True)
    return counts.with_columns(none.scatter(at, repeated).alias("_repeated"))


def _repeated_characters(lines: Sequence[str]) -> int:
    return sum(map(len, lines)) - sum(map(len, set(lines)))


def _share(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then((pl.col(part) / pl.col(whole)).round(6))


def _shares(frame: pl.DataFrame) -> pl.DataFrame:
    listed = pl.when("_listed")
    return frame.with_columns(_again=pl.col("paragraphs") - pl.col("_unique")).with_columns(
        mean_word_length=_share("_in_words", "words"),
        alphabetic_word_share=_share("_alphabetic", "words"),
        paragraphs_per_word=_share("paragraphs", "words"),
        terminal_punctuation_share=_share("_ended", "paragraphs"),
        short_paragraph_share=_share("_short", "paragraphs"),
        repeated_paragraph_share=_share("_again", "paragraphs"),
        repeated_character_share=_share("_repeated", "characters"),
        punctuation_share=_share("_punctuation", "characters"),
        digit_share=_share("_digits", "characters"),
        symbol_share=_share("_symbols", "characters"),
        language_script_share=_share("_written", "_letters"),
        stop_words=listed.then("_different"),
        stop_word_share=listed.then(_share("_stops", "_key_words")),
    )
