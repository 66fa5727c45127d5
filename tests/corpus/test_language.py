"""Languages of short news sentences, offline."""

from __future__ import annotations

import polars as pl
import pytest

from warraq.corpus.text.language import UNDETERMINED, detect, differs, opening

SENTENCES = {
    "ar": """أعلنت بلدية تل الريحان عن خطة جديدة للمياه
وصل وفد من وزارة الصحة إلى المدينة صباح اليوم
ارتفعت أسعار الخبز في الأسواق هذا الأسبوع
قال رئيس البلدية إن العمل بدأ أمس
فاز المنتخب الوطني على ضيفه بهدفين دون رد
توقعت الأرصاد هطول أمطار غزيرة على الساحل
افتتح المعرض السنوي للكتاب أبوابه للزوار
أصيب ثلاثة عمال في حريق بمصنع للنسيج
تراجع سعر الذهب إلى أدنى مستوى منذ شهر
انطلقت امتحانات الثانوية العامة في جميع المدارس""",
    "fa": """شهرداری از برنامه تازه‌ای برای آب شهر خبر داد
هیئت وزارت بهداشت امروز صبح به شهر رسید
قیمت نان در بازار این هفته بالا رفت
شهردار گفت که کار از دیروز آغاز شده است
تیم ملی میزبان خود را با دو گل شکست داد
هواشناسی از بارش باران در سواحل خبر می‌دهد
نمایشگاه سالانه کتاب درهای خود را گشود
سه کارگر در آتش‌سوزی کارخانه زخمی شدند
رئیس پوهنتون از محصلان خواست که به درس‌های شان ادامه بدهند
والی ولایت گفت که سرک‌های شهر ترمیم می‌شود""",
    "ur": """شہر کی انتظامیہ نے پانی کے نئے منصوبے کا اعلان کیا
وزارت صحت کا وفد آج صبح شہر پہنچ گیا
اس ہفتے بازار میں روٹی کی قیمت بڑھ گئی
میئر نے کہا کہ کام کل سے شروع ہو چکا ہے
قومی ٹیم نے مہمان ٹیم کو دو گول سے ہرا دیا
محکمہ موسمیات نے ساحل پر بارش کی پیش گوئی کی ہے
کتابوں کی سالانہ نمائش کا افتتاح ہو گیا
کارخانے میں آگ لگنے سے تین مزدور زخمی ہو گئے
سونے کی قیمت ایک ماہ کی کم ترین سطح پر آ گئی
تمام اسکولوں میں امتحانات شروع ہو گئے ہیں""",
    "ckb": """شارەوانی پلانێکی نوێی بۆ ئاوی شار ڕاگەیاند
شاندێکی وەزارەتی تەندروستی ئەمڕۆ گەیشتە شارەکە
نرخی نان لە بازاڕ ئەم هەفتەیە بەرز بووەوە
سەرۆکی شارەوانی گوتی کارەکان دوێنێ دەستیان پێکرد
هەڵبژاردەی نیشتمانی بە دوو گۆڵ میوانەکەی بردەوە
کەشناسی پێشبینی بارانی بەخوڕ دەکات
پێشانگای ساڵانەی کتێب دەرگاکانی کردەوە
سێ کرێکار لە ئاگرکەوتنەوەی کارگەیەک برینداربوون
نرخی زێڕ دابەزی بۆ نزمترین ئاست
تاقیکردنەوەکان لە هەموو قوتابخانەکان دەستیان پێکرد""",
    "en": """The town council announced a new water plan on Monday
A delegation from the health ministry arrived this morning
Bread prices rose in the markets this week
The mayor said that work began yesterday
The national team beat its guests by two goals
Heavy rain is expected along the coast
The annual book fair opened its doors to visitors
Three workers were hurt in a fire at a textile factory
Gold fell to its lowest price in a month
Exams began in all secondary schools
THE BRIDGE WILL BE CLOSED UNTIL NEXT SPRING
Farmers worry about the late harvest
The museum found a lost painting in its cellar
Police are looking for the owner of a stolen boat""",
    "fr": """La mairie a annoncé un nouveau plan pour l'eau
Une délégation du ministère de la santé est arrivée ce matin
Le prix du pain a augmenté cette semaine
Le maire a déclaré que les travaux ont commencé hier
L'équipe nationale a battu ses invités par deux buts
De fortes pluies sont attendues sur la côte
Le salon annuel du livre a ouvert ses portes
Trois ouvriers ont été blessés dans un incendie
Le cours de l'or est au plus bas depuis un mois
Les examens ont commencé dans tous les lycées
Les agriculteurs craignent une récolte tardive
Le musée a retrouvé un tableau perdu
LE PONT SERA FERMÉ JUSQU'AU PRINTEMPS""",
}


