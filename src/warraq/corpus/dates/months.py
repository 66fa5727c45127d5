"""Month names of the press, in the calendars that it dates by, and the folding under which they match.

Three calendars: Gregorian (Levantine, Egyptian, Maghrebi, Persian, Urdu, Pashto, Sorani and European names),
Solar Hijri (Iran's names, Afghanistan's in Dari and Pashto) and Islamic Hijri. Solar Hijri days are converted
exactly. Islamic days are not: their months begin by sighting or by the Umm al-Qura tables, so a computed day
may be wrong by one or two. Islamic names are known only so that such a date is told from a Gregorian one.
"""

from __future__ import annotations

import unicodedata
from datetime import date

#: Language -> twelve strings of names parted by spaces; `_` stands for a space inside a name.
_GREGORIAN = {
    "en": "january jan,february feb,march mar,april apr,may,june jun,july jul,august aug,"
    "september sept sep,october oct,november nov,december dec",
    "fr": "janvier janv,février févr fév,mars,avril avr,mai,juin,juillet juil,août,"
    "septembre,octobre,novembre,décembre déc",
    "de": "januar jänner jän,februar feber,märz maerz mär mrz,april,mai,juni,juli,august,"
    "september,oktober okt,november,dezember dez",
    "es": "enero ene,febrero,marzo,abril abr,mayo,junio,julio,agosto ago,"
    "septiembre setiembre set,octubre,noviembre,diciembre dic",
    "tr": "ocak oca,şubat şub,mart,nisan nis,mayıs,haziran haz,temmuz tem,ağustos ağu,"
    "eylül eyl,ekim eki,kasım kas,aralık ara",
    "it": "gennaio gen,febbraio,marzo,aprile,maggio mag,giugno giu,luglio lug,agosto,"
    "settembre,ottobre ott,novembre,dicembre",
    "pt": "janeiro,fevereiro fev,março,abril,maio,junho,julho,agosto,setembro,outubro out,novembro,dezembro",
    "ar-levant": "كانون_الثاني كانون_ثاني,شباط,آذار,نيسان,أيار,حزيران,تموز,آب,أيلول,"
    "تشرين_الأول تشرين_أول,تشرين_الثاني تشرين_ثاني,كانون_الأول كانون_أول",
    "ar-nile": "يناير,فبراير,مارس,أبريل إبريل,مايو,يونيو يونيه,يوليو يوليه,أغسطس,سبتمبر,أكتوبر,نوفمبر,ديسمبر",
    "ar-maghreb": "جانفي,فيفري,مارس,أفريل,ماي,جوان,جويلية,أوت,سبتمبر,أكتوبر,نوفمبر,ديسمبر",
    "ar-morocco": "يناير,فبراير,مارس,أبريل,ماي,يونيو,يوليوز,غشت,شتنبر,أكتوبر,نونبر,دجنبر",
    "fa": "ژانویه جنوری,فوریه فبروری,مارس مارچ,آوریل اپریل,مه می,ژوئن جون,ژوئیه ژولای جولای,اوت آگوست اگست,"
    "سپتامبر سپتمبر,اکتبر اکتوبر,نوامبر نومبر,دسامبر دسمبر",
    "ur": "جنوری,فروری,مارچ,اپریل,مئی,جون,جولائی,اگست,ستمبر,اکتوبر,نومبر,دسمبر",
    "ckb": "کانوونی_دووەم,شوبات,ئازار,نیسان,ئایار,حوزەیران,تەممووز تەمموز,ئاب,ئەیلوول,تشرینی_یەکەم,"
    "تشرینی_دووەم,کانوونی_یەکەم",
}
_SOLAR = {
    "fa-IR": "فروردین,اردیبهشت,خرداد,تیر,مرداد امرداد,شهریور,مهر,آبان,آذر,دی,بهمن,اسفند",
    "fa-AF": "حمل,ثور,جوزا جوزاء,سرطان,اسد,سنبله,میزان,عقرب,قوس,جدی,دلو,حوت",
    "ps": "وری,غویی,غبرګولی,چنګاښ,زمری,وږی,تله,لړم,لیندۍ,مرغومی,سلواغه,کب",
}
_ISLAMIC = {
    "ar": "محرم المحرم,صفر,ربيع_الأول ربيع_أول,ربيع_الآخر ربيع_الثاني ربيع_آخر ربيع_ثاني,"
    "جمادى_الأولى جمادى_الأول جماد_الأول جماد_أول,"
    "جمادى_الآخرة جمادى_الثانية جمادى_الثاني جماد_الآخر جماد_الثاني,"
    "رجب,شعبان,رمضان,شوال,ذو_القعدة ذي_القعدة ذوالقعدة ذيالقعدة,ذو_الحجة ذي_الحجة ذوالحجة ذيالحجة",
}

