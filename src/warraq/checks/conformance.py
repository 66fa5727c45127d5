"""Whether a frozen release is what its manifest and its descriptor say that it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from warraq.checks.builtin import builtin_hit
from warraq.checks.files import is_inside, resource_paths
from warraq.errors import ProjectError, StorageError
from warraq.model.descriptor import FILE_NAME, read_json
from warraq.model.digest import sha256_file, sha256_files

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


def _file(path: Path) -> _File:
    """Return digest and size; of a link that leads nowhere, or a pipe, those that no manifest states."""
    return _File(sha256_file(path), path.stat().st_size) if path.is_file() else _File("", -1)


def _found(folder: Path) -> dict[str, _File]:
    """Return digest and size of each file below the folder but the manifest itself."""
    try:
        paths = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
        return {
            path.relative_to(folder).as_posix(): _file(path) for path in paths if path != folder / MANIFEST
        }
    except OSError as error:
        raise StorageError(str(error.filename or folder), error.strerror or str(error)) from error


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


def manifest_hits(folder: Path) -> list[Hit]:
    """Return the files that are missing, extra or changed against the manifest.

    Raises:
        StorageError: a file cannot be read.
    """
    found = _found(folder)
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
    except (OSError, pa.ArrowException):
        return None


def _differences(stated: Mapping[str, Any], paths: list[Path]) -> list[tuple[str, str]]:
    """Return (rule, message) of each figure that the files contradict; an unreadable file has no rows."""
    rows = _rows(paths)
    actual = {
        "bytes": sum(path.stat().st_size for path in paths),
        "hash": _PREFIX + sha256_files(paths),
        **({} if rows is None else {"rows": rows}),
    }
    return [
        (f"resource-{key}", f"{key} is stated as {stated.get(key)!r} and is {value!r}")
        for key, value in actual.items()
        if stated.get(key) != value
    ]


def _entry_hits(stated: Mapping[str, Any], names: list[str], folder: Path, table: str, key: str) -> list[Hit]:
    paths = [folder / name for name in names if is_inside(name)]
    if len(paths) < len(names) or not all(path.is_file() for path in paths):
        return []  # `file-missing` or frictionless says so
    return [
        hit
        for rule, message in _differences(stated, paths)
        for hit in builtin_hit(
            rule, [key], 1, table=table, message=f"{key}: {message}", declared=f"{FILE_NAME}: {key}"
        )
    ]


def resource_hits(descriptor: Descriptor, folder: Path) -> list[Hit]:
    """Return where bytes, hash and rows of the release's descriptor are not those of its files.

    A file's own entry under `files` is checked too.
    """
    hits: list[Hit] = []
    for resource in descriptor.raw["resources"]:
        name, paths = resource["name"], resource_paths(descriptor.raw, resource["name"])
        patterns = [path for path in paths if "*" in path]
        message = f"resources.{name}.path is a pattern, but a release names its files"
        hits += builtin_hit("file-missing", patterns, len(paths), table=name, message=message)
        hits += _entry_hits(resource, paths, folder, name, f"resources.{name}")
        files = resource.get("files")
        for entry in files if isinstance(files, list) else []:
            path = entry.get("path") if isinstance(entry, dict) else None
            if path in paths:
                hits += _entry_hits(entry, [path], folder, name, f"resources.{name}.files.{path}")
            else:
                message = f"resources.{name}.files names {path!r}, which is not in its path"
                hits += builtin_hit("file-missing", [str(path)], len(paths), table=name, message=message)
    return hits