def test_short_sentences_are_told_apart() -> None:
    pairs = [(language, line) for language, lines in SENTENCES.items() for line in lines.splitlines()]
    answers = detect([line for _, line in pairs])
    wrong = [
        (expected, line, tag)
        for (expected, line), (tag, _) in zip(pairs, answers, strict=True)
        if tag != expected
    ]
    assert len(pairs) == 67
    assert len(wrong) <= 2, wrong
    assert all(0 < score <= 1 and round(score, 4) == score for _, score in answers)


def test_spoken_arabic_is_arabic() -> None:
    [(tag, _)] = detect(["انا مش عارف هو راح فين النهارده بس هيرجع بكره ان شاء الله"])
    assert tag == "ar"


@pytest.mark.parametrize("text", [None, "", " \n ", "12/3 — 45%", "…", "\ud800", "😀"])
def test_text_without_letters_is_undetermined(text: str | None) -> None:
    assert detect([text]) == [UNDETERMINED]


def test_the_script_overrules_the_model() -> None:
    for text in ("BBC CNN NBC CBS الماء والهواء في المدينة القديمة", "ه", "ولا", "ق ق ق"):
        [(tag, _)] = detect([text])
        assert tag in {"ar", "fa", "ur", "ckb", "ps", "sd", "ug", "azb", "pnb", "glk", "mzn", "lrc", "ks"}


def test_answers_depend_on_nothing_but_the_text() -> None:
    texts = [SENTENCES["ar"], None, SENTENCES["fr"], "x"]
    assert detect(texts) == detect(texts)
    assert detect(texts[::-1]) == detect(texts)[::-1]
    assert detect([SENTENCES["ar"].replace("\n", " ")]) == detect([SENTENCES["ar"]])
    assert detect([]) == []


def test_only_the_opening_counts() -> None:
    english = SENTENCES["en"].replace("\n", " ")
    [(tag, _)] = detect([english + SENTENCES["ar"] * 20])
    assert tag == "en"


def test_the_opening_is_some_title_and_the_start_of_the_body() -> None:
    rows = [("عنوان", "ب" * 900), ("ع" * 99, "ب"), (None, "متن"), ("عنوان", None)]
    frame = pl.DataFrame(rows, schema=["title", "body"], orient="row")
    texts = frame.select(opening(pl.col("title"), pl.col("body"))).to_series().to_list()
    assert texts == ["عنوان\n" + "ب" * 500, "ع" * 80 + "\nب", "متن", "عنوان"]


AFGHAN = {
    "fa": """شاروال کابل می‌گوید که سرک‌های شهر تا پایان سال قیر خواهد شد
باشندگان ولسوالی از نبود برق و آب پاک آشامیدنی شکایت دارند
محصلان پوهنتون در لیلیه غذای گرم دریافت کردند
شفاخانهٔ نو با صد بستر در مرکز ولایت گشایش یافت
دهقانان می‌گویند که امسال حاصل گندم بهتر از سال گذشته است
سخنگوی وزارت معارف گفت که معاش معلمان به زودی پرداخت می‌شود""",
    "ps": """ښاروال وايي چې د ښار سړکونه به د کال تر پایه پورې پخ شي
د ولسوالۍ اوسېدونکي د برېښنا او پاکو اوبو له نشتوالي شکایت کوي
نوی روغتون د ولایت په مرکز کې پرانیستل شو
بزګران وايي چې سږکال د غنمو حاصلات ښه دي
د پوهنې وزارت ویاند وویل چې د ښوونکو معاشونه به ژر ورکړل شي
په سیلابونو کې د خلکو کورونه او کرنیزې ځمکې زیانمنې شوې دي""",
}


