"""Repair of display text: what a reader should never see goes, every letter and mark stays.

Each repair is a gate, a regular expression that finds the rows in need, and a function over those rows only;
clean text costs one pass of the gates. Quotes, guillemets, digits, tashkeel, hamza, yeh and kaf never change.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from warraq.corpus.text.mojibake import repair_mojibake, suspect_pattern
from warraq.corpus.text.white_space import put, tidy

if TYPE_CHECKING:
    from collections.abc import Callable

_FIELDS = ("title", "subtitle", "body")
_ROUNDS = 4  # one repair may uncover the need of another, such as a control character inside mojibake

_BREAKS = r"\r\n|[\r\x0b\x0c\x85\x{2028}\x{2029}]"
_CONTROLS = (
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\x{ad}\x{feff}\x{fff9}-\x{fffb}\x{fdd0}-\x{fdef}\x{fffe}\x{ffff}]"
)
_BIDI = r"[\x{61c}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]"

_PRESENTATION = r"[\x{fb50}-\x{fdff}\x{fe70}-\x{fefc}]"
# Symbols rather than spellings: Koranic stops, honorifics and the rial sign. The name of God (FDF2) is a
# spelling: typesetting programs put it inside of words and names, where it must be found as letters.
_KEPT_LIGATURES = frozenset(range(0xFDF0, 0xFDFE)) - {0xFDF2}

_ARABIC = (
    r"\x{620}-\x{63f}\x{641}-\x{65f}\x{66e}-\x{6d3}\x{6d5}-\x{6dc}\x{6df}-\x{6e8}\x{6ea}-\x{6ef}\x{6fa}-\x{6ff}"
    r"\x{750}-\x{77f}\x{8a0}-\x{8ff}"
)
_NOT_ARABIC_ALONE = r"[\x{672}-\x{6d3}\x{6d5}\x{6fa}-\x{6ff}\x{750}-\x{77f}]"  # Persian, Urdu, Sorani …
_JOINERS = r"[\x{200c}\x{200d}]"
_ZERO_WIDTH = r"[\x{200b}\x{2060}]"
# Joiners behind anything else shape Indic letters or emoji.
_STRAY_JOINERS = rf"(^|[{_ARABIC}\x{{640}}\p{{P}}\p{{Z}}\s0-9A-Za-z]){_JOINERS}+"
# Scripts that part their words by a zero-width space.
_UNSPACED = r"[\x{e00}-\x{fff}\x{1000}-\x{109f}\x{1780}-\x{17ff}\x{1950}-\x{19df}\x{1a20}-\x{1aad}]"

# Text without these is NFC: a mark behind a mark, or one that composes with the letter before it; characters
# that NFC replaces. Generous, for the answer comes from normalising.
_NOT_NFC = (
    r"\p{M}\p{M}|[\x{300}-\x{36f}\x{653}-\x{655}\x{93c}\x{9be}\x{9d7}\x{b3e}\x{b56}\x{b57}\x{bbe}\x{bd7}\x{c56}"
    r"\x{cc2}\x{cd5}\x{cd6}\x{d3e}\x{d57}\x{dca}\x{dcf}\x{ddf}\x{102e}\x{1161}-\x{1175}\x{11a8}-\x{11c2}\x{1b35}"
    r"\x{3099}\x{309a}\x{374}\x{37e}\x{387}\x{958}-\x{95f}\x{9dc}\x{9dd}\x{9df}\x{a33}\x{a36}\x{a59}-\x{a5b}\x{a5e}"
    r"\x{b5c}\x{b5d}\x{f43}-\x{fb9}\x{1f71}-\x{1fff}\x{2126}\x{212a}\x{212b}\x{2329}\x{232a}\x{2adc}\x{f900}-\x{faff}"
    r"\x{fb1d}-\x{fb4e}\x{11080}-\x{16fff}\x{1d15e}-\x{1d1c0}\x{2f800}-\x{2fa1f}]"
)


class _Repair(NamedTuple):
    """A named repair: `gate` finds the rows, `mend` maps them; `rows` narrows them by more than a pattern."""

    name: str
    gate: str
    mend: Callable[[pl.Series], pl.Series]
    rows: str | None = None


def _mojibake(text: pl.Series) -> pl.Series:
    return pl.Series(text.name, [repair_mojibake(value) or value for value in text], dtype=pl.String)


@cache
def presentation_forms() -> dict[str, str]:
    """Return each Arabic presentation form that is folded -> the letters that it shows.

    Compatibility decomposition of U+FB50-FDFF and U+FE70-FEFC, without the space or tatweel that carries an
    isolated mark. Honorifics and signs (`ﷺ`, `ﷻ`, `﷽`, `﷼`) are not in it.
    """
    forms = {}
    for point in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        form = chr(point)
        letters = unicodedata.normalize("NFKC", form).lstrip(" \u0640")
        if letters != form and point not in _KEPT_LIGATURES:
            forms[form] = letters
    return forms


def _fold_forms(text: pl.Series) -> pl.Series:
    return text.str.replace_many(presentation_forms())


def _drop_tatweel(text: pl.Series) -> pl.Series:
    # Between letters it only stretches the word. Behind the last one it is meant: it joins a particle to what
    # follows (`الـ28`, `لـ«المنارة»`) and marks the hijri year (`1445 هـ`).
    for _ in range(2):  # a letter between two of them belongs to both matches
        text = text.str.replace_all(rf"([{_ARABIC}])\x{{640}}+([{_ARABIC}])", "${1}${2}")
    return text


def _drop(pattern: str) -> Callable[[pl.Series], pl.Series]:
    return lambda text: text.str.replace_all(pattern, "")


_REPAIRS = (
    _Repair("mojibake", suspect_pattern(), _mojibake),
    _Repair("", _BREAKS, lambda text: text.str.replace_all(_BREAKS, "\n")),
    _Repair("controls", _CONTROLS, _drop(_CONTROLS)),
    _Repair("bidi", _BIDI, _drop(_BIDI)),
    _Repair("presentation-forms", _PRESENTATION, _fold_forms),
    _Repair("tatweel", rf"[{_ARABIC}]\x{{640}}+[{_ARABIC}]", _drop_tatweel),
    _Repair("zero-width", _ZERO_WIDTH, _drop(_ZERO_WIDTH), "spaced"),
    _Repair("zero-width", _JOINERS, lambda text: text.str.replace_all(_STRAY_JOINERS, "${1}"), "arabic"),
    _Repair("nfc", _NOT_NFC, lambda text: text.str.normalize("NFC")),
)
_NAMES = sorted({repair.name for repair in _REPAIRS if repair.name})
_ANYTHING = "|".join(f"(?:{repair.gate})" for repair in _REPAIRS)


def _is_arabic(frame: pl.DataFrame) -> pl.Series:
    """Tell which rows are Arabic, by their label or, without one, by the letters of all their text."""
    fields = [pl.col(name) for name in _FIELDS]
    foreign = pl.any_horizontal(
        field.str.contains(_NOT_ARABIC_ALONE).fill_null(value=False) for field in fields
    )
    letters = pl.any_horizontal(
        field.str.contains(rf"[{_ARABIC}]").fill_null(value=False) for field in fields
    )
    label = pl.col("language").str.contains(r"(?i)^(?:ar|arb|arz|ary|apc|acm)(?:-|$)")
    return frame.select(label.fill_null(letters & ~foreign).alias("arabic")).to_series()


def _mend(
    text: pl.Series, arabic: pl.Series, changed: dict[str, list[pl.Series]], rows: pl.Series
) -> pl.Series:
    """Return the mended text of some rows, and add to `changed` the numbers, out of `rows`, that changed."""
    for repair in _REPAIRS:
        found = text.str.contains(repair.gate)
        if repair.rows == "arabic":
            found = found & arabic
        elif repair.rows == "spaced" and found.any():
            found = found & ~text.str.contains(_UNSPACED)
        at = found.arg_true()
        if not len(at):
            continue
        old = text.gather(at)
        new = repair.mend(old)
        text = put(text, at, new)
        if repair.name:
            changed[repair.name].append(rows.gather(at).filter(old != new))
    return text


def _repair(
    text: pl.Series, rows: pl.Series, arabic: pl.Series, changed: dict[str, list[pl.Series]]
) -> pl.Series:
    for _ in range(_ROUNDS):
        if not len(rows):
            break
        old = text.gather(rows)
        new = _mend(old, arabic.gather(rows), changed, rows)
        text = put(text, rows, new)
        rows = rows.filter(old != new)
    return text


def _arabic_rows(frame: pl.DataFrame, rows: list[pl.Series]) -> pl.Series:
    """Tell for the rows, given as numbers, whether they are Arabic; false for all other rows."""
    at = pl.concat(rows).unique().sort()
    return put(pl.repeat(value=False, n=len(frame), eager=True), at, _is_arabic(frame[at]))


def _mend_fields(frame: pl.DataFrame, changed: dict[str, list[pl.Series]]) -> list[pl.Series]:
    """Return the fields mended, white space included."""
    unknown = pl.repeat(value=False, n=len(frame), eager=True)
    rows = [frame[name].str.contains(_ANYTHING).arg_true() for name in _FIELDS]
    fields = [_repair(frame[name], at, unknown, changed) for name, at in zip(_FIELDS, rows, strict=True)]
    # Mojibake and presentation forms hide the letters that tell Arabic from Persian.
    arabic = _arabic_rows(frame.with_columns(fields), rows)
    mended = []
    for text, at in zip(fields, rows, strict=True):
        joined = at.filter(text.gather(at).str.contains(_JOINERS))
        neat = tidy(_repair(text, joined, arabic, changed))
        # A space for a no-break space parts damaged words from others, which may complete their proof.
        suspect = at.filter(neat.gather(at).str.contains(suspect_pattern()).fill_null(value=False))
        again = _repair(neat, suspect, arabic, changed).gather(suspect)
        mended.append(put(neat, suspect, tidy(again)))
    return mended


def clean(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with its display text repaired and the column `repairs`.

    Removed: controls, byte-order marks and soft hyphens; direction marks; tatweel between Arabic letters
    (behind the last one it joins a particle or marks the hijri year); zero-width spaces outside of scripts
    that part words by them; joiners in Arabic text. Mended: mojibake, presentation forms, anything but NFC.
    White space: one space in a run, lines stripped, every non-empty line of a body a paragraph, title and
    subtitle one line. The result of cleaning what is clean is the same.

    Args:
        frame: string columns `title`, `subtitle` and `body` (null: none), and `language`: the known BCP-47
            label or null. Joiners are removed only under a label of Arabic or, without a label, where no
            letter particular to Persian, Urdu or Sorani is in the row. Other columns stay as they are.

    Returns:
        The rows in their order. Text that is empty after cleaning is null. `repairs` (list of strings, never
        null) names the repairs that changed the row, sorted: bidi, controls, mojibake, nfc,
        presentation-forms, tatweel, zero-width. White space is not named.
    """
    changed: dict[str, list[pl.Series]] = {name: [] for name in _NAMES}
    fields = _mend_fields(frame, changed)
    number = pl.int_range(pl.len(), dtype=pl.UInt32)
    flags = [
        pl.when(number.is_in(pl.concat(rows).unique().implode())).then(pl.lit(name))
        for name, rows in changed.items()
        if rows
    ]
    names = pl.concat_list(flags).list.drop_nulls() if flags else pl.lit([], dtype=pl.List(pl.String))
    return frame.with_columns(*fields, names.alias("repairs"))
