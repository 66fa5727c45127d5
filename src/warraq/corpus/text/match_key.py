"""The key under which two writings of one text are equal; for comparing, never for display.

Folded are letter case, the forms of alef, hamza, yeh, kaf and teh marbuta, vowel signs, tatweel, joiners and
direction marks, presentation forms, full-width characters and the shapes of digits; punctuation, symbols and
white space become one space. Numbers stay: two reports of a gold price differ in nothing else.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from warraq.corpus.text.clean import presentation_forms
from warraq.corpus.text.code_points import blocks, characters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from warraq.corpus.text.code_points import Block

_LETTERS = {
    **dict.fromkeys("أإآٱٲٳٵ", "ا"),
    **dict.fromkeys("ؤٶ", "و"),
    **dict.fromkeys("ئىیيٸې", "ي"),
    **dict.fromkeys("ةۀ", "ه"),
    **dict.fromkeys("کڪ", "ك"),
    **dict.fromkeys("ءٴ", ""),
    "ς": "σ",  # lower-casing chooses between them by context
}
_IGNORED = (
    *range(0x0610, 0x061B),  # Koranic marks
    0x061C,
    0x0640,
    *range(0x064B, 0x0660),  # tashkeel, and hamza and madda apart from their letters
    0x0670,
    *range(0x06D6, 0x06DD),
    *range(0x06DF, 0x06E5),
    *range(0x06E7, 0x06E9),
    *range(0x06EA, 0x06EE),
    0x00AD,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),  # variation selectors
    0xFEFF,
)
# The zero of each set of decimal digits in the Basic Multilingual Plane.
_ZEROS = (
    *(0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6),
    *(0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0),
    *(0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10),
)


@cache
def _folds() -> dict[str, str]:
    folds = dict(_LETTERS)
    folds |= {chr(point): "" for point in _IGNORED}
    folds |= {chr(point): chr(point - 0xFEE0).lower() for point in range(0xFF01, 0xFF5F)}
    folds |= {chr(zero + digit): str(digit) for zero in _ZEROS for digit in range(10)}
    for form, letters in presentation_forms().items():
        folds[form] = "".join(folds.get(letter, letter) for letter in letters)
    return folds


# A run of what is no letter, mark or number; not the single space that it would become.
_GAP = r"[^\p{L}\p{M}\p{N} ][^\p{L}\p{M}\p{N}]*| [^\p{L}\p{M}\p{N}]+"


def _fold(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.replace_many(_folds()).str.replace_all(_GAP, " ")


_GONE, _MANY, _SPACE = 0, 0xFFFFFFFF, ord(" ")


@cache
def _table() -> NDArray[np.uint32]:
    """Return the folded code point of each; `_GONE` for none, `_MANY` for more than one and for the rest."""
    folded = characters().to_frame("c").select(_fold(pl.col("c"))).to_series().to_list()
    points = [ord(text) if len(text) == 1 else _MANY if text else _GONE for text in folded]
    return np.array([*points, _MANY], dtype=np.uint32)


class _Folded(NamedTuple):
    keys: pa.Array
    rare: NDArray[np.int64]


def _fold_points(block: Block) -> _Folded:
    """Return the keys of a block, and the numbers of its texts that the table cannot fold."""
    points, starts = _table().take(block.points, mode="clip"), block.starts
    many = np.flatnonzero(points == _MANY)
    points[many] = _SPACE
    stays = points != _GONE
    while True:
        stays &= ~_leading(points, starts)
        gone = np.flatnonzero(~stays)
        if not len(gone):
            break
        points, starts = points[stays], starts - np.searchsorted(gone, starts)
        stays = np.ones(len(points), dtype=np.bool_)
    rare = np.unique(np.searchsorted(block.starts, many, side="right") - 1)
    return _Folded(_strings(points, starts), rare + block.first)


def _leading(points: NDArray[np.uint32], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell the spaces behind a space or at the start of a text."""
    space: NDArray[np.bool_] = points == _SPACE
    leading = np.empty_like(space)
    np.logical_and(space[1:], space[:-1], out=leading[1:])
    firsts = starts[:-1][starts[:-1] < len(points)]
    leading[firsts] = space[firsts]
    return leading


def _strings(points: NDArray[np.uint32], starts: NDArray[np.int64]) -> pa.Array:
    text = str(points.data, "utf-32-le").encode()
    sizes = (points > 0x7F).view(np.uint8) + np.uint8(1)
    if len(text) > 2 * len(points) - np.count_nonzero(sizes == 1):
        sizes += points > 0x7FF
        sizes += points > 0xFFFF
    ends = np.cumsum(sizes, dtype=np.int64)
    offsets = np.concatenate(([0], ends))[starts]
    return pa.LargeStringArray.from_buffers(len(starts) - 1, pa.py_buffer(offsets), pa.py_buffer(text))


def fold_texts(texts: pl.Series) -> pl.Series:
    """Return the match keys of the texts; null for null."""
    parts = [_fold_points(block) for block in blocks(texts)]
    if not parts:
        return texts.clone()
    folded = pl.Series(texts.name, pl.from_arrow(pa.chunked_array([part.keys for part in parts])))
    keys = folded.str.strip_chars_end(" ")
    rare = pl.Series(np.concatenate([part.rare for part in parts]), dtype=pl.UInt32())
    if len(rare):
        some = texts.gather(rare).to_frame("c").select(_fold(pl.col("c")).str.strip_chars(" "))
        keys = keys.rechunk().scatter(rare, some.to_series())
    return keys.set(texts.is_null(), None) if texts.has_nulls() else keys


def match_key(text: pl.Expr) -> pl.Expr:
    """Return the match key of a string expression.

    Two texts with one key read the same but for spelling habits. Null stays null; text without a letter or
    digit gives `""`. The key of a key is the key.
    """
    return text.map_batches(fold_texts, return_dtype=pl.String(), is_elementwise=True)


@cache
def _fold_block(number: int) -> tuple[str, ...]:
    points = range(number << 8, (number + 1) << 8)
    if 0xD800 <= points[0] < 0xE000:  # surrogates are no characters
        return (" ",) * len(points)
    return tuple(pl.DataFrame({"c": [chr(point) for point in points]}).select(_fold(pl.col("c"))).to_series())


@cache
def _fold_character(character: str) -> str:
    point = ord(character)
    return _fold_block(point >> 8)[point & 0xFF]


def match_key_text(text: str) -> str:
    """Return the match key of one text, equal to that of `match_key`.

    The expression folds each character without regard to its neighbours, so that its result for single
    characters serves for whole texts.
    """
    return " ".join("".join(map(_fold_character, text)).split())
