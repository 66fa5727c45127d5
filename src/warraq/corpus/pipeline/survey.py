"""What the raw files are before any is read: their digests, and which of them are worth cutting."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

import msgspec

from warraq.corpus.discover import file_sha256
from warraq.corpus.readers import DEFAULT_LIMITS
from warraq.corpus.readers.sniff import HEAD_BYTES, sniff
from warraq.corpus.readers.stream import open_stream
from warraq.corpus.readers.transcode import lines_as_utf8
from warraq.corpus.remote import RemoteFile
from warraq.engine.task import Task
from warraq.model.atomic import write_bytes
from warraq.model.digest import sha256_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from warraq.corpus.discover import RawFile
    from warraq.engine.runner import Runner

#: How a long file can be cut: lines by their ends, compressed lines after decompression, archives by records.
How = Literal["lines", "packed", "archive", "whole"]

#: Files from this size on are looked at to see how they can be cut.
LOOKED_AT_BYTES = 8 << 20
#: Less than this is read here at once; more in tasks of about so many bytes.
_HERE_BYTES = 64 << 20
_TASK_BYTES = 256 << 20
_TASK_FILES = 1_024
#: Hashing is so much cheaper a byte than reading, by which tasks are weighed.
_CHEAPER = 64
_OBJECTS = "objects.json"


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What is known of a file.

    Attributes:
        sha256: of its bytes as they lie there.
        how: it can be cut.
    """

    sha256: str
    how: How


def survey(files: Sequence[RawFile], cache: Path, runner: Runner) -> list[Surveyed]:
    """Return what is known of each file, in their order.

    Every file is read, but for remote ones whose mark and size are those that they had when they were read
    last.

    Args:
        cache: folder of kept results, where the marks of remote files are kept too.

    Raises:
        StorageError: a file cannot be read.
    """
    known = _known(files, cache / _OBJECTS)
    unknown = [file for file in files if file.relative not in known]
    is_here = not any(isinstance(file.path, RemoteFile) for file in unknown)
    if is_here and sum(file.bytes for file in unknown) < _HERE_BYTES:
        found = [_look(file) for file in unknown]
    else:
        found = _in_tasks(unknown, cache / "run" / "survey", runner)
    known |= {file.relative: one for file, one in zip(unknown, found, strict=True)}
    _keep_marks(files, known, cache / _OBJECTS)
    return [known[file.relative] for file in files]


def _look(file: RawFile) -> Surveyed:
    how: How = "whole" if file.bytes < LOOKED_AT_BYTES else find_how(file)
    return Surveyed(file_sha256(file.path), how)


def find_how(file: RawFile) -> How:
    """Return how a file of any length can be cut.

    Lines that are not in UTF-8 cannot: their records have no offsets, and a code page is proven by the file's
    beginning. A row of a CSV file may hold line ends, so that where one begins is known from the start only.

    Raises:
        StorageError: the file cannot be read.
    """
    with open_stream(file.path, DEFAULT_LIMITS) as stream:
        form = sniff(file.path.name, stream.peek(HEAD_BYTES)).form
        if form in ("warc", "arc"):
            return "archive" if stream.layers < 2 else "whole"
        if form != "jsonl" or lines_as_utf8(stream)[1] is None:
            return "whole"
        return "packed" if stream.compressed else "lines"


def _in_tasks(files: Sequence[RawFile], cache: Path, runner: Runner) -> list[Surveyed]:
    # What a killed run found may not be true any more, and one taken for dead may still be writing.
    shutil.rmtree(cache, ignore_errors=True)
    run = secrets.token_hex(8)
    tasks = [_task(group, f"{run} {number}") for number, group in enumerate(_groups(files))]
    results = runner.run(tasks, cache)
    return [Surveyed(*one) for result in results for one in result.facts["files"]]


def _task(files: tuple[RawFile, ...], number: str) -> Task:
    first, last = files[0].relative, files[-1].relative
    return Task(
        name=f"the digest of {first}" if first == last else f"the digests of {first} … {last}",
        key=sha256_value({"survey": number}),
        work=_survey,
        args=files,
        weight=1 + sum(file.bytes for file in files) // _CHEAPER,
    )


def _survey(files: tuple[RawFile, ...], _: Path) -> dict[str, Any]:
    return {"files": [[found.sha256, found.how] for found in map(_look, files)]}


def _groups(files: Iterable[RawFile]) -> Iterator[tuple[RawFile, ...]]:
    group: list[RawFile] = []
    size = 0
    for file in files:
        if group and (size + file.bytes > _TASK_BYTES or len(group) >= _TASK_FILES):
            yield tuple(group)
            group, size = [], 0
        group.append(file)
        size += file.bytes
    if group:
        yield tuple(group)


def _known(files: Iterable[RawFile], path: Path) -> dict[str, Surveyed]:
    """Return what was found before of remote files that have not changed since."""
    marked = [(file, file.path) for file in files if isinstance(file.path, RemoteFile) and file.path.mark]
    kept = _read_marks(path) if marked else {}
    known = {}
    for file, remote in marked:
        mark, size, sha256, how = kept.get(remote.url, ("", 0, "", ""))
        if (mark, size) == (remote.mark, remote.bytes):
            known[file.relative] = Surveyed(sha256, cast("How", how))
    return known


def _read_marks(path: Path) -> dict[str, tuple[str, int, str, str]]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, tuple[str, int, str, str]])
    except (OSError, msgspec.MsgspecError):
        return {}


def _keep_marks(files: Iterable[RawFile], found: Mapping[str, Surveyed], path: Path) -> None:
    marks = {
        file.path.url: (file.path.mark, file.bytes, found[file.relative].sha256, found[file.relative].how)
        for file in files
        if isinstance(file.path, RemoteFile) and file.path.mark
    }
    if marks:
        write_bytes(path, msgspec.json.encode(marks))
