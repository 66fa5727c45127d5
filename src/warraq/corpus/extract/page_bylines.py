"""Lines between headline and text that tell the writer or the date, and nothing else."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from warraq.corpus.dates.parse import parse_date
from warraq.corpus.extract.boilerplate import fold_line
from warraq.corpus.extract.dump_credits import byline
from warraq.corpus.extract.dump_dates import find_dates
from warraq.corpus.extract.dump_lines import Line
from warraq.corpus.extract.page_date_lines import headline_places, lines_below
from warraq.corpus.extract.page_lines import EDGE
from warraq.corpus.records import Moment
from warraq.corpus.text.agency import AgencyIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warraq.model.settings import Source

_LINES = 6
_MOST_PLACES = 3
_LONGEST = 160
_LONGEST_RELATIVE = 40
_PARTS = re.compile(rf"\s*[|•·{EDGE}]\s*|\s+[–—-]\s+")
#: Some time of fetching: whether words count back from one does not depend on it.
_ANY = Moment(datetime(2020, 1, 15, 12), "second")  # noqa: DTZ001 - moments are naive UTC


def writers_near_headline(tree: Any, headings: Sequence[Any], title: str | None) -> list[str]:
    """Return the names of the first line below the headline that is, or has a part that is, a byline."""
    for heading in islice(headline_places(tree, headings, title), _MOST_PLACES):
        for line in islice(lines_below(heading), _LINES):
            for part in (line.replace(EDGE, " "), *_PARTS.split(line)) if len(line) <= _LONGEST else ():
                if names := byline(_line(part)):
                    # «Von Anna Tal, Olivental»: what is one word behind a name is a place.
                    return [names[0], *(name for name in names[1:] if " " in name)]
    return []


def small_print(text: str, source: Source) -> str | None:
    """Return "byline" or "date-line" if a line tells nothing but the writer or the date, else None.

    A line that names an agency is none: it is the article's credit, which is looked for later.
    """
    line = _line(text)
    if len(line.text) > _LONGEST:
        return None
    if names := byline(line):
        index = AgencyIndex.load()
        return None if any(index.find(name, certain=False) for name in names) else "byline"
    if find_dates([line], source):
        return "date-line"
    if len(line.text) <= _LONGEST_RELATIVE:
        moment = parse_date(line.text, zone=source.zone, origin="text", fetched=_ANY)
        return "date-line" if moment is not None and moment.origin == "relative" else None
    return None


def _line(text: str) -> Line:
    plain = " ".join(text.split())
    return Line(1, plain, None, fold_line(plain[:_LONGEST]))
