"""The agency that a page credits in a part of its own, just above or below its article's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.corpus.extract.boilerplate import fold_line
from warraq.corpus.extract.dump_credits import is_named_credit
from warraq.corpus.extract.dump_lines import Line
from warraq.corpus.text.agency import AgencyIndex
from warraq.corpus.text.credit_tail import cut_tail

if TYPE_CHECKING:
    from warraq.corpus.extract.page_blocks import PageBlocks

_ABOVE = 4
_BELOW = 2
_LONGEST = 80


def credit_beside(page: PageBlocks, body: str) -> tuple[str, str] | None:
    """Return the agency's name and the line that credits it, or None.

    Read are the two lines of the page below the body's last one, then the four above its first one; a line
    counts if it is an agency's name and nothing else, or names one behind a word for source. What belongs to
    a picture credits the picture. The body is not touched: a credit inside it is found in it, later.

    Args:
        body: lines of the page; where its first or last is none of them, that end is not looked at.
    """
    own, lines = body.split("\n"), page.lines
    last = next((at for at in range(len(lines) - 1, -1, -1) if lines[at] == own[-1]), len(lines))
    first = next((at for at, line in enumerate(lines) if line == own[0]), 0)
    below = range(last + 1, min(len(lines), last + 1 + _BELOW))
    above = range(first - 1, max(0, first - _ABOVE) - 1, -1)
    for at in (*below, *above):
        if (found := _credit(lines[at], own[-1])) and not _is_of_picture(page, at):
            return found
    return None


def _is_of_picture(page: PageBlocks, at: int) -> bool:
    node = page.blocks[at].node
    while node:
        hint = page.hints[node]
        if hint is not None and hint.reason == "caption":
            return True
        node = page.parents[node]
    return False


def _credit(text: str, prose: str) -> tuple[str, str] | None:
    if len(text) > _LONGEST or not is_named_credit(Line(1, text, None, fold_line(text))):
        return None
    cut = cut_tail(f"{prose}\n{text}", AgencyIndex.load())
    return (cut.name, text) if cut is not None and cut.body.strip() == prose.strip() else None
