"""Personal data that a scraper takes along: e-mail addresses, telephone numbers, bank accounts.

They are counted by shape, as in the filters of RefinedWeb and FineWeb; the patterns are strict rather than
complete, so that no date, price or score counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

EMAIL = r"[A-Za-z0-9]@[A-Za-z0-9-]{1,63}\.[A-Za-z]{2}"

_DIGIT = "[0-9٠-٩۰-۹]"
_LABELS = (
    r"\b(?:tel|tél|phone|telephone|téléphone|fax|whatsapp|mobile)"
    r"|هاتف|تلفون|تليفون|جوال|موبايل|واتساب|تلفن|موبایل"
)
_INTERNATIONAL = rf"[1-9١-٩۱-۹](?:[ .()/-]{{0,2}}{_DIGIT}){{7,13}}"
_LABELLED = rf"(?:{_LABELS})\w{{0,3}}[\s.:：]{{1,4}}[+(]?{_DIGIT}(?:[ .()/-]{{0,2}}{_DIGIT}){{5,13}}"
_PHONE_START = rf"(?i:(?:\+|\b00|\b٠٠|\b۰۰){_INTERNATIONAL}|{_LABELLED})"
# Two zeros behind another group of digits are inside of a longer number, as of an account.
_PHONE = re.compile(rf"(?:\+|(?<!\d )\b(?:00|٠٠|۰۰)){_INTERNATIONAL}(?!{_DIGIT})|{_LABELLED}", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")

#: A run of digits that a number of either kind must have. It is far cheaper to look for than the number.
NUMBER_RUN = rf"{_DIGIT}(?:[ .()/-]{{0,2}}{_DIGIT}){{5}}"
_IBAN_START = "[A-Z]{2}[0-9]{2}"


def is_iban(text: str) -> bool:
    """Tell whether the text is an IBAN, spaces aside, by its check digits (ISO 13616, modulo 97)."""
    plain = text.replace(" ", "")
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", plain):
        return False
    moved = plain[4:] + plain[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def _ibans(text: str) -> int:
    """Count the IBANs; what follows one, as a word in capitals does, may have been matched along with it."""
    found = 0
    for match in _IBAN.finditer(text):
        parts = match[0].split(" ")
        found += any(is_iban("".join(parts[:end])) for end in range(len(parts), 0, -1))
    return found


def _count(texts: pl.Series, start: str, count: Callable[[str], int]) -> pl.Series:
    """Return the count for each text, looking closely only at those that hold `start`."""
    at = texts.str.contains(start).arg_true()
    counts = pl.repeat(0, len(texts), dtype=pl.Int64(), eager=True)
    return counts.scatter(at, [count(text) for text in texts.gather(at)])


def email_counts(texts: pl.Series) -> pl.Series:
    """Return the number of e-mail addresses in each text (Int64); 0 for null."""
    at = texts.str.contains("@", literal=True).arg_true()
    none = pl.repeat(0, len(texts), dtype=pl.Int64(), eager=True).alias("emails")
    return none.scatter(at, texts.gather(at).str.count_matches(EMAIL).cast(pl.Int64)) if len(at) else none


def contact_counts(texts: pl.Series) -> pl.DataFrame:
    """Return the columns `phones` and `ibans` (Int64), the numbers of each in each text; 0 for null.

    A telephone number is one in international form, or six digits and more behind a word for it in Arabic,
    Persian, English or French. An IBAN has valid check digits.
    """
    at = texts.str.contains(NUMBER_RUN).fill_null(value=False).arg_true()
    few = texts.gather(at)
    none = pl.repeat(0, len(texts), dtype=pl.Int64(), eager=True)
    return pl.DataFrame(
        {
            "phones": none.clone().scatter(at, _count(few, _PHONE_START, _phones)),
            "ibans": none.clone().scatter(at, _count(few, _IBAN_START, _ibans)),
        }
    )


def _phones(text: str) -> int:
    return sum(1 for _ in _PHONE.finditer(text))