def test_dari_is_persian_and_pashto_is_itself() -> None:
    pairs = [(language, line) for language, lines in AFGHAN.items() for line in lines.splitlines()]
    wrong = [(expected, line) for expected, line in pairs if detect([line])[0][0] != expected]
    assert len(pairs) == 12
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("uz-Latn", "Oʻzbekiston poytaxti Toshkent shahrida bugun yangi maktab ochildi"),
        ("sr-Cyrl", "Градоначелник је данас отворио нову школу у центру града и поздравио ученике"),
        ("sr-Latn", "Gradonačelnik je juče otvorio novu školu u centru grada i pozdravio učenike"),
        ("ku-Latn", "Şaredarî îro li navenda bajêr dibistanek nû vekir û zarok dest bi xwendinê kirin"),
        ("az-Latn", "Bakıda bu gün yeni məktəb açıldı və uşaqlar dərsə başladılar"),
        ("az-Arab", "بو گون شهرده یئنی بیر مدرسه آچیلدی و اوشاقلار درسه باشلادیلار"),
        ("pa-Guru", "ਅੱਜ ਸ਼ਹਿਰ ਵਿੱਚ ਨਵਾਂ ਸਕੂਲ ਖੁੱਲ੍ਹਿਆ ਅਤੇ ਬੱਚੇ ਪੜ੍ਹਨ ਲੱਗੇ"),
        ("pa-Arab", "اج شہر وچ نواں سکول کھلیا تے بال پڑھن لگے نیں"),
        ("zh-Hans", "市政府今天宣布了新的供水计划，这个计划将在明年实现"),
        ("zh-Hant", "市政府今天宣布了新的供水計劃，這個計劃將在明年實現"),
        ("kk", "Қала әкімі бүгін жаңа мектепті ашты және балалар оқуды бастады"),
        ("tg", "Имрӯз дар шаҳри Душанбе мактаби нав кушода шуд ва кӯдакон ба хондан шурӯъ карданд"),
        ("ja", "市は今日、新しい学校を開きました"),
        ("ko", "시는 오늘 새로운 학교를 열었다"),
    ],
)
def test_the_tag_says_the_script_where_a_language_has_several(tag: str, text: str) -> None:
    assert detect([text])[0][0] == tag


@pytest.mark.parametrize(
    ("claimed", "detected", "expected"),
    [
        ("ar-EG", "ar", False),
        ("AR_sa", "ar", False),
        ("en", "ar", True),
        ("prs", "fa", False),
        ("fa-AF", "fa", False),
        ("ku", "ckb", False),
        ("ckb", "ku-Latn", False),
        ("zh", "zh-Hant", False),
        ("nb", "no", False),
        ("hr", "sr-Latn", False),
        ("ar", "und", None),
        (None, "ar", None),
        ("Arabic", "ar", None),
    ],
)
def test_a_claim_differs_by_language_only(claimed: str | None, detected: str, expected: bool | None) -> None:  # noqa: FBT001
    frame = pl.DataFrame({"claimed": [claimed], "detected": [detected]}, schema=["claimed", "detected"])
    frame = frame.cast(pl.String)
    assert differs(frame["claimed"], frame["detected"]).to_list() == [expected]


def test_a_doubtful_opening_is_read_on() -> None:
    [(tag, score)] = detect(["BBC NBA FIFA UEFA 2024 1 - 0, 2 - 1, 3 - 2. " * 3 + SENTENCES["ar"]])
    assert tag == "ar"
    assert score > 0.5
