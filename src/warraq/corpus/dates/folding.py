"""The one form under which names of months, days, zones and units match, in any script."""

from __future__ import annotations

import unicodedata

_ARABIC_MARKS = (*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06EE))
_BIDI_MARKS = (0x061C, 0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
_FOLDING: dict[int, int | str | None] = {
    **dict.fromkeys((*range(0x0300, 0x0370), *_ARABIC_MARKS, *_BIDI_MARKS, 0x0640, 0x0621)),
    **{start + digit: str(digit) for start in (0x0660, 0x06F0) for digit in range(10)},
    **str.maketrans("ٱىیېۍێةۃەہھکڪګۆڕڵ−–—‐‑⁄؍ı", "ا" + "ييييي" + "ههههه" + "كك" + "گورل" + "-----//i"),
}


def fold(text: str) -> str:
    """Return `text` in the one form under which names match.

    Case, accents, tashkeel, tatweel, invisible marks and the spelling of hamza, alef, yeh, kaf and teh
    marbuta are folded, digits become ASCII, dashes a hyphen. For matching only, never for display.
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text).casefold().translate(_FOLDING)
