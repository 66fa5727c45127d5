"""Small corpora of made-up words for the tests of copies."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.relate.copies import Batch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def words(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices("ابتجحدرسصعفقكلمنهوي", k=chance.randint(2, 9))) for _ in range(count)]


def edited(text: Sequence[str], seed: int, places: int) -> list[str]:
    chance = random.Random(seed)
    result = list(text)
    for place in chance.sample(range(len(text)), places):
        result[place] = f"س{seed}ص{place}"
    return result


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def batch(texts: Mapping[str, Sequence[str]], ranks: Mapping[str, int] | None = None) -> Batch:
    keys = [" ".join(text) for text in texts.values()]
    documents = pl.DataFrame(
        {"doc": list(texts), "text": [digest(key) for key in keys]},
        schema={"doc": pl.String, "text": pl.String},
    )
    if ranks is not None:
        documents = documents.with_columns(rank=pl.Series([ranks[doc] for doc in texts], dtype=pl.Int64))
    return Batch(documents, lambda: pl.Series("key", keys, dtype=pl.String))


def shingles(text: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(text[first : first + 5]) for first in range(len(text) - 4)}


def alike(one: Sequence[str], other: Sequence[str]) -> tuple[float, float, int]:
    """Jaccard similarity, containment, and the size of the smaller set."""
    first, second = shingles(one), shingles(other)
    shared, smaller = len(first & second), min(len(first), len(second))
    return (
        round(shared / max(len(first | second), 1), 6),
        round(shared / max(smaller, 1), 6),
        smaller,
    )


def by_hand(texts: Mapping[str, Sequence[str]]) -> list[tuple[str, str, float, float, str]]:
    """All related pairs, counted one by one."""
    found = []
    for one in sorted(texts):
        for other in sorted(texts):
            if one >= other:
                continue
            jaccard, containment, smaller = alike(texts[one], texts[other])
            if list(texts[one]) == list(texts[other]):
                found.append((one, other, 1.0, 1.0, "copy"))
            elif jaccard >= 0.7 and smaller >= 16:
                found.append((one, other, jaccard, containment, "copy"))
            elif containment >= 0.6 and smaller >= 36:
                found.append((one, other, jaccard, containment, "abridged"))
    return found