_ARABIC_MARKS = (*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06EE))
_BIDI_MARKS = (0x061C, 0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
_FOLDING: dict[int, int | str | None] = {
    **dict.fromkeys((*range(0x0300, 0x0370), *_ARABIC_MARKS, *_BIDI_MARKS, 0x0640, 0x0621)),
    **{start + digit: str(digit) for start in (0x0660, 0x06F0) for digit in range(10)},
    **str.maketrans("ٱىیېۍةۃەہکڪ−–—‐‑⁄؍ı", "ا" + "يييي" + "هههه" + "كك" + "-----//i"),
}


def fold(text: str) -> str:
    """Return `text` in the one form under which names match.

    Case, accents, tashkeel, tatweel, invisible marks and the spelling of hamza, alef, yeh, kaf and teh
    marbuta are folded, digits become ASCII, dashes a hyphen. For matching only, never for display.
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text).casefold().translate(_FOLDING)


def _by_name(calendar: dict[str, str]) -> dict[str, int]:
    return {
        fold(name.replace("_", " ")): number
        for months in calendar.values()
        for number, names in enumerate(months.split(","), start=1)
        for name in names.split()
    }


#: Folded name -> number of the month.
GREGORIAN_MONTHS = _by_name(_GREGORIAN)
SOLAR_MONTHS = _by_name(_SOLAR)
ISLAMIC_MONTHS = _by_name(_ISLAMIC)

#: Folded name -> calendar ("g", "s" or "h") and number; a name of two calendars is the Gregorian one's.
MONTHS: dict[str, tuple[str, int]] = {
    name: (calendar, number)
    for calendar, names in (("h", ISLAMIC_MONTHS), ("s", SOLAR_MONTHS), ("g", GREGORIAN_MONTHS))
    for name, number in names.items()
}

#: First words of the names that have two.
FIRST_WORDS = frozenset(name.split()[0] for name in MONTHS if " " in name)

SOLAR_YEARS = range(1336, 1479)
_CYCLE_START = 1210
_CYCLE_ORDINAL = date(2023, 3, 21).toordinal() - (365 * 192 + 192 // 33 * 8 + (192 % 33 + 3) // 4)


def solar_to_gregorian(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of a Solar Hijri one, or None if there is no such day.

    Exact for the years 1336-1478 (1957-2099), in which the leap years follow the 33-year cycle of
    K. M. Borkowski, "The Persian calendar for 3000 years", Earth, Moon and Planets 74 (1996), 223-230.
    Afghanistan's months have Iran's lengths since 1336.
    """
    if year not in SOLAR_YEARS or not 1 <= month <= 12:
        return None
    passed = year - _CYCLE_START
    leap = passed % 33 in range(0, 29, 4)
    length = 31 if month < 7 else 30 if month < 12 or leap else 29
    if not 1 <= day <= length:
        return None
    new_year = _CYCLE_ORDINAL + 365 * passed + passed // 33 * 8 + (passed % 33 + 3) // 4
    before = 31 * (month - 1) - max(0, month - 7)
    return date.fromordinal(new_year + before + day - 1)
