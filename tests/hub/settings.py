"""Repositories made, deleted, and made private or gated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hub.access import Account, account_of, must_be_known, must_see, must_write
from hub.messages import RefusedError, answer
from hub.repository import MAIN, Repository
from hub.tracked import FILE, first_attributes

if TYPE_CHECKING:
    from hub.messages import Request, Response
    from hub.state import Call, State

_NAME = re.compile(r"(?!.*(?:--|\.\.))[\w-][\w.-]{0,95}", re.ASCII)


def new_repository(
    state: State, name: str, *, private: bool = False, gated: bool = False, author: str = "hub"
) -> Repository:
    """Keep a new dataset; it begins with a commit of `.gitattributes`."""
    repository = Repository(name, private, gated)
    tree = {FILE: state.regular(first_attributes())}
    repository.refs[MAIN] = repository.add(None, tree, "initial commit", author=author).oid
    state.repositories[name] = repository
    return repository


def create(state: State, request: Request) -> Response:
    account = must_be_known(account_of(request, state.tokens))
    asked = request.json()
    name = _asked_name(asked, account)
    url = f"{request.origin}/datasets/{name}"
    if account.role != "write":
        space = name.partition("/")[0]
        raise RefusedError(
            403, f'You don\'t have the rights to create a dataset under the namespace "{space}"'
        )
    if name in state.repositories:
        told = {"error": "You already created this dataset repo", "url": url, "id": name}
        return answer(told, 409, {"X-Error-Message": told["error"]})
    private = asked.get("visibility") == "private" or bool(asked.get("private"))
    new_repository(state, name, private=private, author=account.name)
    return answer({"url": url, "name": name, "id": name})


def delete(state: State, request: Request) -> Response:
    account = must_be_known(account_of(request, state.tokens))
    name = _asked_name(request.json(), account)
    must_write(account, must_see(account, state.repositories.get(name)))
    del state.repositories[name]
    return answer({})


def change(call: Call) -> Response:
    call.to_write()
    asked = call.request.json()
    if "visibility" in asked or "private" in asked:
        call.repository.private = asked.get("visibility") == "private" or bool(asked.get("private"))
    if "gated" in asked:
        call.repository.gated = bool(asked["gated"])
    return answer({"private": call.repository.private, "gated": call.repository.gated})


def _asked_name(asked: dict[str, Any], account: Account) -> str:
    name, space = str(asked["name"]), str(asked.get("organization") or account.name)
    if asked.get("type") != "dataset":
        raise RefusedError(400, "This Hub holds datasets only")
    if not _NAME.fullmatch(name) or not _NAME.fullmatch(space) or name.endswith((".git", ".ipynb")):
        raise RefusedError(400, f"Invalid repo name: {space}/{name}")
    return f"{space}/{name}"
