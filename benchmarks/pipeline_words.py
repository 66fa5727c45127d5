"""The words of made-up news: Arabic forms by Zipf's law, stock phrases and names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Number of distinct words.
FIRST = 300_000
#: What follows a word in a text. Form `FIRST * n + word` is the word with the n-th of these after it.
ENDS = (" ", "، ", ". ", ".\n")
_TABLE = 1 << 22
_PHRASES = 400
_COMMON = (
    *("في", "من", "على", "أن", "إلى", "التي", "عن", "مع", "الذي", "هذا", "هذه", "بعد", "كما"),
    *("بين", "ما", "كان", "قال", "لا", "خلال", "حيث", "أو", "وقد", "منذ", "عام", "اليوم", "ذلك"),
    *("كانت", "كل", "قبل", "غير", "أي", "حول", "وقال", "لم", "إن", "أكثر", "عدد", "رئيس", "أمس"),
    *("وزارة", "حكومة", "مدينة", "دولة", "مليون", "العمل", "الدولة", "المدينة", "الحكومة"),
    *("الوزارة", "العام", "الماضي", "المقبل", "المجلس", "اللجنة", "المشروع", "الشركة", "السوق"),
    *("المياه", "الطرق", "التعليم", "الصحة", "الاقتصاد", "السكان", "المنطقة", "البلاد", "الأسبوع"),
    *("الشهر", "السنة", "الأحياء", "الميناء", "الجامعة", "المباراة", "الفريق", "الموسم"),
    *("البطولة", "الأسعار", "النفط", "الطاقة", "الزراعة", "التجارة", "وأضاف", "وأوضح", "وأكد"),
    *("وأشار", "أعلنت", "أعلن", "يذكر", "المتحدث", "باسم", "الهيئة", "مصدر", "مسؤول", "تنفيذ"),
    *("برنامج", "خطة", "تطوير", "افتتاح", "مؤتمر", "اجتماع"),
)
_LETTERS = "بتثجحخدرزسشصطعغفقكلمنهوي"
_PATTERNS = (
    *("{0}{1}{2}", "ال{0}{1}{2}", "{0}ا{1}{2}", "ال{0}ا{1}{2}", "م{0}{1}و{2}", "الم{0}{1}و{2}", "{0}{1}ي{2}"),
    *(
        "ال{0}{1}ي{2}",
        "ت{0}{1}{2}",
        "ي{0}{1}{2}",
        "ي{0}{1}{2}ون",
        "{0}{1}ا{2}",
        "ال{0}{1}ا{2}",
        "م{0}ا{1}{2}ة",
    ),
    *(
        "الم{0}{1}{2}ين",
        "است{0}{1}{2}",
        "و{0}{1}{2}",
        "ب{0}{1}{2}ها",
        "{0}{1}{2}ات",
        "ال{0}{1}{2}ات",
        "ل{0}{1}{2}",
    ),
    *(
        "ا{0}ت{1}ا{2}",
        "الا{0}ت{1}ا{2}",
        "ت{0}{1}ي{2}",
        "الت{0}{1}ي{2}",
        "{0}{1}{2}ية",
        "ال{0}{1}{2}ية",
        "و{0}{1}ا{2}",
    ),
)


@dataclass(frozen=True)
class Lexicon:
    """Words, the table they are drawn from, stock phrases and names of people who do not exist."""

    forms: NDArray[np.object_]
    table: NDArray[np.int32]
    phrases: list[NDArray[np.int32]]
    names: list[str]

    def draw(self, chance: np.random.Generator, count: int) -> NDArray[np.int32]:
        """Return words by Zipf's law."""
        drawn: NDArray[np.int32] = self.table[chance.integers(0, _TABLE, count, dtype=np.int32)]
        return drawn

    def phrase_places(self, chance: np.random.Generator, count: int) -> NDArray[np.int64]:
        """Return places of phrases; half of them are the first, which is empty."""
        places = (len(self.phrases) ** chance.random(count)).astype(np.int64)
        return np.where(chance.random(count) < 0.5, 0, np.minimum(places, len(self.phrases) - 1))

    def text(self, forms: NDArray[np.int32]) -> str:
        """Return the forms in one string."""
        return "".join(self.forms[forms].tolist())


def lexicon(seed: int) -> Lexicon:
    """Return the words; the same seed gives the same."""
    chance = np.random.default_rng([seed, 1])
    made: dict[str, None] = dict.fromkeys(_COMMON)
    letters = np.array(list(_LETTERS))
    while len(made) < FIRST:
        for root in letters[chance.integers(0, len(letters), (2_000, 3))].tolist():
            pattern = _PATTERNS[int(chance.integers(len(_PATTERNS)))]
            made[pattern.format(*root)] = None
    words = list(made)[:FIRST]
    forms = np.array([word + end for end in ENDS for word in words], dtype=object)
    weight = 1 / (np.arange(FIRST) + 3.7)
    steps = np.cumsum(weight / weight.sum())
    table = np.searchsorted(steps, (np.arange(_TABLE) + 0.5) / _TABLE).astype(np.int32)
    phrases = [table[chance.integers(0, _TABLE, int(size))] for size in chance.integers(6, 12, _PHRASES)]
    phrases[0] = phrases[0][:0]
    given = chance.integers(len(_COMMON), 5_000, (2_000, 2))
    return Lexicon(forms, table, phrases, [f"{words[one]} {words[other]}" for one, other in given])
