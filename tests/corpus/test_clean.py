"""Display text loses what nobody should see, and not one letter or mark."""

from __future__ import annotations

import unicodedata
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.text.clean import _NOT_NFC, clean

SCHEMA = {"title": pl.String, "subtitle": pl.String, "body": pl.String, "language": pl.String}


def cleaned(body: str | None, language: str | None = None, **fields: str | None) -> dict[str, Any]:
    row = {"title": None, "subtitle": None, "body": body, "language": language} | fields
    return clean(pl.DataFrame([row], schema=SCHEMA)).row(0, named=True)


TEXTS = {
    "ar": "أُعلِنَ في «تل الريحان» أنّ السدّ القديم يُرمَّم؛ ١٢٣٤ هـ، فهل يكفي؟ مدرسةٌ وشيءٌ ومسؤول وعلى ﷺ",
    "fa": "می‌خواهم کتاب‌های تازه‌ای بخوانم؛ ۱۲۳۴ روزی بهتر است؟ ژاله و پگاه و چای",
    "ur": "شہر کی انتظامیہ نے آج نئی پالیسی کا اعلان کیا ہے۔ ڈاک، ٹھنڈا، پڑھنا",
    "ckb": "شارەوانی ڕایگەیاند کە پڕۆژەی نوێی ئاو دەستی پێکرد، گوڵ و ڕێگا",
    "fr": "L’été dernier, le maire a décidé : « c’est prêt ! » Noël, cœur, ça, où, naïf",
    "hi": "नगर पालिका ने क्ष‍ और क्‌ष लिखा",
}


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("labelled", [True, False])
def test_clean_text_keeps_every_letter_and_mark(language: str, labelled: bool) -> None:  # noqa: FBT001
    text = unicodedata.normalize("NFC", TEXTS[language])
    row = cleaned(text, language if labelled else None, title=text)
    assert row["body"] == text
    assert row["title"] == text
    assert row["repairs"] == []


@pytest.mark.parametrize(
    ("body", "mended", "repairs"),
    [
        ("خ\ufeffبر\x00 جد\x1aيد\x9f", "خبر جديد", ["controls"]),
        ("co\u00adopération", "coopération", ["controls"]),
        ("\u202bخبر\u202c \u200fجديد\u200e\u061c", "خبر جديد", ["bidi"]),
        ("العـــربية مـ", "العربية مـ", ["tatweel"]),
        ("ا\u0640ل\u0640ع\u0640\u0640ربية", "العربية", ["tatweel"]),
        ("ﺍﻟﻌﺮﺑﻴﺔ ﻻ ﷲ ﷺ ﷼", "العربية لا الله ﷺ ﷼", ["presentation-forms"]),
        ("مد\u064f\ufe7cم", "مد\u064f\u0651م", ["presentation-forms"]),
        ("cafe\u0301", "café", ["nfc"]),
        ("شد\u0651\u064eد", "شد\u064e\u0651د", ["nfc"]),
        ("ا\u0654حمد", "أحمد", ["nfc"]),
        ("وزارة \u200bالمياه", "وزارة المياه", ["zero-width"]),
        ("كتاب\u200cها", "كتابها", ["zero-width"]),
        ("ط§ظ„ظ…ط§ط،", "الماء", ["mojibake"]),
        ("العـربية\u200f \u202bخبر", "العربية خبر", ["bidi", "tatweel"]),
    ],
)
def test_each_repair_mends_and_is_named(body: str, mended: str, repairs: list[str]) -> None:
    row = cleaned(body)
    assert (row["body"], row["repairs"]) == (mended, repairs)


@pytest.mark.parametrize(
    "text",
    [
        "عام 1445 هـ",
        "لـ«المنارة»",
        "الـ28 مدرسة",
        "عام 1445هـ",
        "(١٤٤٥ هـ)",
        "الرياضي ـ تل الريحان",
        "1ـ2",
        "ـــ",
    ],
)
def test_a_tatweel_with_a_meaning_stays(text: str) -> None:
    row = cleaned(text)
    assert (row["body"], row["repairs"]) == (text, [])


