"""A part of a raw file that is read by itself, as if the file had been read from its start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.corpus.records import Form


@dataclass(frozen=True, slots=True)
class Cut:
    """A run of whole records of a file.

    Attributes:
        form: of the file: jsonl, warc or arc.
        at: byte of the file as it lies there at which reading begins: a line, a record, or a compressed
            member that begins with a record. None if it cannot be found without reading what lies before.
        offset: of the same place in the decompressed file.
        position: of the first line or record.
        end: offset behind the last byte; None for a run that goes on to the file's end.
        packing: how the file is compressed, by a name of `warraq.corpus.readers.packing`; "" if it is not, or
            is for lines, whose `at` and `piece` are of decompressed bytes.
        preface: bytes at the file's start that are read before those at `at`: a dictionary.
        piece: a file of the run's bytes alone, for one without `at`; it may be gone.
        fault: reason and detail of what ends the file behind the run's last byte.
    """

    form: Form
    at: int | None
    offset: int
    position: int
    end: int | None
    packing: str = ""
    preface: int = 0
    piece: Path | None = None
    fault: tuple[str, str] | None = None
