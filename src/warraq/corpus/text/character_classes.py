"""What kind of character each code point is, and of which script each letter."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.text.code_points import blocks, characters

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from warraq.corpus.text.code_points import Block

#: Kinds of characters that are no letters. What is of none of them is no text: controls, unassigned points.
NO_TEXT, SPACE, PUNCTUATION, SYMBOL, NON_JOINER, MARK, DIGIT, NUMBER = range(8)

#: ISO 15924 code of a script -> first and last code points of its letters' blocks. `Zyyy` is the rest.
#: Chinese characters, kana, bopomofo and hangul count as one, as the texts of Japan and Korea mix them.
SCRIPTS: dict[str, tuple[tuple[int, int], ...]] = {
    "Zyyy": (),
    "Latn": (
        *((0x41, 0x5A), (0x61, 0x7A), (0xAA, 0xAA), (0xBA, 0xBA), (0xC0, 0x2AF), (0x1D00, 0x1D7F)),
        *((0x1E00, 0x1EFF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF), (0xFB00, 0xFB06), (0xFF21, 0xFF5A)),
    ),
    "Arab": ((0x620, 0x6FF), (0x750, 0x77F), (0x870, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
    "Cyrl": ((0x400, 0x52F), (0x1C80, 0x1C8F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)),
    "Grek": ((0x370, 0x3FF), (0x1F00, 0x1FFF)),
    "Hebr": ((0x5D0, 0x5F2), (0xFB1D, 0xFB4F)),
    "Hani": ((0x3005, 0x3007), (0x3040, 0x312F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)),
    "Hang": ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF)),
    "Armn": ((0x530, 0x58F),),
    "Syrc": ((0x700, 0x74F),),
    "Thaa": ((0x780, 0x7BF),),
    "Deva": ((0x900, 0x97F), (0xA8E0, 0xA8FF)),
    "Beng": ((0x980, 0x9FF),),
    "Guru": ((0xA00, 0xA7F),),
    "Gujr": ((0xA80, 0xAFF),),
    "Orya": ((0xB00, 0xB7F),),
    "Taml": ((0xB80, 0xBFF),),
    "Telu": ((0xC00, 0xC7F),),
    "Knda": ((0xC80, 0xCFF),),
    "Mlym": ((0xD00, 0xD7F),),
    "Sinh": ((0xD80, 0xDFF),),
    "Thai": ((0xE00, 0xE7F),),
    "Laoo": ((0xE80, 0xEFF),),
    "Tibt": ((0xF00, 0xFFF),),
    "Mymr": ((0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)),
    "Geor": ((0x10A0, 0x10FF), (0x1C90, 0x1CBF)),
    "Ethi": ((0x1200, 0x139F), (0x2D80, 0x2DDF)),
    "Khmr": ((0x1780, 0x17FF),),
    "Mong": ((0x1820, 0x18AF),),
    "Tfng": ((0x2D30, 0x2D7F),),
}
_KINDS = {
    r"\p{Z}|[\t-\r]": SPACE,
    r"\p{P}": PUNCTUATION,
    r"[^\p{L}\p{M}\p{N}\p{P}\p{Z}\p{C}]": SYMBOL,
    r"\x{200C}": NON_JOINER,
    r"\p{M}": MARK,
    r"\p{N}": NUMBER,
    r"\p{Nd}": DIGIT,
}
#: Letters of the first script have this class, those of the second the next.
LETTER = 8
CLASSES = LETTER + len(SCRIPTS)


@cache
def class_table() -> NDArray[np.uint8]:
    """Return the class of each code point below `warraq.corpus.text.code_points.TABLE`, and of the rest.

    The rest is taken for letters: it holds rare Chinese characters and little else.
    """
    every = characters()
    table = np.full(len(every) + 1, NO_TEXT, dtype=np.uint8)
    for pattern, kind in _KINDS.items():
        table[:-1][every.str.contains(pattern).to_numpy()] = kind
    scripts = np.full(len(every) + 1, LETTER, dtype=np.uint8)
    for number, ranges in enumerate(SCRIPTS.values()):
        for first, last in ranges:
            scripts[first : last + 1] = LETTER + number
    letters = np.append(every.str.contains(r"\p{L}").to_numpy(), True)
    table[letters] = scripts[letters]
    return table


def classes(block: Block) -> NDArray[np.uint8]:
    """Return the class of each character of the block."""
    return class_table().take(block.points, mode="clip")


def count_classes(kinds: NDArray[np.uint8], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many characters of each class (columns) each text (rows) has."""
    rows = len(starts) - 1
    places = np.repeat(np.arange(0, rows * CLASSES, CLASSES), np.diff(starts))
    places += kinds
    return np.bincount(places, minlength=rows * CLASSES).reshape(rows, CLASSES)


def count_letters(texts: pl.Series) -> NDArray[np.int64]:
    """Return how many letters of each of `SCRIPTS` (columns) each text (rows) has."""
    parts = [count_classes(classes(block), block.starts)[:, LETTER:] for block in blocks(texts)]
    return np.concatenate(parts) if parts else np.empty((0, len(SCRIPTS)), dtype=np.int64)
