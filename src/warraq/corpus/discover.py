"""The raw files of a project, in one order on every machine."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from warraq.corpus.remote import RawRoot, RemoteFile, raw_root
from warraq.corpus.remote_listing import list_objects
from warraq.errors import ProjectError, StorageError
from warraq.model.digest import sha256_file

if TYPE_CHECKING:
    from warraq.corpus.cut import Cut

__all__ = ["RawFile", "RawRoot", "discover", "file_sha256"]

_NEXT_STEP = "put raw files under corpus/raw/<source>/, or name their folder with --raw DIR"


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file of scraped articles.

    Attributes:
        path: where to open it.
        relative: POSIX path below the raw folder; the file's name in every table.
        source: the first folder's name, or None for a file directly in the raw folder.
        bytes: size as it lies there.
        cut: the part of it that is meant; None for the whole file.
    """

    path: Path | RemoteFile
    relative: str
    source: str | None
    bytes: int
    cut: Cut | None = None


def discover(raw: RawRoot) -> list[RawFile]:
    """Return the regular files below `raw`, sorted by `relative` in code points.

    Names that begin with a dot are skipped, folders with all they hold. A link to a place inside `raw` is not
    followed, because that place is read itself; so loops of links do no harm.

    Args:
        raw: a folder, or the URL of one that fsspec can list.

    Raises:
        ProjectError: `raw` is missing or no folder or holds no file; a link leads out of `raw`, to a skipped
            place or nowhere; a name is not UTF-8; there is a pipe, socket or device.
        UsageError: nothing opens a URL of this scheme.
        StorageError: a folder cannot be listed.
    """
    raw = raw_root(raw) if isinstance(raw, str) else raw
    files = _below(raw) if isinstance(raw, Path) else _remote(raw)
    if not files:
        raise ProjectError(str(raw), "no raw files", next_step=_NEXT_STEP)
    return sorted(files, key=lambda file: file.relative)


def _remote(url: str) -> list[RawFile]:
    files = []
    for relative, file in list_objects(url):
        source, _, rest = relative.partition("/")
        files.append(RawFile(file, relative, source if rest else None, file.bytes))
    return files


def _below(raw: Path) -> list[RawFile]:
    if not raw.is_dir():
        found = "not a folder" if raw.exists() else "no such folder"
        raise ProjectError(str(raw), found, expected="a folder of raw files", next_step=_NEXT_STEP)
    files: list[RawFile] = []
    folders = [raw]
    while folders:
        folder = folders.pop()
        for entry in _entries(folder):
            _refuse_undecodable(folder, entry.name)
            if entry.is_symlink():
                _refuse_stray_link(raw, Path(entry.path))
            elif entry.is_dir():
                folders.append(Path(entry.path))
            elif entry.is_file():
                files.append(_raw_file(raw, Path(entry.path)))
            else:
                found = "neither a file nor a folder, but a pipe, socket or device"
                raise ProjectError(entry.path, found, next_step="move it out of the raw folder")
    return files


def file_sha256(path: Path | RemoteFile) -> str:
    """Return the hex digest of the file as it lies there, read in pieces.

    Raises:
        StorageError: the file cannot be read.
    """
    if isinstance(path, RemoteFile):
        digest = hashlib.sha256()
        with path.open(buffering=0) as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        return digest.hexdigest()
    try:
        return sha256_file(path)
    except OSError as error:
        raise StorageError(str(path), f"cannot be read: {error.strerror or error}") from error


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError as error:
        raise StorageError(
            str(folder),
            f"cannot be listed: {error.strerror or error}",
            next_step="give the user who runs warraq permission to read it",
        ) from error


def _raw_file(raw: Path, path: Path) -> RawFile:
    relative = path.relative_to(raw)
    source = relative.parts[0] if len(relative.parts) > 1 else None
    try:
        size = path.stat().st_size
    except OSError as error:
        raise StorageError(str(path), f"cannot be read: {error.strerror or error}") from error
    return RawFile(path, relative.as_posix(), source, size)


def _refuse_undecodable(folder: Path, name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError as error:
        shown = os.fsencode(name).decode("utf-8", "backslashreplace")
        raise ProjectError(
            f"{folder}/{shown}", "the name is not UTF-8", next_step="rename the file or folder"
        ) from error


def _refuse_stray_link(raw: Path, link: Path) -> None:
    root, target = Path(os.path.realpath(raw)), Path(os.path.realpath(link))
    if not target.is_relative_to(root):
        found = f"a path that climbs out of the project: the link leads to {target}"
    elif any(part.startswith(".") for part in target.relative_to(root).parts):
        found = f"the link leads to a hidden place, which is not read: {target}"
    elif not target.exists():
        found = "the link leads nowhere"
    else:
        return
    raise ProjectError(str(link), found, next_step="put the file itself in its place, or remove the link")
