"""The frames that a build passes from stage to stage: their columns, and how drafts become one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from warraq.corpus.text.labels import clean_label
from warraq.corpus.text.urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from warraq.corpus.records import Draft, RawRecord, Reject

#: Where a record lies: the path below raw/, its form, its 1-based position in the file, its byte offset in
#: the decompressed file (null where the form has none), and the digest of its bytes.
PLACE = {
    "source": pl.String(),
    "raw_path": pl.String(),
    "form": pl.String(),
    "position": pl.Int64(),
    "offset": pl.Int64(),
    "raw_sha256": pl.String(),
}

#: What a draft says. Title, subtitle and body are as found; times are naive UTC.
DRAFTED = {
    "key": pl.String(),
    "url": pl.String(),
    "title": pl.String(),
    "subtitle": pl.String(),
    "body": pl.String(),
    "authors": pl.List(pl.String()),
    "agency": pl.String(),
    "section": pl.String(),
    "tags": pl.List(pl.String()),
    "published_at": pl.Datetime("us"),
    "published_precision": pl.String(),
    "published_origin": pl.String(),
    "modified_at": pl.Datetime("us"),
    "fetched_at": pl.Datetime("us"),
    "language_label": pl.String(),
    "paywalled": pl.Boolean(),
    "page_kind": pl.String(),
}

#: The quarantine: one row a raw record (or unreadable rest of a file) that became no article.
QUARANTINE = {**PLACE, "reason": pl.String(), "detail": pl.String()}


@dataclass(frozen=True, slots=True)
class Taken:
    """A draft and the raw record that it was taken from."""

    source: str
    raw_path: str
    form: str
    record: RawRecord
    draft: Draft


def draft_frame(taken: Sequence[Taken]) -> pl.DataFrame:
    """Return the drafts as a frame, in their order: the columns of `PLACE` and `DRAFTED`.

    The URL is canonical, or null where it is none; authors, agency, section and tags are repaired.
    """
    drafts = [one.draft for one in taken]
    label = _cleaned(drafts)
    records = [one.record for one in taken]
    moments = [draft.published for draft in drafts]
    columns = {
        "source": [one.source for one in taken],
        "raw_path": [one.raw_path for one in taken],
        "form": [one.form for one in taken],
        "position": [record.position for record in records],
        "offset": [record.offset for record in records],
        "raw_sha256": [record.sha256 for record in records],
        "key": [draft.key for draft in drafts],
        "url": [canonical_url(draft.url) if draft.url else None for draft in drafts],
        "title": [draft.title for draft in drafts],
        "subtitle": [draft.subtitle for draft in drafts],
        "body": [draft.body for draft in drafts],
        "authors": _lists([_each(draft.authors, label) for draft in drafts]),
        "agency": [label[draft.agency] for draft in drafts],
        "section": [label[draft.section] for draft in drafts],
        "tags": _lists([_each(draft.tags, label) for draft in drafts]),
        "published_at": [moment.value if moment else None for moment in moments],
        "published_precision": [moment.precision if moment else "none" for moment in moments],
        "published_origin": [moment.origin if moment else "none" for moment in moments],
        "modified_at": [draft.modified.value if draft.modified else None for draft in drafts],
        "fetched_at": [draft.fetched.value if draft.fetched else None for draft in drafts],
        "language_label": [draft.language for draft in drafts],
        "paywalled": [draft.paywalled for draft in drafts],
        "page_kind": [draft.kind for draft in drafts],
    }
    return pl.DataFrame(columns, schema={**PLACE, **DRAFTED})


def _lists(rows: list[list[str]]) -> pl.Series:
    # Arrow takes the rows as they are; polars would make a series of each.
    return pl.Series(pl.from_arrow(pa.array(rows, type=pa.large_list(pa.large_string()))))


def _cleaned(drafts: Sequence[Draft]) -> dict[str | None, str | None]:
    """Return every author, tag, agency and section with its repaired form: most come many times."""
    lists = [names for draft in drafts for names in (draft.authors, draft.tags)]
    single = [name for draft in drafts for name in (draft.agency, draft.section)]
    return {text: clean_label(text) for text in {*single, *chain.from_iterable(lists)}}


def _each(texts: Sequence[str], label: Mapping[str | None, str | None]) -> list[str]:
    """Return the repaired texts, each once, in order, without empty ones."""
    return list(dict.fromkeys(text for text in map(label.__getitem__, texts) if text))


def quarantine_frame(rows: Sequence[tuple[str | None, str, str, Reject]]) -> pl.DataFrame:
    """Return (source, raw_path, form, reject) tuples as a frame with the columns of `QUARANTINE`."""
    rejects = [row[3] for row in rows]
    columns = {
        "source": [row[0] for row in rows],
        "raw_path": [row[1] for row in rows],
        "form": [row[2] for row in rows],
        "position": [reject.position for reject in rejects],
        "offset": [reject.offset for reject in rejects],
        "raw_sha256": [reject.sha256 for reject in rejects],
        "reason": [reject.reason for reject in rejects],
        "detail": [reject.detail for reject in rejects],
    }
    return pl.DataFrame(columns, schema=QUARANTINE)
