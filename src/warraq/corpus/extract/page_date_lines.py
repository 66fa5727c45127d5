"""The date on a line near a page's headline."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from warraq.corpus.extract.boilerplate import fold_line
from warraq.corpus.extract.headline import content_words
from warraq.corpus.extract.page_date_parts import date_in_line, relative_date_in_line
from warraq.corpus.extract.page_lines import text_lines
from warraq.corpus.extract.page_markup import content

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from warraq.corpus.records import Moment
    from warraq.model.settings import Source

_LINES_BELOW = 15
_LINES_ABOVE = 4
_CLOCK = timedelta(minutes=10)
_SHARED_WORDS = 3
_LINES_RELATIVE = 6
_PROSE_BELOW = 1500
_MOST_PLACES = 5
_MOST_NODES = 400
_LONGEST_HEADING = 600
_MENUS = frozenset({"nav", "header", "footer", "aside", "ul", "ol", "form", "select", "table"})
_BESIDE = frozenset({"nav", "aside", "footer", "figcaption"})


def date_near_headline(
    tree: Any,
    headings: Sequence[Any],
    title: str | None,
    source: Source,
    *,
    fetched: datetime | None = None,
    url_day: Moment | None = None,
) -> tuple[Moment, str] | None:
    """Return the date on a line of dates near the headline, and where that is; None if there is none.

    Read are the 15 lines below it, as far as there is not much prose between, then the few directly above it
    in its own part of the page. A time above is left if it may be that at which the page was fetched. A
    year of two digits is read only where it is that of the address or of fetching.

    Args:
        headings: the page's `h1` elements.
        title: the headline; an element with its text stands for a missing `h1`.
        url_day: the date in the page's address.
    """
    captions = _captions(tree)
    years = {moment.year for moment in (fetched, url_day.value if url_day else None) if moment is not None}
    for heading in islice(headline_places(tree, headings, title), _MOST_PLACES):
        if found := _first_date(lines_below(heading), source, years, captions, fetched, counts=True):
            counted = ", counted from the time of fetching" if found.origin == "relative" else ""
            return found, f"line below the headline{counted}"
        above = _first_date(_above(heading), source, years, captions, fetched, counts=False)
        if above and not _is_clock(above, fetched):
            return above, "line above the headline"
    return None


def headline_places(tree: Any, headings: Sequence[Any], title: str | None) -> Iterator[Any]:
    """Yield the elements that hold the headline `title`: a heading that says it, else others that may."""
    same = fold_line(title or "")
    words = content_words(same)
    exact = [heading for heading in headings if same and fold_line(content(heading)) == same]
    akin = [heading for heading in headings if words & content_words(content(heading))]
    if exact or akin:
        yield from exact or akin
        return
    if same:
        for element in tree.iter("h2", "h3", "span", "div", "p", "td", "strong", "a"):
            if _says(element, same, words):
                yield element
    yield from headings[:1]


def _is_clock(moment: Moment, fetched: datetime | None) -> bool:
    """Return whether a time may be that at which the page was shown; `date_in_line` judges days."""
    return fetched is not None and moment.precision != "day" and abs(fetched - moment.value) < _CLOCK


def _says(element: Any, title: str, words: frozenset[str]) -> bool:
    if element.tag not in {"h2", "h3"}:
        text = element.text or ""
        return len(text) < _LONGEST_HEADING and text[:1] != "" and fold_line(text) == title
    heading = content(element)[:_LONGEST_HEADING]
    shared = len(words & content_words(heading))
    return fold_line(heading) == title or (shared >= _SHARED_WORDS and shared * 5 >= len(words) * 4)


def lines_below(heading: Any) -> Iterator[str]:
    """Yield the lines of text that follow an element, as far as there is not much prose among them."""
    prose = 0
    for line in islice(_following(heading), _LINES_BELOW):
        yield line
        prose += len(line)
        if prose > _PROSE_BELOW:
            return


def _following(heading: Any) -> Iterator[str]:
    for node in (heading, *heading.iterancestors()):
        if node.tag in {"body", "html"}:
            return
        if node.tail and node.tail.strip():
            yield " ".join(node.tail.split())
        for sibling in islice(node.itersiblings(), _MOST_NODES):
            yield from text_lines(sibling, _BESIDE)
            if sibling.tail and sibling.tail.strip():
                yield " ".join(sibling.tail.split())


def _above(heading: Any) -> Iterator[str]:
    count = 0
    for node in (heading, *heading.iterancestors()):
        parent = node.getparent()
        if parent is None or parent.tag in {"body", "html"}:
            return
        for sibling in islice(node.itersiblings(preceding=True), _MOST_NODES):
            lines = [] if sibling.tag in _MENUS else list(text_lines(sibling, _BESIDE))
            if sibling.tag in _MENUS or count + len(lines) > _LINES_ABOVE:
                return
            yield from reversed(lines)
            count += len(lines)


def _captions(tree: Any) -> frozenset[str]:
    images = islice(tree.iter("img"), _MOST_NODES)
    return frozenset(" ".join((image.get("alt") or "")[:500].split()) for image in images)


def _first_date(
    lines: Iterator[str],
    source: Source,
    years: set[int],
    captions: frozenset[str],
    fetched: datetime | None,
    *,
    counts: bool,
) -> Moment | None:
    """Return the first date; if asked, words that count back from `fetched` are read in the first lines."""
    before = ""
    for at, line in enumerate(lines):
        moment = None if line in captions else date_in_line(line, before, source, years, fetched)
        if counts and moment is None and fetched is not None and at < _LINES_RELATIVE:
            moment = relative_date_in_line(line, source, fetched)
        if moment is not None:
            return moment
        before = line
    return None