def test_hijri_abbreviations_in_a_row_keep_their_tatweel() -> None:
    assert cleaned("هـ هـ هـذا")["body"] == "هـ هـ هذا"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ar", "كتاب\u200cها", "كتابها"),
        ("fa", "كتاب\u200cها", "كتاب\u200cها"),
        ("ckb", "كتاب\u200cها", "كتاب\u200cها"),
        (None, "می\u200cشود", "می\u200cشود"),
        ("ar", "رسالة 👩\u200d🚒 هنا", "رسالة 👩\u200d🚒 هنا"),
        (None, "क्\u200dष", "क्\u200dष"),
        ("km", "ភាសា\u200bខ្មែរ", "ភាសា\u200bខ្មែរ"),
    ],
)
def test_joiners_go_only_where_they_mean_nothing(language: str | None, text: str, expected: str) -> None:
    assert cleaned(text, language)["body"] == expected


def test_a_persian_letter_anywhere_in_the_row_keeps_its_joiners() -> None:
    row = cleaned("كتاب\u200cها", None, title="گزارش")
    assert row["body"] == "كتاب\u200cها"


def test_the_language_is_told_by_the_letters_behind_the_damage() -> None:
    assert cleaned("\u200cﻻ")["body"] == "لا"
    assert cleaned("ﻣﯽ\u200cﺷﻮﺩ ﭼﯿﺰ")["body"] == "می\u200cشود چیز"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a  b\t c\u00a0d\u3000e", "a b c d e"),
        (" a \r\n\r\n\r\n b\rc\x85d\u2028e\x0bf \n", "a\n\nb\n\nc\n\nd\n\ne\n\nf"),
        ("Vraiment\u00a0? «\u00a0Oui\u00a0»\u202f!", "Vraiment\u00a0? «\u00a0Oui\u00a0»\u202f!"),
        ("Vraiment \u00a0 ?", "Vraiment\u00a0?"),
        ("1\u00a02\u00a03\u00a0000 km", "1\u00a02\u00a03\u00a0000 km"),
        ("\u00a0خبر\u00a0\n\u00a0\nآخر\u202f", "خبر\n\nآخر"),
    ],
)
def test_white_space_is_put_in_order_and_not_named(body: str, expected: str) -> None:
    row = cleaned(body)
    assert (row["body"], row["repairs"]) == (expected, [])


def test_title_and_subtitle_become_one_line() -> None:
    row = cleaned("متن", title=" عنوان \r\n طويل ", subtitle="فرعي\n\n\nله")
    assert (row["title"], row["subtitle"]) == ("عنوان طويل", "فرعي له")


def test_what_is_empty_after_cleaning_is_null() -> None:
    row = cleaned(" \u200f\n\ufeff ", title="", subtitle=None)
    assert (row["title"], row["subtitle"], row["body"]) == (None, None, None)


def test_a_frame_keeps_its_rows_and_other_columns() -> None:
    frame = pl.DataFrame(
        {"id": [1, 2, 3], "title": ["أ", None, "ـ"], "subtitle": [None] * 3, "body": ["خـبر", None, "خبر"]}
    ).with_columns(pl.col("subtitle").cast(pl.String), language=pl.lit(None, dtype=pl.String))
    result = clean(frame)
    assert result["id"].to_list() == [1, 2, 3]
    assert result["body"].to_list() == ["خبر", None, "خبر"]
    assert result["repairs"].to_list() == [["tatweel"], [], []]
    assert result.schema["repairs"] == pl.List(pl.String)
    assert clean(frame.clear())["repairs"].to_list() == []


CHARACTERS = "اهلمعيیکپ \u0640\u0651\u064e\u0654\n\r\t\x85\u00a0\u202f\u200c\u200d\u200b\u200f\ufeff\u00ad"
SEQUENCES = (
    "هـ",
    "ﻻ",
    "ﷺ",
    "\ufe77",
    "e\u0301",
    "Ã©",
    "ط§ظ„",
    "Ã",
    "\u00a9",
    "क\u093c",
    "👩\u200d🚒",
    "\ud55c",
)
PIECES = st.sampled_from([*CHARACTERS, *"«»:؟1é\ufdd0\ufdd1", *SEQUENCES])


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.lists(PIECES, max_size=25).map("".join), min_size=1, max_size=6),
    st.sampled_from([None, "ar", "fa"]),
)
def test_cleaning_what_is_clean_changes_nothing(texts: list[str], language: str | None) -> None:
    frame = pl.DataFrame(
        {"title": texts, "subtitle": texts, "body": texts, "language": [language] * len(texts)}, schema=SCHEMA
    )
    once = clean(frame)
    twice = clean(once.drop("repairs"))
    assert twice.drop("repairs").equals(once.drop("repairs"))
    assert twice["repairs"].list.len().sum() == 0
    bodies = once["body"].drop_nulls().to_list()
    assert all(unicodedata.is_normalized("NFC", body) and body == body.strip() for body in bodies)


