"""Full shingle sets in files, of which those of some texts are read at a time."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies.proof import count_shared

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.uint32]

#: Shingles that are read at a time, about.
_READ = 1 << 20
_BYTES = 8


@dataclass(frozen=True)
class Written:
    """Sets of texts in files.

    Attributes:
        files: 64-bit numbers, lower bytes first.
        file: of each text its file, -1 if it is in none.
        start: where its shingles begin there.
        size: how many they are.
    """

    files: tuple[Path, ...]
    file: npt.NDArray[np.int32]
    start: Ints
    size: npt.NDArray[np.int32]

    def shared(self, one: Numbers, other: Numbers) -> Ints:
        """Return how many shingles each pair shares."""
        weight = np.cumsum(self.size[one].astype(np.int64) + self.size[other])
        edges = [0, *(np.flatnonzero(np.diff(weight // _READ)) + 1).tolist(), len(one)]
        parts = [np.zeros(0, np.int64)]
        for first, end in pairwise(edges):
            texts, at = np.unique(np.concatenate([one[first:end], other[first:end]]), return_inverse=True)
            by_file = np.argsort(self.file[texts], kind="stable")
            texts, at = texts[by_file], np.argsort(by_file)[at]
            sizes = self.size[texts].astype(np.int64)
            half = end - first
            starts = np.cumsum(sizes) - sizes
            parts.append(count_shared(starts, sizes, self._read(texts), at[:half], at[half:]))
        return np.concatenate(parts)

    def _read(self, texts: Ints) -> Hashes:
        """Return the sets of some texts, file after file."""
        parts = []
        files, firsts = np.unique(self.file[texts], return_index=True)
        for file, some in zip(files.tolist(), np.split(texts, firsts[1:]), strict=True):
            starts, sizes = self.start[some] * _BYTES, self.size[some].astype(np.int64) * _BYTES
            # Reading costs less than mapping, as the texts lie far apart and each is read once at a time.
            with self.files[file].open("rb") as opened:
                number = opened.fileno()
                places = zip(sizes.tolist(), starts.tolist(), strict=True)
                parts += [os.pread(number, size, start) for size, start in places]
        return np.frombuffer(b"".join(parts), "<u8")
