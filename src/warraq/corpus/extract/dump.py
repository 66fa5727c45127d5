"""An article out of a page that was dumped as plain text: no markup, no address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from warraq.corpus.extract.boilerplate import fold_line
from warraq.corpus.extract.dump_credits import byline, is_credit, is_dateline, is_named_credit
from warraq.corpus.extract.dump_dates import choose_dates, find_dates, mark_dates
from warraq.corpus.extract.dump_lines import Run, body_run, is_site_line, measure, read_lines
from warraq.corpus.extract.fields import Problem
from warraq.corpus.extract.headline import pick_headline, words_of
from warraq.corpus.extract.interruptions import interruptions
from warraq.corpus.extract.site_lines import PageLines, SiteLines, marked, page_lines
from warraq.corpus.records import Draft

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from warraq.corpus.extract.dump_lines import Line
    from warraq.model.settings import Source

_LEAST_WORDS = 6
_NAME_WORDS = 6
_CREDIT_LINES = 4
_ABOVE = 150
_SIGNED_LINES = 2
_SIGNED = 2.0
_SKIPPED_BELOW = frozenset({"read-also", "share-bar", "subscription", "view-counter", "caption", "date-line"})
_SNIFFED = 65536


def draft_from_dump(text: str, source: Source, site_lines: SiteLines | None = None) -> Draft | Problem:
    """Return the article in the text of a page, or why there is none.

    The body is the best run of lines (`dump_lines.body_run`) without what interrupts it, one line a
    paragraph; an agency credit directly below it stays as its last line, for the agency step to take.
    Headline, sub-headline and authors come from above it. Every other line is in `removed`, in page order.
    There is no address; dates come only from lines that hold nothing else, and one that is told relative to
    an unknown day is left out.

    Args:
        site_lines: what is known of the lines that the site's pages share; by default nothing.
    """
    if "\0" in text[:_SNIFFED]:
        return Problem("binary-file", "NUL characters in a text dump")
    lines = read_lines(text, _patterns(source))
    if not lines:
        return Problem("empty-file", "no line holds any text")
    dates = find_dates(lines, source)
    lines = mark_dates(lines, dates)
    if site_lines is not None and site_lines.levels:
        lines = marked(lines, site_lines)
    run = body_run(lines)
    if run is None or not _holds_a_sentence(lines[run.start : run.stop]):
        return Problem("no-article", f"no prose in {len(lines)} lines, beginning {lines[0].text[:80]!r}")
    draft, title_at = _filled(lines, _trimmed(lines, run), fold_line(source.name or ""))
    choose_dates(draft, dates, title_at, run)
    return draft


def lines_of_dump(text: str, source: Source) -> PageLines:
    """Return what the text of a page tells of the lines that the pages of its site share."""
    lines = read_lines(text, _patterns(source))
    return page_lines(mark_dates(lines, find_dates(lines, source)))


def _patterns(source: Source) -> list[re.Pattern[str]]:
    return [re.compile(pattern) for pattern in source.drop_lines]


def _holds_a_sentence(lines: Sequence[Line]) -> bool:
    return sum(measure(line.text)[0] for line in lines) >= _LEAST_WORDS


def _filled(lines: Sequence[Line], run: Run, site: str) -> tuple[Draft, int]:
    """Return the draft, and the index of the first line that is its own."""
    draft = Draft()
    taken = interruptions(lines, run)
    inside = [lines[at] for at in range(run.start, run.stop) if at not in taken]
    reasons = dict(taken)
    near = range(max(0, run.start - _ABOVE), run.start)
    writers = {at: names for at in near if (names := _writers(lines[at]))}
    above = [lines[at] for at in near if _may_be_headline(lines[at], site) and at not in writers]
    factors = _places(lines, near, writers)
    left_out = sum(is_site_line(line) for line in lines[: run.start])
    prose = set().union(*(words_of(line.folded) for line in inside))
    title, subtitle = pick_headline(above, prose, factors, left_out)
    kept = [line for line in (title, subtitle) if line]
    inside = [*_opening(lines, run, kept), *inside]
    if credit := _credit_below(lines, run):
        inside.append(credit)
    title_at = lines.index(title) if title else run.start
    for at, names in writers.items():
        if at >= title_at - 1:
            draft.authors += [name for name in names if name not in draft.authors]
            draft.evidence.setdefault("authors", f"dump line {lines[at].number}")
        reasons[at] = lines[at].reason or "byline"
    draft.body = "\n".join(line.text for line in inside)
    draft.title = title.text if title else None
    draft.subtitle = subtitle.text if subtitle else None
    draft.removed = _removed(lines, run, {line.number for line in (*inside, *kept)}, reasons, title, site)
    draft.evidence |= _evidence(lines, run, title, subtitle)
    return draft, title_at


def _places(lines: Sequence[Line], near: range, writers: Container[int]) -> dict[int, float]:
    """Return line number -> factor of lines whose place speaks for a headline: just above writer or date."""
    return {
        line.number: _SIGNED
        for at in near
        if lines[at].reason == "date-line" or at in writers
        for line in lines[max(0, at - _SIGNED_LINES) : at]
    }


def _writers(line: Line) -> list[str]:
    return byline(line) if line.reason is None or is_site_line(line) else []


def _may_be_headline(line: Line, site: str) -> bool:
    return line.reason is None and line.folded != site and not is_named_credit(line)


def _trimmed(lines: Sequence[Line], run: Run) -> Run:
    """Return the run without chrome at its ends."""
    start, stop = run.start, run.stop
    while start < stop and lines[start].reason is not None:
        start += 1
    while stop > start and lines[stop - 1].reason is not None:
        stop -= 1
    return Run(start, stop, run.score)


def _opening(lines: Sequence[Line], run: Run, kept: Sequence[Line]) -> list[Line]:
    """Return the dateline, or the line that names the source, directly above the article."""
    for line in reversed(lines[max(0, run.start - _CREDIT_LINES) : run.start]):
        if any(line is one for one in kept):
            break
        if line.reason == "date-line" or byline(line):
            continue
        named = (line.reason is None or is_site_line(line)) and is_named_credit(line)
        dated = line is lines[run.start - 1] and line.reason is None and is_dateline(line)
        return [line] if named or dated else []
    return []


def _credit_below(lines: Sequence[Line], run: Run) -> Line | None:
    for line in lines[run.stop : run.stop + _CREDIT_LINES]:
        if line.reason in _SKIPPED_BELOW:
            continue
        if (line.reason is None and is_credit(line)) or (is_site_line(line) and is_named_credit(line)):
            return line
        if not is_site_line(line):
            return None
    return None


def _removed(
    lines: Sequence[Line],
    run: Run,
    kept: set[int],
    reasons: Mapping[int, str],
    title: Line | None,
    site: str,
) -> list[tuple[str, str]]:
    removed = []
    under_widget = False
    for at, line in enumerate(lines):
        if line.number in kept:
            continue
        reason = reasons.get(at) or line.reason
        if reason is None and at < run.start:
            named = title is not None and at == 0 and len(line.text.split()) <= _NAME_WORDS
            reason = "site-name" if named or line.folded == site else "above-article"
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
