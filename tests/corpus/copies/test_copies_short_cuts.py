"""Short cuts come to what going through everything comes to."""

from __future__ import annotations

import itertools
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from copy_texts import words
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.relate.copies import Means, shingle_sets, write_samples
from warraq.corpus.relate.copies import candidates as candidates_module
from warraq.corpus.relate.copies import changed as changed_module
from warraq.corpus.relate.copies import clusters as clusters_module
from warraq.corpus.relate.copies import search as search_module
from warraq.corpus.relate.copies.arrays import is_among, present
from warraq.corpus.relate.copies.changed import candidates
from warraq.corpus.relate.copies.clusters import star_clusters
from warraq.corpus.relate.copies.corpus import halves, places_of
from warraq.corpus.relate.copies.find import Related
from warraq.corpus.relate.copies.plain_clusters import components, plain_clusters
from warraq.corpus.relate.copies.postings import NOBODY, Ground, Runs, joined_runs
from warraq.corpus.relate.copies.samples import Sizes, mapped, read_entries, read_sizes, write_drawn
from warraq.corpus.relate.copies.shingles import HASH_BITS, Shingles
from warraq.corpus.relate.copies.sketch import sketch
from warraq.engine.local import LocalRunner


@st.composite
def related(draw: st.DrawFn) -> Related:
    """Pairs of texts that are related, of which some are about as long and some much longer."""
    chance = draw(st.randoms(use_true_random=False))
    sizes = [chance.choice([40, 44, 60, 90, 150]) for _ in range(draw(st.integers(2, 12)))]
    often = draw(st.sampled_from([0.1, 0.2, 0.4]))
    places = [(one, other) for one in range(len(sizes)) for other in range(one + 1, len(sizes))]
    pairs = [pair for pair in places if chance.random() < often]
    parts = [chance.choice([0.6, 0.7, 0.85, 1.0]) for _ in pairs]
    shared = [
        round(min(sizes[one], sizes[other]) * part) for (one, other), part in zip(pairs, parts, strict=True)
    ]
    ones, others = np.array(pairs, np.int64).reshape(-1, 2).T
    return Related(ones, others, np.array(shared, np.int64), np.array(sizes))


