"""The full shingle sets of the texts of some pairs, and how many shingles each pair shares.

A task reads the texts wanted of some batches once and writes their sets, 8 bytes a shingle; others count
ranges of the pairs in these files. Little is done at once in this process.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from warraq.corpus.relate.copies.means import got, key_of, write
from warraq.corpus.relate.copies.proof import count_shared
from warraq.corpus.relate.copies.shingles import blocks, distinct
from warraq.corpus.relate.copies.written import Written
from warraq.engine.task import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from warraq.corpus.relate.copies.means import Means

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.uint32]
    #: Returns the match keys of some rows of a batch (rising numbers, Int64).
    Reader = Callable[[pl.Series], pl.Series]

#: Up to so many shingles all is done at once in this process.
_LITTLE = 1 << 22
#: Shingles that a task writes, about, and batches that it reads at most.
_WRITTEN = 1 << 20
_BATCHES = 16
#: Pairs that a task counts.
_PAIRS = 1 << 16
_FILE = "hashes.bin"
_OF_WRITTEN = ("file", "start", "size")


@dataclass(frozen=True)
class Places:
    """Where texts can be read, in the order of batch and row.

    Attributes:
        batch: the batch of each.
        row: its row there.
        shingles: how many distinct shingles it has.
        digests: two numbers each that stand for the text.
    """

    batch: Numbers
    row: Numbers
    shingles: npt.NDArray[np.int32]
    digests: Hashes


def shared_shingles(
    readers: Sequence[Reader],
    places: Places,
    one: Numbers,
    other: Numbers,
    means: Means,
    written: Written | None = None,
) -> Ints:
    """Return how many shingles each pair of texts shares.

    Args:
        readers: of each batch; picklable if the tasks run in other processes.
        places: where the texts of the pairs can be read.
        one: place of the one text of each pair.
        other: place of the other.
        means: where the tasks run.
        written: the sets that are in files already.
    """
    if not len(one):
        return np.zeros(0, np.int64)
    if written is None:
        unknown = np.full(len(places.row), -1, np.int32)
        written = Written((), unknown, np.zeros(len(unknown), np.int64), places.shingles)
    unread = written.file < 0
    if unread.any() and places.shingles.sum(dtype=np.int64) <= _LITTLE:
        return _at_once(readers, places, one, other)
    if unread.any():
        written = _all_written(readers, places, written, means)
    order = _by_hub(one, other, len(places.row))
    shared = np.empty(len(one), np.int64)
    shared[order] = _counted(written, places, one[order], other[order], means)
    return shared


def _by_hub(one: Numbers, other: Numbers, texts: int) -> Ints:
    """Return the pairs' places in an order in which the texts of many pairs are read seldom."""
    pairs = np.bincount(one, minlength=texts) + np.bincount(other, minlength=texts)
    first = pairs[one] >= pairs[other]
    above = np.where(first, one, other).astype(np.uint64) << np.uint64(32)
    return np.argsort(above | np.where(first, other, one), kind="stable")


def _counted(written: Written, places: Places, one: Numbers, other: Numbers, means: Means) -> Ints:
    """Count in files, by tasks if the pairs are many."""
    if len(one) <= _PAIRS:
        return written.shared(one, other)
    arrays: dict[str, npt.NDArray[Any]] = {name: getattr(written, name) for name in _OF_WRITTEN}
    arrays |= {"one": one, "other": other}
    of = means.put(arrays, "pairs", places.digests, one, other)
    tasks = [
        Task(
            f"comparing: pairs {first + 1:,} and on, of {len(one):,}",
            key_of("shared", of.name, first, first + _PAIRS),
            _count,
            _Slice(of, written.files, first, first + _PAIRS),
            int(written.size[one[first : first + _PAIRS]].sum(dtype=np.int64)) << 4,
        )
        for first in range(0, len(one), _PAIRS)
    ]
    return np.concatenate([got(result.folder, "shared") for result in means.run(tasks)])


