"""One-byte code pages as what UTF-8 looks like when it is read in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Continuation characters that also stand after a letter in ordinary text: they prove nothing.
ORDINARY = "\u00a0«»‘’“”…–—ŠšŽžŒœŸ،؛؟پٹچژڈگکڑںھ\u200c\u200d"


@dataclass(frozen=True, slots=True)
class CodePage:
    """A one-byte code page as the regular expressions and the table that undo it.

    Attributes:
        table: code point -> byte.
        unit: one lead character and its one to three continuation characters.
        odd: a continuation character that has no place behind a letter.
        edge: continuation characters at a word's start, which no lead character precedes.
    """

    table: Mapping[int, int]
    unit: re.Pattern[str]
    odd: re.Pattern[str]
    edge: re.Pattern[str]


def one_of(characters: str) -> str:
    """Return the pattern of one of the characters."""
    return f"[{re.escape(characters)}]"


def continuations(table: Mapping[int, int]) -> str:
    """Return the characters that stand for a continuation byte of UTF-8."""
    return "".join(chr(point) for point, byte in table.items() if 0x80 <= byte <= 0xBF)


def leads(table: Mapping[int, int], first: int, last: int) -> str:
    """Return the characters that stand for the bytes from `first` to `last`."""
    return "".join(chr(point) for point, byte in table.items() if first <= byte <= last)


def tables() -> tuple[dict[int, int], dict[int, int]]:
    """Return code point -> byte of windows-1256, and of windows-1252 and latin-1 in one."""
    arabic = {ord(bytes([byte]).decode("cp1256")): byte for byte in range(0x80, 0x100)}
    # latin-1 and windows-1252 differ in 80-9F only and never give one character two bytes, so that one table
    # undoes both, and readers too that pass the bytes undefined in windows-1252 through as C1 controls.
    western = {byte: byte for byte in range(0x80, 0x100)}
    for byte in range(0x80, 0xA0):
        try:
            western[ord(bytes([byte]).decode("cp1252"))] = byte
        except UnicodeDecodeError:
            continue
    ascii_ = {byte: byte for byte in range(0x80)}
    return ascii_ | arabic, ascii_ | western


@cache
def code_pages() -> tuple[CodePage, ...]:
    """Return the code pages that are undone, the Arabic one first."""
    pages = []
    for table in tables():
        tail = one_of(continuations(table))
        unit = "|".join(
            f"{one_of(leads(table, first, last))}{tail}{{{length}}}"
            for first, last, length in ((0xC2, 0xDF, 1), (0xE0, 0xEF, 2), (0xF0, 0xF4, 3))
        )
        odd = "".join(character for character in continuations(table) if character not in ORDINARY)
        pages.append(CodePage(table, re.compile(unit), re.compile(one_of(odd)), re.compile(f"{tail}*")))
    return tuple(pages)
