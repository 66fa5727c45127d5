"""What the markup of a page says of its article."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from warraq.corpus.extract.page_metadata import PageMetadata, metadata
from warraq.corpus.extract.site_names import SiteNames, without_site
from warraq.model.settings import Source

SITE = "مرآة الشاطئ"
TITLE = "بلدية الشاطئ تعيد فتح المكتبة العامة"
PROSE = (
    "<p>أعادت بلدية الشاطئ صباح الأحد فتح المكتبة العامة بعد عامين من إغلاقها، وقال مديرها إن القراء "
    "تبرعوا بأكثر من ألف كتاب، وإن القاعة الجديدة تتسع لثمانين قارئًا معًا.</p>"
) * 3
ADDRESS = "https://www.shati.example/local/library-77"
FETCHED = datetime(2024, 10, 20, 9)  # noqa: DTZ001 - naive UTC, as records have it


def read(
    head: str = "",
    body: str = "",
    *,
    zone: str = "Asia/Riyadh",
    address: str | None = ADDRESS,
    fetched: datetime | None = FETCHED,
    **source: Any,
) -> PageMetadata:
    tree = html.document_fromstring(
        f"<html lang='ar'><head>{head}</head><body>{body or f'<h1>{TITLE}</h1>{PROSE}'}</body></html>"
    )
    return metadata(tree, Source(id="s", timezone=zone, **source), address=address, fetched=fetched)


def ld(value: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(value, ensure_ascii=False)}</script>"


def article(**fields: object) -> str:
    return ld({"@type": "NewsArticle", "headline": TITLE, **fields})


def dated(found: PageMetadata) -> tuple[str, str] | None:
    moment = found.published
    return (f"{moment.value:%Y-%m-%d %H:%M}", moment.precision) if moment else None


def headed(line: str, **kwargs: Any) -> PageMetadata:
    return read(body=f"<div class='c'><h1>{TITLE}</h1><div>{line}</div>{PROSE}</div>", **kwargs)


# A WordPress page with the graph that its SEO plugin writes.
GRAPH = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": "WebPage",
            "name": f"{TITLE} - {SITE}",
            "datePublished": "2024-10-14T05:30:00+00:00",
            "dateModified": "2024-10-15T06:00:00+00:00",
        },
        {
            "@type": "Article",
            "headline": "معرض الزهور يفتح غدًا",
            "datePublished": "2024-10-02T08:00:00+00:00",
        },
        {
            "@type": ["Article", "NewsArticle"],
            "headline": TITLE,
            "datePublished": "2024-10-14T05:30:00+00:00",
            "dateModified": "2024-10-15T06:00:00+00:00",
            "author": {"@type": "Person", "name": "سالم الراوي"},
            "articleSection": ["محليات"],
            "keywords": ["مكتبات", "كتب"],
        },
        {"@type": "WebSite", "name": SITE},
    ],
}


def test_a_graph_gives_the_article_that_has_the_pages_title() -> None:
    found = read(
        f"<title>{TITLE} - {SITE}</title><meta property='og:title' content='{TITLE} - {SITE}'>" + ld(GRAPH)
    )
    assert (found.title, found.authors, found.section) == (TITLE, ["سالم الراوي"], "محليات")
    assert dated(found) == ("2024-10-14 05:30", "second")
    assert found.modified is not None
    assert found.modified.value == datetime(2024, 10, 15, 6)  # noqa: DTZ001


@pytest.mark.parametrize("sign", [" - ", " | ", " :: ", " » ", " – ", " « ", " * ", "|"])
@pytest.mark.parametrize("heading", ["h1", "h2"])
def test_the_sites_name_leaves_a_shared_title(sign: str, heading: str) -> None:
    for shared in (f"{TITLE}{sign}{SITE}", f"{TITLE}{sign}محليات{sign}{SITE}", f"{SITE}{sign}{TITLE}"):
        head = f"<title>{shared}</title><meta property='og:title' content='{shared}'>"
        assert read(head, f"<{heading}>{TITLE}</{heading}>{PROSE}").title == TITLE


def test_the_title_of_a_page_in_one_form_is_the_part_that_the_page_shows() -> None:
    cell = f"<span id='lblTitle'>{TITLE}</span>"
    rows = "".join(f"<tr><td>{cell}</td></tr>" for cell in (cell, "14/10/2024 10:30 ص", PROSE))
    found = read(f"<title>{SITE} :: {TITLE}</title>", f"<form id='aspnetForm'><table>{rows}</table></form>")
    assert found.title == TITLE
    assert dated(found) == ("2024-10-14 07:30", "minute")


def test_a_heading_in_a_form_around_the_page_counts_but_not_in_a_small_form() -> None:
    assert read("", f"<form><div><h1>{TITLE}</h1>{PROSE}</div></form>").title == TITLE
    small = f"<form><h1>اشترك في النشرة</h1></form><div><h2>{TITLE}</h2>{PROSE * 5}</div>"
    assert read(f"<title>{TITLE}</title>", small).title == TITLE


@pytest.mark.parametrize("logo", [f"<h1>{SITE}</h1>", f"<h1><a href='/'>{SITE}</a></h1>"])
def test_a_logo_in_a_heading_is_not_the_title(logo: str) -> None:
    assert read(f"<title>{SITE} - {TITLE}</title>", f"{logo}<h2>{TITLE}</h2>{PROSE}").title == TITLE


@pytest.mark.parametrize("shared", [SITE, "موقع إخباري شامل يأتيكم بكل جديد"])
def test_a_shared_title_that_is_the_sites_own_is_passed_over(shared: str) -> None:
    head = f"<meta property='og:site_name' content='{SITE}'><meta property='og:title' content='{shared}'>"
    assert read(f"{head}<title>{TITLE}</title>").title == TITLE


def test_a_kicker_in_the_heading_is_left_out_and_a_line_break_is_a_space() -> None:
    body = "<h1><span class='post-kicker'>محليات</span>المكتبة تفتح<br>أبوابها من جديد</h1>"
    assert read("", body + PROSE).title == "المكتبة تفتح أبوابها من جديد"


def test_entities_escaped_twice_are_read_and_a_title_cut_at_a_quote_is_completed() -> None:
    assert read(
        "<meta property='og:title' content='Sea &amp;amp; sand: a quiet town'>", "<p>x</p>"
    ).title == ("Sea & sand: a quiet town")
    whole = 'Mayor: The harbour "will reopen" in May'
    head = f"<meta property='og:title' content='Mayor: The harbour'><title>{whole}</title>"
    assert read(head, f"<h1>{whole}</h1>").title == whole


def test_a_source_may_name_the_place_of_its_titles() -> None:
    head = f"<meta property='og:title' content='المكتبة العامة: كل ما تريد معرفته'>{article()}"
    assert read(head).title == "المكتبة العامة: كل ما تريد معرفته"
    assert read(head, fields={"title": "headline"}).title == TITLE
    assert read(head, fields={"title": "h1"}).evidence["title"] == "h1"


@pytest.mark.parametrize(
    ("title", "hosts", "expected"),
    [
        ("Bus lane opens - Quaypost", ["https://www.quaypost.example/a"], "Bus lane opens"),
        ("Bus lane opens - Quay Post", ["https://quay-post.example/a"], "Bus lane opens"),
        ("Bus lane opens | QP | 28.04.2023", ["https://qp.example/a"], "Bus lane opens"),
        ("Bus lane - four minutes saved", ["https://qp.example/a"], "Bus lane - four minutes saved"),
        ("New bus lane opens today | Local News", [], "New bus lane opens today"),
        ("Video | New bus lane opens", [], "Video | New bus lane opens"),
    ],
)
def test_a_sites_host_tells_its_name(title: str, hosts: list[str], expected: str) -> None:
    assert without_site(title, SiteNames.of([], hosts), []) == expected


@pytest.mark.parametrize(
    ("line", "zone", "expected"),
    [
        ("الاثنين ١٤ أكتوبر ٢٠٢٤", "Asia/Riyadh", ("2024-10-14 00:00", "day")),
        ("14/10/2024 - 10:30 ص", "Asia/Riyadh", ("2024-10-14 07:30", "minute")),
        ("تاريخ النشر: 2024-10-14 14:20", "Asia/Riyadh", ("2024-10-14 11:20", "minute")),
        (
            "كتب: سالم الراوي - الاثنين 14 أكتوبر 2024 | 10:30 ص",
            "Asia/Riyadh",
            ("2024-10-14 07:30", "minute"),
        ),
        ("الشاطئ | سالم الراوي | 14 تشرين الأول 2024", "Asia/Beirut", ("2024-10-14 00:00", "day")),
        ("الإثنين 14 تشرين الأول/أكتوبر 2024", "Asia/Beirut", ("2024-10-14 00:00", "day")),
        ("بواسطة سالم الراوي 14/10/2024", "Asia/Riyadh", ("2024-10-14 00:00", "day")),
        ("۱۴۰۲/۰۳/۱۲", "Asia/Tehran", ("2023-06-02 00:00", "day")),
        ("تاریخ انتشار: ۱۲ خرداد ۱۴۰۲ - ۱۰:۲۰", "Asia/Tehran", ("2023-06-02 06:50", "minute")),
        ("کد خبر: ۱۲۳۴۵ تاریخ: ۲۲ مهر ۱۴۰۳", "Asia/Tehran", ("2024-10-13 00:00", "day")),
        ("۱۲ جوزا ۱۴۰۲", "Asia/Kabul", ("2023-06-02 00:00", "day")),
        ("نویسنده: گل آغا | ۲۲ سنبله ۱۴۰۲", "Asia/Kabul", ("2023-09-13 00:00", "day")),
        ("اشاعت 14 اکتوبر 2024 03:20pm", "Asia/Karachi", ("2024-10-14 10:20", "minute")),
        ("<span>سالم الراوي</span><span>14 أكتوبر 2024</span>", "Asia/Riyadh", ("2024-10-14 00:00", "day")),
        ("<b>نشر</b> <span>14 أكتوبر 2024</span>", "Asia/Riyadh", ("2024-10-14 00:00", "day")),
        ("الشاطئ، 14 أكتوبر 2024", "Asia/Riyadh", ("2024-10-14 00:00", "day")),
        ("Zuerst veröffentlicht am 14.10.2024", "Europe/Berlin", ("2024-10-14 00:00", "day")),
        ("October 14, 2024 5:09 a.m. (Updated 6:00 a.m.)", "UTC", ("2024-10-14 05:09", "minute")),
        ("14.10.2024, Lesezeit 5 Min.", "Europe/Berlin", ("2024-10-14 00:00", "day")),
        ("Mo 14.10.24 | 14:07 Uhr | Von Rita Blum", "Europe/Berlin", ("2024-10-14 12:07", "minute")),
        ("Rita Blum | 14.10.2024 - Güncelleme : 15.10.2024", "Europe/Istanbul", ("2024-10-14 00:00", "day")),
    ],
)
def test_without_metadata_the_line_below_the_headline_dates_the_page(
    line: str, zone: str, expected: tuple[str, str]
) -> None:
    found = headed(line, zone=zone)
    assert dated(found) == expected
    assert found.evidence["published_at"] == "line below the headline"


@pytest.mark.parametrize(
    "line",
    [
        "آخر تحديث: 15 أكتوبر 2024",
        "<span>آخر تحديث</span><span>15 أكتوبر 2024</span>",
        "<div>آخر تحديث:</div><div>15 أكتوبر 2024</div>",
        "Updated | 15 October 2024",
        "جانب من القاعة، 12 مارس 2019",
        "أغلقت المكتبة في 12 مارس 2019 بعد أن تسربت المياه إلى قاعتها الكبرى.",
        "الساعة 10:30",
        "2999-01-01",
        "0000-00-00",
        "14 أكتوبر 2025",
        "أكتوبر 2024",
        "منذ ساعتين",
    ],
)
def test_other_lines_below_the_headline_date_nothing(line: str) -> None:
    assert headed(line, fetched=None if "منذ" in line else FETCHED).published is None


def test_comments_in_the_tree_are_no_text() -> None:
    line = "<!-- 1 --><div><!-- 12 مارس 2019 -->14 أكتوبر<!-- x --> 2024</div><!-- 2 -->"
    body = f"<div><!-- 0 --><h1>المكتبة<!-- x --> تفتح أبوابها</h1>{line}{PROSE}</div>"
    assert (read(body=body).title, dated(read(body=body))) == (
        "المكتبة تفتح أبوابها",
        ("2024-10-14 00:00", "day"),
    )


def test_a_caption_below_the_headline_dates_nothing() -> None:
    body = f"<div><h1>{TITLE}</h1><figure><figcaption>12 مارس 2019</figcaption></figure>{PROSE}</div>"
    assert read(body=body).published is None


def test_the_day_of_fetching_above_the_headline_is_a_clock() -> None:
    page = f"<div><span>{{}}</span><h1>{TITLE}</h1>{PROSE}</div>"
    assert read(body=page.format("الأحد 20 أكتوبر 2024")).published is None
    assert dated(read(body=page.format("الاثنين 14 أكتوبر 2024"))) == ("2024-10-14 00:00", "day")
    assert dated(read(body=page.format("20.10.2024, 08:30"))) == ("2024-10-20 05:30", "minute")
    assert read(body=page.format("20.10.2024, 12:04")).published is None
    outside = f"<div>14 أكتوبر 2024</div><div><h1>{TITLE}</h1>{PROSE}</div>"
    assert read(body=outside).published is None


def test_relative_words_count_from_the_time_of_fetching() -> None:
    found = headed("منذ 3 أيام")
    assert found.published is not None
    assert (found.published.origin, f"{found.published.value:%Y-%m-%d}") == ("relative", "2024-10-17")


@pytest.mark.parametrize(
    ("head", "expected", "where"),
    [
        (
            article(datePublished="2024-10-14T08:00:00"),
            ("2024-10-14 05:00", "second"),
            "JSON-LD datePublished",
        ),
        (
            article(datePublished="2024-10-14T00:00:00+03:00"),
            ("2024-10-14 00:00", "day"),
            "JSON-LD datePublished",
        ),
        (
            article(datePublished="2024-10-14")
            + "<meta name='article:published_time' content='2024-10-14T22:30:00+03:00'>",
            ("2024-10-14 19:30", "second"),
            "meta article:published_time",
        ),
        (
            article(datePublished="0001-01-01T00:00:00Z") + "<meta name='pubdate' content='2024-10-14'>",
            ("2024-10-14 00:00", "day"),
            "meta pubdate",
        ),
        (
            article(datePublished="2999-01-01")
            + "<meta property='article:published:time' content='2024-10-14'>",
            ("2024-10-14 00:00", "day"),
            "meta article:published:time",
        ),
        (
            article(datePublished="2024-10-20T09:00:07Z")
            + "<meta property='article:published_time' content='2024-10-14T08:00:00Z'>",
            ("2024-10-14 08:00", "second"),
            "meta article:published_time",
        ),
        (
            ld({"@type": "WebPage", "datePublished": "2024-10-14T08:00:00Z"}),
            ("2024-10-14 08:00", "second"),
            "JSON-LD datePublished of webpage",
        ),
        (f"<title>{TITLE} | محليات | 14.10.2024</title>", ("2024-10-14 00:00", "day"), "end of the title"),
        ("<meta name='date' content='2024-10-14'>", ("2024-10-14 00:00", "day"), "meta date"),
    ],
)
def test_the_surest_plausible_date_is_taken(head: str, expected: tuple[str, str], where: str) -> None:
    found = read(head)
    assert (dated(found), found.evidence["published_at"]) == (expected, where)


def test_of_two_dates_the_one_in_the_address_decides() -> None:
    head = (
        article(datePublished="2024-10-19T08:00:00Z")
        + "<meta name='publish_date' content='2024-10-14T06:00:00Z'>"
    )
    assert dated(read(head, address="https://shati.example/2024/10/14/library")) == (
        "2024-10-14 06:00",
        "second",
    )
    assert dated(read(head)) == ("2024-10-19 08:00", "second")


@pytest.mark.parametrize(
    "head",
    [
        article(dateModified="2024-10-14"),
        "<meta property='article:modified_time' content='2024-10-14'>",
        "<meta property='og:updated_time' content='2024-10-14'>",
        article(datePublished="1970-01-01T00:00:00Z"),
        article(datePublished="2024"),
    ],
)
def test_a_date_of_modification_or_a_year_alone_is_no_day_of_publication(head: str) -> None:
    found = read(head).published
    assert found is None or found.precision == "year"


def test_times_of_links_and_cards_date_nothing() -> None:
    stamp = "<time datetime='2024-10-14T08:00:00Z'>x</time>"
    around = f"<article><h1>{TITLE}</h1>{{}}{PROSE}</article>"
    assert dated(read(body=around.format(stamp))) == ("2024-10-14 08:00", "second")
    for card in (
        f"<a href='/2'>خبر آخر {stamp}</a>",
        f"<ul><li><a href='/2'>خبر آخر</a>{stamp}</li></ul>",
        f"<article><h3>خبر آخر</h3>{stamp}</article>",
        f"<aside>{stamp}</aside>",
    ):
        assert read(body=around.format(card)).published is None


def test_nothing_is_from_before_the_source_was_founded() -> None:
    head = article(datePublished="2001-02-03T04:05:06Z")
    assert dated(read(head)) == ("2001-02-03 04:05", "second")
    assert read(head, founded=datetime(2010, 1, 1).date()).published is None  # noqa: DTZ001


OWN = "<meta property='og:url' content='https://www.shati.example/local/7'>"


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<link rel='canonical' href='/local/library-77?utm_source=x'>", "https://www.shati.example/local/library-77"),
        ("<base href='https://www.shati.example/b/'><link rel='canonical' href='7'>", "https://www.shati.example/b/7"),
        ("<link rel='canonical' href='javascript:void(0)'>", None),
        ("<link rel='canonical' href='https://user:word@www.shati.example/local/7'>", None),
        ("<link rel='canonical' href='https://www.shati.example/'>", None),
        ("<link rel='canonical' href='https://www.shati.example/ar/'>", None),
        ("<link rel='canonical' href='https://www.shati.example/index.php'>", None),
        ("<link rel='canonical' href='https://www.shati.example/index.php?id=7'>", "https://www.shati.example/index.php?id=7"),
        ("<link rel='canonical' href='https://www.shati.example/local'>", None),
        (
            "<link rel='canonical' href='https://www.shati.example/amp/7'>" + OWN,
            "https://www.shati.example/local/7",
        ),
        (
            "<link rel='canonical' href='https://cdn.other.example.org/x/7'>" + OWN,
            "https://www.shati.example/local/7",
        ),
        ("", None),
    ],
)  # fmt: skip
def test_the_address_is_the_articles_own(head: str, url: str | None) -> None:
    assert read(head).url == url


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (article(author="By Rita Bloom and Omar Field"), ["Rita Bloom", "Omar Field"]),
        (article(author=[{"name": "سالم"}, {"name": SITE}], publisher={"name": SITE}), ["سالم"]),
        ("<meta name='author' content='@shati'><meta name='byl' content='By Rita Bloom'>", ["Rita Bloom"]),
        ("<meta property='article:author' content='https://social.example/shati'>", []),
        ("<meta name='author' content='Rita Bloom'><meta name='author' content='Omar Field'>",
         ["Rita Bloom", "Omar Field"]),
        (article(author=[None, 7, [[]], {"name": {"name": []}}]), []),
    ],
)  # fmt: skip
def test_authors_are_names_and_not_the_site_or_an_account(head: str, expected: list[str]) -> None:
    assert read(head).authors == expected


def test_an_author_that_the_page_links_to_is_read() -> None:
    body = f"<h1>{TITLE}</h1><a rel='author' href='/w/7'>سالم الراوي</a>{PROSE}"
    assert read(body=body).authors == ["سالم الراوي"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (article(isAccessibleForFree=False), True),
        (article(isAccessibleForFree="http://schema.org/True"), False),
        (article(isAccessibleForFree="False"), True),
        (
            article(hasPart={"@type": "WebPageElement", "isAccessibleForFree": "false", "cssSelector": ".x"}),
            True,
        ),
        (
            article(hasPart=[{"@type": "WebPageElement", "isAccessibleForFree": True, "cssSelector": ".x"}]),
            None,
        ),
        (ld({"@type": "WebPage", "isAccessibleForFree": False}), True),
        ("<meta property='article:content_tier' content='locked'>", True),
        ("<meta property='article:content_tier' content='free'>", False),
        ("<meta property='article:content_tier' content='metered'>", None),
        ("<meta name='cXenseParse:paywall' content='true'>", True),
        ("<meta name='isPremium' content='0'>", False),
        ("<meta name='paywall' content='x'>", None),
        ("", None),
    ],
)
def test_a_paywall_is_what_the_page_says(head: str, expected: bool | None) -> None:  # noqa: FBT001
    found = read(head)
    assert found.paywalled is expected
    assert ("paywalled" in found.evidence) is (expected is not None)


@pytest.mark.parametrize(
    ("head", "address", "expected"),
    [
        (ld({"@type": "LiveBlogPosting", "headline": TITLE}), ADDRESS, "live-blog"),
        (article(liveBlogUpdate=[{"@type": "BlogPosting"}]), ADDRESS, "live-blog"),
        (ld({"@type": "ImageGallery"}), ADDRESS, "gallery"),
        (ld([{"@type": "ImageGallery"}, {"@type": "NewsArticle", "headline": TITLE}]), ADDRESS, None),
        (ld({"@type": "WebPage", "mainEntity": {"@type": "VideoObject"}}), ADDRESS, "video"),
        (article(video={"@type": "VideoObject"}), ADDRESS, None),
        ("<meta property='og:type' content='video.other'>", ADDRESS, "video"),
        ("<meta property='og:type' content='article'>" + ld({"@type": "VideoObject"}), ADDRESS, None),
        ("", "https://shati.example/video/2024/7", "video"),
        ("", "https://shati.example/%D9%81%D9%8A%D8%AF%D9%8A%D9%88/7", "video"),
        ("", "https://shati.example/local/video", None),
    ],
)
def test_live_blogs_galleries_and_videos_are_told(head: str, address: str, expected: str | None) -> None:
    found = read(head, address=address)
    assert found.kind == expected
    assert ("kind" in found.evidence) is (expected is not None)


def test_labels_are_read_once_each() -> None:
    head = (
        "<meta property='article:section' content='محليات'>"
        "<meta property='article:tag' content='مكتبات'><meta property='article:tag' content='كتب، مكتبات'>"
        "<meta property='og:locale' content='ar_PS'>"
    )
    found = read(head)
    assert (found.section, found.tags, found.language) == ("محليات", ["مكتبات", "كتب"], "ar")
    tree = html.document_fromstring(f"<html lang='{'x' * 50}'><head>{head}</head><body></body></html>")
    assert metadata(tree, Source(id="s")).language == "ar-PS"


JUNK = json.dumps([{"@type": "NewsArticle", "headline": "x"}] * 100_000)


@pytest.mark.parametrize(
    "page",
    [
        "<head>" + "<meta name='author' content='a b'>" * 100_000,
        f"<script type='application/ld+json'>{JUNK * 3}</script>",
        f"<script type='application/ld+json'>{JUNK[:3_900_000]}</script>",
        "<script type='application/ld+json'>" + "[" * 100_000 + "</script>",
        "<script type='application/ld+json'>[" + ", " * 90_000 + "</script>",
        "<title>" + "أ | " * 200_000 + "</title>",
        "<form>" + f"<h1>{TITLE}</h1>" * 30_000 + "</form>",
        "<h1>" + "<span>a b</span>" * 100_000 + "</h1>",
        "<div>" * 9_000 + f"<h1>{TITLE}</h1><time>x</time>",
        "<article>" + "<time datetime='2999-01-01'>x</time>" * 50_000,
        f"<div><h1>{TITLE}</h1>" + "<div>1 - 2 | 3 - 4 | 5 , 6 - 7 | 8 - 9 | 10 - 11 | 12 - 13</div>" * 3_000,
        f"<title>{TITLE} - a</title>" + f"<div>{TITLE}</div>" * 50_000,
        "<p itemprop='author headline datePublished isAccessibleForFree'>x</p>" * 50_000,
    ],
)
def test_a_hostile_page_costs_little(page: str) -> None:
    tree = html.document_fromstring(f"<html>{page}", parser=html.HTMLParser())
    start = time.process_time()
    metadata(tree, Source(id="s"), address=ADDRESS, fetched=FETCHED)
    assert time.process_time() - start < 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@value", "name", "@id", "url", "hasPart"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        *("headline", "author", "publisher", "datePublished", "dateModified", "keywords", "articleSection"),
        *("url", "mainEntityOfPage", "hasPart", "isAccessibleForFree", "inLanguage", "articleBody", "@graph"),
        "@type",
    ]
)


@given(st.dictionaries(KEYS, VALUES, max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_types_in_json_ld_are_endured_and_give_the_same_twice(fields: dict[str, Any]) -> None:
    head = ld({"@type": "NewsArticle", **fields})
    found = read(head)
    assert found == read(head)
    assert isinstance(found.title, str)
    assert all(isinstance(name, str) for name in (*found.authors, *found.tags))
