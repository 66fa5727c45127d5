"""A record's body as paragraphs: text, HTML, lists of paragraphs, and the blocks of editing systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from warraq.corpus.extract.field_markup import body_text, unescaped
from warraq.corpus.extract.field_names import PLAIN_TEXT
from warraq.corpus.extract.field_page import is_page
from warraq.corpus.extract.field_values import inner, is_absent, is_mapping, listed_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from warraq.corpus.extract.field_lookup import Candidate

_DEEPEST = 6
_HEAD = 60
#: Keys of a block under which its text or its parts lie: Fundus, Editor.js, Draft.js, Portable Text, feeds,
#: schema.org's live blogs.
_HEADINGS = ("headline", "heading")
_PARTS = (
    *("sections", "blocks", "paragraphs", "articleBody", "text", "plaintext", "content", "data", "value"),
    *("html", "rendered", "children", "items", "#text", "@value"),
)
#: Types of blocks that are no text of the article.
_ASIDE = frozenset(
    {"image", "figure", "gallery", "video", "audio", "embed", "ad", "advertisement", "related", "social"}
    | {
        "core-embed",
        "raw_html",
        "iframe",
        "promo",
        "newsletter",
        "divider",
        "interstitial_link",
        "image/jpeg",
    }
)
_RUNS = frozenset({"text", "span"})


class Body(NamedTuple):
    """Text with its paragraphs, the captions left out of it, whether it was HTML, or is a whole page."""

    text: str
    captions: Sequence[str] = ()
    is_html: bool = False
    is_page: bool = False


class _NotTextError(Exception):
    """A part of a body that is no text."""


def read_body(candidate: Candidate) -> Body | None:
    """Return a value as a body, or None if it is no text, nor a list of texts, nor blocks with text.

    Headings of sections stay as lines. Of a list, null is passed over; any number in it spoils it.
    """
    value: Any = candidate.value
    if type(value) is str and "<" not in value and value[:_HEAD].lstrip()[:1] not in ("[", "&", ""):
        return Body(unescaped(value))  # the usual case, fast
    if is_page(value):
        return Body("", is_page=True)
    plain = candidate.name in PLAIN_TEXT
    if isinstance(value, str):
        if value[:_HEAD].lstrip()[:1] != "[" or (listed := listed_in(value)) is None:
            text, captions = body_text(value, plain=plain)
            return Body(text, captions, text.count("<") < value.count("<"))
        value = listed
    try:
        parts = _parts(value, 0)
    except _NotTextError:
        return Body(candidate.value) if isinstance(candidate.value, str) else None
    if not parts and not _is_empty(value):
        return None
    read = [body_text(part, plain=plain) for part in parts]
    paragraphs = [text.strip("\n") for text, _ in read if text and not text.isspace()]
    return Body("\n\n".join(paragraphs), [line for _, lines in read for line in lines])


def summary_of(body: Any) -> Any:
    """Return the lead in Fundus's {"summary": […], "sections": […]}, or None."""
    return body.get("summary") if is_mapping(body) and "sections" in body else None


def _is_empty(value: Any) -> bool:
    if is_mapping(value):
        return any(key in value for key in _PARTS)
    return isinstance(value, list | tuple) and all(item is None or isinstance(item, str) for item in value)


def _parts(value: Any, depth: int) -> list[str]:
    if depth > _DEEPEST:
        raise _NotTextError
    if isinstance(value, str):
        return [value]
    if is_mapping(value):
        return _block_parts(value, depth)
    if not isinstance(value, list | tuple):
        raise _NotTextError
    if value and all(map(_is_run, value)):
        return ["".join(run["text"] for run in value)]
    return [part for item in value if item is not None for part in _parts(item, depth + 1)]


def _is_run(value: Any) -> bool:
    """Return whether a value is a run of characters within a paragraph."""
    if not is_mapping(value) or not isinstance(value.get("text"), str):
        return False
    name = value.get("type", value.get("_type"))
    return isinstance(name, str) and name in _RUNS


def _block_parts(block: Mapping[str, Any], depth: int) -> list[str]:
    name = block.get("type", block.get("_type"))
    if isinstance(name, str) and name.rpartition("/")[2].lower() in _ASIDE:
        return []
    if depth == 0 and not any(key in block for key in _PARTS):
        raise _NotTextError
    head = [block[key] for key in _HEADINGS if not is_absent(block.get(key))]
    rest = next(
        (found for key in _PARTS if not is_absent(found := inner(block.get(key))) and _may_hold_text(found)),
        None,
    )
    found = [part for value in (*head, rest) if value is not None for part in _parts(value, depth + 1)]
    return found


def _may_hold_text(value: Any) -> bool:
    return isinstance(value, str | list | tuple) or is_mapping(value)
