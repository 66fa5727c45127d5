"""Which reading of a page's body is taken: the publisher's own, the main text by blocks, or trafilatura's."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree, html

from warraq.corpus.extract.boilerplate import fold_line
from warraq.corpus.extract.dump_lines import Run, body_run, measure, read_lines
from warraq.corpus.extract.main_text import main_text
from warraq.corpus.extract.page_blocks import DEEPEST_TREE
from warraq.corpus.extract.page_source import flat_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warraq.corpus.extract.main_text import MainText
    from warraq.corpus.extract.page_blocks import PageBlocks
    from warraq.corpus.extract.page_metadata import PageMetadata

_LEAST_WORDS = 20
_MOST_ELEMENTS = 5_000
_MOST_CHARACTERS = 1_500_000
_MOST_LINES = 5_000
_DEEPEST = 150
_OF_MAIN_TEXT = 0.7
_IN_PAGE = 0.9
_MOST_SHOWN = 1.1
_MOST_OF_GIVEN = 0.75
_SAME = 0.95
_LEAST_IN_LINE = 3
_LONGEST_GIVEN = 500_000
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class PageBody:
    """The text of the body, one block a line; which reading it is; the lines left out between its lines."""

    text: str
    where: str
    removed: list[tuple[str, str]] = field(default_factory=list)


def read_body(page: PageBlocks, text: str, found: PageMetadata) -> PageBody:
    """Return the body of a page.

    1. JSON-LD articleBody, if the page shows its words and it is not much shorter than the main text; in the
       wording of the main text by blocks where the two agree.
    2. The main text by blocks (`main_text`), if it has 60 words of prose and is for four fifths prose, or 40
       words and is hardly anything else.
    3. The main text as trafilatura finds it (Barbaresi, "Trafilatura: A Web Scraping Library and
       Command-Line Tool", ACL 2021), unless the page is too large or too deep for that.
    4. Where that finds nothing, the main text by blocks, however little; then the page's best run of lines
       (`dump_lines.body_run`).

    Args:
        text: the page's source, from which trafilatura makes a tree of its own.
    """
    main = main_text(page, found.title)
    own = PageBody("\n".join(main.lines), f"main text by blocks, {main.prose:.0%} prose", main.removed)
    given = found.article_body
    if given and len(own.text) * _OF_MAIN_TEXT <= len(given) <= _LONGEST_GIVEN:
        stated = _stated(given, page.lines, main)
        if stated is not None:
            return stated
    if main.is_sure:
        return own
    if _is_moderate(page, text):
        reference = _reference(text)
        # A tree of lists in lists makes it tell a text many times.
        is_sane = len(reference) <= sum(len(line) + 10 for line in page.lines)
        if is_sane and _words(reference) >= _LEAST_WORDS:
            return PageBody(reference, "main text (trafilatura): by blocks it is short or mixed")
    if _words(own.text) >= _LEAST_WORDS:
        return own
    if page.depth >= DEEPEST_TREE:
        return _best_run(flat_lines(text), "best run of the source's lines: the page is nested too deep")
    return _best_run(page.lines, "best run of lines")


def _best_run(texts: Sequence[str], where: str) -> PageBody:
    lines = read_lines("\n".join(texts[:_MOST_LINES]))
    run = body_run(lines) or Run(0, 0, 0.0)
    return PageBody("\n".join(line.text for line in lines[run.start : run.stop]), where)


def _words(text: str) -> int:
    return sum(measure(line)[0] for line in text.splitlines())


def _is_moderate(page: PageBlocks, text: str) -> bool:
    """Return whether trafilatura, which recurses and scans a tree again and again, ends soon on a page."""
    return (
        page.is_whole
        and page.elements <= _MOST_ELEMENTS
        and page.depth <= _DEEPEST
        and len(text) <= _MOST_CHARACTERS
    )


def _reference(text: str) -> str:
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, ValueError):
        return ""
    document = bare_extraction(tree, favor_precision=True, include_comments=False, with_metadata=False)
    return (document.text or "") if document is not None else ""


def _stated(given: str, lines: list[str], main: MainText) -> PageBody | None:
    """Return the body that JSON-LD gives, in the lines of the page; None if the page does not show its words.

    Publishers often write articleBody as one paragraph, with entities or markup, without sub-headings or with
    captions. So where the main text has most of its words and hardly any other, that is the better copy.
    """
    if "<" in given:
        given = _without_markup(given)
    squeezed = " ".join(given.split())
    words = _WORD.findall(fold_line(squeezed))
    shown = _shown(squeezed, words, lines, frozenset(main.lines))
    covered = sum(shown.values())
    if not words or not len(words) * _IN_PAGE <= covered <= len(words) * _MOST_SHOWN:
        return None
    shared = sum(shown.get(line, 0) for line in main.lines)
    own = sum(len(_WORD.findall(line)) for line in main.lines)
    if main.is_sure and shared >= own * _SAME and shared >= len(words) * _MOST_OF_GIVEN:
        return PageBody("\n".join(main.lines), "main text by blocks, as JSON-LD articleBody", main.removed)
    return PageBody("\n".join(shown), "JSON-LD articleBody")


def _shown(given: str, words: list[str], lines: list[str], main: frozenset[str]) -> dict[str, int]:
    """Return the lines of three words or more whose words follow each other in `given`, with their number."""
    text = f" {' '.join(words)} "
    shown = {}
    for line in lines:
        # Folding costs more than reading the page: only what looks like the article is folded.
        if line in main or line in given:
            own = _WORD.findall(fold_line(line))
            if len(own) >= _LEAST_IN_LINE and f" {' '.join(own)} " in text:
                shown[line] = len(own)
    return shown


def _without_markup(text: str) -> str:
    tree = etree.fromstring(f"<div>{text}</div>", etree.HTMLParser(remove_comments=True, remove_pis=True))
    return " ".join(tree.itertext()) if tree is not None else ""
