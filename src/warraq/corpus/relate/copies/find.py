"""From documents to proven pairs."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from warraq.corpus.relate.copies import measure, store
from warraq.corpus.relate.copies.arrays import is_among, rising
from warraq.corpus.relate.copies.candidates import candidates, unpack
from warraq.corpus.relate.copies.changed import Before, changed_candidates
from warraq.corpus.relate.copies.corpus import Corpus
from warraq.corpus.relate.copies.hot import hot_pairs
from warraq.corpus.relate.copies.sketch import put_together, sketch, taken
from warraq.corpus.relate.copies.spool import Spool
from warraq.model.atomic import storage_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from warraq.corpus.relate.copies.candidates import Candidates
    from warraq.corpus.relate.copies.corpus import Batch
    from warraq.corpus.relate.copies.hot import HotPairs
    from warraq.corpus.relate.copies.sketch import Sketches

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Facts:
    """What a run did, and what it left out.

    Attributes:
        documents: all documents.
        texts: their different texts.
        short: texts below the least number of shingles; only equal ones of them are copies.
        sketched: texts that the index did not hold.
        compared: pairs whose shared shingles are known, from this run or the index.
        proven_now: those of them that this run compared.
        related: those of them that are copies or abridged.
        hot_shingles: sampled shingles in too many texts for all pairs to be looked at.
        hot_texts: texts that consist of such shingles for a great part.
        leaders: hot texts that were compared with all texts of their hot shingles.
        unled: hot texts that are no leaders and came out related to nothing: of their hot shingles they were
            compared with leaders only.
        unlisted: pairs of documents left out of `pairs`, since each text has so many documents.
        index: "none", "new", "used", or "rebuilt" where it was damaged or of another version.
    """

    documents: int
    texts: int
    short: int
    sketched: int
    compared: int
    proven_now: int
    related: int
    hot_shingles: int
    hot_texts: int
    leaders: int
    unled: int
    unlisted: int
    index: str


@dataclass(frozen=True)
class Related:
    """Proven pairs of different texts, by their numbers; rising."""

    one: Ints
    other: Ints
    shared: Ints
    sizes: Ints


@dataclass(frozen=True)
class Found:
    """Corpus, related texts, and what the run did; `unlisted` is not known yet."""

    corpus: Corpus
    related: Related
    facts: Facts


@dataclass(frozen=True)
class _Compared:
    """What comparing all texts came to; `shared` of each of the pairs, `proven` of them now."""

    sketches: Sketches
    cold: Candidates
    hot: HotPairs
    pairs: Hashes
    shared: Ints
    sketched: int
    proven: int


def prove_pairs(batches: Sequence[Batch], *, index: Path | None = None, scratch: Path | None = None) -> Found:
    """Compare the texts of all batches.

    Args:
        batches: the documents; only batches with texts that the index does not know, or with texts of pairs
            that it does not know, are read.
        index: folder of the index, used and written anew.
        scratch: folder for temporary files.

    Raises:
        StorageError: the index cannot be written.
    """
    corpus = Corpus.of(batches)
    known = store.load(index) if index is not None else None
    state = "none" if index is None else "used" if known else "rebuilt" if index.exists() else "new"
    with storage_errors(scratch or index or Path(tempfile.gettempdir())), Spool(corpus, scratch) as spool:
        done = _compared(corpus, known, spool)
    pairs, shared = done.pairs, done.shared
    if index is not None:
        is_cold, hot = is_among(pairs, done.cold.pairs), np.sort(done.cold.hot.hashes)
        store.save(store.Index(corpus.texts, done.sketches, pairs, shared, is_cold, hot), index)
    sizes = done.sketches.shingles.astype(np.int64)
    one, other = unpack(pairs)
    good = measure.is_related(shared, sizes[one], sizes[other])
    related = Related(one[good], other[good], shared[good], sizes)
    return Found(corpus, related, _facts(corpus, related, done, state))


def _compared(corpus: Corpus, known: store.Index | None, spool: Spool) -> _Compared:
    index = known or store.empty()
    place = _place(index.texts, corpus.texts)
    fresh = np.ones(len(corpus.texts), np.bool_)
    fresh[place[place >= 0]] = False
    sketches = _sketches(index, place, spool, fresh)
    before, counts, is_cold = store.known_pairs(index, place)
    earlier = Before(before[is_cold], index.hot, fresh)
    cold = changed_candidates(sketches, earlier) if known else candidates(sketches)
    hot = hot_pairs(sketches, cold.hot, corpus.order)
    pairs = rising(np.concatenate([cold.pairs, hot.pairs]))
    shared, proven = _proof(before, counts, pairs, spool)
    return _Compared(sketches, cold, hot, pairs, shared, int(fresh.sum()), proven)


def _facts(corpus: Corpus, related: Related, done: _Compared, state: str) -> Facts:
    settled = np.zeros(len(corpus.texts), np.bool_)
    settled[done.hot.leaders] = settled[related.one] = settled[related.other] = True
    return Facts(
        documents=len(corpus.names),
        texts=len(corpus.texts),
        short=int((related.sizes < measure.LEAST_COPY).sum()),
        sketched=done.sketched,
        compared=len(done.pairs),
        proven_now=done.proven,
        related=len(related.one),
        hot_shingles=len(done.cold.hot.hashes),
        hot_texts=len(done.hot.texts),
        leaders=len(done.hot.leaders),
        unled=int((~settled[done.hot.texts]).sum()),
        unlisted=0,
        index=state,
    )


def _place(known: pl.Series, texts: pl.Series) -> Ints:
    """Return the number in `texts` of each known text, -1 if it is not there; both are rising."""
    numbers = pl.DataFrame({"text": texts}).with_row_index("number")
    joined_up = pl.DataFrame({"text": known}).join(numbers, on="text", how="left", maintain_order="left")
    return joined_up["number"].cast(pl.Int64).fill_null(-1).to_numpy()


def _sketches(known: store.Index, place: Ints, spool: Spool, fresh: Bools) -> Sketches:
    """Return the samples of all texts; the fresh ones are read."""
    kept = np.flatnonzero(place >= 0)
    before = known.sketches if len(kept) == len(place) else taken(known.sketches, kept)
    new = [(numbers, sketch(sets)) for numbers, sets in spool.read(fresh)]
    return put_together(len(fresh), [(place[kept], before), *new])


def _proof(before: Hashes, counts: Ints, pairs: Hashes, spool: Spool) -> tuple[Ints, int]:
    """Return what each pair shares, and how many pairs were compared now.

    Args:
        before: the pairs that are known, rising.
        counts: what they share.
        pairs: the pairs wanted, rising.
        spool: reads the texts of the others.
    """
    shared = np.full(len(pairs), -1, np.int64)
    if len(before):
        at = np.minimum(np.searchsorted(before, pairs), len(before) - 1)
        hit = before[at] == pairs
        shared[hit] = counts[at[hit]]
    missing = np.flatnonzero(shared < 0)
    one, other = unpack(pairs[missing])
    shared[missing] = spool.compare(one, other)
    return shared, len(missing)
