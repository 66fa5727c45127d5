"""What was taken down, in files that are no tables: cards, change notes, descriptors, exports as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.relate.copies import Batch, related_sets
from warraq.corpus.relate.fingerprint import joined
from warraq.corpus.text.match_key import match_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warraq.corpus.relate.takedowns import Takedowns

_FEWEST_WORDS = {"author": 2, "title": 4}


@dataclass(frozen=True)
class Sought:
    """What papers are looked through for.

    Attributes:
        urls: as they stand in takedowns.csv.
        phrases: kind (author or title) and match key, those of enough words that they mean one thing.
    """

    takedowns: Takedowns
    urls: tuple[str, ...]
    phrases: tuple[tuple[str, str], ...]


def sought(takedowns: Takedowns, urls: Iterable[str], titles: Iterable[str]) -> Sought:
    """Return what to look for: listed addresses, authors and texts, and titles of articles that were found.

    Authors of one word and titles of fewer than four are left out: they stand in any text.
    """
    keys = _keys(list(titles))
    found = [*(("author", key) for key in takedowns.authors), *(("title", key) for key in keys)]
    phrases = [(kind, key) for kind, key in found if len(key.split()) >= _FEWEST_WORDS[kind]]
    return Sought(takedowns, tuple(dict.fromkeys(urls)), tuple(dict.fromkeys(phrases)))


def in_paper(text: str, wanted: Sought) -> list[str]:
    """Return what of it stands in the text: some of `url`, `author`, `title` and `text`, in that order.

    Authors, titles and texts are compared as everywhere: by words, whatever the case, marks and punctuation.
    """
    (key,) = _keys([text])
    found = ["url"] if any(_holds_url(text, url) for url in wanted.urls) else []
    padded = f" {key} "
    held = {kind for kind, phrase in wanted.phrases if f" {phrase} " in padded}
    found += [kind for kind in ("author", "title") if kind in held]
    if wanted.takedowns.texts:
        one = Batch(pl.DataFrame({"doc": ["paper"]}), lambda: pl.Series([key], dtype=pl.String))
        prints = joined([fingerprint for fingerprint, _ in wanted.takedowns.texts])
        found += ["text"] if related_sets(prints, [one]).height else []
    return found


def _holds_url(text: str, url: str) -> bool:
    """Tell whether the address stands there, and not only as the beginning of a longer one."""
    at = text.find(url)
    while at >= 0:
        behind = text[at + len(url) : at + len(url) + 1]
        if not (behind.isalnum() or (behind in ("-", "_", "%", "/") and behind)):
            return True
        at = text.find(url, at + 1)
    return False


def _keys(texts: list[str]) -> list[str]:
    frame = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String())})
    return frame.select(match_key(pl.col("text")))["text"].to_list()
