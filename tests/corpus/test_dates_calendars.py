"""Hijri dates are converted as far as they are certain; weekdays confirm, decide or disprove."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.dates import months
from warraq.corpus.dates.calendars import islamic_to_gregorian
from warraq.corpus.dates.parse import parse_date

RIYADH = ZoneInfo("Asia/Riyadh")
RABAT = ZoneInfo("Africa/Casablanca")
KABUL = ZoneInfo("Asia/Kabul")
UTC = ZoneInfo("UTC")


def read(text: str, zone: ZoneInfo = RIYADH, language: str | None = None) -> tuple[str, str] | None:
    moment = parse_date(text, zone=zone, language=language)
    return None if moment is None else (f"{moment.value:%Y-%m-%d}", moment.precision)


@pytest.mark.parametrize(
    ("islamic", "gregorian"),
    [
        ((1445, 9, 15), date(2024, 3, 25)),
        ((1436, 10, 9), date(2015, 7, 25)),
        ((1444, 8, 12), date(2023, 3, 4)),
        ((1400, 1, 1), date(1979, 11, 20)),
        ((1342, 1, 1), None),
        ((1445, 13, 1), None),
        ((1445, 1, 31), None),
    ],
)
def test_islamic_days_follow_the_umm_al_qura_tables(
    islamic: tuple[int, int, int], gregorian: date | None
) -> None:
    assert islamic_to_gregorian(*islamic) == gregorian


@pytest.mark.parametrize(
    "text",
    [
        "15 رمضان 1445هـ",
        "١٥ رمضان المبارك ١٤٤٥",
        "1445/09/15",
        "15-9-1445 هـ",
        "15 Ramadan 1445 AH",
        "الاثنين 15 رمضان 1445",
    ],
)
def test_an_islamic_day_alone_is_converted(text: str) -> None:
    assert read(text) == ("2024-03-25", "day")


def test_an_islamic_month_is_the_year_that_holds_it_whole() -> None:
    assert read("رمضان 1445") == ("2024-01-01", "year")
    assert read("جمادى الآخرة 1445") is None


def test_a_weekday_moves_an_islamic_day_by_one_and_no_further() -> None:
    assert read("الثلاثاء 15 رمضان 1445") == ("2024-03-26", "day")
    assert read("الأحد 15 رمضان 1445", RABAT) == ("2024-03-24", "day")
    assert read("الجمعة 15 رمضان 1445") is None


def test_where_months_begin_by_a_sighting_of_their_own_the_month_is_certain() -> None:
    assert read("15 رمضان 1445", RABAT) == ("2024-03-01", "month")
    assert read("21 رمضان 1445", RABAT) is None


def test_language_and_era_say_which_calendar_digits_are_of() -> None:
    assert read("1402/03/12", UTC, "fa") == ("2023-06-02", "day")
    assert read("1402/03/12", UTC, "ps") == ("2023-06-02", "day")
    assert read("1402/03/12 هـ.ش", UTC) == ("2023-06-02", "day")
    assert read("1445/03/12", UTC, "ar") == ("2023-09-27", "day")
    assert read("1445/03/12 قمری", KABUL, "fa-AF") == ("2023-09-27", "day")
    assert read("1445/03/12", UTC) is None
    assert read("1402/03/12", RIYADH, "ar") is None


def test_two_digits_of_a_year_count_only_where_it_stands_last() -> None:
    assert read("05/06/23") == ("2023-06-05", "day")
    assert read("05/06/23", KABUL) is None
    assert read("05/06/23", UTC, "fa") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Monday 05/06/2023", ("2023-06-05", "day")),
        ("Saturday 05/06/2023", ("2023-05-06", "day")),
        ("الخميس 5 يونيو 2023", ("2023-06-01", "month")),
        ("سه‌شنبه ۱۵ خرداد ۱۴۰۲", ("2023-06-01", "month")),
        ("یک شنبه ۱۴ خرداد ۱۴۰۲", ("2023-06-04", "day")),
        ("Mon, 06 Jun 2023 10:00:00 GMT", ("2023-06-06", "second")),
    ],
)
def test_a_weekday_decides_the_order_and_a_wrong_one_leaves_the_month(
    text: str, expected: tuple[str, str]
) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("calendar", ["_GREGORIAN", "_SOLAR", "_ISLAMIC"])
def test_no_name_is_of_two_months(calendar: str) -> None:
    seen: dict[str, int] = {}
    for names in getattr(months, calendar).values():
        assert names.count(",") == 11
        for number, several in enumerate(names.split(","), start=1):
            for name in several.split():
                assert seen.setdefault(months.fold(name), number) == number, name


@given(st.dates(date(1980, 1, 1), date(2070, 1, 1)))
@settings(max_examples=100, deadline=None)
def test_each_gregorian_day_has_an_islamic_one_near(day: date) -> None:
    from hijridate import Gregorian

    hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    found = islamic_to_gregorian(hijri.year, hijri.month, hijri.day)
    assert found is not None
    assert abs(found - day) < timedelta(days=1)
