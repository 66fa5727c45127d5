"""One shard: some raw files of one source, read and normalised into parts of bounded size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.extract.fields import Problem, draft_from_fields
from warraq.corpus.frames import Taken, quarantine_frame
from warraq.corpus.pipeline.normalise import normalise
from warraq.corpus.readers import open_raw
from warraq.corpus.records import Draft, RawRecord, Reject
from warraq.corpus.text.mojibake import repair_mojibake
from warraq.engine.local import tick

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warraq.corpus.discover import RawFile
    from warraq.model.settings import Agency, Source

#: A part ends at so many records or characters of text, whichever comes first.
PART_RECORDS = 4_000
PART_CHARACTERS = 32 << 20
#: Rejects that are held in memory before they are written down.
PART_REJECTS = 50_000


@dataclass(frozen=True)
class Shard:
    """Raw files of one source, and what is declared for it."""

    files: tuple[RawFile, ...]
    source: Source
    agencies: tuple[Agency, ...]


@dataclass(frozen=True, slots=True)
class _Refused:
    source: str | None
    raw_path: str
    form: str
    reject: Reject


def process(shard: Shard, folder: Path) -> dict[str, Any]:
    """Read the shard's files and write `part-0000.parquet` … and `rejects-0000.parquet` … into the folder.

    Parts hold the rows of `normalise` in the order of the files and of the records in them; rejects hold the
    columns of `warraq.corpus.frames.QUARANTINE`.

    Returns:
        The number of raw records, as {"records": n}.

    Raises:
        StorageError: a file cannot be read or written.
    """
    refused: list[_Refused] = []
    batch: list[Taken] = []
    characters = records = parts = reject_parts = 0

    def flush() -> None:
        nonlocal batch, characters, parts
        rows, lacking = normalise(batch, shard.source, shard.agencies)
        refused.extend(_Refused(one.source, one.raw_path, one.form, reject) for one, reject in lacking)
        if rows.height:
            rows.write_parquet(
                folder / f"part-{parts:04d}.parquet", compression="lz4", row_group_size=rows.height
            )
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

    for item in _items(shard):
        records += 1
        if len(refused) >= PART_REJECTS:
            put_rejects_down()
        if isinstance(item, _Refused):
            refused.append(item)
            continue
        batch.append(item)
        characters += len(item.draft.body or "")
        if len(batch) >= PART_RECORDS or characters >= PART_CHARACTERS:
            flush()
    if batch:
        flush()
    put_rejects_down()
    return {"records": records}


def _items(shard: Shard) -> Iterator[Taken | _Refused]:
    for file in shard.files:
        form, records = open_raw(file)
        for record in records:
            if isinstance(record, Reject):
                yield _Refused(file.source, file.relative, form, record)
                continue
            draft = _draft(record, shard.source)
            if isinstance(draft, Problem):
                reject = Reject(record.position, record.offset, record.sha256, draft.reason, draft.detail)
                yield _Refused(file.source, file.relative, form, reject)
            else:
                yield Taken(shard.source.id, file.relative, form, record, draft)


def _draft(record: RawRecord, source: Source) -> Draft | Problem:
    payload = record.payload
    if isinstance(payload, bytes):
        from warraq.corpus.extract.page import draft_from_page

        return draft_from_page(payload, source)
    if isinstance(payload, str):
        from warraq.corpus.extract.dump import draft_from_dump

        # A dump is cut up by its lines' wording, so its encoding is mended first, not with the other text.
        mended = repair_mojibake(payload)
        draft = draft_from_dump(payload if mended is None else mended, source)
        if mended is not None and isinstance(draft, Draft):
            draft.evidence["encoding"] = "mojibake of the whole page repaired"
        return draft
    return draft_from_fields(payload, source)


def read_parts(folder: Path) -> list[Path]:
    """Return the shard's parts in order."""
    return sorted(folder.glob("part-*.parquet"))


def read_rejects(folder: Path) -> pl.DataFrame:
    """Return the shard's quarantine rows; there is always a file of them, if an empty one."""
    return pl.concat([pl.read_parquet(path) for path in sorted(folder.glob("rejects-*.parquet"))])
