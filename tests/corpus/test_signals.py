"""Signals count what they say, as a plain reading of their definitions does."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.text.character_classes import LETTER, NO_TEXT, class_table
from warraq.corpus.text.match_key import match_key, match_key_text
from warraq.corpus.text.repetition import MEASURES
from warraq.corpus.text.signals import counted
from warraq.corpus.text.stop_words import list_of
from warraq.corpus.text.words import word_hashes


def signals(*bodies: str, language: str = "ar") -> list[dict[str, Any]]:
    frame = pl.DataFrame({"body": bodies}, schema={"body": pl.String}).with_columns(
        language=pl.lit(language), body_key=match_key(pl.col("body"))
    )
    return counted(frame).to_dicts()


def signal(body: str, name: str, language: str = "ar") -> Any:
    return signals(body, language=language)[0][name]


BODY = """افتتحت بلدية الميناء مكتبة عامة جديدة في الحي القديم عام 2024، وقال المدير: «كل الكتب تبرعات».

للاستفسار: news@manara.example أو هاتف: ٠١ ٢٣٤ ٥٦٧

في الحي القديم"""


def test_a_body_is_counted() -> None:
    row = signals(BODY)[0]
    assert row["paragraphs"] == 3
    assert row["words"] == 28
    assert row["characters"] == len(BODY)
    assert row["terminal_punctuation_share"] == round(1 / 3, 6)
    assert row["short_paragraph_share"] == round(1 / 3, 6)
    assert row["paragraphs_per_word"] == round(3 / 28, 6)
    assert row["digit_share"] == round(12 / len(BODY), 6)
    assert row["punctuation_share"] == round(sum(map(BODY.count, "،:«».@")) / len(BODY), 6)
    assert row["alphabetic_word_share"] == round(24 / 28, 6)
    assert row["symbol_share"] == 0
    assert (row["emails"], row["phones"], row["ibans"]) == (1, 1, 0)
    assert row["stop_words"] == 4  # في، وقال، كل، أو
    assert row["language_script_share"] < 1
    assert row["mixed_language"] is False


def test_what_has_no_words_has_no_shares_of_words() -> None:
    row = signals("…\n\n—")[0]
    nulls = {name for name, value in row.items() if value is None}
    assert nulls == {
        *("mean_word_length", "alphabetic_word_share", "paragraphs_per_word", "stop_word_share"),
        *("language_script_share", "second_language", "mixed_language"),
    }
    assert row["words"] == row["stop_words"] == 0
    assert all(row[name] == 0 for name in MEASURES)


def test_a_frame_without_rows_has_all_columns() -> None:
    frame = pl.DataFrame(schema=dict.fromkeys(("body", "language", "body_key"), pl.String()))
    assert counted(frame).columns == list(signals("x")[0])


@pytest.mark.parametrize(
    ("tag", "name"),
    [("ar", "ar"), ("fa", "fa"), ("sr-Latn", "hr"), ("sr-Cyrl", "sr"), ("nn", "no"), ("uz-Cyrl", None)],
)
def test_function_words_are_those_of_the_language(tag: str, name: str | None) -> None:
    assert list_of(tag) == name


def test_without_a_list_function_words_are_unknown() -> None:
    row = signals("Malo e lelei", language="to")[0]
    assert row["stop_words"] is row["stop_word_share"] is None


def test_each_text_is_read_with_the_words_of_its_language() -> None:
    frame = pl.DataFrame(
        {"body": ["The end of the day and the week", "وفي نهاية هذا الأسبوع", "Die Welt"] * 200}
    ).with_columns(pl.Series("language", ["en", "ar", "xx"] * 200), body_key=match_key(pl.col("body")))
    rows = counted(frame)
    assert rows["stop_words"].to_list() == [3, 2, None] * 200
    assert rows["stop_word_share"].to_list()[:3] == [round(5 / 8, 6), 0.5, None]


WORDS = st.sampled_from(["ألف", "باء", "جيم", "x", "12", "«دال»", "الْف", "\u200c", "!", "\n\n"])


def repeated(body: str) -> list[float]:
    """Return the shares of repeated runs by their definitions."""
    words = match_key_text(body).split()
    total = max(sum(map(len, words)), 1)
    shares = []
    for size in (2, 3, 4):
        runs = [tuple(words[at : at + size]) for at in range(len(words) - size + 1)]
        counts = Counter(runs)
        several = [run for run in dict.fromkeys(runs) if counts[run] > 1]
        best = max(several, key=lambda run: (counts[run], sum(map(len, run))), default=None)
        covered = {at + step for at, run in enumerate(runs) if run == best for step in range(size)}
        shares.append(sum(len(words[at]) for at in covered) / total)
    for size in (5, 10):
        seen: set[tuple[str, ...]] = set()
        covered = set()
        for at in range(len(words) - size + 1):
            run = tuple(words[at : at + size])
            if run in seen:
                covered |= set(range(at, at + size))
            seen.add(run)
        shares.append(sum(len(words[at]) for at in covered) / total)
    return shares


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=60).map(" ".join), min_size=1, max_size=6))
def test_repetition_is_what_it_is_defined_to_be(bodies: list[str]) -> None:
    for row, body in zip(signals(*bodies), bodies, strict=True):
        assert [row[name] for name in MEASURES] == pytest.approx(repeated(body), abs=2e-6)


@settings(max_examples=80, deadline=None)
@given(st.text(min_size=1, max_size=80).filter(lambda text: max(map(ord, text)) < 0x20000))
def test_characters_are_counted_by_their_kind(body: str) -> None:
    row = signals(body)[0]
    kinds = pl.Series(list(body))

    def share(pattern: str) -> float:
        return round(int(kinds.str.contains(pattern).sum()) / len(body), 6)

    assert row["digit_share"] == share(r"\p{Nd}")
    assert row["punctuation_share"] == share(r"\p{P}")
    assert row["symbol_share"] == share(r"[^\p{L}\p{M}\p{N}\p{P}\p{Z}\p{C}]")
    assert row["words"] == pl.Series([body]).str.count_matches(r"[\p{L}\p{M}\p{N}\x{200C}]+").item()


def test_every_letter_is_one() -> None:
    table = class_table()
    letters = [point for point in range(0x20000) if unicodedata.category(chr(point))[0] == "L"]
    assert all(table[point] >= LETTER for point in letters)
    assert table[0] == table[0xFDD0] == NO_TEXT


def test_lines_that_come_again_are_counted() -> None:
    row = signals("سطر أول\n\nسطر ثان\n\nسطر أول")[0]
    assert row["repeated_paragraph_share"] == round(1 / 3, 6)
    assert row["repeated_character_share"] == round(7 / 25, 6)


@pytest.mark.parametrize(
    ("text", "phones", "ibans"),
    [
        ("اتصل على +966 11 234 5678 أو 00963 11 223 3445", 2, 0),
        ("الهاتف: ٠١١٢٣٤٥٦٧٨", 1, 0),
        ("+٩٦٦ ١١ ٢٣٤ ٥٦٧٨", 1, 0),
        ("Tel. 030 1234567", 1, 0),
        ("IBAN: DE89 3704 0044 0532 0130 00", 0, 1),
        ("IBAN: DE89 3704 0044 0532 0130 01", 0, 0),
        ("في 12/03/2024 الساعة 10:30 فاز 3-2 بسعر 1,250,000 ليرة", 0, 0),
        ("2024-03-12 00:00:00", 0, 0),
        ("١٤٤٥/٠٩/١٢ - ٢٠٢٤/٠٣/٢٢", 0, 0),
        ("1950-1960، 1970-1980، 1990-2000", 0, 0),
        ("42.195 37.810 12.500", 0, 0),
    ],
)
def test_numbers_to_call_and_to_pay_to_are_told_from_others(text: str, phones: int, ibans: int) -> None:
    row = signals(text)[0]
    assert (row["phones"], row["ibans"]) == (phones, ibans)


ARABIC = """أعلنت بلدية تل الريحان عن خطة جديدة للمياه في المدينة بعد اجتماع طويل مع الأهالي.
وقال رئيس البلدية إن العمل بدأ أمس في الحي القديم على أن ينتهي قبل نهاية العام.
وارتفعت أسعار الخبز في الأسواق هذا الأسبوع كما قال التجار الذين عادوا إلى السوق.
وتوقعت الأرصاد هطول أمطار غزيرة على الساحل من صباح الغد حتى مساء الجمعة."""
PERSIAN = """شهرداری از برنامه تازه‌ای برای آب شهر خبر داد و گفت که کار از دیروز آغاز شده است.
هواشناسی از بارش باران در سواحل خبر می‌دهد و می‌گوید که هوا سردتر خواهد شد.
نمایشگاه سالانه کتاب درهای خود را به روی بازدیدکنندگان گشود."""
ENGLISH = """The town council announced a new water plan on Monday after a long meeting with residents.
The mayor said that work began yesterday in the old quarter and will end before the year does.
Bread prices rose in the markets this week, as traders who came back to the square had said.
Heavy rain is expected along the coast from tomorrow morning until Friday evening."""
FRENCH = """La mairie a annoncé lundi un nouveau plan pour l'eau après une longue réunion avec les habitants.
Le maire a déclaré que les travaux ont commencé hier dans le vieux quartier de la ville.
De fortes pluies sont attendues sur la côte de demain matin à vendredi soir."""


def body(*texts: str) -> str:
    return "\n\n".join(line for text in texts for line in text.splitlines())


@pytest.mark.parametrize(
    ("texts", "language", "second"),
    [
        ([ARABIC, ENGLISH], "ar", "en"),
        ([ARABIC * 3, PERSIAN], "ar", "fa"),
        ([PERSIAN * 3, ARABIC], "fa", "ar"),
        ([FRENCH * 3, ENGLISH], "fr", "en"),
        ([ENGLISH * 3, FRENCH], "en", "fr"),
        ([ENGLISH, ARABIC], "en", "ar"),
        ([ARABIC * 3], "ar", None),
        ([PERSIAN * 3], "fa", None),
        ([ENGLISH * 2], "en", None),
        ([FRENCH * 2], "fr", None),
    ],
)
def test_an_article_in_two_languages_is_signalled(
    texts: list[str], language: str, second: str | None
) -> None:
    row = signals(body(*texts), language=language)[0]
    assert (row["second_language"], row["mixed_language"]) == (second, second is not None)


def test_names_in_another_script_do_not_make_a_text_mixed() -> None:
    row = signals(ARABIC + " وقالت شركة Northgate Ferries إن الرحلات مستمرة", language="ar")[0]
    assert row["mixed_language"] is False
    assert 0.9 < row["language_script_share"] < 1


def test_hashes_of_words_do_not_change() -> None:
    assert [f"{number:016x}" for number in word_hashes(["خبر", "word", "2024"])] == HASHES


HASHES = ["8c615a5f82d6f23f", "4d87b43e6cfe6e1d", "83335a1aa222a0fa"]


def test_common_words_do_not_collide() -> None:
    words = sorted({*re.findall(r"\w+", ENGLISH + FRENCH), *map(str, range(20_000))})
    keys = {match_key_text(word) for word in words}
    assert len(set(word_hashes(sorted(keys)).tolist())) == len(keys)
