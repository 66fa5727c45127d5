"""Cutting long raw files, so that one file is the work of many processes and little is lost with one of them.

Where a file is cut is kept under its digest. Lines that are compressed cannot be found without reading all
before them: such a file is unpacked once into pieces, which are deleted when what they give is kept.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import IO, TYPE_CHECKING, Any, cast

from warraq.corpus.cut import Cut
from warraq.corpus.readers import DEFAULT_LIMITS
from warraq.corpus.readers.arc import GRAMMAR as ARC
from warraq.corpus.readers.cut_archive import cut_archive
from warraq.corpus.readers.cut_lines import cut_lines
from warraq.corpus.readers.limits import Limits, most_records
from warraq.corpus.readers.sniff import HEAD_BYTES, sniff
from warraq.corpus.readers.stream import open_stream
from warraq.corpus.readers.transcode import lines_as_utf8
from warraq.corpus.readers.warc import GRAMMAR as WARC
from warraq.engine.task import Task
from warraq.model.digest import sha256_value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from warraq.corpus.discover import RawFile
    from warraq.corpus.pipeline.survey import How
    from warraq.corpus.records import Form

_CUTS = "cuts.json"
#: Level of the pieces: as fast as possible.
_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is cut, and where; in bytes after decompression unless said otherwise.

    A second's work is about 10 MB of JSON lines or 100 pages, so a run takes a few seconds.

    Attributes:
        lines_from: a plain file of lines of so many bytes is cut.
        packed_from: a compressed file of lines of so many bytes on disk.
        archive_from: an archive of so many bytes on disk.
        lines: a run of lines ends behind so many bytes.
        archive: a run of an archive's records ends behind so many bytes.
        pages: or so many records that may hold a page.
    """

    lines_from: int = 24 << 20
    packed_from: int = 8 << 20
    archive_from: int = 8 << 20
    lines: int = 12 << 20
    archive: int = 32 << 20
    pages: int = 512


SIZES = Sizes()


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where a file is cut.

    Attributes:
        cuts: in order; none if the file is read as a whole.
        tokens: for each, what its records depend on beside the rules, as a JSON value.
    """

    cuts: tuple[Cut, ...]
    tokens: tuple[Any, ...]


@dataclass(frozen=True)
class _Asked:
    """What a task is to cut; the folder of its pieces is that of `unpack`'s result."""

    file: RawFile
    how: How
    sizes: Sizes
    limits: Limits
    unpacked: Path | None = None


def is_cut(file: RawFile, how: How, sizes: Sizes) -> bool:
    """Tell whether a file is long enough to be cut."""
    least = {"lines": sizes.lines_from, "packed": sizes.packed_from, "archive": sizes.archive_from}
    return how != "whole" and file.source is not None and file.bytes >= least[how]


def cut_task(
    file: RawFile, sha256: str, how: How, code: str, sizes: Sizes, *, unpacked: Path | None = None
) -> Task:
    """Return the task that finds where to cut a file; its small result is worth keeping.

    Args:
        unpacked: folder of the result of `unpack_task` for the same file, which then need not be read.
    """
    asked = _Asked(file, how, sizes, DEFAULT_LIMITS, unpacked)
    weight = file.bytes // (64 if how == "lines" else 16)
    return Task(
        f"the cuts of {file.relative}", _key("cut", file, sha256, how, code, sizes), _find, asked, weight
    )


def unpack_task(file: RawFile, sha256: str, code: str, sizes: Sizes) -> Task:
    """Return the task that unpacks compressed lines into pieces, and notes where it cut them."""
    asked = _Asked(file, "packed", sizes, DEFAULT_LIMITS)
    return Task(
        f"unpacking {file.relative}",
        _key("unpack", file, sha256, "packed", code, sizes),
        _unpack,
        asked,
        file.bytes,
    )


def _key(step: str, file: RawFile, sha256: str, how: How, code: str, sizes: Sizes) -> str:
    name = [file.path.name, sha256]
    return sha256_value({"step": step, "file": name, "how": how, "code": code, "sizes": asdict(sizes)})


