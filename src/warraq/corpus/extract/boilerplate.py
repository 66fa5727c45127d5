"""Lines of a page that are not its article: by whole short lines, in many languages."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from warraq.corpus.extract.chrome_phrases import PHRASES, RIGHTS

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A longer line is prose, whatever it begins with; this is also what keeps the pass cheap.
SHORT_LINE = 120
#: A source's own pattern is not tried on longer lines, so that a careless one cannot run away.
_CUSTOM_LINE = 2000
#: Reasons that are taken out between paragraphs too; the rest only at the head and tail of a body.
_ANYWHERE = frozenset({"read-also", "share-bar", "subscription"})
_FEW = r"(?: \S+){0,5}"
_LABEL = r"(?: ?[:：\-–—|»>].*)?"
_EDGE = " \t\u00a0:：.…!؟?*•·-–—|«»›‹<>[]()▪►▶◄✓#\u200e\u200f\u200b\ufeff"
#: Letters that are written in more than one way, and signs that are not seen.
_LETTERS = {
    "ة": "ه",
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ے": "ي",
    "ک": "ك",
    "ہ": "ه",
    "ھ": "ه",
    "ٱ": "ا",
    "ı": "i",
    "’": "'",
    "\u200c": " ",
}
_UNSEEN = "ـ\u200b\u200d\u200e\u200f\ufeff"
_MARKS = re.compile(
    "["
    + _UNSEEN
    + "".join(chr(code) for code in range(0x0300, 0x10000) if unicodedata.combining(chr(code)))
    + "]+"
)
_NUMBER = r"[\d٠-٩۰-۹][\d٠-٩۰-۹.,٬٫'\u00a0\u202f ]{0,11}\s?(?:[kKmM]|ألف)?"
_COUNTED = (
    r"مشاهد[ةه]|مشاهدات|قراء[ةه]|زيار[ةه]|تعليق(?:ات)?|مشارك[ةه]|إعجاب|بازدید|نظر|دیدگاه|"
    r"views?|reads?|shares?|comments?|likes?|hits|visits|vues?|partages?|commentaires?|"
    r"Aufrufe|Kommentare?|vistas|comentarios?|görüntülenme|okunma|yorum"
)
_COUNTER = re.compile(rf"\W{{0,4}}{_NUMBER}(?:\s?(?:{_COUNTED}))?\W{{0,3}}", re.IGNORECASE)
_CRUMBS = "/>»›|→\\"
#: What a line of structure holds, before it is looked at closely.
_TELLING = re.compile(r"[/>»›|→\\]|©|حقوق|ights|IGHTS|roits|akları|echte")
_RIGHTS_WORDS = 16
_COUNTED_FIRST = re.compile(r"\W{0,4}\d")
_HOMES = (
    *("home", "الرئيسية", "الصفحة الرئيسية", "خانه", "صفحه اصلی", "سرورق"),
    *("accueil", "startseite", "inicio", "ana sayfa"),
)
_BREADCRUMB = re.compile(r"[^.؟!«]{1,40}(?: [>»›→] [^.؟!«]{1,60}){2,7}")
_CLICK_HERE = re.compile(r"(?:ل\S+ [^.؟]{0,80})(?:اضغط|انقر) (?:هنا|علي الرابط)")


def fold_line(text: str) -> str:
    """Return `text` for comparing: case, accents, tashkeel, hamza, tatweel and teh marbuta folded.

    Spaces are squeezed. Display text never goes through here.
    """
    return " ".join(_fold(text).split())


def fold_lines(lines: Sequence[str]) -> list[str]:
    """Return `fold_line` of each of `lines`, which hold no line feed; a page at a time is faster."""
    if not lines:
        return []
    return [
        " ".join(line.split()) if "  " in line or line[:1] == " " or line[-1:] == " " else line
        for line in _fold("\n".join(lines)).split("\n")
    ]


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    folded = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    for letter, plain in _LETTERS.items():
        folded = folded.replace(letter, plain)
    return folded


def chrome_reason(line: str, folded: str | None = None) -> str | None:
    """Return why a whole line is not article text, or None.

    Args:
        folded: `fold_line(line)`, if it is at hand.

    Returns:
        "read-also", "share-bar", "comment-form", "subscription", "view-counter", "widget", "navigation",
        "copyright" or "caption". A line of 120 characters or more is never judged.
    """
    text = line.strip()
    if not text or len(text) >= SHORT_LINE:
        return None
    if _COUNTED_FIRST.match(text) and _COUNTER.fullmatch(text):
        return "view-counter"
    start = (fold_line(text) if folded is None else folded).lstrip(_EDGE)
    if not start:
        return None
    table = _phrases().get(_first_word(start))
    if table is not None:
        start = start.rstrip(_EDGE)
        for reason, pattern in table:
            if pattern.fullmatch(start):
                return reason
    return _structural_reason(text, start.rstrip(_EDGE))


def strip_chrome(body: str, drop_lines: Sequence[re.Pattern[str]] = ()) -> tuple[str, list[tuple[str, str]]]:
    """Take the lines out of `body` that are not article text.

    All kinds go from its head and tail; "read also", sharing and subscription lines of more than one word go
    from anywhere, and so does a line that one of `drop_lines` matches whole (reason "source-rule").

    Returns:
        The body, and the lines taken out as (line, reason) in their order. Where nothing but such lines is
        left although there was prose, the body is returned whole.
    """
    lines = body.split("\n")
    reasons = [_reason(line.strip(), drop_lines) for line in lines]
    if not any(reasons):
        return body, []
    taken = _positions(lines, reasons)
    if not taken:
        return body, []
    kept = [line for at, line in enumerate(lines) if at not in taken]
    had_prose = any(
        line.strip() and reason in (None, "source-rule") for line, reason in zip(lines, reasons, strict=True)
    )
    if had_prose and not any(line.strip() for line in kept):
        return body, []
    text = re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", "\n".join(kept)).strip("\n")
    return text, [(lines[at].strip(), reasons[at] or "") for at in sorted(taken)]


def _reason(line: str, drop_lines: Sequence[re.Pattern[str]]) -> str | None:
    if line and len(line) <= _CUSTOM_LINE and any(pattern.fullmatch(line) for pattern in drop_lines):
        return "source-rule"
    return chrome_reason(line)


def _positions(lines: list[str], reasons: list[str | None]) -> set[int]:
    taken = {
        at
        for at, reason in enumerate(reasons)
        # A single word between paragraphs ("WhatsApp") may be a sub-heading.
        if reason == "source-rule" or (reason in _ANYWHERE and len(lines[at].split()) > 1)
    }
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        for at in order:
            if reasons[at]:
                taken.add(at)
            elif lines[at].strip():
                break
    return taken


def _structural_reason(text: str, start: str) -> str | None:
    for sign in set(_TELLING.findall(text)):
        if sign in _CRUMBS:
            if _BREADCRUMB.fullmatch(text) or _home_crumb().match(fold_line(text)):
                return "navigation"
        elif len(start.split()) <= _RIGHTS_WORDS and any(phrase in fold_line(text) for phrase in RIGHTS):
            return "copyright"
    if start.endswith(("هنا", "الرابط")) and _CLICK_HERE.fullmatch(start):
        return "read-also"
    return None


@cache
def _phrases() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Return the phrases as patterns, by folded first word: only those are tried on a line."""
    table: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for reason, phrases in PHRASES.items():
        for phrase in phrases:
            first, pattern = _compiled(phrase)
            table.setdefault(first, []).append((reason, pattern))
    return table


def _compiled(phrase: str) -> tuple[str, re.Pattern[str]]:
    mark = phrase[-1]
    tail = {"+": _FEW, ":": _LABEL, "…": r"\b.*"}.get(mark, "")
    words = fold_line(phrase[:-2] if tail else phrase).strip(" .*…")
    counted = "" if tail else r"(?: ?\(?\d{1,6}\)?)?"
    literal = re.sub(r"[.*?+\[\]]", lambda sign: "\\" + sign[0], words)
    return _first_word(words), re.compile(literal + counted + tail)


def _first_word(folded: str) -> str:
    return folded.split(None, 1)[0].strip(_EDGE) if folded else ""


@cache
def _home_crumb() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(fold_line(home) for home in _HOMES)}) ?[/>»›|→\\]")
