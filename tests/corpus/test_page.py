"""What is taken from an HTML page."""

from __future__ import annotations

import json
import time
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from warraq.corpus.extract.decoding import decode_page
from warraq.corpus.extract.fields import Problem
from warraq.corpus.extract.page import draft_from_page
from warraq.corpus.extract.page_metadata import metadata
from warraq.corpus.extract.site_names import without_site
from warraq.corpus.records import Draft, Moment
from warraq.model.settings import Source

SOURCE = Source(id="shati", name="مرآة الشاطئ", homepage="https://shati.example", timezone="Asia/Riyadh")
TITLE = "بلدية الشاطئ تعيد فتح المكتبة العامة"
STANDFIRST = "المبنى أغلق عامين والقراء تبرعوا بأكثر من ألف كتاب"
PARAGRAPHS = [
    "أعادت بلدية الشاطئ صباح الأحد فتح المكتبة العامة بعد عامين من إغلاقها بعد تسرب المياه إلى قاعتها.",
    "وقال مدير المكتبة إن القراء تبرعوا بأكثر من ألف كتاب، وإن القاعة الجديدة تتسع لثمانين قارئًا معًا.",
    "وتفتح المكتبة أبوابها كل يوم عدا الجمعة، على أن تُضاف في الصيف قاعة مخصصة للأطفال وأخرى للصحف القديمة.",
]
BODY = "\n".join(PARAGRAPHS)


def page(head: str = "", *, body: str | None = None, lang: str = "ar", above: str = "") -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS) if body is None else body
    return (
        f"<!doctype html><html lang='{lang}'><head><title>{TITLE} | مرآة الشاطئ</title>{head}</head><body>"
        f"<nav><a href='/'>الرئيسية</a> <a href='/l'>محليات</a></nav>"
        f"<article><h1>{TITLE}</h1>{above}{text}</article>"
        "<aside><h3>مواضيع ذات صلة</h3><ul><li><a href='/2'>معرض الزهور يفتح غدًا</a></li></ul></aside>"
        "<footer><p>جميع الحقوق محفوظة</p></footer></body></html>"
    ).encode()


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(fields, ensure_ascii=False)}</script>'


def draft(data: bytes, source: Source = SOURCE) -> Draft:
    found = draft_from_page(data, source)
    assert isinstance(found, Draft), found
    return found


def read(head: str, **kwargs: str) -> Draft:
    return draft(page(head, **kwargs))


def test_a_plain_page_gives_title_and_body_without_what_surrounds_them() -> None:
    found = read("")
    assert (found.title, found.body, found.language) == (TITLE, BODY, "ar")
    assert (found.subtitle, found.published, found.url) == (None, None, None)
    assert found.evidence["title"] == "h1"


def test_a_standfirst_becomes_the_subtitle_and_leaves_the_body() -> None:
    found = read("", above=f"<p class='article-standfirst'>{STANDFIRST}</p>")
    assert (found.subtitle, found.body) == (STANDFIRST, BODY)


def test_a_standfirst_that_opens_a_given_body_is_not_told_twice() -> None:
    found = read(ld(**{"@type": "NewsArticle", "alternativeHeadline": PARAGRAPHS[0]}))
    assert PARAGRAPHS[0] in (found.body or "") or found.subtitle == PARAGRAPHS[0]
    assert not (found.subtitle and (found.body or "").startswith(found.subtitle))


def test_json_ld_goes_before_meta_elements() -> None:
    article = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "مرآة الشاطئ"},
            {
                "@type": ["NewsArticle"],
                "headline": TITLE,
                "datePublished": "2024-10-14T08:00:00+03:00",
                "dateModified": "2024-10-14T09:30:00Z",
                "author": [{"@type": "Person", "name": "محرر المحليات"}, {"name": "مرآة الشاطئ"}],
                "articleSection": ["محليات", "ثقافة"],
                "keywords": "مكتبات، كتب, كتب",
                "isAccessibleForFree": "False",
            },
        ],
    }
    found = read(
        "<meta property='article:published_time' content='2024-10-01'>"
        "<meta property='article:section' content='أخبار'>" + ld(**article)
    )
    assert found.published is not None
    assert (found.published.value, found.published.origin) == (datetime(2024, 10, 14, 5), "metadata")  # noqa: DTZ001
    assert found.modified is not None
    assert found.modified.value.hour == 9
    assert (found.authors, found.section, found.tags) == (["محرر المحليات"], "محليات", ["مكتبات", "كتب"])
    assert found.evidence["published_at"] == "JSON-LD datePublished"
    assert found.paywalled is True


