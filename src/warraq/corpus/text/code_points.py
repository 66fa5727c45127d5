"""A column of texts as arrays of code points, block by block, for counting and folding without loops."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

#: A block ends with the text in which it reaches this many characters: what fits into a core's cache.
BLOCK = 1 << 18

#: Tables look up the planes of living scripts and emoji; the rest shares the entry behind the last.
TABLE = 0x20000


class Block(NamedTuple):
    """Some texts behind one another.

    Attributes:
        first: number of the first text in its column.
        points: the code points of all texts.
        starts: where each text starts in `points`, and behind them the end of the last.
    """

    first: int
    points: NDArray[np.uint32]
    starts: NDArray[np.int64]


def utf8(texts: pl.Series) -> tuple[memoryview, NDArray[np.int64]]:
    """Return the texts' bytes behind one another, and where each starts; the last number is the end.

    Null is the empty text.
    """
    arrow = texts.fill_null("").rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = arrow.buffers()
    starts = np.frombuffer(offsets, dtype=np.int64)[arrow.offset : arrow.offset + len(arrow) + 1]
    return memoryview(data or b""), starts


def cut(starts: NDArray[np.int64], size: int) -> Iterator[tuple[int, int]]:
    """Yield (first, last + 1) of runs of texts, each of which ends with the text that reaches `size`."""
    if len(starts) == 1:
        return
    begin = (starts[:-1] - starts[0]) // size
    edges = np.flatnonzero(np.diff(begin, prepend=-1)).tolist()
    yield from zip(edges, [*edges[1:], len(begin)], strict=True)


def blocks(texts: pl.Series) -> Iterator[Block]:
    """Yield the texts as code points, in order; null is the empty text."""
    data, places = utf8(texts)
    lengths = texts.str.len_chars().fill_null(0).to_numpy().astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    for first, last in cut(starts, BLOCK):
        points = str(data[places[first] : places[last]], "utf-8").encode("utf-32-le")
        yield Block(first, np.frombuffer(points, dtype="<u4"), starts[first : last + 1] - starts[first])


@cache
def characters() -> pl.Series:
    """Return the characters of the tables, in the order of their code points.

    Surrogates, which no text holds, are stood in for by a space.
    """
    points = (" " if 0xD800 <= point < 0xE000 else chr(point) for point in range(TABLE))
    return pl.Series("character", points, dtype=pl.String())
