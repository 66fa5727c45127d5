"""What is looked for in an article's text.

The patterns are written apart from those that the build repairs with: a check that shared them could never
find what they miss.
"""

from __future__ import annotations

# What the bytes 0x80 to 0xBF look like when UTF-8 is read as Windows-1252 or Latin-1, and as Windows-1256.
_TAIL_1252 = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_TAIL_1256 = "€پ‚ƒ„…†‡ˆ‰ٹ‹Œچژڈگ‘’“”•–—ک™ڑ›œ\u200c\u200dں\u00a0،¢£¤¥¦§¨©ھ«¬\u00ad®¯°±²³´µ¶·¸¹؛»¼½¾؟"
#: Text whose UTF-8 bytes were read as another encoding: Arabic, Cyrillic and Hebrew lead bytes twice in a
#: row, or an accented Latin letter or a typographic mark.
MOJIBAKE = (
    rf"(?:[×ØÙÚÛÐÑ][{_TAIL_1252}]){{2}}|(?:[طظعغ][{_TAIL_1256}]){{2}}"
    r"|Ã[‰‡€\u{a0}-\u{ac}\u{ae}-\u{b6}\u{b8}-\u{bc}]|â€[™œ\u{9d}“”¦˜]|Â[«»°©®·]|أ[©¨®¤¢¶¹´]|ï»¿"
)
#: Arabic letters by their shape on the page, U+FB50 to U+FEFC, but not signs that have no plain spelling.
PRESENTATION_FORMS = (
    r"[\x{FB50}-\x{FBB1}\x{FBD3}-\x{FD3D}\x{FD50}-\x{FDC7}\x{FDF2}\x{FE70}-\x{FE72}\x{FE74}\x{FE76}-\x{FEFC}]"
)
CONTROL_CHARACTERS = r"[\x{00}-\x{08}\x{0B}-\x{1F}\x{7F}-\x{9F}\x{FEFF}\x{FFFE}\x{FFFF}]"
BIDI_CONTROLS = r"[\x{061C}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2066}-\x{2069}]"
REPLACEMENT_CHARACTERS = r"\x{FFFD}"
#: Stretching inside a word; a single one at its end is spelling, as in the abbreviation of "Hijri".
TATWEEL = r"\p{Arabic}\p{M}*\x{0640}(?:\x{0640}|\p{Arabic})"
ENTITIES = r"&(?:amp|nbsp|quot|apos|lt|gt|laquo|raquo|#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5});"
MARKUP = r"(?i)</?(?:p|div|br|span|a|img|script|style|li|ul|h[1-6]|strong|em|iframe)(?:\s[^<>]*)?/?>"
#: How a finished text ends: the marks of C4 (Raffel et al. 2020), those of other scripts, closing quotes.
ENDING = r"[.!?…؟۔।。！？:;؛][”’»›\"')\]）」』\s]*\z"

_READ_ALSO = (
    r"[اأإ]قر(?:أ|ا|أوا|ئي)\s+(?:أيض|ايض|كذلك|المزيد)|(?:طالع|شاهد)\s+[أا]يض|قد\s+يهمك\s+أيض"
    r"|(?:مواضيع|موضوعات|مقالات|أخبار|روابط)\s+(?:ذات\s+صلة|متعلقة|مشابهة)\s*(?:[:：]|$)"
    r"|بیشتر\s+بخوانید|همچن(?:ی|ا)ن\s+بخوانید|یہ\s+بھی\s+پڑھی|مزید\s+پڑھی"
    r"|(?:read\s+also|also\s+read|read\s+more|see\s+also|related\s+(?:articles?|stories|news)"
    r"|(?:à\s+)?lire\s+(?:aussi|également)|voir\s+aussi|lea\s+también|leer\s+más|lesen\s+sie\s+auch"
    r"|mehr\s+zum\s+thema|ayrıca\s+okuyun)\s*(?:[:：|–—-]|$)"
)
_FORM = (
    r"(?:leave\s+a\s+(?:comment|reply)|post\s+comment|laisser\s+un\s+commentaire|deja\s+un\s+comentario"
    r"|schreibe\s+einen\s+kommentar|(?:اترك|أضف|اكتب)\s+(?:تعليق|ردا|رداً)\S*|دیدگاهتان\s+را\s+بنویسید)\W*$"
    r"|your\s+e-?mail\s+address\s+will\s+not\s+be|votre\s+adresse\s+e-?mail\s+ne\s+sera\s+pas"
    r"|لن\s+يتم\s+نشر\s+عنوان\s+بريدك|نشانی\s+ایمیل\s+شما\s+منتشر"
)
_SHARE = (
    r"(?:share\s+(?:this|on)(?:\s+(?:article|story|post|facebook|twitter|whatsapp))?|partager\s+(?:cet\s+article|sur)"
    r"|شارك(?:ها)?\s+(?:على|عبر|الخبر|المقال)|اشترك\s+في\s+(?:نشرتنا|النشرة)\S*|subscribe\s+to\s+our\s+newsletter"
    r"|all\s+rights\s+reserved|tous\s+droits\s+réservés|(?:جميع|كافة)\s+الحقوق\s+محفوظة\S*)\W*$"
)
#: A whole line that belongs to the page and not to the article.
BOILERPLATE = rf"(?im)^[\s•·*«»▪►|–—-]*(?:{_READ_ALSO}|{_FORM}|{_SHARE})"

#: The end of a text that a feed or a wall has cut: dots of leaving out, "[+1234 chars]", "read more".
CUT_OFF = (
    r"(?i)(?:…|\.\.\.|\[\+?[0-9]+ char[a-z]*\]|\b(?:read more|continue reading|lire la suite)"
    r"|(?:اقرأ|لقراءة|قراءة) المزيد|تتمة|ادامه مطلب)[\]\s»”\")›>.]*\z"
)

#: Name of a fault -> pattern; a text that holds it anywhere has the fault.
FAULTS = {
    "mojibake": MOJIBAKE,
    "presentation_forms": PRESENTATION_FORMS,
    "control_characters": CONTROL_CHARACTERS,
    "bidi_controls": BIDI_CONTROLS,
    "tatweel": TATWEEL,
}
#: Whatever has one of the faults has this; one pass with it is far cheaper than one with each.
SUSPICIOUS = rf"{MOJIBAKE}|{PRESENTATION_FORMS}|{CONTROL_CHARACTERS}|{BIDI_CONTROLS}|\x{{0640}}"
#: Patterns that begin with a rare sign, which is found at the speed of memory.
RARE_FAULTS = {
    "replacement_characters": REPLACEMENT_CHARACTERS,
    "entities": ENTITIES,
    "markup": MARKUP,
}
