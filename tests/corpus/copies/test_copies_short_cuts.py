"""Short cuts come to what going through everything comes to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.relate.copies import candidates as candidates_module
from warraq.corpus.relate.copies import clusters as clusters_module
from warraq.corpus.relate.copies import postings as postings_module
from warraq.corpus.relate.copies.arrays import is_among, present
from warraq.corpus.relate.copies.candidates import candidates
from warraq.corpus.relate.copies.changed import Before, changed_candidates
from warraq.corpus.relate.copies.clusters import star_clusters
from warraq.corpus.relate.copies.find import Related
from warraq.corpus.relate.copies.plain_clusters import components, plain_clusters
from warraq.corpus.relate.copies.shingles import HASH_BITS, Shingles
from warraq.corpus.relate.copies.sketch import Sketches, sketch, taken


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


def sketches(texts: list[set[int]]) -> Sketches:
    """Samples of texts of which every other shingle is of those that are sampled everywhere."""
    hashes = [
        sorted((number << HASH_BITS - 7) if number % 2 else (number << HASH_BITS - 11) + 1 for number in text)
        for text in texts
    ]
    offsets = np.cumsum([0, *(len(text) for text in hashes)])
    return sketch(Shingles(offsets, np.array([one for text in hashes for one in text], np.uint64)))


_TEXT = st.sets(st.integers(1, 60), min_size=14, max_size=30)


@pytest.mark.parametrize("hot", [2, 3, 5])
@given(texts=st.lists(_TEXT, max_size=14), stays=st.lists(st.sampled_from("ngs"), min_size=14, max_size=14))
@settings(max_examples=60, deadline=None)
def test_candidates_from_what_changed_are_those_of_all(
    hot: int, texts: list[set[int]], stays: list[str]
) -> None:
    every, fate = sketches(texts), np.array(stays[: len(texts)], "U1")
    before, now = np.flatnonzero(fate != "n"), np.flatnonzero(fate != "g")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates_module, "HOT", hot)
        earlier = candidates(taken(every, before))
        one, other = candidates_module.unpack(earlier.pairs)
        place = np.full(len(texts), -1)
        place[now] = np.arange(len(now))
        one, other = place[before[one]], place[before[other]]
        stay = (one >= 0) & (other >= 0)
        known = Before(
            candidates_module.pack(one[stay], other[stay]),
            np.sort(earlier.hot.hashes),
            fate[now] == "n",
        )
        found, whole = changed_candidates(taken(every, now), known), candidates(taken(every, now))
    assert found.pairs.tolist() == whole.pairs.tolist()
    assert sorted(found.hot.hashes.tolist()) == sorted(whole.hot.hashes.tolist())


@given(texts=st.lists(_TEXT, max_size=14))
@settings(max_examples=40, deadline=None)
def test_partitions_change_nothing(texts: list[set[int]]) -> None:
    def held() -> dict[int, list[int]]:
        parts = [part for run in postings_module.runs(sketches(texts)) for part in split(run)]
        return dict(sorted(parts))

    def split(run: postings_module.Runs) -> list[tuple[int, list[int]]]:
        ends = zip(run.hashes.tolist(), np.split(run.texts, run.offsets[1:-1]), strict=False)
        return [(shingle, numbers.tolist()) for shingle, numbers in ends]

    whole = held()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings_module, "_PARTITION", 10)
        patch.setattr(postings_module, "_DEALT", 3)
        assert held() == whole
    expected: dict[int, list[int]] = {}
    every = sketches(texts)
    for number in range(len(texts)):
        for one in every.hashes[every.offsets[number] : every.offsets[number + 1]].tolist():
            expected.setdefault(one, []).append(number)
    assert whole == {shingle: found for shingle, found in sorted(expected.items()) if len(found) > 1}


@given(st.sets(st.integers(0, 2**48 - 1), max_size=30), st.lists(st.integers(0, 2**48 - 1), max_size=60))
@settings(max_examples=60, deadline=None)
def test_what_is_wanted_is_found(wanted: set[int], others: list[int]) -> None:
    values = np.array([*others, *list(wanted)[::2], *others], np.uint64)
    rising = np.array(sorted(wanted), np.uint64)
    expected = [place for place, one in enumerate(values.tolist()) if one in wanted]
    assert present(rising[::-1], values).tolist() == expected
    assert np.flatnonzero(is_among(values, rising)).tolist() == expected