def cuts_of(facts: Mapping[str, Any], sha256: str, unpacked: Path | None) -> Cuts:
    """Return where a file is cut by the facts of its `cut_task`.

    Args:
        sha256: of the file.
        unpacked: folder of the pieces.
    """
    cuts, tokens = [], []
    for number, run in enumerate(facts["runs"]):
        cut = Cut(
            form=facts["form"],
            at=run["at"],
            offset=run["offset"],
            position=run["position"],
            end=run["end"],
            packing=facts.get("packing", ""),
            preface=facts.get("preface", 0),
            piece=None if unpacked is None else unpacked / _piece(number),
            fault=tuple(run["fault"]) if "fault" in run else None,
        )
        cuts.append(cut)
        told = {name: value for name, value in asdict(cut).items() if name != "piece"}
        tokens.append(told | {"sha256": run.get("sha256", sha256)})
    return Cuts(tuple(cuts), tuple(tokens))


def _find(asked: _Asked, _: Path) -> dict[str, Any]:
    if asked.unpacked is not None and (asked.unpacked / _CUTS).exists():
        found: dict[str, Any] = json.loads((asked.unpacked / _CUTS).read_bytes())
        return found
    return _archive(asked) if asked.how == "archive" else _lines(asked, None)


def _unpack(asked: _Asked, folder: Path) -> dict[str, Any]:
    facts = _lines(asked, _Pieces(folder))
    (folder / _CUTS).write_text(json.dumps(facts), encoding="utf-8")
    return {"pieces": len(facts["runs"])}


def _lines(asked: _Asked, pieces: _Pieces | None) -> dict[str, Any]:
    """Return the runs of a file of lines; none where one run is all there is, or too many lines.

    A compressed file with more records than its size allows is read as a whole, up to that many.
    """
    with open_stream(asked.file.path, asked.limits) as stream:
        chunks, start = lines_as_utf8(stream)
        if start is None:
            return {"form": "jsonl", "runs": []}
        found = cut_lines(chunks, start, asked.sizes.lines, pieces)
        too_many = stream.compressed and found.lines >= most_records(asked.file.bytes, asked.limits)
    if found.blank or too_many or len(found.runs) < 2:
        return {"form": "jsonl", "runs": []}
    runs: list[dict[str, Any]] = [
        {
            "at": None if stream.compressed else run.offset,
            "offset": run.offset,
            "position": run.position,
            "end": run.offset + run.size,
            "sha256": run.sha256,
        }
        for run in found.runs
    ]
    if found.fault is not None:
        runs[-1]["fault"] = [found.fault.reason, str(found.fault)]
    return {"form": "jsonl", "runs": runs}


def _archive(asked: _Asked) -> dict[str, Any]:
    with open_stream(asked.file.path, asked.limits) as stream:
        form: Form = sniff(asked.file.path.name, stream.peek(HEAD_BYTES)).form
    grammar = WARC if form == "warc" else ARC
    found = cut_archive(asked.file.path, asked.limits, grammar, asked.sizes.archive, asked.sizes.pages)
    ends = [run.offset for run in found.runs[1:]] + [None]
    runs = [asdict(run) | {"end": end} for run, end in zip(found.runs, ends, strict=False)]
    facts = {"form": form, "packing": found.packing, "preface": found.preface}
    return facts | {"runs": runs if len(runs) > 1 else []}


def _piece(number: int) -> str:
    return f"piece-{number:06d}.zst"


class _Pieces:
    """Writes each run into a compressed file of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._file: IO[bytes] | None = None

    def write(self, data: memoryview) -> None:
        self._open().write(data)

    def end(self) -> None:
        self._open().close()
        self._file = None
        self._number += 1

    def _open(self) -> IO[bytes]:
        if self._file is None:
            import zstandard

            raw = (self._folder / _piece(self._number)).open("wb")
            writer = zstandard.ZstdCompressor(level=_LEVEL).stream_writer(raw)
            self._file = cast("IO[bytes]", writer)
        return self._file


def parts_of(file: RawFile, cuts: Cuts) -> list[RawFile]:
    """Return a file once for each of its cuts."""
    return [replace(file, cut=cut) for cut in cuts.cuts]
