"""What is kept of a text that was taken down: enough to know it again, not enough to read it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from warraq.corpus.relate.copies import Shingles, shingle_sets
from warraq.corpus.relate.copies.measure import LEAST_COPY
from warraq.corpus.text.match_key import match_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

#: Match key and shingles of this version; a fingerprint of another one can find nothing.
VERSION = "w1"
_BYTES = 6


@dataclass(frozen=True)
class Fingerprint:
    """The distinct five-word shingles of a text, as 48-bit hashes in rising order."""

    hashes: npt.NDArray[np.uint64]

    def __str__(self) -> str:
        """Return the fingerprint as it stands in takedowns.csv."""
        data = self.hashes.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :_BYTES].tobytes()
        return f"{VERSION}:{base64.b64encode(data).decode()}"


def fingerprints(bodies: Sequence[str | None]) -> list[Fingerprint | None]:
    """Return the fingerprint of each text; None where it has too few words to be known again."""
    keys = pl.DataFrame({"body": pl.Series(list(bodies), dtype=pl.String())}).select(
        match_key(pl.col("body"))
    )
    sets = shingle_sets(keys["body"])
    parts = np.split(sets.hashes, sets.offsets[1:-1]) if len(bodies) else []
    return [Fingerprint(part) if len(part) >= LEAST_COPY else None for part in parts]


def read_fingerprint(text: str) -> Fingerprint:
    """Return the fingerprint that was written as `text`.

    Raises:
        ValueError: it is none, or one of another version.
    """
    version, _, coded = text.partition(":")
    if version != VERSION:
        raise ValueError(f"its version is {version[:12]!r}, this tool knows {VERSION!r}")
    try:
        data = base64.b64decode(coded, validate=True)
    except binascii.Error as error:
        raise ValueError(f"not base64: {error}") from error
    if not data or len(data) % _BYTES:
        raise ValueError(f"{len(data)} bytes are no hashes of {_BYTES}")
    wide = np.zeros((len(data) // _BYTES, 8), np.uint8)
    wide[:, :_BYTES] = np.frombuffer(data, np.uint8).reshape(-1, _BYTES)
    hashes = wide.reshape(-1).view("<u8").astype(np.uint64)
    if len(hashes) < LEAST_COPY or (np.diff(hashes.astype(np.int64)) <= 0).any():
        raise ValueError("its hashes are too few, or not in rising order")
    return Fingerprint(hashes)


def joined(found: Sequence[Fingerprint]) -> Shingles:
    """Return the fingerprints as shingles of texts, in their order."""
    sizes = [len(one.hashes) for one in found]
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.array(sizes, np.int64))])
    hashes = np.concatenate([np.zeros(0, np.uint64), *(one.hashes for one in found)])
    return Shingles(offsets, hashes)
