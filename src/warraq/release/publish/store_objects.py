"""The objects below a URL: listed, compared, sent, created and replaced through fsspec.

The SHA-256 of what is sent is kept in the object's own metadata where the store has such (S3, Google Cloud
Storage): it is written with the content, in one request, and goes when another content is written. An object
without it is read and hashed. A store's own marks, such as an ETag, are only asked whether an object changed;
they are no digest of content.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.corpus.remote import mark_of, open_system
from warraq.errors import StorageError
from warraq.model.atomic import storage_errors
from warraq.release.publish.store_faults import is_conflict, knows_no_conditions, store_errors

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.release.publish.local import LocalFile

_AT_ONCE = 8
_PIECE = 1 << 20
#: A part of an upload in parts, and the largest file that is sent in one request.
_PART = 16 << 20
#: Scheme -> how its library calls the metadata that an object carries.
_METADATA = {"s3": "Metadata", "s3a": "Metadata", "gs": "metadata", "gcs": "metadata"}
_S3 = ("s3", "s3a")
_KEY = "sha256"
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Held:
    """An object as it was listed.

    Attributes:
        kept: the SHA-256 in its metadata, where the listing has it.
    """

    bytes: int
    kept: str | None = None


class Store:
    """The objects below a URL; names are paths below it.

    Every method raises `StorageError` where the network or the store fails or refuses.
    """

    def __init__(self, url: str) -> None:
        """Open the URL's file system.

        Raises:
            UsageError: no library for its scheme is installed.
        """
        self.url = url
        self._scheme = url.partition("://")[0]
        self._system, root = open_system(url)
        self._root = root.rstrip("/")

    @property
    def at_once(self) -> int:
        """How many objects are worked on at a time."""
        return _AT_ONCE if self._system.async_impl else 1

    @property
    def has_conditions(self) -> bool:
        """Whether two that create the same object are told apart by the store itself."""
        return self._scheme in _METADATA

    def address(self, name: str) -> str:
        """Return the object's URL."""
        return f"{self.url}/{name}"

    def listing(self, below: str) -> dict[str, Held]:
        """Return path below the folder `below` -> object, sorted; marks of folders are left out."""
        root = f"{self._root}/{below}".rstrip("/")
        with store_errors("list it", self.address(below)):
            self._system.invalidate_cache()
            found: dict[str, dict[str, Any]] = self._system.find(root, detail=True)
        start = f"{root}/"
        return {
            name.removeprefix(start): Held(int(one["size"] or 0), (one.get("metadata") or {}).get(_KEY))
            for name, one in sorted(found.items())
            if one["type"] == "file" and name.startswith(start) and not name.endswith("/")
        }

    def folders(self) -> list[str]:
        """Return the names of the folders right below the URL, sorted."""
        with store_errors("list it", self.url):
            self._system.invalidate_cache()
            try:
                found: list[dict[str, Any]] = self._system.ls(self._root, detail=True)
            except FileNotFoundError:
                return []
        names = (str(one["name"]).rstrip("/") for one in found if one["type"] == "directory")
        return sorted(name.rpartition("/")[2] for name in names)

    def read(self, name: str) -> bytes | None:
        """Return the content of a small object; None if there is none."""
        with store_errors("read it", self.address(name)):
            try:
                return bytes(self._system.cat_file(self._path(name)))
            except FileNotFoundError:
                return None

    def mark(self, name: str) -> str | None:
        """Return what changes with the object, such as an ETag; "" where nothing does, None without it."""
        with store_errors("look at it", self.address(name)):
            self._system.invalidate_cache()
            try:
                info: dict[str, Any] = self._system.info(self._path(name))
            except FileNotFoundError:
                return None
        return str(info.get("ETag") or mark_of(info) or "")

    def digest(self, name: str, held: Held) -> str:
        """Return the SHA-256 of the object: as its metadata has it, or else of its content, which is read."""
        with store_errors("look at it", self.address(name)):
            kept = held.kept
            if self._scheme in _S3:
                kept = self._system.metadata(self._path(name), refresh=True).get(_KEY)
            if kept and _DIGEST.fullmatch(kept):
                return kept
            digest = hashlib.sha256()
            with self._system.open(self._path(name), "rb", cache_type="readahead") as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
            return digest.hexdigest()

    def send(self, name: str, file: LocalFile) -> None:
        """Put the file there if it has the stated digest.

        Raises:
            StorageError: besides, it has changed: nothing becomes visible then, where the store sees to it.
        """
        if file.bytes <= _PART:
            with storage_errors(file.place):
                data = file.place.read_bytes()
            _require_digest(file, hashlib.sha256(data).hexdigest())
            with store_errors("send it", self.address(name)):
                self._system.pipe_file(self._path(name), data, **self._kept(file.sha256))
            return
        with store_errors("send it", self.address(name)):
            options = {"block_size": _PART, "autocommit": False, **self._kept(file.sha256)}
            out = self._system.open(self._path(name), "wb", **options)
        try:
            self._send_pieces(name, file, out)
        except BaseException:
            with suppress(Exception):
                out.discard()
                out.closed = True  # or it would try to send the rest when it is collected
            raise

    def create(self, name: str, data: bytes) -> bool:
        """Create the object; return False where there is one already.

        A store that knows no conditional writes is asked first whether there is one.
        """
        kept = self._kept(hashlib.sha256(data).hexdigest())
        with store_errors("create it", self.address(name)):
            try:
                self._system.pipe_file(self._path(name), data, mode="create", **kept)
            except Exception as error:
                if is_conflict(error):
                    return False
                if not knows_no_conditions(error):
                    raise
                self._system.invalidate_cache()
                if self._system.exists(self._path(name)):
                    return False
                self._system.pipe_file(self._path(name), data, **kept)
        return True

    def replace(self, name: str, data: bytes, mark: str | None) -> bool:
        """Write the object; return False where the store tells that it is not the one with the mark."""
        if mark is None:
            return self.create(name, data)
        condition = {"IfMatch": mark} if self._scheme in _S3 and mark else {}
        with store_errors("write it", self.address(name)):
            try:
                self._system.pipe_file(self._path(name), data, **condition)
            except Exception as error:
                if is_conflict(error):
                    return False
                if not knows_no_conditions(error):
                    raise
                self._system.pipe_file(self._path(name), data)
        return True

    def delete(self, name: str) -> None:
        """Delete the object; none is fine."""
        with store_errors("delete it", self.address(name)), suppress(FileNotFoundError):
            self._system.rm_file(self._path(name))

    def fetch(self, name: str, path: Path) -> None:
        """Write the object's content to a new file."""
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        with store_errors("fetch it", self.address(name)):
            self._system.get_file(self._path(name), str(path))

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _kept(self, digest: str) -> dict[str, Any]:
        return {_METADATA[self._scheme]: {_KEY: digest}} if self._scheme in _METADATA else {}

    def _send_pieces(self, name: str, file: LocalFile, out: Any) -> None:
        digest = hashlib.sha256()
        with storage_errors(file.place), file.place.open("rb") as source:
            while piece := source.read(_PIECE):
                digest.update(piece)
                with store_errors("send it", self.address(name)):
                    out.write(piece)
        _require_digest(file, digest.hexdigest())
        with store_errors("send it", self.address(name)):
            out.close()
            out.commit()


def _require_digest(file: LocalFile, found: str) -> None:
    if found != file.sha256:
        raise StorageError(
            str(file.place),
            "changed while it was being published",
            next_step="warraq verify, then publish again",
        )
