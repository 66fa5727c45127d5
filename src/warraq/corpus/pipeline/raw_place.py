"""Which raw file a person means, and of which source it is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from warraq.corpus.discover import RawFile
from warraq.corpus.remote import RemoteFile, is_url, raw_root
from warraq.corpus.remote_listing import find_object
from warraq.errors import StorageError, UsageError

if TYPE_CHECKING:
    from warraq.model.project import Project

_SEPARATORS = tuple(filter(None, (os.sep, os.altsep, ".")))


def names_file(given: str) -> bool:
    """Tell whether what a person gave is a file's name rather than the beginning of an id.

    Ids have neither separators nor dots; what has one is a path, whether there is such a file or not.
    """
    return any(mark in given for mark in _SEPARATORS)


def find_raw_file(project: Project, given: str, source: str | None = None) -> RawFile:
    """Return the file at a path from the working folder, or else from the project's raw folder, or at a URL.

    Args:
        source: of what source the file is; by default the one whose folder of `corpus/raw/` it lies in.

    Raises:
        UsageError: there is no such file, it is none that can be read, or its source is not known.
        ProjectError: a server does not tell the file's size.
        StorageError: the disk or the network refuses.
    """
    if is_url(given):
        root = raw_root(given)
        if isinstance(root, str):
            return _remote(project, root, source)
        given = str(root)
    path = _existing(project, given)
    inside = _below(project.raw, path)
    folder = inside.parts[0] if inside is not None and len(inside.parts) > 1 else None
    source = folder if source is None else _known(project, source)
    if source is None:
        lies = "lies in raw/ itself, where a build quarantines it as outside-source"
        found = "lies outside corpus/raw" if inside is None else lies
        raise UsageError(given, f"{found}, so its source is not known", expected=_sources(project))
    relative = f"{source}/{path.name}" if inside is None else inside.as_posix()
    try:
        return RawFile(path, relative, source, path.stat().st_size)
    except OSError as error:
        raise StorageError(str(path), f"cannot be read: {error.strerror or error}") from error


def _remote(project: Project, url: str, source: str | None) -> RawFile:
    if source is None:
        raise UsageError(url, "is a URL, so its source is not known", expected=_sources(project))
    file = find_object(url)
    return RawFile(file, f"{_known(project, source)}/{file.name}", source, file.bytes)


def lies_outside(project: Project, file: RawFile) -> bool:
    """Tell whether a file is not in the project's raw folder."""
    path = file.path
    return isinstance(path, RemoteFile) or not path.absolute().is_relative_to(project.raw.absolute())


def _existing(project: Project, given: str) -> Path:
    try:
        given.encode()
        paths = [path for path in (Path(given), project.raw / given) if path.exists()]
    except (UnicodeEncodeError, ValueError) as error:
        raise UsageError("FILE", f"{given!r} cannot be a file's name", expected="a raw file") from error
    except OSError as error:
        raise UsageError("FILE", f"{given[:200]!r}: {error.strerror}", expected="a raw file") from error
    if not paths:
        found = "no such file, neither here nor in corpus/raw"
        raise UsageError(given, found, expected="a raw file, or the id of an article")
    if not paths[0].is_file():
        found = "a folder" if paths[0].is_dir() else "neither a file nor a folder"
        raise UsageError(given, found, expected="one raw file")
    return paths[0]


def _below(folder: Path, path: Path) -> Path | None:
    """Return the path below the folder, as it is written or else with links followed; None if not below."""
    written = Path(os.path.normpath(path.absolute()))
    for root, place in ((folder.absolute(), written), (folder.resolve(), path.resolve())):
        if place.is_relative_to(root):
            return place.relative_to(root)
    return None


def _known(project: Project, source: str) -> str:
    folders = [path.name for path in project.raw.glob("*/")]
    if source not in project.sources and source not in folders:
        raise UsageError("--source", f"no source {source!r}", expected=_sources(project))
    return source


def _sources(project: Project) -> str:
    declared = ", ".join(list(project.sources)[:10]) or "none is declared yet"
    return f"--source NAME with a source of corpus/sources.toml: {declared}"
