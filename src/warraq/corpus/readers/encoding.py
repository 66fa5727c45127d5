"""Which encoding bytes are in: declared by a byte order mark, or proven by what they decode to."""

from __future__ import annotations

import codecs
import unicodedata

#: UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ARABIC = ("cp1256", "iso8859_6")
_MIN_LETTERS = 8
_SAMPLE_CHARACTERS = 100_000
#: Whitespace and marks that text files hold beside printable characters.
_TEXT_CONTROLS = frozenset("\t\n\x0b\x0c\r\x1a\x1b\x85")
#: Western European letters. Those that Turkish, Icelandic, Czech or Croatian pages share code points with
#: are not among them: a page that has one proves no encoding.
_WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüÿœßªºÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒŸ")


def byte_order_mark(head: bytes) -> tuple[str, int] | None:
    """Return the encoding that the mark at the start declares and the mark's length; None without one."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    return None


def count_controls(data: bytes) -> int:
    """Return how many bytes are control characters which text files do not hold, NUL included."""
    controls = bytes(code for code in range(32) if chr(code) not in _TEXT_CONTROLS)
    return len(data) - len(data.translate(None, controls))


def json_encoding(head: bytes) -> str | None:
    """Return the UTF-16 or UTF-32 of markless JSON, or None.

    The first two characters of JSON are ASCII, so that the zero bytes among the first four tell (RFC 4627,
    section 3). The rest of `head` must decode; its last character may be cut.
    """
    for encoding, width, at in (
        ("utf-32-le", 4, 0),
        ("utf-32-be", 4, 3),
        ("utf-16-le", 2, 0),
        ("utf-16-be", 2, 1),
    ):
        opening = head[: 2 * width]
        letters = bytes(opening[at::width])
        if len(letters) == 2 and letters[:1] in (b"{", b"[") and opening.count(0) == 2 * width - 2:
            try:
                text = codecs.getincrementaldecoder(encoding)().decode(head)
            except UnicodeDecodeError:
                continue
            return encoding if "\0" not in text else None
    return None


def prove_encoding(data: bytes) -> str | None:
    """Return the encoding of markless text that is not valid UTF-8, if the bytes prove one.

    UTF-16 shows in its zero bytes, and in JSON so does UTF-32; an Arabic code page in words all of Arabic
    letters; windows-1252 in words of ASCII letters with a few accented ones. UTF-8 with damage proves
    nothing: read as a code page it would give plausible nonsense.
    """
    if b"\0" in data:
        return json_encoding(data) or _prove_utf16(data)
    if count_controls(data) or _is_mostly_utf8(data):
        return None
    for encoding in _ARABIC:
        if _is_arabic(_strict(data, encoding)):
            return encoding
    return "cp1252" if _is_western(_strict(data, "cp1252")) else None


def prove_line_encoding(head: bytes, *, whole: bool) -> str:
    """Return the encoding of a file of lines, UTF-8 unless no line of its head is and another is proven.

    Zero bytes prove UTF-16 if all of the head is text in it.

    Args:
        whole: whether `head` is the whole file; otherwise its last line may be cut and is left out.
    """
    if head.count(0) * 64 > len(head) and (wide := prove_encoding(head)) is not None:
        return wide
    lines = head.split(b"\n") if whole else head.split(b"\n")[:-1]
    foreign = [line for line in lines if not line.isascii()]
    if not foreign or any(_strict(line, "utf-8") is not None for line in foreign):
        return "utf-8"
    proven = prove_encoding(b"\n".join(foreign))
    return proven if proven is not None and not proven.startswith(("utf-16", "utf-32")) else "utf-8"


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _prove_utf16(data: bytes) -> str | None:
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strict(data[: len(data) & ~1], encoding)
        if text is not None and _is_plain(text[:_SAMPLE_CHARACTERS]):
            return encoding
    return None


def _is_plain(text: str) -> bool:
    """Whether text is of one script's words, with spaces, as the wrong byte order or binary data never is."""
    if any(
        unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") for char in text if char not in _TEXT_CONTROLS
    ):
        return False
    pages = [ord(char) >> 8 for char in text if char.isalpha()]
    return bool(pages) and any(char.isspace() for char in text) and len(set(pages)) <= 4


def _is_mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    foreign = sum(1 for char in text if not char.isascii())
    return text.count("\ufffd") * 2 < foreign


def _is_arabic(text: str | None) -> bool:
    if text is None:
        return False
    sample = text[:_SAMPLE_CHARACTERS]
    words = [word for word in sample.split() if any(map(_is_arabic_letter, word))]
    mixed = sum(1 for word in words if any(map(_is_latin, word)))
    arabic = sum(map(_is_arabic_letter, sample))
    letters = sum(map(str.isalpha, sample))
    return (
        arabic >= _MIN_LETTERS and arabic * 2 >= letters and mixed * 50 <= len(words) and not _has_c1(sample)
    )


def _is_arabic_letter(char: str) -> bool:
    return "\u0621" <= char <= "\u06d3" and char.isalpha()


def _has_c1(text: str) -> bool:
    return any("\x80" <= char < "\xa0" for char in text)


def _is_latin(char: str) -> bool:
    return "\xc0" <= char <= "\u024f"


def _is_western(text: str | None) -> bool:
    if text is None:
        return False
    sample = text[:_SAMPLE_CHARACTERS]
    foreign = [char for char in sample if char.isalpha() and not char.isascii()]
    plain = sum(1 for char in sample if char.isalpha() and char.isascii())
    if _has_c1(sample) or any(char not in _WESTERN for char in foreign):
        return False
    return plain >= _MIN_LETTERS and len(foreign) * 3 <= plain
