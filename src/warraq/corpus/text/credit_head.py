"""Credits at the start of a body: a line of its own, or the agency in the dateline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from warraq.corpus.text.credit_lines import LINE, line_credit, no_credit, parts_of
from warraq.corpus.text.credit_parts import Cut
from warraq.corpus.text.credit_places import is_dateline_place

if TYPE_CHECKING:
    from warraq.corpus.text.agency import AgencyIndex

_HEAD = 120  # characters of a line in which a dateline may stand
_HEAD_LINES = 3  # a caption, a sub-headline or a widget's words may stand above the credit
_ABOVE = 160  # characters of such a line
_PLACE_WORDS = 6
_STOPS = "-–—ـ_/:)]"
_SENTENCE_ENDS = (".", "!", "?", "؟", "…")

_DASH = r"(?:\s*[-–—ـ]+\s+|\s+[-–—ـ]+\s*|\s*/\s*)"
_BRACKET_DATELINE = re.compile(
    r"(?P<place>(?:[^()\[\]\n:؛!?؟\"«“]|\[[^()\[\]\n]{2,20}\]){0,60}?)(?P<gap>\s*)"
    r"[(\[](?P<agency>[^()\[\]\n]{2,40})[)\]]\s*(?P<stop>[-–—ـ_:/]+)\s*"
)
_BARE_BRACKET = re.compile(r"[(\[](?P<agency>[^()\[\]\n]{2,40})[)\]]\s+(?=\w)")
_JOINED = re.compile(
    r"(?P<first>[^\W\d_]+(?: [^\W\d_]+)?)(?P<gap>[-–—])"
    r"(?P<second>[^\W\d_]+)(?P<stop>)(?=[\s:\-–—]|$)[:\-–—]?\s*"
)
_DATED = re.compile(r"(?P<place>[^\n]{2,40}\d{4}\s?(?:م|هـ)?)\s+(?P<agency>[^\W\d_]+)")
_CHAIN_DATELINE = re.compile(
    rf"(?P<first>[^\n:/()]{{2,40}}?)(?P<gap>{_DASH})(?P<second>[^\n:/()]{{2,40}}?)\s*(?P<stop>:|[-–—ـ]+\s|\s[-–—ـ]|/)\s*"
)
_BARE_DATELINE = re.compile(r"(?P<agency>[^\n:/()\-–—]{2,40}?)(?:\s*[-–—ـ]+\s+|\s+[-–—ـ]+\s*)")
_ATTRIBUTES = re.compile(
    r"(?:^|[\s])(?:وكال|قال|ذكر|نقل|أفاد|افاد|أعلن|اعلن|بحسب|حسب|وفق|لوكال|agenc|said|told|report)",
    re.IGNORECASE,
)


class _Dateline(NamedTuple):
    """A dateline: `head[:end]` becomes `kept`, which lacks the words `cut`."""

    name: str
    cut: str
    end: int
    kept: str


def cut_head(body: str, agencies: AgencyIndex) -> Cut | None:
    """Return the body without the credit at its start, or None.

    Of a dateline only the agency goes, the place stays. A short line that is no sentence may stand above.
    """
    start = len(body) - len(body.lstrip())
    for _ in range(_HEAD_LINES):
        end = body.find("\n", start, start + _ABOVE + 1)
        cut = _cut_line(body, start, end, agencies) if start < len(body) else None
        if cut:
            return cut
        if end < 0 or body[start:end].rstrip().endswith(_SENTENCE_ENDS):
            return None
        rest = body[end:]
        start = end + len(rest) - len(rest.lstrip())
    return None


def _cut_line(body: str, start: int, end: int, agencies: AgencyIndex) -> Cut | None:
    """Return the credit of the line at `start`; `end` is -1 where the line is long or the last."""
    head = body[start : start + _HEAD] if end < 0 else body[start : min(end, start + _HEAD)]
    head = head.split("\n", 1)[0]
    if 0 <= end <= start + LINE:
        cut = _cut_head_line(head.strip(), body[:start], body[end:], agencies)
        if cut:
            return cut
    if not any(mark in head for mark in _STOPS):
        return None
    dateline = _bracket_dateline(head, agencies) if "(" in head or "[" in head else None
    dateline = dateline or _joined_dateline(head, agencies) or _chain_dateline(head, agencies)
    dateline = dateline or _bare_dateline(head, agencies)
    if not dateline:
        return None
    evidence = f"dateline: {head[: dateline.end].strip()}"
    rest = body[start + dateline.end :]
    ends = rest.lstrip(" \t\u00a0")[:1] == "\n"
    kept = body[:start] + (
        dateline.kept.rstrip(f" {_STOPS}") + rest if ends else dateline.kept + rest.lstrip()
    )
    return Cut(dateline.name, evidence, dateline.cut, kept.lstrip())


def _is_place(text: str) -> bool:
    return len(text.split()) <= _PLACE_WORDS and not _ATTRIBUTES.search(text)


def _bracket_dateline(head: str, agencies: AgencyIndex) -> _Dateline | None:
    match = _BRACKET_DATELINE.match(head)
    if not match or not _is_place(match["place"]):
        return _start_bracket(head, agencies)
    name = line_credit(f"({match['agency']})", agencies)
    if not name:
        return None
    place = match["place"].rstrip(" -–—ـ")
    kept = f"{place} {match['stop']} " if place.strip() else ""
    if kept and match["stop"] in (":", "/"):
        kept = f"{place}{match['stop']} "
    return _Dateline(name, head[match.end("gap") : match.end()].strip(), match.end(), kept)


def _start_bracket(head: str, agencies: AgencyIndex) -> _Dateline | None:
    """Return the agency of `(د ب أ) The council …`: brackets without a dash must hold a plain name."""
    match = _BARE_BRACKET.match(head)
    name = agencies.find(match["agency"].strip(), certain=False) if match else None
    return _Dateline(name, head[: match.end()].strip(), match.end(), "") if match and name else None


def _joined_dateline(head: str, agencies: AgencyIndex) -> _Dateline | None:
    """Return the agency of `دمشق-سانا`, without blanks around the dash: the place must be a known one."""
    match = _JOINED.match(head)
    if not match or not is_dateline_place(match["first"]):
        return None
    name = agencies.find(match["second"], certain=True)
    cut = head[match.start("gap") : match.end("second")]
    return _Dateline(name, cut, match.end(), f"{match['first']} - ") if name else None


def _chain_dateline(head: str, agencies: AgencyIndex) -> _Dateline | None:
    match = _CHAIN_DATELINE.match(head)
    if not match:
        return None
    first, second, stop = match["first"].strip(), match["second"].strip(), match["stop"].strip()
    name = agencies.find(second, certain=is_dateline_place(first))
    if name and _is_place(first):
        kept = f"{first}{stop} " if stop in (":", "/") else f"{first} {stop} "
        return _Dateline(name, head[match.start("gap") : match.end("second")].strip(), match.end(), kept)
    name = agencies.find(first, certain=is_dateline_place(second))
    if name and ("/" not in match["gap"] or stop == "/"):  # «Reuters/Ipsos:» is a poll
        return _Dateline(name, head[: match.start("second")].strip(), match.start("second"), "")
    return None


def _bare_dateline(head: str, agencies: AgencyIndex) -> _Dateline | None:
    match = _BARE_DATELINE.match(head)
    name = agencies.find(match["agency"].strip(), certain=False) if match else None
    return _Dateline(name, head[: match.end()].strip(), match.end(), "") if match and name else None


def _cut_head_line(line: str, above: str, rest: str, agencies: AgencyIndex) -> Cut | None:
    parts = parts_of(line)
    name = line_credit(line, agencies, unknown=False) or _placed_credit(parts, agencies)
    if not name:
        return None
    places: list[str] = []
    named: list[str] = []
    for part in parts:
        is_named = (
            line_credit(part, agencies, unknown=False) == name or agencies.find(part, certain=True) == name
        )
        (named if is_named else places).append(part)
    if not named and (dated := _DATED.fullmatch(line)):
        places, named = [dated["place"]], [dated["agency"]]
    if "/" in line or not named:
        places, named = [], [line]
    kept = above + " - ".join(places) + rest
    return Cut(name, f"head line: {line}", " - ".join(named), kept.lstrip())


def _placed_credit(parts: list[str], agencies: AgencyIndex) -> str | None:
    """Return the agency of `غزة - صفا`, or of `Next Previous عين اليوم – واس`: one part is its name."""
    if (
        len(parts) == 1
        and (dated := _DATED.fullmatch(parts[0].strip()))
        and is_dateline_place(dated["place"])
    ):
        return agencies.find(dated["agency"], certain=True)
    if len(parts) != 2 or any(no_credit(part) or not _is_place(part) for part in parts):
        return None
    for part, other in ((parts[1], parts[0]), (parts[0], parts[1])):
        name = agencies.find(part.strip(), certain=is_dateline_place(other))
        if name:
            return name
    return None
