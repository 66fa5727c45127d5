"""Values of another type, impossible dates, other addresses: never an exception, always a reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.extract.fields import Problem, draft_from_fields
from warraq.corpus.records import Draft
from warraq.model.settings import Source

SOURCE = Source(id="paper", timezone="Asia/Riyadh")
BODY = "افتتحت بلدية الميناء السوق الجديد صباح اليوم.\n\nوحضر الافتتاح مئات السكان."


def draft(record: dict[str, Any]) -> Draft:
    found = draft_from_fields({"title": "T", "text": BODY, **record}, SOURCE)
    assert isinstance(found, Draft)
    return found


def when(draft: Draft, field: str = "published") -> str | None:
    moment = getattr(draft, field)
    return None if moment is None else f"{moment.value:%Y-%m-%d %H:%M:%S} {moment.precision}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("ftp://rita:secret@paper.example/a", "ftp://…@paper.example/a"),
        ("data:text/html,<p>", "data:text/html,<p>"),
        ("/news/a", "/news/a"),
    ],
)
def test_addresses_that_are_none(value: str, shown: str) -> None:
    found = draft({"url": value})
    assert found.url is None
    assert found.evidence["url"] == f"key 'url': not a web address: {shown!r}"


def test_no_password_of_an_address_is_kept() -> None:
    record = {"id": "https://rita:secret@paper.example/a", "url": "javascript:x"}
    found = draft(record)
    assert (found.url, found.key) == ("https://paper.example/a", "https://paper.example/a")
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    "value", ["0000-00-00 00:00:00", "2999-01-01", "0001-01-01T00:00:00Z", 0, -1, 10**30, "1.1"]
)
def test_dates_that_cannot_be(value: Any) -> None:
    found = draft({"date": value})
    assert found.published is None
    assert found.evidence["published_at"].startswith("key 'date': not a date")


@pytest.mark.parametrize(
    "key", ["crawl_date", "date_download", "fetched_at", "scraped_at", "timestamp", "@timestamp", "filedate"]
)
def test_a_crawl_date_is_never_that_of_publication(key: str) -> None:
    found = draft({key: "2023-05-02T08:00:00Z"})
    assert (found.published, when(found, "fetched")) == (None, "2023-05-02 08:00:00 second")


def test_a_value_of_another_type_is_passed_over_with_a_word() -> None:
    record = {
        "title": {"x": 1},
        "headline": "T",
        "text": BODY,
        "tags": 7,
        "authors": {"x": 1},
        "section": [5],
    }
    found = draft({**record, "keywords": ["a", 5, {"name": "b"}], "url": 3})
    assert (found.title, found.body, found.tags) == ("T", BODY, ["a", "b"])
    assert found.evidence["tags"] == "key 'keywords'; 1 of 3 items passed over"
    assert found.evidence["authors"] == "key 'authors' passed over: an object"
    assert found.evidence["section"] == "key 'section' passed over: a number"
    assert found.evidence["url"] == "key 'url': not a web address: 3"


def test_the_hour_beside_a_bare_day() -> None:
    record = {"date": "2023-04-30", "time": "13:05"}
    found = draft(record)
    assert when(found) == "2023-04-30 10:05:00 minute"
    assert found.evidence["published_at"] == "key 'date' and key 'time'"


@pytest.mark.parametrize(
    "text",
    [
        "2 < 3 و 4 > 1 في الحساب",
        "AT<T and x<y, a <b> tag alone",
        "العلامة <b>عريضة</b> في شرح الوسوم",
        "C++ code: if (a<b) { return; }",
    ],
)
def test_signs_of_an_editor_survive_in_text(text: str) -> None:
    assert draft({"text": text}).body == text


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        [
            "2023-06-05",
            "0000-00-00",
            "[" * 40,
            "['a', \"b\"]",
            "{'name': 'x'}",
            "<p>a</p><p>b",
            "<!doctype html><p>",
        ]
    ),
)
NAMES = (
    "@type @graph @value $date $oid rendered name title text body content sections blocks headline value "
    "url html"
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES.split()), inner, max_size=3)
    ),
    max_leaves=6,
)
KEY_NAMES = (
    "title body text url date date_gmt date_field timestamp time author authors tags keywords section "
    "summary language id _id source _source data article @graph json_ld metadata html status type x "
    "agency isAccessibleForFree free_access meta_lang top_image published_parsed"
)
KEYS = st.sampled_from(KEY_NAMES.split())


@given(st.dictionaries(KEYS, VALUES, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_any_record_gives_a_draft_or_a_problem_whatever_the_order(
    record: dict[str, Any], random: Any
) -> None:
    found = draft_from_fields(record, SOURCE)
    assert isinstance(found, Draft | Problem)
    keys = list(record)
    random.shuffle(keys)
    assert draft_from_fields({key: record[key] for key in keys}, SOURCE) == found
    if isinstance(found, Draft):
        assert all(isinstance(text, str) and text for text in (*found.authors, *found.tags))
        assert found.body is None or isinstance(found.body, str)
        assert found.url is None or found.url.startswith("http")
