"""Which function answers which request."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from hub import account, cards, commits, files, lfs, pulls, refs, settings, trees, xet
from hub.messages import RefusedError
from hub.state import call_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hub.messages import Request, Response
    from hub.state import Call, State

#: Requests that name no repository in their path.
_PLAIN: Mapping[tuple[str, str], Callable[[State, Request], Response]] = {
    ("GET", "/api/whoami-v2"): account.whoami,
    ("POST", "/api/validate-yaml"): lambda _, request: cards.validate(request),
    ("POST", "/api/repos/create"): settings.create,
    ("DELETE", "/api/repos/delete"): settings.delete,
}

#: Requests below `/api/datasets/ORG/NAME/`, by method and first part of what follows.
_API: Mapping[tuple[str, str], Callable[[Call], Response]] = {
    ("GET", ""): trees.describe,
    ("GET", "revision"): trees.describe,
    ("GET", "tree"): trees.list_tree,
    ("POST", "paths-info"): trees.list_paths,
    ("GET", "refs"): refs.list_refs,
    ("GET", "commits"): refs.list_commits,
    ("POST", "tag"): refs.make_tag,
    ("DELETE", "tag"): refs.delete_tag,
    ("POST", "branch"): refs.make_branch,
    ("DELETE", "branch"): refs.delete_branch,
    ("POST", "super-squash"): refs.squash,
    ("POST", "preupload"): lfs.preupload,
    ("POST", "commit"): commits.commit,
    ("GET", "discussions"): lambda call: pulls.discussion(call) if call.rest else pulls.discussions(call),
    ("POST", "discussions"): lambda call: (
        pulls.change_discussion(call) if call.rest else pulls.open_discussion(call)
    ),
    ("GET", "xet-read-token"): xet.read_token,
    ("GET", "xet-write-token"): xet.write_token,
    ("GET", "auth-check"): account.check,
    ("PUT", "settings"): settings.change,
}


def route(state: State, request: Request) -> Response:
    """Answer a request.

    Raises:
        RefusedError: the Hub says no.
    """
    plain = _PLAIN.get((request.method, request.path))
    if plain:
        return plain(state, request)
    parts = tuple(unquote(part) for part in request.path.strip("/").split("/"))
    if parts[0] == "lfs" and len(parts) == 4:
        return lfs.upload(state, request, "/".join(parts[1:3]), parts[3])
    if parts[:2] == ("api", "datasets") and len(parts) > 3:
        action = _API.get((request.method, parts[4] if len(parts) > 4 else ""))
        if action:
            return action(call_for(state, request, "/".join(parts[2:4]), parts[5:]))
    if parts[0] == "datasets" and len(parts) > 3:
        return _web(state, request, parts[1:])
    raise RefusedError(404, "Sorry, we can't find the page you are looking for.")


def _web(state: State, request: Request, parts: tuple[str, ...]) -> Response:
    name = "/".join(parts[:2])
    if parts[2] in ("resolve", "raw") and len(parts) > 4 and request.method in ("GET", "HEAD"):
        return files.resolve(call_for(state, request, name, parts[3:]))
    if request.method == "POST" and parts[2:] == ("info", "lfs", "objects", "batch"):
        return lfs.batch(call_for(state, request, name.removesuffix(".git"), ()))
    if request.method == "POST" and parts[2:] == ("info", "lfs", "objects", "verify"):
        return lfs.verify(call_for(state, request, name.removesuffix(".git"), ()))
    raise RefusedError(404, "Sorry, we can't find the page you are looking for.")
