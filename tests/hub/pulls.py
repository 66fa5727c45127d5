"""Discussions and pull requests: opened with a commit or without, closed, merged as one commit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hub.messages import RefusedError, answer
from hub.repository import MAIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.messages import Response
    from hub.repository import Entry, Repository
    from hub.state import Call

_WHEN = "2026-01-01T00:00:00.000Z"


@dataclass(frozen=True)
class Pull:
    """A discussion; a pull request when `base` names the commit that it starts from.

    Attributes:
        target: the full name of the branch that it is meant for.
        merged: the commit on the target that holds it.
    """

    number: int
    title: str
    author: str
    status: str
    target: str = MAIN
    base: str | None = None
    merged: str | None = None

    @property
    def ref(self) -> str:
        return f"refs/pr/{self.number}"


def opened(repository: Repository, title: str, author: str, status: str, target: str | None) -> Pull:
    """Keep a new discussion, or a pull request for a branch, whose ref begins at the branch's head."""
    base = repository.refs[target] if target else None
    pull = Pull(len(repository.pulls) + 1, title, author, status, target or MAIN, base)
    repository.pulls.append(pull)
    if base:
        repository.refs[pull.ref] = base
    return pull


def discussions(call: Call) -> Response:
    wanted = {name: call.request.parameter(name) for name in ("type", "status", "author")}
    found = [_told(call, pull) for pull in reversed(call.repository.pulls) if _is_wanted(pull, wanted)]
    return answer({"discussions": found, "count": len(found), "start": 0, "numClosedDiscussions": 0})


def open_discussion(call: Call) -> Response:
    account, asked = call.to_write(), call.request.json()
    is_pull = bool(asked.get("pullRequest"))
    pull = opened(
        call.repository,
        str(asked["title"]),
        account.name,
        "draft" if is_pull else "open",
        MAIN if is_pull else None,
    )
    return answer(
        {"num": pull.number, "pullRequest": is_pull, "url": f"{call.url}/discussions/{pull.number}"}
    )


def discussion(call: Call) -> Response:
    """Answer for one discussion, with its commits as events and the files in conflict."""
    pull = _pull(call)
    told = _told(call, pull)
    if pull.base:
        _, conflicts = _merged_tree(call.repository, pull)
        told |= {"filesWithConflicts": conflicts, "diff": ""}
        told["changes"] = {"base": pull.target, **({"mergeCommitId": pull.merged} if pull.merged else {})}
        told["events"] = [
            _event(pull.author, "commit", {"subject": commit.title, "oid": commit.oid})
            for commit in _own_commits(call.repository, pull)
        ]
    return answer(told)


def change_discussion(call: Call) -> Response:
    """Merge, close, open again or comment."""
    account, pull, action = call.to_write(), _pull(call), call.rest[1]
    if action == "merge":
        _merge(call.repository, pull, account.name)
        return answer({"ok": True})
    if action == "status":
        status = str(call.request.json()["status"])
        if pull.status == "merged":
            raise RefusedError(400, "A merged pull request's status cannot be changed")
        call.repository.pulls[pull.number - 1] = replace(pull, status=status)
        return answer({"newStatus": _event(account.name, "status-change", {"status": status})})
    if action == "comment":
        text = {"edited": False, "hidden": False, "latest": {"raw": call.request.json()["comment"]}}
        return answer({"newMessage": _event(account.name, "comment", text)})
    raise RefusedError(404, f"Not found: {action}")


def _merge(repository: Repository, pull: Pull, author: str) -> None:
    if pull.base is None or pull.status not in ("open", "draft"):
        raise RefusedError(400, f"This pull request is {pull.status} and cannot be merged")
    if pull.status == "draft":
        raise RefusedError(400, "A draft cannot be merged: publish it first")
    tree, conflicts = _merged_tree(repository, pull)
    if conflicts:
        raise RefusedError(409, f"This pull request has conflicts: {', '.join(conflicts)}")
    title = f"{pull.title} (#{pull.number})"
    parent = repository.refs[pull.target]
    body = "\n\n".join(f"- {commit.title} ({commit.oid})" for commit in _own_commits(repository, pull))
    commit = repository.add(parent, tree, title, body, author)
    repository.refs[pull.target] = commit.oid
    repository.pulls[pull.number - 1] = replace(pull, status="merged", merged=commit.oid)


def _merged_tree(repository: Repository, pull: Pull) -> tuple[dict[str, Entry], list[str]]:
    assert pull.base
    base = repository.by_oid[pull.base].tree
    theirs = repository.by_oid[repository.refs[pull.ref]].tree
    tree = dict(repository.by_oid[repository.refs[pull.target]].tree)
    conflicts = []
    for path in sorted({*base, *theirs}):
        if theirs.get(path) == base.get(path):
            continue
        if tree.get(path) not in (base.get(path), theirs.get(path)):
            conflicts.append(path)
        elif path in theirs:
            tree[path] = theirs[path]
        else:
            tree.pop(path, None)
    return tree, conflicts


def _own_commits(repository: Repository, pull: Pull) -> list[Any]:
    own = []
    for commit in repository.history(repository.refs[pull.ref]):
        if commit.oid == pull.base:
            break
        own.append(commit)
    return own[::-1]


def _pull(call: Call) -> Pull:
    number = call.rest[0]
    if not number.isdigit() or not 0 < int(number) <= len(call.repository.pulls):
        raise RefusedError(404, "Discussion not found", "EntryNotFound")
    return call.repository.pulls[int(number) - 1]


def _is_wanted(pull: Pull, wanted: Mapping[str, str]) -> bool:
    kind = "pull_request" if pull.base else "discussion"
    is_open = "open" if pull.status in ("open", "draft") else "closed"
    return (
        wanted["type"] in ("", "all", kind)
        and wanted["status"] in ("", "all", is_open)
        and wanted["author"] in ("", pull.author)
    )


def _told(call: Call, pull: Pull) -> dict[str, Any]:
    return {
        "title": pull.title,
        "num": pull.number,
        "author": {"name": pull.author},
        "createdAt": _WHEN,
        "status": pull.status,
        "isPullRequest": pull.base is not None,
        "repo": {"name": call.repository.id, "type": "dataset"},
        "events": [],
    }


def _event(author: str, kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": kind, "type": kind, "createdAt": _WHEN, "author": {"name": author}, "data": data}
