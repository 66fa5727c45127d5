"""Raw files that lie behind a URL, opened through fsspec and the file system's own library."""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from warraq.errors import ProjectError, StorageError, UsageError, WarraqError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: A folder of raw files, or its URL.
RawRoot = Path | str

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?:::[A-Za-z][A-Za-z0-9+.-]*)*://")
#: Read ahead of what is asked for, and the most that one open file holds.
_BLOCK_BYTES = 8 << 20
_EXTRAS = {"s3": "s3", "s3a": "s3"}
#: What a listing calls the mark that changes with an object's content, in the order of preference.
_MARKS = ("VersionId", "version_id", "generation", "ETag", "etag", "blob_id", "md5Hash", "content_md5")
_LOGIN = "check the credentials, the region and the address that the library of this file system is given"


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """An object behind a URL.

    Attributes:
        url: with its scheme.
        bytes: its size.
        mark: etag, version or the like, which changes with the content; None where the server has none.
    """

    url: str
    bytes: int
    mark: str | None = None

    def __str__(self) -> str:
        """Return the URL."""
        return self.url

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.url.rpartition("/")[2]

    def open(self, mode: str = "rb", buffering: int = -1) -> io.RawIOBase | io.BufferedReader:
        """Return the object's bytes as a stream; they are fetched as they are read.

        Raises:
            StorageError: it is gone or has changed since it was listed, or cannot be read.
        """
        if mode != "rb":
            raise ValueError(f"a remote file is not opened with mode {mode!r}")
        system, path = open_system(self.url)
        with remote_errors(self.url):
            file = system.open(path, "rb", block_size=_BLOCK_BYTES, cache_type="readahead")
            size, details = getattr(file, "size", None), getattr(file, "details", None) or {}
        if (size or self.bytes) != self.bytes or not self._is_marked(details):
            file.close()
            raise StorageError(self.url, "was changed after it was listed", next_step="run the command again")
        raw = _Reading(file, self.url)
        return raw if buffering == 0 else io.BufferedReader(raw, 1 << 20)

    def _is_marked(self, details: Mapping[str, Any]) -> bool:
        """Tell whether an object has the mark that was listed; one that says nothing of it has."""
        name, _, value = (self.mark or "").partition(":")
        found = details.get(name)
        return found is None or str(found) == value


class _Reading(io.RawIOBase):
    """A stream whose faults name the object."""

    def __init__(self, file: Any, url: str) -> None:
        self._file = file
        self._url = url

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with remote_errors(self._url):
            data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with remote_errors(self._url):
            return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def is_url(text: str) -> bool:
    """Tell a URL from a path."""
    return _URL.match(text) is not None


def raw_root(text: str) -> RawRoot:
    """Return the place that a person named: the path of a folder, or the URL of one elsewhere.

    Raises:
        UsageError: it is empty.
    """
    if not text:
        raise UsageError("", "found '', expected a folder or a URL")
    if not is_url(text):
        return Path(text)
    if text.lower().startswith("file://"):
        return Path(unquote(urlsplit(text).path) or "/")
    return text


def open_system(url: str) -> tuple[Any, str]:
    """Return the file system of a URL, and the URL's path in it.

    Raises:
        UsageError: there is no such scheme, or no library for it.
        StorageError: the library cannot be set up.
    """
    import fsspec

    scheme = url.partition("://")[0].lower()
    if "::" in url:
        expected = "one scheme and a path, as in s3://bucket/folder"
        raise UsageError(url, "a chain of file systems", expected=expected)
    try:
        fsspec.get_filesystem_class(scheme)
    except ImportError as error:
        extra = _EXTRAS.get(scheme)
        step = f"pip install 'warraq[{extra}]'" if extra else str(error)
        raise UsageError(url, f"no library for {scheme}:// is installed", next_step=step) from error
    except ValueError as error:
        raise UsageError(url, f"no file system has the scheme {scheme}://") from error
    with remote_errors(url):
        system, path = fsspec.url_to_fs(url)
    return system, str(path)


def mark_of(info: Mapping[str, Any]) -> str | None:
    """Return what changes in a listing's entry when the object's content does; None where nothing is sure."""
    return next((f"{name}:{info[name]}" for name in _MARKS if info.get(name)), None)


@contextmanager
def remote_errors(url: str) -> Iterator[None]:
    """Turn what a file system's library raises into errors that name the object.

    Raises:
        StorageError: the object is gone, may not be read, or the network failed.
    """
    try:
        yield
    except (WarraqError, MemoryError):
        raise
    except FileNotFoundError as error:
        found = "is no longer there: it was deleted or renamed after it was listed"
        raise StorageError(url, found, next_step="run the command again") from error
    except PermissionError as error:
        raise StorageError(url, f"no right to read it: {_said(error)}", next_step=_LOGIN) from error
    except Exception as error:  # each library has errors of its own kind
        if type(error).__name__ == "FileExpired":
            raise StorageError(
                url, "was changed while it was read", next_step="run the command again"
            ) from error
        raise StorageError(url, f"cannot be read: {_said(error)}", next_step=_LOGIN) from error


def refuse_missing(url: str) -> ProjectError:
    """Return the error for a folder that is not there."""
    step = "name a bucket and a folder that hold raw files: --raw URL"
    return ProjectError(url, "no such bucket or folder", expected="a folder of raw files", next_step=step)


def _said(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split())[:300]
