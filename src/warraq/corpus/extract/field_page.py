"""The page that a scraper left in its record: read where the record has no text of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from warraq.corpus.records import Draft

if TYPE_CHECKING:
    from warraq.corpus.extract.field_lookup import Candidate, Found
    from warraq.model.settings import Source

_LOOKED_AT = 8_192
_MOST_BLANKS = 200
_PAGE = re.compile(
    r"\ufeff?(?:\s|<!--(?:[^-]|-(?!->))*+-->|<\?xml[^<>]*>)*+<(?:!doctype\s+html\b|html[\s>])", re.IGNORECASE
)
_COLUMNS = {"published": "published_at", "modified": "modified_at", "fetched": "fetched_at"}
_OWN = (
    *("key", "url", "title", "subtitle", "authors", "agency", "section", "tags", "published", "modified"),
    *("fetched", "language", "paywalled", "kind"),
)
_LEAST_ERROR = 400  # of HTTP


def is_page(value: Any) -> bool:
    """Return whether text or bytes are a whole HTML page."""
    if isinstance(value, bytes):
        value = value[:_LOOKED_AT].decode("latin-1").removeprefix("ï»¿")
    if not isinstance(value, str) or value[:_MOST_BLANKS].lstrip("\ufeff \t\r\n")[:1] != "<":
        return False
    return _PAGE.match(value[:_LOOKED_AT]) is not None


def page_in(found: Found) -> Candidate | None:
    """Return the first value that is a page, of keys for pages and for bodies."""
    several = (*found.get("page", ()), *found.get("body", ()))
    return next((candidate for candidate in several if is_page(candidate.value)), None)


def error_status(found: Found) -> int | None:
    """Return the HTTP status that the record states if it is that of an error."""
    for candidate in found.get("status", ()):
        value = candidate.value
        number = int(value) if isinstance(value, str) and re.fullmatch(r"\d{3}", value) else value
        if isinstance(number, int) and _LEAST_ERROR <= number < 600:
            return number
    return None


def read_page(draft: Draft, page: Candidate, source: Source) -> Draft | tuple[str, str]:
    """Return the article of the page, with the record's own fields going first; (reason, detail) if none."""
    from warraq.corpus.extract.page import draft_from_page

    fetched = draft.fetched if draft.fetched and draft.fetched.precision in ("second", "minute") else None
    is_text = isinstance(page.value, str)
    read = draft_from_page(
        page.value.encode("utf-8", "replace") if is_text else page.value,
        source,
        address=draft.url,
        fetched=fetched.value if fetched else None,
        charset="utf-8" if is_text else None,
    )
    if not isinstance(read, Draft):
        return read.reason, f"page under key {page.key!r}: {read.detail}"[:300]
    read.evidence = {name: f"page under key {page.key!r}: {place}" for name, place in read.evidence.items()}
    for name in _OWN:
        own = getattr(draft, name)
        if own is None or own == [] or (name == "published" and own.origin == "url" and read.published):
            continue
        setattr(read, name, own)
        column = _COLUMNS.get(name, name)
        if column in draft.evidence:
            read.evidence[column] = draft.evidence[column]
    return read
