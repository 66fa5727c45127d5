"""Large file storage: what to upload where, the uploads, in one part or several, and their check."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from hub.messages import RefusedError, Response, answer
from hub.tracked import is_binary, is_tracked, tracked_patterns

if TYPE_CHECKING:
    from hub.messages import Request
    from hub.state import Call, State

_TYPE = {"Content-Type": "application/vnd.git-lfs+json"}
_SECRET = b"what storage asks for in place of a token"


def preupload(call: Call) -> Response:
    """Answer how each file is to be sent, and what the revision holds in its place."""
    call.to_write()
    revision, _ = call.revision()
    tree = call.repository.at(revision).tree
    patterns = tracked_patterns(tree, call.state.blobs)
    told = []
    for file in call.request.json()["files"]:
        path, size = str(file["path"]), int(file["size"])
        large = is_tracked(path, patterns) or is_binary(base64.b64decode(file["sample"]))
        mode = "lfs" if large or size > call.state.limits.regular else "regular"
        one = {"path": path, "uploadMode": mode, "shouldIgnore": False}
        if path in tree:
            one["oid"] = tree[path].sha256 if tree[path].lfs else tree[path].oid
        told.append(one)
    return answer({"files": told})


def batch(call: Call) -> Response:
    """Answer where each object goes; nowhere if it is there already."""
    call.to_write()
    objects = [_object(call, str(one["oid"]), int(one["size"])) for one in call.request.json()["objects"]]
    parts = call.state.limits.part is not None
    return answer({"transfer": "multipart" if parts else "basic", "objects": objects}, headers=_TYPE)


def _object(call: Call, oid: str, size: int) -> dict[str, Any]:
    told: dict[str, Any] = {"oid": oid, "size": size, "authenticated": True}
    limits = call.state.limits
    if oid in call.repository.objects:
        return told
    if size > limits.file:
        return told | {"error": {"code": 413, "message": f"The file is larger than {limits.file} bytes"}}
    if limits.storage is not None and call.state.stored() + size > limits.storage:
        raise RefusedError(
            403, "Storage limit reached, please upgrade your plan to increase your storage limit"
        )
    url = f"{call.request.origin}/lfs/{call.repository.id}/{oid}"
    upload: dict[str, Any] = {"href": f"{url}?signature={_signature(call.repository.id, oid)}"}
    if limits.part is not None and size > limits.part:
        count = -(-size // limits.part)
        upload["header"] = {"chunk_size": str(limits.part)}
        upload["header"] |= {str(n): f"{upload['href']}&part={n}" for n in range(1, count + 1)}
        upload["href"] += "&complete=1"
    verify = {"href": f"{call.url}.git/info/lfs/objects/verify"}
    return told | {"actions": {"upload": upload, "verify": verify}}


def upload(state: State, request: Request, name: str, oid: str) -> Response:
    """Take an object or a part of it; no token is asked for, as the address is signed."""
    if not hmac.compare_digest(request.parameter("signature"), _signature(name, oid)):
        raise RefusedError(403, "SignatureDoesNotMatch")
    parts = state.parts.setdefault((name, oid), {})
    if request.method == "PUT" and request.parameter("part"):
        parts[int(request.parameter("part"))] = request.body
        return Response(200, {"ETag": f'"{hashlib.sha256(request.body).hexdigest()}"'})
    content = request.body
    if request.method == "POST":
        content = _joined(parts, request.json()["parts"])
    if hashlib.sha256(content).hexdigest() != oid:
        raise RefusedError(400, "The content has another sha256 than announced")
    del state.parts[name, oid]
    state.blobs.add(content)
    state.repositories[name].objects.add(oid)
    return Response(200, {"ETag": f'"{oid}"'})


def _joined(parts: dict[int, bytes], named: list[dict[str, Any]]) -> bytes:
    for one in named:
        part = parts.get(int(one["partNumber"]), b"")
        if str(one["etag"]).strip('"') != hashlib.sha256(part).hexdigest():
            raise RefusedError(400, f"Part {one['partNumber']} was not uploaded")
    return b"".join(parts[int(one["partNumber"])] for one in named)


def verify(call: Call) -> Response:
    """Answer whether an object arrived with the size that it should have."""
    call.to_write()
    asked = call.request.json()
    if asked["oid"] not in call.repository.objects:
        raise RefusedError(404, "Object does not exist")
    if call.state.blobs.size(asked["oid"]) != asked["size"]:
        raise RefusedError(400, "The object has another size")
    return answer({}, headers=_TYPE)


def _signature(name: str, oid: str) -> str:
    return hmac.new(_SECRET, f"{name}/{oid}".encode(), "sha256").hexdigest()
