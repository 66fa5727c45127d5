"""Names of authors in a record: bylines cut where each part is certainly a person's name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from warraq.corpus.dates.months import fold
from warraq.corpus.extract.field_markup import inline_text
from warraq.corpus.extract.field_values import RIM, distinct, strings

_BYLINE_WORDS = re.compile(
    r"^(?:(?:written |reported |posted )?by|author|par|بواسطة|بقلم|كتبه|كتبها|كتبت|كتب|تحرير|[إا]عداد|"
    r"الكاتبة?|المحررة?|نویسنده|نوشته)(?:\s*[:：]\s*|\s+(?=\S))",
    re.IGNORECASE,
)
_ALWAYS_PARTS = re.compile(r"[;؛|\n]")
_PERHAPS_PARTS = re.compile(r"\s*[,،/]\s*|\s+(?:and|und|et|و|&)\s+")
_PARTICLES = frozenset(
    {"al", "el", "bin", "ibn", "ben", "bint", "de", "da", "di", "del", "der", "den", "van", "von", "la", "le"}
)
_ROLES = frozenset(
    {
        "correspondent",
        "editor",
        "reporter",
        "writer",
        "staff",
        "news",
        "press",
        "agency",
        "agence",
        "agencies",
    }
    | {"bureau", "desk", "team", "times", "مراسل", "مراسله", "محرر", "محرره", "وكاله", "وكالات", "صحيفه"}
    | {"جريده", "مكتب", "ترجمه", "تصوير", "رييس", "كاتب", "باحث", "خبير"}
)
_LONGEST_NAME = 200
#: An address, as RSS has them: "desk@paper.example (Rita Bloom)", or with the name before it.
_MAIL = re.compile(r"(?:mailto:)?<?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}>?")


def names(value: Any) -> list[str]:
    """Return authors, each once, in order, without "By" and the like.

    Parted at semicolons and bars, at commas, slashes and "and" only where each part looks like a person's
    name: several words, letters only, none of them a role.
    """
    return distinct(name for text in strings(value) for name in _persons_of(text))


@lru_cache(maxsize=4096)  # the same few bylines come again and again
def _persons_of(text: str) -> tuple[str, ...]:
    parts = _ALWAYS_PARTS.split(inline_text(text))
    return tuple(name for part in parts for name in _persons(" ".join(part.split())))


def _persons(text: str) -> list[str]:
    text = _BYLINE_WORDS.sub("", text.strip(RIM), count=1).strip(RIM)
    if text.startswith(("http://", "https://")) or len(text) > _LONGEST_NAME:
        return []
    if "@" in text:
        text = _MAIL.sub("", text).strip(RIM)
        text = (text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text).strip(RIM)
        if not text:
            return []
    parts = _PERHAPS_PARTS.split(text)
    return parts if len(parts) > 1 and all(map(_is_person, parts)) else [text]


def _is_person(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 4 and all(
        word.replace(".", "").replace("-", "").replace("'", "").replace("’", "").isalpha()
        and (not word.isascii() or word[0].isupper() or word in _PARTICLES)
        and fold(word.removeprefix("ال")) not in _ROLES
        for word in words
    )
