"""Each address has one spelling, and keeps what decides which article it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.text.urls import _canonical, canonical_url, url_identity


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://WWW.News.Example:80", "http://www.news.example/"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://user:secret@news.example/a", "https://news.example/a"),
        ("https://news.example/a#part", "https://news.example/a"),
        ("https://news.example/a/./b/../c/", "https://news.example/a/c/"),
        ("https://news.example/..", "https://news.example/"),
        ("https://news.example/%7euser/%d8%a7", "https://news.example/~user/%D8%A7"),
        ("https://news.example/خبر", "https://news.example/%D8%AE%D8%A8%D8%B1"),
        ("https://news.example/100%", "https://news.example/100%25"),
        ("https://news.example/a b", "https://news.example/a%20b"),
        (" \thttps://news.example/a\nb\r\n", "https://news.example/ab"),
        ("https://news.example\\a\\b", "https://news.example/a/b"),
        ("https://news.example/a?", "https://news.example/a"),
        ("https://news.example/?q=خبر", "https://news.example/?q=%D8%AE%D8%A8%D8%B1"),
        ("https://مثال.إختبار/", "https://xn--mgbh0fb.xn--kgbechtv/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("http://[2001:DB8:0:0:0:0:0:1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ],
)
def test_one_spelling(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("utm_source=x&utm_medium=y", ""),
        ("id=5&fbclid=x&page=2", "?id=5&page=2"),
        ("b=2&a=1", "?b=2&a=1"),
        ("CMP=share&ArticleID=7", "?ArticleID=7"),
        ("UTM%5FSource=x&id=1", "?id=1"),
        ("a=1&amp;utm_source=x&amp;b=2", "?a=1&b=2"),
        ("at_medium=x&xtor=y&spm=z&ref_src=w&live", "?live"),
        ("a=1&a=2&empty=", "?a=1&a=2&empty="),
    ],
)
def test_tracking_parameters_go_and_others_stay_in_order(query: str, kept: str) -> None:
    assert canonical_url(f"https://news.example/a?{query}") == f"https://news.example/a{kept}"


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "javascript:alert(1)",
            "data:text/html,x",
            "mailto:desk@news.example",
            "ftp://news.example/a",
            "/a",
        ),
        *("//news.example/a", "news.example/a", "http://", "http:///a", "http://a..example/", "http://a b/"),
        *(
            "http://news.example:99999/",
            "http://news.example:x/",
            "http://[::1/",
            "http://[zz]/",
            "http://@/",
        ),
        "https://news.example/" + "a" * 2_000,
        "https://news.example/" + "خ" * 400,
    ],
)
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert canonical_url(url) is None


def test_values_of_other_types_are_none() -> None:
    for value in (None, 5, b"https://news.example/a", ["https://news.example/a"]):
        assert canonical_url(value) is None  # type: ignore[arg-type]
        assert url_identity(value) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reference", "resolved"),
    [
        ("/x?y=1#z", "https://news.example/x?y=1"),
        ("../x", "https://news.example/x"),
        ("x", "https://news.example/a/x"),
        ("//other.example/x", "https://other.example/x"),
        ("https://other.example/x", "https://other.example/x"),
        ("mailto:desk@news.example", None),
        ("", None),
    ],
)
def test_relative_references_need_a_base(reference: str, resolved: str | None) -> None:
    assert canonical_url(reference, "https://news.example/a/b") == resolved
    assert canonical_url("/x", "javascript:void(0)") is None


def test_identity_passes_over_scheme_www_and_trailing_slash() -> None:
    same = ("http://www.news.example/a/", "https://news.example/a", "https://www.news.example/a//")
    assert {url_identity(url) for url in same} == {"news.example/a"}
    assert url_identity("https://news.example/?id=5") == "news.example?id=5"
    assert url_identity("https://news.example/a/?id=5") == "news.example/a?id=5"
    assert url_identity("https://news.example/a?id=5") != url_identity("https://news.example/a?id=6")


def test_a_home_page_identifies_no_article() -> None:
    assert url_identity("https://www.news.example/") is None
    assert url_identity("ftp://news.example/a") is None


ADDRESSES = st.builds(
    "{}://{}/{}?{}#{}".format,
    st.sampled_from(["http", "HTTPS"]),
    st.sampled_from(["News.example", "www.خبر.example:80", "u:p@[::1]:443", "news.example."]),
    *[st.text("aZ9%2fFEe5 /.\\&;=+?[]\t\u00a0خé\ud800~'\"", max_size=25)] * 3,
)


@given(st.one_of(st.text(max_size=40), ADDRESSES), st.one_of(st.none(), ADDRESSES))
@settings(max_examples=500, deadline=None)
def test_canonical_is_final_and_ascii(url: str, base: str | None) -> None:
    first = canonical_url(url, base)
    if first is not None:
        assert canonical_url(first) == first
        assert first.isascii()
        assert " " not in first
        url_identity(first)


PARTS = st.sampled_from(
    [
        "/",
        "a",
        "B",
        ".",
        "..",
        "-",
        "~",
        "%D8%A7",
        "%d8%a7",
        "%41",
        "%",
        "ا",
        "+",
        "@",
        ":",
        "%7E",
        "?",
        "#",
        " ",
        "1",
    ]
)
HOSTS = st.sampled_from(
    [
        *("news.example", "www.news.example", "News.Example", "news.example.", "news.example:80"),
        *("localhost", "x" * 64 + ".example", "a..b", "-.example", "user@news.example", "192.0.2.7"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["http", "https", "HTTP"]), HOSTS, st.lists(PARTS, max_size=12).map("".join))
def test_the_short_way_for_plain_addresses_gives_the_same(scheme: str, host: str, rest: str) -> None:
    url = f"{scheme}://{host}{rest}"
    assert canonical_url(url) == _canonical(url, None)


def test_a_long_escaped_path_takes_no_time() -> None:
    url = "https://news.example/" + "%D8%A7" * 30
    assert canonical_url(url) == url
    assert canonical_url(url + "{") == url + "%7B"
