"""The index on disk: what was computed from texts, kept by the texts' digests.

A sample of a text and the number of shingles that two texts share depend on these texts alone. So the index
is a store of answers: a run over other documents looks up what it holds and computes the rest, and comes to
the same result as a run without it. Which pairs are candidates depends on the hot shingles too, which are
kept for that (see `changed`). The index holds what the last run used and nothing else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from warraq.corpus.relate.copies.candidates import pack, unpack
from warraq.corpus.relate.copies.sketch import Sketches, empty_sketches
from warraq.errors import StorageError
from warraq.model.atomic import fresh_folder, install_folder, recover_folder, storage_errors
from warraq.model.digest import sha256_file

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

#: Changes whenever a sample, a hash, a count or a candidate would: an index of another version is made anew.
ALGORITHM = "warraq-copies-1"

_RECEIPT = "receipt.json"
_TEXTS = "texts.parquet"
_OF_PAIRS = ("pairs", "shared", "cold", "hot")


@dataclass(frozen=True)
class Index:
    """What is known of texts.

    Attributes:
        texts: their digests, rising.
        sketches: their samples.
        pairs: packed numbers of two texts that were compared; rising.
        shared: how many shingles each pair shares.
        cold: whether each pair shares a sampled shingle that was not hot in the last run.
        hot: the sampled shingles that were hot in the last run; rising.
    """

    texts: pl.Series
    sketches: Sketches
    pairs: Hashes
    shared: Ints
    cold: Bools
    hot: Hashes


def empty() -> Index:
    """Return an index that knows nothing."""
    hashes = np.zeros(0, np.uint64)
    pairs, shared, cold = hashes, np.zeros(0, np.int64), np.zeros(0, np.bool_)
    return Index(pl.Series("text", [], pl.String), empty_sketches(0), pairs, shared, cold, hashes)


def load(folder: Path) -> Index | None:
    """Return the index in the folder; None if there is none, or a damaged or foreign one."""
    try:
        recover_folder(folder)
        receipt = json.loads((folder / _RECEIPT).read_text(encoding="utf-8"))
        names = {path.name for path in folder.iterdir()} - {_RECEIPT}
        if receipt["algorithm"] != ALGORITHM or names != set(receipt["files"]):
            return None
        if any(sha256_file(folder / name) != digest for name, digest in receipt["files"].items()):
            return None
        arrays = {name: np.load(folder / f"{name}.npy", allow_pickle=False) for name in _arrays(empty())}
        texts = pl.read_parquet(folder / _TEXTS)["text"]
    except (
        OSError,
        StorageError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        pl.exceptions.PolarsError,
    ):
        return None
    samples = Sketches(**{one.name: arrays[one.name] for one in fields(Sketches)})
    return Index(texts, samples, **{name: arrays[name] for name in _OF_PAIRS})


def save(index: Index, folder: Path) -> None:
    """Write the index in the place of the one in the folder; a kill leaves the old one or the new.

    Raises:
        StorageError: the disk refuses.
    """
    aside = fresh_folder(folder.with_name(f".{folder.name}.new"))
    with storage_errors(folder):
        for name, array in _arrays(index).items():
            np.save(aside / f"{name}.npy", array, allow_pickle=False)
        index.texts.to_frame().write_parquet(aside / _TEXTS, compression="lz4")
        files = {path.name: sha256_file(path) for path in sorted(aside.iterdir())}
        receipt = json.dumps({"algorithm": ALGORITHM, "files": files}, sort_keys=True)
        (aside / _RECEIPT).write_text(receipt, encoding="utf-8")
        install_folder(aside, folder)


def known_pairs(index: Index, place: Ints) -> tuple[Hashes, Ints, Bools]:
    """Return the compared pairs in other numbers, rising, what they share, and which share a cold shingle.

    Args:
        index: what is known.
        place: the new number of each text of the index, -1 if it is gone. Numbers keep their order.
    """
    one, other = unpack(index.pairs)
    low, high = place[one], place[other]
    kept = (low >= 0) & (high >= 0)
    return pack(low[kept], high[kept]), index.shared[kept], index.cold[kept]


def _arrays(index: Index) -> dict[str, npt.NDArray[np.generic]]:
    samples = {one.name: getattr(index.sketches, one.name) for one in fields(Sketches)}
    return {**samples, **{name: getattr(index, name) for name in _OF_PAIRS}}
