"""From documents to proven pairs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies import measure, store
from warraq.corpus.relate.copies.arrays import is_among, rising
from warraq.corpus.relate.copies.candidates import unpack
from warraq.corpus.relate.copies.changed import candidates
from warraq.corpus.relate.copies.corpus import Corpus, places_of
from warraq.corpus.relate.copies.ground import sampled
from warraq.corpus.relate.copies.hot import hot_pairs
from warraq.corpus.relate.copies.means import key_of
from warraq.corpus.relate.copies.sets import Places, shared_shingles
from warraq.corpus.relate.copies.written import Written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from warraq.corpus.relate.copies.changed import Candidates
    from warraq.corpus.relate.copies.corpus import Batch
    from warraq.corpus.relate.copies.ground import Sampling
    from warraq.corpus.relate.copies.hot import HotPairs
    from warraq.corpus.relate.copies.means import Means
    from warraq.corpus.relate.copies.samples import Sizes

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Counts = npt.NDArray[np.uint32]
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

    sizes: Sizes
    cold: Candidates
    hot: HotPairs
    pairs: Hashes
    shared: Counts
    fresh: int
    proven: int


def prove_pairs(batches: Sequence[Batch], means: Means, scratch: Path, index: Path | None) -> Found:
    """Compare the texts of all batches.

    Args:
        batches: the documents; only batches without samples, or with texts of pairs that the index does not
            know, are read.
        means: where the tasks run.
        scratch: folder for samples that are made here.
        index: folder of the index, used and written anew.

    Raises:
        StorageError: the disk refuses.
    """
    corpus = Corpus.of(batches)
    known = store.load(index) if index is not None else None
    state = "none" if index is None else "used" if known else "rebuilt" if index.exists() else "new"
    done = _compared(corpus, batches, known, means, scratch)
    pairs, shared = done.pairs, done.shared
    if index is not None:
        is_cold = is_among(pairs, done.cold.pairs)
        store.save(store.Index(corpus.digests, pairs, shared, is_cold, done.cold.hot.hashes), index)
    one, other = unpack(pairs)
    sizes = done.sizes.shingles.astype(np.int64)
    good = measure.is_related(shared.astype(np.int64), sizes[one], sizes[other])
    related = Related(one[good], other[good], shared[good].astype(np.int64), sizes)
    return Found(corpus, related, _facts(corpus, related, done, state))


def _compared(
    corpus: Corpus, batches: Sequence[Batch], known: store.Index | None, means: Means, scratch: Path
) -> _Compared:
    fresh = np.ones(len(corpus.digests), np.bool_)
    before, counts, is_cold = np.zeros(0, np.uint64), np.zeros(0, np.uint32), np.zeros(0, np.bool_)
    sampling = sampled(corpus, batches, scratch)
    ground, sizes = sampling.ground, sampling.sizes
    key = [key_of(corpus.digests)]
    if known is not None:
        place = places_of(known.digests, corpus.digests)
        fresh[place[place >= 0]] = False
        before, counts, is_cold = store.known_pairs(known, place)
        ground = replace(ground, fresh=fresh, hot=known.hot)
        key += [key_of(fresh, known.hot)]
    cold = candidates(ground, sizes, before[is_cold], means, *key)
    hot = hot_pairs(sizes, cold.hot, cold.held, corpus.order)
    pairs = rising(np.concatenate([cold.pairs, hot.pairs]))
    shared = np.zeros(len(pairs), np.uint32)
    is_known = is_among(pairs, before)
    shared[is_known] = counts[np.searchsorted(before, pairs[is_known])]
    shared[~is_known] = _proven(corpus, batches, sampling, pairs[~is_known], means)
    return _Compared(sizes, cold, hot, pairs, shared, int(fresh.sum()), int((~is_known).sum()))


def _proven(
    corpus: Corpus, batches: Sequence[Batch], sampling: Sampling, pairs: Hashes, means: Means
) -> Ints:
    """Return how many shingles each pair shares, counted from the texts."""
    one, other = (part.astype(np.uint32) for part in unpack(pairs))
    wanted = np.zeros(len(corpus.digests), np.bool_)
    wanted[one] = wanted[other] = True
    texts = np.flatnonzero(wanted)
    texts = texts[np.lexsort((corpus.row[texts], corpus.batch[texts]))]
    place = np.zeros(len(wanted), np.uint32)
    place[texts] = np.arange(len(texts), dtype=np.uint32)
    places = Places(
        corpus.batch[texts], corpus.row[texts], sampling.sizes.shingles[texts], corpus.digests[texts]
    )
    written = Written(sampling.sets, sampling.file[texts], sampling.start[texts], places.shingles)
    readers = [batch.reader for batch in batches]
    return shared_shingles(readers, places, place[one], place[other], means, written)


def _facts(corpus: Corpus, related: Related, done: _Compared, state: str) -> Facts:
    settled = np.zeros(len(corpus.digests), np.bool_)
    settled[done.hot.leaders] = settled[related.one] = settled[related.other] = True
    return Facts(
        documents=len(corpus.names),
        texts=len(corpus.digests),
        short=int((related.sizes < measure.LEAST_COPY).sum()),
        sketched=done.fresh,
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
