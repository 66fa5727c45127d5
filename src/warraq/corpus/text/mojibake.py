"""UTF-8 that was decoded as windows-1256, windows-1252 or latin-1, turned back where that can be proven.

A multi-byte UTF-8 character read in a one-byte code page becomes a lead letter followed by one to three
continuation characters, most of which are symbols that never stand inside a word (`ط§ظ„` for `ال`, `Ã©` for
`é`). A word is damaged only if all of it encodes back to the code page and decodes strictly as UTF-8 into
letters of one script; the text is touched only if its damaged words hold enough of such symbols. What lost a
byte on the way (a replacement character, a dropped soft hyphen) is left as it is: nothing is guessed.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from warraq.corpus.text.code_pages import ORDINARY, code_pages, continuations, leads, one_of, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warraq.corpus.text.code_pages import CodePage

_ROUNDS = 3  # a text damaged twice needs two rounds; the third lets mixed damage settle
_PROOF_WHOLE = 2  # points in one word, for a text all of whose non-ASCII words are damaged
_PROOF_PART = 4  # points for a damaged part of a text that also holds undamaged words

_WORD = re.compile(r"[^\x00-\x20\x7f]*[^\x00-\x7f][^\x00-\x20\x7f]*")  # ASCII space only: NBSP is a byte here
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z]")
_SCRIPTS = tuple(
    re.compile(f"[{ranges}]")
    for ranges in (
        "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff",  # Latin
        "\u0370-\u03ff\u1f00-\u1fff",  # Greek
        "\u0400-\u052f",  # Cyrillic
        "\u05d0-\u05ea",  # Hebrew
        "\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",  # Arabic
        "\u0900-\u13ff\u1780-\u17ff",  # Indic to Khmer
        "\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3",  # East Asian
    )
)
# Characters that an undamaged word may hold; the rare rest (IPA, Coptic, Syriac, controls) speaks against.
_IMPLAUSIBLE = re.compile(
    "[^"
    "\u0020-\u007e\u00a0-\u017f\u018f\u01a0\u01a1\u01af\u01b0\u01cd-\u01dc\u0218-\u021b\u0259"  # Latin
    "\u0181\u0199\u0198\u018a\u01b3\u01b4\u0253\u0257\u02bb\u02bc"  # Hausa, Uzbek
    "\u0300-\u0304\u0306-\u030c\u0323\u0327\u0328"  # accents apart from their letters
    "\u0386-\u03ce"  # Greek
    "\u0400-\u045f\u0490-\u0493\u049a\u049b\u04a2\u04a3\u04ae-\u04b1\u04ba\u04bb\u04d8\u04d9\u04e8\u04e9"
    "\u0531-\u0587\u05b0-\u05bc\u05be\u05d0-\u05ea\u05f3\u05f4"  # Armenian, Hebrew
    "\u060c\u061b-\u06d5\u06ee-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"  # Arabic
    "\u0900-\u0dff\u0e01-\u0eff\u0f00-\u0fff\u1000-\u10ff\u1200-\u137f\u1780-\u17ff"  # Indic to Khmer
    "\u1e00-\u1fff"  # Vietnamese, polytonic Greek
    "\u2009-\u203e\u2060-\u20bf\u2100-\u22ff\u2460-\u2bff\ufe0f"  # punctuation and symbols
    "\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uffee\U0001f000-\U0001faff\U00020000-\U0002a6df"
    "]"
)


@cache
def suspect_pattern() -> str:
    """Return a regular expression that finds at least every text that `repair_mojibake` would change.

    It fits Python's `re` and polars' `str.contains`; clean text hardly ever matches.
    """
    first = one_of("".join(dict.fromkeys("".join(leads(table, 0xC2, 0xF4) for table in tables()))))
    tails = dict.fromkeys("".join(continuations(table) for table in tables()))
    tail = one_of("".join(tails))
    odd = one_of("".join(c for c in tails if c not in ORDINARY or c in "ŒœŸ"))
    return f"{first}{tail}{{0,2}}{odd}|Ã{tail}|â€|[A-Za-z][\u0622-\u0649]{tail}|[\u0622-\u0649]{tail}[A-Za-z]"


@cache
def _suspect() -> re.Pattern[str]:
    return re.compile(suspect_pattern())


class _Fix(NamedTuple):
    start: int
    end: int
    text: str
    points: int


def _decode(word: str, page: CodePage) -> str | None:
    try:
        data, _ = codecs.charmap_encode(word, "strict", page.table)
        return data.decode("utf-8")
    except UnicodeError:
        return None


def _unit_points(word: str, start: int, end: int, page: CodePage) -> int:
    before, after = word[start - 1 : start], word[end : end + 1]
    if word.startswith("â€", start):  # typographic punctuation
        return _PROOF_PART
    if word[start] >= "\u0600" and (_LATIN.match(before) or _LATIN.match(after)):
        return _PROOF_WHOLE  # an Arabic letter in a Latin word
    capital_inside = word[start].isupper() and (before.islower() or after.islower())
    latin_behind_arabic = word[start] >= "\u0600" and ("Œ" in word[start:end] or "œ" in word[start:end])
    if not latin_behind_arabic and not page.odd.search(word, start + 1, end):
        # No language writes these pairs in lower case, though each character has its own use.
        return _PROOF_WHOLE * (
            capital_inside and (word[start] == "Ã" or word[start : start + 2] in ("ÄŸ", "ÅŸ"))
        )
    inside = bool(after and _LETTER.match(after)) or bool(page.unit.match(word, end))
    return 1 + (end - start > 2 or inside or capital_inside or word[start] in "ÂÃ")


def _points(word: str, page: CodePage) -> int:
    """Count what proves damage: symbols inside words, capitals after small letters, scripts mixed."""
    return sum(_unit_points(word, *unit.span(), page) for unit in page.unit.finditer(word))


def _scripts(word: str) -> int:
    return sum(1 for script in _SCRIPTS if script.search(word))


def _plausible(word: str, points: int, scripts: int, depth: int = 1) -> bool:
    """Tell whether `word`, mended from one that mixed `scripts` scripts, may be meant.

    A mended word holds one script, unless the damaged one mixed as many or the proof is strong.
    """
    if not _IMPLAUSIBLE.search(word):
        return _scripts(word) <= max(1, scripts) or points >= _PROOF_PART
    if depth >= _ROUNDS:
        return False
    # Damaged twice, a word passes through a stage with controls in it.
    deeper = (_decode(word, page) for page in code_pages())
    return any(
        text is not None and text != word and _plausible(text, points, scripts, depth + 1) for text in deeper
    )


def _fix_word(match: re.Match[str], page: CodePage) -> _Fix | None:
    """Return the word mended, or None if it is no damaged word.

    Undamaged quotes and brackets may stand around it: they are tried as part of the word first.
    """
    word, start = match.group(), match.start()
    if not page.unit.search(word):
        return None
    edge = page.edge.match(word)
    skip = edge.end() if edge else 0
    for cut in range(4):
        inner = word[skip : len(word) - cut]
        if cut and not page.edge.fullmatch(word[len(word) - cut :]):
            return None
        text = _decode(inner, page)
        if text is None:
            continue
        points = _points(inner, page)
        if text == inner or not _plausible(text, points, _scripts(inner)):
            return None
        return _Fix(start + skip, start + skip + len(inner), text, points)
    return None


def _runs(text: str, page: CodePage) -> Iterator[list[_Fix]]:
    """Yield the damaged words in runs; a run of none stands for an undamaged word between them."""
    run: list[_Fix] = []
    for match in _WORD.finditer(text):
        fix = _fix_word(match, page)
        if fix is None or fix.end - fix.start < len(match.group()):
            yield run
            yield [] if fix is None else [fix]
            run = []
        else:
            run.append(fix)
    yield run


def _proven(text: str, page: CodePage) -> list[_Fix]:
    runs = list(_runs(text, page))
    whole = len(runs) == 1
    points = [fix.points for run in runs for fix in run]
    if max(points, default=0) < _PROOF_WHOLE or (not whole and sum(points) < _PROOF_PART):
        return []
    proven = []
    for run in runs:
        enough = whole or sum(fix.points for fix in run) >= _PROOF_PART
        proven += [fix for fix in run if enough or fix.points >= _PROOF_WHOLE]
    return proven


def _apply(text: str, fixes: list[_Fix]) -> str:
    parts, position = [], 0
    for fix in fixes:
        parts += [text[position : fix.start], fix.text]
        position = fix.end
    return "".join([*parts, text[position:]])


def repair_mojibake(text: str) -> str | None:
    """Return `text` with UTF-8 that was read in the wrong code page turned back.

    Args:
        text: any text; undamaged words around a damaged part stay as they are.

    Returns:
        The mended text, or None if nothing in it is proven damage. Text with a replacement character
        (U+FFFD) is never touched: its bytes are gone.
    """
    mended = text
    for _ in range(_ROUNDS):
        if "\ufffd" in mended or not _suspect().search(mended):
            break
        best = max(
            (_proven(mended, page) for page in code_pages()),
            key=lambda found: sum(fix.points for fix in found),
        )
        if not best:
            break
        mended = _apply(mended, best)
    return mended if mended != text else None
