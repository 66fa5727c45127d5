"""What is taken from a page that was dumped as plain text."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.extract.dump import draft_from_dump
from warraq.corpus.extract.dump_lines import body_run, read_lines
from warraq.corpus.extract.fields import Problem
from warraq.corpus.extract.headline import content_words, pick_headline
from warraq.corpus.records import Draft
from warraq.model.settings import Source

UNDECLARED = Source(id="sada")
SITE = "مرآة الشاطئ الموقع العربي"
TITLE = "بلدية الشاطئ تعيد فتح المكتبة العامة"
SUBTITLE = "المبنى أغلق عامين والقراء تبرعوا بأكثر من ألف كتاب"
PARAGRAPHS = [
    "أعادت بلدية الشاطئ صباح الأحد فتح المكتبة العامة بعد عامين من إغلاقها بعد تسرب المياه إلى قاعتها.",
    "وقال مدير المكتبة إن القراء تبرعوا بأكثر من ألف كتاب، وإن القاعة الجديدة تتسع لثمانين قارئًا معًا.",
    "وتفتح المكتبة أبوابها كل يوم عدا الجمعة، على أن تُضاف في الصيف قاعة مخصصة للأطفال وأخرى للصحف القديمة.",
]


def dump(*lines: str) -> Draft:
    draft = draft_from_dump("\n\n".join(lines), UNDECLARED)
    assert isinstance(draft, Draft), draft
    return draft


def reasons(draft: Draft) -> dict[str, str]:
    return dict(draft.removed)


def test_an_arabic_page_gives_headline_subheadline_body_and_credit() -> None:
    draft = dump(
        SITE,
        TITLE,
        "412",
        SUBTITLE,
        *PARAGRAPHS,
        "وكالة الساحل",
        "اترك رد",
        "لن يتم نشر عنوان بريدك الإلكتروني.",
        "آخر الأخبار",
        "افتتاح معرض الزهور",
    )
    assert (draft.title, draft.subtitle) == (TITLE, SUBTITLE)
    assert draft.body == "\n".join([*PARAGRAPHS, "وكالة الساحل"])
    assert draft.removed == [
        (SITE, "site-name"),
        ("412", "view-counter"),
        ("اترك رد", "comment-form"),
        ("لن يتم نشر عنوان بريدك الإلكتروني.", "comment-form"),
        ("آخر الأخبار", "widget"),
        ("افتتاح معرض الزهور", "widget"),
    ]
    assert draft.published is None
    assert draft.evidence["title"] == "dump line 3"
    assert draft.evidence["body"].startswith("dump lines 9-13 of 23, score ")


def test_a_persian_page() -> None:
    draft = dump(
        "روزنامه ساحل",
        "کتابخانه عمومی شهر پس از دو سال باز شد",
        "خوانندگان بیش از هزار جلد کتاب به کتابخانه هدیه دادند",
        "کتابخانه عمومی شهر صبح یکشنبه پس از دو سال تعطیلی دوباره باز شد و صدها خواننده به دیدن آن رفتند.",
        "مدیر کتابخانه می‌گوید خوانندگان بیش از هزار جلد کتاب هدیه داده‌اند و تالار تازه هشتاد صندلی دارد.",
        "بیشتر بخوانید: نمایشگاه گل",
        "دیدگاهتان را بنویسید",
        "آخرین اخبار",
    )
    assert draft.title == "کتابخانه عمومی شهر پس از دو سال باز شد"
    assert draft.subtitle == "خوانندگان بیش از هزار جلد کتاب به کتابخانه هدیه دادند"
    assert draft.body is not None
    assert draft.body.count("\n") == 1
    assert set(reasons(draft).values()) == {"site-name", "read-also", "comment-form", "widget"}


MORE = [
    "وجاءت الكتب من بيوت القرية ومن مدرستين في الجبل، وحملها التلاميذ في صناديق الفاكهة إلى القاعة الجديدة.",
    "وقررت البلدية أن تبقى استعارة الكتب من غير مقابل، وأن يدفع الزوار من خارج القرية رسمًا صغيرًا في السنة.",
]
LAST = (
    "وتقول أمينة المكتبة إن أول زائر جاء قبل الفجر ومعه كتاب استعاره جده قبل خمسين سنة، فأعاده مع باقة من "
    "الزهور، ثم جلس يقرأ في الزاوية حتى أغلقت المكتبة أبوابها عند المساء، ووعد بأن يعود مع أحفاده في الغد."
)
DARI = [
    "دروازه کتابخانه عامه شهر پس از دو سال روز یکشنبه به روی باشندگان باز شد و صدها تن به دیدن آن رفتند.",
    "مسوول کتابخانه می‌گوید که مردم بیش از هزار جلد کتاب تحفه داده‌اند و تالار تازه هشتاد چوکی دارد.",
]
URDU = [
    "شہر کی پرانی لائبریری دو سال بعد اتوار کی صبح دوبارہ کھل گئی اور سینکڑوں لوگ اسے دیکھنے آئے۔",
    "لائبریری کے منتظم کا کہنا ہے کہ لوگوں نے ہزار سے زائد کتابیں عطیہ کیں اور نئے ہال میں اسی نشستیں ہیں۔",
]
PASHTO = [
    "د ښار کتابتون له دوو کلونو وروسته د یکشنبې په ورځ بیا پرانیستل شو او سلګونو لوستونکو یې لیدنه وکړه.",
    "د کتابتون مشر وايي چې خلکو له زرو ډېر کتابونه ډالۍ کړي دي او نوی تالار اتیا څوکۍ لري، چې ټولې نوې دي.",
]


@pytest.mark.parametrize(
    ("zone", "title", "above", "body", "below", "author", "day"),
    [
        (
            "Asia/Kabul",
            "کتابخانه عامه شهر پس از دو سال باز شد",
            ["نویسنده: سمیر دریاب", "تاریخ نشر: ۲۳ میزان ۱۴۰۳"],
            DARI,
            ["منبع: خبرگزاری ساحل", "دیدگاه‌تان را بنویسید", "تازه‌ترین خبرها"],
            "سمیر دریاب",
            14,
        ),
        (
            "Asia/Tehran",
            "کتابخانه عامه شهر پس از دو سال باز شد",
            ["خبرنگار: نگار ساحلی", "انتشار: دوشنبه ۲۳ مهر ۱۴۰۳ ساعت ۱۰:۳۰"],
            DARI,
            ["خبرگزاری ساحل", "کد خبر: 4471", "ارسال نظر"],
            "نگار ساحلی",
            14,
        ),
        (
            "Asia/Karachi",
            "دو سال بعد شہر کی لائبریری دوبارہ کھل گئی",
            ["تحریر: ساحل دریا", "شائع: 14 اکتوبر 2024 | اپ ڈیٹ: 15 اکتوبر 2024"],
            URDU,
            ["ذریعہ: ساحل نیوز ایجنسی", "متعلقہ خبریں", "شیئر کریں"],
            "ساحل دریا",
            14,
        ),
        (
            "Asia/Kabul",
            "د ښار عامه کتابتون له دوو کلونو وروسته پرانیستل شو",
            ["لیکوال: سمندر څپاند", "خپور شوی: ۲۳ تله ۱۴۰۳"],
            PASHTO,
            ["سرچینه: ساحل خبري اژانس", "نور ولولئ: د ګلونو نندارتون", "وروستي خبرونه"],
            "سمندر څپاند",
            14,
        ),
    ],
)
def test_writer_day_and_source_are_read_in_the_languages_of_the_region(
    zone: str, title: str, above: list[str], body: list[str], below: list[str], author: str, day: int
) -> None:
    source = Source(id="sahel", timezone=zone)
    draft = draft_from_dump("\n\n".join(["Sahel", title, *above, *body, *below]), source)
    assert isinstance(draft, Draft)
    assert draft.title == title
    assert draft.authors == [author]
    assert draft.published is not None
    assert draft.published.value.day == day
    assert draft.body == "\n".join([*body, below[0]])


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("بقلم: ليلى حداد", ["ليلى حداد"]),
        ("كتبت سلوى نجم", ["سلوى نجم"]),
        ("نووسینی: ئازاد دەریا", ["ئازاد دەریا"]),
        ("By Mara Tidewell and Jon Quay", ["Mara Tidewell", "Jon Quay"]),
        ("Von Anna Strandberg", ["Anna Strandberg"]),
        ("Par Luc Rivage et Anne Dune", ["Luc Rivage", "Anne Dune"]),
        ("By the way", []),
        ("Von der Leine", []),
        ("كتب الوزير رسالة إلى البرلمان", []),
        ("گزارش: تنها در شهر", []),
        ("By the end of 2024", []),
    ],
)
def test_a_byline_is_told_from_a_headline(line: str, names: list[str]) -> None:
    assert dump(SITE, TITLE, line, *PARAGRAPHS).authors == names


def test_the_day_at_the_head_of_a_page_is_not_the_articles() -> None:
    head = ["الأحد 22 نوفمبر 2026", "الرئيسية", "محليات", "رياضة الشاطئ", SITE]
    assert dump(*head, TITLE, *PARAGRAPHS).published is None
    dated = dump(*head, TITLE, "14 أكتوبر 2024", *PARAGRAPHS)
    assert dated.published is not None
    assert dated.published.value.year == 2024


def test_a_labelled_date_counts_before_one_without_a_label() -> None:
    draft = dump(SITE, TITLE, "13 أكتوبر 2024", *PARAGRAPHS, "تاريخ النشر: 14 أكتوبر 2024")
    assert draft.published is not None
    assert draft.published.value.day == 14


@pytest.mark.parametrize("agency", ["رويترز", "وكالة الأناضول", "AFP", "(د ب أ)"])
def test_an_agency_on_a_line_above_the_article_is_left_to_the_agency_step(agency: str) -> None:
    draft = dump(SITE, TITLE, "14 أكتوبر 2024", agency, *PARAGRAPHS)
    assert draft.body == "\n".join([agency, *PARAGRAPHS])
    assert draft.title == TITLE


def test_a_box_of_other_headlines_between_paragraphs_goes_and_a_list_stays() -> None:
    box = [
        "من الأرشيف",
        "معرض الزهور يفتح أبوابه غدًا في الحديقة الكبيرة",
        "مدرسة جديدة للصيد على الشاطئ الشمالي هذا العام",
    ]
    listed = [
        "وتفتح المكتبة في المواعيد الآتية من كل أسبوع:",
        "- صباح الأحد والاثنين",
        "- مساء الأربعاء في القاعة الجديدة وحدها",
    ]
    draft = dump(SITE, TITLE, *PARAGRAPHS, *box, *MORE, *listed, LAST)
    assert draft.body == "\n".join([*PARAGRAPHS, *MORE, *listed, LAST])
    assert [reason for line, reason in draft.removed if line in box] == ["box"] * 3


def test_captions_and_lines_said_twice_in_a_row_go() -> None:
    caption = "The reading room on its first morning (Picture: Coast Agency)"
    prose = [
        "The town library reopened on Sunday after two years in which rain had come through its roof.",
        "Readers gave more than a thousand books, and the new reading hall seats eighty people at once.",
    ]
    draft = dump("The Quay Post", "Library reopens after two years", prose[0], caption, prose[1], prose[1])
    assert draft.body == "\n".join(prose)
    assert draft.removed[-2:] == [(caption, "caption"), (prose[1], "repeated")]


def test_the_article_is_found_above_longer_comments() -> None:
    comments = [
        line
        for number in range(6)
        for line in (
            f"reader{number}",
            "I went there last week, and I must say that the chairs are better than the old ones.",
            "My children liked it as well, so we will come back as soon as the weather is bad.",
        )
    ]
    draft = dump(SITE, TITLE, *PARAGRAPHS, "التعليقات", "الأحدث", *comments)
    assert draft.body == "\n".join(PARAGRAPHS)


def test_a_page_of_very_many_lines_is_read_to_a_bound() -> None:
    draft = dump(SITE, TITLE, *PARAGRAPHS, *["قسم"] * 20_000)
    assert draft.body == "\n".join(PARAGRAPHS)
    assert draft.removed[-1][1] == "overlong-page"


def test_an_english_page_with_menus_and_dates() -> None:
    draft = dump(
        "The Quay Post",
        "Home",
        "Local",
        "Sport",
        "Library reopens after two years of leaks",
        "By Quay Post staff",
        "Published: 14 October 2024",
        "Updated 15 October 2024",
        "The town library reopened on Sunday after two years in which rain had come through its roof.",
        "Readers gave more than a thousand books, and the new reading hall seats eighty people at once.",
        "Share this story",
        "The library opens every day but Friday, and a room for children will follow in the summer.",
        "Leave a reply",
        "Your email address will not be published.",
    )
    assert draft.title == "Library reopens after two years of leaks"
    assert draft.body is not None
    assert len(draft.body.split("\n")) == 3
    assert draft.published is not None
    assert (draft.published.value, draft.published.precision) == (datetime(2024, 10, 14), "day")  # noqa: DTZ001
    assert draft.published.origin == "text"
    assert draft.modified is not None
    assert draft.modified.value.day == 15
    assert reasons(draft)["Share this story"] == "share-bar"
    assert reasons(draft)["Published: 14 October 2024"] == "date-line"
    assert draft.evidence["published_at"] == "dump line 13"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("نشر في 14 أكتوبر 2024", 14),
        ("نُشر في: الاثنين 14 تشرين الأول 2024 - 08:15", 14),
        ("الإثنين، ١٤ أكتوبر ٢٠٢٤", 14),
        ("2024-10-14", 14),
        ("Monday, 14 October 2024", 14),
        ("Publié le 14 octobre 2024", 14),
        ("14. Oktober 2024", 14),
    ],
)
def test_a_line_that_is_only_a_date_dates_the_page(line: str, day: int) -> None:
    draft = dump(SITE, TITLE, line, *PARAGRAPHS)
    assert draft.published is not None
    assert draft.published.value.day == day
    assert draft.title == TITLE


@pytest.mark.parametrize(
    "line", ["افتتحت في 14 أكتوبر 2024", "2024", "قبل ساعتين", "Opened 14 October 2024", "أكتوبر 2024"]
)
def test_a_line_that_says_more_or_less_than_a_date_dates_nothing(line: str) -> None:
    assert dump(SITE, TITLE, line, *PARAGRAPHS).published is None


def test_a_declared_site_name_is_never_the_headline() -> None:
    source = Source(id="sada", name="بلدية الشاطئ اليوم")
    draft = draft_from_dump("\n".join(["قسم", "بلدية الشاطئ اليوم", TITLE, *PARAGRAPHS]), source)
    assert isinstance(draft, Draft)
    assert draft.title == TITLE
    assert ("بلدية الشاطئ اليوم", "site-name") in draft.removed


def test_short_paragraphs_and_subheadings_stay_together() -> None:
    lines = [
        "السوق يفتح أبوابه عند السابعة صباحًا كل يوم.",
        "المواعيد",
        "يغلق السوق عند الخامسة مساءً في فصل الشتاء.",
        "الأسعار",
        "تحدد البلدية سعر الخضار مرة في كل أسبوع.",
        "ويدفع الباعة رسمًا واحدًا عن كل شهر.",
    ]
    draft = dump(SITE, "مواعيد جديدة لسوق الخضار في البلدية", *lines, "اترك رد", "آخر الأخبار")
    assert draft.body == "\n".join(lines)


def test_an_article_of_one_paragraph() -> None:
    draft = dump(SITE, TITLE, PARAGRAPHS[0], "اترك رد", "لن يتم نشر عنوان بريدك الإلكتروني.", "آخر الأخبار")
    assert (draft.title, draft.body) == (TITLE, PARAGRAPHS[0])


def test_a_dateline_above_the_first_paragraph_stays_with_the_body() -> None:
    draft = dump(SITE, TITLE, "الشاطئ – وكالة الساحل", *PARAGRAPHS)
    assert draft.body is not None
    assert draft.body.startswith("الشاطئ – وكالة الساحل\n")
    assert draft.title == TITLE


@pytest.mark.parametrize(
    "credit", ["المصدر: وكالة الساحل", "(وكالات)", "AFP", "Source: Coast News Agency", "أ ف ب", "- وكالات -"]
)
def test_a_credit_below_the_article_stays_its_last_line(credit: str) -> None:
    draft = dump(SITE, TITLE, *PARAGRAPHS, "شارك الخبر", credit, "اترك رد")
    assert draft.body is not None
    assert draft.body.split("\n")[-1] == credit


def test_a_teaser_below_the_article_is_no_credit() -> None:
    draft = dump(SITE, TITLE, *PARAGRAPHS, "معرض الزهور يفتح غدًا في الحديقة", "اترك رد")
    assert draft.body == "\n".join(PARAGRAPHS)
    assert reasons(draft)["معرض الزهور يفتح غدًا في الحديقة"] == "below-article"


def test_a_subheadline_that_shares_more_words_does_not_become_the_headline() -> None:
    body = content_words("\n".join(PARAGRAPHS))
    lines = read_lines(f"{SITE}\nمبنى قديم يعود إلى قراء الشاطئ\nأعادت البلدية فتح المكتبة العامة بعد عامين")
    title, subtitle = pick_headline(lines, body)
    assert title is lines[1]
    assert subtitle is lines[2]


def test_without_a_headline_the_title_is_none() -> None:
    assert dump(*PARAGRAPHS).title is None


@pytest.mark.parametrize(
    "text",
    [
        f"{SITE}\n\nاترك رد\n\nلن يتم نشر عنوان بريدك الإلكتروني.\n\nآخر الأخبار",
        "Home\nNews\nSport\nContact us",
        "294",
    ],
)
def test_a_page_without_prose_is_no_article(text: str) -> None:
    problem = draft_from_dump(text, UNDECLARED)
    assert isinstance(problem, Problem)
    assert problem.reason == "no-article"


def test_an_empty_dump_and_a_binary_one_are_told_apart() -> None:
    empty, binary = draft_from_dump(" \n\n ", UNDECLARED), draft_from_dump("PK\x03\x04\0\0", UNDECLARED)
    assert isinstance(empty, Problem)
    assert isinstance(binary, Problem)
    assert (empty.reason, binary.reason) == ("empty-file", "binary-file")


def test_tag_clouds_and_site_notices_are_no_prose() -> None:
    cloud = " ".join(f"كلمة{number}" for number in range(90))
    notice = (
        "نستخدم ملفات تعريف الارتباط لتحسين تجربتكم على هذا الموقع، وباستمراركم توافقون على سياسة الخصوصية."
    )
    draft = dump(notice, SITE, TITLE, *PARAGRAPHS, "الوسوم", cloud)
    assert draft.body == "\n".join(PARAGRAPHS)


def test_scripts_without_spaces_are_read_too() -> None:
    paragraph = (
        "市立図書館は二年ぶりに再開し、多くの市民が朝から列をつくった。新しい閲覧室には八十の席がある。"
    )
    draft = dump("市民新聞", "市立図書館が二年ぶりに再開", paragraph, paragraph.replace("八十", "九十"))
    assert draft.title == "市立図書館が二年ぶりに再開"
    assert draft.body is not None
    assert draft.body.startswith("市立図書館は")


def test_a_sources_own_patterns_are_taken_out() -> None:
    source = Source(id="sada", drop_lines=("للتواصل مع الكاتب.*",))
    draft = draft_from_dump(
        "\n".join([SITE, TITLE, *PARAGRAPHS, "للتواصل مع الكاتب يرجى الكتابة إلى بريد الصحيفة."]), source
    )
    assert isinstance(draft, Draft)
    assert draft.removed[-1][1] == "source-rule"


def test_arabic_words_meet_under_their_prefixes() -> None:
    assert content_words("المقاومة") == content_words("ومقاومة") == content_words("بالمقاومه")


def test_the_run_is_the_first_of_equal_ones() -> None:
    lines = read_lines("\n".join([PARAGRAPHS[0], *["قسم"] * 9, PARAGRAPHS[0]]))
    run = body_run(lines)
    assert run is not None
    assert (run.start, run.stop) == (0, 1)


PIECES = st.sampled_from(
    [
        SITE,
        TITLE,
        SUBTITLE,
        *PARAGRAPHS,
        "294",
        "اترك رد",
        "آخر الأخبار",
        "وكالة الساحل",
        "14 أكتوبر 2024",
        "اقرأ أيضا: خبر",
        "",
    ]
)


@given(st.lists(PIECES, max_size=15))
@settings(max_examples=150, deadline=None)
def test_no_line_of_a_page_is_lost_or_told_twice(lines: list[str]) -> None:
    draft = draft_from_dump("\n".join(lines), UNDECLARED)
    if isinstance(draft, Problem):
        return
    told = [*(draft.body or "").split("\n"), *(line for line, _ in draft.removed)]
    told += [line for line in (draft.title, draft.subtitle) if line]
    assert sorted(told) == sorted(line for line in lines if line)


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_a_draft_or_a_problem(text: str) -> None:
    assert isinstance(draft_from_dump(text, UNDECLARED), Draft | Problem)
