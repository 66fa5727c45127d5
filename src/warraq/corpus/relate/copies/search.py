"""Looking for candidates partition by partition: each is a task, and what they found is put together.

A partition holds the samples whose keys begin alike. Its task reads no others, counts for each pair of texts
how many of them it shares, and leaves the pairs in rising order. They are put together a range of pairs at a
time. Neither the number of partitions nor that of the ranges changes what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from warraq.corpus.relate.copies import candidates
from warraq.corpus.relate.copies.arrays import is_among, rising
from warraq.corpus.relate.copies.candidates import counted, summed
from warraq.corpus.relate.copies.means import got, key_of, write
from warraq.corpus.relate.copies.postings import Ground, Runs, joined_runs, least_bits
from warraq.engine.task import Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from warraq.corpus.relate.copies.means import Means
    from warraq.engine.task import Result

    Hashes = npt.NDArray[np.uint64]
    Counts = npt.NDArray[np.uint32]
    Counted = tuple[Hashes, Counts]

#: Up to so many samples the search is done at once in this process.
_LITTLE = 1 << 21
#: Samples in a partition, about: so many at most and at least, and what a task takes for each beside what a
#: process takes anyway.
_PARTITION = 1 << 22
_LEAST_PARTITION = 1 << 16
_SAMPLE_BYTES = 64
_PROCESS_BYTES = 160 << 20
#: Pairs that are put together at a time, about.
_MERGED = 1 << 19
_TEXT = 32
_OF_RUNS = ("hashes", "offsets", "texts")


@dataclass(frozen=True)
class Searched:
    """What was found in some partitions.

    Attributes:
        counted: pairs that share shingles that are not hot, and how many; each rising, in memory, or in the
            files of a task, with how many they are.
        cooled: the pairs that share a shingle that was hot in the run before and is no more; rising.
        hot: the hot shingles.
    """

    counted: Sequence[tuple[Counted | Path, int]]
    cooled: Hashes
    hot: Runs

    def merged(self, texts: int) -> Iterator[Counted]:
        """Yield the pairs with how many shingles each shares in all, distinct and rising, a range at a time.

        Args:
            texts: how many there are. As they are numbered by digest, pairs are spread evenly over them.
        """
        ranges = sum(size for _, size in self.counted) // _MERGED + 1
        # The smaller number of a pair is low more often: below a part x of all are 1 - (1 - x)^2 of them.
        bounds = [round(texts * (1 - (1 - at / ranges) ** 0.5)) << _TEXT for at in range(ranges + 1)]
        for low, high in pairwise(bounds):
            yield summed([_between(one, np.uint64(low), np.uint64(high)) for one, _ in self.counted])


def _between(counted: Counted | Path, low: np.uint64, high: np.uint64) -> Counted:
    """Return the pairs from low to below high."""
    if isinstance(counted, Path):
        pairs, counts = (
            got(counted.parent, f"pairs-{counted.name}"),
            got(counted.parent, f"counts-{counted.name}"),
        )
    else:
        pairs, counts = counted
    here = slice(*np.searchsorted(pairs, np.array([low, high])))
    return pairs[here], counts[here]


@dataclass(frozen=True)
class _Part:
    """Arguments of a task."""

    ground: Path
    files: tuple[tuple[Path, int], ...]
    texts: int
    again: bool
    partition: int
    bits: int


def search(ground: Ground, samples: int, means: Means, *key: object) -> Searched:
    """Return what is found in all partitions.

    Args:
        ground: where to look.
        samples: how many there are.
        means: where the tasks run.
        key: what stands for the texts, and for those that are fresh and the shingles that were hot.
    """
    bits = max(least_bits(ground.texts), -(-samples // _size(means.runner.task_memory) - 1).bit_length())
    if samples <= _LITTLE:
        return _joined([_searched(ground, partition, bits) for partition in range(1 << bits)])
    arrays: dict[str, npt.NDArray[Any]] = {"numbers": ground.numbers, "hot": ground.hot}
    if ground.fresh is not None:
        arrays["fresh"] = ground.fresh
    folder = means.put(arrays, "ground", *key)
    files = tuple(ground.files)
    again = ground.fresh is not None
    tasks = [
        Task(
            f"comparing: partition {partition + 1} of {1 << bits}",
            key_of("search", candidates.HOT, *key, partition, bits),
            _search,
            _Part(folder, files, ground.texts, again, partition, bits),
            (samples >> bits) * _SAMPLE_BYTES,
        )
        for partition in range(1 << bits)
    ]
    return _joined([_read(found) for found in means.run(tasks)])


def _size(memory: int | None) -> int:
    """Return how many samples a partition may have for a task with so many bytes."""
    if memory is None:
        return _PARTITION
    return min(max((memory - _PROCESS_BYTES) // _SAMPLE_BYTES, _LEAST_PARTITION), _PARTITION)


def _searched(ground: Ground, partition: int, bits: int) -> Searched:
    runs = ground.runs(partition, bits)
    is_hot = runs.sizes > candidates.HOT
    cold, hot = runs.taken(~is_hot), runs.taken(is_hot)
    found = [(one, len(one[0])) for one in counted(cold, ground.fresh)]
    cooled = [pairs for pairs, _ in counted(cold.taken(is_among(cold.hashes, ground.hot)))]
    return Searched(found, np.concatenate(cooled), hot)


def _search(part: _Part, folder: Path) -> dict[str, Any]:
    """Search a partition; leave its pairs with their counts, the cooled pairs and the hot shingles."""
    fresh = got(part.ground, "fresh") if part.again else None
    numbers, hot = got(part.ground, "numbers"), got(part.ground, "hot")
    ground = Ground(part.files, numbers, part.texts, fresh, hot)
    found = _searched(ground, part.partition, part.bits)
    arrays: dict[str, npt.NDArray[Any]] = {"cooled": found.cooled}
    arrays |= {f"hot-{name}": getattr(found.hot, name) for name in _OF_RUNS}
    for number, (counted_, _) in enumerate(found.counted):
        if not isinstance(counted_, Path):
            arrays[f"pairs-{number}"], arrays[f"counts-{number}"] = counted_
    write(arrays, folder)
    return {"pairs": [size for _, size in found.counted]}


def _read(result: Result) -> Searched:
    folder = result.folder
    hot = Runs(*(np.array(got(folder, f"hot-{name}")) for name in _OF_RUNS))
    found = [(folder / str(number), size) for number, size in enumerate(result.facts["pairs"])]
    return Searched(found, np.array(got(folder, "cooled")), hot)


def _joined(parts: Sequence[Searched]) -> Searched:
    found = [one for part in parts for one in part.counted]
    return Searched(
        found,
        rising(np.concatenate([part.cooled for part in parts])),
        joined_runs([part.hot for part in parts]),
    )
