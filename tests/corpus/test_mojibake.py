"""UTF-8 read in the wrong code page is turned back; nothing else changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.text.mojibake import repair_mojibake, suspect_pattern

SENTENCES = {
    "ar": "أعلنت بلدية تل الريحان، أمس، عن خطة جديدة للمياه؛ فهل تنجح؟",
    "fa": "می‌خواهم کتاب تازه‌ای بخوانم؛ چه روزی بهتر است؟",
    "ur": "شہر کی انتظامیہ نے آج نئی پالیسی کا اعلان کیا ہے۔",
    "ckb": "شارەوانی ڕایگەیاند کە پڕۆژەی نوێی ئاو دەستی پێکرد",
    "fr": "L’été dernier, le maire a décidé d’ouvrir le marché « à Noël » : c’est déjà prêt…",
    "de": "Über die Straße führt eine schöne Brücke – „größer“ als früher.",
    "tr": "Belediye başkanı dağ köyündeki ışıkları açtı.",
    "vi": "Thành phố đã mở cửa chợ mới vào sáng thứ hai.",
    "pl": "Zażółć gęślą jaźń, mówił śpiący źrebak.",
    "zh": "市政府宣布了新的供水计划。",
    "ru": "Городской совет объявил о новом плане.",
    "el": "Ο δήμος ανακοίνωσε νέο σχέδιο.",
    "he": "העירייה הודיעה על תוכנית חדשה",
    "hi": "नगर पालिका ने नई योजना की घोषणा की",
    "es": "¿Cuándo vendrá el señor? ¡Mañana, según él!",
    "pt": "A administração não abriu as inscrições: “só amanhã”.",
}
CODE_PAGES = ("cp1256", "latin-1", "cp1252-sloppy")


def misread(text: str, code_page: str) -> str:
    data = text.encode()
    if code_page != "cp1252-sloppy":
        return data.decode(code_page)
    undefined = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
    return "".join(chr(byte) if byte in undefined else bytes([byte]).decode("cp1252") for byte in data)


@pytest.mark.parametrize("language", SENTENCES)
def test_a_clean_sentence_never_changes(language: str) -> None:
    assert repair_mojibake(SENTENCES[language]) is None


@pytest.mark.parametrize("code_page", CODE_PAGES)
@pytest.mark.parametrize("language", SENTENCES)
def test_a_misread_sentence_comes_back(language: str, code_page: str) -> None:
    sentence = SENTENCES[language]
    assert repair_mojibake(misread(sentence, code_page)) == sentence


@pytest.mark.parametrize("code_page", CODE_PAGES)
@pytest.mark.parametrize("language", ["ar", "fa", "ur", "fr", "de", "tr", "zh"])
def test_a_sentence_misread_twice_comes_back(language: str, code_page: str) -> None:
    sentence = SENTENCES[language]
    assert repair_mojibake(misread(misread(sentence, code_page), code_page)) == sentence


def test_single_words_come_back() -> None:
    for word in ("café", "État", "Über", "25°C", "naïve", "الماء"):
        assert repair_mojibake(misread(word, "cp1252-sloppy")) == word


@pytest.mark.parametrize("code_page", CODE_PAGES)
def test_undamaged_text_around_a_damaged_part_stays(code_page: str) -> None:
    title, body = "عنوان سليم لخبر جديد", SENTENCES["ar"]
    assert repair_mojibake(f"{title}\n{misread(body, code_page)}") == f"{title}\n{body}"


def test_a_typographic_apostrophe_is_mended_in_clean_french() -> None:
    assert repair_mojibake("Il a décidé dâ€™ouvrir") == "Il a décidé d’ouvrir"


def test_quotes_around_a_damaged_word_stay() -> None:
    assert repair_mojibake("“cafÃ© crÃ¨me”") == "“café crème”"


def test_text_that_lost_bytes_is_left_alone() -> None:
    assert repair_mojibake(misread(SENTENCES["ar"], "cp1256").replace("§", "\ufffd", 1)) is None
    assert repair_mojibake("Ã") is None


@pytest.mark.parametrize(
    "text",
    [
        "“IRMÃ”",
        "IRMÃ”",
        "« Il a chanté…»",
        "NESTLÉ™ 2 Å²",
        "تک تک رک رک سگ",
        "قال «سوريا»؛ ثم مضى…",
        "Ø ±0.1 mm",
        "10€ – 20£ ± 5 %",
        "Ärzte „Öl“ Übung",
        "MLÁDEŽ ÚŠ",
    ],
)
def test_ordinary_text_that_looks_odd_stays(text: str) -> None:
    assert repair_mojibake(text) is None


ALPHABETS = (
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئء،؛؟«» \u064b\u0651",
    "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءآأئؤ\u200c، ",
    "ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھءیےآ۔ ",
    "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنوۆھەیێ ",
    "abcdeéèêëàâçîïôœùûüÿÉÀÇŒ’«»… ",
    "abcdäöüßÄÖÜ“–. ",
    "abcçdeğıiöşüÇĞİÖŞÜ ",
    "aăâbcdđeêioôơuưyáàảãạấầẩẫậĐ ",
    "aąbcćeęlłnńoósśzźżĄĆĘŁŃÓŚŹŻ ",
    "abcáãâàçéêíóõôúÃÇÕ “”",
    "的一是不了人我在有他这为之大来以个中上们 。，",
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_text_of_ordinary_letters_stays(data: st.DataObject) -> None:
    alphabet = data.draw(st.sampled_from(ALPHABETS))
    text = data.draw(st.text(st.sampled_from(alphabet), max_size=60))
    assert repair_mojibake(text) is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*SENTENCES["ar"].split(), *SENTENCES["fr"].split()]), min_size=1, max_size=12),
    st.sampled_from(CODE_PAGES),
)
def test_any_sequence_of_misread_words_comes_back(words: list[str], code_page: str) -> None:
    text = " ".join(["décidé", "الماء", *words])
    damaged = misread(text, code_page)
    assert repair_mojibake(damaged) == text
    assert re.search(suspect_pattern(), damaged)
