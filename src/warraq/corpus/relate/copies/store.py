"""The index on disk: what was found of texts, kept by the texts' digests.

How many shingles two texts share depends on these texts alone. So the index is a store of answers: a run
over other documents looks up what it holds and computes the rest, and comes to the same result as a run
without it. Which pairs are candidates depends on the hot shingles too, which are kept for that (see
`changed`). The index holds what the last run used and nothing else; the samples of texts lie beside the parts
(see `samples`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies.candidates import pack, unpack
from warraq.errors import StorageError
from warraq.model.atomic import fresh_folder, install_folder, recover_folder, storage_errors
from warraq.model.digest import sha256_file

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Counts = npt.NDArray[np.uint32]
    Bools = npt.NDArray[np.bool_]

#: Changes whenever a sample, a hash, a count or a candidate would: what another version kept is made anew.
ALGORITHM = "warraq-copies-2"

_RECEIPT = "receipt.json"


@dataclass(frozen=True)
class Index:
    """What is known of texts.

    Attributes:
        digests: of each text two numbers, rising.
        pairs: packed numbers of two texts that were compared; rising.
        shared: how many shingles each pair shares.
        cold: whether each pair shares a sampled shingle that was not hot in the last run.
        hot: the keys of the sampled shingles that were hot in the last run; rising.
    """

    digests: Hashes
    pairs: Hashes
    shared: Counts
    cold: Bools
    hot: Hashes


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
        arrays = [np.load(folder / f"{one.name}.npy", allow_pickle=False) for one in fields(Index)]
    except (OSError, StorageError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Index(*arrays)


def save(index: Index, folder: Path) -> None:
    """Write the index in the place of the one in the folder; a kill leaves the old one or the new.

    Raises:
        StorageError: the disk refuses.
    """
    aside = fresh_folder(folder.with_name(f".{folder.name}.new"))
    with storage_errors(folder):
        for one in fields(Index):
            np.save(aside / f"{one.name}.npy", getattr(index, one.name), allow_pickle=False)
        files = {path.name: sha256_file(path) for path in sorted(aside.iterdir())}
        receipt = json.dumps({"algorithm": ALGORITHM, "files": files}, sort_keys=True)
        (aside / _RECEIPT).write_text(receipt, encoding="utf-8")
        install_folder(aside, folder)


def known_pairs(index: Index, place: Ints) -> tuple[Hashes, Counts, Bools]:
    """Return the compared pairs in other numbers, rising, what they share, and which share a cold shingle.

    Args:
        index: what is known.
        place: the new number of each text of the index, -1 if it is gone. Numbers keep their order.
    """
    one, other = unpack(index.pairs)
    low, high = place[one], place[other]
    kept = (low >= 0) & (high >= 0)
    return pack(low[kept], high[kept]), index.shared[kept], index.cold[kept]
