"""The dates of a record: when it was published, changed and fetched."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from warraq.corpus.dates.parse import parse_date, url_date
from warraq.corpus.extract.field_names import is_utc_key
from warraq.corpus.extract.field_values import inner, is_mapping
from warraq.corpus.extract.field_words import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warraq.corpus.extract.field_lookup import Candidate, Found
    from warraq.corpus.records import Draft, Moment
    from warraq.model.settings import Source

_UTC_ZONE = ZoneInfo("UTC")
_INNER = ("date", "datetime", "value", "iso", "published", "timestamp", "seconds", "_seconds", "content")
_DAY = r"(\d{4}[-/.]\d\d?[-/.]\d\d?)"
_MIDNIGHT = re.compile(_DAY + r"[T ]0?0:00(?::00(?:\.0+)?)?")
_CLOCK = re.compile(r"\d\d?:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?| ?[صم])?")


def read_dates(draft: Draft, found: Found, source: Source) -> None:
    """Fill in the draft's dates, with evidence of the key that each was read from.

    Keys for the crawl's date never give the date of publication. Without a date of publication that can be
    read, the one in the URL's path counts; `time` beside a bare day gives its hour. A time without a zone is
    in UTC where its key says so (`date_gmt`), else in the source's zone. Exactly midnight without a zone is
    what databases make of a bare day, and is read as that day. "Two hours ago" counts from the record's own
    time of fetching, and is no date without one.
    """
    if several := found.get("fetched"):
        draft.fetched = _moment(draft, "fetched_at", several, source)
    if several := found.get("published"):
        draft.published = _moment(draft, "published_at", several, source)
        if len(several) > 1 and draft.published and draft.published.precision == "day":
            _add_clock(draft, several, source)
    if several := found.get("modified"):
        draft.modified = _moment(draft, "modified_at", several, source)
    if draft.published is None and draft.url:
        draft.published = url_date(draft.url)
        if draft.published:
            failed = draft.evidence.get("published_at")
            draft.evidence["published_at"] = f"url; {failed}" if failed else "url"


def _moment(draft: Draft, column: str, several: Sequence[Candidate], source: Source) -> Moment | None:
    for _, key, value in several:
        zone = _UTC_ZONE if is_utc_key(key) else source.zone
        plain = value if type(value) is str and value[-1:] != "0" else _simple(value, zone)
        moment = parse_date(
            plain,
            zone=zone,
            day_first=source.day_first,
            language=source.language,
            fetched=draft.fetched,
        )
        if moment:
            counted = ", counted from the time of fetching" if moment.origin == "relative" else ""
            draft.evidence[column] = f"key {key!r}{counted}"
            return moment
        draft.evidence.setdefault(column, f"key {key!r}: not a date: {shown(value)}")
    return None


def _simple(value: Any, zone: ZoneInfo) -> Any:
    """Return the string, number or date in a value, a bare day where it is a naive midnight."""
    if isinstance(value, list | tuple):
        value = _from_numbers(value) if len(value) >= 6 else value[0] if value else None
    if is_mapping(value):
        value = inner(next((value[key] for key in _INNER if key in value), None))
    if zone is _UTC_ZONE:
        return value
    if isinstance(value, str):
        midnight = _MIDNIGHT.fullmatch(value.strip())
        return midnight[1] if midnight else value
    if isinstance(value, datetime) and value.tzinfo is None and value.time() == datetime.min.time():
        return value.date()
    return value


def _from_numbers(value: Sequence[Any]) -> Any:
    """Return what feedparser's nine numbers of `published_parsed` say, which are in UTC."""
    numbers = value[:6]
    if not all(isinstance(number, int) and not isinstance(number, bool) for number in numbers):
        return value[0]
    try:
        year, month, day, hour, minute, second = numbers
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _add_clock(draft: Draft, several: Sequence[Candidate], source: Source) -> None:
    """Take the hour from `time` where the day comes from another key."""
    assert draft.published is not None
    for candidate in several:
        value = candidate.value
        if candidate.name != "time" or not isinstance(value, str) or not _CLOCK.fullmatch(value.strip()):
            continue
        day = f"{draft.published.value:%Y-%m-%d} {value.strip()}"
        moment = parse_date(day, zone=source.zone, day_first=source.day_first, language=source.language)
        if moment and moment.precision in ("minute", "second"):
            draft.published = moment
            draft.evidence["published_at"] += f" and key {candidate.key!r}"
        return
