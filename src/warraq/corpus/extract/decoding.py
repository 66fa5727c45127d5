"""The text of a page's bytes, whose declared encoding is often missing or wrong."""

from __future__ import annotations

import codecs
import re

from warraq.corpus.extract.fields import Problem

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"BM\x00",
    b"RIFF",
    b"\x7fELF",
)
_DECLARED = re.compile(
    rb"""(?:charset\s*=\s*|<\?xml[^>]{0,60}encoding\s*=\s*)["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_ARABIC_PAGE = re.compile(rb"""<html[^>]{0,300}\blang\s*=\s*["']?(?:ar|fa|ur|ps|ckb)\b""", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|p|div)\b", re.IGNORECASE)
_HEAD = 4096
_SAMPLE = 65536
#: What browsers decode under a label (WHATWG Encoding Standard).
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-11": "cp874",
}
_LATIN = frozenset({"cp1252", "cp1254", "cp1250", "latin-1"})
_LIKELY = [
    "cp1256",
    "cp1252",
    "cp1251",
    "cp1250",
    "cp1254",
    "cp1253",
    "cp1255",
    "iso8859_6",
    "koi8_r",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
]
_MOST_DAMAGE = 0.01
_ARABIC = re.compile(r"[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]{2,}")
_HIGH_LATIN = re.compile(r"[\u00c0-\u00ff\u0152-\u017e]{3,}")
_LETTERS = re.compile(r"[^\W\d_]")


def decode_page(data: bytes, charset: str | None = None) -> str | Problem:
    """Return the text of a page without NULs, or why it is none.

    A byte order mark decides; else valid UTF-8 is UTF-8 whatever the page declares; else the declared
    encoding counts if it decodes every byte and gives plausible words (Arabic read as Latin letters does
    not); else windows-1256 or windows-1252 by the same measure; else a statistical guess. UTF-8 with less
    than one damaged letter in a hundred is kept with U+FFFD in their place.

    Args:
        charset: the label that the server sent, or None. As in browsers it is asked before the page's own,
            unless it is Latin, which servers send by default, and the page names another.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], codec) or Problem(
                "wrong-encoding", f"not {codec} behind its mark"
            )
    if data.startswith(_MAGIC):
        return Problem("binary-file", f"begins with {data[:8]!r}")
    if data[:_HEAD].count(0) * 10 > len(data[:_HEAD]):
        return _unmarked_utf16(data)
    data = data.replace(b"\0", b"")
    text = _strict(data, "utf-8")
    return text if text is not None else _legacy(data, charset)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec).replace("\0", "")
    except (UnicodeError, LookupError):
        return None


def _unmarked_utf16(data: bytes) -> str | Problem:
    for codec in ("utf-16-le", "utf-16-be"):
        text = _strict(data[: len(data) // 2 * 2], codec)
        if text and _MARKUP.search(text[:_HEAD]):
            return text
    return Problem("binary-file", "NUL bytes in the place of text")


def _legacy(data: bytes, charset: str | None) -> str | Problem:
    sent = _codec(charset) if charset else None
    declared = _declared(data[:_HEAD])
    if sent is not None and (declared is None or sent not in _LATIN) and _strict(data, sent) is not None:
        declared = sent
    damaged = data.decode("utf-8", "replace")
    whole = sum(1 for sign in damaged if sign > "\x7f")
    if damaged.count("\ufffd") <= whole * _MOST_DAMAGE:
        return damaged
    arabic = _strict(data, "cp1256") or ""
    wanted = declared or ("cp1256" if _ARABIC_PAGE.search(data[:_HEAD]) else "cp1252")
    text = _strict(data, wanted)
    if _is_arabic(arabic, text) and (wanted in _LATIN or text is None or wanted == "utf-8"):
        return arabic
    if text is not None and (declared or not _HIGH_LATIN.search(text)):
        return text
    return _guessed(data, arabic)


def _declared(head: bytes) -> str | None:
    match = _DECLARED.search(head)
    return _codec(match[1].decode("ascii")) if match else None


def _codec(label: str) -> str | None:
    """Return the codec of a label as browsers take it; None for UTF-8 and UTF-16, and where there is none."""
    try:
        name = codecs.lookup(label.strip().lower()).name
        "".encode(name)  # refuses codecs that are not text, such as base64
    except (LookupError, ValueError):
        return None
    return None if name.startswith("utf") else _SUPERSETS.get(name, name)


def _is_arabic(arabic: str, latin: str | None) -> bool:
    """Return whether most letters beyond ASCII form Arabic words, where `latin` is runs of accents."""
    beyond = sum(1 for sign in arabic if sign > "\x7f" and _LETTERS.match(sign))
    words = sum(len(word) for word in _ARABIC.findall(arabic))
    strange = latin is None or sum(len(run) for run in _HIGH_LATIN.findall(latin)) * 2 > beyond
    return beyond >= 20 and words * 10 >= beyond * 7 and strange


def _guessed(data: bytes, arabic: str) -> str | Problem:
    from charset_normalizer import from_bytes

    beyond = next((at for at, byte in enumerate(data) if byte > 127), 0)
    sample = data[max(0, beyond - 1000) : beyond + _SAMPLE]
    best = from_bytes(sample, cp_isolation=_LIKELY).best()
    text = _strict(data, best.encoding) if best else None
    if text is None and _is_arabic(arabic, None):
        return arabic
    return text if text is not None else Problem("wrong-encoding", "neither UTF-8 nor a code page that fits")
