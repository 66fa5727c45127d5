"""The documents to compare: their texts, each once, and where each can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Batch:
    """Some documents, and a way to read their match keys, which may be called more than once.

    Attributes:
        documents: `doc` (string, unique over all batches), `text` (string; equal exactly where two documents
            count as exact copies, and always the same for the same match key in every run: a digest of it)
            and, if wanted, `rank` (any sortable type; the smallest is the most original, null the least).
        keys: returns the match keys as strings, in the order of `documents`.
        some: returns those of some rows only (rising numbers, Int64), in that order. By default they are
            taken from what `keys` returns.
    """

    documents: pl.DataFrame
    keys: Callable[[], pl.Series]
    some: Callable[[pl.Series], pl.Series] | None = None

    def read(self, rows: Ints) -> pl.Series:
        """Return the match keys of the rows, which are rising."""
        if len(rows) == self.documents.height:
            return self.keys()
        wanted = pl.Series(rows, dtype=pl.Int64)
        return self.some(wanted) if self.some else self.keys().gather(wanted)


@dataclass(frozen=True)
class Corpus:
    """All documents, numbered in the order of their names, and their texts, in the order of the digests.

    Attributes:
        batches: as given.
        names: the documents' names, rising.
        number: the text of each document.
        texts: the digests, rising.
        first: of each text the most original document, which stands for it.
        order: numbers of all texts, the most original first.
        batch: the batch that each text is read from.
        row: its row there.
    """

    batches: Sequence[Batch]
    names: pl.Series
    number: Ints
    texts: pl.Series
    first: Ints
    order: Ints
    batch: Ints
    row: Ints

    @classmethod
    def of(cls, batches: Sequence[Batch]) -> Corpus:
        """Number the documents and the texts of the batches."""
        frames = [_ranked(batch.documents) for batch in batches]
        documents = pl.concat(frames, how="vertical_relaxed") if frames else _EMPTY
        starts = np.cumsum([0, *(frame.height for frame in frames)])
        by_name = documents["doc"].arg_sort().to_numpy()
        texts, number = _numbered(documents["text"])
        number = number[by_name]
        by_rank = _by_rank(documents["rank"].gather(by_name))
        # Of what is written to one place, the last stays: the most original document.
        first = np.empty(len(texts), np.int64)
        first[number[by_rank[::-1]]] = by_rank[::-1]
        stands = np.zeros(len(number), np.bool_)
        stands[first] = True
        place = by_name[first].astype(np.int64)
        batch = np.searchsorted(starts, place, side="right") - 1
        order = number[by_rank[stands[by_rank]]]
        names = documents["doc"].gather(by_name)
        return cls(batches, names, number, texts, first, order, batch, place - starts[batch])

    def read(self, wanted: npt.NDArray[np.bool_]) -> Iterator[tuple[Ints, pl.Series]]:
        """Yield (numbers, keys) of the wanted texts, a batch at a time; batches without one are not read."""
        numbers = np.flatnonzero(wanted)
        for index in np.flatnonzero(np.bincount(self.batch[numbers])).tolist():
            here = numbers[self.batch[numbers] == index]
            here = here[np.argsort(self.row[here], kind="stable")]
            yield here, self.batches[index].read(self.row[here])


_EMPTY = pl.DataFrame(schema={"doc": pl.String, "text": pl.String, "rank": pl.Int64})


def _ranked(documents: pl.DataFrame) -> pl.DataFrame:
    if "rank" not in documents.columns:
        documents = documents.with_columns(rank=pl.lit(0, pl.Int64))
    return documents.select("doc", "text", "rank")


def _numbered(texts: pl.Series) -> tuple[pl.Series, Ints]:
    """Return the different texts, rising, and the number of each text among them."""
    order = texts.arg_sort().to_numpy()
    ordered = texts.gather(order)
    fresh = np.append(True, (ordered[1:] != ordered[:-1]).to_numpy())[: len(order)]
    number = np.empty(len(order), np.int64)
    number[order] = np.cumsum(fresh) - 1
    return ordered.filter(pl.Series(fresh)), number


def _by_rank(ranks: pl.Series) -> Ints:
    """Return the places of the ranks from the smallest on, null last; equal ones in their order."""
    frame = ranks.to_frame("rank").with_row_index("place")
    return frame.sort("rank", nulls_last=True, maintain_order=True)["place"].to_numpy().astype(np.int64)