def test_the_gate_for_nfc_misses_no_character() -> None:
    points = [point for point in range(0x110000) if not 0xD800 <= point < 0xE000]
    texts = [chr(point) for point in points if not unicodedata.is_normalized("NFC", chr(point))]
    pairs = (unicodedata.normalize("NFD", chr(point)) for point in points if not 0xAC00 <= point < 0xD7A4)
    texts += [pair for pair in pairs if len(pair) > 1 and not unicodedata.is_normalized("NFC", pair)]
    spaces = {"\u2000", "\u2001"}  # become plain spaces anyway
    missed = pl.Series(texts).filter(~pl.Series(texts).str.contains(_NOT_NFC))
    assert set(missed) <= spaces


# Letters, marks, digits and signs of each language as its editors type them, with what looks like damage and
# is none: joiners inside words, final yeh and kaf of each kind, hamza above heh, ligatures of piety, quotes.
ALPHABETS = {
    "fa": "اآبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئءأؤۀهٔ\u064b\u0651۰۱۲۳۹«»،؛؟٪٫٬",
    "ur": "اآبپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوؤہۂۃھءیئےۓ\u0654\u0651۰۱۹؎،۔؟؛",
    "ckb": "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنوۆهەیێؤء٠١٢٩،؛؟",
    "ps": "اآبپتټثجځچڅحخدډذرړزژږسشښصضطظعغفقکګلمنڼوؤهۀءیېۍئيى۰۱۹،؛؟«»",
    "ar": "اأإآبةتثجحخدذرزسشصضطظعغفقكلمنهوؤيىئء\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670٠٩ﷺ؛؟«»",
}
JOINED = {"fa", "ur", "ckb", "ps"}


def words_of(language: str) -> st.SearchStrategy[str]:
    letters = st.text(st.sampled_from(ALPHABETS[language]), min_size=1, max_size=8)
    if language not in JOINED:
        return letters
    return st.lists(letters, min_size=1, max_size=3).map("\u200c".join)


def texts_of(language: str) -> st.SearchStrategy[str]:
    paragraphs = st.lists(words_of(language), min_size=1, max_size=12).map(" ".join)
    return (
        st.lists(paragraphs, min_size=1, max_size=4)
        .map("\n\n".join)
        .map(lambda text: unicodedata.normalize("NFC", text))
    )


@pytest.mark.parametrize("language", ALPHABETS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_clean_text_survives_byte_for_byte(language: str, data: st.DataObject) -> None:
    text = data.draw(texts_of(language))
    row = cleaned(text, language, title=text.replace("\n\n", " "))
    assert (row["body"], row["title"]) == (text, text.replace("\n\n", " "))
    assert row["repairs"] == []


def kept(text: str) -> tuple[str, list[str]]:
    """Return what no repair may touch: letters and digits in their order, and all marks."""
    plain = unicodedata.normalize("NFKD", text)
    letters = "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LN" and sign != "\u0640")
    return letters, sorted(sign for sign in plain if unicodedata.category(sign)[0] == "M")


INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202b\u202c\u2060\u2066\u2069\ufeff\u00ad\x00\x1a"
FORMS = ("\ufe8e", "\ufefb", "\ufdf2", "\ufed4", "\ufe77", "e\u0301", "ا\u0654", "\r\n", "\u2028")
DAMAGE = st.sampled_from([*INVISIBLE, *FORMS, *" \n\t\u00a0\u202f\u3000\u0640"])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.one_of(*map(words_of, ALPHABETS), DAMAGE, st.text(max_size=5)), min_size=1, max_size=30),
    st.sampled_from([None, "ar", "fa", "ur", "ckb", "ps"]),
)
def test_letters_and_digits_are_the_same_before_and_after(parts: list[str], language: str | None) -> None:
    text = "".join(parts)
    row = cleaned(text, language)
    if "mojibake" not in row["repairs"]:
        assert kept(row["body"] or "") == kept(text)


def test_a_long_column_is_mended_row_by_row() -> None:
    bodies = [
        f"خبر {number}" + ("ـ" * (number % 3)) + "  آخر\nنص\u200f" * (number % 5) for number in range(90)
    ]
    frame = pl.DataFrame(
        {"title": bodies, "subtitle": bodies, "body": bodies, "language": [None] * 90}, schema=SCHEMA
    )
    rows = clean(frame)
    assert rows["body"].to_list() == [cleaned(body)["body"] for body in bodies]
    assert rows["title"].to_list() == [cleaned("x", title=body)["title"] for body in bodies]
