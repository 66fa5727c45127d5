"""Which objects of a JSON text are articles, and which only hold them."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from warraq.corpus.readers.json_scan import Span, elements, members, skip_separators
from warraq.corpus.readers.names import ARTICLE_FIELDS, BODY_FIELDS, HEAD_FIELDS, LIST_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_WRAPPING = 3
_LOOKED_AT = 50
_GRAPH = b'"@graph"'
_ARTICLE_TYPE = re.compile(rb'(?:Article|Posting|Report)"')
_MAP_KEY = re.compile(rb'"(?:https?://[^"]+|-?\d{1,20}|[0-9a-f]{16,64}|-[\w-]{19})"', re.IGNORECASE)


def list_path(data: bytes, start: int, depth: int = 1) -> list[bytes] | None:
    """Return the raw keys that lead to the one list of objects which an object wraps; None for an article.

    A list is the wrapped one if its key is a usual one for lists and the object has no text of its own, or if
    it is the only list and the object has nothing of an article.
    """
    values = {key: value.start for key, value in members(data, start)}
    own = {_name(key) for key, at in values.items() if data[at] == ord('"')}
    if own & BODY_FIELDS:
        return None
    lists = [key for key, at in values.items() if _is_list_of_objects(data, at)]
    usual = [key for key in lists if _name(key) in LIST_FIELDS]
    if lists == [_GRAPH] and not _is_of_articles(data, values[_GRAPH]):
        return None
    if len(usual) == 1:
        return usual
    if own & ARTICLE_FIELDS or lists or depth == _MAX_WRAPPING:
        return lists if len(lists) == 1 and not own & ARTICLE_FIELDS else None
    nested = [
        [key, *path]
        for key, at in values.items()
        if data[at] == ord("{") and (path := list_path(data, at, depth + 1)) is not None
    ]
    usual_nested = [path for path in nested if all(_name(key) in LIST_FIELDS for key in path)]
    return next((found[0] for found in (usual_nested, nested) if len(found) == 1), None)


def _name(key: bytes) -> str:
    return key[1:-1].decode("utf-8", "replace").lower()


def _is_list_of_objects(data: bytes, at: int) -> bool:
    if data[at] != ord("["):
        return False
    first = skip_separators(data, at + 1)
    return data[first : first + 1] == b"{"


def _is_of_articles(data: bytes, start: int) -> bool:
    """Return whether a graph of JSON-LD has more than one article: that of a page says all about one."""
    articles = 0
    for element in elements(data, start):
        if data[element.start : element.start + 1] != b"{":
            continue
        types = (value for name, value in members(data, element.start) if name == b'"@type"')
        articles += any(_ARTICLE_TYPE.search(data[value.start : value.end]) for value in types)
        if articles > 1:
            return True
    return False


def is_map(data: bytes, start: int) -> bool:
    """Return whether an object has articles under their addresses, numbers, digests or push ids, and no more.

    news-please returns {address: article}, pandas {"0": article}. The first 50 members are looked at.
    """
    found = list(islice(members(data, start), _LOOKED_AT))
    return bool(found) and all(
        _MAP_KEY.fullmatch(key) and data[value.start] == ord("{") and _is_article(data, value.start)
        for key, value in found
    )


def entries(data: bytes, start: int) -> Iterator[Span]:
    """Yield the values of the object that opens at `start`."""
    return (value for _, value in members(data, start))


def _is_article(data: bytes, start: int) -> bool:
    names = {_name(key) for key, value in members(data, start) if data[value.start] == ord('"')}
    return len(names & (ARTICLE_FIELDS | HEAD_FIELDS)) > 1