@given(related(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_clusters_made_at_once_are_those_made_one_by_one(pairs: Related, chance: object) -> None:
    order = list(range(len(pairs.sizes)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    at_once = star_clusters(pairs, np.array(order))
    with pytest.MonkeyPatch.context() as patch:
        unknown = (np.arange(len(order)), np.zeros(len(order), np.bool_))
        patch.setattr(clusters_module, "plain_clusters", lambda *_: unknown)
        one_by_one = star_clusters(pairs, np.array(order))
    assert at_once.tolist() == one_by_one.tolist()


def test_texts_with_a_few_copies_need_no_turns() -> None:
    pairs = Related(np.array([0, 2, 2]), np.array([1, 3, 4]), np.array([80, 80, 90]), np.array([100] * 5))
    originals, is_known = plain_clusters(pairs, np.arange(5))
    assert originals.tolist() == [0, 0, 2, 2, 2]
    assert is_known.all()


@given(related())
@settings(max_examples=60, deadline=None)
def test_a_component_is_all_that_chains_lead_to(pairs: Related) -> None:
    reached = np.eye(len(pairs.sizes), dtype=np.bool_)
    reached[pairs.one, pairs.other] = reached[pairs.other, pairs.one] = True
    for _ in pairs.sizes:
        reached = reached @ reached
    assert components(pairs.one, pairs.other, len(pairs.sizes)).tolist() == reached.argmax(axis=1).tolist()


def shingles(text: set[int]) -> list[int]:
    """Shingles of which every other one is of those that are sampled everywhere."""
    return sorted((one << HASH_BITS - 7) if one % 2 else (one << HASH_BITS - 11) + 1 for one in text)


def grounds(folder: Path, texts: list[set[int]], fate: list[str]) -> tuple[list[Ground], list[Sizes]]:
    """The samples of some texts in two files, before some came ("n") and after some went ("g")."""
    files, sizes = [], []
    for half in range(2):
        here = [shingles(text) for text in texts[half::2]]
        sets = Shingles(
            np.cumsum([0, *map(len, here)]), np.array([one for text in here for one in text], np.uint64)
        )
        files.append((folder / f"{half}", half and len(texts[::2])))
        write_drawn([(0, sets)], len(here), files[-1][0])
        sizes.append(read_sizes(files[-1][0]))
    order = [*range(0, len(texts), 2), *range(1, len(texts), 2)]
    shown, counts = [], []
    for gone in "ng":
        stay = [number for number in range(len(texts)) if fate[number] != gone]
        numbers = [stay.index(one) if one in stay else NOBODY for one in order]
        shown.append(Ground(files, np.array(numbers, np.uint32), len(stay), None, np.zeros(0, np.uint64)))
        both = (np.concatenate([getattr(half, name) for half in sizes]) for name in ("shingles", "regular"))
        rows = [order.index(one) for one in stay]
        counts.append(Sizes(*(one[rows] for one in both)))
    return shown, counts


_TEXT = st.sets(st.integers(1, 60), min_size=14, max_size=30)
_NONE = np.zeros(0, np.uint64)


@pytest.mark.parametrize("hot", [2, 3, 5])
@pytest.mark.parametrize("way", ["at once", pytest.param("by tasks", marks=pytest.mark.slow)])
@given(texts=st.lists(_TEXT, max_size=14), stays=st.lists(st.sampled_from("nsg"), min_size=14, max_size=14))
@settings(max_examples=30, deadline=None)
def test_candidates_from_what_changed_are_those_of_all(
    hot: int, way: str, texts: list[set[int]], stays: list[str]
) -> None:
    fate = np.array(stays[: len(texts)], "U1")
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as place:
        patch.setattr(candidates_module, "HOT", hot)
        patch.setattr(changed_module, "_MOST_FRESH", 1)
        means = Means(LocalRunner(1), Path(place) / "tasks")
        (before, now), (sizes, now_sizes) = grounds(Path(place), texts, fate.tolist())
        earlier = candidates(before, sizes, _NONE, means, "before")
        if way == "by tasks":
            patch.setattr(search_module, "_LITTLE", -1)
            patch.setattr(search_module, "_PARTITION", 8)
        old, new = np.flatnonzero(fate != "n"), np.flatnonzero(fate != "g")
        place_now = np.full(len(texts), -1)
        place_now[new] = np.arange(len(new))
        one, other = (place_now[old[part]] for part in candidates_module.unpack(earlier.pairs))
        stay = (one >= 0) & (other >= 0)
        known = candidates_module.pack(one[stay], other[stay])
        again = replace(now, fresh=fate[new] == "n", hot=earlier.hot.hashes)
        found = candidates(again, now_sizes, known, means, "again")
        whole = candidates(now, now_sizes, _NONE, means, "whole")
    assert found.pairs.tolist() == whole.pairs.tolist()
    assert found.hot.hashes.tolist() == whole.hot.hashes.tolist()
    assert found.hot.texts.tolist() == whole.hot.texts.tolist()


@given(texts=st.lists(_TEXT, min_size=1, max_size=14), bits=st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_partitions_change_nothing(texts: list[set[int]], bits: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        (ground, _), _ = grounds(Path(place), texts, ["s"] * len(texts))
        whole = ground.runs(0, 0)
        parts = joined_runs([ground.runs(partition, bits) for partition in range(1 << bits)])
        samples = ground.samples(np.ones(len(texts), np.bool_))
    for name in ("hashes", "offsets", "texts"):
        assert getattr(parts, name).tolist() == getattr(whole, name).tolist()
    expected: dict[int, list[int]] = {}
    for number, keys in enumerate(np.split(samples.shingles, samples.offsets[1:-1])):
        for key in keys.tolist():
            expected.setdefault(key, []).append(number)
    held = zip(whole.hashes.tolist(), np.split(whole.texts, whole.offsets[1:-1]), strict=False)
    assert {key: found.tolist() for key, found in held} == {
        key: found for key, found in expected.items() if len(found) > 1
    }


@given(st.lists(st.lists(st.integers(0, 30), min_size=2, max_size=12, unique=True).map(sorted), max_size=8))
@settings(max_examples=60, deadline=None)
def test_pairs_are_counted_alike_in_one_array_and_in_many(texts: list[list[int]]) -> None:
    offsets = np.cumsum([0, *map(len, texts)])
    numbers = np.array([one for text in texts for one in text], np.uint32)
    runs = Runs(np.arange(len(texts), dtype=np.uint64), offsets, numbers)
    expected = Counter(pair for text in texts for pair in itertools.combinations(text, 2))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_MADE", "_COUNTED", "_HELD"):
            patch.setattr(candidates_module, name, 4)
        parts = list(candidates_module.counted(runs))
        patch.setattr(search_module, "_MERGED", 5)
        searched = search_module.Searched([(part, len(part[0])) for part in parts], _NONE, runs)
        merged = list(searched.merged(31))
    found = [
        (*pair, count)
        for pairs, counts in merged
        for *pair, count in zip(*candidates_module.unpack(pairs), counts.tolist(), strict=True)
    ]
    assert found == [(*pair, expected[pair]) for pair in sorted(expected)]


@given(st.lists(st.integers(0, 2**128 - 1) | st.sampled_from([0, 1, 2**64, 2**64 + 1]), unique=True))
@settings(max_examples=60, deadline=None)
def test_digests_are_found_by_both_halves(values: list[int]) -> None:
    def digests(some: list[int]) -> np.ndarray:
        return halves(pl.Series(sorted(some), dtype=pl.UInt128()))

    expected = [
        sorted(values).index(one) if one in values else -1 for one in sorted({*values[::2], 5, 2**64})
    ]
    assert places_of(digests([*{*values[::2], 5, 2**64}]), digests(values)).tolist() == expected


@given(st.lists(st.integers(0, 90), max_size=6))
@settings(max_examples=30, deadline=None)
def test_samples_are_read_as_they_were_drawn(sizes: list[int]) -> None:
    keys = pl.Series("key", [" ".join(words(seed, size)) for seed, size in enumerate(sizes)], dtype=pl.String)
    drawn = sketch(shingle_sets(keys))
    with tempfile.TemporaryDirectory() as place:
        file, sets = Path(place) / "samples", Path(place) / "sets"
        write_samples(keys, file, sets)
        found, entries = read_sizes(file), read_entries(file).tolist()
        assert mapped(sets).tolist() == shingle_sets(keys).hashes.tolist()
    assert found.shingles.tolist() == drawn.shingles.tolist()
    assert found.regular.tolist() == drawn.regular.tolist()
    assert found.samples.tolist() == drawn.sizes.tolist()
    assert entries == sorted(entries)
    rows = np.repeat(np.arange(len(sizes)), drawn.sizes).tolist()
    half = HASH_BITS // 2
    turned = [(one % (1 << half) << half) + (one >> half) for one in drawn.hashes.tolist()]
    assert entries == sorted((key << 16) + row for key, row in zip(turned, rows, strict=True))


@given(st.sets(st.integers(0, 2**48 - 1), max_size=30), st.lists(st.integers(0, 2**48 - 1), max_size=60))
@settings(max_examples=60, deadline=None)
def test_what_is_wanted_is_found(wanted: set[int], others: list[int]) -> None:
    values = np.array([*others, *list(wanted)[::2], *others], np.uint64)
    rising = np.array(sorted(wanted), np.uint64)
    expected = [place for place, one in enumerate(values.tolist()) if one in wanted]
    assert present(rising[::-1], values).tolist() == expected
    assert np.flatnonzero(is_among(values, rising)).tolist() == expected
