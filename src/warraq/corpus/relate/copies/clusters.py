"""Clusters that no chain can weld: every text in one is proven to be related to its original.

Texts are gone through from the most original on. One that is related to an original joins it, the most
similar one; else it is an original itself. That B is related to A and C to B puts C nowhere near A. Last, an
original that is shorter than another one and contained in it joins that one, with all its cluster or not at
all.

A long text may contain several stories (a round-up). Of the texts that are abridged from one original and
cover no more than two thirds of it, the first is the anchor; others join only if they are related to the
anchor, or both cover more than half, so that they overlap. So a round-up takes in one of its stories.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies import measure
from warraq.corpus.relate.copies.plain_clusters import SHORTER, WHOLE, plain_clusters

if TYPE_CHECKING:
    import numpy.typing as npt

    from warraq.corpus.relate.copies.find import Related

    Ints = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.uint32]

_HALF = 1 / 2


@dataclass(frozen=True, slots=True)
class _Link:
    copy: bool
    jaccard: float
    shared: int


@dataclass
class _Clusters:
    """Clusters while they are made."""

    links: dict[int, dict[int, _Link]]
    position: list[int]
    sizes: list[int]
    original: dict[int, int] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)
    anchor: dict[int, int] = field(default_factory=dict)

    def admits(self, original: int, text: int) -> bool:
        """Tell whether the text may join the original, to which it is related."""
        link = self.links[original][text]
        if link.copy:
            return True
        if self.sizes[original] < SHORTER * self.sizes[text]:
            return False
        anchor = self.anchor.get(original)
        if anchor is None or self.cover(original, text) > WHOLE or anchor in self.links[text]:
            return True
        return min(self.cover(original, anchor), self.cover(original, text)) > _HALF

    def cover(self, original: int, text: int) -> float:
        """Return the part of the original that the text holds."""
        return self.links[original][text].shared / self.sizes[original]

    def join(self, original: int, text: int) -> None:
        self.original[text] = original
        self.members[original].append(text)
        copy = self.links[original][text].copy
        if not copy and original not in self.anchor and self.cover(original, text) <= WHOLE:
            self.anchor[original] = text

    def nearest(self, text: int, originals: list[int]) -> int:
        """Return the original that the text is most like; of equal ones the most original."""
        links = self.links[text]
        return min(originals, key=lambda one: (-links[one].jaccard, self.position[one]))


def star_clusters(related: Related, order: Ints | Numbers) -> Ints:
    """Return for each text the number of its original; its own if it is one.

    Args:
        related: proven pairs.
        order: all texts, the most original first.
    """
    position = np.empty(len(order), np.int64)
    position[order] = np.arange(len(order))
    result, is_known = plain_clusters(related, position)
    left = ~is_known[related.one]
    if not left.any():
        return result
    clusters = _Clusters(_links(related, left), position.tolist(), related.sizes.tolist())
    for text in sorted(clusters.links, key=clusters.position.__getitem__):
        originals = [one for one in clusters.links[text] if clusters.original.get(one) == one]
        admitted = [one for one in originals if clusters.admits(one, text)]
        if admitted:
            clusters.join(clusters.nearest(text, admitted), text)
        else:
            clusters.original[text], clusters.members[text] = text, []
    _move_shorter(clusters)
    for text, original in clusters.original.items():
        result[text] = original
    return result


def _move_shorter(clusters: _Clusters) -> None:
    """Let shorter originals join longer ones that contain them, the shortest first."""
    sizes, position = clusters.sizes, clusters.position
    for text in sorted(clusters.members, key=lambda one: (sizes[one], position[one])):
        moving = [text, *clusters.members[text]]
        longer = [
            one
            for one in clusters.links[text]
            if clusters.original[one] == one and sizes[text] < SHORTER * sizes[one]
        ]
        admitted = [one for one in longer if _admits_all(clusters, one, moving)]
        if admitted:
            target = clusters.nearest(text, admitted)
            del clusters.members[text]
            for one in moving:
                clusters.join(target, one)


def _admits_all(clusters: _Clusters, original: int, texts: list[int]) -> bool:
    links = clusters.links[original]
    return all(one in links and clusters.admits(original, one) for one in texts)


def _links(related: Related, wanted: npt.NDArray[np.bool_]) -> dict[int, dict[int, _Link]]:
    one, other, shared = related.one[wanted], related.other[wanted], related.shared[wanted]
    sizes, other_sizes = related.sizes[one], related.sizes[other]
    copies = measure.is_copy(shared, sizes, other_sizes).tolist()
    jaccard = measure.jaccard(shared, sizes, other_sizes).tolist()
    links: dict[int, dict[int, _Link]] = {}
    rows = zip(one.tolist(), other.tolist(), shared.tolist(), copies, jaccard, strict=True)
    for first, second, shared, copy, likeness in rows:
        link = _Link(copy, likeness, shared)
        links.setdefault(first, {})[second] = link
        links.setdefault(second, {})[first] = link
    return links
