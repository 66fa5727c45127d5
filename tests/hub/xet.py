"""Xet: hf_xet's own store in a folder stands in for the storage service, which is not part of this Hub."""

from __future__ import annotations

import struct
import time
from typing import TYPE_CHECKING, Any

from hub.messages import RefusedError, answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hub.blobs import Blobs
    from hub.messages import Response
    from hub.state import Call

# A shard is a list of records of 48 bytes after a header of one such record: per file a head (hash, flags,
# number of segments), the segments, as many checksums if a flag says so, and the sha256 if another does.
_RECORD = 48
_HASH = 32
_HAS_CHECKSUMS = 1 << 31
_HAS_SHA256 = 1 << 30
_END = b"\xff" * _HASH


class XetStore:
    """The folder that hf_xet uploads to, and the files that are in it by sha256."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._read: set[Path] = set()
        self._hashes: dict[str, str] = {}
        self._session: Any = None

    @property
    def url(self) -> str:
        return f"local://{self._folder}"

    def stored(self) -> int:
        """Return the bytes of all contents, each chunk once and compressed, without what leads to them."""
        return sum(
            path.stat().st_size for path in self._folder.rglob("default.*") if path.suffix != ".tagset"
        )

    def hash_of(self, sha256: str) -> str | None:
        """Return Xet's hash of a file; None if it was not uploaded."""
        if sha256 not in self._hashes:
            for path in sorted(set(self._folder.rglob("*.mdb")) - self._read):
                self._hashes.update(_files_of(path.read_bytes()))
                self._read.add(path)
        return self._hashes.get(sha256)

    def take(self, sha256: str, blobs: Blobs) -> None:
        """Read an uploaded file into the Hub's own storage, to be served to readers without Xet.

        Raises:
            RefusedError: its content has another sha256 than the client said (400).
        """
        xet = self.hash_of(sha256)
        if xet is None or blobs.size(sha256) is not None:
            return
        import hf_xet

        path = blobs.new_path(f"{sha256}.part")
        self._session = self._session or hf_xet.XetSession()
        with self._session.new_file_download_group(endpoint=self.url) as group:
            group.start_download_file(hf_xet.XetFileInfo(xet), str(path))
        content = path.read_bytes()
        path.unlink()
        if blobs.add(content) != sha256:
            raise RefusedError(400, "The content has another sha256 than announced")


def _files_of(shard: bytes) -> Iterator[tuple[str, str]]:
    at = _RECORD
    while shard[at : at + _HASH] != _END:
        name = shard[at : at + _HASH]
        flags, segments = struct.unpack_from("<II", shard, at + _HASH)
        at += _RECORD * (1 + segments * (2 if flags & _HAS_CHECKSUMS else 1))
        if flags & _HAS_SHA256:
            yield _hex(shard[at : at + _HASH]), _hex(name)
            at += _RECORD


def _hex(value: bytes) -> str:
    return "".join(f"{word:016x}" for word in struct.unpack("<4Q", value))


def read_token(call: Call) -> Response:
    call.to_read()
    return _token(call)


def write_token(call: Call) -> Response:
    call.to_write()
    limits = call.state.limits
    if limits.storage is not None and call.state.stored() >= limits.storage:
        raise RefusedError(
            403, "Storage limit reached, please upgrade your plan to increase your storage limit"
        )
    return _token(call)


def _token(call: Call) -> Response:
    if call.state.xet is None:
        raise RefusedError(404, "Xet is not enabled for this repository")
    told = {"casUrl": call.state.xet.url, "accessToken": "of-the-storage", "exp": int(time.time()) + 3600}
    headers = {
        "X-Xet-Cas-Url": str(told["casUrl"]),
        "X-Xet-Access-Token": str(told["accessToken"]),
        "X-Xet-Token-Expiration": str(told["exp"]),
    }
    return answer(told, headers=headers)
