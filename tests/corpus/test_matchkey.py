"""Writings of one text share a key; different texts do not."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.text.match_key import match_key, match_key_text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أَعْلَنَتِ البلديّةُ", "اعلنت البلديه"),
        ("إلى مدرسة", "الي مدرسه"),
        ("المسؤول عن الشئون", "المسوول عن الشيون"),
        ("کتاب علی", "كتاب علي"),
        ("می‌خواهم", "میخواهم"),
        ("العـــربية", "العربية"),
        ("ﺍﻟﻌﺮﺑﻴﺔ", "العربية"),
        ("٣٫٥ و ۱۲", "3.5 و 12"),
        ("ＡＢＣ １２", "abc 12"),
        ("«صفحة» — جديدة!", "صفحة جديدة"),
        ("Straße, OÙ?", "straße où"),
        ("ا\u0654حمد", "أحمد"),
        ("\u200fخبر\u200e\ufeff", "خبر"),
    ],
)
def test_spelling_habits_do_not_matter(one: str, other: str) -> None:
    assert match_key_text(one) == match_key_text(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("الذهب 2300", "الذهب 2301"), ("كتاب", "كتب"), ("3.5", "35"), ("नगर", "नगरी"), ("café", "cafe")],
)
def test_differences_of_meaning_stay(one: str, other: str) -> None:
    assert match_key_text(one) != match_key_text(other)


def test_a_key_is_plain_words() -> None:
    assert match_key_text("  قال: «نعم، 5%»\n\nأمس… ") == "قال نعم 5 امس"
    assert match_key_text("… — !") == ""


def test_null_stays_null() -> None:
    keys = pl.DataFrame({"text": ["أ", None, ""]}).select(match_key(pl.col("text")))
    assert keys.to_series().to_list() == ["ا", None, ""]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_text_and_expression_agree_and_a_key_is_its_own_key(texts: list[str]) -> None:
    keys = pl.DataFrame({"text": texts}).select(match_key(pl.col("text"))).to_series()
    assert keys.to_list() == [match_key_text(text) for text in texts]
    assert keys.to_frame("text").select(match_key(pl.col("text"))).to_series().to_list() == keys.to_list()


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("اأإآٱىيیةهكکءئؤ\u0651\u0640\u200c٣۳3ΣςσİIıﬁﻻ ،.Ａ\u0345")))
def test_text_and_expression_agree_on_folded_characters(text: str) -> None:
    assert pl.select(match_key(pl.lit(text))).item() == match_key_text(text)


def test_long_columns_are_folded_as_short_ones() -> None:
    texts = [f"{'خبرٌ — جديد! ' * (number % 97)}{number}\U0001f600 ﻻ 𠀀" for number in range(3_000)] + [
        "",
        None,
    ]
    keys = pl.DataFrame({"text": texts}).select(match_key(pl.col("text"))).to_series().to_list()
    assert keys == [None if text is None else match_key_text(text) for text in texts]
    assert pl.DataFrame({"text": []}, schema={"text": pl.String}).select(match_key(pl.col("text"))).is_empty()


def test_a_lone_surrogate_is_a_gap() -> None:
    assert match_key_text("خبر\ud800جديد") == "خبر جديد"
