"""Which scripts a language is written in, and the tag that says language and script."""

from __future__ import annotations

from functools import cache

from warraq.corpus.text.character_classes import SCRIPTS

# Languages by the script that they are written in, as the detector labels them; all others are Latin.
_WRITTEN = {
    "Arab": "ar arz azb ckb fa glk kk ks ku ky lrc mzn pnb ps sd tt ug ur uz",
    "Cyrl": "ab av az ba be bg bxr ce cv kk krc ku kv ky lez mhr mk mn mrj myv os ru rue sah sr tg tk tt tyv"
    " udm ug uk uz xal",
    "Grek": "el",
    "Hebr": "he yi",
    "Hani": "ja ko wuu yue zh",
    "Hang": "ko",
    "Armn": "hy",
    "Syrc": "arc syr",
    "Thaa": "dv",
    "Deva": "bh bho gom hi ks mai mr ne new sa sd",
    "Beng": "as bn bpy",
    "Guru": "pa",
    "Gujr": "gu",
    "Orya": "or",
    "Taml": "ta",
    "Telu": "te",
    "Knda": "kn",
    "Mlym": "ml",
    "Sinh": "si",
    "Thai": "th",
    "Laoo": "lo",
    "Tibt": "bo dz",
    "Mymr": "my",
    "Geor": "ka xmf",
    "Ethi": "am ti",
    "Khmr": "km",
    "Mong": "mn",
    "Tfng": "ber zgh",
}
#: Languages above that are written in Latin letters, too.
_LATIN_TOO = frozenset(["az", "gom", "kk", "ku", "ky", "sr", "tg", "tk", "tt", "ug", "uz"])

# The detector's labels are Wikipedia's codes, for which BCP-47 has others. Spoken Arabic of Egypt is told
# from the written language by a few words only, which news quotes.
_TAGS = {"als": "gsw", "arz": "ar", "azb": "az", "bh": "bho", "eml": "egl", "pnb": "pa", "sh": "sr"}
# Labels whose training texts are of one script, though BCP-47's code for them has several.
_ONLY = {"azb": "Arab", "pnb": "Arab", "sh": "Latn"}
#: Languages of several living scripts: the tag says which. Others have one, or one that goes without saying.
_SAID = frozenset(["az", "ks", "ku", "pa", "sd", "sr", "tt", "uz", "zh"])
_USUAL = {"ks": "Arab", "kk": "Cyrl", "ky": "Cyrl", "mn": "Cyrl", "sd": "Arab", "tg": "Cyrl", "tk": "Latn"}
_USUAL |= {"tt": "Cyrl", "ug": "Arab"}

# Common characters that only one of the two ways of writing Chinese has.
_SIMPLIFIED = frozenset("这国来时们说为个会对发学过动还进种开无与关让实现头问题机电东车长门马员见义业产")
_TRADITIONAL = frozenset("這國來時們說為個會對發學過動還進種開無與關讓實現頭問題機電東車長門馬員見義業產")


@cache
def scripts_of(label: str) -> frozenset[str]:
    """Return the scripts that the detector's language of this label, or a language of this code, uses."""
    if label in _ONLY:
        return frozenset([_ONLY[label]])
    found = [script for script, labels in _WRITTEN.items() if label in labels.split()]
    return frozenset(found + ["Latn"] * (label in _LATIN_TOO or not found))


@cache
def script_columns(tag: str) -> tuple[int, ...]:
    """Return the numbers, in `SCRIPTS`, of the scripts that text under a BCP-47 tag is written in."""
    base, _, script = tag.partition("-")
    written = {script} if script in SCRIPTS else scripts_of("he" if base == "iw" else base)
    return tuple(number for number, name in enumerate(SCRIPTS) if name in written)


@cache
def tag_of(label: str, script: str | None) -> str:
    """Return the BCP-47 tag of a label of the detector, in text of which most letters are in `script`."""
    tag = _TAGS.get(label, label)
    if tag == "zh":
        return tag
    script = _ONLY.get(label, script)
    if script is None or script not in scripts_of(label) or (tag not in _SAID and tag not in _USUAL):
        return tag
    return tag if _USUAL.get(tag) == script else f"{tag}-{script}"


def chinese(sample: str) -> str:
    """Return zh-Hans or zh-Hant, whichever has more characters of its own in the text, or plain zh."""
    simplified = sum(character in _SIMPLIFIED for character in sample)
    traditional = sum(character in _TRADITIONAL for character in sample)
    if simplified == traditional:
        return "zh"
    return "zh-Hans" if simplified > traditional else "zh-Hant"
