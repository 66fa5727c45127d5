"""From drafts to rows: text repaired, boilerplate and credit taken out, language and counts put in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
import polars as pl

from warraq.corpus.extract.boilerplate import strip_chrome
from warraq.corpus.frames import Taken, draft_frame
from warraq.corpus.records import Reject
from warraq.corpus.relate.identity import identify
from warraq.corpus.text.agency import AgencyIndex
from warraq.corpus.text.clean import clean
from warraq.corpus.text.credit import find_byline_credit, find_credit
from warraq.corpus.text.language import detect, differs, opening
from warraq.corpus.text.match_key import match_key
from warraq.corpus.text.signals import PARAGRAPH_BREAK, counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from warraq.model.settings import Agency, Source

UNDATED = "undated"
#: Fields of a draft whose columns have other names: the language of an article is told from its text.
_COLUMNS = {"language": "language_label", "kind": "page_kind"}


@dataclass(slots=True)
class _Body:
    """A body while lines are taken out of it."""

    text: str | None
    agency: str | None
    evidence: dict[str, str] = field(default_factory=dict)
    removed: list[tuple[str, str]] = field(default_factory=list)


def normalise(
    taken: Sequence[Taken], source: Source, agencies: tuple[Agency, ...]
) -> tuple[pl.DataFrame, list[tuple[Taken, Reject]]]:
    """Return the rows, and the records that lack a title or a body.

    Rows keep the order of `taken`. Their columns are those of `draft_frame` with text repaired, and: repairs,
    evidence and removed (JSON), language, language_score, language_mismatch, license, lines, removed_lines,
    removed_share, those of `counted` and `identify`, month ("2024-10" or "undated"), and the match key of the
    body, body_key.
    """
    frame = clean(draft_frame(taken).with_columns(language=pl.lit(_repair_language(source), pl.String())))
    index = AgencyIndex.load(agencies)
    drop_lines = [re.compile(pattern) for pattern in source.drop_lines]
    columns = (frame[name].to_list() for name in ("body", "agency", "authors"))
    bodies = [
        _strip(one, _Body(body, agency), authors, index, drop_lines)
        for one, body, agency, authors in zip(taken, *columns, strict=True)
    ]
    frame = frame.with_columns(
        pl.Series("body", [body.text for body in bodies], dtype=pl.String()),
        pl.Series("agency", [body.agency for body in bodies], dtype=pl.String()),
        pl.Series("evidence", [_json(body.evidence) for body in bodies], dtype=pl.String()),
        pl.Series("removed", [_json(body.removed) for body in bodies], dtype=pl.String()),
        pl.Series("removed_lines", [len(body.removed) for body in bodies], dtype=pl.Int64()),
        pl.Series("_removed", [_characters(body.removed) for body in bodies], dtype=pl.Int64()),
        lines=_lines(pl.col("body")) + pl.Series([len(one.draft.removed) for one in taken], dtype=pl.Int64()),
    )
    lacking = frame.select(pl.any_horizontal(pl.col("title", "body").is_null())).to_series()
    rejects = [_reject(taken[at], *frame.select("title", "body").row(at)) for at in lacking.arg_true()]
    return _enriched(frame.filter(~lacking), source), rejects


def _lines(body: pl.Expr) -> pl.Expr:
    """Return how many lines a cleaned body has; 0 for null."""
    return (body.str.count_matches(PARAGRAPH_BREAK, literal=True) + 1).fill_null(0).cast(pl.Int64)


def _characters(removed: Sequence[tuple[str, str]]) -> int:
    return sum(len(line) for line, _ in removed)


def _reject(one: Taken, title: str | None, body: str | None) -> tuple[Taken, Reject]:
    record = one.record
    return one, Reject(record.position, record.offset, record.sha256, *_lack(title, body))


def _repair_language(source: Source) -> str | None:
    """Return the language that text repair may rely on.

    "ar" is left open: a Persian text under an Arabic label must keep its zero-width non-joiners.
    """
    return None if source.language is None or source.language.split("-")[0] == "ar" else source.language


def _strip(
    one: Taken,
    body: _Body,
    authors: Sequence[str],
    index: AgencyIndex,
    drop_lines: Sequence[re.Pattern[str]],
) -> _Body:
    body.evidence |= named_as_columns(one.draft.evidence)
    body.removed += one.draft.removed
    if body.agency is not None:
        body.agency = index.find(body.agency, certain=True) or body.agency
    if not body.text:
        return body
    text, removed = strip_chrome(body.text, drop_lines)
    body.removed += removed
    credit = find_credit(text, agencies=index)
    if credit is not None:
        text = credit.body
        body.removed += credit.removed
    if body.agency is None and credit is not None:
        body.agency, body.evidence["agency"] = credit.name, credit.evidence
    if body.agency is None and authors:
        byline = find_byline_credit(authors, index)
        if byline is not None:
            body.agency, body.evidence["agency"] = byline
    if text != body.text:
        body.text = PARAGRAPH_BREAK.join(line for line in text.split("\n") if line.strip()) or None
    return body


def named_as_columns(evidence: Mapping[str, str]) -> dict[str, str]:
    """Return a draft's evidence under the names of the columns that its values come to."""
    return {_COLUMNS.get(name, name): place for name, place in evidence.items()}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _lack(title: str | None, body: str | None) -> tuple[str, str]:
    if body:
        return "missing-title", f"no title; body begins: {body[:120]!r}"
    return (
        "empty-body",
        f"no body text; title: {title[:120]!r}" if title else "neither title nor body text",
    )


def _enriched(frame: pl.DataFrame, source: Source) -> pl.DataFrame:
    detected = detect(frame.select(opening(pl.col("title"), pl.col("body"))).to_series().to_list())
    frame = frame.with_columns(
        pl.Series("language", [tag for tag, _ in detected], dtype=pl.String()),
        pl.Series("language_score", [score for _, score in detected], dtype=pl.Float64()),
        license=pl.lit(source.license, pl.String()),
        month=pl.col("published_at").dt.strftime("%Y-%m").fill_null(UNDATED),
        title_key=match_key(pl.col("title")),
        body_key=match_key(pl.col("body")),
    )
    frame = counted(frame).with_columns(
        differs(frame["language_label"], frame["language"]).alias("language_mismatch"),
        removed_share=(pl.col("_removed") / (pl.col("_removed") + pl.col("characters"))).round(6),
    )
    return identify(frame).drop("title_key", "_removed")