@pytest.mark.parametrize(
    "script",
    [
        "not json",
        '{"@type": "NewsArticle", "headline": ',
        "[" * 5000,
        '{"@graph":' * 3000 + "1" + "}" * 3000,
        '{"@type": "NewsArticle", "headline": {"a": [1]}, "author": [null, 7, [[]]]}',
        '{"@type": 5, "headline": 9}',
        '"text"',
        "null",
    ],
)
def test_junk_in_json_ld_is_passed_over(script: str) -> None:
    found = read(f"<script type='application/ld+json'>{script}</script>")
    assert (found.title, found.body) == (TITLE, BODY)


def test_json_ld_with_a_trailing_comma_or_a_raw_line_break_is_read() -> None:
    script = (
        '<!--\n{"@type": "NewsArticle", "headline": "'
        + TITLE
        + '",\n "description": "a\nb", "datePublished": "2024-10-14",}'
    )
    found = read(f"<script type='application/ld+json'>{script}</script>")
    assert found.published is not None
    assert found.published.precision == "day"


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (
            "<link rel='canonical' href='https://shati.example/local/7?utm_source=x'>",
            "https://shati.example/local/7",
        ),
        ("<link rel='canonical' href='/local/7'>", "https://shati.example/local/7"),
        (
            "<link rel='canonical' href='https://shati.example/'><meta property='og:url' content='https://shati.example/a'>",
            "https://shati.example/a",
        ),
        ("<link rel='canonical' href='javascript:void(0)'>", None),
        ("", None),
    ],
)
def test_the_address_is_the_canonical_one_of_an_article(head: str, url: str | None) -> None:
    assert read(head).url == url


def test_a_page_without_metadata_is_dated_by_the_time_in_its_article() -> None:
    found = read("", above="<time datetime='2024-10-14T08:00:00+03:00'>اليوم</time>")
    assert found.published is not None
    assert found.evidence["published_at"] == "time datetime"


def test_a_time_beside_the_article_dates_nothing() -> None:
    data = page().replace(b"<aside>", b"<aside><time datetime='2024-10-14'>x</time>")
    assert draft(data).published is None


def test_a_date_line_below_the_headline_dates_the_page_but_one_above_it_does_not() -> None:
    assert read("", above="<div>14 أكتوبر 2024</div>").published is not None
    data = page().replace(b"<nav>", "<div>14 أكتوبر 2024</div><nav>".encode())
    assert draft(data).published is None


def test_the_last_resort_is_the_date_in_the_address() -> None:
    found = read("<link rel='canonical' href='https://shati.example/2024/10/14/library'>")
    assert found.published is not None
    assert (found.published.origin, found.published.precision) == ("url", "day")


def test_an_article_body_in_json_ld_is_taken_in_the_pages_own_paragraphs() -> None:
    given = ld(**{"@type": "NewsArticle", "headline": TITLE, "articleBody": " ".join(PARAGRAPHS)})
    found = read(given, body="".join(f"<div><span>{paragraph}</span></div>" for paragraph in PARAGRAPHS))
    assert found.body == BODY
    assert "JSON-LD articleBody" in found.evidence["body"]


def test_an_article_body_settles_what_is_below_the_article() -> None:
    given = ld(**{"@type": "NewsArticle", "headline": TITLE, "articleBody": " ".join(PARAGRAPHS)})
    notes = "".join(
        f"<p>قال القارئ رقم {number} إن الخبر سره، وإنه سيزور المكتبة مع أولاده.</p>" for number in "1"
    )
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    assert read("", body=text + notes).body != BODY
    found = read(given, body=text + notes)
    assert found.body == BODY
    assert found.evidence["body"] == "JSON-LD articleBody"


def test_an_article_body_that_the_page_does_not_show_is_left() -> None:
    hidden = "نص لا تعرضه الصفحة لأنه للمشتركين وحدهم، " * 20
    found = read(ld(**{"@type": "NewsArticle", "headline": TITLE, "articleBody": hidden}))
    assert found.body == BODY


def test_interruptions_are_taken_out_and_kept_in_removed() -> None:
    middle = "<p>اقرأ أيضا: معرض الزهور يفتح غدًا</p>"
    text = f"<p>{PARAGRAPHS[0]}</p>{middle}<p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>"
    found = read("", body=text)
    assert found.body == BODY
    assert found.removed == [("اقرأ أيضا: معرض الزهور يفتح غدًا", "read-also")]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<form><p>لن يتم نشر عنوان بريدك الإلكتروني.</p><textarea></textarea></form>",
        "<figure><img src='1.jpg'></figure><figure><img src='2.jpg'></figure>",
        "<p>صور من المهرجان.</p>",
    ],
)
def test_a_page_without_an_article_is_told(body: str) -> None:
    problem = draft_from_page(page(body=body), SOURCE)
    assert isinstance(problem, Problem)
    assert problem.reason == "no-article"


