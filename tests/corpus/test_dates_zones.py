"""A time is read in the zone that is named, and not at all where the name leaves it open."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from warraq.corpus.dates.parse import parse_date


def read(text: str, zone: str) -> tuple[str, str]:
    moment = parse_date(text, zone=ZoneInfo(zone))
    assert moment is not None
    return f"{moment.value:%Y-%m-%d %H:%M}", moment.precision


@pytest.mark.parametrize(
    ("clock", "zone", "utc"),
    [
        ("10:35 بتوقيت غرينتش", "Asia/Riyadh", "10:35"),
        ("10:35 مساءً بتوقيت مكة المكرمة", "UTC", "19:35"),
        ("10:35 بتوقيت القاهرة", "UTC", "08:35"),
        ("10:35 بالتوقيت المحلي", "Asia/Riyadh", "07:35"),
        ("10:35 ص (ت غ)", "Asia/Riyadh", "10:35"),
        ("10:35 GMT+3", "UTC", "07:35"),
        ("10:35 +03:00", "UTC", "07:35"),
        ("10:35 EET", "Africa/Cairo", "08:35"),
        ("10:35 AST", "Asia/Riyadh", "07:35"),
        ("10:35 IST", "Asia/Kolkata", "05:05"),
        ("10:35 IST", "Asia/Jerusalem", "08:35"),
        ("10:35 CST", "Asia/Shanghai", "02:35"),
        ("10:35 EST", "Asia/Riyadh", "15:35"),
        ("10:35 GMT", "Europe/London", "10:35"),
    ],
)
def test_named_zones(clock: str, zone: str, utc: str) -> None:
    assert read(f"25 January 2024 {clock}", zone) == (f"2024-01-25 {utc}", "minute")


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("25 July 2024 10:35 AST", "UTC"),
        ("Thu, 25 Jul 2024 10:35:00 IST", "UTC"),
        ("25 July 2024 10:35 EET", "Africa/Cairo"),
        ("25 July 2024 10:35 CET", "Europe/Berlin"),
        ("25 July 2024 10:35 بتوقيت تل الريحان", "Asia/Riyadh"),
        ("25 July 2024 10:35 بتوقيت عمان", "UTC"),
    ],
)
def test_a_zone_that_is_not_certain_leaves_the_day(text: str, zone: str) -> None:
    assert read(text, zone) == ("2024-07-25 00:00", "day")


def test_utc_in_summer_is_utc() -> None:
    assert read("25 July 2024 10:35 GMT", "Europe/London") == ("2024-07-25 10:35", "minute")
