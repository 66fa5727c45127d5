"""Pairs and clusters of documents, from those of their texts.

Documents are numbered in the order of their names, so that everything is sorted as numbers; names are put in
last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from warraq.corpus.relate.copies import measure
from warraq.corpus.relate.copies.arrays import ranges
from warraq.corpus.relate.copies.candidates import pack, unpack
from warraq.corpus.relate.copies.clusters import star_clusters
from warraq.corpus.relate.copies.plain_clusters import components

if TYPE_CHECKING:
    import numpy.typing as npt

    from warraq.corpus.relate.copies.corpus import Corpus
    from warraq.corpus.relate.copies.find import Related

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]

#: All documents of two texts are paired if they make at most so many pairs; else each with the other text's
#: most original document.
ALL_PAIRS = 64

_ROLES = pl.Series(["original", "copy", "abridged"])
_RELATIONS = pl.Series(["copy", "abridged"])


def cluster_table(corpus: Corpus, related: Related) -> pl.DataFrame:
    """Return `doc`, `cluster`, `role` and `group` of all documents (strings), sorted by cluster, then doc.

    `cluster` is the document that is its original; `role` is original, copy or abridged. `group` is the
    smallest document of all that a chain of related pairs leads to: no related pair lies in two groups.
    """
    number = corpus.number.astype(np.int64)
    original = star_clusters(related, corpus.order)
    chain = components(related.one, related.other, len(original))
    smallest = np.empty(len(original), np.int64)
    smallest[number[::-1]] = np.arange(len(number))[::-1]
    np.minimum.at(smallest, chain, smallest.copy())
    clusters = corpus.first[original].astype(np.int64)
    rows = (clusters[number] << 32) | np.arange(len(number))
    rows.sort()
    cluster, doc = rows >> 32, rows & 0xFFFFFFFF
    text = number[doc]
    role = np.where(doc == cluster, 0, 1 + _abridged(related, original)[text])
    columns = {"doc": doc, "cluster": cluster, "group": smallest[chain[text]]}
    table = pl.DataFrame({name: corpus.names.gather(column) for name, column in columns.items()})
    return table.insert_column(2, _ROLES.gather(role).alias("role"))


def _abridged(related: Related, original: Ints) -> npt.NDArray[np.bool_]:
    """Tell of each text whether it is abridged from its original."""
    one, other = related.one, related.other
    copies = measure.is_copy(related.shared, related.sizes[one], related.sizes[other])
    result = np.zeros(len(original), np.bool_)
    for text, of in ((one, other), (other, one)):
        result[text[(original[text] == of) & ~copies]] = True
    return result


class _Lists(NamedTuple):
    """Some documents of each text: where they begin in `documents`, and how many they are."""

    starts: Ints
    counts: Ints
    documents: Ints


class _Paired(NamedTuple):
    """Pairs of documents, and the pair of texts that each is one of."""

    pairs: Hashes
    of: Ints


def pair_table(corpus: Corpus, related: Related) -> tuple[pl.DataFrame, int]:
    """Return the related pairs of documents, and how many are left out.

    Columns are `a` and `b` (strings, a < b), `jaccard`, `containment` (Float64, six places) and `relation`
    ("copy" or "abridged"), sorted by a, then b. Left out are pairs of documents whose texts have many (see
    `ALL_PAIRS`): then each is paired with the most original document of the other text, or of its own.
    """
    texts = len(corpus.digests)
    counts = np.bincount(corpus.number, minlength=texts)
    several = np.flatnonzero(counts > 1)
    # A text is related to itself where it has several documents.
    one, other = np.append(related.one, several), np.append(related.other, several)
    shared = np.append(related.shared, related.sizes[several])
    times = np.where(one == other, counts[one] * (counts[one] - 1) // 2, counts[one] * counts[other])
    every = _Lists(np.cumsum(counts) - counts, counts, np.argsort(corpus.number, kind="stable"))
    firsts = _Lists(np.arange(texts), np.ones(texts, np.int64), corpus.first.astype(np.int64))
    few, many = np.flatnonzero(times <= ALL_PAIRS), np.flatnonzero(times > ALL_PAIRS)
    parts = [
        _product(every, every, one, other, few),
        _product(firsts, every, one, other, many),
        _product(every, firsts, one, other, many),
    ]
    pairs = np.concatenate([part.pairs for part in parts])
    pairs, place = np.unique(pairs, return_index=True)
    of = np.concatenate([part.of for part in parts])[place]
    equal = one[of] == other[of]
    measured = _measured(related.sizes[one[of]], related.sizes[other[of]], shared[of], equal)
    a, b = unpack(pairs)
    names = {"a": corpus.names.gather(a), "b": corpus.names.gather(b)}
    return pl.DataFrame({**names, **measured}), int(times.sum()) - len(pairs)


def _product(ones: _Lists, others: _Lists, one: Ints, other: Ints, wanted: Ints) -> _Paired:
    """Pair the listed documents of two texts with each other, for each wanted pair of texts."""
    one, other = one[wanted], other[wanted]
    times = ones.counts[one] * others.counts[other]
    pair = np.repeat(np.arange(len(wanted)), times)
    step = ranges(np.zeros(len(wanted), np.int64), times)
    width = others.counts[other][pair]
    first = ones.documents[ones.starts[one][pair] + step // width]
    second = others.documents[others.starts[other][pair] + step % width]
    kept = first != second
    return _Paired(pack(first, second)[kept], wanted[pair[kept]])


def _measured(
    one: Ints, other: Ints, shared: Ints, equal: npt.NDArray[np.bool_]
) -> dict[str, pl.Series | npt.NDArray[np.float64]]:
    """Return the measures of pairs; those of equal texts are 1 even if they have no shingle."""
    copies = measure.is_copy(shared, one, other) | equal
    return {
        "jaccard": np.where(equal, 1.0, measure.jaccard(shared, one, other)),
        "containment": np.where(equal, 1.0, measure.containment(shared, one, other)),
        "relation": _RELATIONS.gather(np.where(copies, 0, 1)),
    }
