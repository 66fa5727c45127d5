"""One shard: some raw files of one source, read and normalised into parts of bounded size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.extract.fields import Problem, draft_from_fields
from warraq.corpus.frames import Taken, quarantine_frame
from warraq.corpus.pipeline.evidence import write_evidence
from warraq.corpus.pipeline.line_table import Measured
from warraq.corpus.pipeline.normalise import normalise
from warraq.corpus.readers import open_raw
from warraq.corpus.records import Draft, Page, RawRecord, Reject
from warraq.corpus.relate.copies.samples import samples_beside, write_samples
from warraq.engine.local import tick

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warraq.corpus.discover import RawFile
    from warraq.corpus.extract.site_lines import SiteLines
    from warraq.model.settings import Agency, Source

#: A part ends at so many records or characters of text, whichever comes first.
PART_RECORDS = 4_000
PART_CHARACTERS = 32 << 20
#: Rejects that are held in memory before they are written down.
PART_REJECTS = 50_000


@dataclass(frozen=True)
class Shard:
    """Raw files of one source, and what is declared for it.

    Attributes:
        site_lines: what is known of the lines that the source's page dumps share; None before they are
            counted, and then dumps are only measured (`warraq.corpus.pipeline.dumps`).
    """

    files: tuple[RawFile, ...]
    source: Source
    agencies: tuple[Agency, ...]
    site_lines: SiteLines | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A reject and the place of its record."""

    source: str | None
    raw_path: str
    form: str
    reject: Reject


def process(shard: Shard, folder: Path) -> dict[str, Any]:
    """Read the shard's files and write `part-0000.parquet` … and `rejects-0000.parquet` … into the folder.

    Parts hold the rows of `normalise` in the order of the files and of the records in them, less what is only
    evidence, which lies beside each part (`warraq.corpus.pipeline.evidence`), as do the samples of its texts
    (`warraq.corpus.relate.copies.samples`); rejects hold the columns of
    `warraq.corpus.frames.QUARANTINE`.

    Returns:
        The number of raw records, and the indexes of the page dumps among the files, which are not read yet
        but measured, as {"records": n, "dumps": [...]}.

    Raises:
        StorageError: a file cannot be read or written.
    """
    refused: list[Refused] = []
    batch: list[Taken] = []
    characters = records = parts = reject_parts = 0

    def flush() -> None:
        nonlocal batch, characters, parts
        rows, lacking = normalise(batch, shard.source, shard.agencies)
        refused.extend(Refused(one.source, one.raw_path, one.form, reject) for one, reject in lacking)
        if rows.height:
            path = folder / f"part-{parts:04d}.parquet"
            write_samples(rows["body_key"], samples_beside(path))
            rows = write_evidence(rows.drop("body_key"), folder, parts)
            rows.write_parquet(path, compression="lz4", row_group_size=rows.height)
            parts += 1
        tick(len(batch))
        batch, characters = [], 0

    def put_rejects_down() -> None:
        nonlocal refused, reject_parts
        rows = [(one.source, one.raw_path, one.form, one.reject) for one in refused]
        path = folder / f"rejects-{reject_parts:04d}.parquet"
        quarantine_frame(rows).write_parquet(path, compression="lz4")
        reject_parts += 1
        refused = []

    dumps = Measured(shard.source)
    for item in _items(shard, dumps):
        records += 1
        if len(refused) >= PART_REJECTS:
            put_rejects_down()
        if isinstance(item, Refused):
            refused.append(item)
            continue
        batch.append(item)
        characters += len(item.draft.body or "")
        if len(batch) >= PART_RECORDS or characters >= PART_CHARACTERS:
            flush()
    if batch:
        flush()
    put_rejects_down()
    dumps.write(folder)
    return {"records": records, "dumps": dumps.files}


def _items(shard: Shard, dumps: Measured) -> Iterator[Taken | Refused]:
    for index, file in enumerate(shard.files):
        form, records = open_raw(file)
        if form == "text" and shard.site_lines is None:
            dumps.add(index, records)
            continue
        for record in records:
            yield take(record, file, form, shard)


def take(record: RawRecord | Reject, file: RawFile, form: str, shard: Shard) -> Taken | Refused:
    """Return the draft of a record of a file of the shard, or why there is none."""
    if isinstance(record, Reject):
        return Refused(file.source, file.relative, form, record)
    draft = _draft(record, shard.source, shard.site_lines)
    if isinstance(draft, Problem):
        reject = Reject(record.position, record.offset, record.sha256, draft.reason, draft.detail)
        return Refused(file.source, file.relative, form, reject)
    return Taken(shard.source.id, file.relative, form, record, draft)


def _draft(record: RawRecord, source: Source, site_lines: SiteLines | None) -> Draft | Problem:
    payload = record.payload
    if isinstance(payload, bytes):
        from warraq.corpus.extract.page import draft_from_page

        return draft_from_page(payload, source)
    if isinstance(payload, Page):
        from warraq.corpus.extract.capture import draft_from_capture

        return draft_from_capture(payload, source)
    if isinstance(payload, str):
        from warraq.corpus.extract.capture import draft_from_text

        return draft_from_text(payload, source, site_lines)
    return draft_from_fields(payload, source)


def read_parts(folder: Path) -> list[Path]:
    """Return the shard's parts in order."""
    return sorted(folder.glob("part-*.parquet"))


def read_rejects(folder: Path) -> pl.DataFrame:
    """Return the shard's quarantine rows; there is always a file of them, if an empty one."""
    return pl.concat([pl.read_parquet(path) for path in sorted(folder.glob("rejects-*.parquet"))])
