"""From a scraper's structured record to a draft, whatever the scraper called its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.corpus.dates.parse import parse_date, url_date
from warraq.corpus.extract.field_lookup import Candidate, candidates
from warraq.corpus.extract.field_values import (
    is_absent,
    kind,
    label,
    labels,
    names,
    plain_text,
    strings,
    unescaped,
)
from warraq.corpus.records import REASONS, Draft, Moment
from warraq.corpus.text.urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warraq.model.settings import Source

_SHOWN = 80
_LARGEST_KEY = 10**40
_ELLIPSES = ".…[]"
_MORE_OPENING = 400  # characters of the body that may stand before a repeated summary: dateline, credit


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a record cannot become an article; `reason` is a key of `warraq.corpus.records.REASONS`."""

    reason: str
    detail: str

    def __post_init__(self) -> None:
        """Hold the reason to the known codes."""
        if self.reason not in REASONS:
            raise ValueError(f"unknown reason {self.reason!r}")


_Found = dict[str, list[Candidate]]


class _WrongTypeError(Exception):
    """A title or body of a type that text cannot have; caught in `draft_from_fields`."""


def draft_from_fields(fields: Mapping[str, Any], source: Source) -> Draft | Problem:
    """Return the record as a draft.

    `source.fields` decides first, then `warraq.corpus.extract.field_names.ALIASES`. An article one level down
    ({"article": {…}}, schema.org's @graph) is found, too. Where `date_field` names the key that `date` once
    had, the date is taken as that (a `date_extracted` is no publication date). Without a publication date
    that can be read, the one in the URL's path counts. Missing or blank fields are None.

    Returns:
        A draft with evidence under the names of the released columns, or a problem of reason "wrong-type" if
        title or body is neither text nor, for the body, a list of texts.
    """
    found = candidates(fields, source)
    draft = Draft()
    try:
        _read_text(draft, found)
    except _WrongTypeError as error:
        return Problem("wrong-type", str(error))
    _read_subtitle(draft, found)
    _read_url(draft, found)
    _read_dates(draft, found, source)
    _read_labels(draft, found)
    return draft


def _read_text(draft: Draft, found: _Found) -> None:
    for candidate in found.get("title", ()):
        title = _title(candidate)
        if title:
            draft.title = title
            draft.evidence["title"] = f"key {candidate.key!r}"
            break
    for candidate in found.get("body", ()):
        body = _body(candidate)
        if body and not body.isspace():
            draft.body = body
            draft.evidence["body"] = f"key {candidate.key!r}"
            break


def _title(candidate: Candidate) -> str | None:
    if isinstance(candidate.value, str):
        return unescaped(candidate.value).strip()
    if candidate.is_weak:
        return None
    raise _wrong_type("title", candidate, "a string")


def _body(candidate: Candidate) -> str | None:
    value = candidate.value
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, Mapping):
        value = _fundus_paragraphs(value)
    if isinstance(value, list | tuple) and all(item is None or isinstance(item, str) for item in value):
        paragraphs = (plain_text(item) for item in value if item)
        return "\n\n".join(text for text in paragraphs if text and not text.isspace())
    if candidate.is_weak:
        return None
    raise _wrong_type("body", candidate, "a string or a list of strings")


def _fundus_paragraphs(body: Mapping[str, Any]) -> list[Any] | None:
    """Return headlines and paragraphs of {"summary": […], "sections": [{"headline", "paragraphs"}]}."""
    sections = body.get("sections")
    if not isinstance(sections, list) or not all(isinstance(section, Mapping) for section in sections):
        return None
    parts = (section.get(name) or [] for section in sections for name in ("headline", "paragraphs"))
    return [text for part in parts for text in (part if isinstance(part, list) else [part])]


def _wrong_type(field: str, candidate: Candidate, expected: str) -> _WrongTypeError:
    key = "" if candidate.key == field else f" under key {candidate.key!r}"
    return _WrongTypeError(f"field {field!r}: found {kind(candidate.value)}{key}, expected {expected}")


