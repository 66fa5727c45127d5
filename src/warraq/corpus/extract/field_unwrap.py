"""The article in a record that lies one or more levels down, and what lies beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from warraq.corpus.extract.field_names import (
    DATES,
    STRUCTURED,
    SUPPLEMENTS,
    WEAK_ALIASES,
    WRAPPERS,
    field_of,
    normal_key,
)
from warraq.corpus.extract.field_values import inner, is_absent, is_mapping, strings

if TYPE_CHECKING:
    from collections.abc import Mapping

    Flat = tuple[Mapping[str, Any], dict[str, str]]

_DEEPEST = 3
_MOST_NODES = 2_000
_LEAST_EPOCH = 600_000_000  # a smaller number is no date, but some table's key
_LONGEST_JSON = 4_000_000
_NOT_FROM_SUPPLEMENTS = frozenset({"body", "key", "site", "date_field", "kind", "status", "timestamp"})
_PAGE_IN_SUPPLEMENT = "content"  # Fundus: {"html": {"content": …, "crawl_date": …}}
_ARTICLE_TYPES = ("Article", "Posting", "Report")


def unwrapped(fields: Mapping[str, Any], depth: int = 1) -> Flat:
    """Return the article's own fields, and key -> place for those that did not lie at the top.

    A wrapper is opened where the record beside it has no body and it has a title or body: {"article": {…}},
    {"_source": {…}}, {"data": {"attributes": {…}}}, or an only object under any key. Of JSON-LD (`@graph`, a
    list, or text) the first article counts. Metadata beside the article fill in what it lacks.
    """
    structured = [(key, fields[key]) for key in fields if isinstance(key, str) and is_structured(key)]
    nested = [(str(key), value) for key, value in fields.items() if is_mapping(value) and value]
    flat, places = fields, dict[str, str]()
    if not _has_body(fields):
        for key, value in (*_wrapped(nested), *_article_nodes(structured), *_only(fields, nested)):
            below, deeper = unwrapped(value, depth + 1) if depth < _DEEPEST else (value, {})
            if _has_text(below):
                flat = {**{name: flat[name] for name in flat if name != key}, **below}
                places = {name: f"{key}.{deeper.get(name, name)}" for name in below}
                break
    beside = [(key, value) for key, value in nested if normal_key(key) in SUPPLEMENTS]
    for key, value in (*sorted(beside, key=_first), *_article_nodes(structured)):
        flat = _supplemented(flat, places, key, value)
    return flat, places


def _first(entry: tuple[str, Any]) -> str:
    return entry[0]


def is_structured(key: str) -> bool:
    """Return whether a key holds a page's JSON-LD."""
    return normal_key(key) in STRUCTURED


def _wrapped(nested: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return sorted((entry for entry in nested if normal_key(entry[0]) in WRAPPERS), key=_first)


def _only(fields: Mapping[str, Any], nested: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return the only object of a record that has no text of its own."""
    known = {normal_key(key) for key, _ in nested} & (SUPPLEMENTS | WRAPPERS | STRUCTURED)
    return nested if len(nested) == 1 and not known and not _has_text(fields) else []


def _supplemented(
    flat: Mapping[str, Any], places: dict[str, str], key: str, value: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return `flat` with what the metadata under `key` know and it does not; `places` is added to."""
    have = {known[0] for name in flat if (known := field_of(str(name))) and _says_something(flat[name])}
    have -= DATES  # of dates, the better key decides: a page's metadata say more than a scraper's `date`
    taken = {name: value[name] for name in value if _supplements(name, have) and _may_take(flat.get(name))}
    page = value.get(_PAGE_IN_SUPPLEMENT)
    if normal_key(key) == "html" and isinstance(page, str):
        taken["html"] = page
        places["html"] = f"{key}.{_PAGE_IN_SUPPLEMENT}"
    places |= {name: f"{key}.{name}" for name in taken if name != "html"}
    return {**{name: flat[name] for name in flat if name != key}, **taken}


def _says_something(value: Any) -> bool:
    """Return whether a value is text, has a name, or is true or false; the number of an author is none."""
    value = inner(value)
    return isinstance(value, bool) or any(not is_absent(text) for text in strings(value))


def _may_take(own: Any) -> bool:
    return is_absent(inner(own)) or (isinstance(own, int) and own < _LEAST_EPOCH)


def _supplements(key: Any, have: set[str]) -> bool:
    known = field_of(key) if isinstance(key, str) else None
    return known is not None and known[0] not in _NOT_FROM_SUPPLEMENTS and known[0] not in have


def _article_nodes(structured: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return the first article of each value of JSON-LD: an object, a list of them, a graph, or its text."""
    found = []
    for key, value in sorted(structured, key=lambda entry: str(entry[0])):
        if node := _article_node(value):
            found.append((key, node))
    return found


def _article_node(value: Any) -> Mapping[str, Any] | None:
    queue, looked_at = [_parsed(value) if isinstance(value, str) else value], 0
    while queue and looked_at < _MOST_NODES:
        node = queue.pop(0)
        looked_at += 1
        if isinstance(node, list | tuple):
            queue = [*node[:_MOST_NODES], *queue]
        elif is_mapping(node):
            if is_article(node):
                return dict(node)
            if "@graph" in node:
                queue.insert(0, node["@graph"])
        elif isinstance(node, str) and looked_at > 1:  # a list of scripts
            queue.insert(0, _parsed(node))
    return None


def _parsed(text: str) -> Any:
    if len(text) > _LONGEST_JSON or text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        parsed = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return None if isinstance(parsed, str) else parsed


def is_article(node: Mapping[str, Any]) -> bool:
    """Return whether a node of JSON-LD is of schema.org's articles, postings and reports."""
    return any(name.endswith(_ARTICLE_TYPES) for name in strings(node.get("@type")))


def _has_body(fields: Mapping[str, Any]) -> bool:
    return any(
        known is not None and known[0] == "body"
        for key, value in fields.items()
        if not is_mapping(value) and not is_absent(value) and isinstance(value, str | list)
        for known in (field_of(str(key)),)
    )


def _has_text(fields: Mapping[str, Any]) -> bool:
    return any(
        known is not None
        and known[0] in {"title", "body"}
        and normal_key(str(key)) not in WEAK_ALIASES
        and not is_absent(inner(value))
        for key, value in fields.items()
        for known in (field_of(str(key)),)
    )
