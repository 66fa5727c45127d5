"""An article out of a page that was dumped as plain text: no markup, no address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from warraq.corpus.extract.boilerplate import fold_line
from warraq.corpus.extract.dump_dates import read_dates
from warraq.corpus.extract.dump_lines import Run, body_run, measure, read_lines
from warraq.corpus.extract.fields import Problem
from warraq.corpus.extract.headline import pick_headline
from warraq.corpus.records import Draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warraq.corpus.extract.dump_lines import Line
    from warraq.model.settings import Source

_LEAST_WORDS = 6
_CREDIT_WORDS = 6
_NAME_WORDS = 6
_CREDIT = re.compile(
    r"(?:وكاله|وكالات|المصدر|مصدر|نقلا عن|خبرگزاري|منبع|بشكريه)\b.*|"
    r"(?:source|sources|quelle|fuente|kaynak|agence|agencia)\b.*"
    r"|\(.{2,40}\)|[-–—*]\s?\S.{1,30}\s?[-–—]|(?:[^\W\d_] ){1,4}[^\W\d_]"
)
_CAPITALS = re.compile(r"[A-Z]{2,6}(?:(?: ?[/,&|+-] ?| and )[A-Z][A-Za-z]{1,12}){0,3}")
_BYLINE = re.compile(
    r"(?:by|von|par|por|written by|بقلم|مراسل|مراسله)\s\S.{2,50}|"
    r"(?:كتبت?|تحرير|اعداد|ترجمه|نويسنده|گزارش|author|reporter|yazar|autor|auteur)\s?:.{2,50}"
)
_DATELINE = re.compile(r"[^.؟!?\d]{2,30} ?[-–—/:،(] ?[^.؟!?\d]{0,30}")
_SKIPPED_BELOW = frozenset({"read-also", "share-bar", "subscription", "view-counter", "caption", "date-line"})
_KEPT_IN_BODY = frozenset({None, "view-counter", "navigation"})
_SNIFFED = 65536


def draft_from_dump(text: str, source: Source) -> Draft | Problem:
    """Return the article in the text of a page, or why there is none.

    The body is the best run of lines (`dump_lines.body_run`), one line a paragraph; an agency credit
    directly below it stays as its last line, for the agency step to take. Headline and sub-headline come
    from above it. Every other line is in `removed`, in page order. There is no address; dates come only from
    lines that hold nothing else, and one that is told relative to an unknown day is left out.
    """
    if "\0" in text[:_SNIFFED]:
        return Problem("binary-file", "NUL characters in a text dump")
    lines = read_lines(text, [re.compile(pattern) for pattern in source.drop_lines])
    if not lines:
        return Problem("empty-file", "no line holds any text")
    dates = read_dates(lines, source)
    run = body_run(dates.lines)
    if run is None or not _holds_a_sentence(dates.lines[run.start : run.stop]):
        return Problem("no-article", f"no prose in {len(lines)} lines, beginning {lines[0].text[:80]!r}")
    draft = Draft(published=dates.published, modified=dates.modified, evidence=dates.evidence)
    return _filled(draft, dates.lines, _trimmed(dates.lines, run), fold_line(source.name or ""))


def _holds_a_sentence(lines: Sequence[Line]) -> bool:
    return sum(measure(line.text)[0] for line in lines) >= _LEAST_WORDS


def _filled(draft: Draft, lines: Sequence[Line], run: Run, site: str) -> Draft:
    inside = [line for line in lines[run.start : run.stop] if line.reason in _KEPT_IN_BODY]
    above = [line for line in lines[: run.start] if line.reason is None and _may_be_headline(line.text, site)]
    title, subtitle = pick_headline(above, "\n".join(line.text for line in inside))
    if (
        above
        and above[-1] is lines[run.start - 1]
        and above[-1] not in (title, subtitle)
        and _is_dateline(above[-1])
    ):
        inside.insert(0, above[-1])
    if credit := _credit_below(lines, run):
        inside.append(credit)
    kept = {line.number for line in (*inside, title, subtitle) if line}
    draft.body = "\n".join(line.text for line in inside)
    draft.title = title.text if title else None
    draft.subtitle = subtitle.text if subtitle else None
    draft.removed = _removed(lines, run, kept, title, site)
    draft.evidence |= _evidence(lines, run, title, subtitle)
    return draft


def _may_be_headline(text: str, site: str) -> bool:
    folded = fold_line(text)
    return folded != site and not _BYLINE.fullmatch(folded)


def _trimmed(lines: Sequence[Line], run: Run) -> Run:
    """Return the run without chrome at its ends."""
    start, stop = run.start, run.stop
    while start < stop and lines[start].reason is not None:
        start += 1
    while stop > start and lines[stop - 1].reason is not None:
        stop -= 1
    return Run(start, stop, run.score)


def _is_dateline(line: Line) -> bool:
    return len(line.text.split()) <= 7 and bool(_DATELINE.fullmatch(line.text))


def _credit_below(lines: Sequence[Line], run: Run) -> Line | None:
    for line in lines[run.stop : run.stop + 4]:
        if line.reason in _SKIPPED_BELOW:
            continue
        if line.reason is None and len(line.text.split()) <= _CREDIT_WORDS and _is_credit(line.text):
            return line
        return None
    return None


def _is_credit(text: str) -> bool:
    return bool(_CREDIT.fullmatch(fold_line(text)) or _CAPITALS.fullmatch(text.strip("()[]-–— .")))


def _removed(
    lines: Sequence[Line], run: Run, kept: set[int], title: Line | None, site: str
) -> list[tuple[str, str]]:
    removed = []
    under_widget = False
    for at, line in enumerate(lines):
        if line.number in kept:
            continue
        reason = line.reason
        if reason is None and at < run.start:
            named = title is not None and at == 0 and len(line.text.split()) <= _NAME_WORDS
            reason = "site-name" if named or fold_line(line.text) == site else "above-article"
        elif reason is None:
            reason = "widget" if under_widget else "below-article"
        under_widget = at >= run.stop and (under_widget or line.reason == "widget")
        removed.append((line.text, reason))
    return removed


def _evidence(lines: Sequence[Line], run: Run, title: Line | None, subtitle: Line | None) -> dict[str, str]:
    first, last = lines[run.start].number, lines[run.stop - 1].number
    evidence = {"body": f"dump lines {first}-{last} of {lines[-1].number}, score {run.score:.0f}"}
    if title:
        evidence["title"] = f"dump line {title.number}"
    if subtitle:
        evidence["subtitle"] = f"dump line {subtitle.number}"
    return evidence
