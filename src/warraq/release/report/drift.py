"""How the articles differ from those of the release before, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.release.report.counts import Figures

Unit = Literal["count", "share"]
_MOST = 40


@dataclass(frozen=True)
class Change:
    """A figure before and now; None where it cannot be computed.

    Attributes:
        unit: whether the values are counts, or shares from 0 to 1.
    """

    label: str
    unit: Unit
    old: float | None
    new: float | None

    @property
    def difference(self) -> float | None:
        """New less old; of counts as a share of the old one, None where that is 0."""
        if self.old is None or self.new is None:
            return None
        if self.unit == "share":
            return round(self.new - self.old, 6)
        return round((self.new - self.old) / self.old, 6) if self.old else None


@dataclass(frozen=True)
class Drift:
    """All changes against the release `before`."""

    before: str
    figures: tuple[Change, ...]
    languages: tuple[Change, ...]
    sources: tuple[Change, ...]


def drift(before: str, old: Figures, new: Figures) -> Drift:
    """Return the changes from `old` to `new`; parts by falling size, at most 40 of each."""
    figures = (
        Change("articles", "count", old.articles, new.articles),
        Change("words", "count", old.words, new.words),
        Change("median length in words", "count", old.median_words, new.median_words),
        Change("articles that are copies", "share", *_shares(old, new, "copies")),
        Change("articles without a date", "share", *_shares(old, new, "undated")),
        Change("sources", "count", len(old.sources), len(new.sources)),
        Change("languages", "count", len(old.languages), len(new.languages)),
    )
    shares = [_by_share(one) for one in (old, new)]
    return Drift(
        before,
        figures,
        _parts(*shares, unit="share"),
        _parts(old.sources, new.sources, unit="count"),
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def _shares(old: Figures, new: Figures, name: str) -> tuple[float | None, float | None]:
    return _share(getattr(old, name), old.articles), _share(getattr(new, name), new.articles)


def _by_share(figures: Figures) -> dict[str, float]:
    return {tag: _share(count, figures.articles) or 0.0 for tag, count in figures.languages.items()}


def _parts(old: Mapping[str, float], new: Mapping[str, float], *, unit: Unit) -> tuple[Change, ...]:
    names = sorted({*old, *new}, key=lambda name: (-max(old.get(name, 0), new.get(name, 0)), name))
    return tuple(Change(name, unit, old.get(name, 0), new.get(name, 0)) for name in names[:_MOST])
