"""Values of a scraper's record as text: entities, HTML, lists of names and labels."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from html.entities import html5
from typing import Any

from warraq.corpus.dates.months import fold

#: What scrapers write for a value that they do not have; lower case.
_ABSENT = frozenset({"", "none", "null", "nan", "nat", "undefined", "n/a", "[]", "{}"})
_LONGEST_ABSENT = 40  # blanks around it included
_INNER_KEYS = ("rendered", "@value", "#text", "$date", "$oid", "$numberLong")
_NAME_KEYS = ("name", "@value", "label", "title", "term", "display_name", "#text", "rendered")

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"</?(?:p|br|div|h[1-6]|li|ul|ol|blockquote|section|article)\b[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]*>")
_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "pre", "hr", "body"}
    | {"section", "article", "header", "footer", "aside", "main", "figure", "figcaption", "table", "tr"}
    | {"dl", "dt", "dd"}
)
_UNREAD = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "head"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_BREAK = "\x1e"

_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_PYTHON_LIST = re.compile(r"\[\s*(?:(?:'[^']*+'|\"[^\"]*+\")\s*+,?\s*+)++\]")

_BYLINE_WORDS = re.compile(
    r"^(?:(?:written |reported |posted )?by|author|par|بواسطة|بقلم|كتبه|كتبها|كتبت|كتب|تحرير|[إا]عداد|"
    r"الكاتبة?|المحررة?|نویسنده|نوشته)(?:\s*[:：]\s*|\s+(?=\S))",
    re.IGNORECASE,
)
_ALWAYS_PARTS = re.compile(r"[;؛|\n]")
_PERHAPS_PARTS = re.compile(r"\s*[,،/]\s*|\s+(?:and|und|et|و|&)\s+")
_LABEL_PARTS = re.compile(r"[,،;؛|\n]")
_RIM = " \t\u00a0:،,;-–—|/#"
_PARTICLES = frozenset(
    {"al", "el", "bin", "ibn", "ben", "bint", "de", "da", "di", "del", "der", "den", "van", "von", "la", "le"}
)
_ROLES = frozenset(
    {
        "correspondent",
        "editor",
        "reporter",
        "writer",
        "staff",
        "news",
        "press",
        "agency",
        "agence",
        "agencies",
    }
    | {"bureau", "desk", "team", "times", "مراسل", "مراسله", "محرر", "محرره", "وكاله", "وكالات", "صحيفه"}
    | {"جريده", "مكتب", "ترجمه", "تصوير", "رييس", "كاتب", "باحث", "خبير"}
)
_LONGEST_NAME = 200


def is_absent(value: object) -> bool:
    """Return whether `value` stands for none: null, NaN, blank, empty, or a word such as "None"."""
    if isinstance(value, str):
        return len(value) <= _LONGEST_ABSENT and value.strip().lower() in _ABSENT
    if isinstance(value, float):
        return value != value  # noqa: PLR0124 - NaN alone differs from itself
    return value is None or (isinstance(value, list | tuple | Mapping) and not value)


def inner(value: Any) -> Any:
    """Return what a wrapper of WordPress, JSON-LD or MongoDB holds ({"rendered": …}), else the value."""
    for _ in range(2):
        if not isinstance(value, Mapping):
            break
        value = next((value[key] for key in _INNER_KEYS if key in value), value)
    return value


def kind(value: object) -> str:
    """Return the type of a value in words, for messages."""
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, list | tuple):
        return "a list"
    return "an object" if isinstance(value, Mapping) else f"a value of type {type(value).__name__}"


def unescaped(text: str) -> str:
    """Return `text` with complete, known HTML entities decoded, once."""
    if "&" not in text or ";" not in text:
        return text
    return _ENTITY.sub(_entity, text)


def _entity(match: re.Match[str]) -> str:
    name = match[0]
    return html.unescape(name) if name[1] == "#" or name[1:] in html5 else name


def plain_text(text: str) -> str:
    """Return `text` as paragraphs if it is HTML (two tags of blocks or line breaks), else unescaped."""
    if "<" in text and len(_TAG.findall(text)) > 1:
        return html_text(text)
    return unescaped(text)


def html_text(markup: str) -> str:
    """Return the text of an HTML fragment: paragraphs parted by a blank line, <br> as a newline."""
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    clean = markup.replace("\x00", "").replace(_BREAK, " ").encode("utf-8", "replace")
    try:
        tree = etree.fromstring(b"<html><body>" + clean + b"</body></html>", parser)
    except etree.XMLSyntaxError:
        tree = None
    if tree is None or any("depth" in error.message for error in parser.error_log):
        return _without_tags(markup)
    pieces: list[str] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        mark = "\n" if element.tag == "br" and event == "end" else _BREAK if element.tag in _BLOCKS else ""
        pieces.append(mark)
        if event == "start" and element.tag in _UNREAD:
            walk.skip_subtree()
            continue
        text = element.text if event == "start" else element.tail
        pieces.append(_BLANKS.sub(" ", text or ""))
    return _paragraphs("".join(pieces))


def _without_tags(markup: str) -> str:
    """Return the text of HTML that the parser gave up on: nested beyond its limit."""
    text = _ANY_TAG.sub("", _TAG.sub(_BREAK, markup.replace(_BREAK, " ")))
    return _paragraphs(_BLANKS.sub(" ", unescaped(text)))


def _paragraphs(text: str) -> str:
    blocks = ("\n".join(filter(None, map(_trimmed, block.split("\n")))) for block in text.split(_BREAK))
    return "\n\n".join(filter(None, blocks))


def _trimmed(line: str) -> str:
    return line.strip(" ")


def label(text: str) -> str:
    """Return a short text in one line, unescaped."""
    return " ".join(unescaped(text).split())


def strings(value: Any) -> list[str]:
    """Return the strings in a value: itself, a list's, objects' names; a list that CSV holds as text too."""
    if isinstance(value, str):
        text = value.strip()
        return _listed(text) if text[:1] == "[" and text[-1:] == "]" else [value]
    if isinstance(value, Mapping):
        return next(([value[key]] for key in _NAME_KEYS if isinstance(value.get(key), str)), [])
    if isinstance(value, list | tuple):
        return [text for item in value if not isinstance(item, list | tuple) for text in strings(item)]
    return []


def _listed(text: str) -> list[str]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        if not _PYTHON_LIST.fullmatch(text):
            return [text]
        return [single or double for single, double in _QUOTED.findall(text)]
    return [value for value in values if isinstance(value, str)]


def labels(value: Any) -> list[str]:
    """Return tags or sections, each once, in order; a single string is parted at commas and semicolons."""
    found = strings(value)
    parts = _LABEL_PARTS.split(found[0]) if isinstance(value, str) and len(found) == 1 else found
    return _distinct(label(part).strip(_RIM) for part in parts)


def names(value: Any) -> list[str]:
    """Return authors, each once, in order, without "By" and the like.

    Parted at semicolons and bars, at commas, slashes and "and" only where each part looks like a person's
    name: several words, letters only, none of them a role.
    """
    return _distinct(name for text in strings(value) for name in _persons_of(text))


@lru_cache(maxsize=4096)  # the same few bylines come again and again
def _persons_of(text: str) -> tuple[str, ...]:
    parts = _ALWAYS_PARTS.split(unescaped(text))
    return tuple(name for part in parts for name in _persons(" ".join(part.split())))


def _persons(text: str) -> list[str]:
    text = _BYLINE_WORDS.sub("", text.strip(_RIM), count=1).strip(_RIM)
    if text.startswith(("http://", "https://")) or len(text) > _LONGEST_NAME:
        return []
    parts = _PERHAPS_PARTS.split(text)
    return parts if len(parts) > 1 and all(map(_is_person, parts)) else [text]


def _is_person(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 4 and all(
        word.replace(".", "").replace("-", "").replace("'", "").replace("’", "").isalpha()
        and (not word.isascii() or word[0].isupper() or word in _PARTICLES)
        and fold(word.removeprefix("ال")) not in _ROLES
        for word in words
    )


def _distinct(found: Any) -> list[str]:
    return list(dict.fromkeys(text for text in found if not is_absent(text)))
