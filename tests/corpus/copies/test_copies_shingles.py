"""Shingles are those of words, whatever the script, the block or the batch."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from copy_texts import shingles, words
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.relate.copies import shingle_sets
from warraq.corpus.relate.copies import shingles as module

_WORD = st.text(st.sampled_from("aزñ€𐎠1"), min_size=1, max_size=20)
_TEXT = st.lists(_WORD | st.sampled_from(["في", "من", "x"]), max_size=40)


@given(st.lists(_TEXT, max_size=8))
@settings(max_examples=150, deadline=None)
def test_two_texts_share_as_many_hashes_as_runs_of_five_words(texts: list[list[str]]) -> None:
    sets = shingle_sets(pl.Series("key", [" ".join(text) for text in texts], dtype=pl.String))
    own = [set(part.tolist()) for part in np.split(sets.hashes, sets.offsets[1:-1])] if texts else []
    for one, first in zip(texts, own, strict=True):
        assert len(first) == len(shingles(one))
        for other, second in zip(texts, own, strict=True):
            assert len(first & second) == len(shingles(one) & shingles(other))


def test_hashes_are_these_for_ever() -> None:
    sets = shingle_sets(
        pl.Series(["اعلنت البلديه اليوم عن مشروع", "a bb ccc dddd eeeee internationalization"])
    )
    assert sets.hashes.tolist() == [208078797542341, 75665374100189, 94113455126570]
    assert sets.offsets.tolist() == [0, 1, 3]


def test_a_text_without_five_words_has_none() -> None:
    sets = shingle_sets(pl.Series(["", None, "one two three four", "one two three four five"]))
    assert sets.sizes.tolist() == [0, 0, 0, 1]
    assert shingle_sets(pl.Series([], dtype=pl.String)).offsets.tolist() == [0]


def test_hashes_are_rising_and_distinct() -> None:
    sets = shingle_sets(pl.Series([" ".join(words(1, 50) * 3)]))
    assert (np.diff(sets.hashes.astype(np.int64)) > 0).all()


@pytest.mark.parametrize("size", [1, 100, 5_000])
def test_the_size_of_blocks_changes_nothing(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = pl.Series([" ".join(words(seed, seed * 7 % 90)) for seed in range(60)])
    whole = shingle_sets(keys)
    monkeypatch.setattr(module, "_BLOCK_BYTES", size)
    parts = shingle_sets(keys)
    assert whole.hashes.tolist() == parts.hashes.tolist()
    assert whole.offsets.tolist() == parts.offsets.tolist()


def test_a_slice_and_chunks_are_read_as_they_are() -> None:
    keys = pl.Series([" ".join(words(seed, 30)) for seed in range(20)])
    chunked = keys[:5].append(keys[5:])
    assert shingle_sets(chunked).hashes.tolist() == shingle_sets(keys).hashes.tolist()
    assert shingle_sets(keys[7:9]).hashes.tolist() == shingle_sets(keys.gather([7, 8])).hashes.tolist()
