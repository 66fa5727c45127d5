"""What stands between the paragraphs of an article and is none of it: boxes of links, captions, repeats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from warraq.corpus.extract.dump_lines import is_site_line, line_score, measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from warraq.corpus.extract.dump_lines import Line, Run

#: Lines with these reasons may be a paragraph's own: a year on a line, a sub-heading of one word.
KEPT_INSIDE = frozenset({None, "view-counter", "navigation"})
_BOX_LINES = 2
_TEASER_WORDS = 7
_LABELS = frozenset({"read-also", "widget"})
_LISTED = re.compile(r"[\W_]*(?:[-–—•·*◦▪►●#]|\d{1,3}\s?[.):\-/]|[^\W\d_][.)]\s)")
_ANNOUNCES = (":", "：")


def interruptions(lines: Sequence[Line], run: Run) -> dict[int, str]:
    """Return index -> reason of the lines inside the run that interrupt the article.

    These are lines that are chrome by themselves, a line said twice in a row, and boxes: two or more lines
    together that are no prose, of which one is as long as a headline, as the titles of other articles are. A
    list is no box: it is announced by a colon or its lines carry a number or a bullet; nor are sub-headings.
    A line that the site's pages share goes only together with others: alone between two paragraphs it is a
    sub-heading or a phrase that the writer comes back to.
    """
    taken = {at: reason for at in range(run.start, run.stop) if (reason := _own_reason(lines[at]))}
    for at in range(run.start + 1, run.stop):
        if lines[at].folded == lines[at - 1].folded and at not in taken:
            taken[at] = "repeated"
    at = run.start
    while at < run.stop:
        stop = at
        while stop < run.stop and (stop in taken or line_score(lines[stop]) <= 0):
            stop += 1
        taken |= _between(lines, at, stop, taken)
        at = stop + 1
    return taken


def _own_reason(line: Line) -> str | None:
    return None if line.reason in KEPT_INSIDE or is_site_line(line) else line.reason


def _between(lines: Sequence[Line], start: int, stop: int, taken: Mapping[int, str]) -> dict[int, str]:
    """Return what else goes of the lines `[start, stop)`, which stand together between two paragraphs."""
    members = [at for at in range(start, stop) if at not in taken]
    shared = [at for at in members if is_site_line(lines[at])]
    if members and _is_box(lines, members, start - 1, taken.get(start)):
        return {at: lines[at].reason or "box" for at in members}
    if len(shared) > 1 or (shared and len(members) < stop - start):
        return {at: lines[at].reason or "box" for at in shared}
    return {}


def _is_box(lines: Sequence[Line], members: Sequence[int], before: int, label: str | None) -> bool:
    if len(members) < (1 if label in _LABELS else _BOX_LINES):
        return False
    if before >= 0 and lines[before].text.endswith(_ANNOUNCES):
        return False
    listed = sum(bool(_LISTED.match(lines[at].text)) for at in members)
    longest = max(measure(lines[at].text)[0] for at in members)
    return listed * 2 <= len(members) and longest >= _TEASER_WORDS
