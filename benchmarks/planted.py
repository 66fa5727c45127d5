"""A made-up news corpus with copies planted in it, and the truth about them.

Words come from Arabic patterns over roots and are drawn by Zipf's law; stock phrases, as news agencies have
them, return in thousands of articles. The truth is counted with Python's own sets of five-word tuples;
nothing of the tool is used.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Each kind is one eighth of the planted copies.
KINDS = ("exact", "footer", "headline", "swap", "edit 2 %", "edit 5 %", "edit 10 %", "half")
SHINGLE = 5
_EDITS = {"edit 2 %": 0.02, "edit 5 %": 0.05, "edit 10 %": 0.10, "story": 0.02}
_LETTERS = "بتثجحخدذرزسشصضطظعغفقكلمنهوي"
_PATTERNS = (
    *("{0}ا{1}{2}", "م{0}{1}و{2}", "{0}{1}ي{2}", "ال{0}{1}ا{2}", "ت{0}{1}{2}", "ي{0}{1}{2}ون", "{0}{1}{2}"),
    *("م{0}ا{1}{2}ة", "الم{0}{1}{2}ين", "است{0}{1}{2}ت", "و{0}{1}{2}", "ب{0}{1}{2}ها"),
)
_WORDS = 190
_PHRASES = 600
_PART = 5_000
_TEMPLATES = 8


@dataclass(frozen=True)
class Plan:
    """How many documents there are of each sort."""

    documents: int

    @property
    def copies(self) -> int:
        return self.documents // 5

    @property
    def templates(self) -> int:
        return self.documents // 25

    @property
    def story(self) -> int:
        return self.documents // 50

    @property
    def plain(self) -> int:
        return self.documents - self.copies - self.templates - self.story


class _Writer:
    """Makes texts as lists of words."""

    def __init__(self, chance: np.random.Generator) -> None:
        self.chance = chance
        roots = ["".join(chance.choice(list(_LETTERS), 3)) for _ in range(6_000)]
        made = sorted({pattern.format(*root) for root in roots for pattern in _PATTERNS})
        self.words = np.array(made, dtype=object)[chance.permutation(len(made))]
        weight = 1 / np.arange(1, len(made) + 1)
        self.steps = np.cumsum(weight / weight.sum())
        self.phrases = [self.draw(int(size)) for size in chance.integers(5, 10, _PHRASES)]
        often = 1 / np.arange(1, _PHRASES + 1)
        self.often = often / often.sum()

    def draw(self, count: int) -> list[str]:
        places = np.searchsorted(self.steps, self.chance.random(count))
        drawn: list[str] = self.words[np.minimum(places, len(self.words) - 1)].tolist()
        return drawn

    def article(self) -> list[str]:
        words = self.draw(_WORDS)
        for phrase in self.chance.choice(_PHRASES, 2, p=self.often):
            place = int(self.chance.integers(0, len(words)))
            words[place:place] = self.phrases[phrase]
        return words

    def edited(self, words: list[str], part: float) -> list[str]:
        result = list(words)
        count = round(len(words) * part)
        for place in self.chance.choice(len(words), count, replace=False):
            result[place] = self.draw(1)[0]
        return result

    def copy(self, words: list[str], kind: str) -> list[str]:
        if kind in _EDITS:
            return self.edited(words, _EDITS[kind])
        if kind == "footer":
            return words + self.draw(12)
        if kind == "headline":
            return self.draw(10) + words[10:]
        if kind == "swap":
            third = len(words) // 3
            return words[:third] + words[2 * third :] + words[third : 2 * third]
        return words[: len(words) // 2] if kind == "half" else list(words)

    def template(self) -> tuple[list[str], list[int]]:
        """Return a text and the places of its numbers, which are at least five words apart."""
        words = self.draw(_WORDS + 10)
        gap = int(self.chance.integers(SHINGLE, 11))
        return words, list(range(gap // 2, len(words), gap))

    def filled(self, template: tuple[list[str], list[int]]) -> list[str]:
        words, places = list(template[0]), template[1]
        for place in places:
            words[place] = str(int(self.chance.integers(100, 99_999)))
        return words


def _families(plan: Plan, writer: _Writer) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (family, kind, words) of all documents."""
    originals: list[list[str]] = []
    for number in range(plan.plain):
        words = writer.article()
        if len(originals) < plan.copies:
            originals.append(words)
        yield f"plain-{number}", "plain", words
    for number in range(plan.copies):
        # Half of the originals have two copies, which may be copies of each other.
        original = number % max(plan.copies * 2 // 3, 1)
        kind = KINDS[number % len(KINDS)]
        yield f"plain-{original}", kind, writer.copy(originals[original], kind)
    story = writer.article()
    for number in range(plan.story):
        yield "story", "story", writer.edited(story, _EDITS["story"]) if number else story
    templates = [writer.template() for _ in range(_TEMPLATES)]
    for number in range(plan.templates):
        family = number % _TEMPLATES
        yield f"template-{family}", "template", writer.filled(templates[family])


def plant(folder: Path, documents: int, seed: int = 11) -> None:
    """Write `part-*.parquet` (doc, text, key, body), and `family.parquet` (doc, family, kind)."""
    chance = np.random.default_rng(seed)
    plan = Plan(documents)
    places = chance.permutation(documents)
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    families: list[dict[str, Any]] = []
    for number, (family, kind, words) in enumerate(_families(plan, _Writer(chance))):
        key = " ".join(words)
        doc = hashlib.sha256(f"{seed} {places[number]}".encode()).hexdigest()[:32]
        text = hashlib.sha256(key.encode()).hexdigest()[:32]
        body = ".\n".join(" ".join(words[first : first + 45]) for first in range(0, len(words), 45))
        rows.append({"doc": doc, "text": text, "key": key, "body": body})
        families.append({"doc": doc, "family": family, "kind": kind})
        if len(rows) == _PART or number == documents - 1:
            part = number // _PART
            path = folder / f"part-{part:05d}.parquet"
            # As a build's parts are.
            pl.DataFrame(rows).sort("doc").write_parquet(path, compression="lz4")
            rows = []
    pl.DataFrame(families).write_parquet(folder / "family.parquet")


def shingles(key: str) -> set[tuple[str, ...]]:
    words = key.split(" ")
    return {tuple(words[first : first + SHINGLE]) for first in range(len(words) - SHINGLE + 1)}


def truth(folder: Path) -> pl.DataFrame:
    """Return a, b (a < b), jaccard and containment of all pairs within families but the story's."""
    documents = pl.read_parquet(folder / "part-*.parquet", columns=["doc", "key"])
    family = pl.read_parquet(folder / "family.parquet").filter(pl.col("kind") != "story")
    joined = documents.join(family, on="doc").filter(pl.len().over("family") > 1)
    pairs: list[tuple[str, str, float, float]] = []
    for (_,), rows in joined.group_by("family"):
        sets = {doc: shingles(key) for doc, key in rows.select("doc", "key").iter_rows()}
        for one, other in combinations(sorted(sets), 2):
            shared = len(sets[one] & sets[other])
            if shared:
                sizes = len(sets[one]), len(sets[other])
                pairs.append((one, other, shared / (sum(sizes) - shared), shared / min(sizes)))
    names = ["a", "b", "jaccard", "containment"]
    return pl.DataFrame(pairs, schema=names, orient="row").filter(pl.col("containment") >= 0.3)
