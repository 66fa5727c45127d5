"""ARC archives, the form before WARC: versions 1 and 2 ("ARC File Format", Internet Archive 1996)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from warraq.corpus.readers.archive import Grammar, Head
from warraq.corpus.readers.captures import read_captures
from warraq.corpus.readers.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warraq.corpus.cut import Cut
    from warraq.corpus.readers.stream import Place
    from warraq.corpus.records import RawRecord, Reject

#: Address, IP, date, type and length stand in both versions at these places; the address may have spaces.
_LINE = (
    rb"(?P<address>[A-Za-z][A-Za-z0-9+.-]{0,30}:[^\n]{0,20000}?) (?P<ip>[0-9A-Fa-f.:]{2,45}|-) "
    rb"(?P<date>\d{8,20}) (?P<media>[^ \n]{1,200})(?: [^ \n]{1,4000}){0,5} (?P<length>\d{1,15})[ \t]*\r?\n"
)
_HEADER = re.compile(_LINE)
_FRAME = ("filedesc:", "dns:", "warcinfo:", "whois:")
_DATE_DIGITS = 14


def read_arc(
    path: Place, limits: Limits = DEFAULT_LIMITS, cut: Cut | None = None
) -> Iterator[RawRecord | Reject]:
    """Yield one record for each page, and one reject for each record that holds something else.

    The header of the file and name look-ups are its frame and give neither.

    Args:
        cut: the part of the file that is read.

    Raises:
        StorageError: the file cannot be read.
    """
    return read_captures(path, limits, GRAMMAR, cut)


def _read(data: bytes) -> Head | None:
    line = _HEADER.match(data)
    if line is None:
        return None
    address = line["address"].decode("utf-8", "replace")
    return Head(
        kind="frame" if address.lower().startswith(_FRAME) else "response",
        size=line.end(),
        length=int(line["length"]),
        address=address,
        fetched=_moment(line["date"].decode()),
        media=line["media"].decode("utf-8", "replace"),
    )


def _moment(digits: str) -> datetime | None:
    if len(digits) < _DATE_DIGITS:
        return None
    try:
        return datetime.strptime(digits[:_DATE_DIGITS], "%Y%m%d%H%M%S")  # noqa: DTZ007 - naive UTC is meant
    except ValueError:
        return None


def _may_begin(data: bytes) -> bool:
    return b"\n" not in data


GRAMMAR = Grammar(
    read=_read,
    may_begin=_may_begin,
    start=re.compile(rb"(?<![^\n])" + _LINE),
    ends=re.compile(rb"\r?\n|\Z|" + _LINE),
)