@pytest.mark.parametrize(
    ("title", "sites", "agreeing", "expected"),
    [
        ("Bus lane opens | Quay Post", ["Quay Post"], [], "Bus lane opens"),
        ("Quay Post - Bus lane opens", ["Quay Post"], [], "Bus lane opens"),
        ("Bus lane opens - Local - Quay Post", ["Quay Post"], ["Bus lane opens"], "Bus lane opens"),
        ("Bus lane - a row", ["Quay Post"], [], "Bus lane - a row"),
        (
            "Bus lane: four minutes saved",
            [],
            ["Bus lane: four minutes saved"],
            "Bus lane: four minutes saved",
        ),
        ("Quay Post", ["Quay Post"], [], "Quay Post"),
    ],
)
def test_a_sites_name_leaves_the_title_only_where_it_is_one(
    title: str, sites: list[str], agreeing: list[str], expected: str
) -> None:
    assert without_site(title, sites, agreeing) == expected


def test_a_logo_in_a_heading_is_not_the_title() -> None:
    data = page().replace(b"<nav>", b"<h1>Shati Mirror</h1><nav>")
    assert draft(data, Source(id="shati")).title == TITLE


def test_a_truncated_headline_is_completed_from_the_heading() -> None:
    found = read(
        f"<meta property='og:title' content='{TITLE[:25]}...'>"
        + ld(**{"@type": "Article", "headline": TITLE[:25] + "…"})
    )
    assert found.title == TITLE


ENCODED = page("<meta name='x' content='y'>").decode()


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1256"])
@pytest.mark.parametrize(
    "declared", ["", "<meta charset=utf-8>", "<meta charset='windows-1256'>", "<meta charset=iso-8859-1>"]
)
def test_arabic_bytes_are_read_whatever_the_page_declares(codec: str, declared: str) -> None:
    text = ENCODED.replace("ُ", "").replace("<meta name='x' content='y'>", declared)
    assert decode_page(text.encode(codec)) == text


@pytest.mark.parametrize(
    "declared", ["", "<meta charset=utf-8>", "<meta charset=iso-8859-1>", "<meta charset=nonsense>"]
)
def test_western_bytes_are_not_taken_for_arabic(declared: str) -> None:
    text = (
        f"<html lang=fr><head>{declared}</head><body>"
        + "<p>Le préfet a été prévenu : « l’évènement » coûte 20 €.</p>" * 5
    )
    assert decode_page(text.encode("cp1252")) == text


def test_a_declared_code_page_that_fits_is_used() -> None:
    text = (
        "<html><head><meta charset=windows-1251></head><body><p>Мэр сообщил, что работы начнутся скоро.</p>"
    )
    assert decode_page(text.encode("cp1251")) == text


def test_a_few_damaged_letters_do_not_cost_a_utf8_page() -> None:
    data = page() * 3 + b"\xd9"
    assert "\ufffd" in str(decode_page(data))
    assert str(decode_page(data)).startswith("<!doctype")


@pytest.mark.parametrize("data", [b"%PDF-1.7 x", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"\x00\x01\x02" * 100])
def test_files_of_other_kinds_are_no_pages(data: bytes) -> None:
    problem = draft_from_page(data, SOURCE)
    assert isinstance(problem, Problem)
    assert problem.reason == "binary-file"


def test_nul_bytes_inside_a_page_are_dropped() -> None:
    data = page().replace(b"<article>", b"<article>\0")
    assert draft(data).body == BODY


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>" + b"<div>" * 10_000 + "".join(f"<p>{p}</p>" for p in PARAGRAPHS).encode(),
        b"<html><body>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS).encode() + b"<span>" * 10_000,
        b"<html><body>" + b"<p>a b</p>" * 60_000,
        b"<html><head><title>" + b"a | " * 5_000 + b"</title></head><body><p>a</p>",
        b"<html><body><h1>a b c</h1>" + b"<p class='sub-title x'>foo</p>" * 10_000,
        b"<html><body><p>" + b"&#x" * 500_000,
        b"<html><body><p>" + b"&amp;lt" * 300_000,
        b"<html><body>" + b"<a href=x>b c</a> " * 60_000,
        b"<html><body><table>" + (b"<tr>" + b"<td>1</td>" * 20) * 2_000,
        b"<html><body>" + b"<h1>a b c</h1>" * 30_000,
        b"<" * 5_000_000,
    ],
)
def test_a_hostile_page_ends_soon_and_without_a_crash(data: bytes) -> None:
    start = time.process_time()
    assert isinstance(draft_from_page(data, SOURCE), Draft | Problem)
    assert time.process_time() - start < 2


