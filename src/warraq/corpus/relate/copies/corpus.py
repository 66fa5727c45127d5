"""The documents to compare: their texts, each once, and where each can be read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from warraq.corpus.relate.numbers import NUMBER, number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]
    Numbers = npt.NDArray[np.uint32]
    Bools = npt.NDArray[np.bool_]

#: Two to the power of this: a digest is kept as two numbers.
_HALF = 1 << 64


@dataclass(frozen=True)
class Sampled:
    """Where the samples of a batch's texts lie.

    Attributes:
        file: written by `warraq.corpus.relate.copies.samples.write_samples`.
        rows: the row of each document there.
        sets: file with all shingles of its rows, if that is kept too.
    """

    file: Path
    rows: Numbers
    sets: Path | None = None


@dataclass(frozen=True)
class Batch:
    """Some documents, and a way to read their match keys, which may be called more than once.

    What reads has to be picklable where a runner is given that works in other processes.

    Attributes:
        documents: `doc` (of any sortable type, unique over all batches), `text` (equal exactly where two
            documents count as exact copies, and always the same for the same match key in every run: a
            digest, as a number or as 32 hex digits or more, of which the first 32 count) and, if wanted,
            `rank` (any sortable type; the smallest is the most original, null the least).
        keys: returns the match keys as strings, in the order of `documents`.
        some: returns those of some rows only (rising numbers, Int64), in that order. By default they are
            taken from what `keys` returns.
        sampled: where their samples lie, if they are made already; by default they are made of `keys`.
    """

    documents: pl.DataFrame
    keys: Callable[[], pl.Series]
    some: Callable[[pl.Series], pl.Series] | None = None
    sampled: Sampled | None = None

    @property
    def reader(self) -> Callable[[pl.Series], pl.Series]:
        """What returns the match keys of some rows."""
        return self.some or partial(_gathered, self.keys)


def _gathered(keys: Callable[[], pl.Series], rows: pl.Series) -> pl.Series:
    return keys().gather(rows)


@dataclass(frozen=True)
class Corpus:
    """All documents, numbered in the order of their names, and their texts, in the order of the digests.

    Attributes:
        names: the documents' names, rising.
        number: the text of each document.
        digests: of each text the upper and the lower half; rising.
        first: of each text the most original document, which stands for it.
        order: numbers of all texts, the most original first.
        batch: the batch that each text is read from.
        row: its row there.
    """

    names: pl.Series
    number: Numbers
    digests: Hashes
    first: Numbers
    order: Numbers
    batch: Numbers
    row: Numbers

    @classmethod
    def of(cls, batches: Sequence[Batch]) -> Corpus:
        """Number the documents and the texts of the batches."""
        documents = pl.concat(
            [_ranked(batch.documents) for batch in batches] or [_EMPTY], how="vertical_relaxed"
        )
        starts = np.cumsum([0, *(batch.documents.height for batch in batches)])
        by_name = documents["doc"].arg_sort().to_numpy()
        digests, number = _numbered(documents["text"])
        number = number[by_name]
        by_rank = _by_rank(documents["rank"].gather(by_name))
        # Of what is written to one place, the last stays: the most original document.
        first = np.empty(len(digests), np.uint32)
        first[number[by_rank[::-1]]] = by_rank[::-1]
        stands = np.zeros(len(number), np.bool_)
        stands[first] = True
        place = by_name[first].astype(np.int64)
        batch = np.searchsorted(starts, place, side="right") - 1
        row = (place - starts[batch]).astype(np.uint32)
        order = number[by_rank[stands[by_rank]]]
        names = documents["doc"].gather(by_name)
        return cls(names, number, digests, first, order, batch.astype(np.uint32), row)


_EMPTY = pl.DataFrame(schema={"doc": pl.String, "text": NUMBER, "rank": pl.Int64})


def _ranked(documents: pl.DataFrame) -> pl.DataFrame:
    if "rank" not in documents.columns:
        documents = documents.with_columns(rank=pl.lit(0, pl.Int64))
    text = number("text") if documents["text"].dtype == pl.String() else pl.col("text")
    return documents.select("doc", text, "rank")


def _numbered(texts: pl.Series) -> tuple[Hashes, Numbers]:
    """Return the different texts, rising, and the number of each text among them."""
    order = texts.arg_sort().to_numpy()
    digests = halves(texts.gather(order))
    fresh = np.ones(len(order), np.bool_)
    np.any(digests[1:] != digests[:-1], axis=1, out=fresh[1:])
    number = np.empty(len(order), np.uint32)
    number[order] = np.cumsum(fresh, dtype=np.uint32) - np.uint32(1)
    return np.ascontiguousarray(digests[fresh]), number


def halves(numbers: pl.Series) -> Hashes:
    """Return the upper and the lower 64 bits of each number (UInt128)."""
    upper, lower = pl.col("number") // _HALF, pl.col("number") % _HALF
    named = numbers.to_frame("number").select(upper=upper.cast(pl.UInt64), lower=lower.cast(pl.UInt64))
    return named.to_numpy()


def _by_rank(ranks: pl.Series) -> Numbers:
    """Return the places of the ranks from the smallest on, null last; equal ones in their order."""
    frame = ranks.to_frame("rank").with_row_index("place")
    return frame.sort("rank", nulls_last=True, maintain_order=True)["place"].to_numpy()


def places_of(some: Hashes, digests: Hashes) -> npt.NDArray[np.int64]:
    """Return the place of each of some digests among others, -1 if it is not there; both are rising."""
    at = np.searchsorted(digests[:, 0], some[:, 0])
    last = len(digests) - 1
    while True:
        near = digests[np.minimum(at, last)] if last >= 0 else np.zeros_like(some)
        behind = (at <= last) & (near[:, 0] == some[:, 0]) & (near[:, 1] < some[:, 1])
        if not behind.any():
            break
        at += behind
    found = (at <= last) & (near == some).all(axis=1)
    return np.where(found, at, -1)
