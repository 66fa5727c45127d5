"""Files of a revision: whole, or the range that is asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from hub.messages import RefusedError, Response

if TYPE_CHECKING:
    from hub.repository import Entry
    from hub.state import Call

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def resolve(call: Call) -> Response:
    """Answer with a file of a revision, or the range of it that is asked for."""
    revision, path = call.revision()
    call.to_read()
    commit = call.repository.at(revision)
    entry = commit.tree.get(path)
    if entry is None:
        raise RefusedError(404, "Entry not found", "EntryNotFound", **{"X-Repo-Commit": commit.oid})
    headers = {
        "Content-Type": "application/octet-stream" if entry.lfs else "text/plain; charset=utf-8",
        "Accept-Ranges": "bytes",
        "ETag": f'"{entry.sha256 if entry.lfs else entry.oid}"',
        "X-Repo-Commit": commit.oid,
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(path.rpartition('/')[2])}",
    }
    if entry.lfs:
        headers |= {"X-Linked-Size": str(entry.size), "X-Linked-Etag": headers["ETag"]}
    if entry.xet:
        url = f"{call.request.origin}/api/datasets/{call.repository.id}/xet-read-token/{commit.oid}"
        headers |= {"X-Xet-Hash": entry.xet, "Link": f'<{url}>; rel="xet-auth"'}
    return _part(call, entry, headers)


def _part(call: Call, entry: Entry, headers: dict[str, str]) -> Response:
    asked = _RANGE.fullmatch(call.request.headers.get("range", ""))
    start, stop = _bounds(asked.group(1), asked.group(2), entry.size) if asked else (0, entry.size)
    if start >= stop and asked:
        raise RefusedError(416, "Range not satisfiable", **{"Content-Range": f"bytes */{entry.size}"})
    if asked:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{entry.size}"
    headers["Content-Length"] = str(stop - start)
    is_head = call.request.method == "HEAD"
    content = b"" if is_head else call.state.blobs.read(entry.sha256, start, stop)
    return Response(206 if asked else 200, headers, content)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(0, size - int(last or 0)), size
    return int(first), min(size, int(last) + 1) if last else size
