"""An article out of an HTML page: what its markup says, and its main text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from warraq.corpus.extract.boilerplate import fold_line, strip_chrome
from warraq.corpus.extract.decoding import decode_page
from warraq.corpus.extract.dump_lines import measure
from warraq.corpus.extract.fields import Problem
from warraq.corpus.extract.page_blocks import read_blocks
from warraq.corpus.extract.page_body import read_body
from warraq.corpus.extract.page_bylines import small_print
from warraq.corpus.extract.page_credits import credit_beside
from warraq.corpus.extract.page_metadata import metadata
from warraq.corpus.extract.page_source import MOST_CHARACTERS, shortened, shortened_bytes
from warraq.corpus.records import Draft, Moment
from warraq.corpus.text.urls import canonical_url

if TYPE_CHECKING:
    from datetime import datetime

    from warraq.corpus.extract.page_body import PageBody
    from warraq.corpus.extract.page_metadata import PageMetadata
    from warraq.model.settings import Source

_LEAST_WORDS = 20
_HEAD_LINES = 4
_FULL = 0.99
_INTERNAL = frozenset({"article_body", "site"})
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")


def draft_from_page(
    data: bytes,
    source: Source,
    *,
    address: str | None = None,
    fetched: datetime | None = None,
    charset: str | None = None,
) -> Draft | Problem:
    """Return the article of an HTML page, or why there is none.

    The body (`page_body.read_body`) is one block a line, without headline and standfirst. Lines taken out of
    it are in `removed`. Time and memory are bounded: of a page of more than 3 million bytes scripts and
    styles are dropped, then its end (`page_source.shortened`), which the evidence then says.

    Args:
        address: where the page was fetched from: its URL if it states none, and the base of relative links.
        fetched: when, in naive UTC; relative dates count from it.
        charset: the encoding that the server named, which may be wrong.
    """
    short = shortened_bytes(data)
    text = decode_page(short, charset)
    if isinstance(text, Problem):
        return text
    text = shortened(_DECLARATION.sub("", text, count=1))
    tree = _parsed(text)
    if tree is None:
        return Problem("no-article", "no HTML element in the page")
    found = metadata(tree, source, address=address, fetched=fetched)
    page = read_blocks(tree)
    body = read_body(page, text, found)
    body = _cleared(body, found, source, [re.compile(pattern) for pattern in source.drop_lines])
    cut = len(text) == MOST_CHARACTERS or MOST_CHARACTERS * _FULL < len(short) < len(data)
    if cut or not page.is_whole:
        body.where += ", of the part of the page that was read"
    words = sum(measure(line)[0] for line in body.text.splitlines())
    if words < _LEAST_WORDS and not (words and found.article_body):
        detail = f"{words} words of text in a page of {len(data)} bytes; {body.where}; title {found.title!r}"
        return Problem("no-article", detail[:300])
    draft = _drafted(found, body)
    if credit := credit_beside(page, body.text):
        draft.agency, line = credit
        draft.evidence["agency"] = f"line beside the text: {line}"
        draft.removed = [pair for pair in draft.removed if pair[0] != line] + [(line, "agency-credit")]
    _add_record(draft, address, fetched)
    return draft


def _add_record(draft: Draft, address: str | None, fetched: datetime | None) -> None:
    """Add what the record says of its page: the address, if the page states none, and the time."""
    if draft.url is None and (given := canonical_url(address or "")):
        draft.url = given
        draft.evidence["url"] = "address it was fetched from"
    if fetched is not None:
        draft.fetched = Moment(fetched, "second")
        draft.evidence["fetched_at"] = "time of the capture"


def _parsed(text: str) -> Any:
    """Return the page's tree, or None where there is no element; damage is mended as browsers do."""
    try:
        # The plain parser: that of lxml.html looks a class up, in Python, for each element touched.
        return etree.fromstring(text, etree.HTMLParser(remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _cleared(
    body: PageBody, found: PageMetadata, source: Source, drop_lines: list[re.Pattern[str]]
) -> PageBody:
    """Return the body without lines that are not article text, nor headlines, writer or date at its head."""
    headlines = {fold_line(text) for text in (found.title, found.subtitle) if text}
    lines = [line for line in body.text.splitlines() if line.strip()]
    head = [line for line in lines[:_HEAD_LINES] if fold_line(line) not in headlines]
    small = [(line, reason) for line in head if (reason := small_print(line, source))]
    head = [line for line in head if line not in dict(small)]
    body.text, removed = strip_chrome("\n".join((*head, *lines[_HEAD_LINES:])), drop_lines)
    body.removed = [*small, *body.removed, *removed]
    return body


def _drafted(found: PageMetadata, body: PageBody) -> Draft:
    subtitle = None if _opens(body.text, found.subtitle) else found.subtitle
    evidence = {name: place for name, place in found.evidence.items() if name not in _INTERNAL}
    if subtitle is None:
        evidence.pop("subtitle", None)
    return Draft(
        url=found.url,
        title=found.title,
        subtitle=subtitle,
        body=body.text,
        authors=found.authors,
        section=found.section,
        tags=found.tags,
        published=found.published,
        modified=found.modified,
        language=found.language,
        paywalled=found.paywalled,
        kind=found.kind,
        evidence={**evidence, "body": body.where},
        removed=body.removed,
    )


def _opens(body: str, subtitle: str | None) -> bool:
    return bool(subtitle) and fold_line(body[:400]).startswith(fold_line(subtitle or ""))
