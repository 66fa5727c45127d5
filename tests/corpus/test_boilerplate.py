"""Which lines are chrome, and what taking them out leaves."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.extract.boilerplate import SHORT_LINE, chrome_reason, fold_line, fold_lines, strip_chrome
from warraq.corpus.extract.chrome_phrases import PHRASES

PROSE = "أعلنت بلدية المرسى يوم الاثنين بدء أعمال ترميم السوق القديم بعد سنوات من الانتظار."

CHROME = {
    "read-also": [
        "اقرأ أيضا: السوق القديم يعود",
        "إقرأ أيضًا",
        "اقــرأ أيضاً : السوق",
        "مواضيع ذات صلة",
        "للمزيد - ميناء جديد في الشمال",
        "بیشتر بخوانید: افتتاح بندر تازه",
        "مزید پڑھیں",
        "Read also: The old harbour",
        "READ MORE",
        "Lire aussi : le vieux port",
        "À lire également",
        "Lesen Sie auch: Der alte Hafen",
        "Lea también: El puerto viejo",
        "İlgili haberler",
        "» Related articles",
    ],
    "share-bar": ["شارك الخبر", "شارك:", "نسخ الرابط", "Share this story", "Partager cet article", "Paylaş"],
    "comment-form": [
        "اترك رد",
        "اترك تعليقًا",
        "لن يتم نشر عنوان بريدك الإلكتروني.",
        "Leave a reply",
        "Your email address will not be published. Required fields are marked *",
        "Laisser un commentaire",
        "دیدگاهتان را بنویسید",
        "Comments (12)",
    ],
    "subscription": [
        "لمتابعة آخر الأخبار اشترك في قناتنا",
        "اشترك في نشرتنا البريدية",
        "Sign up for our newsletter",
        "Abonnez-vous à notre lettre",
    ],
    "view-counter": ["294", "٢٩٤", "294 مشاهدة", "1,204 views", "12.5K views", "Views: 77"],
    "widget": ["آخر الأخبار", "الأكثر قراءة", "Latest news", "Most read", "Meistgelesen", "پربازدیدترین‌ها"],
    "navigation": ["الرئيسية", "Home", "Home > Local > Harbour", "الرئيسية / محليات / أخبار", "صفحه اصلی"],
    "copyright": ["جميع الحقوق محفوظة © صدى", "© 2024 Northgate Courier", "All rights reserved."],
    "caption": ["تصوير: أرشيف البلدية", "Photo: Courier archive"],
}


@pytest.mark.parametrize(("reason", "line"), [(r, line) for r, lines in CHROME.items() for line in lines])
def test_chrome_lines_are_told_by_their_words(reason: str, line: str) -> None:
    assert chrome_reason(line) == reason


@pytest.mark.parametrize(
    "line",
    [
        PROSE,
        "شارك الوزير في افتتاح المعرض أمس.",
        "شارك في البطولة ستون لاعبًا من عشر دول.",
        "اقرأ",
        "اشترك في السباق مئتا عداء.",
        "تابعنا على مدى ثلاث سنوات أحوال القرية.",
        "وكالة الأفق",
        "المصدر: وكالة الأفق",
        "(أ ف ب)",
        "Share prices fell for the third day.",
        "Home prices are rising again",
        "Search teams found the boat at dawn.",
        "Latest figures show a fall of four per cent",
        "Read by millions, the paper closed on Friday.",
        "قتل 3 أشخاص",
        "في نفس السياق: أعلنت الوزارة تأجيل الافتتاح",
        "12 people were hurt",
        "",
        "   ",
        "***",
    ],
)
def test_prose_and_credits_are_not_chrome(line: str) -> None:
    assert chrome_reason(line) is None


def test_a_long_line_is_prose_whatever_it_begins_with() -> None:
    assert chrome_reason("Read also: " + "the report of the harbour office " * 5) is None


def test_every_phrase_of_the_table_is_recognised() -> None:
    for reason, phrases in PHRASES.items():
        for phrase in phrases:
            plain = re.sub(r"\(([^|)]*)\|[^)]*\)", r"\1", phrase.rstrip(" +:…*"))
            assert chrome_reason(plain) is not None, (reason, phrase)


def test_head_and_tail_lose_every_kind_and_the_middle_only_interruptions() -> None:
    body = f"الرئيسية\n120\n{PROSE}\nاقرأ أيضا: خبر آخر\n2024\n{PROSE}\nشارك الخبر\nاترك رد"
    text, removed = strip_chrome(body)
    assert text == f"{PROSE}\n2024\n{PROSE}"
    assert [reason for _, reason in removed] == [
        "navigation",
        "view-counter",
        "read-also",
        "share-bar",
        "comment-form",
    ]


def test_a_one_word_subheading_between_paragraphs_stays() -> None:
    body = f"{PROSE}\nWhatsApp\n{PROSE}"
    assert strip_chrome(body) == (body, [])


def test_blank_lines_do_not_pile_up_where_a_line_went() -> None:
    assert strip_chrome(f"{PROSE}\n\nاقرأ أيضا: خبر\n\n{PROSE}")[0] == f"{PROSE}\n\n{PROSE}"


def test_a_source_pattern_takes_whole_lines_anywhere() -> None:
    body = f"{PROSE}\nHarbour desk 12\nThe harbour desk 12 wrote\n{PROSE}"
    text, removed = strip_chrome(body, [re.compile(r"Harbour desk \d+")])
    assert text == f"{PROSE}\nThe harbour desk 12 wrote\n{PROSE}"
    assert removed == [("Harbour desk 12", "source-rule")]


def test_prose_is_never_emptied_by_a_greedy_pattern() -> None:
    assert strip_chrome(PROSE, [re.compile(".*")]) == (PROSE, [])


def test_a_body_of_chrome_alone_becomes_empty() -> None:
    assert strip_chrome("اترك رد\n294") == ("", [("اترك رد", "comment-form"), ("294", "view-counter")])


def test_an_untouched_body_is_returned_as_it_is() -> None:
    body = f"  {PROSE}\n\n\n\n{PROSE}\n"
    assert strip_chrome(body) == (body, [])


def test_folding_joins_spellings_of_one_word() -> None:
    assert fold_line("إقــرأ  أيضًا") == fold_line("اقرا ايضا")
    assert fold_line("صفحه‌ی اصلی") == fold_line("صفحه ي اصلي")
    assert fold_line("Équipe İZMİR") == "equipe izmir"


@given(st.lists(st.text(max_size=40).map(lambda text: " ".join(text.split())), max_size=8))
@settings(max_examples=150, deadline=None)
def test_lines_fold_together_as_they_do_alone(lines: list[str]) -> None:
    assert fold_lines(lines) == [fold_line(line) for line in lines]


LINES = st.sampled_from(
    [PROSE, "294", "اقرأ أيضا: خبر", "Home", "", "WhatsApp", "Share this", "وكالة الأفق", "اترك رد"]
)


@given(st.lists(LINES, max_size=12).map("\n".join))
@settings(max_examples=200, deadline=None)
def test_stripping_twice_changes_nothing_more_and_loses_no_line(body: str) -> None:
    text, removed = strip_chrome(body)
    assert strip_chrome(text) == (text, [])
    kept = [line for line in text.split("\n") if line]
    assert sorted(kept + [line for line, _ in removed]) == sorted(line for line in body.split("\n") if line)


@given(st.text(max_size=SHORT_LINE))
@settings(max_examples=200, deadline=None)
def test_any_line_can_be_judged(line: str) -> None:
    reason = chrome_reason(line)
    assert reason is None or reason in CHROME
