"""Text out of data as a person can trust it: cut, on one line, with nothing that hides or reorders it."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

#: Characters that a browser obeys or hides instead of showing: controls, direction marks and overrides, tags
#: and noncharacters. The joiners U+200C and U+200D and the variation selectors are spelling, and stay.
#: A fixed list, since categories differ between versions of Unicode.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e0fff]"
)
_BLANK = re.compile(r"[ \t\r\n]+")
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n\s*|\n")

TITLE, ADDRESS, KEY, MESSAGE, BODY, LABEL = 200, 200, 100, 400, 1_500, 40


def _escape(sign: str) -> str:
    code = ord(sign)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters of the text, the last being "…" where some are left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def plain(text: str, limit: int) -> str:
    r"""Return the text on one line, cut, hidden characters as \uXXXX; still to be escaped for its markup."""
    return _HIDDEN.sub(lambda match: _escape(match[0]), cut(_BLANK.sub(" ", text).strip(" "), limit))


def shown(text: str, limit: int) -> Markup:
    r"""Return the text as HTML on one line, cut; hidden characters stand out as \uXXXX.

    The escapes are isolated from the direction of the text around them.
    """
    pieces: list[Markup] = []
    line, start = cut(_BLANK.sub(" ", text).strip(" "), limit), 0
    for match in _HIDDEN.finditer(line):
        pieces.append(escape(line[start : match.start()]))
        pieces.append(Markup('<bdi dir="ltr" class="hidden">{}</bdi>').format(_escape(match[0])))
        start = match.end()
    return Markup("").join([*pieces, escape(line[start:])])


def paragraphs(body: str, limit: int = BODY) -> tuple[str, ...]:
    """Return the beginning of a body, at most `limit` characters of it, by its lines; blank ones go."""
    return tuple(part for part in _PARAGRAPH.split(cut(body.strip(), limit)) if part.strip())
