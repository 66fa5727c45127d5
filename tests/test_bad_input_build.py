"""A project whose raw files are all broken in some way builds, soon, and loses none of their records."""

from __future__ import annotations

import gzip
import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from projects import all_evidence, build, jsonl, make_project, read_articles
from warraq.corpus.pipeline.explain_file import explain_file
from warraq.corpus.pipeline.raw_place import find_raw_file
from warraq.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.corpus.pipeline.build import Built
    from warraq.model.project import Project

#: CPU-seconds that a case may take; the aim is 2, the rest is for a busy machine.
MOST_SECONDS = 4.0

TITLE = "A new {} opens on the quay of Olive Vale"
PROSE = (
    "The council of Olive Vale opened the {} on Saturday, after three years of works on both banks.",
    "The mayor said that the {} would ease the crowding of the old town, and that it had cost four million.",
    "Two hundred trees will be planted around it, she added, and buses are to stop there from Sunday on.",
)


def text(thing: str) -> str:
    return "\n\n".join(PROSE).format(thing, thing)


def page(thing: str, *, head: str = "", before: str = "", after: str = "") -> str:
    paragraphs = "".join(f"<p>{one}</p>" for one in text(thing).split("\n\n"))
    return (
        f"<!doctype html><html lang='en'><head><title>{TITLE.format(thing)}</title>{head}</head>"
        f"<body>{before}<h1>{TITLE.format(thing)}</h1>{paragraphs}{after}</body></html>"
    )


def record(thing: str, **fields: object) -> dict[str, object]:
    return {"title": TITLE.format(thing), "text": text(thing), **fields}


