"""Articles in two languages: a translation below the text, a quotation as it was, another article behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.text.character_classes import count_letters
from warraq.corpus.text.language import LONG_SAMPLE, SHORT_SAMPLE, UNDETERMINED, detect, same_language
from warraq.corpus.text.language_scripts import script_columns

if TYPE_CHECKING:
    from collections.abc import Callable

#: Share of letters in the scripts of its language below which a text is mixed.
SCRIPT_SHARE = 0.8
_SURE = 0.8  # score from which another language is believed
_LEAST_LETTERS = 40  # of other scripts


def second_language(frame: pl.DataFrame) -> pl.Series:
    """Return the tag of another language in each text, null where none is certain.

    Looked at are the paragraphs in other scripts than the language's, where these hold a fifth of the letters
    and forty at least; and the last 128 characters of a longer text, where function words do not confirm the
    language.

    Args:
        frame: body, language, characters, language_script_share, `_letters` (number of letters), `_confirmed`
            (whether the text's end has the function words that its language has).
    """
    share = pl.col("language_script_share")
    known = pl.col("language") != UNDETERMINED[0]
    chosen = frame.select(
        foreign=known & (share < SCRIPT_SHARE) & (pl.col("_letters") * (1 - share) >= _LEAST_LETTERS),
        ends=known & (pl.col("characters") >= 5 * SHORT_SAMPLE) & ~pl.col("_confirmed"),
    ).fill_null(value=False)
    second = pl.Series("second_language", [None] * frame.height, dtype=pl.String())
    for name, sample in (("ends", _end), ("foreign", _foreign_paragraphs)):
        at = chosen[name].arg_true()
        if len(at):
            found = _others(
                frame["body"].gather(at).to_list(), frame["language"].gather(at).to_list(), sample
            )
            second = second.scatter(at.filter(found.is_not_null()), found.drop_nulls())
    return second


def _others(bodies: list[str], tags: list[str], sample: Callable[[str, str], str]) -> pl.Series:
    answers = detect([sample(body, tag) for body, tag in zip(bodies, tags, strict=True)])
    others = [
        other if other != UNDETERMINED[0] and score >= _SURE and not same_language(tag, other) else None
        for tag, (other, score) in zip(tags, answers, strict=True)
    ]
    return pl.Series(others, dtype=pl.String())


def _end(body: str, _: str) -> str:
    return body[-SHORT_SAMPLE:]


def _foreign_paragraphs(body: str, tag: str) -> str:
    paragraphs = body.split("\n")
    letters = count_letters(pl.Series(paragraphs, dtype=pl.String()))
    foreign = 2 * letters[:, list(script_columns(tag))].sum(axis=1) < letters.sum(axis=1)
    chosen = (text for text, other in zip(paragraphs, foreign.tolist(), strict=True) if other)
    return "\n".join(chosen)[:LONG_SAMPLE]
