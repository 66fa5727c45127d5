"""What a search for a credit finds."""

from __future__ import annotations

from typing import NamedTuple


class Cut(NamedTuple):
    """A credit taken out: who, why, the words, and the body without them."""

    name: str
    evidence: str
    text: str
    body: str
