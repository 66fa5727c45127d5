"""Values of a scraper's record, as text: what stands for none, wrappers, lists of labels."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from warraq.corpus.extract.field_markup import inline_text

#: What scrapers write for a value that they do not have; lower case.
_ABSENT = frozenset({"", "none", "null", "nan", "nat", "undefined", "n/a", "<na>", "\\n", "[]", "{}", "['']"})
#: Characters of the longest of these, blanks around it included.
LONGEST_ABSENT = 40
_INNER_KEYS = (
    *("rendered", "@value", "#text", "$date", "$oid", "$numberLong", "$numberInt", "$numberDouble"),
    *("__text", "$t", "_", "__cdata", "#cdata-section"),  # of XML turned into JSON
)
_NAME_KEYS = (
    *("name", "@value", "label", "title", "term", "display_name", "displayName", "full_name", "fullName"),
    *("#text", "rendered", "webTitle", "value", "$t", "_", "__text", "text"),
)
_GIVEN = ("givenName", "given_name", "first_name", "firstName")
_FAMILY = ("familyName", "family_name", "last_name", "lastName")
_PLAIN = (str, int, float, bool, type(None), list, tuple)

_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_PLAIN_LIST = re.compile(r"\[\s*(?:(?:'[^'\\]+'|\"[^\"\\]+\")\s*+,?\s*+)++\]")
_PYTHON = re.compile(
    r"'(?P<single>(?:[^'\\]|\\.)*+)'|\"(?P<double>(?:[^\"\\]|\\.)*+)\"|\b(?P<word>None|True|False)\b|[()]",
    re.DOTALL,
)
_WORDS = {"None": "null", "True": "true", "False": "false"}
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_LONGEST_LITERAL = 1_000_000
_OPENING, _CLOSING = ("[", "{", "("), ("]", "}", ")")
_LABEL_PARTS = re.compile(r"[,،;؛|\n]")
RIM = " \t\u00a0:،,;-–—|/#"


def is_mapping(value: object) -> bool:
    """Return whether `value` is an object with keys."""
    return type(value) is dict or (type(value) not in _PLAIN and isinstance(value, Mapping))


def is_absent(value: object) -> bool:
    """Return whether `value` stands for none: null, NaN, blank, empty, or a word such as "None"."""
    if isinstance(value, str):
        return len(value) <= LONGEST_ABSENT and value.strip().lower() in _ABSENT
    if isinstance(value, float):
        return value != value  # noqa: PLR0124 - NaN alone differs from itself
    return value is None or (isinstance(value, list | tuple | Mapping) and not value)


def inner(value: Any) -> Any:
    """Return the text or number in a value: what a wrapper holds, the one item of a list, bytes as UTF-8.

    Wrappers are those of WordPress ({"rendered": …}), JSON-LD, MongoDB and XML turned into JSON. Bytes that
    are not UTF-8 are left as they are.
    """
    for _ in range(4):
        if isinstance(value, str):
            break
        if isinstance(value, list | tuple) and len(value) == 1:
            value = value[0]
        elif isinstance(value, bytes):
            value = _decoded(value)
            break
        elif is_mapping(value):
            found = next((value[key] for key in _INNER_KEYS if key in value), value)
            if found is value:
                break
            value = found
        else:
            break
    return value


def _decoded(data: bytes) -> str | bytes:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def kind(value: object) -> str:
    """Return the type of a value in words, for messages."""
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, list | tuple):
        return "a list"
    return "an object" if isinstance(value, Mapping) else f"a value of type {type(value).__name__}"


def label(text: str) -> str:
    """Return a short text in one line, unescaped and without tags."""
    return " ".join(inline_text(text).split())


def strings(value: Any) -> list[str]:
    """Return the strings in a value: itself, a list's, objects' names; a list that CSV holds as text too."""
    return _strings(value, 0)


def _strings(value: Any, depth: int) -> list[str]:
    if isinstance(value, str):
        listed = None if depth else listed_in(value)
        return [value] if listed is None else _strings(listed, 1)
    if is_mapping(value):
        return _named(value)
    if isinstance(value, list | tuple):
        return [text for item in value if not isinstance(item, list | tuple) for text in _strings(item, 1)]
    return []


def _named(value: Mapping[str, Any]) -> list[str]:
    keys = ("value", *_NAME_KEYS) if "rank" in value else _NAME_KEYS  # a keyword beside its kind
    for key in keys:
        found = inner(value.get(key))
        if isinstance(found, str):
            return [found]
        if isinstance(found, list) and found:
            return [item for item in found if isinstance(item, str)]
    parts = [value[key] for key in (*_GIVEN, *_FAMILY) if isinstance(value.get(key), str) and value[key]]
    return [" ".join(parts)] if parts else []


def listed_in(text: str) -> Any:
    """Return the list or object that `text` writes out, as CSV files have them: JSON or Python; else None."""
    bare = text.strip() if text[-1:].isspace() or text[:1].isspace() else text
    if bare[:1] not in _OPENING or bare[-1:] not in _CLOSING or len(bare) > _LONGEST_LITERAL:
        return None
    try:
        found = json.loads(bare)
    except (ValueError, RecursionError):
        found = _literal(bare)
    return found if isinstance(found, list | tuple | dict) else None


def _literal(text: str) -> Any:
    """Return what Python's `repr` wrote, or None."""
    if _PLAIN_LIST.fullmatch(text):  # numpy leaves the commas out
        return [single or double for single, double in _QUOTED.findall(text)]
    try:
        return json.loads(_PYTHON.sub(_as_json, text))
    except (ValueError, RecursionError):
        return None


def _as_json(token: re.Match[str]) -> str:
    if word := token["word"]:
        return _WORDS[word]
    quoted = token["double"] if token["single"] is None else token["single"]
    if quoted is None:
        return "[" if token[0] == "(" else "]"
    return json.dumps(_ESCAPE.sub(_unescaped, quoted))


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])


def labels(value: Any) -> list[str]:
    """Return tags or sections, each once, in order; a single string is parted at commas and semicolons."""
    found = strings(value)
    parts = _LABEL_PARTS.split(found[0]) if isinstance(value, str) and len(found) == 1 else found
    return distinct(label(part).strip(RIM) for part in parts)


def distinct(found: Any) -> list[str]:
    """Return the texts that stand for something, each once, in order."""
    return list(dict.fromkeys(text for text in found if not is_absent(text)))
