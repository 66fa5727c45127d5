"""How alike two texts are, and what that makes them to each other.

The measures are those of Broder, "On the resemblance and containment of documents" (1997), over the sets of
distinct five-word shingles of two match keys: the Jaccard similarity |A & B| / |A | B|, and the containment
|A & B| / min(|A|, |B|).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]

#: From this Jaccard similarity on, two texts are copies.
COPY = 0.7
#: From this containment on, the shorter of two texts that are no copies is abridged from the longer.
ABRIDGED = 0.6
#: Distinct shingles that both texts must have to be copies (20 words); below, only equal texts are.
LEAST_COPY = 16
#: Distinct shingles that both texts must have for one to be abridged from the other (40 words). Shorter
#: ones are notices and page furniture, which lie in many articles and would tie them together.
LEAST_ABRIDGED = 36

_PLACES = 6


def jaccard(shared: Ints, one: Ints, other: Ints) -> Floats:
    """Return the Jaccard similarity from the sizes of the sets, rounded to six places."""
    result: Floats = np.round(shared / np.maximum(one + other - shared, 1), _PLACES)
    return result


def containment(shared: Ints, one: Ints, other: Ints) -> Floats:
    """Return the containment in the smaller set, rounded to six places."""
    result: Floats = np.round(shared / np.maximum(np.minimum(one, other), 1), _PLACES)
    return result


def is_copy(shared: Ints, one: Ints, other: Ints) -> Bools:
    """Tell for each pair whether one is a copy of the other."""
    result: Bools = (jaccard(shared, one, other) >= COPY) & (np.minimum(one, other) >= LEAST_COPY)
    return result


def is_related(shared: Ints, one: Ints, other: Ints) -> Bools:
    """Tell for each pair whether one is a copy of the other or abridged from it."""
    contained = containment(shared, one, other) >= ABRIDGED
    abridged = contained & (np.minimum(one, other) >= LEAST_ABRIDGED)
    result: Bools = is_copy(shared, one, other) | abridged
    return result
