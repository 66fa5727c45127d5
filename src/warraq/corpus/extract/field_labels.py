"""Address, authors, tags and other labels of a record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from warraq.corpus.extract.field_persons import names
from warraq.corpus.extract.field_values import (
    RIM,
    distinct,
    is_absent,
    is_mapping,
    kind,
    label,
    labels,
    strings,
)
from warraq.corpus.extract.field_words import shown
from warraq.corpus.text.urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from warraq.corpus.extract.field_lookup import Candidate, Found
    from warraq.corpus.records import Draft

_LARGEST_KEY = 10**40
_LONGEST_KEY = 2_000
_ADDRESS_KEYS = ("@id", "url", "@href", "href", "value")
_SECTION_PARTS = re.compile(r"[;|]")
_LANGUAGE_KEYS = ("alternateName", "code", "iso", "name", "@value")


def read_url(draft: Draft, found: Found) -> None:
    """Fill in the address, of keys for it, else of the site's or of an identifier that is an address."""
    addresses = found.get("url", ())
    for candidate in (*addresses, *found.get("site", ()), *found.get("key", ())):
        draft.url = canonical_url(_address(candidate.value))
        if draft.url:
            draft.evidence["url"] = f"key {candidate.key!r}"
            return
    for candidate in addresses[:1]:
        draft.evidence["url"] = f"key {candidate.key!r}: not a web address: {shown(candidate.value)}"


def _address(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        value = next((item for item in value if not is_absent(item)), "")
    if is_mapping(value):
        value = next((value[key] for key in _ADDRESS_KEYS if isinstance(value.get(key), str)), "")
    return value if isinstance(value, str) else ""


def read_labels(draft: Draft, found: Found) -> None:
    """Fill in authors, tags, agency, section, language and the scraper's own identifier."""
    if several := found.get("authors"):
        draft.authors = _first(draft, "authors", several, names)
    if several := found.get("tags"):
        draft.tags = _first(draft, "tags", several, labels)
    if several := found.get("agency"):
        draft.agency = next(iter(_first(draft, "agency", several, _lines)), None)
    if several := found.get("section"):
        draft.section = next(iter(_first(draft, "section", several, _sections)), None)
    if several := found.get("language"):
        draft.language = next(iter(_first(draft, "language", several, _languages)), None)
    for candidate in found.get("key", ()):
        key = _key(candidate.value)
        if key:
            draft.key = key
            break


def _first(draft: Draft, field: str, several: list[Candidate], read: Callable[[Any], list[str]]) -> list[str]:
    for candidate in several:
        values = read(candidate.value)
        if values:
            draft.evidence[field] = f"key {candidate.key!r}"
            if type(candidate.value) is not str:
                draft.evidence[field] += _passed_over(candidate.value)
            return values
        if type(candidate.value) is not str:
            draft.evidence.setdefault(field, f"key {candidate.key!r} passed over: {kind(candidate.value)}")
    return []


def _passed_over(value: Any) -> str:
    """Return a remark on the items of a list that are no text and have no name."""
    if not isinstance(value, list | tuple):
        return ""
    odd = sum(1 for item in value if not isinstance(item, str) and not is_absent(item) and not strings(item))
    return f"; {odd} of {len(value)} items passed over" if odd else ""


def _lines(value: Any) -> list[str]:
    return distinct(label(text) for text in strings(value))


def _sections(value: Any) -> list[str]:
    """Return sections in their order; a single string is parted at semicolons and bars (trafilatura)."""
    parts = [part for text in strings(value) for part in _SECTION_PARTS.split(label(text))]
    return distinct(part.strip(RIM) for part in parts)


def _languages(value: Any) -> list[str]:
    if is_mapping(value):
        value = next((value[key] for key in _LANGUAGE_KEYS if isinstance(value.get(key), str)), None)
    return _lines(value)


def _key(value: Any) -> str | None:
    """Return an identifier as text; an address without the name and password that may be in it."""
    if isinstance(value, float) and value.is_integer():  # pandas, of a column with gaps
        value = int(value)
    if isinstance(value, str):
        text = value.strip()[:_LONGEST_KEY]
        return (canonical_url(text) or None) if "://" in text and "@" in text else text
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST_KEY:
        return str(value)
    return None