def _at_once(readers: Sequence[Reader], places: Places, one: Numbers, other: Numbers) -> Ints:
    """Count with all sets in memory."""
    sets = [hashes for group in _groups(places) for hashes in _sets(_asked(readers, places, group))]
    sizes = places.shingles.astype(np.int64)
    return count_shared(np.cumsum(sizes) - sizes, sizes, np.concatenate(sets), one, other)


def _all_written(readers: Sequence[Reader], places: Places, written: Written, means: Means) -> Written:
    """Return where all sets are, after those in no file were written by tasks."""
    unread = np.flatnonzero(written.file < 0)
    left = Places(*(getattr(places, one.name)[unread] for one in fields(Places)))
    groups = list(_groups(left))
    tasks = [
        Task(
            f"comparing: texts {group.start + 1:,} to {group.stop:,}",
            key_of("sets", left.digests[group]),
            _write_sets,
            _asked(readers, left, group),
            int(left.shingles[group].sum(dtype=np.int64)) << 3,
        )
        for group in groups
    ]
    folders = [result.folder for result in means.run(tasks)]
    begin = np.append(0, np.cumsum(left.shingles, dtype=np.int64))
    file, start = written.file.copy(), written.start.copy()
    for number, group in enumerate(groups, len(written.files)):
        file[unread[group]] = number
        start[unread[group]] = begin[group] - begin[group.start]
    return replace(
        written, files=(*written.files, *(folder / _FILE for folder in folders)), file=file, start=start
    )


@dataclass(frozen=True)
class _Slice:
    """Arguments of a task: pairs from one number to before another."""

    placed: Path
    files: tuple[Path, ...]
    first: int
    end: int


def _count(pairs: _Slice, folder: Path) -> dict[str, Any]:
    """Count what some pairs share."""
    sets = Written(pairs.files, *(got(pairs.placed, name) for name in _OF_WRITTEN))
    here = slice(pairs.first, pairs.end)
    one, other = (got(pairs.placed, name)[here] for name in ("one", "other"))
    return write({"shared": sets.shared(one, other)}, folder)


#: Some batches' readers, each with the rows wanted and how many shingles these have in all.
_Asked = tuple[tuple["Reader", "Numbers", int], ...]


def _groups(places: Places) -> Iterator[slice]:
    """Yield runs of texts, each of some whole batches."""
    firsts = np.flatnonzero(np.diff(places.batch.astype(np.int64), prepend=-1)).tolist()
    weight = np.append(0, np.cumsum(places.shingles, dtype=np.int64))
    begin, batches = 0, 0
    for end in [*firsts[1:], len(places.batch)]:
        batches += 1
        if weight[end] - weight[begin] >= _WRITTEN or batches == _BATCHES or end == len(places.batch):
            yield slice(begin, end)
            begin, batches = end, 0


def _asked(readers: Sequence[Reader], places: Places, group: slice) -> _Asked:
    batch, rows, sizes = places.batch[group], places.row[group], places.shingles[group]
    numbers, firsts = np.unique(batch, return_index=True)
    cut = firsts[1:]
    parts = zip(numbers.tolist(), np.split(rows, cut), np.split(sizes, cut), strict=True)
    return tuple((readers[number], some, int(size.sum())) for number, some, size in parts)


def _sets(asked: _Asked) -> Iterator[Hashes]:
    """Yield the sets of the texts asked for, some at a time.

    Raises:
        ValueError: a batch has other texts than its samples.
    """
    for reader, rows, shingles in asked:
        keys = reader(pl.Series(rows, dtype=pl.Int64))
        read = 0
        for _, found in blocks(keys):
            hashes = distinct(found).hashes
            read += len(hashes)
            yield hashes
        if read != shingles:
            raise ValueError(f"{read} shingles where the samples tell of {shingles}")


def _write_sets(asked: _Asked, folder: Path) -> dict[str, Any]:
    """Write the sets of the texts asked for behind one another."""
    with (folder / _FILE).open("wb") as file:
        for hashes in _sets(asked):
            file.write(hashes.astype("<u8", copy=False).data)
    return {}
