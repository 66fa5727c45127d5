"""What a revision holds: the repository's description, trees in pages, single paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

from hub.cards import front_matter
from hub.messages import RefusedError, answer
from hub.repository import folder_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hub.messages import Response
    from hub.repository import Commit, Entry
    from hub.state import Call


def describe(call: Call) -> Response:
    """Answer with the dataset's description at a revision, `main` by default."""
    revision = call.revision()[0] if call.rest else "main"
    commit = call.repository.at(revision)
    told = {
        "_id": call.repository.id,
        "id": call.repository.id,
        "author": call.repository.id.partition("/")[0],
        "sha": commit.oid,
        "lastModified": commit.date,
        "createdAt": "2026-01-01T00:00:00.000Z",
        "private": call.repository.private,
        "gated": "auto" if call.repository.gated else False,
        "disabled": False,
        "downloads": 0,
        "likes": 0,
        "tags": [],
        "usedStorage": sum(call.state.blobs.size(sha256) or 0 for sha256 in call.repository.objects),
        "siblings": [
            _sibling(path, entry, blobs="blobs" in parse_qs(call.request.query))
            for path, entry in commit.tree.items()
        ],
    }
    card = commit.tree.get("README.md")
    if card:
        told["cardData"] = front_matter(call.state.blobs.read(card.sha256).decode())
    return answer(told)


def list_tree(call: Call) -> Response:
    """Answer with a page of a folder, with all below it if asked; a Link header names the next page."""
    revision, folder = call.revision()
    commit = call.repository.at(revision)
    recursive = call.request.parameter("recursive").lower() in ("true", "1")
    found = dict(_below(commit.tree, folder, recursive=recursive))
    if not found and folder:
        raise RefusedError(404, f"{folder} does not exist on {revision}", "EntryNotFound")
    expand = call.request.parameter("expand").lower() in ("true", "1")
    size = min(call.state.limits.page, 50) if expand else call.state.limits.page
    first = int(call.request.parameter("cursor", "0"))
    page = sorted(found)[first : first + size]
    headers = {}
    if first + size < len(found):
        query = {name: values[0] for name, values in parse_qs(call.request.query).items()}
        url = f"{call.request.origin}{call.request.path}?{urlencode({**query, 'cursor': first + size})}"
        headers["Link"] = f'<{url}>; rel="next"'
    return answer(_told(call, commit, [(path, found[path]) for path in page], expand=expand), headers=headers)


def list_paths(call: Call) -> Response:
    """Answer with what there is of the paths that are asked for."""
    revision, _ = call.revision()
    commit = call.repository.at(revision)
    asked = parse_qs(call.request.body.decode())
    found = dict(_below(commit.tree, "", recursive=True))
    paths = [path.rstrip("/") for path in asked.get("paths", [])]
    expand = asked.get("expand", [""])[0].lower() in ("true", "1")
    wanted = [(path, found[path]) for path in dict.fromkeys(paths) if path in found]
    return answer(_told(call, commit, wanted, expand=expand))


def _below(tree: Mapping[str, Entry], folder: str, *, recursive: bool) -> Iterable[tuple[str, Entry | None]]:
    prefix = f"{folder}/" if folder else ""
    for path, entry in tree.items():
        if not path.startswith(prefix):
            continue
        parts = path.removeprefix(prefix).split("/")
        for size in range(1, len(parts) if recursive else min(2, len(parts))):
            yield prefix + "/".join(parts[:size]), None
        if recursive or len(parts) == 1:
            yield path, entry


def _told(
    call: Call, commit: Commit, found: list[tuple[str, Entry | None]], *, expand: bool
) -> list[dict[str, Any]]:
    folders = folder_ids(commit.tree) if any(entry is None for _, entry in found) else {}
    told = []
    for path, entry in found:
        if entry is None:
            one: dict[str, Any] = {"type": "directory", "oid": folders[path], "size": 0, "path": path}
        else:
            one = {"type": "file", "oid": entry.oid, "size": entry.size, "path": path}
            if entry.lfs:
                one["lfs"] = {"oid": entry.sha256, "size": entry.size, "pointerSize": entry.lfs}
            if entry.xet:
                one["xetHash"] = entry.xet
        told.append(one | (_last_commit(call, commit, path) if expand else {}))
    return told


def _last_commit(call: Call, commit: Commit, path: str) -> dict[str, Any]:
    def held(one: Commit) -> list[tuple[str, Entry]]:
        return [pair for pair in one.tree.items() if f"{pair[0]}/".startswith(f"{path}/")]

    last = commit
    for older in call.repository.history(commit.parent):
        if held(older) != held(last):
            break
        last = older
    return {"lastCommit": {"id": last.oid, "title": last.title, "date": last.date}}


def _sibling(path: str, entry: Entry, *, blobs: bool) -> dict[str, Any]:
    if not blobs:
        return {"rfilename": path}
    told: dict[str, Any] = {"rfilename": path, "size": entry.size, "blobId": entry.oid}
    if entry.lfs:
        told["lfs"] = {"sha256": entry.sha256, "size": entry.size, "pointerSize": entry.lfs}
    return told
