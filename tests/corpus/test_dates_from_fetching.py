"""What is known of a record's source and of its fetching reaches the reading of its dates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from warraq.corpus.extract.fields import draft_from_fields
from warraq.corpus.extract.page import draft_from_page
from warraq.corpus.records import Draft
from warraq.model.settings import Source

FETCHED = datetime(2024, 10, 20, 6, 0)  # noqa: DTZ001 - naive UTC
PROSE = (
    "The council of Olive Vale opened its new bridge on Saturday after three years of works on both banks. "
)


def of_record(language: str = "ar", zone: str = "Asia/Amman", **fields: Any) -> Draft:
    record = {"title": "A headline for a bridge", "text": PROSE * 3, **fields}
    found = draft_from_fields(record, Source(id="s", language=language, timezone=zone))
    assert isinstance(found, Draft)
    return found


def of_page(line: str, *, zone: str = "Asia/Amman", language: str = "ar", fetched: bool = True) -> Draft:
    page = f"<html><body><h1>A headline for a bridge</h1>{line}<p>{PROSE * 2}</p><p>{PROSE}</p></body></html>"
    source = Source(id="s", language=language, timezone=zone)
    found = draft_from_page(page.encode(), source, fetched=FETCHED if fetched else None)
    assert isinstance(found, Draft)
    return found


def published(draft: Draft) -> tuple[str, str] | None:
    moment = draft.published
    return (f"{moment.value:%Y-%m-%d %H:%M}", moment.origin) if moment else None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("منذ 20 دقيقة", "2024-10-20 05:40"),
        ("قبل يومين", "2024-10-18 00:00"),
        ("3 days ago", "2024-10-17 00:00"),
        ("vor 2 Tagen", "2024-10-18 00:00"),
        ("۲ روز پیش", "2024-10-18 00:00"),
    ],
)
def test_relative_words_of_a_record_count_from_its_fetching(words: str, found: str) -> None:
    draft = of_record(date=words, crawled_at="2024-10-20T06:00:00Z")
    assert published(draft) == (found, "relative")
    assert draft.evidence["published_at"] == "key 'date', counted from the time of fetching"
    assert published(of_record(date=words)) is None


def test_the_day_that_words_count_from_is_that_of_the_source() -> None:
    at_night = {"date": "أمس", "crawled_at": "2024-10-19T22:30:00Z"}
    assert published(of_record(zone="Asia/Amman", **at_night)) == ("2024-10-19 00:00", "relative")
    assert published(of_record(zone="UTC", **at_night)) == ("2024-10-18 00:00", "relative")


@pytest.mark.parametrize(
    ("language", "found"), [("fa", "2023-06-05 00:00"), ("fa-AF", "2023-06-05 00:00"), ("ar", None)]
)
def test_the_language_of_the_source_says_what_calendar_digits_are_of(
    language: str, found: str | None
) -> None:
    stated = published(of_record(language=language, zone="UTC", date="1402/03/15"))
    assert (stated and stated[0]) == found


def test_relative_words_in_a_time_element_count_from_the_capture() -> None:
    line = "<article><h1>A headline for a bridge</h1><time>قبل يومين</time></article>"
    assert published(of_page(line)) == ("2024-10-18 00:00", "relative")
    assert published(of_page(line, fetched=False)) is None


def test_a_word_at_the_end_of_a_title_is_no_relative_date() -> None:
    page = f"<html><head><title>A headline for a bridge – today</title></head><body><p>{PROSE * 3}</p>"
    draft = draft_from_page(page.encode(), Source(id="s"), fetched=FETCHED)
    assert isinstance(draft, Draft)
    assert draft.published is None


@pytest.mark.parametrize(
    "line",
    [
        "<p>Sunday 20 October 2024</p>",
        "<p>الأحد 20 أكتوبر 2024</p>",
        "<p>20/10/2024</p>",
        "<p>Politics | 20 October 2024</p>",
    ],
)
def test_the_day_of_fetching_that_a_page_prints_is_no_date_of_publication(line: str) -> None:
    assert published(of_page(line)) is None
    assert published(of_page(line, fetched=False)) == ("2024-10-20 00:00", "text")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("<p>Published: 20 October 2024</p>", "2024-10-20 00:00"),
        ("<p>نشر في 20 أكتوبر 2024</p>", "2024-10-20 00:00"),
        ("<p>Veröffentlicht am</p><p>20. Oktober 2024</p>", "2024-10-20 00:00"),
        ("<p>By Ann Vale | 20 October 2024</p>", "2024-10-20 00:00"),
        ("<p>20 October 2024, 07:15</p>", "2024-10-20 04:15"),
        ("<p>19 October 2024</p>", "2024-10-19 00:00"),
    ],
)
def test_it_is_one_beside_a_word_for_publishing_a_writer_or_a_time(line: str, found: str) -> None:
    assert published(of_page(line)) == (found, "text")


def test_the_day_of_fetching_is_that_of_the_source() -> None:
    page = f"<html><body><h1>A headline for a bridge</h1><p>21 October 2024</p><p>{PROSE * 3}</p>"
    late = datetime(2024, 10, 20, 22, 30)  # noqa: DTZ001 - naive UTC
    for zone, found in (("Asia/Amman", None), ("UTC", "2024-10-21 00:00")):
        draft = draft_from_page(page.encode(), Source(id="s", timezone=zone), fetched=late)
        assert isinstance(draft, Draft)
        stated = published(draft)
        assert (stated and stated[0]) == found


def test_the_day_of_fetching_counts_where_the_address_has_it_too() -> None:
    page = f"<html><body><h1>A headline for a bridge</h1><p>20 October 2024</p><p>{PROSE * 3}</p>"
    address = "https://daily.example/2024/10/20/bridge"
    draft = draft_from_page(page.encode(), Source(id="s"), address=address, fetched=FETCHED)
    assert isinstance(draft, Draft)
    assert published(draft) == ("2024-10-20 00:00", "url")
