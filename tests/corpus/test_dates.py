"""Dates are read as written, with the precision that was given, and never invented."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.dates.calendars import solar_to_gregorian
from warraq.corpus.dates.folding import fold
from warraq.corpus.dates.months import GREGORIAN_MONTHS
from warraq.corpus.dates.parse import parse_date, url_date

RIYADH = ZoneInfo("Asia/Riyadh")  # three hours ahead, no DST
KABUL = ZoneInfo("Asia/Kabul")
BERLIN = ZoneInfo("Europe/Berlin")


def read(value: object, zone: ZoneInfo = RIYADH, *, day_first: bool = True) -> tuple[str, str] | None:
    moment = parse_date(value, zone=zone, day_first=day_first)
    return None if moment is None else (moment.value.isoformat(sep=" "), moment.precision)


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2015-07-21 13:05:37", "2015-07-21 10:05:37", "second"),
        ("2015-07-21T13:05:37.250", "2015-07-21 10:05:37", "second"),
        ("2017-01-22T185600", "2017-01-22 15:56:00", "second"),
        ("2017-01-20T21:43:00+01:00", "2017-01-20 20:43:00", "second"),
        ("2017-01-20T21:43:00+0100", "2017-01-20 20:43:00", "second"),
        ("2017-01-20 21:43 +01", "2017-01-20 20:43:00", "minute"),
        ("2017-01-20T21:43Z", "2017-01-20 21:43:00", "minute"),
        ("2017-01-20 21:43:00 UTC", "2017-01-20 21:43:00", "second"),
        ("2017-01-20T21:43:00+03:00[Asia/Riyadh]", "2017-01-20 18:43:00", "second"),
        ("20170120T214300Z", "2017-01-20 21:43:00", "second"),
        ("20170120", "2017-01-20 00:00:00", "day"),
        ("2017-01-20", "2017-01-20 00:00:00", "day"),
        ("2017-01-20T18", "2017-01-20 00:00:00", "day"),
        ("2017-01", "2017-01-01 00:00:00", "month"),
        ("01/2017", "2017-01-01 00:00:00", "month"),
        ("2017", "2017-01-01 00:00:00", "year"),
        ("2017-05-00", "2017-05-01 00:00:00", "month"),
        ("2017-00-00", "2017-01-01 00:00:00", "year"),
        ("2023-W23-1", "2023-06-05 00:00:00", "day"),
        ("2023-156", "2023-06-05 00:00:00", "day"),
        ("2023-06-05T24:00", "2023-06-05 21:00:00", "minute"),
        ("20230605T103000+0300", "2023-06-05 07:30:00", "second"),
        ("2023-06-05t10:30:00,5+03", "2023-06-05 07:30:00", "second"),
        ("25/3/24", "2024-03-25 00:00:00", "day"),
        ("2023年6月5日 10:30", "2023-06-05 07:30:00", "minute"),
        ("2023년 6월 5일", "2023-06-05 00:00:00", "day"),
        ("Sun, 18 Feb 2018 15:38:57 GMT", "2018-02-18 15:38:57", "second"),
        ("18 Feb 2018 15:38 +0300", "2018-02-18 12:38:00", "minute"),
        ("Sun, 18 Feb 18 15:38:57 EST", "2018-02-18 20:38:57", "second"),
        ("Mon Jun 05 2023 10:30:00 GMT+0300 (Arabian Standard Time)", "2023-06-05 07:30:00", "second"),
        ("Mon Jun 5 10:30:00 +0000 2023", "2023-06-05 10:30:00", "second"),
        ("17/05/2015", "2015-05-17 00:00:00", "day"),
        ("5.6.2023 14:05", "2023-06-05 11:05:00", "minute"),
        ("2023/6/5 5:30 PM", "2023-06-05 14:30:00", "minute"),
        ("05-06-2023 | 12:10 am", "2023-06-04 21:10:00", "minute"),
        ("٢٠٢٣-٠٦-٠٥", "2023-06-05 00:00:00", "day"),
        ("٥\u200f/٦\u200f/٢٠٢٣، ١٠:٣٠:٠٠ م", "2023-06-05 19:30:00", "second"),
    ],
)
def test_structured_forms(text: str, value: str, precision: str) -> None:
    assert read(text) == (value, precision)


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("نشر في: الاثنين، 5 يونيو/حزيران 2023 - 05:30 مساءً بتوقيت غرينتش", "2023-06-05 17:30:00", "minute"),
        ("آخر تحديث 19 حزيران 2023", "2023-06-19 00:00:00", "day"),
        ("30 كانون الثاني / يناير 2023", "2023-01-30 00:00:00", "day"),
        ("الأربعاء ١٨ جانفي ٢٠١٧", "2017-01-18 00:00:00", "day"),
        ("10 غشت 2022 الساعة 11:30 ظهرا", "2022-08-10 08:30:00", "minute"),
        ("2 نونبر 2022 على الساعة 9:15 ليلا", "2022-11-02 18:15:00", "minute"),
        ("6 اغسطس 2021م", "2021-08-06 00:00:00", "day"),
        ("يونيو 2023", "2023-06-01 00:00:00", "month"),
        ("Published: Monday, June 5th, 2023 at 5:30 p.m.", "2023-06-05 14:30:00", "minute"),
        ("le 1er août 2023 à 14h05", "2023-08-01 11:05:00", "minute"),
        ("mar. 5 déc. 2017", "2017-12-05 00:00:00", "day"),
        ("5. März 2023, 14:05 Uhr", "2023-03-05 11:05:00", "minute"),
        ("5 de enero de 2023", "2023-01-05 00:00:00", "day"),
        ("5 Haziran 2023 Pazartesi 14:30", "2023-06-05 11:30:00", "minute"),
        ("15-Jan-2023", "2023-01-15 00:00:00", "day"),
        ("2023 مارس 4", "2023-03-04 00:00:00", "day"),
        ("۵ ژوئن ۲۰۲۳", "2023-06-05 00:00:00", "day"),
        ("5 جون 2023", "2023-06-05 00:00:00", "day"),
        ("19 حزيران (يونيو) 2023", "2023-06-19 00:00:00", "day"),
        ("حزيران 2023", "2023-06-01 00:00:00", "month"),
        ("12 ك2 2023", "2023-01-12 00:00:00", "day"),
        ("12 دجنبر 2023 ليلا 10:30", "2023-12-12 19:30:00", "minute"),
        ("٢٥ ئازاری ٢٠٢٤", "2024-03-25 00:00:00", "day"),
        ("۵ی کانوونی دووەمی ۲۰۲۴", "2024-01-05 00:00:00", "day"),
        ("5 июня 2023 г. 14:05", "2023-06-05 11:05:00", "minute"),
        ("15-Jan-23", "2023-01-15 00:00:00", "day"),
        ("June 5, '23", "2023-06-05 00:00:00", "day"),
    ],
)
def test_month_names(text: str, value: str, precision: str) -> None:
    assert read(text) == (value, precision)


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "None", "null", "junk", "0000-00-00", "0000-00-00 00:00:00", "yesterday", "منذ ساعتين"),
        *("2 days ago, 2023", "منذ 3 أيام", "قبل 5 دقائق", "31 Feb 2023", "2023-02-31", "31/02/2023"),
        *(
            "2023-13-01",
            "2023-06-05 25:00",
            "5 يونيو/تموز 2023",
            "5 June",
            "5 يونيو",
        ),
        *("1899-12-31", "2100-01-01", "0001-01-01T00:00:00", "9999-12-31T23:59:59-05:00", "5 مايو 1850"),
        *("5 يونيو 2023 - 300 مشاهدة", "5 June 2023 (updated 7 June 2023)", "5 - 7 يونيو 2023"),
        *("1402-08-12", "2023-06-05T10:00:00+99:00", "5 يونيو 2023" + " " * 200, "25-03-24"),
        *("1970-01-01", "1/1/1970", "1970-01-01T03:00:00+03:00", "1970-01-01 03:00", "1900-01-01 00:00:00"),
        *("2999-01-01", "2038-01-19T03:14:07Z", "2023-366", "2023-W54-1", "2 " * 99),
        *(True, None, b"2023-06-05", [], {}, float("nan"), float("inf"), -1, 0, 1.5, 10**30, 123456),
    ],
)
def test_what_is_no_certain_date_is_none(value: object) -> None:
    assert read(value) is None


@pytest.mark.parametrize(
    ("text", "day_first", "value"),
    [
        ("03/04/2024", True, "2024-04-03 00:00:00"),
        ("03/04/2024", False, "2024-03-04 00:00:00"),
        ("25/12/2024", False, "2024-12-25 00:00:00"),
        ("12/25/2024", True, "2024-12-25 00:00:00"),
    ],
)
def test_the_source_decides_the_order_of_day_and_month_where_both_are_possible(
    text: str, *, day_first: bool, value: str
) -> None:
    assert read(text, day_first=day_first) == (value, "day")


def test_a_gregorian_date_counts_beside_an_islamic_one() -> None:
    for text in (
        "12 شعبان 1444 هـ - 4 مارس 2023 م",
        "4 مارس 2023 الموافق 12 شعبان 1444",
        "12-08-1444 هـ الموافق 04-03-2023 م",
        "السبت 12 شعبان 1444هـ (04/03/2023)",
    ):
        assert read(text) == ("2023-03-04 00:00:00", "day"), text


def test_solar_hijri_days_are_converted_and_months_leave_the_year() -> None:
    assert read("۱۵ خرداد ۱۴۰۲ - ۱۴:۰۵", ZoneInfo("Asia/Tehran")) == ("2023-06-05 10:35:00", "minute")
    assert read("۱۵ جوزا ۱۴۰۲") == ("2023-06-05 00:00:00", "day")
    assert read("۱۴۰۲/۳/۱۵", KABUL) == ("2023-06-05 00:00:00", "day")
    assert read("1402-03-15 10:30", KABUL) == ("2023-06-05 06:00:00", "minute")
    assert read("15/3/1402", KABUL, day_first=False) == ("2023-06-05 00:00:00", "day")
    assert read("خرداد ۱۴۰۲", KABUL) == ("2023-01-01 00:00:00", "year")
    assert read("دی ۱۴۰۲", KABUL) is None
    assert read("۳۰ حوت ۱۴۰۲", KABUL) is None
    assert read("15/3/1402", RIYADH) is None


@pytest.mark.parametrize(
    ("solar", "gregorian"),
    [
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1403, 1, 1), date(2024, 3, 20)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1402, 12, 30), None),
        ((1402, 7, 31), None),
        ((1300, 1, 1), None),
    ],
)
def test_solar_hijri_days(solar: tuple[int, int, int], gregorian: date | None) -> None:
    assert solar_to_gregorian(*solar) == gregorian


def test_each_solar_hijri_day_follows_the_one_before() -> None:
    days = [
        solar_to_gregorian(year, month, day)
        for year in range(1336, 1479)
        for month in range(1, 13)
        for day in range(1, 32)
    ]
    real = [day for day in days if day is not None]
    assert all(after - before == timedelta(days=1) for before, after in pairwise(real))


def test_numbers_are_unix_time_of_whatever_unit_or_digits_of_a_date() -> None:
    expected = ("2015-07-21 13:05:37", "second")
    for number in (1437483937, 1437483937.5, 1437483937000, 1437483937000000, "1437483937", "1437483937.5"):
        assert read(number) == expected
    assert read(20150721) == ("2015-07-21 00:00:00", "day")
    assert read("20150721130537") == ("2015-07-21 10:05:37", "second")


def test_datetimes_and_dates() -> None:
    assert read(datetime(2023, 6, 5, 1, 0, tzinfo=UTC)) == ("2023-06-05 01:00:00", "second")
    assert read(datetime(2023, 6, 5, 1, 0, 0, 9)) == ("2023-06-04 22:00:00", "second")  # noqa: DTZ001
    assert read(date(2023, 6, 5)) == ("2023-06-05 00:00:00", "day")
    assert read(datetime.max.replace(tzinfo=timezone(timedelta(hours=-14)))) is None


def test_a_bare_day_is_not_moved_into_the_day_before() -> None:
    assert read("2023-06-05") == ("2023-06-05 00:00:00", "day")


def test_times_that_clocks_skip_or_repeat_are_read() -> None:
    assert read("2023-03-26 02:30", BERLIN) == ("2023-03-26 01:30:00", "minute")
    assert read("2023-10-29 02:30", BERLIN) == ("2023-10-29 00:30:00", "minute")


def test_times_that_disagree_leave_the_day() -> None:
    assert read("5 June 2023 10:30, updated 12:15") == ("2023-06-05 00:00:00", "day")
    assert read("5 June 2023 10:30 (07:30 GMT)") == ("2023-06-05 07:30:00", "minute")


def test_origin_is_passed_on() -> None:
    moment = parse_date("2023-06-05", zone=RIYADH, origin="feed")
    assert moment is not None
    assert moment.origin == "feed"


@given(
    st.one_of(
        st.text(max_size=60), st.text("0123456789/-.: TZمص+GMTيونيو", max_size=30), st.floats(), st.integers()
    )
)
@settings(max_examples=400, deadline=None)
def test_nothing_raises_and_results_stay_in_range(value: object) -> None:
    moment = parse_date(value, zone=BERLIN)
    assert moment is None or (1900 <= moment.value.year <= 2099 and moment.value.tzinfo is None)


@given(st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30)), st.sampled_from(sorted(GREGORIAN_MONTHS)))  # noqa: DTZ001
@settings(max_examples=200, deadline=None)
def test_a_written_day_is_read_back(moment: datetime, name: str) -> None:
    iso = moment.replace(microsecond=0).isoformat()
    assert read(f"{iso}Z") == (iso.replace("T", " "), "second")
    assert read(moment.strftime("%d/%m/%Y")) == (f"{moment:%Y-%m-%d} 00:00:00", "day")
    day = min(moment.day, 28)
    written = f"{day} {name} {moment.year}"
    assert read(written) == (f"{moment.year}-{GREGORIAN_MONTHS[name]:02}-{day:02} 00:00:00", "day")


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("path", "value", "precision"),
    [
        ("/2015/07/20/article_1.html", "2015-07-20", "day"),
        ("/news/2023/3/30/slug", "2023-03-30", "day"),
        ("/2015-07-20-slug", "2015-07-20", "day"),
        ("/2015-07/20/c_1.htm", "2015-07-20", "day"),
        ("/n/2015/0720/c1-2.html", "2015-07-20", "day"),
        ("/20150720/x.htm", "2015-07-20", "day"),
        ("/ar/20180218-slug", "2018-02-18", "day"),
        ("/Issues/20150720/Con20150720784687.htm", "2015-07-20", "day"),
        ("/Con20150720784687.htm", "2015-07-20", "day"),
        ("/2015/20150721/fe1.htm", "2015-07-21", "day"),
        ("/world/2015/jul/20/slug", "2015-07-20", "day"),
        ("/2015/07/20/20150720-slug", "2015-07-20", "day"),
        ("/2015/07/slug/", "2015-07-01", "month"),
    ],
)
def test_dates_in_paths(path: str, value: str, precision: str) -> None:
    moment = url_date(f"https://news.example{path}")
    assert moment is not None
    assert (f"{moment.value:%Y-%m-%d}", moment.precision, moment.origin) == (value, precision, "url")


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/",
            "/2015/",
            "/article/410826/slug",
            "/article/4079430",
            "/1066713",
            "/20150720",
            "/2015/02/31/x",
        ),
        *(
            "/2015/07/20/20150721-slug",
            "/?d=2015/07/20",
            "/x?id=20150720",
            "/x#/2015/07/20/",
            "/1889/07/20/x",
        ),
        *("/2015/13/x", "/a1b20150720c/", "/120150720/x", "/%D8%A720150720/x", "/world-20391122"),
    ],
)
def test_numbers_that_may_be_an_articles_are_no_dates(path: str) -> None:
    assert url_date(f"https://news.example{path}") is None


def test_a_host_is_no_date() -> None:
    assert url_date("https://20150720.example/x") is None
    assert url_date("no address") is None


def test_long_strings_take_no_time() -> None:
    for text in ("1" * 10**6, " " * 10**6, "https://a.example/" + "/2015" * 10**5, "10:30 " * 33, "1." * 100):
        start = time.process_time()
        assert read(text) is None
        assert url_date(text) is None
        assert time.process_time() - start < 1
