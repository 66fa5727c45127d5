"""Languages of short news sentences, offline."""

from __future__ import annotations

import pytest

from warraq.corpus.text.language import UNDETERMINED, detect, opening

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


def test_the_opening_is_the_title_and_the_start_of_the_body() -> None:
    assert opening("عنوان", "ب" * 400) == "عنوان\n" + "ب" * 300
    assert opening(None, "متن") == "متن"
    assert opening("عنوان", None) == "عنوان"
    assert opening(None, "") is None
