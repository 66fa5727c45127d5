"""How near what was read from a page is to its truth."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

_WORD = re.compile(r"\w+")
_SHINGLE = 4


@dataclass(slots=True)
class Score:
    """Sums over the pages of one tool.

    Attributes:
        bodies: (precision, recall) of each page.
        titles: pages whose title is right to the letter, and pages with a known title.
        dates: right, wrong, wrong by more than a day, absent.
        seconds: CPU time.
    """

    bodies: list[tuple[float, float]] = field(default_factory=list)
    titles: list[bool] = field(default_factory=list)
    dates: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def body_f1(self) -> float:
        """Return F1 of the mean precision and the mean recall, as the scrapinghub benchmark computes it."""
        if not self.bodies:
            return 0.0
        precision = sum(one for one, _ in self.bodies) / len(self.bodies)
        recall = sum(one for _, one in self.bodies) / len(self.bodies)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def add_title(self, truth: str, found: str | None) -> None:
        """Count a title, spaces squeezed."""
        self.titles.append(" ".join((found or "").split()) == " ".join(truth.split()))

    def add_date(self, truth: datetime, found: datetime | date | None) -> None:
        """Count a date: right on the day that it was in UTC or where the truth was written."""
        if found is None:
            self.dates["absent"] += 1
            return
        day = found.date() if isinstance(found, datetime) else found
        days = {truth.date(), truth.astimezone(UTC).date()}
        if day in days:
            self.dates["right"] += 1
            return
        self.dates["wrong"] += 1
        self.dates["far"] += min(abs(day - one) for one in days) > timedelta(days=1)


def precision_and_recall(truth: str, found: str) -> tuple[float, float]:
    """Return precision and recall of the runs of four words, each counted as often as it occurs."""
    wanted, given = _shingles(truth), _shingles(found)
    if wanted == given:
        return 1.0, 1.0
    both = (wanted & given).total()
    return both / given.total(), both / wanted.total()


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)))
