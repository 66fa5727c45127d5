"""Wire agencies by every name that they go by."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.model.settings import Agency

_LONGEST = 60  # characters; a longer text is a sentence
_ABBREVIATION = 6  # a name in capitals shorter than this counts only in its capitals

_FOLD = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىی", "ي"),
        **dict.fromkeys("ؤ", "و"),
        **dict.fromkeys("ئ", "ي"),
        "ة": "ه",
        "ک": "ك",
        "ـ": "",
        **dict.fromkeys(map(chr, range(0x064B, 0x0653)), ""),
    }
)
_GAPS = re.compile(r"[\W_]+")
_GENERIC_WORDS = ("وكالة", "خبرگزاری", "خبرگزاري", "آژانس")
_GENERIC = re.compile(r"^(?:وكال[ةه]|خبرگزاری|خبرگزاري|آژانس(?: خبری)?)\s+[“\"«]?")
_FORMAL = re.compile(r"[”\"»]?\s+(?:(?:الرسمية\s+)?(?:للأنباء|للانباء)|الإخبارية|الاخبارية|الرسمية)$")


def _key(name: str) -> str:
    return _GAPS.sub(" ", name.translate(_FOLD)).strip()


def _keys(alias: str) -> str:
    # A Latin abbreviation is one only in its own capitals: «Spa» and «map» are words.
    key = _key(alias)
    return key if key.isupper() and len(key) < _ABBREVIATION else key.casefold()


@dataclass(frozen=True, slots=True)
class AgencyIndex:
    """Every alias of every agency, ready to look up.

    Attributes:
        names: folded alias -> canonical name.
        words: the folded aliases that are ordinary words too.
        firsts: the first words of all of them and the words for agency, in lower case.
    """

    names: Mapping[str, str]
    words: frozenset[str]
    firsts: frozenset[str]

    @classmethod
    def load(cls, extra: tuple[Agency, ...] = ()) -> AgencyIndex:
        """Return the agencies of the package and `extra`, those of the project, whose aliases come first."""
        return _load(extra)

    def may_name(self, text: str) -> bool:
        """Return whether `text` holds a word with which an agency's name begins; most texts hold none."""
        return not self.firsts.isdisjoint(_key(text).casefold().split())

    def find(self, text: str, *, certain: bool) -> str | None:
        """Return the name of the agency that `text` is the name of, or None.

        Args:
            text: a name without brackets; upper and lower case, dots, hamza and vowel signs do not matter.
            certain: whether the form says that an agency is meant, so that ordinary words count too.
        """
        if len(text) > _LONGEST:
            return None
        short = _FORMAL.sub("", _GENERIC.sub("", text))
        return self._look_up(text, sure=certain) or (
            self._look_up(short, sure=True) if short != text else None
        )

    def _look_up(self, name: str, *, sure: bool) -> str | None:
        key = _key(name)
        key = key if key in self.names else key.casefold()
        return self.names.get(key) if sure or key not in self.words else None


@cache
def _load(extra: tuple[Agency, ...]) -> AgencyIndex:
    tables = tomllib.loads(Path(__file__).with_name("agencies.toml").read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    own: set[str] = set()
    for agency in extra:
        for alias in (agency.name, *agency.aliases):
            names.setdefault(_keys(alias), agency.name)
    own.update(names)
    words: set[str] = set()
    for table in tables.values():
        common = table.get("words", [])
        for alias in (*common, *table.get("aliases", []), table["name"]):
            names.setdefault(_keys(alias), table["name"])
        words.update(_keys(alias) for alias in common)
    names.pop("", None)
    firsts = {name.casefold().split()[0] for name in names} | set(map(_key, _GENERIC_WORDS))
    return AgencyIndex(names, frozenset(words - own), frozenset(firsts))