def _read_subtitle(draft: Draft, found: _Found) -> None:
    for candidate in (*found.get("subtitle", ()), *_fundus_summary(found)):
        text = " ".join(plain_text(" ".join(strings(candidate.value))).split())
        if not text:
            continue
        if _repeats(text, draft):
            draft.evidence.setdefault(
                "subtitle", f"key {candidate.key!r} dropped: it repeats title or opening"
            )
            continue
        draft.subtitle = text
        draft.evidence["subtitle"] = f"key {candidate.key!r}"
        return


def _fundus_summary(found: _Found) -> list[Candidate]:
    bodies = found.get("body", ())
    return [
        Candidate(body.rank, f"{body.key}.summary", body.value["summary"])
        for body in bodies
        if isinstance(body.value, Mapping) and body.value.get("summary")
    ]


def _repeats(text: str, draft: Draft) -> bool:
    """Return whether title or opening of the body hold `text` already, blanks and an ellipsis aside."""
    opening = (draft.body or "")[: 2 * len(text) + _MORE_OPENING]
    if text == draft.title or text in opening:
        return True
    bare = "".join(text.split()).rstrip(_ELLIPSES)
    if draft.title and "".join(draft.title.split()).rstrip(_ELLIPSES) == bare:
        return True
    return bare in "".join(opening.split())


def _read_url(draft: Draft, found: _Found) -> None:
    addresses = found.get("url", [])
    for candidate in (*addresses, *found.get("site", ()), *found.get("key", ())):
        text = _address(candidate.value)
        draft.url = canonical_url(text)
        if draft.url:
            draft.evidence["url"] = f"key {candidate.key!r}"
            return
    for candidate in addresses[:1]:
        draft.evidence["url"] = f"key {candidate.key!r}: not a web address: {_shown(candidate.value)}"


def _address(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("@id") or value.get("url")
    return next(iter(strings(value)), "")


def _read_dates(draft: Draft, found: _Found, source: Source) -> None:
    draft.published = _moment(draft, "published_at", found.get("published", ()), source)
    draft.modified = _moment(draft, "modified_at", found.get("modified", ()), source)
    draft.fetched = _moment(draft, "fetched_at", found.get("fetched", ()), source)
    if draft.published is None and draft.url:
        draft.published = url_date(draft.url)
        if draft.published:
            failed = draft.evidence.get("published_at")
            draft.evidence["published_at"] = f"url; {failed}" if failed else "url"


def _moment(draft: Draft, column: str, candidates: Iterable[Candidate], source: Source) -> Moment | None:
    for _, key, found in candidates:
        value = found[0] if isinstance(found, list | tuple) else found
        moment = parse_date(value, zone=source.zone, day_first=source.day_first)
        if moment:
            draft.evidence[column] = f"key {key!r}"
            return moment
        draft.evidence.setdefault(column, f"key {key!r}: not a date: {_shown(value)}")
    return None


def _read_labels(draft: Draft, found: _Found) -> None:
    if authors := _first(draft, "authors", found, names):
        draft.authors = authors
    if tags := _first(draft, "tags", found, labels):
        draft.tags = tags
    if agencies := _first(draft, "agency", found, _lines):
        draft.agency = agencies[0]
    if sections := _first(draft, "section", found, _lines):
        draft.section = sections[0]
    if languages := _first(draft, "language", found, _lines):
        draft.language = languages[0]
    for candidate in found.get("key", ()):
        value = candidate.value
        if isinstance(value, str):
            draft.key = value.strip()
            break
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST_KEY:
            draft.key = str(value)
            break


def _lines(value: Any) -> list[str]:
    found = [label(text) for text in strings(value)]
    return [text for text in found if not is_absent(text)]


def _first(draft: Draft, field: str, found: _Found, read: Any) -> list[str]:
    for candidate in found.get(field, ()):
        values: list[str] = read(candidate.value)
        if values:
            draft.evidence[field] = f"key {candidate.key!r}"
            return values
    return []


def _shown(value: Any) -> str:
    if isinstance(value, int | float) and abs(value) < _LARGEST_KEY:
        return repr(value)
    return repr(value[:_SHOWN]) if isinstance(value, str) else kind(value)
