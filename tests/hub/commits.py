"""Commits as clients send them: one line an operation, applied whole or not at all."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from hub.cards import card_errors
from hub.messages import RefusedError, answer
from hub.pulls import opened
from hub.tracked import FILE, is_tracked, tracked_patterns, with_paths

if TYPE_CHECKING:
    from hub.messages import Response
    from hub.repository import Entry
    from hub.state import Call


def commit(call: Call) -> Response:
    """Commit to a branch or a pull request's ref, or open a pull request with the commit."""
    account = call.to_write()
    revision, _ = call.revision()
    ref = call.repository.writable(revision)
    head = call.repository.refs[ref]
    header, operations = _read(call.request.body)
    if header.get("parentCommit") not in (None, head):
        raise RefusedError(412, "A commit has happened since. Please refresh and try again.")
    tree = _applied(call, dict(call.repository.by_oid[head].tree), operations)
    title, message = str(header["summary"]), str(header.get("description", ""))
    pull = None
    if call.request.parameter("create_pr") == "1":
        if not ref.startswith("refs/heads/"):
            raise RefusedError(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        pull = opened(call.repository, title, account.name, "open", ref)
        ref = pull.ref
    made = call.repository.add(head, tree, title, message, account.name)
    call.repository.refs[ref] = made.oid
    told = {
        "success": True,
        "commitOid": made.oid,
        "commitUrl": f"{call.url}/commit/{made.oid}",
        "hookOutput": "",
    }
    return answer(told | ({"pullRequestUrl": f"{call.url}/discussions/{pull.number}"} if pull else {}))


def contents_in(body: bytes) -> int:
    """Return the bytes of the files that a commit's body holds itself; 0 for a body that cannot be read."""
    try:
        operations = _read(body)[1]
    except RefusedError:
        return 0
    contents = [str(value["content"]) for key, value in operations if key == "file"]
    return sum(len(content) * 3 // 4 - content.count("=", -2) for content in contents)


def _read(body: bytes) -> tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]:
    try:
        lines = [json.loads(line) for line in body.splitlines()]
        operations = [(str(line["key"]), dict(line["value"])) for line in lines]
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError(400, "The commit's body is no list of operations") from error
    if not operations or operations[0][0] != "header" or not operations[0][1].get("summary"):
        raise RefusedError(400, "The commit has no summary")
    return operations[0][1], operations[1:]


def _applied(
    call: Call, tree: dict[str, Entry], operations: list[tuple[str, dict[str, Any]]]
) -> dict[str, Entry]:
    added: list[str] = []
    for key, value in operations:
        path = str(value["path"])
        if key in ("file", "lfsFile"):
            _check_path(path)
            tree[path] = _regular(call, path, value) if key == "file" else _large(call, path, value)
            added.append(path)
        elif key in ("deletedFile", "deletedFolder"):
            _delete(tree, path, folder=key == "deletedFolder")
        else:
            raise RefusedError(400, f"No such operation: {key}")
    _check_folders(tree, added)
    patterns = tracked_patterns(tree, call.state.blobs)
    new = [path for path in added if tree.get(path) and tree[path].lfs and not is_tracked(path, patterns)]
    if new:
        known = call.state.blobs.read(tree[FILE].sha256) if FILE in tree else b""
        tree[FILE] = call.state.regular(with_paths(known, sorted(new)))
    return dict(sorted(tree.items()))


def _regular(call: Call, path: str, value: dict[str, Any]) -> Entry:
    content = base64.b64decode(value["content"]) if value.get("encoding") == "base64" else b""
    if len(content) > call.state.limits.regular:
        size = call.state.limits.regular
        raise RefusedError(
            400, f"Your push was rejected because it contains files larger than {size} bytes: {path}"
        )
    errors = card_errors(content.decode()) if path == "README.md" else []
    if errors:
        raise RefusedError(400, f"Invalid metadata in README.md: {'; '.join(errors)}")
    return call.state.regular(content)


def _large(call: Call, path: str, value: dict[str, Any]) -> Entry:
    oid = str(value["oid"])
    if oid not in call.repository.objects and call.state.xet:
        call.state.xet.take(oid, call.state.blobs)
        if call.state.blobs.size(oid) is not None:
            call.repository.objects.add(oid)
    size = call.state.blobs.size(oid) if oid in call.repository.objects else None
    if size is None:
        raise RefusedError(
            400,
            f"Your push was rejected because an LFS pointer pointed to a file that does not exist: {path}",
        )
    if value.get("size") not in (None, size) or value.get("algo", "sha256") != "sha256":
        raise RefusedError(400, f"The size of {path} is not that of the file which was uploaded")
    return call.state.large(oid, size)


def _delete(tree: dict[str, Entry], path: str, *, folder: bool) -> None:
    prefix = path.rstrip("/") + "/"
    gone = [other for other in tree if other.startswith(prefix)] if folder else [path] if path in tree else []
    if not gone:
        what = "folder" if folder else "file"
        raise RefusedError(404, f"A {what} with this name doesn't exist: {path}", "EntryNotFound")
    for other in gone:
        del tree[other]


def _check_path(path: str) -> None:
    parts = path.split("/")
    if not all(parts) or {".", "..", ".git"} & set(parts):
        raise RefusedError(400, f"Invalid path: {path}")


def _check_folders(tree: dict[str, Entry], added: list[str]) -> None:
    for path in added:
        parts = path.split("/")
        if any("/".join(parts[:size]) in tree for size in range(1, len(parts))):
            raise RefusedError(400, f"A file stands where {path} needs a folder")
