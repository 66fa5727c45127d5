"""What is found is what counting every pair finds, whatever the order and the index."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from copy_texts import alike, batch, by_hand, digest, edited, shingles, words
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warraq.corpus.relate.copies import Batch, Sampled, find_copies, related, store, write_samples
from warraq.corpus.relate.copies import candidates as candidates_module
from warraq.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path

_STORIES = [words(seed, 120) for seed in range(5)]


@st.composite
def corpora(draw: st.DrawFn) -> dict[str, list[str]]:
    """Versions of a few stories: whole, cut, edited, put together, or short."""
    texts = {}
    for number in range(draw(st.integers(0, 11))):
        text = list(_STORIES[draw(st.integers(0, 4))])
        kind = draw(st.sampled_from(["whole", "cut", "edited", "both", "short"]))
        if kind == "cut":
            text = text[: draw(st.integers(30, 110))]
        elif kind == "edited":
            text = edited(text, draw(st.integers(0, 3)), draw(st.integers(1, 9)))
        elif kind == "both":
            text = text + _STORIES[draw(st.integers(0, 4))]
        elif kind == "short":
            text = text[: draw(st.integers(0, 24))]
        texts[f"{draw(st.integers(0, 9))}-{number:02d}"] = text
    return texts


def parts(texts: dict[str, list[str]], count: int) -> list[Batch]:
    names = list(texts)
    return [batch({name: texts[name] for name in names[first::count]}) for first in range(count)]


@given(corpora())
@settings(max_examples=40, deadline=None)
def test_pairs_are_those_that_counting_finds(texts: dict[str, list[str]]) -> None:
    found, expected = find_copies([batch(texts)]).pairs.rows(), by_hand(texts)
    assert set(found) <= set(expected)
    # What shares few shingles may share no sampled one.
    sure = {(a, b) for a, b, *_ in expected if alike(texts[a], texts[b])[1] >= 0.75}
    sure = {
        (a, b) for a, b in sure if len(shingles(texts[a]) & shingles(texts[b])) >= 60 or texts[a] == texts[b]
    }
    assert sure <= {(a, b) for a, b, *_ in found}


@given(corpora(), st.randoms(use_true_random=False), st.integers(1, 4))
@settings(max_examples=20, deadline=None)
def test_the_order_and_the_batches_change_nothing(
    texts: dict[str, list[str]], chance: object, count: int
) -> None:
    names = list(texts)
    chance.shuffle(names)  # type: ignore[attr-defined]
    one, other = find_copies([batch(texts)]), find_copies(parts({name: texts[name] for name in names}, count))
    assert one.pairs.equals(other.pairs)
    assert one.clusters.equals(other.clusters)
    assert one.facts == other.facts


@pytest.mark.parametrize("hot", [3, 100])
@given(before=corpora(), after=corpora(), both=corpora())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_run_with_an_index_ends_like_one_without(
    hot: int,
    before: dict[str, list[str]],
    after: dict[str, list[str]],
    both: dict[str, list[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("index")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates_module, "HOT", hot)
        find_copies([batch(both | before)], index=folder / "grown")
        grown = find_copies([batch(both | after)], index=folder / "grown")
        fresh = find_copies([batch(both | after)], index=folder / "fresh")
        alone = find_copies([batch(both | after)])
    assert grown.pairs.equals(fresh.pairs)
    assert grown.pairs.equals(alone.pairs)
    assert grown.clusters.equals(fresh.clusters)
    assert grown.facts.index == "used"
    assert contents(folder / "grown") == contents(folder / "fresh")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def sampled(found: Batch, file: Path) -> Batch:
    """The batch with its samples in a file."""
    write_samples(found.keys(), file)
    return replace(found, sampled=Sampled(file, np.arange(found.documents.height, dtype=np.uint32)))


def unreadable() -> pl.Series:
    raise AssertionError("read")


def test_a_known_batch_is_not_read_again(tmp_path: Path) -> None:
    texts = {"a": _STORIES[0], "b": edited(_STORIES[0], 1, 2), "c": _STORIES[1]}
    known = sampled(batch(texts), tmp_path / "samples")
    find_copies([known], index=tmp_path / "index")
    more = batch({"d": _STORIES[2], "e": _STORIES[2][:70]})
    grown = find_copies([replace(known, keys=unreadable), more], index=tmp_path / "index")
    assert grown.pairs.select("a", "b").rows() == [("a", "b"), ("d", "e")]
    assert (grown.facts.sketched, grown.facts.proven_now) == (2, 1)


def test_only_the_rows_wanted_are_read_where_a_batch_can(tmp_path: Path) -> None:
    known = sampled(batch({"a": _STORIES[0], "b": _STORIES[1], "c": _STORIES[2]}), tmp_path / "samples")
    more = batch({"d": edited(_STORIES[1], 1, 2)})
    expected = find_copies([known, more]).pairs
    find_copies([known], index=tmp_path / "index")
    read: list[list[int]] = []

    def some(rows: pl.Series) -> pl.Series:
        read.append(rows.to_list())
        return known.keys().gather(rows)

    grown = find_copies([replace(known, keys=unreadable, some=some), more], index=tmp_path / "index")
    assert grown.pairs.equals(expected)
    assert read == [[1]]


@pytest.mark.parametrize("kind", [pl.String(), pl.UInt128()])
def test_documents_may_be_named_by_numbers(kind: pl.DataType) -> None:
    names = pl.Series("doc", [7, 2**100, 3] if kind == pl.UInt128() else list("bca"), dtype=kind)
    keys = [" ".join(text) for text in (_STORIES[0], edited(_STORIES[0], 1, 2), _STORIES[1])]
    numbers = pl.Series("text", [int(digest(key), 16) for key in keys], dtype=pl.UInt128())
    found = find_copies([Batch(pl.DataFrame([names, numbers]), lambda: pl.Series(keys))])
    assert found.pairs.schema["a"] == found.clusters.schema["group"] == kind
    assert found.pairs.select("a", "b").rows() == [tuple(names[:2])]


@pytest.mark.parametrize("damage", ["byte", "missing", "foreign", "more", "receipt", "file"])
def test_a_damaged_or_foreign_index_is_made_anew(tmp_path: Path, damage: str) -> None:
    texts = {"a": _STORIES[0], "b": edited(_STORIES[0], 1, 2), "c": _STORIES[1]}
    folder = tmp_path / "index"
    whole = find_copies([batch(texts)], index=folder)
    assert whole.facts.index == "new"
    good = contents(folder)
    if damage == "byte":
        changed = bytearray(good["pairs.npy"])
        changed[-1] ^= 1
        (folder / "pairs.npy").write_bytes(changed)
    elif damage == "missing":
        (folder / "shared.npy").unlink()
    elif damage == "foreign":
        receipt = (folder / "receipt.json").read_text().replace(store.ALGORITHM, "another")
        (folder / "receipt.json").write_text(receipt)
    elif damage == "more":
        (folder / "more.npy").write_bytes(b"")
    elif damage == "receipt":
        (folder / "receipt.json").write_text("[]")
    else:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        folder.write_text("no folder")
    again = find_copies([batch(texts)], index=folder)
    assert again.facts.index == "rebuilt"
    assert again.pairs.equals(whole.pairs)
    assert contents(folder) == good


def test_an_index_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        find_copies([batch({"a": _STORIES[0]})], index=tmp_path / "file" / "index")


def test_no_documents_give_empty_tables(tmp_path: Path) -> None:
    for batches in ([], [batch({})]):
        found = find_copies(batches, index=tmp_path / "index")
        assert found.pairs.schema == {
            "a": pl.String,
            "b": pl.String,
            "jaccard": pl.Float64,
            "containment": pl.Float64,
            "relation": pl.String,
        }
        assert found.clusters.columns == ["doc", "cluster", "role", "group"]
        assert found.clusters.is_empty()


def test_equal_texts_are_copies_however_short() -> None:
    texts = {"a": ["شاهد", "الفيديو"], "b": ["شاهد", "الفيديو"], "c": ["شاهد", "الصور"]}
    found = find_copies([batch(texts)])
    assert found.pairs.rows() == [("a", "b", 1.0, 1.0, "copy")]
    assert found.clusters["cluster"].to_list() == ["a", "a", "c"]


def test_the_callers_digest_decides_what_is_equal() -> None:
    documents = pl.DataFrame({"doc": ["a", "b"], "text": [digest("one title"), digest("another")]})
    found = find_copies([Batch(documents, lambda: pl.Series(["watch the video"] * 2))])
    assert found.pairs.is_empty()


def test_many_documents_of_one_text_are_listed_with_its_first() -> None:
    texts = {f"{number:03d}": _STORIES[0] for number in range(40)}
    texts |= {f"x{number}": edited(_STORIES[0], 1, 1) for number in range(3)}
    found = find_copies([batch(texts)])
    listed = set(found.pairs.select("a", "b").iter_rows())
    assert {("000", name) for name in texts if name != "000"} <= listed
    assert found.facts.unlisted == 43 * 42 // 2 - len(listed) > 0
    assert found.clusters["cluster"].unique().to_list() == ["000"]


def test_short_notices_in_long_articles_do_not_count() -> None:
    notice = words(90, 30)
    texts = {f"{number}": words(91 + number, 100) + notice for number in range(4)}
    assert find_copies([batch(texts | {"notice": notice})]).pairs.is_empty()


def test_a_few_texts_find_in_the_corpus_what_pairing_all_finds() -> None:
    texts = {f"{number}": text for number, text in enumerate(_STORIES)}
    texts |= {"cut": _STORIES[1][:70], "edit": edited(_STORIES[1], 5, 3), "tiny": ["شاهد", "الفيديو"]}
    queries = ["1", "cut", "tiny"]
    found = related([" ".join(texts[name]) for name in queries], parts(texts, 3))
    pairs = find_copies([batch(texts)]).pairs
    expected = {
        (name, other, jaccard, containment, relation)
        for a, b, jaccard, containment, relation in pairs.iter_rows()
        for name, other in ((a, b), (b, a))
        if name in queries
    } | {(name, name, 1.0, 1.0, "copy") for name in queries}
    named = {(queries[row[0]], *row[1:]) for row in found.iter_rows()}
    assert named == expected
    assert found.equals(found.sort("query", "doc"))
    assert related([], parts(texts, 2)).is_empty()
    assert related(["", "a b"], [batch({})]).is_empty()


def test_samples_are_bounded_and_never_too_few() -> None:
    from warraq.corpus.relate.copies.shingles import shingle_sets
    from warraq.corpus.relate.copies.sketch import LEAST_SAMPLE, sketch

    keys = pl.Series([" ".join(words(seed, size)) for seed, size in enumerate([10, 20, 60, 4_000])])
    sizes = sketch(shingle_sets(keys)).sizes
    assert sizes[:2].tolist() == [0, LEAST_SAMPLE]
    assert sizes[2] >= LEAST_SAMPLE
    assert np.abs(sizes[3] - 3_996 / 8) < 90
