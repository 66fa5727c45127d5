"""The first words of a text, cut where a reader would cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from warraq.corpus.text.character_classes import NON_JOINER, SPACE, classes
from warraq.corpus.text.code_points import blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray


class _Text(NamedTuple):
    """One text: where its words begin, where it has spaces, and which characters are in words."""

    begins: NDArray[np.int64]
    spaces: NDArray[np.int64]
    inside: NDArray[np.bool_]


def excerpts(bodies: pl.Series, words: int) -> pl.DataFrame:
    """Return `body`, at most the first `words` words (1 or more) of each text, and `words`, how many it has.

    A word is a run of letters, marks and digits, as the field `words` counts it. The cut is at white space,
    so that no "don’t" is parted and a full stop stays with its word; where a single stretch without white
    space has more words than that, as in scripts that do without, it is at the end of a word. Paragraphs stay
    parted. A text that is short enough stays as it is. Null stays null, with 0 words.
    """
    texts = bodies.to_list()
    cut: list[str | None] = []
    counts: list[int] = []
    for block in blocks(bodies):
        kinds = classes(block)
        inside, spaces = kinds >= NON_JOINER, kinds == SPACE
        for number, (start, end) in enumerate(zip(block.starts, block.starts[1:], strict=False)):
            text = texts[block.first + number]
            within = inside[start:end]
            begins = np.flatnonzero(within & ~np.concatenate(([False], within[:-1])))
            place = _place(_Text(begins, np.flatnonzero(spaces[start:end]), within), words)
            cut.append(text if place is None or text is None else text[:place].rstrip())
            counts.append(len(begins) if place is None else int(np.searchsorted(begins, place)))
    return pl.DataFrame({"body": cut, "words": counts}, schema={"body": pl.String(), "words": pl.Int64()})


def _place(text: _Text, words: int) -> int | None:
    """Return behind which character to cut; None where the text has no more words."""
    if len(text.begins) <= words:
        return None
    last, following = text.begins[words - 1 : words + 1]
    behind, before = np.searchsorted(text.spaces, (last, following))
    if behind < before:
        return int(text.spaces[behind])
    # The next word hangs on to this one: both go, if any word is left then.
    if behind and text.spaces[behind - 1] > text.begins[0]:
        return int(text.spaces[behind - 1])
    return int(last + np.argmin(text.inside[last:]))
