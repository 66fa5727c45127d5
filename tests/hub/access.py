"""Who may do what: tokens and their roles, private and gated repositories, in the Hub's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hub.messages import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.messages import Request
    from hub.repository import Repository

#: `write` reads and writes everything, `read` reads everything, `none` is a stranger's: what is public.
Role = Literal["write", "read", "none"]


@dataclass(frozen=True)
class Account:
    name: str
    role: Role


def account_of(request: Request, tokens: Mapping[str, Account]) -> Account | None:
    """Return whose token a request carries; None without one.

    Raises:
        RefusedError: the token is not known (401).
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        return None
    account = tokens.get(token)
    if scheme != "Bearer" or account is None:
        raise RefusedError(401, "Invalid credentials in Authorization header")
    return account


def must_be_known(account: Account | None) -> Account:
    """Return the account.

    Raises:
        RefusedError: there is none (401).
    """
    if account is None:
        raise RefusedError(401, "Invalid username or password.")
    return account


def must_see(account: Account | None, repository: Repository | None) -> Repository:
    """Return the repository, if the account may know that it is there.

    Raises:
        RefusedError: missing, or private and not the account's: 404, and 401 without an account.
    """
    hidden = repository is None or (repository.private and (account is None or account.role == "none"))
    if repository is None or hidden:
        if account is None:
            raise RefusedError(401, "Invalid username or password.", "RepoNotFound")
        raise RefusedError(404, "Repository not found", "RepoNotFound")
    return repository


def must_read(account: Account | None, repository: Repository) -> None:
    """Let files be read.

    Raises:
        RefusedError: gated, and access was not granted: 403, and 401 without an account.
    """
    if not repository.gated or (account is not None and account.role != "none"):
        return
    what = f"Access to dataset {repository.id} is restricted"
    if account is None:
        message = f"{what}. You must have access to it and be authenticated to access it. Please log in."
        raise RefusedError(401, message, "GatedRepo")
    raise RefusedError(403, f"{what} and you are not in the authorized list.", "GatedRepo")


def must_write(account: Account | None, repository: Repository) -> Account:
    """Return the account that may write.

    Raises:
        RefusedError: no account (401), or its token has no right to write (403).
    """
    known = must_be_known(account)
    if known.role == "read":
        raise RefusedError(403, "Forbidden: you must use a write token to upload to a repository.")
    if known.role == "none":
        raise RefusedError(403, f"You don't have the rights to write to {repository.id}.")
    return known
