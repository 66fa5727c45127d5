"""An article is the same article under another scheme, another spelling, another day."""

from __future__ import annotations

import hashlib

import polars as pl

from warraq.corpus.relate.identity import article_id, identify, sha256_texts, text_sha256
from warraq.corpus.text.match_key import match_key

URL = "https://daily.example/news/1"
BODY = (
    "قال المتحدث إن العمل سيبدأ غدًا في الأحياء كلها من المدينة القديمة وما حولها "
    "حتى نهاية العام المقبل بإذن المجلس البلدي"
)


def frame(**values: object) -> pl.DataFrame:
    base = {"source": "a", "url": None, "key": None, "title": "عنوان الخبر", "subtitle": None, "body": BODY}
    rows = pl.DataFrame([base | values], schema=dict.fromkeys(base, pl.String())).with_columns(
        title_key=match_key(pl.col("title")), body_key=match_key(pl.col("body"))
    )
    return identify(rows).select("id", "text_sha256", "copy_key")


def copy_key(title: str, body: str) -> str:
    key: str = frame(title=title, body=body)["copy_key"].item()
    return key


def test_scheme_www_and_trailing_slash_do_not_matter() -> None:
    same = {article_id("a", url, None, "", "") for url in (URL, URL.replace("https", "http"), URL + "/")}
    same |= {article_id("b", URL.replace("daily", "www.daily"), "key", "t", "b")}
    assert len(same) == 1
    assert article_id("a", URL + "?id=2", None, "", "") not in same


def test_the_scrapers_id_counts_where_the_address_names_no_article() -> None:
    home = "https://daily.example/"
    one, other = (article_id("a", home, key, "t", "b") for key in ("1", "2"))
    assert one != other
    assert one == article_id("a", None, "1", "other title", "other body")
    assert one != article_id("b", None, "1", "t", "b")


def test_without_either_the_text_counts_spelling_apart() -> None:
    one = frame()
    spelt = frame(title="عُنوان الخبر", body=BODY.replace("إن", "ان").replace("القديمة", "القديمه"))
    assert one["id"].item() == spelt["id"].item()
    assert one["copy_key"].item() == spelt["copy_key"].item()
    assert one["text_sha256"].item() != spelt["text_sha256"].item()
    assert one["id"].item() != frame(source="b")["id"].item()


def test_a_changed_ending_is_the_same_article_but_no_exact_copy() -> None:
    longer = "كلمة أخرى " * 40
    one, other = frame(body=longer + "نهاية"), frame(body=longer + "خاتمة")
    assert one["id"].item() == other["id"].item()
    assert one["copy_key"].item() != other["copy_key"].item()


def test_short_equal_bodies_are_copies_only_under_one_title() -> None:
    assert copy_key("one", "watch the video") != copy_key("two", "watch the video")
    long = " ".join(["word"] * 30)
    assert copy_key("one", long) == copy_key("two", long)


def test_numbers_tell_articles_apart() -> None:
    template = (
        "سعر الغرام اليوم {} درهمًا في أسواق المدينة بحسب ما أعلنت الهيئة صباح اليوم "
        "بعد جلسة طويلة مع التجار كلهم هنا"
    )
    assert (
        frame(body=template.format(5))["copy_key"].item() != frame(body=template.format(6))["copy_key"].item()
    )


def test_the_copy_key_is_a_digest_of_the_folded_body() -> None:
    long = " ".join(["word"] * 30)
    assert copy_key("One", long.upper()) == hashlib.sha256(long.encode()).hexdigest()[:32]
    assert copy_key("One", "Watch!") == hashlib.sha256(b"one\nwatch").hexdigest()[:32]


def test_only_the_opening_words_name_an_article_without_an_address() -> None:
    words = [f"w{number}" for number in range(40)]
    one = frame(body=" ".join(words))["id"].item()
    assert one == article_id("a", None, None, "عنوان الخبر", " ".join(words))
    assert one == article_id("a", None, None, "عنوان الخبر", " ".join(words[:30]))
    assert one != article_id("a", None, None, "عنوان الخبر", " ".join(words[:29]))


def test_each_text_of_a_column_has_its_digest() -> None:
    texts = pl.Series(["خبر", None, "", "b"])
    whole = pl.concat([texts, texts]).slice(1, 5)
    assert sha256_texts(whole) == [hashlib.sha256((text or "").encode()).hexdigest() for text in whole]


def test_the_text_digest_is_what_it_says() -> None:
    assert text_sha256("t", None, "b") == hashlib.sha256(b"t\n\nb").hexdigest()
    assert frame(subtitle="s")["text_sha256"].item() == text_sha256("عنوان الخبر", "s", BODY)
