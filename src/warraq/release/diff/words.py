"""What differs between two versions of one article, word by word."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from warraq.corpus.relate.earlier import ARTICLES
from warraq.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.release.diff.sides import Side

Op = Literal["same", "removed", "added"]

#: Words of a text beyond which whole lines are compared first: comparing words is quadratic.
_MOST_WORDS = 4_000
_TOKEN = re.compile(r"\S+|\n+")
_SHORTEST = 6
_TEXTS = ("title", "subtitle", "body")


@dataclass(frozen=True)
class Edited:
    """One article on both sides.

    Attributes:
        old, new: its row, or None on a side that does not have it.
        texts: title, subtitle and body, those that differ -> the pieces in order, (what happened, words).
        fields: other fields that differ -> (old value, new value).
    """

    id: str
    old: dict[str, Any] | None
    new: dict[str, Any] | None
    texts: dict[str, list[tuple[Op, str]]]
    fields: dict[str, tuple[Any, Any]]

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as a JSON object."""
        return {
            "id": self.id,
            "change": "added" if self.old is None else "removed" if self.new is None else "changed",
            "texts": {
                name: [{"op": op, "words": words} for op, words in pieces]
                for name, pieces in self.texts.items()
            },
            "fields": {
                name: {"old": _plain(old), "new": _plain(new)} for name, (old, new) in self.fields.items()
            },
        }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def edited(old: Side, new: Side, wanted: str) -> Edited:
    """Return what differs in the article whose id begins with `wanted`.

    Raises:
        UsageError: no id, or more than one, begins so on either side.
    """
    prefix = wanted.strip().lower()
    if len(prefix) < _SHORTEST:
        found = f"{wanted!r} is too short"
        raise UsageError("--id", found, expected=f"at least {_SHORTEST} hex digits of an id")
    rows = [_rows(side.folder, prefix) for side in (old, new)]
    ids = sorted({*rows[0], *rows[1]})
    if len(ids) != 1:
        found = f"{len(ids)} ids begin with {wanted!r}" if ids else f"no id begins with {wanted!r}"
        raise UsageError("--id", found, expected=f"an id of {old.name} or {new.name}")
    one, other = (side.get(ids[0]) for side in rows)
    texts: dict[str, list[tuple[Op, str]]] = {}
    fields: dict[str, tuple[Any, Any]] = {}
    if one is not None and other is not None:
        for name in (name for name in one if name in other and one[name] != other[name]):
            if name in _TEXTS:
                texts[name] = word_changes(one[name] or "", other[name] or "")
            else:
                fields[name] = (one[name], other[name])
    return Edited(ids[0], one, other, texts, fields)


def _rows(folder: Path, prefix: str) -> dict[str, dict[str, Any]]:
    rows = pl.scan_parquet(folder / ARTICLES, hive_partitioning=False)
    found = rows.filter(pl.col("id").str.starts_with(prefix)).head(2).collect()
    return {row["id"]: row for row in found.to_dicts()}


def word_changes(old: str, new: str) -> list[tuple[Op, str]]:
    """Return the pieces of both texts in order: same, removed from the old one, added in the new one.

    Words are parted by spaces; line breaks count as words. The same and removed pieces joined give the old
    words, the same and added ones the new words.
    """
    one, other = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(one), len(other)) <= _MOST_WORDS:
        return _changes(one, other)
    pieces: list[tuple[Op, str]] = []
    for op, lines in _changes(old.splitlines(keepends=True), new.splitlines(keepends=True), joint=""):
        pieces.append((op, lines.strip("\n")))
    return pieces


def _changes(one: list[str], other: list[str], joint: str = " ") -> list[tuple[Op, str]]:
    pieces: list[tuple[Op, str]] = []
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    for tag, start, stop, begin, end in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(("same", joint.join(one[start:stop])))
            continue
        if stop > start:
            pieces.append(("removed", joint.join(one[start:stop])))
        if end > begin:
            pieces.append(("added", joint.join(other[begin:end])))
    return pieces
