"""Which pages of a site are copies of one article: crawled twice, corrected, or published again."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Two pages are one article if they share this part of the prose of the one that has less of it.
_SHARED = 0.5
#: Of pages that share a line so many are compared with each other, more only with those sorted next to them.
_COMPARED = 16

Body = tuple[int, ...]


def articles_of(bodies: Sequence[Body]) -> list[int]:
    """Return for each page the number of its article: pages with the same number are copies of one.

    Copies of copies are copies. Pages without prose are together one article. The numbers say nothing else,
    and which pages are together does not depend on the order of the pages.

    Args:
        bodies: for each page the sorted keys of the lines of its prose.
    """
    distinct = sorted(set(bodies))
    parents = list(range(len(distinct)))
    holders: dict[int, list[int]] = defaultdict(list)
    for at, body in enumerate(distinct):
        for key in body:
            holders[key].append(at)
    sets = [frozenset(body) for body in distinct]
    for sharing in holders.values():
        reach = len(sharing) if len(sharing) <= _COMPARED else 2
        for place, one in enumerate(sharing):
            for other in sharing[place + 1 : place + reach]:
                if _root(parents, one) != _root(parents, other) and _same(sets[one], sets[other]):
                    parents[_root(parents, other)] = _root(parents, one)
    numbers: Mapping[Body, int] = {body: _root(parents, at) for at, body in enumerate(distinct)}
    return [numbers[body] for body in bodies]


def _same(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one & other) >= _SHARED * min(len(one), len(other))


def _root(parents: list[int], at: int) -> int:
    while parents[at] != at:
        parents[at] = parents[parents[at]]
        at = parents[at]
    return at
