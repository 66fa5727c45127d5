"""The source of a page, brought to a length that can be read in bounded time and memory."""

from __future__ import annotations

import re
from html import unescape

MOST_CHARACTERS = 3_000_000
_LONGEST_TAG = 1_000
_HEAD = 4_096
_BEYOND_ASCII = bytes(range(128, 256))
_OPENED = {f"<{name}": f"</{name}" for name in ("script", "style", "svg", "SCRIPT", "STYLE", "SVG")}
_HIDDEN = re.compile(
    r"<(script|style|svg|noscript|template)\b.*?(?:</\1[^>]{0,200}>|\Z)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<[^<>]{0,2000}>")


def shortened(text: str) -> str:
    """Return a page's source of at most 3 million characters.

    A longer one loses its scripts (JSON-LD excepted), styles and drawings; then its end. Linear in its
    length.
    """
    if len(text) <= MOST_CHARACTERS:
        return text
    kept: list[str] = []
    length = at = 0
    nearest = {opening: text.find(opening) for opening in _OPENED}
    while length <= MOST_CHARACTERS:
        for opening, place in nearest.items():
            if 0 <= place < at:
                nearest[opening] = text.find(opening, at)
        start, opening = min(
            ((place, opening) for opening, place in nearest.items() if place >= 0), default=(len(text), "")
        )
        end = text.find(_OPENED[opening], start) if opening else len(text)
        is_data = "ld+json" in text[start : start + _LONGEST_TAG].partition(">")[0]
        kept.append(text[at : end if is_data else start])
        length += len(kept[-1])
        if not opening or end < 0:
            break
        if not is_data:
            kept.append(f"{opening}>")
        at = end
    return "".join(kept)[:MOST_CHARACTERS]


def shortened_bytes(data: bytes) -> bytes:
    """Return a page's bytes shortened as `shortened` does; those of UTF-16 as they are.

    Telling a code page takes longer than all else, so it is done to a short page.
    """
    if len(data) <= MOST_CHARACTERS or b"\0" in data[:_HEAD]:
        return data
    short = shortened(data.decode("latin-1")).encode("latin-1")
    return short.rstrip(_BEYOND_ASCII) if len(short) == MOST_CHARACTERS else short


def flat_lines(text: str) -> list[str]:
    """Return the lines of a source without its tags, each the end of a line; for pages that no tree holds."""
    shown = _HIDDEN.sub("\n", text)
    return [line for part in unescape(_TAG.sub("\n", shown)).splitlines() if (line := part.strip())]
