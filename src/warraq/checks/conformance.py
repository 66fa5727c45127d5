"""Whether a frozen release is what its manifest and its descriptor say that it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from warraq.checks.builtin import builtin_hit
from warraq.checks.files import is_inside, resource_paths, table_files
from warraq.errors import ProjectError, StorageError
from warraq.model.descriptor import FILE_NAME, read_json
from warraq.model.digest import sha256_each, sha256_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from warraq.checks.hit import Hit
    from warraq.model.descriptor import Descriptor

MANIFEST = "manifest.json"
_PREFIX = "sha256:"


@dataclass(frozen=True)
class _File:
    sha256: str
    bytes: int


def is_frozen(folder: Path) -> bool:
    """Tell whether the folder is a frozen release: a candidate has neither manifest nor descriptor."""
    return any((folder / name).exists() for name in (MANIFEST, FILE_NAME))


@dataclass(frozen=True)
class Digests:
    """What the files of a release really are.

    Attributes:
        files: digest and size of each file below the folder but the manifest itself.
        resources: digest of each resource's files one after another; of those whose files are all there.
    """

    files: Mapping[str, _File]
    resources: Mapping[str, str]


def digests(descriptor: Descriptor, folder: Path) -> Digests:
    """Return the digests of all files below the folder; each file is read once.

    Raises:
        StorageError: a file cannot be read.
    """
    try:
        paths = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
        there = {path.relative_to(folder).as_posix(): path for path in paths if path != folder / MANIFEST}
        files: dict[str, _File] = {}
        whole = {}
        for resource in descriptor.raw["resources"]:
            names = resource_paths(descriptor.raw, resource["name"])
            if all(name in there and there[name].is_file() for name in names):
                each, whole[resource["name"]] = sha256_each(there[name] for name in names)
                files |= {name: _File(one, _size(there[name])) for name, one in zip(names, each, strict=True)}
        files |= {name: _file(path) for name, path in there.items() if name not in files}
    except OSError as error:
        raise StorageError(str(error.filename or folder), error.strerror or str(error)) from error
    return Digests(files, whole)


def _size(path: Path) -> int:
    return path.stat().st_size


def _file(path: Path) -> _File:
    """Return digest and size; of a link that leads nowhere, or a pipe, those that no manifest states."""
    return _File(sha256_file(path), _size(path)) if path.is_file() else _File("", -1)


def _stated(folder: Path) -> dict[str, _File]:
    """Return what the manifest states.

    Raises:
        ProjectError: it is not of the form of a manifest.
    """
    path = folder / MANIFEST
    data = read_json(path)
    files = data.get("files") if isinstance(data, dict) else None
    if not isinstance(files, dict):
        raise ProjectError(str(path), "no object 'files'")
    stated = {}
    for name, entry in files.items():
        digest, size = (entry.get("sha256"), entry.get("bytes")) if isinstance(entry, dict) else (None, None)
        if not isinstance(digest, str) or not isinstance(size, int):
            raise ProjectError(f"{path}: files.{name}", "lacks sha256 or bytes")
        stated[name] = _File(digest, size)
    return stated


def manifest_hits(folder: Path, found: Mapping[str, _File]) -> list[Hit]:
    """Return the files that are missing, extra or changed against the manifest."""
    try:
        stated = _stated(folder)
    except ProjectError as error:
        return builtin_hit("manifest-invalid", [MANIFEST], 1, message=f"{error.where}: {error.found}")
    missing = [name for name in stated if name not in found]
    extra = [name for name in found if name not in stated]
    changed = [name for name in stated if name in found and stated[name] != found[name]]
    total = len(set(stated) | set(found))
    return [
        *builtin_hit("manifest-missing", missing, total, declared=MANIFEST),
        *builtin_hit("manifest-extra", extra, total, declared=MANIFEST),
        *builtin_hit("manifest-changed", changed, total, declared=MANIFEST),
    ]


def _rows(paths: Iterable[Path]) -> int | None:
    """Return the number of rows by the files' footers; None where one is unreadable."""
    try:
        return sum(int(pq.read_metadata(path).num_rows) for path in paths)
    except (OSError, UnicodeDecodeError, pa.ArrowException):
        return None


def _differences(stated: Mapping[str, Any], paths: list[Path], digest: str) -> list[tuple[str, str]]:
    """Return (rule, message) of each figure that the files contradict; an unreadable file has no rows."""
    rows = _rows(paths)
    actual = {
        "bytes": sum(map(_size, paths)),
        "hash": _PREFIX + digest,
        **({} if rows is None else {"rows": rows}),
    }
    return [
        (f"resource-{key}", f"{key} is stated as {stated.get(key)!r} and is {value!r}")
        for key, value in actual.items()
        if stated.get(key) != value
    ]


def _entry_hits(stated: Mapping[str, Any], paths: list[Path], digest: str, table: str, key: str) -> list[Hit]:
    return [
        hit
        for rule, message in _differences(stated, paths, digest)
        for hit in builtin_hit(
            rule, [key], 1, table=table, message=f"{key}: {message}", declared=f"{FILE_NAME}: {key}"
        )
    ]


def resource_hits(descriptor: Descriptor, folder: Path, found: Digests) -> list[Hit]:
    """Return where bytes, hash and rows of the release's descriptor are not those of its files.

    A file's own entry under `files` is checked too. Files that are not there are left to `file-missing`.
    """
    hits: list[Hit] = []
    for resource in descriptor.raw["resources"]:
        name, paths = resource["name"], resource_paths(descriptor.raw, resource["name"])
        patterns = [path for path in paths if "*" in path]
        message = f"resources.{name}.path is a pattern, but a release names its files"
        hits += builtin_hit("file-missing", patterns, len(paths), table=name, message=message)
        if name in found.resources and all(map(is_inside, paths)):
            files = [folder / path for path in paths]
            hits += _entry_hits(resource, files, found.resources[name], name, f"resources.{name}")
        entries = resource.get("files")
        for entry in entries if isinstance(entries, list) else []:
            hits += _file_hits(entry, paths, folder, found, name)
    return hits


def _file_hits(entry: Any, paths: list[str], folder: Path, found: Digests, table: str) -> list[Hit]:
    path = entry.get("path") if isinstance(entry, dict) else None
    if path not in paths:
        message = f"resources.{table}.files names {path!r}, which is not in its path"
        return builtin_hit("file-missing", [str(path)], len(paths), table=table, message=message)
    if path not in found.files or not is_inside(path):
        return []
    key = f"resources.{table}.files.{path}"
    return _entry_hits(entry, [folder / path], found.files[path].sha256, table, key)


def frozen_hits(descriptor: Descriptor, folder: Path) -> list[Hit]:
    """Return where a frozen release is not what its manifest and its descriptor state.

    The columns of its preview are among that, if it has one; those of its tables are left to `table_files`.

    Raises:
        StorageError: a file cannot be read.
    """
    found = digests(descriptor, folder)
    hits = manifest_hits(folder, found.files) + resource_hits(descriptor, folder, found)
    preview = descriptor.preview
    return hits if preview is None else hits + table_files(descriptor, preview, folder)[1]
