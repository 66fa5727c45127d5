"""The objects below a URL, as raw files are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warraq.corpus.remote import RemoteFile, mark_of, open_system, refuse_missing, remote_errors
from warraq.errors import ProjectError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNLISTED = ("http://", "https://")


def list_objects(url: str) -> Iterator[tuple[str, RemoteFile]]:
    """Yield the objects below the URL with their path below it, in no order.

    Names that begin with a dot are skipped, folders with all they hold. The folders right below the URL are
    listed one after another, so that no more than one of them is held in the library's own form.

    Raises:
        ProjectError: there is no such bucket or folder, or the URL is of a file; a name climbs out of its
            folder, or no file can have it.
        UsageError: nothing opens or lists a URL of this scheme.
        StorageError: the listing fails.
    """
    if url.lower().startswith(_UNLISTED):
        expected = "the URL of a folder that can be listed, as s3://bucket/folder"
        raise UsageError(url, "web servers do not list their files", expected=expected)
    system, root = open_system(url)
    root = root.rstrip("/") or root
    for entry in _entries(system, root, url):
        name = str(entry["name"]).rstrip("/")
        if name == root.rstrip("/"):
            _refuse_file(entry, url)
        elif _below(name, root, url) is not None:
            for one in _find(system, name, url) if entry["type"] == "directory" else (entry,):
                relative = _below(str(one["name"]), root, url)
                if relative is not None and one["type"] == "file":
                    yield relative, file_of(system, one)


def find_object(url: str) -> RemoteFile:
    """Return the object at the URL.

    Raises:
        UsageError: there is none, or nothing opens a URL of this scheme.
        ProjectError: the server does not tell its size.
        StorageError: it cannot be looked at.
    """
    system, path = open_system(url)
    with remote_errors(url):
        system.invalidate_cache()
        try:
            entry: dict[str, Any] = system.info(path)
        except FileNotFoundError as error:
            raise UsageError(url, "no such file", expected="the URL of a raw file") from error
    if entry["type"] != "file":
        raise UsageError(url, "a folder", expected="one raw file")
    return file_of(system, entry)


def _entries(system: Any, root: str, url: str) -> list[dict[str, Any]]:
    """Return what lies right below the root.

    Raises:
        ProjectError: there is no such place.
    """
    with remote_errors(url):
        system.invalidate_cache()
        try:
            entries: list[dict[str, Any]] = system.ls(root, detail=True)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise refuse_missing(url) from error
    return entries


def _refuse_file(entry: dict[str, Any], url: str) -> None:
    """Refuse a file in the folder's place; an empty object is the mark of a folder.

    Raises:
        ProjectError: it is one.
    """
    if entry["type"] == "file" and entry.get("size"):
        raise ProjectError(url, "not a folder", expected="a folder of raw files")


def _find(system: Any, folder: str, url: str) -> Iterator[dict[str, Any]]:
    with remote_errors(url):
        found: dict[str, dict[str, Any]] = system.find(folder, detail=True)
        system.invalidate_cache()
    for name in list(found):
        yield found.pop(name)


def _below(name: str, root: str, url: str) -> str | None:
    """Return the path below the root; None for a hidden one or the mark of a folder.

    Raises:
        ProjectError: it has a part that no folder can have.
    """
    if name.endswith("/"):
        return None
    relative = name.removeprefix(root).lstrip("/") if name.startswith(root) else name.lstrip("/")
    parts = relative.split("/")
    if ".." in parts or "." in parts:
        found = "a path that climbs out of its folder"
        raise ProjectError(f"{url.rstrip('/')}/{relative}", found, next_step="rename or delete the object")
    if "" in parts:
        found = "a path with an empty name in it, which no folder can have"
        raise ProjectError(f"{url.rstrip('/')}/{relative}", found, next_step="rename or delete the object")
    return None if any(part.startswith(".") for part in parts) else relative


def file_of(system: Any, entry: dict[str, Any]) -> RemoteFile:
    """Return an entry of a listing as a file.

    Raises:
        ProjectError: the server does not tell its size.
    """
    url = str(system.unstrip_protocol(str(entry["name"])))
    if entry.get("size") is None:
        raise ProjectError(
            url, "the server does not tell its size", next_step="fetch the file, give its folder"
        )
    return RemoteFile(url, int(entry["size"]), mark_of(entry))
