"""Relative dates are told from the time of fetching, no more exactly than the words are."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.dates.parse import parse_date
from warraq.corpus.dates.relative import may_be_page_clock
from warraq.corpus.records import Moment

RIYADH = ZoneInfo("Asia/Riyadh")
FETCHED = Moment(datetime(2024, 3, 25, 7, 0, 30), "second")  # noqa: DTZ001 - ten in the morning in Riyadh


def read(text: str, fetched: Moment | None = FETCHED) -> tuple[str, str] | None:
    moment = parse_date(text, zone=RIYADH, fetched=fetched)
    if moment is None:
        return None
    assert moment.origin == "relative"
    return f"{moment.value:%Y-%m-%d %H:%M}", moment.precision


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("منذ 20 دقيقة", "2024-03-25 06:40", "minute"),
        ("منذ ساعة و20 دقيقة", "2024-03-25 05:40", "minute"),
        ("منذ ساعتين", "2024-03-25 00:00", "day"),
        ("قبل 14 ساعة", "2024-03-24 00:00", "day"),
        ("قبل 10 ساعات", "2024-03-01 00:00", "month"),
        ("منذ 3 أيام", "2024-03-22 00:00", "day"),
        ("قبل يومين", "2024-03-23 00:00", "day"),
        ("منذ ثلاثة أيام", "2024-03-22 00:00", "day"),
        ("منذ أسبوعين", "2024-03-01 00:00", "month"),
        ("منذ 3 أسابيع", "2024-01-01 00:00", "year"),
        ("منذ شهر", "2024-02-01 00:00", "month"),
        ("منذ سنتين", "2022-01-01 00:00", "year"),
        ("منذ لحظات", "2024-03-25 00:00", "day"),
        ("نشر منذ: 5 ساعات", "2024-03-25 00:00", "day"),
        ("أمس", "2024-03-24 00:00", "day"),
        ("أول أمس", "2024-03-23 00:00", "day"),
        ("اليوم 10:35 ص", "2024-03-25 07:35", "minute"),
        ("أمس الساعة 10:35 مساء", "2024-03-24 19:35", "minute"),
        ("۳ ساعت پیش", "2024-03-25 00:00", "day"),
        ("۳ روز قبل", "2024-03-22 00:00", "day"),
        ("دیروز", "2024-03-24 00:00", "day"),
        ("3 دن پہلے", "2024-03-22 00:00", "day"),
        ("an hour ago", "2024-03-25 00:00", "day"),
        ("Published 2 days ago", "2024-03-23 00:00", "day"),
        ("yesterday at 10:35 PM", "2024-03-24 19:35", "minute"),
        ("vor 30 Minuten", "2024-03-25 06:30", "minute"),
        ("gestern, 14:05 Uhr", "2024-03-24 11:05", "minute"),
        ("il y a un jour", "2024-03-24 00:00", "day"),
        ("aujourd'hui à 14h05", "2024-03-25 11:05", "minute"),
        ("hace 2 días", "2024-03-23 00:00", "day"),
        ("2 gün önce", "2024-03-23 00:00", "day"),
        ("2 дня назад", "2024-03-23 00:00", "day"),
    ],
)
def test_relative_forms(text: str, value: str, precision: str) -> None:
    assert read(text) == (value, precision)
    assert read(text, None) is None


@pytest.mark.parametrize(
    "text",
    [
        "ساعتين",
        "3 hours",
        "قبل 3",
        "منذ 2.5 ساعة",
        "منذ 99999 يوم",
        "2 days ago, 2023",
        "قبل الحرب",
        "in 2 days",
        "ago",
    ],
)
def test_what_is_no_span_is_none(text: str) -> None:
    assert read(text) is None


def test_a_day_of_fetching_says_nothing_of_hours() -> None:
    day = Moment(datetime(2024, 3, 25), "day")  # noqa: DTZ001
    assert read("منذ ساعتين", day) is None
    assert read("منذ 3 أيام", day) == ("2024-03-22 00:00", "day")
    assert read("أمس", Moment(datetime(2024, 3, 1), "month")) is None  # noqa: DTZ001


def test_a_stated_date_stays_as_it_is() -> None:
    moment = parse_date("25 مارس 2024", zone=RIYADH, fetched=FETCHED)
    assert moment is not None
    assert (moment.origin, moment.precision) == ("metadata", "day")


def test_a_bare_date_of_the_day_of_the_crawl_may_be_the_page_clock() -> None:
    evening = Moment(datetime(2024, 3, 24, 22, 0), "second")  # noqa: DTZ001 - the 25th in Riyadh
    found = parse_date("25 مارس 2024", zone=RIYADH, origin="text")
    timed = parse_date("25 مارس 2024 10:30", zone=RIYADH, origin="text")
    assert found is not None
    assert timed is not None
    assert may_be_page_clock(found, evening, RIYADH)
    assert not may_be_page_clock(timed, evening, RIYADH)
    assert not may_be_page_clock(found, None, RIYADH)


@given(st.text("منذقبلاعةساي 0123456789hoursag", max_size=40))
@settings(max_examples=200, deadline=None)
def test_nothing_raises(text: str) -> None:
    moment = parse_date(text, zone=RIYADH, fetched=FETCHED)
    assert moment is None or moment.value <= FETCHED.value or moment.origin == "metadata"
