"""Credits at the end of a body: lines of their own, brackets, dashes and labels behind the last sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from warraq.corpus.text.credit_lines import LINE, line_credit, rights_note, sign_off
from warraq.corpus.text.credit_parts import Cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warraq.corpus.text.agency import AgencyIndex

TAIL_LINES = 3
_LONGEST = 400  # of a last line that may be a sign-off
_LAST = 64  # characters behind the last sentence

_END = re.compile(r"[.!?؟…](?!\d)\s*|[»”\"\)\]]\s*")
_BRACKETED = re.compile(r"[(\[]\s*[^()\[\]\n]{2,40}\s*[)\]]\s*\.?")
_DASHED = re.compile(r"[-–—ـ]+\s*[^\n.()\-–—]{2,30}\s*[-–—ـ]*|[-–—ـ]+\s*[^\W\d_](?:\.\s?[^\W\d_]){1,3}\.?")
_QUOTED = re.compile(r"[\"“«][^\"”»\n]{2,30}[\"”»]\.?")
_DASHES = "-–—ـ"
_OPENERS = '"“«'
_CLOSERS = '"”»)]'
_SENTENCE_ENDS = (".", "!", "?", "؟", "…")
_ABBREVIATED = frozenset('"”»)] ابپدشعفمو')  # what stands before the dot of «أ.ف.ب.» and «(واس).»


def cut_tail(body: str, agencies: AgencyIndex) -> Cut | None:
    """Return the body without one credit at its end, or None."""
    for number, (start, end) in enumerate(_tail_lines(body)):
        line = body[start:end]
        if end - start > LINE:
            name = sign_off(line) or rights_note(line, agencies)
        else:
            name = line_credit(line, agencies, unknown=number == 0) or sign_off(line)
        if name:
            return Cut(name, f"tail line: {line}", line, (body[:start].rstrip() + body[end:]).rstrip())
    text = body.rstrip()
    return _behind_sentence(text, agencies)


def _tail_lines(body: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the last lines that are short, the last first, but for a body's only line.

    The last may be as long as a sign-off.
    """
    end = len(body.rstrip())
    for number in range(TAIL_LINES):
        start = body.rfind("\n", 0, end) + 1
        if not start or end - start > (_LONGEST if number == 0 else LINE):
            return
        yield start, end
        if end - start > LINE:
            return
        end = len(body[:start].rstrip())


def _behind_sentence(text: str, agencies: AgencyIndex) -> Cut | None:
    """Return the credit between the end of a sentence and the end of the text."""
    if text[-1:] in _SENTENCE_ENDS and text[-2:-1] not in _ABBREVIATED:
        return None
    begin = max(0, len(text) - _LAST)
    for match in _END.finditer(text, begin):
        start = match.end()
        if len(text) - start < 2 or "\n" in match.group():
            continue
        is_quote = match.group()[0] in _CLOSERS
        name = _segment_credit(text[start:], agencies, bracketed=is_quote and text[start - 1] != " ")
        if name:
            credit = text[start:]
            return Cut(name, f"end of text: {credit}", credit, text[:start].rstrip())
    return None


def _segment_credit(segment: str, agencies: AgencyIndex, *, bracketed: bool) -> str | None:
    """Return the agency that the words behind a sentence name.

    Args:
        segment: the words to the end of the text.
        bracketed: whether only brackets and dashes count, as what stands before is a quotation mark that may
            open as well as close.
    """
    first = segment[0]
    if first in "([":
        return line_credit(segment, agencies) if _BRACKETED.fullmatch(segment) else None
    if first in _DASHES:
        return line_credit(segment, agencies) if _DASHED.fullmatch(segment) else None
    if bracketed or "\n" in segment:
        return None
    if first in _OPENERS:
        return line_credit(segment, agencies, unknown=False) if _QUOTED.fullmatch(segment) else None
    return None if segment[-1] in _CLOSERS[:3] else line_credit(segment, agencies, unknown=False)
