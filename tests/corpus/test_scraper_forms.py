"""One record of each scraper in the shape that it writes, from the file on disk to the draft."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from warraq.corpus.discover import RawFile
from warraq.corpus.extract.fields import Problem, draft_from_fields
from warraq.corpus.readers import open_raw
from warraq.corpus.records import Draft, RawRecord, Reject
from warraq.model.settings import Source

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = Source(id="paper", timezone="Asia/Riyadh")
FIRST = "افتتحت بلدية الميناء السوق الجديد صباح اليوم بحضور مئات السكان."
SECOND = "وقال رئيس البلدية إن العمل استمر عامين & نصف العام."
BODY = f"{FIRST}\n\n{SECOND}"
TITLE = "افتتاح «السوق» الجديد"
LONG = [
    f"In paragraph {number} the harbour office explains at length how the ferry timetable was drawn up, "
    f"which of the {number + 3} piers will close for repairs, and what travellers should expect in spring."
    for number in range(1, 7)
]
PAGE = (
    "<!DOCTYPE html><html lang='en'><head><meta charset='windows-1256'><title>Ferry – Paper</title>"
    "<meta property='og:title' content='Ferry timetable is out'></head>"
    "<body><article><h1>Ferry timetable is out</h1>"
    f"{''.join(f'<p>{line} — ok</p>' for line in LONG)}</article></body></html>"
)


def drafts(folder: Path, name: str, content: str | bytes) -> list[Draft | Problem | Reject]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    _, records = open_raw(RawFile(path, f"paper/{name}", "paper", path.stat().st_size))
    return [
        draft_from_fields(record.payload, SOURCE)  # type: ignore[arg-type]
        if isinstance(record, RawRecord)
        else record
        for record in records
    ]


def one(folder: Path, name: str, content: Any) -> Draft:
    text = content if isinstance(content, str | bytes) else json.dumps(content, ensure_ascii=False, indent=4)
    (draft,) = drafts(folder, name, text)
    assert isinstance(draft, Draft), draft
    return draft


def when(draft: Draft, field: str = "published") -> str | None:
    moment = getattr(draft, field)
    return None if moment is None else f"{moment.value:%Y-%m-%d %H:%M:%S} {moment.precision}"


def test_fundus(tmp_path: Path) -> None:
    record = {
        "title": TITLE,
        "body": {
            "summary": ["سوق من طابقين"],
            "sections": [
                {"headline": [], "paragraphs": [FIRST]},
                {"headline": ["عامان من العمل"], "paragraphs": [SECOND]},
            ],
        },
        "authors": ["سليم الورد"],
        "publishing_date": "2023-04-30 10:00:00+02:00",
        "topics": ["سوق", "بلدية"],
        "free_access": False,
        "images": [{"versions": [], "is_cover": True, "caption": "السوق"}],
        "html": {
            "requested_url": "https://paper.example/a?utm_source=x",
            "responded_url": "https://paper.example/a",
            "content": PAGE,
            "crawl_date": "2023-05-02T08:00:00",
            "source_info": {"publisher": "Paper", "type": "RSSFeed", "url": "https://paper.example/rss"},
        },
    }
    draft = one(tmp_path, "fundus.json", [record])
    assert draft.body == f"{FIRST}\n\nعامان من العمل\n\n{SECOND}"
    assert (draft.title, draft.subtitle, draft.url) == (TITLE, "سوق من طابقين", "https://paper.example/a")
    assert (when(draft), when(draft, "fetched")) == (
        "2023-04-30 08:00:00 second",
        "2023-05-02 05:00:00 second",
    )
    assert (draft.authors, draft.tags, draft.paywalled) == (["سليم الورد"], ["سوق", "بلدية"], True)
    assert draft.evidence["fetched_at"] == "key 'html.crawl_date'"
    assert draft.evidence["paywalled"] == "key 'free_access'"
    plain = {"title": "T", "plaintext": BODY, "publishing_date": "2023-04-30 10:00:00+02:00", "authors": []}
    assert one(tmp_path, "plain.json", [plain]).body == BODY


def news_please(**fields: Any) -> dict[str, Any]:
    return {
        "authors": ["Rita Bloom", "None"],
        "date_download": "2024-01-05 09:00:00",
        "date_modify": "None",
        "date_publish": "2024-01-04 13:05:37",
        "description": "A lead of its own.",
        "filename": "https%3A%2F%2Fpaper.example%2Fa.json",
        "image_url": "https://paper.example/a.jpg",
        "language": "en",
        "localpath": None,
        "maintext": "\n".join(LONG),
        "source_domain": "paper.example",
        "text": None,
        "title": "Ferry timetable is out",
        "title_page": "Ferry timetable is out – Paper",
        "title_rss": "NULL",
        "url": "https://paper.example/a",
        **fields,
    }


def test_news_please(tmp_path: Path) -> None:
    draft = one(tmp_path, "np.json", news_please())
    assert (draft.title, draft.body, draft.authors) == (
        "Ferry timetable is out",
        "\n".join(LONG),
        ["Rita Bloom"],
    )
    assert (when(draft), when(draft, "fetched")) == (
        "2024-01-04 10:05:37 second",
        "2024-01-05 06:00:00 second",
    )
    assert (draft.modified, draft.subtitle) == (None, "A lead of its own.")
    undated = one(tmp_path, "undated.json", news_please(date_publish="None"))
    assert undated.published is None
    by_address = {f"https://paper.example/{n}": news_please(title=f"T{n}") for n in range(2)}
    titles = [
        found.title
        for found in drafts(tmp_path, "map.json", json.dumps(by_address))
        if isinstance(found, Draft)
    ]
    assert titles == ["T0", "T1"]


def test_newspaper4k(tmp_path: Path) -> None:
    record = {
        "url": "https://paper.example/a",
        "read_more_link": "",
        "language": "en",
        "title": TITLE,
        "top_image": "https://paper.example/a.jpg",
        "meta_img": "",
        "images": [],
        "movies": [],
        "keywords": ["السوق", "البلدية", "العمل"],
        "meta_keywords": ["أسواق", "الميناء"],
        "tags": [],
        "authors": ["سليم الورد"],
        "publish_date": "2023-04-30T00:00:00",
        "summary": f"{SECOND}\n{FIRST}",
        "meta_description": "سوق من طابقين",
        "meta_lang": "ar",
        "meta_favicon": "",
        "meta_site_name": "Paper",
        "canonical_link": "https://paper.example/a",
        "text": BODY,
    }
    draft = one(tmp_path, "n4k.json", record)
    assert (draft.language, draft.tags, draft.subtitle) == ("ar", ["أسواق", "الميناء"], "سوق من طابقين")
    assert when(draft) == "2023-04-30 00:00:00 day"
    assert draft.body == BODY


TRAFILATURA: dict[str, Any] = {
    "title": "Der Fährplan steht",
    "author": "Rita Bloom; Otto Reed",
    "hostname": "zeitung.example",
    "date": "2023-06-05",
    "fingerprint": "6f1c8ad1a53d0e57",
    "id": None,
    "license": None,
    "comments": "",
    "raw_text": "Erster Absatz. Zweiter < dritter Absatz.",
    "text": "Erster Absatz.\nZweiter < dritter Absatz.",
    "language": "de",
    "image": None,
    "pagetype": "article",
    "filedate": "2024-05-01",
    "source": "https://zeitung.example/a",
    "source-hostname": "Zeitung",
    "excerpt": "Drei Piere schließen.",
    "categories": "Verkehr;Hafen",
    "tags": "Fähre;Hafen",
}


def test_trafilatura_json(tmp_path: Path) -> None:
    draft = one(tmp_path, "t.json", TRAFILATURA)
    assert draft.body == "Erster Absatz.\nZweiter < dritter Absatz."
    assert (draft.url, draft.section, draft.tags) == (
        "https://zeitung.example/a",
        "Verkehr",
        ["Fähre", "Hafen"],
    )
    assert (draft.authors, draft.subtitle) == (["Rita Bloom", "Otto Reed"], "Drei Piere schließen.")
    assert (when(draft), when(draft, "fetched")) == ("2023-06-05 00:00:00 day", "2024-05-01 00:00:00 day")
    assert draft.kind is None


def test_trafilatura_csv_has_no_header(tmp_path: Path) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="\t", quoting=csv.QUOTE_MINIMAL)
    for number in (1, 2):
        url = f"https://paper.example/{number}"
        cells = [
            url,
            "null",
            "6f1c8ad1a53d0e57",
            "paper.example",
            TITLE,
            "null",
            "2023-06-05",
            f'{FIRST}\n"x"',
        ]
        writer.writerow([*cells, "null", "null", "article"])
    first, second = drafts(tmp_path, "t.csv", buffer.getvalue())
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.title, first.body, first.url) == (TITLE, f'{FIRST}\n"x"', "https://paper.example/1")
    assert (when(second), second.url) == ("2023-06-05 00:00:00 day", "https://paper.example/2")


def test_scrapy_items_of_lists(tmp_path: Path) -> None:
    item = {
        "url": ["https://paper.example/a"],
        "title": [TITLE],
        "body": [FIRST, "\n", SECOND],
        "date": ["30/04/2023 14:05"],
        "author": ["كتب: سليم الورد"],
        "category": ["محليات", "الميناء"],
        "tags": ["سوق", "بلدية"],
        "timestamp": "2023-05-02T08:00:00Z",
        "status": 200,
    }
    draft = one(tmp_path, "items.jsonl", json.dumps(item, ensure_ascii=False) + "\n")
    assert (draft.title, draft.body, draft.url) == (TITLE, BODY, "https://paper.example/a")
    assert (when(draft), when(draft, "fetched")) == (
        "2023-04-30 11:05:00 minute",
        "2023-05-02 08:00:00 second",
    )
    assert (draft.authors, draft.section, draft.tags) == (["سليم الورد"], "محليات", ["سوق", "بلدية"])


@pytest.mark.parametrize("key", ["html", "body", "response", "content", "page_source"])
def test_scrapy_items_with_a_whole_page(tmp_path: Path, key: str) -> None:
    item = {
        "url": "https://paper.example/a",
        "status": 200,
        key: PAGE,
        "crawled_at": "2023-05-02 08:00",
        "author": "Rita Bloom",
    }
    draft = one(tmp_path, "items.json", [item])
    assert draft.title == "Ferry timetable is out"
    assert draft.body is not None
    assert all(f"{line} — ok" in draft.body for line in LONG)
    assert (draft.url, draft.authors, when(draft, "fetched")) == (
        "https://paper.example/a",
        ["Rita Bloom"],
        "2023-05-02 05:00:00 minute",
    )
    assert draft.evidence["body"].startswith(f"page under key {key!r}")
    assert draft.evidence["authors"] == "key 'author'"
    assert one(tmp_path, "own.json", [{**item, "text": BODY, "title": "T"}]).body == BODY


def test_a_page_that_is_none_is_a_problem(tmp_path: Path) -> None:
    empty = {"url": "https://paper.example/a", "html": "<html><body><form></form></body></html>"}
    (found,) = drafts(tmp_path, "a.json", json.dumps([empty]))
    assert isinstance(found, Problem)
    assert (found.reason, found.detail[:21]) == ("no-article", "page under key 'html'")
    (missing,) = drafts(tmp_path, "b.json", json.dumps([{"html": PAGE, "status": 404}]))
    assert missing == Problem("no-article", "an error page: HTTP status 404")


NEWS_ARTICLE: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": ["NewsArticle", "ReportageNewsArticle"],
    "@id": "https://paper.example/a#article",
    "mainEntityOfPage": {"@type": "WebPage", "@id": "https://paper.example/a"},
    "headline": "افتتاح &laquo;السوق&raquo; الجديد",
    "alternativeHeadline": "سوق من طابقين",
    "articleBody": f"<p>{FIRST}</p><p>{SECOND.replace('&', '&amp;')}</p>",
    "author": [
        {"@type": "Person", "givenName": "سليم", "familyName": "الورد"},
        {"@type": "Person", "name": None},
    ],
    "publisher": {"@type": "Organization", "name": "Paper", "logo": {"@type": "ImageObject"}},
    "isPartOf": {"@type": ["CreativeWork", "Product"], "name": "Paper"},
    "articleSection": ["محليات", "الميناء"],
    "keywords": "سوق, بلدية، ميناء",
    "datePublished": "2023-04-30T10:00:00+03:00",
    "dateModified": "2023-04-30T07:30:00Z",
    "inLanguage": {"@type": "Language", "name": "Arabic", "alternateName": "ar"},
    "isAccessibleForFree": "http://schema.org/False",
}


@pytest.mark.parametrize("shape", ["single", "array", "graph", "wrapped", "beside", "text"])
def test_schema_org(tmp_path: Path, shape: str) -> None:
    site = {"@type": "WebSite", "name": "Paper", "url": "https://paper.example/"}
    content: Any = {
        "single": NEWS_ARTICLE,
        "array": [NEWS_ARTICLE],
        "graph": {"@context": "https://schema.org", "@graph": [site, 5, None, "x", NEWS_ARTICLE]},
        "wrapped": {"newsArticle": NEWS_ARTICLE, "source": "paper"},
        "beside": {"url": "https://paper.example/a", "json-ld": [site, NEWS_ARTICLE]},
        "text": {"url": "https://paper.example/a", "json_ld": json.dumps([site, NEWS_ARTICLE])},
    }[shape]
    draft = one(tmp_path, "ld.json", content)
    assert (draft.title, draft.subtitle, draft.body) == (TITLE, "سوق من طابقين", BODY)
    assert (draft.url, draft.authors, draft.section) == ("https://paper.example/a", ["سليم الورد"], "محليات")
    assert (draft.tags, draft.language, draft.paywalled) == (["سوق", "بلدية", "ميناء"], "ar", True)
    assert (when(draft), when(draft, "modified")) == (
        "2023-04-30 07:00:00 second",
        "2023-04-30 07:30:00 second",
    )


def test_a_live_blog_of_schema_org(tmp_path: Path) -> None:
    updates = [
        {"@type": "BlogPosting", "headline": f"Update {n}", "articleBody": line}
        for n, line in enumerate(LONG)
    ]
    blog = {"@type": "LiveBlogPosting", "headline": "Live: the ferries", "liveBlogUpdate": updates}
    draft = one(tmp_path, "live.json", blog)
    assert draft.kind == "live-blog"
    assert (draft.body or "").startswith(f"Update 0\n\n{LONG[0]}\n\nUpdate 1")


def test_an_array_of_junk_in_json_ld(tmp_path: Path) -> None:
    junk = [
        {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "name": "Home"}]},
        {"@type": "Organization", "name": "Paper", "url": "javascript:void(0)"},
        {"@type": {"a": 1}, "headline": None, "articleBody": {}},
        "text",
        None,
        [NEWS_ARTICLE],
        {},
        {"@graph": "none"},
        NEWS_ARTICLE,
    ]
    found = drafts(tmp_path, "junk.json", json.dumps(junk))
    reasons = [
        one.reason if isinstance(one, Problem | Reject) else (one.title, bool(one.body)) for one in found
    ]
    assert reasons == [
        *["no-article", "no-article", (None, False), "not-an-object", "not-an-object", "not-an-object"],
        *[(None, False), (None, False), (TITLE, True)],
    ]


def test_wordpress(tmp_path: Path) -> None:
    post = {
        "id": 917,
        "date": "2023-04-30T13:00:00",
        "date_gmt": "2023-04-30T10:00:00",
        "guid": {"rendered": "https://paper.example/?p=917"},
        "modified": "2023-05-01T13:00:00",
        "modified_gmt": "2023-05-01T10:00:00",
        "slug": "suq",
        "status": "publish",
        "type": "post",
        "link": "https://paper.example/suq/",
        "title": {"rendered": "افتتاح &#171;السوق&#187; <em>الجديد</em>"},
        "content": {
            "rendered": f"<p>{FIRST}</p>\n<figure><img src='a.jpg'><figcaption>صورة السوق</figcaption>"
            f"</figure>\n<h2>عامان</h2><p>{SECOND.replace('&', '&#038;')} 2 &lt; 3 &amp;amp;</p>",
            "protected": False,
        },
        "excerpt": {"rendered": f"<p>{FIRST[:30]} [&hellip;]</p>\n", "protected": False},
        "author": 5,
        "featured_media": 0,
        "format": "standard",
        "meta": [],
        "categories": [4],
        "tags": [],
        "yoast_head_json": {"title": "x - Paper", "og_locale": "ar_AR", "author": "سليم الورد"},
    }
    draft = one(tmp_path, "wp.json", [post])
    assert draft.body == f"{FIRST}\n\nعامان\n\n{SECOND} 2 < 3 &amp;"
    assert draft.removed == [("صورة السوق", "caption")]
    assert (draft.title, draft.subtitle, draft.key) == (TITLE, None, "917")
    assert (draft.url, draft.language, draft.authors) == (
        "https://paper.example/suq/",
        "ar_AR",
        ["سليم الورد"],
    )
    assert (when(draft), when(draft, "modified")) == (
        "2023-04-30 10:00:00 second",
        "2023-05-01 10:00:00 second",
    )
    assert draft.evidence["published_at"] == "key 'date_gmt'"


def test_a_table_of_wordpress_posts(tmp_path: Path) -> None:
    content = f'{FIRST}\n\n{SECOND} <a href="https://b.example">رابط</a>\n\n<!--more-->'
    row = {"ID": 9, "post_date_gmt": "0000-00-00 00:00:00", "post_date": "2023-04-30 13:00:00"}
    post = {**row, "post_title": "T", "post_content": content, "guid": "https://paper.example/?p=9"}
    draft = one(tmp_path, "posts.json", [post])
    assert draft.body == f"{FIRST}\n\n{SECOND} رابط"
    assert (draft.url, when(draft)) == ("https://paper.example/?p=9", "2023-04-30 10:00:00 second")


def test_feeds(tmp_path: Path) -> None:
    markup = f"<p>{FIRST}</p><p>{SECOND}</p>"
    parsed = {
        "title": TITLE,
        "link": "https://paper.example/a",
        "id": "https://paper.example/a",
        "published_parsed": [2023, 4, 30, 10, 0, 0, 6, 120, 0],
        "authors": [{"name": "Rita Bloom"}],
        "tags": [{"term": "سوق", "scheme": None, "label": None}],
        "summary": markup,
        "content": [{"type": "text/html", "language": None, "base": "", "value": markup}],
    }
    items = {"feed": {"title": "Paper", "link": "https://paper.example"}, "entries": [parsed]}
    draft = one(tmp_path, "feedparser.json", items)
    assert (draft.title, draft.body, draft.tags) == (TITLE, BODY, ["سوق"])
    assert (when(draft), draft.subtitle) == ("2023-04-30 10:00:00 second", None)
    rss = {
        "title": {"__cdata": TITLE},
        "link": "https://paper.example/a",
        "guid": {"@isPermaLink": "false", "#text": "x9"},
        "pubDate": "Sun, 30 Apr 2023 10:00:00 +0000",
        "dc:creator": "desk@paper.example (Rita Bloom)",
        "category": ["محليات"],
        "content:encoded": markup.replace("<", "&lt;").replace(">", "&gt;"),
    }
    channel = {"title": "Paper", "link": "https://paper.example", "item": [rss]}
    draft = one(tmp_path, "xmltodict.json", {"rss": {"@version": "2.0", "channel": channel}})
    assert (draft.title, draft.body, draft.key, draft.authors) == (TITLE, BODY, "x9", ["Rita Bloom"])
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Paper",
        "items": [{"id": "1", "url": "https://paper.example/a", "title": "T", "content_html": markup}],
    }
    assert one(tmp_path, "feed.json", feed).body == BODY


@pytest.mark.parametrize(
    "record",
    [
        {"article": {"title": "T", "text": BODY}},
        {"data": {"title": "T", "text": BODY}},
        {"_index": "n", "_id": "17", "_score": 1.0, "_source": {"title": "T", "text": BODY}},
        {"doc": {"title": "T", "text": BODY}, "id": "17"},
        {"data": {"id": 17, "attributes": {"title": "T", "text": BODY}}},
        {"fields": {"title": ["T"], "text": [BODY]}},
        {"mydoc": {"title": "T", "text": BODY}},
        {"took": 3, "hits": {"total": 1, "hits": [{"_id": "17", "_source": {"title": "T", "text": BODY}}]}},
        {"articles": [{"title": "T", "text": BODY}]},
        {"data": {"articles": {"edges": [{"node": {"title": "T", "text": BODY}}]}}},
    ],
)
def test_wrappers(tmp_path: Path, record: dict[str, Any]) -> None:
    draft = one(tmp_path, "w.json", record)
    assert (draft.title, draft.body) == ("T", BODY)
    if "17" in json.dumps(record):
        assert draft.key == "17"


def test_mongodb(tmp_path: Path) -> None:
    record = {
        "_id": {"$oid": "64a1b2c3d4e5f60718293a4b"},
        "title": "T",
        "text": BODY,
        "date": {"$date": {"$numberLong": "1682848800000"}},
        "scraped_at": {"$date": "2023-05-02T08:00:00Z"},
    }
    draft = one(tmp_path, "m.jsonl", json.dumps(record))
    assert (draft.key, when(draft)) == ("64a1b2c3d4e5f60718293a4b", "2023-04-30 10:00:00 second")
    assert when(draft, "fetched") == "2023-05-02 08:00:00 second"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_of_pandas(tmp_path: Path, delimiter: str, encoding: str) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(["", "title", "body", "tags", "authors", "date", "author_url", "id"])
    body = repr([FIRST, SECOND + ' it\'s "so"'])
    writer.writerow(
        [0, TITLE, body, "['سوق', 'بلدية']", '["Rita Bloom"]', "2023-04-30 00:00:00", "nan", "17.0"]
    )
    writer.writerow([1, TITLE, f"{FIRST}\n{SECOND}", "nan", "[{'name': 'Otto Reed'}]", "NaT", "", ""])
    first, second = drafts(tmp_path, "t.csv", buffer.getvalue().encode(encoding))
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert first.body == f'{FIRST}\n\n{SECOND} it\'s "so"'
    assert (first.tags, first.authors, when(first)) == (
        ["سوق", "بلدية"],
        ["Rita Bloom"],
        "2023-04-30 00:00:00 day",
    )
    assert (second.body, second.tags, second.authors) == (f"{FIRST}\n{SECOND}", [], ["Otto Reed"])
    assert "published_at" not in second.evidence


def test_parquet_with_lists_and_bytes(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"title": [TITLE], "text": [BODY.encode()], "tags": [["سوق"]], "meta": [{"lang": "ar"}], "id": [17.0]}
    )
    path = tmp_path / "t.parquet"
    frame.write_parquet(path)
    draft = one(tmp_path, "t.parquet", path.read_bytes())
    assert (draft.title, draft.body, draft.tags) == (TITLE, BODY, ["سوق"])
    assert (draft.language, draft.key) == ("ar", "17")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("name", ["x.jsonl", "x.json"])
def test_json_without_a_byte_order_mark(tmp_path: Path, encoding: str, name: str) -> None:
    rows = [{"title": "日本語の見出し" + "漢字仮名交じり文" * n, "text": BODY} for n in range(3)]
    text = (
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        if name == "x.jsonl"
        else json.dumps(rows)
    )
    found = drafts(tmp_path, name, text.encode(encoding))
    assert [one.title for one in found if isinstance(one, Draft)] == [row["title"] for row in rows]
