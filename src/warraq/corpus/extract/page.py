"""An article out of an HTML page: what its markup says, and its main text."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from warraq.corpus.extract.boilerplate import fold_line, strip_chrome
from warraq.corpus.extract.decoding import decode_page
from warraq.corpus.extract.dump_dates import read_dates
from warraq.corpus.extract.dump_lines import body_run, measure, read_lines
from warraq.corpus.extract.fields import Problem
from warraq.corpus.extract.page_blocks import visible_lines
from warraq.corpus.extract.page_metadata import metadata
from warraq.corpus.records import Draft

if TYPE_CHECKING:
    from warraq.corpus.extract.page_metadata import PageMetadata
    from warraq.model.settings import Source

_LEAST_WORDS = 20
_MOST_ELEMENTS = 20_000
_MOST_CHARACTERS = 3_000_000
_DEEPEST = 200
_HEAD_LINES = 4
_DATE_LINES = 15
_OF_MAIN_TEXT = 0.7
_IN_PAGE = 0.9
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_WORD = re.compile(r"\w+")


def draft_from_page(data: bytes, source: Source) -> Draft | Problem:
    """Return the article of an HTML page, or why there is none.

    The body is the JSON-LD articleBody if the page shows it and it is not much shorter than the main text,
    else the main text as trafilatura finds it (Barbaresi, "Trafilatura: A Web Scraping Library and
    Command-Line Tool", ACL 2021), one paragraph a line, without headline and standfirst. A page too large or
    too deep for that is read by lines (`dump_lines.body_run`). Lines taken out of the body are in `removed`.
    """
    text = decode_page(data)
    if isinstance(text, Problem):
        return text
    tree = _parsed(text)
    if tree is None:
        return Problem("no-article", "no HTML element in the page")
    found = metadata(tree, source)
    lines = visible_lines(tree)
    _read_date_line(found, lines, source)
    body, where = _body(tree, lines, found)
    body = _without_headlines(body, found)
    body, removed = strip_chrome(body, [re.compile(pattern) for pattern in source.drop_lines])
    words = sum(measure(line)[0] for line in body.splitlines())
    if words < _LEAST_WORDS and not (words and found.article_body):
        return Problem(
            "no-article", f"{words} words of text in a page of {len(data)} bytes; title {found.title!r}"[:300]
        )
    return _drafted(found, body, where, removed)


def _drafted(found: PageMetadata, body: str, where: str, removed: list[tuple[str, str]]) -> Draft:
    subtitle = None if _opens(body, found.subtitle) else found.subtitle
    evidence = {name: place for name, place in found.evidence.items() if name not in ("article_body", "site")}
    if subtitle is None:
        evidence.pop("subtitle", None)
    if found.accessible_for_free is not None:
        evidence["accessible_for_free"] = str(found.accessible_for_free).lower()
    return Draft(
        url=found.url,
        title=found.title,
        subtitle=subtitle,
        body=body,
        authors=found.authors,
        section=found.section,
        tags=found.tags,
        published=found.published,
        modified=found.modified,
        language=found.language,
        evidence={**evidence, "body": where},
        removed=removed,
    )


def _parsed(text: str) -> Any:
    """Return the page's tree, or None where there is no element; damage is mended as browsers do."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return html.document_fromstring(_DECLARATION.sub("", text, count=1), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _read_date_line(found: PageMetadata, lines: list[str], source: Source) -> None:
    """Take the date from a line below the headline; above it may stand the day of reading."""
    if found.title is None or (
        found.published is not None and found.published.precision not in ("month", "year")
    ):
        return
    title = fold_line(found.title)
    at = next((at for at, line in enumerate(lines) if fold_line(line) == title), None)
    if at is not None:
        dates = read_dates(read_lines("\n".join(lines[at + 1 : at + 1 + _DATE_LINES])), source)
        if dates.published is not None:
            found.published = dates.published
            found.evidence["published_at"] = "line below the headline"


def _body(tree: Any, lines: list[str], found: PageMetadata) -> tuple[str, str]:
    main, where = ("", "") if _is_excessive(tree) else (_main_text(tree), "main text (trafilatura)")
    if not where:
        main, where = _by_lines(lines), "main text by lines: the page is too large or too deep"
    given = found.article_body
    if not given or len(given) < len(main) * _OF_MAIN_TEXT:
        return main, where
    shown = _as_shown(given, lines)
    return (shown, "JSON-LD articleBody") if shown else (main, where)


def _is_excessive(tree: Any) -> bool:
    """Return whether main-text extraction, which recurses and rescans, would take too long or too deep."""
    elements = characters = depth = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        elements += 1
        characters += len(element.text or "") + len(element.tail or "")
        if elements > _MOST_ELEMENTS or depth > _DEEPEST or characters > _MOST_CHARACTERS:
            return True
    return False


def _main_text(tree: Any) -> str:
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    document = bare_extraction(tree, favor_precision=True, include_comments=False, with_metadata=False)
    return (document.text or "") if document is not None else ""


def _by_lines(lines: list[str]) -> str:
    read = read_lines("\n".join(lines))
    run = body_run(read)
    return "\n".join(line.text for line in read[run.start : run.stop]) if run else ""


def _as_shown(given: str, lines: list[str]) -> str | None:
    """Return `given` in the paragraphs of the page, or None if the page does not show its words.

    Publishers often write articleBody as one paragraph, or with entities and markup.
    """
    words = _WORD.findall(
        fold_line(html.fromstring(f"<div>{given}</div>").text_content() if "<" in given else given)
    )
    text = f" {' '.join(words)} "
    kept, covered = [], 0
    for line in lines:
        own = _WORD.findall(fold_line(line))
        if len(own) >= 3 and f" {' '.join(own)} " in text:
            kept.append(line)
            covered += len(own)
    if words and len(words) * _IN_PAGE <= covered <= len(words) * 1.1:
        return "\n".join(kept)
    return None


def _without_headlines(body: str, found: PageMetadata) -> str:
    headlines = {fold_line(text) for text in (found.title, found.subtitle) if text}
    lines = [line for line in body.splitlines() if line.strip()]
    head = [line for line in lines[:_HEAD_LINES] if fold_line(line) not in headlines]
    return "\n".join((*head, *lines[_HEAD_LINES:]))


def _opens(body: str, subtitle: str | None) -> bool:
    return bool(subtitle) and fold_line(body[:400]).startswith(fold_line(subtitle or ""))
