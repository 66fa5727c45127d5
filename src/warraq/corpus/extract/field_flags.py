"""What a record says of its article beside the text: whether it is paid for, and what kind of page it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warraq.corpus.extract.field_values import strings

if TYPE_CHECKING:
    from warraq.corpus.extract.field_lookup import Found
    from warraq.corpus.records import Draft, PageKind

_TRUE = frozenset({"true", "yes", "1", "on", "t", "y", "premium", "metered", "locked", "paid"})
_FALSE = frozenset({"false", "no", "0", "off", "f", "n", "free", "none"})
_FREE = "free"  # keys that say the article is free have this in them

#: schema.org's types, og:type, WordPress's post formats, and plain words, spelled without separators.
_KINDS: dict[str, PageKind] = {
    "liveblogposting": "live-blog",
    "liveblog": "live-blog",
    "live": "live-blog",
    "imagegallery": "gallery",
    "mediagallery": "gallery",
    "photogallery": "gallery",
    "gallery": "gallery",
    "slideshow": "gallery",
    "videoobject": "video",
    "videogallery": "video",
    "videoarticle": "video",
    "video": "video",
    "videoother": "video",
    "videoepisode": "video",
    "videomovie": "video",
}


def read_flags(draft: Draft, found: Found) -> None:
    """Fill in `paywalled` and `kind` where the record states them."""
    for candidate in found.get("paywalled", ()):
        stated = _truth(candidate.value)
        if stated is not None:
            draft.paywalled = stated is not (_FREE in candidate.name)
            draft.evidence["paywalled"] = f"key {candidate.key!r}"
            break
    for candidate in found.get("kind", ()):
        for name in strings(candidate.value)[:10]:
            kind = _KINDS.get("".join(filter(str.isalnum, name[-40:].rpartition("/")[2].lower())))
            if kind is not None:
                draft.kind = kind
                draft.evidence["kind"] = f"key {candidate.key!r}"
                return


def _truth(value: Any) -> bool | None:
    """Return what a boolean, or one as text (schema.org/False), states."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return bool(value) if value in (0, 1) else None
    if isinstance(value, list | tuple):
        stated = {truth for item in value[:20] if (truth := _truth(item)) is not None}
        return stated.pop() if len(stated) == 1 else None
    if not isinstance(value, str):
        return None
    word = value.strip().rpartition("/")[2].lower()
    return True if word in _TRUE else False if word in _FALSE else None
