"""From a scraper's structured record to a draft, whatever the scraper called its fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.corpus.extract.field_body import read_body, summary_of
from warraq.corpus.extract.field_dates import read_dates
from warraq.corpus.extract.field_flags import read_flags
from warraq.corpus.extract.field_labels import read_labels, read_url
from warraq.corpus.extract.field_lookup import DECLARED_RANK, Candidate, Found, candidates
from warraq.corpus.extract.field_markup import inline_text, plain_text
from warraq.corpus.extract.field_page import error_status, page_in, read_page
from warraq.corpus.extract.field_unwrap import is_article
from warraq.corpus.extract.field_values import inner, is_mapping, kind, strings
from warraq.corpus.records import REASONS, Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.model.settings import Source

_ELLIPSES = ".…[]"
_MORE_OPENING = 400  # characters of the body that may stand before a repeated summary: dateline, credit
_TITLE_PARTS = ("main", "default", "value", "text", "full", "name", "content")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a record cannot become an article; `reason` is a key of `warraq.corpus.records.REASONS`."""

    reason: str
    detail: str

    def __post_init__(self) -> None:
        """Hold the reason to the known codes."""
        if self.reason not in REASONS:
            raise ValueError(f"unknown reason {self.reason!r}")


def draft_from_fields(fields: Mapping[str, Any], source: Source) -> Draft | Problem:
    """Return the record as a draft.

    `source.fields` decides first, then `warraq.corpus.extract.field_names.ALIASES`. An article some levels
    down ({"article": {…}}, schema.org's @graph) is found, too. Where `date_field` names the key that `date`
    once had, the date is taken as that (a `date_extracted` is no publication date). Without a publication
    date that can be read, the one in the URL's path counts. Missing or blank fields are None. A record
    without a text that holds a whole HTML page is read as that page, with its own fields going first.

    A value of another type is passed over for the next key of the field, with a word in the evidence.

    Returns:
        A draft with evidence under the names of the released columns, or a problem: "wrong-type" if title or
        body has values, but none that can be text; "no-article" for another object of schema.org, an error
        page, or a page without an article.
    """
    found = candidates(fields, source)
    draft = Draft()
    problem = _read_title(draft, found) or _read_body(draft, found)
    if problem is not None:
        return problem
    if "subtitle" in found or "body" in found:
        _read_subtitle(draft, found)
    read_url(draft, found)
    read_dates(draft, found, source)
    read_labels(draft, found)
    if "kind" in found or "paywalled" in found:
        read_flags(draft, found)
    return draft if draft.body else _without_body(fields, draft, found, source)


def _without_body(fields: Mapping[str, Any], draft: Draft, found: Found, source: Source) -> Draft | Problem:
    page = page_in(found)
    if page is not None:
        status = error_status(found)
        if status is not None:
            return Problem("no-article", f"an error page: HTTP status {status}")
        read = read_page(draft, page, source)
        return read if isinstance(read, Draft) else Problem(*read)
    names = strings(fields.get("@type")) if "@type" in fields else []
    if names and not is_article(fields):
        return Problem("no-article", f"an object of schema.org's type {names[0][:80]!r}")
    return draft


def _read_title(draft: Draft, found: Found) -> Problem | None:
    wrong: Candidate | None = None
    for candidate in found.get("title", ()):
        title = _title(candidate.value)
        if title:
            draft.title = title
            draft.evidence["title"] = f"key {candidate.key!r}"
            return None
        if title is None:
            wrong = wrong or _fault(candidate)
            if candidate.rank == DECLARED_RANK:
                break
    return _wrong_type("title", wrong, "a string") if wrong else None


def _title(value: Any) -> str | None:
    """Return a title, which may be blank; None where the value cannot be one."""
    if is_mapping(value):
        value = next((part for key in _TITLE_PARTS if isinstance(part := inner(value.get(key)), str)), value)
    return inline_text(value).strip() if isinstance(value, str) else None


def _read_body(draft: Draft, found: Found) -> Problem | None:
    wrong: Candidate | None = None
    for candidate in found.get("body", ()):
        body = read_body(candidate)
        if body is None:
            wrong = wrong or _fault(candidate)
            if candidate.rank == DECLARED_RANK:
                break
        elif body.text and not body.text.isspace() and not body.is_page:
            draft.body = body.text
            draft.evidence["body"] = f"key {candidate.key!r}" + (
                ", as text of its HTML" if body.is_html else ""
            )
            if body.captions:
                draft.removed += [(caption, "caption") for caption in body.captions]
            return None
    return _wrong_type("body", wrong, "a string or a list of strings") if wrong else None


def _fault(candidate: Candidate) -> Candidate | None:
    return None if candidate.is_weak else candidate


def _wrong_type(field: str, candidate: Candidate, expected: str) -> Problem:
    key = "" if candidate.key == field else f" under key {candidate.key[:80]!r}"
    return Problem("wrong-type", f"field {field!r}: found {kind(candidate.value)}{key}, expected {expected}")


def _read_subtitle(draft: Draft, found: Found) -> None:
    for candidate in (*found.get("subtitle", ()), *_leads(found)):
        lines = [plain_text(line) for line in strings(candidate.value)]
        text = " ".join(" ".join(lines).split())
        if not text:
            continue
        if _repeats(text, draft) or _is_picked(lines, draft):
            draft.evidence.setdefault(
                "subtitle", f"key {candidate.key!r} dropped: it repeats title or opening"
            )
            continue
        draft.subtitle = text
        draft.evidence["subtitle"] = f"key {candidate.key!r}"
        return


def _leads(found: Found) -> list[Candidate]:
    return [
        Candidate(body.rank, f"{body.key}.summary", summary)
        for body in found.get("body", ())
        if type(body.value) is not str and (summary := summary_of(body.value))
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


def _is_picked(texts: list[str], draft: Draft) -> bool:
    """Return whether several lines are each found somewhere in the body, as summaries of picked sentences."""
    lines = ["".join(line.split()) for text in texts for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or not draft.body:
        return False
    bare = "".join(draft.body.split())
    return all(line in bare for line in lines[:20])
