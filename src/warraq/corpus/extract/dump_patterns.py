"""What lines of a page hold that look like prose and are none: notices, calls to follow, captions, comments.

Everything is matched against folded text (`boilerplate.fold_line`).
"""

from __future__ import annotations

import re

from warraq.corpus.extract.boilerplate import fold_line

_LONGEST_NOTICE = 1600
_LONGEST_CONTACT = 250
_LONGEST_COMMENT = 90
_CAPTION_TAIL = 80


def _either(words: str) -> str:
    return "|".join(fold_line(word) for word in words.split(","))


_NOTICE = re.compile(
    r"privacy policy|terms of (?:use|service)|ad ?blocker|"
    + _either(
        "cookie,javascript,newsletter,سياسة الخصوصية,ملفات تعريف الارتباط,الكوكيز,آراء أصحابها,"
        "حریم خصوصی,کوکی‌ها,شرایط استفاده,datenschutzerklärung,confidentialité,gizlilik politikası"
    )
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}|@\w{3,}.{0,60}@\w{3,}")
_CALLS = _either(
    "follow us,follow him,follow her,follow me,subscribe,join us,"
    "join our,sign up,folgen sie,folgt uns,folge uns,"
    "abonn,suivez,rejoignez,síguenos,suscrib,takip ed,abone ol,seguici,siga-nos,تابعنا,تابعونا,تابعوا,"
    "اشترك الآن,اشتركوا,انضم إلينا,انضموا,دنبال کنید,عضو شوید,عضویت,"
    "به ما بپیوندید,فالو کریں,سبسکرائب,جوائن کریں"
)
_NETWORKS = _either(
    "twitter,facebook,whatsapp,telegram,instagram,youtube,newsletter,email,e-mail,channel,تويتر,فيسبوك,"
    "فيس بوك,واتساب,تلغرام,تيليغرام,تيليجرام,تلجرام,انستغرام,يوتيوب,"
    "قناتنا,نشرتنا,تلگرام,اینستاگرام,فیسبوک,کانال,خبرنامه,"
    "واٹس ایپ,ٹوئٹر,فیس بک,یوٹیوب,چینل"
)
_CALL = re.compile(rf"(?:\w+\W+){{0,4}}?(?:{_CALLS})(?:\b|(?<=abonn)).{{0,160}}?(?:{_NETWORKS})")
_CALL_LAST = re.compile(rf".{{0,120}}?(?:{_NETWORKS}).{{0,60}}?(?:دنبال كنيد|عضو شويد|فالو كريں|takip ed)")
_COMMENT = re.compile(
    r".{1,60}\b(?:says|said|wrote|schreibt|sagt|a dit|dice|يقول|قال|گفت)\s?:|"
    rf"(?:{_either('reply,répondre,antworten,responder,cevapla,رد,الرد,پاسخ,report,flag')})\W*"
)
_PICTURE = (
    r"(?:picture|photo|image|foto|bild|pic|symbol(?:bild|foto)|archiv(?:bild|foto)?|photograph|"
    + _either("تصوير,الصورة,صورة,عکس,تصویر")
    + ")"
)
_CAPTION = re.compile(
    rf"\((?:[^()]*\b)?{_PICTURE}\w*\s?[:/][^()]{{1,60}}\)\.?$|"
    rf"\((?:ap|afp|epa|reuters|pa|dpa)[ -]?{_PICTURE}[^()]{{0,60}}\)?$|\bap photo/[^.!?]{{1,40}}\)?$|"
    rf"(?:^|\W)(?:©|(?:{_PICTURE}|(?:photo |image )?credit|bildrechte|bildquelle|(?<=\()quelle)\s?:)"
    r"[^.!?؟]{1,60}$"
)
#: Without one of these a line is no caption of the forms above.
_CAPTION_SIGN = re.compile(r"[(:©/]")
_STOCK = re.compile(r"(?:getty images|picture alliance|shutterstock|imago images?|unsplash)[^.!?]{0,30}$")


def is_notice(folded: str, width: int) -> bool:
    """Whether a line is one about cookies, privacy or newsletters; a long one must name several."""
    return width < _LONGEST_NOTICE and len(_NOTICE.findall(folded)) >= 1 + width // 200


def is_call(folded: str, width: int) -> bool:
    """Whether a line gives an address to write to, or asks to follow the site elsewhere."""
    if width >= _LONGEST_CONTACT:
        return False
    if "@" in folded and _ADDRESS.search(folded):
        return True
    return bool(_CALL.match(folded) or _CALL_LAST.match(folded))


def is_comment_mark(folded: str, width: int) -> bool:
    """Whether a line stands above or below a reader's comment."""
    return width < _LONGEST_COMMENT and _COMMENT.fullmatch(folded) is not None


def is_caption(folded: str) -> bool:
    """Whether a line ends as captions of pictures do."""
    tail = folded[-_CAPTION_TAIL:]
    return bool(_CAPTION_SIGN.search(tail) and _CAPTION.search(tail)) or _STOCK.search(tail) is not None
