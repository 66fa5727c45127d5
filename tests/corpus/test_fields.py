"""Records of any scraper become drafts, with evidence of where each field came from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.extract.field_markup import html_text, plain_text
from warraq.corpus.extract.field_persons import names
from warraq.corpus.extract.fields import Problem, draft_from_fields
from warraq.corpus.records import Draft
from warraq.model.settings import Source

SOURCE = Source(id="paper", timezone="Asia/Riyadh")
BODY = "افتتحت البلدية السوق الجديد صباح اليوم.\nوحضر الافتتاح مئات السكان."


def draft(record: dict[str, Any], **settings_: Any) -> Draft:
    result = draft_from_fields(record, Source(id="paper", timezone="Asia/Riyadh", **settings_))
    assert isinstance(result, Draft)
    return result


def published(record: dict[str, Any]) -> str | None:
    moment = draft(record).published
    return None if moment is None else f"{moment.value:%Y-%m-%d %H:%M} {moment.precision} {moment.origin}"


def test_a_scrapy_record() -> None:
    found = draft(
        {
            "url": "https://Paper.example/a/1?utm_source=x",
            "title": "افتتاح &quot;السوق&quot; الجديد",
            "text": BODY,
            "date": "2023-06-05 13:05:37",
            "author": "بواسطة : سليم الورد",
            "category": "محليات",
            "tags": "سوق، بلدية، سوق",
            "lang": "ar",
            "id": 17,
        }
    )
    assert (found.url, found.title, found.body) == (
        "https://paper.example/a/1",
        'افتتاح "السوق" الجديد',
        BODY,
    )
    assert (found.authors, found.section, found.tags) == (["سليم الورد"], "محليات", ["سوق", "بلدية"])
    assert (found.language, found.key) == ("ar", "17")
    assert found.published is not None
    assert found.published.value == datetime(2023, 6, 5, 10, 5, 37)  # noqa: DTZ001
    assert found.evidence["title"] == "key 'title'"
    assert found.evidence["published_at"] == "key 'date'"


def test_a_news_please_record_with_its_words_for_nothing() -> None:
    found = draft(
        {
            "title": "T",
            "maintext": BODY,
            "authors": ["Rita Bloom", "None"],
            "date_publish": "None",
            "date_modify": "2023-06-06 10:00:00",
            "date_download": "2023-06-07 10:00:00",
            "description": "null",
            "language": "nan",
        }
    )
    assert found.authors == ["Rita Bloom"]
    assert found.published is None
    assert found.modified is not None
    assert found.fetched is not None
    assert (found.subtitle, found.language) == (None, None)
    assert "published_at" not in found.evidence


def test_a_fundus_record() -> None:
    body = {
        "summary": ["The lead."],
        "sections": [
            {"headline": [], "paragraphs": ["One.", "Two."]},
            {"headline": ["Head"], "paragraphs": []},
        ],
    }
    found = draft(
        {"title": "T", "body": body, "publishing_date": "2023-04-30 10:00:00+02:00", "topics": ["a"]}
    )
    assert found.body == "One.\n\nTwo.\n\nHead"
    assert (found.subtitle, found.tags) == ("The lead.", ["a"])
    assert found.evidence["subtitle"] == "key 'body.summary'"


def test_a_schema_org_graph() -> None:
    article = {
        "@type": ["NewsArticle"],
        "headline": "H",
        "articleBody": BODY,
        "datePublished": "2023-06-05T10:00:00Z",
        "author": [{"@type": "Person", "name": "Rita Bloom"}],
        "mainEntityOfPage": {"@id": "https://paper.example/a"},
        "inLanguage": "ar",
    }
    found = draft(
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Paper"}, article]}
    )
    assert (found.title, found.url, found.authors) == ("H", "https://paper.example/a", ["Rita Bloom"])
    assert found.evidence["title"] == "key '@graph.headline'"


def test_a_wordpress_record() -> None:
    found = draft(
        {
            "id": 9,
            "link": "https://paper.example/a/",
            "title": {"rendered": "T &#8220;q&#8221;"},
            "content": {"rendered": "<p>One &amp; two.</p>\n<p>Three<br>four.</p>"},
            "author": 5,
            "tags": [1, 2],
        }
    )
    assert (found.title, found.body) == ("T “q”", "One & two.\n\nThree\nfour.")
    assert (found.authors, found.tags, found.key) == ([], [], "9")


def test_an_article_one_level_down_and_what_lies_beside_it() -> None:
    found = draft(
        {"article": {"title": "T", "text": BODY}, "crawled_at": "2023-06-05", "url": "https://p.example/a"}
    )
    assert (found.title, found.body, found.url) == ("T", BODY, "https://p.example/a")
    assert found.evidence["body"] == "key 'article.text'"
    assert found.fetched is not None
    beside = draft(
        {"title": "T", "text": BODY, "metadata": {"og:url": "https://p.example/a", "text": "page"}}
    )
    assert (beside.url, beside.body) == ("https://p.example/a", BODY)
    publisher = draft({"title": "T", "source": {"id": "p", "name": "Paper"}, "content": BODY})
    assert (publisher.title, publisher.key) == ("T", None)


@pytest.mark.parametrize(
    "key", ["date_publish", "datePublish", "Date-Publish", "date:publish", "DATE PUBLISH"]
)
def test_case_and_separators_of_keys_do_not_matter(key: str) -> None:
    assert published({"title": "T", key: "2023-06-05"}) == "2023-06-05 00:00 day metadata"


@pytest.mark.parametrize(
    ("original", "field"),
    [
        ("date_extracted", "fetched"),
        ("my_crawl_day", "fetched"),
        ("date_modify", "modified"),
        ("TIME", "published"),
        ("published_time", "published"),
        ("something", "published"),
    ],
)
def test_date_field_says_what_the_date_is(original: str, field: str) -> None:
    found = draft({"title": "T", "date": "2023-06-05", "date_field": original})
    dates = {"published": found.published, "modified": found.modified, "fetched": found.fetched}
    assert [name for name, moment in dates.items() if moment] == [field]


def test_the_sources_own_keys_come_first_and_serve_one_field() -> None:
    record = {"title": "Site", "kopf": {"zeile": "H"}, "text": BODY, "date": "2023-06-05"}
    found = draft(record, fields={"title": "kopf.zeile", "fetched_at": "date"})
    assert (found.title, found.published) == ("H", None)
    assert found.fetched is not None
    assert found.evidence["title"] == "key 'kopf.zeile'"
    assert draft({"title": "T", "text": BODY}, fields={"title": "absent"}).title == "T"


def test_the_urls_date_stands_in_for_a_missing_one() -> None:
    url = "https://paper.example/2023/06/05/a"
    assert published({"title": "T", "url": url}) == "2023-06-05 00:00 day url"
    assert published({"title": "T", "url": url, "date": "2023-06-01"}) == "2023-06-01 00:00 day metadata"
    found = draft({"title": "T", "url": url, "date": "next Tuesday"})
    assert found.evidence["published_at"] == "url; key 'date': not a date: 'next Tuesday'"


def test_an_unread_date_and_address_leave_evidence() -> None:
    found = draft({"title": "T", "date": "next Tuesday", "url": "not one"})
    assert (found.published, found.url) == (None, None)
    assert found.evidence["published_at"] == "key 'date': not a date: 'next Tuesday'"
    assert found.evidence["url"] == "key 'url': not a web address: 'not one'"


@pytest.mark.parametrize(
    ("record", "detail"),
    [
        ({"title": ["T", "U"]}, "field 'title': found a list, expected a string"),
        ({"title": 5}, "field 'title': found a number, expected a string"),
        ({"headline": True}, "field 'title': found a boolean under key 'headline', expected a string"),
        (
            {"title": "T", "body": {"a": 1}},
            "field 'body': found an object, expected a string or a list of strings",
        ),
        (
            {"title": "T", "body": ["a", 1]},
            "field 'body': found a list, expected a string or a list of strings",
        ),
    ],
)
def test_a_title_or_body_of_the_wrong_type_is_a_problem(record: dict[str, Any], detail: str) -> None:
    assert draft_from_fields(record, SOURCE) == Problem("wrong-type", detail)


def test_a_list_of_strings_is_a_body_of_paragraphs() -> None:
    assert draft({"title": "T", "body": ["One.", None, " ", "Two."]}).body == "One.\n\nTwo."


def test_missing_and_blank_texts_are_none() -> None:
    found = draft({"title": " ", "text": "\n \n" * 30, "subtitle": ""})
    assert (found.title, found.body, found.subtitle, found.evidence) == (None, None, None, {})
    assert draft({"text": " ", "content": BODY}).body == BODY
    assert draft({}) == Draft()


def test_a_summary_that_repeats_the_opening_is_dropped_with_evidence() -> None:
    found = draft({"title": "T", "text": BODY, "summary": "افتتحت  البلدية السوق الجديد…"})
    assert found.subtitle is None
    assert found.evidence["subtitle"] == "key 'summary' dropped: it repeats title or opening"
    assert draft({"title": "T", "text": BODY, "summary": "Something else"}).subtitle == "Something else"
    assert draft({"title": "T", "text": BODY, "description": "T"}).subtitle is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("By Rita Bloom and Otto Reed", ["Rita Bloom", "Otto Reed"]),
        ("كتب: نادر القمر", ["نادر القمر"]),
        ("نادر القمر و سليم الورد", ["نادر القمر", "سليم الورد"]),
        ("نادر القمر، سليم الورد", ["نادر القمر", "سليم الورد"]),
        ("Rita; Otto | Rita", ["Rita", "Otto"]),
        ("Bloom, Rita", ["Bloom, Rita"]),
        ("Rita Bloom, Harbour Correspondent", ["Rita Bloom, Harbour Correspondent"]),
        ("وكالة الميناء، مراسل البحر", ["وكالة الميناء، مراسل البحر"]),
        ("['Rita Bloom', \"Otto Reed\"]", ["Rita Bloom", "Otto Reed"]),
        ('["Rita Bloom"]', ["Rita Bloom"]),
        ([{"name": "Rita Bloom"}, "By Otto Reed", None, 5], ["Rita Bloom", "Otto Reed"]),
        ("&nbsp;سليم الورد (جدة)", ["سليم الورد (جدة)"]),
        ("https://paper.example/rita", []),
        ("None", []),
    ],
)
def test_authors_are_parted_only_where_it_is_safe(value: Any, expected: list[str]) -> None:
    assert names(value) == expected


def test_entities_are_decoded_once_and_only_when_complete() -> None:
    assert plain_text("a &amp;lt; b &copy2 &notit; &nosuch; &#x41;") == "a &lt; b &copy2 &notit; &nosuch; A"


def test_html_becomes_paragraphs_and_loses_no_text() -> None:
    markup = "<div><p>One <b>bold</b> word.</p>tail<script>x()</script><ul><li>a<li>b</ul></div>"
    assert plain_text(markup) == "One bold word.\n\ntail\n\na\n\nb"
    assert plain_text("2 < 3 and <p> is a tag") == "2 < 3 and <p> is a tag"
    assert html_text("<div>" * 5_000 + "deep" + "</div>" * 5_000 + "<p>after</p>") == "deep\n\nafter"


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just("2023-06-05")
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["name", "@value", "title", "text", "url", "@type"]), inner, max_size=3
        ),
    ),
    max_leaves=6,
)
KEY_NAMES = (
    "title text body url date date_field author tags summary _id source lang @graph article metadata x"
)
KEYS = st.sampled_from(["", "category", "modified", "crawled_at", *KEY_NAMES.split()])


@given(st.dictionaries(KEYS, VALUES, max_size=8))
@settings(max_examples=300, deadline=None)
def test_no_record_raises_and_the_result_is_the_same_again(record: dict[str, Any]) -> None:
    first = draft_from_fields(record, SOURCE)
    assert draft_from_fields(record, SOURCE) == first
    if isinstance(first, Draft):
        assert all(isinstance(text, str) and text for text in (*first.authors, *first.tags))