def capture(thing: str, media: str = "text/html") -> bytes:
    block = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n\r\n{page(thing)}".encode()
    return (
        (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-10-20T06:00:00Z\r\n"
            f"WARC-Target-URI: https://daily.example/{thing.replace(' ', '-')}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        ).encode()
        + block
        + b"\r\n\r\n"
    )


def cut(*records: bytes) -> bytes:
    """Join the records and leave out the second half of the last."""
    return b"".join((*records[:-1], records[-1][: len(records[-1]) // 2]))


def zipped(data: bytes | str, times: int) -> bytes:
    data = data.encode() if isinstance(data, str) else data
    for _ in range(times):
        data = gzip.compress(data, 1)
    return data


def linked_data(value: object) -> str:
    content = value if isinstance(value, str) else json.dumps(value)
    return f'<script type="application/ld+json">{content}</script>'


def meta_date(value: str) -> str:
    return f'<meta property="article:published_time" content="{value}">'


def endless(unit: str, size: int) -> str:
    return unit * (size // len(unit))


JUNK: list[Any] = [
    None,
    1,
    "x",
    [],
    [[[]]],
    {},
    {"@type": 7},
    {"@type": ["NewsArticle", None]},
    {"@graph": 5},
    True,
    1e999,
]
ODD: tuple[Any, ...] = ([], {}, [1, 2], {"a": {"b": 1}}, 10**30, True, [None], {"headline": []})
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ENTITIES = "&amp" * 20_000 + "&#x26;#" * 20_000 + "&" + "a" * 50_000 + "&#" + "9" * 50_000

#: Path -> content, and for each of its records (by position) the reason, or None for an article.
CASES: dict[str, tuple[Any, Mapping[int, str | None]]] = {
    "gzip-twice.html.gz": (lambda: zipped(page("pump house"), 2), {1: None}),
    "gzip-thrice.html.gz": (lambda: zipped(page("sluice"), 3), {1: "unknown-form"}),
    "gzip-cut.html.gz": (lambda: zipped(page("weir"), 1)[:-60], {1: "truncated-archive"}),
    "gzip-twice.jsonl.gz": (
        lambda: zipped(jsonl([record("old crane"), record("new crane")]), 2),
        {1: None, 2: None},
    ),
    "cut.warc": (
        lambda: cut(capture("signal box"), capture("goods shed"), capture("water tower")),
        {1: None, 2: None, 3: "truncated-archive"},
    ),
    "cut.warc.gz": (
        lambda: cut(*(zipped(capture(one), 1) for one in ("dry dock", "slipway", "boat house"))),
        {1: None, 2: None, 3: "truncated-archive"},
    ),
    "cut-inside-gzip.warc.gz": (
        lambda: cut(zipped(capture("net loft") + capture("ice house") * 400, 1)),
        {1: None, 2: None},
    ),
    "other-media.warc": (lambda: capture("light", "image/png") + capture("beacon"), {1: "not-html", 2: None}),
    "50-megabytes.html": (
        lambda: page("grain store", after=endless("<p>More of the same, at length.</p>", 50_000_000)),
        {1: "record-too-large"},
    ),
    "15-megabytes.html": (
        lambda: page("coal store", after=endless("<p>More of the same, at length.</p>", 15_000_000)),
        {1: None},
    ),
    "15-megabytes-of-script.html": (
        lambda: page("oil store", before=f"<script>{endless('var a = [1];', 15_000_000)}</script>"),
        {1: None},
    ),
    "nested.html": (lambda: page("deep cellar", before="<div>" * 10_000, after="</div>" * 10_000), {1: None}),
    "nested-inline.html": (lambda: page("deep well", before="<b><i><span>" * 10_000), {1: None}),
    "nested-around-nothing.html": (lambda: "<html><body>" + "<div>" * 10_000, {1: "no-article"}),
    "no-body.html": (
        lambda: page("customs house").replace("<body>", "").replace("</body>", ""),
        {1: None},
    ),
    "no-html-at-all.html": (
        lambda: "".join(f"<p>{one}" for one in text("toll gate").split("\n\n")),
        {1: "missing-title"},
    ),
    "entities.html": (lambda: page("chapel", before=f"<p>{ENTITIES}</p>"), {1: None}),
    "entities-in-title.html": (lambda: page("abbey &amp;amp;amp;lt" + "&lt" * 300), {1: None}),
    "laughs.html": (
        lambda: page("priory", before="<p>&l9;</p>").replace(
            "<!doctype html>", f"<!DOCTYPE html [{LAUGHS}]>"
        ),
        {1: None},
    ),
    "addresses.jsonl": (
        lambda: jsonl(
            [
                record("north gate", url="javascript:alert(document.cookie)"),
                record("south gate", url="https://user:secret@daily.example/gate"),
                record("east gate", url="data:text/html,<b>x</b>"),
                record("west gate", url="http://[::1"),
                record("main gate", url="file:///etc/passwd"),
            ]
        ),
        dict.fromkeys(range(1, 6)),
    ),
    "address.html": (
        lambda: page(
            "back gate", head='<link rel="canonical" href="https://user:secret@daily.example/back">'
        ),
        {1: None},
    ),
    "script-address.html": (
        lambda: page("side gate", head='<link rel="canonical" href="javascript:alert(1)">'),
        {1: None},
    ),
    "dates.jsonl": (
        lambda: jsonl(
            [
                record(f"{name} bridge", date=date)
                for name, date in (
                    ("first", "0000-00-00"),
                    ("second", "0000-01-01T00:00:00Z"),
                    ("third", "2999-12-31"),
                    ("fourth", "31 December 2999"),
                    ("fifth", 32_472_144_000),
                    ("sixth", -62135596800),
                )
            ]
        ),
        dict.fromkeys(range(1, 7)),
    ),
    "date-0.html": (lambda: page("old ferry", head=meta_date("0000-01-01T00:00:00Z")), {1: None}),
    "date-2999.html": (lambda: page("new ferry", head=meta_date("2999-01-01T00:00:00Z")), {1: None}),
    "junk.html": (lambda: page("bakery", head=linked_data(JUNK)), {1: None}),
    "much-junk.html": (lambda: page("brewery", head=linked_data(JUNK * 5_000)), {1: None}),
    "deep-junk.html": (lambda: page("dairy", head=linked_data("[" * 50_000)), {1: None}),
    "broken-junk.html": (lambda: page("smithy", head=linked_data('[{"@type": "NewsArticle", ')), {1: None}),
    "odd-junk.html": (
        lambda: page(
            "pottery",
            head=linked_data(
                [
                    {"@type": "NewsArticle", "headline": odd, "datePublished": odd, "author": odd}
                    for odd in ODD
                ]
            ),
        ),
        {1: None},
    ),
    "types.jsonl": (
        lambda: (
            jsonl([{"title": odd, "text": text("mill")} for odd in ODD])
            + jsonl([{"title": TITLE.format("mill"), "text": odd} for odd in (5, True, 1.5)])
        ),
        {**dict.fromkeys(range(1, 12), "wrong-type"), **dict.fromkeys((1, 2, 7), "missing-title")},
    ),
    "types-elsewhere.jsonl": (
        lambda: jsonl(
            record(f"{name} mill", url=odd, date=odd, authors=odd, tags=odd, section=odd, language=odd)
            for name, odd in zip(("a", "b", "c", "d", "e", "f", "g", "h"), ODD, strict=True)
        ),
        dict.fromkeys(range(1, 9)),
    ),
    "no-objects.jsonl": (
        lambda: '[1, 2]\n"text"\n7\nnull\n' + jsonl([record("tide mill")]),
        {**dict.fromkeys(range(1, 5), "not-an-object"), 5: None},
    ),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    raw = {f"daily/{name}": content() for name, (content, _) in CASES.items()}
    return make_project(tmp_path_factory.mktemp("bad") / "project", raw)


@pytest.fixture(scope="module")
def built(project: Project) -> Built:
    return build(project)


@pytest.fixture(scope="module")
def ends(built: Built) -> dict[str, dict[int, str | None]]:
    """Path -> position -> reason, or None for a record that became an article or was merged with one."""
    found: dict[str, dict[int, str | None]] = {}
    for row in all_evidence(built.folder).to_dicts():
        found.setdefault(row["raw_path"], {})[row["position"]] = None
    for row in pl.read_parquet(built.folder / "quarantine.parquet").to_dicts():
        assert row["position"] not in found.get(row["raw_path"], {})
        found.setdefault(row["raw_path"], {})[row["position"]] = row["reason"]
    return found


@pytest.fixture(scope="module")
def articles(built: Built) -> pl.DataFrame:
    """The articles with the raw record of each."""
    evidence = all_evidence(built.folder).filter(pl.col("fate") == "article")
    return read_articles(built.folder).join(evidence.drop("source", "raw_sha256", "text_sha256"), on="id")


def test_nothing_is_lost(built: Built, ends: dict[str, dict[int, str | None]]) -> None:
    total = built.funnel.total
    assert total("raw") == sum(len(records) for records in ends.values())
    assert total("raw") == total("articles") + total("merged") + total("quarantined") + total("taken_down")
    assert sum(built.funnel.reasons.values()) == total("quarantined")


@pytest.mark.parametrize("name", CASES)
def test_each_record_is_an_article_or_says_why_not(name: str, ends: dict[str, dict[int, str | None]]) -> None:
    found = ends[f"daily/{name}"]
    expected = CASES[name][1]
    assert {place: found.get(place, "nothing") for place in expected} == expected


@pytest.mark.parametrize("name", CASES)
def test_no_case_takes_long(project: Project, name: str) -> None:
    file = find_raw_file(project, f"daily/{name}")
    started = time.process_time()
    with suppress(UsageError):  # of a form that cannot be read
        explain_file(project, file)
    assert time.process_time() - started < MOST_SECONDS


def test_no_date_is_taken_from_the_years_0_and_2999(articles: pl.DataFrame) -> None:
    dated = articles.filter(pl.col("raw_path").str.contains(r"/dates\.jsonl|/date-"))
    assert dated.height == 8
    assert dated["published_at"].null_count() == dated.height
    assert all("date" in evidence for evidence in dated.filter(pl.col("form") == "jsonl")["evidence"])


def test_addresses_are_of_the_web_and_without_credentials(articles: pl.DataFrame) -> None:
    rows = articles.filter(pl.col("raw_path").str.contains("address"))
    found = rows.sort("raw_path", "position").select("raw_path", "position", "url").rows()
    assert [(path.removeprefix("daily/"), position, url) for path, position, url in found] == [
        ("address.html", 1, None),
        ("addresses.jsonl", 1, None),
        ("addresses.jsonl", 2, "https://daily.example/gate"),
        ("addresses.jsonl", 3, None),
        ("addresses.jsonl", 4, None),
        ("addresses.jsonl", 5, None),
        ("script-address.html", 1, None),
    ]


def test_broken_markup_costs_no_text(articles: pl.DataFrame) -> None:
    names = ("nested", "no-body", "laughs", "junk", "deep-junk", "15-megabytes-of-script", "gzip-twice")
    bodies = {
        path.removeprefix("daily/").partition(".html")[0]: body
        for path, body in articles.select("raw_path", "body").rows()
    }
    for name in names:
        assert all(part.partition(",")[2] in bodies[name] for part in PROSE), name


def test_what_was_cut_off_or_passed_over_is_told(articles: pl.DataFrame) -> None:
    evidence = {path: json.loads(one) for path, one in articles.select("raw_path", "evidence").rows()}
    assert "part of the page that was read" in evidence["daily/15-megabytes.html"]["body"]
    assert "not a web address" in evidence["daily/addresses.jsonl"]["url"]
