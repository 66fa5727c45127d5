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
from warraq.corpus.text.language import detect
from warraq.corpus.text.signals import PARAGRAPH_BREAK, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warraq.model.settings import Agency, Source

UNDATED = "undated"


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
    evidence and removed (JSON), language, language_score, language_mismatch, license, removed_lines, those
    of `counted` and `identify`, and month ("2024-10" or "undated").
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
    )
    lacking = [_lack(title, body) for title, body in zip(frame["title"], frame["body"], strict=True)]
    rejects = [
        (one, Reject(one.record.position, one.record.offset, one.record.sha256, *lack))
        for one, lack in zip(taken, lacking, strict=True)
        if lack is not None
    ]
    whole = frame.filter(pl.Series([lack is None for lack in lacking], dtype=pl.Boolean()))
    return _enriched(whole, source), rejects


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
    body.evidence |= one.draft.evidence
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
    body.text = PARAGRAPH_BREAK.join(line for line in text.split("\n") if line.strip()) or None
    return body


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _lack(title: str | None, body: str | None) -> tuple[str, str] | None:
    if not body:
        return (
            "empty-body",
            f"no body text; title: {title[:120]!r}" if title else "neither title nor body text",
        )
    if not title:
        return "missing-title", f"no title; body begins: {body[:120]!r}"
    return None


def _base(tag: pl.Expr) -> pl.Expr:
    return tag.str.to_lowercase().str.split("-").list.first().str.split("_").list.first()


def _enriched(frame: pl.DataFrame, source: Source) -> pl.DataFrame:
    texts = frame.select(text=pl.concat_str("title", pl.lit("\n"), pl.col("body").str.slice(0, 400)))["text"]
    detected = detect(texts.to_list())
    frame = frame.with_columns(
        pl.Series("language", [tag for tag, _ in detected], dtype=pl.String()),
        pl.Series("language_score", [score for _, score in detected], dtype=pl.Float64()),
        license=pl.lit(source.license, pl.String()),
        month=pl.col("published_at").dt.strftime("%Y-%m").fill_null(UNDATED),
    )
    claimed = _base(pl.col("language_label"))
    known = pl.col("language") != "und"
    frame = frame.with_columns(language_mismatch=pl.when(known).then(claimed != _base(pl.col("language"))))
    return identify(counted(frame))
