"""The samples of a part's texts in a file beside the part, of which a range of hashes can be read alone.

A file is an array of 64-bit numbers, lower bytes first: how many rows the part has; of each row how many
shingles it has (upper half) and how many of its samples are regular (lower half); then one number a sample,
rising: the 48 bits of its key above the sixteen of its row. The key is the hash with its halves exchanged: a
shingle is chosen by the upper bits of its hash, and the lower ones are spread evenly over all samples. So the
samples of any 2^n-th of all keys lie behind one another in every file.
"""

from __future__ import annotations

import mmap
import os
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies.measure import LEAST_COPY
from warraq.corpus.relate.copies.shingles import HASH_BITS, Shingles, blocks, distinct
from warraq.corpus.relate.copies.sketch import LEAST_SAMPLE, sketch
from warraq.model.atomic import storage_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy.typing as npt
    import polars as pl

    Hashes = npt.NDArray[np.uint64]
    Counts = npt.NDArray[np.int32]

#: Bits of a row's number: a file holds at most 65,536 rows.
ROW_BITS = 64 - HASH_BITS
_ROWS = np.uint64(ROW_BITS)
_ROW_MASK = np.uint64((1 << ROW_BITS) - 1)
_HALF = np.uint64(HASH_BITS // 2)
_HALF_MASK = np.uint64((1 << HASH_BITS // 2) - 1)
_COUNT = np.uint64(32)


@dataclass(frozen=True)
class Sizes:
    """How many shingles each of some texts has (Int32).

    Attributes:
        shingles: distinct ones, sampled or not.
        regular: those sampled at the common rate.
    """

    shingles: Counts
    regular: Counts

    @property
    def samples(self) -> Counts:
        """How many shingles of each text are sampled (see `sketch`)."""
        enough = self.shingles >= LEAST_COPY
        result: Counts = np.maximum(self.regular, LEAST_SAMPLE, dtype=np.int32) * enough
        return result


def within(entries: Hashes, partition: int, bits: int) -> Hashes:
    """Return the entries whose key begins with so many bits of this value."""
    if not bits:
        return entries
    low = np.uint64(partition << (64 - bits))
    high = np.uint64(((partition + 1) << (64 - bits)) - 1)
    return entries[np.searchsorted(entries, low) : np.searchsorted(entries, high, side="right")]


def keys_of(entries: Hashes) -> Hashes:
    """Return the key of each entry."""
    return entries >> _ROWS


def rows_of(entries: Hashes) -> Hashes:
    """Return the row of each entry."""
    return entries & _ROW_MASK


def write_samples(keys: pl.Series, path: Path, sets: Path | None = None) -> None:
    """Write the samples of a part's texts.

    Args:
        keys: their match keys, in the order of the rows; null stands for a text without words.
        path: the file.
        sets: a file for all their shingles, which are written behind one another as 64-bit numbers, lower
            bytes first: of each text the distinct ones, rising. By default they are not written.

    Raises:
        ValueError: more than 65,536 rows.
        StorageError: the disk refuses.
    """
    write_drawn(_written(keys, sets), len(keys), path)


def write_drawn(sets: Iterable[tuple[int, Shingles]], rows: int, path: Path) -> None:
    """Write the samples of texts whose shingles are at hand.

    Args:
        sets: (first row, distinct rising shingles) of some texts at a time.
        rows: how many texts there are; those not given have no shingle.
        path: the file.

    Raises:
        ValueError: more than 65,536 rows.
        StorageError: the disk refuses.
    """
    if rows > 1 << ROW_BITS:
        raise ValueError(f"{rows} rows")
    counts = np.zeros(rows, np.uint64)
    parts = [np.zeros(0, np.uint64)]
    for first, found in sets:
        drawn = sketch(found)
        end = first + len(drawn.shingles)
        counts[first:end] = (drawn.shingles.astype(np.uint64) << _COUNT) | drawn.regular.astype(np.uint64)
        owners = np.repeat(np.arange(first, end, dtype=np.uint64), drawn.sizes)
        turned = ((drawn.hashes & _HALF_MASK) << _HALF) | (drawn.hashes >> _HALF)
        parts.append((turned << _ROWS) | owners)
    entries = np.concatenate(parts)
    entries.sort()
    with storage_errors(path):
        np.concatenate([np.array([rows], np.uint64), counts, entries]).astype("<u8", copy=False).tofile(path)


def _written(keys: pl.Series, sets: Path | None) -> Iterator[tuple[int, Shingles]]:
    """Yield (first row, sets) of some texts at a time, and write them if a file is given."""
    with storage_errors(sets) if sets else nullcontext(), sets.open("wb") if sets else nullcontext() as file:
        for first, found in blocks(keys):
            own = distinct(found)
            if file:
                file.write(own.hashes.astype("<u8", copy=False).data)
            yield first, own


def samples_beside(part: Path) -> Path:
    """Return where the samples of a part's texts lie: part-0000.parquet -> samples-0000.bin."""
    return part.with_name(part.name.replace("part", "samples", 1)).with_suffix(".bin")


def read_sizes(path: Path) -> Sizes:
    """Return the sizes of a file's rows.

    Raises:
        StorageError: it cannot be read.
    """
    whole = mapped(path)
    counts = whole[1 : 1 + int(whole[0])]
    return Sizes((counts >> _COUNT).astype(np.int32), counts.astype(np.uint32).astype(np.int32))


def read_entries(path: Path) -> Hashes:
    """Return a file's samples, rising: each its key above its row; read from the disk as they are looked at.

    Raises:
        StorageError: it cannot be read.
    """
    whole = mapped(path)
    return whole[1 + int(whole[0]) :]


def mapped(path: Path) -> Hashes:
    """Return a file of 64-bit numbers, lower bytes first, read from the disk as they are looked at.

    Raises:
        StorageError: it cannot be read.
    """
    with storage_errors(path), path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return np.zeros(0, np.uint64)
        return np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), "<u8")
