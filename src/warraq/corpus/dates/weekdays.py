"""Names of the days of the week; a day that is named may prove or disprove a date."""

from __future__ import annotations

from warraq.corpus.dates.folding import fold

#: Language -> names from Monday to Sunday, parted by commas; `_` stands for a space inside a name. Short
#: forms that are also words or months («mar», «so», «do») are left out.
_NAMES = {
    "ar": "الاثنين اثنين,الثلاثاء ثلاثاء,الأربعاء اربعاء,الخميس خميس,الجمعة جمعة,السبت سبت,الأحد",
    "fa": "دوشنبه دو_شنبه,سه‌شنبه سه_شنبه,چهارشنبه چهار_شنبه چارشنبه,پنجشنبه پنج_شنبه پنچشنبه,جمعه,شنبه,"
    "یکشنبه یک_شنبه",
    "ur": "پیر,منگل,بدھ,جمعرات,جمعہ,سنیچر,اتوار",
    "ckb": "دووشەممە,سێشەممە,چوارشەممە,پێنجشەممە,هەینی,شەممە,یەکشەممە",
    "en": "monday mon,tuesday tue tues,wednesday wed,thursday thu thur thurs,friday fri,"
    "saturday sat,sunday sun",
    "fr": "lundi,mardi,mercredi,jeudi,vendredi,samedi,dimanche",
    "de": "montag,dienstag,mittwoch,donnerstag,freitag,samstag sonnabend,sonntag",
    "es": "lunes,martes,miércoles,jueves,viernes,sábado,domingo",
    "it": "lunedì,martedì,mercoledì,giovedì,venerdì,sabato,domenica",
    "tr": "pazartesi,salı,çarşamba,perşembe,cuma,cumartesi,pazar",
    "nl": "maandag,dinsdag,woensdag,donderdag,vrijdag,zaterdag,zondag",
    "ru": "понедельник,вторник,среда,четверг,пятница,суббота,воскресенье",
    "uk": "понеділок,вівторок,середа,четвер,п'ятниця,субота,неділя",
}

#: Folded name -> 0 for Monday to 6 for Sunday.
WEEKDAYS: dict[str, int] = {
    fold(name.replace("_", " ")): number
    for names in _NAMES.values()
    for number, several in enumerate(names.split(","))
    for name in several.split()
}

#: First words of the names that have two.
FIRST_WORDS = frozenset(name.split()[0] for name in WEEKDAYS if " " in name)
