"""The article among the JSON-LD of a page, read with patience for what publishers write."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_SCRIPTS = 40
_MOST_NODES = 2000
_LONGEST_SCRIPT = 4_000_000
_TYPES = frozenset(
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


def article_of(tree: Any) -> Mapping[str, Any]:
    """Return the first article in the page's JSON-LD that has a headline or a body, else the first, else {}.

    Scripts that are no JSON are passed over; trailing commas, raw line breaks in strings and text behind the
    value are forgiven. At most 40 scripts and 2,000 objects are looked at.
    """
    first: Mapping[str, Any] = {}
    for node in _objects(tree):
        if _is_article(node):
            if node.get("headline") or node.get("articleBody"):
                return node
            first = first or node
    return first


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


def _objects(tree: Any) -> Iterator[dict[str, Any]]:
    budget = _MOST_NODES
    scripts = tree.xpath("//script[contains(translate(@type,'LDJSON','ldjson'),'ld+json')]")
    for script in scripts[:_MOST_SCRIPTS]:
        queue = [_parsed(script.text or "")]
        while queue and budget:
            node = queue.pop(0)
            budget -= 1
            if isinstance(node, list):
                queue = node[:_MOST_NODES] + queue
            elif isinstance(node, dict):
                yield node
                queue = [
                    node[branch] for branch in _BRANCHES if isinstance(node.get(branch), dict | list)
                ] + queue


def _parsed(text: str) -> Any:
    if len(text) > _LONGEST_SCRIPT:
        return None
    start = _WRAPPING.match(text)
    text = text[start.end() :] if start else text
    decoder = json.JSONDecoder(strict=False)
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return decoder.raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _is_article(node: Mapping[str, Any]) -> bool:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.rpartition("/")[2].lower() in _TYPES for kind in listed[:10])
