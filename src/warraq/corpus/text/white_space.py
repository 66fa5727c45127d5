"""White space of display text, put in order: one space, one line a title, blank lines between paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

# A noncharacter holds the place of a no-break space that stays; those found in the text are gone before.
_KEPT_SPACE = "\ufdd1"

_ODD = r"\t\x{a0}\x{1680}\x{2000}-\x{200a}\x{205f}\x{3000}"
_EDGES = r"[ \x{202f}\x{fdd1}]"
# Gates find at least the rows that the step behind them changes.
_RUN_GATE = rf"[{_ODD}]|  "
_RUN = rf" *[{_ODD}][ {_ODD}]*|  +"  # but for the single plain space, of which a text is full
_EDGE_GATE = r"[ \x{202f}\x{fdd1}]\n|\n[ \x{202f}\x{fdd1}]"
_BREAK_GATE = r"\n\n\n|[^\n]\n[^\n]"
_ENDS = "\n \u202f\ufdd1"


def put(text: pl.Series, rows: pl.Series, values: pl.Series) -> pl.Series:
    """Return the series with the values at the rows (numbers); the series itself stays as it is."""
    return text.clone().scatter(rows, values) if len(rows) else text  # scatter writes into its own series


def _where(text: pl.Series, gate: str, mend: Callable[[pl.Series], pl.Series]) -> pl.Series:
    rows = text.str.contains(gate).arg_true()
    return put(text, rows, mend(text.gather(rows))) if len(rows) else text


def _guard(text: pl.Series) -> pl.Series:
    """Hold the places of the no-break spaces that French and numbers want."""
    run = rf"[ {_ODD}]*\x{{a0}}[ {_ODD}]*"
    return (
        text.str.replace_all(rf"{run}([;:!?»])", f"{_KEPT_SPACE}${{1}}")
        .str.replace_all(rf"«{run}", f"«{_KEPT_SPACE}")
        .str.replace_all(r"(\d)\x{a0}(\d)", f"${{1}}{_KEPT_SPACE}${{2}}")
        .str.replace_all(r"(\d)\x{a0}(\d)", f"${{1}}{_KEPT_SPACE}${{2}}")
    )


def _spaces(text: pl.Series) -> pl.Series:
    """Return one space for each run of spaces, no space at the ends of lines, paragraphs a blank line apart.

    A no-break space stays where French and numbers want it: before `; : ! ? »`, behind `«`, between digits.
    U+202F stays wherever it is inside a line: it is written on purpose (Mongolian spells with it).
    """
    text = _where(text, r"\x{a0}", _guard)
    text = _where(text, _RUN_GATE, lambda some: some.str.replace_all(_RUN, " "))
    text = _where(
        text, _EDGE_GATE, lambda some: some.str.replace_all(rf"{_EDGES}*\n[ \n\x{{202f}}\x{{fdd1}}]*", "\n\n")
    )
    text = _where(text, _BREAK_GATE, lambda some: some.str.replace_all(r"\n+", "\n\n"))
    text = text.str.strip_chars(_ENDS)
    return _where(text, _KEPT_SPACE, lambda some: some.str.replace_all(_KEPT_SPACE, "\u00a0", literal=True))


def tidy(text: pl.Series) -> pl.Series:
    """Return the text with its white space in order, and null for what is empty.

    A series named `body` keeps its lines, each of them a paragraph; every other becomes one line.
    """
    if text.name != "body":
        text = _where(text, r"\n", lambda some: some.str.replace_all(r"\n+", " "))
    text = _spaces(text)
    return text.replace({"": None}) if (text == "").any() else text
