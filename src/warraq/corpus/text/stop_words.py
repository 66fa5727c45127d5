"""How many function words a text has: running text is full of them, lists and menus are not."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.text.words import word_hashes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from warraq.corpus.text.words import Words

_SAME = {"nb": "no", "nn": "no", "ms": "id", "bs": "hr"}


@cache
def _lists() -> dict[str, str]:
    lists = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {language: str(words) for language, words in lists.items()}


@cache
def _sorted_hashes(language: str) -> NDArray[np.uint64]:
    return np.unique(word_hashes(dict.fromkeys(_lists()[language].split())))


@cache
def list_of(tag: str) -> str | None:
    """Return the name of the list for a BCP-47 tag, or None if there is none for the language."""
    base, _, script = tag.partition("-")
    if tag == "sr-Latn":
        return "hr"
    name = _SAME.get(base, base)
    unfit = {("ku", "Arab"), ("uz", "Cyrl"), ("uz", "Arab")}
    return name if name in _lists() and (base, script) not in unfit else None


def find_stop_words(words: Words, tags: Sequence[str]) -> NDArray[np.int64]:
    """Return for each word its number among the function words of its text's language, -1 for no such word.

    Args:
        tags: the language of each text of the block.
    """
    found = np.full(len(words.hashes), -1)
    names = [list_of(tag) for tag in tags]
    for name in dict.fromkeys(name for name in names if name):
        texts = np.array([other == name for other in names])
        at = slice(None) if texts.all() else np.flatnonzero(texts[words.rows])
        found[at] = _look_up(words.hashes[at], _sorted_hashes(name))
    return found


def _look_up(hashes: NDArray[np.uint64], known: NDArray[np.uint64]) -> NDArray[np.int64]:
    number = np.searchsorted(known, hashes)
    return np.where(known.take(number, mode="clip") == hashes, number, -1)


def count_different(found: NDArray[np.int64], rows: NDArray[np.int64], texts: int) -> NDArray[np.int64]:
    """Return how many different function words each text has; arguments as `find_stop_words` gives them."""
    some = np.flatnonzero(found >= 0)
    pairs = np.zeros((texts, int(found.max(initial=0)) + 1), dtype=np.bool_)
    pairs[rows[some], found[some]] = True
    counts: NDArray[np.int64] = pairs.sum(axis=1, dtype=np.int64)
    return counts
