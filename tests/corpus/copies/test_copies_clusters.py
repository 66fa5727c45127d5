"""Clusters: every text is proven to belong to its original, and nothing is chained."""

from __future__ import annotations

import pytest
from copy_texts import batch, edited, words
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.relate.copies import Copies, find_copies
from warraq.corpus.relate.copies import candidates as candidates_module

_A, _B, _C = (words(seed, 120) for seed in (21, 22, 23))


def roles(found: Copies) -> dict[str, tuple[str, str]]:
    return {doc: (cluster, role) for doc, cluster, role, _ in found.clusters.iter_rows()}


def groups(found: Copies) -> dict[str, str]:
    return dict(found.clusters.select("doc", "group").iter_rows())


def in_order(texts: dict[str, list[str]]) -> Copies:
    """Copies among texts of which the one named first is the most original."""
    return find_copies([batch(texts, {name: place for place, name in enumerate(texts)})])


def test_the_rank_decides_which_is_the_original() -> None:
    texts = {"b": _A, "a": edited(_A, 1, 2), "c": edited(_A, 2, 2)}
    assert roles(in_order(texts)) == {"b": ("b", "original"), "a": ("b", "copy"), "c": ("b", "copy")}
    assert roles(find_copies([batch(texts)]))["b"] == ("a", "copy")


def test_a_document_without_a_rank_comes_last() -> None:
    one, other = batch({"a": _A}, None), batch({"b": edited(_A, 1, 2)}, {"b": 5})
    assert roles(find_copies([other, batch({"c": _A}, {"c": 7})]))["c"] == ("b", "copy")
    assert roles(find_copies([one]))["a"] == ("a", "original")


@pytest.mark.parametrize("first", ["round-up", "stories"])
def test_a_round_up_welds_none_of_its_stories(first: str) -> None:
    stories = {"a": _A, "b": _B, "c": _C}
    copies = {"a2": edited(_A, 1, 2), "b2": edited(_B, 1, 2), "c2": edited(_C, 1, 2)}
    roundup = {"r": _A + _B + _C}
    found = in_order(roundup | stories | copies if first == "round-up" else stories | copies | roundup)
    got = roles(found)
    assert len({got[name][0] for name in "abc"}) == 3
    assert all(got[f"{name}2"][0] == got[name][0] or got[f"{name}2"][0] == name for name in "bc")
    assert len(set(groups(found).values())) == 1


@pytest.mark.parametrize("order", [["long", "short"], ["short", "long"]])
def test_an_abridged_text_joins_the_longer_one_whichever_came_first(order: list[str]) -> None:
    texts = {"long": _A, "short": _A[:60]}
    got = roles(in_order({name: texts[name] for name in order}))
    assert got == {"long": ("long", "original"), "short": ("long", "abridged")}


def test_an_original_takes_its_copies_along_or_stays() -> None:
    short, longer = _A[:80], _A
    together = in_order({"short": short, "copy": edited(short, 1, 1), "long": longer})
    assert {cluster for cluster, _ in roles(together).values()} == {"long"}
    # One of its copies has so much of its own that it is no part of the longer text.
    far = short + words(30, 25)
    apart = in_order({"short": short, "far": far[8:], "long": longer + words(31, 40)})
    got = roles(apart)
    assert got["far"][0] == got["short"][0] or got["far"][0] == "far"


def test_versions_that_drift_are_not_chained() -> None:
    drift = [_A]
    for step in range(1, 7):
        drift.append(words(40 + step, 15) + drift[-1][:-15])
    found = in_order({f"{step}": text for step, text in enumerate(drift)})
    got = roles(found)
    assert got["0"][0] != got["6"][0]
    proven = set(found.pairs.select("a", "b").iter_rows())
    assert all(tuple(sorted((doc, to))) in proven for doc, (to, _) in got.items() if doc != to)
    assert set(groups(found).values()) == {"0"}


@st.composite
def versions(draw: st.DrawFn) -> dict[str, list[str]]:
    texts = {}
    for number in range(draw(st.integers(2, 16))):
        text = (_A, _B, _A + _B, _A[:70], _A[50:], _B[:60] + _A[:60])[draw(st.integers(0, 5))]
        seed, places = draw(st.integers(0, 9)), draw(st.integers(0, 8))
        texts[f"{number:02d}"] = edited(text, seed, places) if places else list(text)
    return texts


@pytest.mark.parametrize("hot", [3, 100])
@given(versions())
@settings(max_examples=30, deadline=None)
def test_every_member_is_proven_to_belong_to_its_original(hot: int, texts: dict[str, list[str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates_module, "HOT", hot)
        found = in_order(texts)
    relation = {(a, b): kind for a, b, _, _, kind in found.pairs.iter_rows()}
    group = groups(found)
    for doc, (cluster, role) in roles(found).items():
        assert roles(found)[cluster] == (cluster, "original")
        assert group[doc] == group[cluster]
        assert (role == "original") == (doc == cluster)
        if doc != cluster:
            assert relation[min(doc, cluster), max(doc, cluster)] == role
    assert all(group[a] == group[b] for a, b in relation)


def story(copies: int, places: int) -> dict[str, list[str]]:
    return {f"s{number:04d}": edited(_A, number, places) for number in range(copies)}


def test_a_story_with_hundreds_of_copies_is_one_cluster_without_all_pairs() -> None:
    found = find_copies([batch(story(400, 3) | {"x": _B, "y": edited(_B, 1, 3)})])
    got = roles(found)
    assert {got[name][0] for name in got if name.startswith("s")} == {"s0000"}
    assert got["y"] == ("x", "copy")
    assert found.facts.compared < 2_000
    assert found.facts.leaders < 10
    assert found.facts.unled == 0
    assert found.facts.hot_shingles > 0


def test_a_half_that_comes_first_does_not_break_a_hot_story_up() -> None:
    found = in_order({"half": _A[:60]} | story(300, 3) | {"both": _A + _B})
    clusters = {got[0] for name, got in roles(found).items() if name.startswith("s")}
    assert clusters == {"s0000"}


def test_a_template_with_other_numbers_is_not_one_story() -> None:
    template = words(50, 120)
    texts = {}
    for number in range(300):
        filled = list(template)
        for place in range(0, 120, 9):
            filled[place] = str(1_000 + number * 31 + place)
        texts[f"t{number:03d}"] = filled
    # The same day's numbers at another source, with one word changed.
    texts["again"] = edited(texts["t007"], 1, 1)
    found = find_copies([batch(texts)])
    assert found.pairs.select("a", "b").rows() == [("again", "t007")]
    assert found.facts.hot_texts > 250
    assert found.facts.compared < 300 * 40
    assert found.facts.leaders + found.facts.unled >= 250


def test_page_furniture_in_many_articles_makes_no_pairs() -> None:
    furniture = words(60, 40)
    texts = {f"{number:03d}": words(1_000 + number, 110) + furniture for number in range(250)}
    found = find_copies([batch(texts | {"copy": edited(texts["007"], 1, 2)})])
    assert found.pairs.select("a", "b").rows() == [("007", "copy")]
    assert found.facts.compared < 250 * 16
