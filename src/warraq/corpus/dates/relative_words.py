"""Words of «منذ ساعتين», "2 hours ago" and their like, folded (`warraq.corpus.dates.folding.fold`)."""

from __future__ import annotations

from typing import Final

from warraq.corpus.dates.folding import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


def _table(rows: dict[str, str]) -> dict[str, str]:
    return {fold(word): unit for unit, words in rows.items() for word in words.split()}


#: What may stand before: labels, and words that say nothing.
LABELS: Final = _words(
    "نشر نشرت نشرة النشر تم آخر تحديث التحديث في الساعة الخبر تاريخ منتشر شده انتشار "
    "بروزرسانی شائع ساعات "
    "published posted updated update last on at added publié mise à le il y "
    "depuis um uhr am veröffentlicht "
    "aktualisiert yayınlanma güncelleme publicado actualizado a las el saat بجے"
) - _words("a ساعات il y saat")
FILLERS: Final = _words(
    "about around almost over حوالي تقريبا نحو أكثر اكثر من حدود تقریبا environ etwa "
    "ca yaklaşık and und et y و ve"
)

#: One of these makes a span one that lies in the past.
AGO: Final = _words(
    "منذ قبل مضت مضى ago پیش قبل مخکې دمخه پہلے لەمەوپێش لەمەوبەر پێش önce evvel vor "
    "il y hace há назад geleden "
    "fa atrás lalu yang siden sedan"
)

#: Words for a day -> how many days before.
DAYS: Final[dict[str, int]] = {
    fold(word.replace("_", " ")): number
    for number, words in enumerate(
        (
            (
                "today اليوم امروز آج نن ئەمڕۆ aujourd_hui heute hoy bugün oggi hoje сегодня "
                "vandaag idag hari_ini"
            ),
            (
                "yesterday أمس امس البارحة دیروز پرون دوێنێ hier gestern ayer dün ieri ontem "
                "вчера gisteren kemarin"
            ),
            "أول_أمس أول_من_أمس أمس_الأول پریروز avant_hier vorgestern anteayer позавчера eergisteren",
        )
    )
    for word in words.split()
}

UNITS: Final = _table(
    {
        "second": "second seconds sec secs ثانية ثواني ثوان ثانیه ثانیې سیکنڈ چرکە seconde "
        "secondes sekunde "
        "sekunden segundo segundos saniye секунд секунды секунду secondo secondi seconden detik",
        "minute": "minute minutes min mins دقيقة دقائق دقایق دقیقه دقیقې منٹ خولەک minuten minuto "
        "minutos minuti "
        "dakika dk минут минуты минуту minuut menit",
        "hour": "hour hours hr hrs ساعة ساعات ساعت ساعته گھنٹہ گھنٹے گھنٹا کاتژمێر سەعات heure "
        "heures stunde "
        "stunden std hora horas saat час часа часов ora ore uur jam",
        "day": "day days يوم أيام يوما روز ورځ ورځې دن ڕۆژ jour jours tag tage tagen día días "
        "gün день дня дней "
        "giorno giorni dia dias dag dagen hari",
        "week": "week weeks أسبوع أسابيع اسبوعا هفته ہفتہ ہفتے اونۍ هەفتە semaine semaines woche "
        "wochen semana "
        "semanas hafta неделю недели недель settimana settimane weken minggu",
        "month": "month months شهر أشهر شهور شهرا ماه ماہ مہینہ مہینے میاشت میاشتې مانگ mois "
        "monat monate "
        "monaten mes meses ay месяц месяца месяцев mese mesi maand maanden bulan",
        "year": "year years سنة سنوات سنين عام أعوام عاما سال کال کاله ساڵ an ans année années "
        "jahr jahre jahren "
        "año años yıl год года лет anno anni ano anos jaar tahun",
    }
)
DUALS: Final = _table(
    {
        "second": "ثانيتين ثانيتان",
        "minute": "دقيقتين دقيقتان",
        "hour": "ساعتين ساعتان",
        "day": "يومين يومان",
        "week": "أسبوعين أسبوعان",
        "month": "شهرين شهران",
        "year": "سنتين سنتان عامين عامان",
    }
)
NUMBERS: Final[dict[str, int]] = {
    fold(word): number
    for number, words in enumerate(
        (
            "a an one واحد واحدة یک ایک یەک un une uno una ein eine einer einem einen bir один одну een",
            "two اثنين اثنتين دو دوه zwei deux dos iki два две",
            "three ثلاث ثلاثة سه تین drei trois tres üç три",
            "four أربع أربعة چهار چار vier quatre cuatro dört четыре",
            "five خمس خمسة پنج fünf cinq cinco beş пять",
            "six ست ستة شش sechs seis altı шесть",
            "seven سبع سبعة هفت sieben sept siete yedi семь",
            "eight ثماني ثمان ثمانية هشت acht huit ocho sekiz восемь",
            "nine تسع تسعة نه neun neuf nueve dokuz девять",
            "ten عشر عشرة ده zehn dix diez on десять",
        ),
        start=1,
    )
    for word in words.split()
}

_FEW_WORDS = "لحظات ثوان ثواني قليل دقائق moments a_moment few_seconds a_few_seconds لحظاتی az"
#: Spans without a number: some minutes, less than an hour.
FEW: Final = frozenset(fold(word.replace("_", " ")) for word in _FEW_WORDS.split())

_NOW_WORDS = "now just_now الآن هم_اکنون همین_حالا ابھی a_l_instant à_l_instant gerade_eben şimdi только_что"
#: Words for less than an hour ago, by themselves.
NOW: Final = frozenset(fold(word.replace("_", " ")) for word in _NOW_WORDS.split())