def test_text_behind_ten_thousand_open_tags_is_read_from_the_source() -> None:
    data = b"<html><body>" + b"<div>" * 10_000 + "".join(f"<p>{p}</p>" for p in PARAGRAPHS).encode()
    found = draft(data)
    assert found.body == BODY
    assert "nested too deep" in found.evidence["body"]


def test_the_article_of_a_huge_page_is_found_behind_its_scripts() -> None:
    data = page("<script>" + "var x = 1;" * 400_000 + "</script>")
    found = draft(data)
    assert (found.title, found.body) == (TITLE, BODY)


def test_a_huge_page_of_an_old_code_page_is_decoded_in_bounded_time() -> None:
    text = f"<html><body><h1>{TITLE}</h1>" + "".join(f"<p>{line}</p>" for line in PARAGRAPHS) * 20_000
    start = time.process_time()
    found = draft(text.replace("ُ", "").encode("cp1256"))
    assert time.process_time() - start < 2
    assert found.title == TITLE
    assert (found.body or "").startswith(BODY.replace("ُ", ""))
    assert "part of the page" in found.evidence["body"]


def test_of_a_huge_page_without_an_article_in_reach_it_is_told_that_it_was_not_read_whole() -> None:
    problem = draft_from_page(page(above="<p>a b</p>" * 400_000), SOURCE)
    assert isinstance(problem, Problem)
    assert "the part of the page that was read" in problem.detail


def test_the_address_and_the_time_of_fetching_are_taken_from_the_record() -> None:
    at = datetime(2024, 10, 15, 6)  # noqa: DTZ001
    found = draft_from_page(page(), SOURCE, address="HTTPS://shati.example/local/7?utm_source=x", fetched=at)
    assert isinstance(found, Draft)
    assert found.url == "https://shati.example/local/7"
    assert found.fetched == Moment(at, "second")
    assert found.published is None


def test_an_address_that_is_none_of_the_web_is_not_taken() -> None:
    found = draft_from_page(page(), SOURCE, address="javascript:alert(1)")
    assert isinstance(found, Draft)
    assert found.url is None


def test_credentials_do_not_stay_in_the_address() -> None:
    found = draft_from_page(
        page("<link rel='canonical' href='https://user:secret@shati.example/local/7'>"),
        SOURCE,
        address="https://user:secret@shati.example/local/7",
    )
    assert isinstance(found, Draft)
    assert found.url == "https://shati.example/local/7"


def test_the_page_states_its_own_address_before_the_one_it_was_fetched_from() -> None:
    data = page("<link rel='canonical' href='https://shati.example/local/7'>")
    found = draft_from_page(data, SOURCE, address="https://mirror.example/x")
    assert isinstance(found, Draft)
    assert found.url == "https://shati.example/local/7"


def test_the_charset_of_the_server_decodes_a_page_that_states_none() -> None:
    russian = "<p>Мэр сообщил, что работы начнутся скоро и продлятся до осени, как и было обещано.</p>" * 5
    found = draft_from_page(f"<html><body>{russian}".encode("koi8_r"), SOURCE, charset="koi8-r")
    assert isinstance(found, Draft)
    assert (found.body or "").startswith("Мэр сообщил")


def test_metadata_of_an_empty_page_is_empty() -> None:
    found = metadata(html.document_fromstring("<html><body></body></html>"), Source(id="x"))
    assert (found.title, found.published, found.authors, found.evidence) == (None, None, [], {})


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_a_draft_or_a_problem(data: bytes) -> None:
    assert isinstance(draft_from_page(data, SOURCE), Draft | Problem)


@given(
    st.text(max_size=200).map(
        lambda text: f"<html><body><h1>{text}</h1><p>{text}</p></body></html>".encode("utf-8", "replace")
    )
)
@settings(max_examples=60, deadline=None)
def test_any_page_gives_the_same_result_twice(data: bytes) -> None:
    assert draft_from_page(data, SOURCE) == draft_from_page(data, SOURCE)
