"""Month names of the press, in the calendars that it dates by.

Three calendars: Gregorian (Levantine, Egyptian, Maghrebi, Persian, Urdu, Pashto, Kurdish, European and other
names), Solar Hijri (Iran's names, Afghanistan's in Dari and Pashto, the Sorani ones) and Islamic Hijri. How
days are converted is in `warraq.corpus.dates.calendars`.
"""

from __future__ import annotations

from warraq.corpus.dates.calendars import solar_to_gregorian
from warraq.corpus.dates.folding import fold

__all__ = ["FIRST_WORDS", "GREGORIAN_MONTHS", "MONTHS", "fold", "solar_to_gregorian"]

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
    "nl": "januari,februari,maart mrt,april,mei,juni,juli,augustus,september,oktober,november,december",
    "id": "januari,februari,maret,april,mei,juni,juli,agustus,september,oktober,november,desember",
    "nordic": "januar,februar,mars marts,april,maj mai,juni,juli,augusti,september,oktober,november,desember",
    "pl": "styczeń stycznia,luty lutego,marzec marca,kwiecień kwietnia,maj maja,czerwiec czerwca,"
    "lipiec lipca,sierpień sierpnia,wrzesień września,październik października,listopad listopada,"
    "grudzień grudnia",
    "ru": "январь января янв,февраль февраля фев,март марта мар,апрель апреля апр,май мая,июнь июня июн,"
    "июль июля июл,август августа авг,сентябрь сентября сент сен,октябрь октября окт,"
    "ноябрь ноября нояб ноя,декабрь декабря дек",
    "uk": "січень січня,лютий лютого,березень березня,квітень квітня,травень травня,червень червня,"
    "липень липня,серпень серпня,вересень вересня,жовтень жовтня,листопад листопада,грудень грудня",
    "el": "ιανουάριος ιανουαρίου,φεβρουάριος φεβρουαρίου,μάρτιος μαρτίου,απρίλιος απριλίου,μάιος μαΐου,"
    "ιούνιος ιουνίου,ιούλιος ιουλίου,αύγουστος αυγούστου,σεπτέμβριος σεπτεμβρίου,οκτώβριος οκτωβρίου,"
    "νοέμβριος νοεμβρίου,δεκέμβριος δεκεμβρίου",
    "he": "ינואר בינואר,פברואר בפברואר,מרץ במרץ מרס במרס,אפריל באפריל,מאי במאי,יוני ביוני,יולי ביולי,"
    "אוגוסט באוגוסט,ספטמבר בספטמבר,אוקטובר באוקטובר,נובמבר בנובמבר,דצמבר בדצמבר",
    "ro": "ianuarie ian,februarie,martie,aprilie,mai,iunie,iulie,august,septembrie,"
    "octombrie,noiembrie,decembrie",
    "cs": "leden ledna,únor února,březen března,duben dubna,květen května,červen června,červenec července,"
    "srpen srpna,září,říjen října,listopad listopadu,prosinec prosince",
    "hu": "január,február,március,április,május,június,július,augusztus,szeptember,október,november,december",
    "fi": "tammikuuta,helmikuuta,maaliskuuta,huhtikuuta,toukokuuta,kesäkuuta,heinäkuuta,elokuuta,syyskuuta,"
    "lokakuuta,marraskuuta,joulukuuta",
    "az": "yanvar,fevral,mart,aprel,may,iyun,iyul,avqust,sentyabr,oktyabr,noyabr,dekabr",
    "ku": "çile,sibat,adar,nîsan,gulan,hezîran,tîrmeh,tebax,îlon,cotmeh,mijdar,berfanbar",
    "ar-levant": "كانون_الثاني كانون_ثاني,شباط,آذار,نيسان,أيار,حزيران,تموز,آب,أيلول,"
    "تشرين_الأول تشرين_أول,تشرين_الثاني تشرين_ثاني,كانون_الأول كانون_أول",
    "ar-nile": "يناير,فبراير,مارس,أبريل إبريل,مايو,يونيو يونيه,يوليو يوليه,أغسطس أوغسطس,سبتمبر,"
    "أكتوبر أوكتوبر,نوفمبر,ديسمبر",
    "ar-maghreb": "جانفي,فيفري,مارس,أفريل,ماي,جوان,جويلية,أوت,سبتمبر,أكتوبر,نوفمبر,ديسمبر",
    "ar-morocco": "يناير,فبراير,مارس,أبريل,ماي,يونيو,يوليوز,غشت,شتنبر,أكتوبر,نونبر,دجنبر",
    "fa": "ژانویه جنوری,فوریه فبروری,مارس مارچ,آوریل اپریل,مه می,ژوئن جون,ژوئیه ژولای جولای,اوت آگوست اگست,"
    "سپتامبر سپتمبر,اکتبر اکتوبر,نوامبر نومبر,دسامبر دسمبر",
    "ps": "جنوري,فبروري فېبروري,مارچ,اپرېل,مې,جون,جولای,اګست,سپټمبر سېپتمبر,اکتوبر,نومبر,ډسمبر",
    "ur": "جنوری,فروری,مارچ,اپریل,مئی,جون,جولائی,اگست,ستمبر,اکتوبر,نومبر,دسمبر",
    "ckb": "کانوونی_دووەم کانونی_دووەم,شوبات,ئازار ئادار,نیسان,ئایار مایس,حوزەیران,تەممووز تەمموز تەمووز,ئاب,"
    "ئەیلوول ئەیلول,تشرینی_یەکەم,تشرینی_دووەم,کانوونی_یەکەم کانونی_یەکەم",
}
_SOLAR = {
    "fa-IR": "فروردین,اردیبهشت,خرداد,تیر,مرداد امرداد,شهریور,مهر,آبان,آذر,دی,بهمن,اسفند",
    "fa-AF": "حمل,ثور,جوزا جوزاء,سرطان,اسد,سنبله,میزان,عقرب,قوس,جدی,دلو,حوت",
    "ps": "وری,غویی,غبرګولی,چنګاښ چنګاښ,زمری,وږی,تله,لړم,لیندۍ,مرغومی,سلواغه,کب",
    "ckb": "خاکەلێوە,گوڵان,جۆزەردان,پووشپەڕ,گەلاوێژ,خەرمانان,ڕەزبەر,گەڵاڕێزان خەزەڵوەر,سەرماوەز,"
    "بەفرانبار,ڕێبەندان,ڕەشەمە ڕەشەمێ",
}
_ISLAMIC = {
    "ar": "محرم المحرم,صفر,ربيع_الأول ربيع_أول,ربيع_الآخر ربيع_الثاني ربيع_آخر ربيع_ثاني,"
    "جمادى_الأولى جمادى_الأول جماد_الأول جماد_أول,"
    "جمادى_الآخرة جمادى_الآخر جمادى_الثانية جمادى_الثاني جماد_الآخر جماد_الثاني,"
    "رجب,شعبان,رمضان,شوال,ذو_القعدة ذي_القعدة ذوالقعدة ذيالقعدة,ذو_الحجة ذي_الحجة ذوالحجة ذيالحجة",
    "fa": "محرم,صفر,ربیعالاول,ربیعالثانی,جمادیالاول جمادیالاولی,جمادیالثانی جمادیالثانیه,رجب,شعبان,رمضان,"
    "شوال,ذیقعده ذی_قعده,ذیحجه ذی_حجه",
    "ur": "محرم,صفر,ربیع_الاول,ربیع_الثانی,جمادی_الاول,جمادی_الثانی,رجب,شعبان,رمضان,شوال,ذی_القعد,ذی_الحج",
    "en": "muharram,safar,,,,,rajab,shaban,ramadan ramazan,shawwal,,",
    "tr": "muharrem,safer,rebiülevvel,rebiülahir,cemaziyelevvel,cemaziyelahir,recep,şaban,ramazan,şevval,"
    "zilkade,zilhicce",
}


def _by_name(calendar: dict[str, str]) -> dict[str, int]:
    return {
        fold(name.replace("_", " ")) + ending: number
        for language, months in calendar.items()
        for number, names in enumerate(months.split(","), start=1)
        for name in names.split()
        for ending in (("", fold("ی")) if language == "ckb" else ("",))  # «of», as in ئازاری ٢٠٢٤
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
