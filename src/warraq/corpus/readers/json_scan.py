"""Where the values of a JSON text begin and end, also where the text is broken or cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE_OR_COMMA = re.compile(rb"[ \t\r\n,]*")
_SPACE_AND_COLON = re.compile(rb"[ \t\r\n]*:[ \t\r\n]*")
#: A string ends with its line: JSON has no raw line feed in strings, so a lost quote costs one line, not all.
_STRING = rb'"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+"'
_TOKEN = re.compile(_STRING + rb"|[\[\]{}]")
_SCALAR = re.compile(_STRING + rb"|[^ \t\r\n,\[\]{}]+")
_OPENING_LINE = re.compile(rb"\n[ \t]*+(?=[{\[])")
_KEY = re.compile(_STRING)


class Span(NamedTuple):
    """Bytes of one value; `end` is None where the text ends inside it."""

    start: int
    end: int | None


def value_end(data: bytes, start: int) -> int | None:
    """Return where the value at `start` ends, judged by brackets outside strings; None where it does not."""
    if data[start : start + 1] not in (b"{", b"["):
        scalar = _SCALAR.match(data, start)
        return scalar.end() if scalar else start + 1
    depth = 0
    for token in _TOKEN.finditer(data, start):
        kind = data[token.start()]
        if kind in b"{[":
            depth += 1
        elif kind in b"}]":
            depth -= 1
            if depth == 0:
                return token.end()
    return None


def elements(data: bytes, start: int) -> Iterator[Span]:
    """Yield the elements of the array that opens at `start`, then the span of its closing bracket.

    Where the text ends first, the last span has no end; it is empty if the text ends between elements.
    """
    at = start + 1
    while True:
        at = _skip(_SPACE_OR_COMMA, data, at)
        if data[at : at + 1] == b"]":
            yield Span(at, at + 1)
            return
        end = value_end(data, at) if at < len(data) else None
        yield Span(at, end)
        if end is None:
            return
        at = end


def members(data: bytes, start: int) -> Iterator[tuple[bytes, Span]]:
    """Yield (key with its quotes, value) of the object that opens at `start`, up to where it breaks off."""
    at = start + 1
    while True:
        at = _skip(_SPACE_OR_COMMA, data, at)
        key = _KEY.match(data, at)
        colon = _SPACE_AND_COLON.match(data, key.end()) if key else None
        if key is None or colon is None or colon.end() == len(data):
            return
        end = value_end(data, colon.end())
        yield key.group(), Span(colon.end(), end)
        if end is None:
            return
        at = end


def skip_separators(data: bytes, at: int) -> int:
    """Return the first place from `at` on that is neither white space nor a comma."""
    return _skip(_SPACE_OR_COMMA, data, at)


def stray_end(data: bytes, start: int) -> int:
    """Return where text that opens no object or array ends: before the next line that opens one."""
    opening = _OPENING_LINE.search(data, start)
    return opening.start() if opening else len(data)


def _skip(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    found = pattern.match(data, at)
    assert found is not None
    return found.end()
