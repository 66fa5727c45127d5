"""Repairing short texts beside the article: authors, tags, section, agency."""

from __future__ import annotations

import re
import unicodedata

from warraq.corpus.text.mojibake import repair_mojibake

#: Controls, soft hyphen, direction marks and overrides, zero-width space, byte-order mark, non-characters.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]+"
)


def clean_label(text: str | None) -> str | None:
    """Return the text on one line, repaired, without invisible characters; None if nothing is left.

    Joiners stay, as Persian spells with them. Cleaning what is clean changes nothing.
    """
    if text is None:
        return None
    if not (text.isascii() and text.isprintable()):
        text = _INVISIBLE.sub(" ", repair_mojibake(text) or text)
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split()) or None
