"""The JSON-LD of a page, read with patience for what publishers write."""

from __future__ import annotations

import json
import re
from collections import deque
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_MOST_SCRIPTS = 40
_MOST_NODES = 2000
_LONGEST_SCRIPT = 4_000_000
_LONGEST_REPAIRED = 200_000
_ARTICLES = frozenset(
    {
        "article",
        "newsarticle",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "backgroundnewsarticle",
        "reviewnewsarticle",
        "askpublicnewsarticle",
        "advertisercontentarticle",
        "satiricalarticle",
        "report",
        "blogposting",
        "liveblogposting",
        "socialmediaposting",
        "techarticle",
        "scholarlyarticle",
    }
)
_BRANCHES = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "@list")
_WRAPPING = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)?\s*")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")

Node = dict[str, Any]


def json_ld_nodes(scripts: Iterable[str]) -> list[Node]:
    """Return the objects in a page's JSON-LD, in page order: those at the top and those in their graphs.

    Scripts that are no JSON are passed over; trailing commas, raw line breaks in strings, escaped quotes and
    text behind the value are forgiven. At most 40 scripts, 4 M characters and 2,000 objects are looked at.
    """
    return list(_nodes(scripts))


def _nodes(scripts: Iterable[str]) -> Iterator[Node]:
    budget, characters = _MOST_NODES, _LONGEST_SCRIPT
    for _, text in zip(range(_MOST_SCRIPTS), scripts, strict=False):
        characters -= len(text)
        if characters < 0:
            continue
        queue = deque([_parsed(text)])
        while queue and budget:
            node = queue.popleft()
            budget -= 1
            if isinstance(node, list):
                queue.extendleft(reversed(node[:budget]))
            elif isinstance(node, dict):
                yield node
                inner = (node.get(branch) for branch in _BRANCHES)
                queue.extendleft(reversed([value for value in inner if isinstance(value, dict | list)]))


def article_of(nodes: Sequence[Node], titles: frozenset[str], fold: Any) -> Node:
    """Return the page's article among `nodes`; {} where there is none.

    Of several the one with a headline among `titles` (each folded by `fold`) is taken, then one that has a
    headline or a body, then the first: a page may list the articles that it links to.
    """
    articles = [node for node in nodes if kinds_of(node) & _ARTICLES]
    if len(articles) <= 1:
        return articles[0] if articles else {}

    def rank(node: Node) -> tuple[bool, bool]:
        headline = text_of(node.get("headline")) or text_of(node.get("name"))
        told = bool(headline or node.get("articleBody"))
        return bool(headline) and fold(unescape(headline or "")) in titles, told

    return max(articles, key=rank)  # the first of equals


def kinds_of(node: Mapping[str, Any]) -> frozenset[str]:
    """Return the types of an object: lower case, without the vocabulary's address."""
    kinds = node.get("@type")
    listed = kinds[:10] if isinstance(kinds, list) else [kinds]
    return frozenset(re.split(r"[/:#]", kind)[-1].lower() for kind in listed if isinstance(kind, str))


def text_of(value: object) -> str | None:
    """Return a string, a whole number's digits, an object's @value or name, or that of a list's first."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name") or value.get("@id")
        else:
            break
    if isinstance(value, str):
        return value.strip() or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def names(value: object) -> list[str]:
    """Return the names in a value that is a string, an object, or a list of these."""
    items = value if isinstance(value, list) else [value]
    return [name for item in items[:100] if (name := text_of(item))]


def _parsed(text: str) -> Any:
    start = _WRAPPING.match(text)
    text = text[start.end() :] if start else text
    decoder = json.JSONDecoder(strict=False)
    for attempt in _attempts(text):
        try:
            return decoder.raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _attempts(text: str) -> Iterator[str]:
    yield text
    if len(text) <= _LONGEST_REPAIRED:
        yield _TRAILING_COMMA.sub("", text)
        if "&quot;" in text:
            yield unescape(text)
