"""Branches, tags and the refs of pull requests: listed, made, deleted; history listed and squashed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from hub.messages import RefusedError, answer

if TYPE_CHECKING:
    from hub.messages import Response
    from hub.repository import Repository
    from hub.state import Call

_NAME = re.compile(r"(?!.*\.\.)(?!.*\.lock$)[\w][\w./+-]*(?<![./])", re.ASCII)


def list_refs(call: Call) -> Response:
    told = {
        "branches": _named(call.repository, "refs/heads/"),
        "tags": _named(call.repository, "refs/tags/"),
        "converts": [],
    }
    if call.request.parameter("include_prs") in ("1", "true"):
        told["pullRequests"] = _named(call.repository, "refs/pr/", "refs/pr/")
    return answer(told)


def _named(repository: Repository, prefix: str, shown: str = "") -> list[dict[str, str]]:
    return [
        {"name": shown + ref.removeprefix(prefix), "ref": ref, "targetCommit": oid}
        for ref, oid in sorted(repository.refs.items())
        if ref.startswith(prefix)
    ]


def make_tag(call: Call) -> Response:
    call.to_write()
    revision, _ = call.revision()
    name = str(call.request.json()["tag"])
    oid = call.repository.at(revision).oid
    _make(call.repository, f"refs/tags/{name}", name, oid, f"Tag {name} already exists")
    return answer({})


def delete_tag(call: Call) -> Response:
    call.to_write()
    name = "/".join(call.rest)
    if call.repository.refs.pop(f"refs/tags/{name}", None) is None:
        raise RefusedError(404, f"Tag {name} doesn't exist", "RevisionNotFound")
    return answer({})


def make_branch(call: Call) -> Response:
    call.to_write()
    name = "/".join(call.rest)
    oid = call.repository.at(str(call.request.json().get("startingPoint", "main"))).oid
    _make(call.repository, f"refs/heads/{name}", name, oid, f"Reference already exists: {name}")
    return answer({})


def delete_branch(call: Call) -> Response:
    call.to_write()
    name = "/".join(call.rest)
    if name == "main":
        raise RefusedError(403, "The default branch cannot be deleted")
    if call.repository.refs.pop(f"refs/heads/{name}", None) is None:
        raise RefusedError(404, f"Invalid rev id: {name}", "RevisionNotFound")
    return answer({})


def _make(repository: Repository, ref: str, name: str, oid: str, there: str) -> None:
    if not _NAME.fullmatch(name):
        raise RefusedError(400, f"Invalid name of a ref: {name}")
    if ref in repository.refs:
        raise RefusedError(409, there)
    repository.refs[ref] = oid


def list_commits(call: Call) -> Response:
    """Answer with a page of the history; a Link header names the next."""
    revision, _ = call.revision()
    page, size = int(call.request.parameter("p", "0")), call.state.limits.page
    history = list(call.repository.history(call.repository.at(revision).oid))
    told = [
        {
            "id": commit.oid,
            "title": commit.title,
            "message": commit.message,
            "date": commit.date,
            "authors": [{"user": commit.author}],
        }
        for commit in history[page * size : (page + 1) * size]
    ]
    more = len(history) > (page + 1) * size
    link = f'<{call.request.origin}{call.request.path}?p={page + 1}>; rel="next"'
    return answer(told, headers={"X-Total-Count": str(len(history)), **({"Link": link} if more else {})})


def squash(call: Call) -> Response:
    """Replace a branch's history by one commit; other refs keep what they name."""
    account = call.to_write()
    name = "/".join(call.rest)
    ref = f"refs/heads/{name}"
    if ref not in call.repository.refs:
        raise RefusedError(404, f"Invalid rev id: {quote(name)}", "RevisionNotFound")
    tree = call.repository.by_oid[call.repository.refs[ref]].tree
    message = str(call.request.json().get("message") or "Super-squash")
    call.repository.refs[ref] = call.repository.add(None, tree, message, author=account.name).oid
    return answer({})
