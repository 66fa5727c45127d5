"""What goes wrong between here and a store, told without keys."""

from __future__ import annotations

import errno
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from warraq.errors import StorageError, UsageError, WarraqError
from warraq.release.hub.faults import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOGIN = "check the credentials, the region and the address that the library of this file system is given"
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
_AGAIN = "check network and address, then run the command again: what is there is not sent twice"
#: Settings of the libraries that hold a secret.
_SECRET = re.compile(r"KEY|SECRET|TOKEN|PASSWORD|CREDENTIAL|CONNECTION_STRING", re.IGNORECASE)
_SHORTEST = 6
#: Someone else wrote the object first, or is writing it at this moment.
_CONFLICTS = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412"})
_NO_LOGIN = frozenset(
    {"NoCredentialsError", "PartialCredentialsError", "ProfileNotFound", "TokenRetrievalError"}
)


@contextmanager
def store_errors(what: str, url: str) -> Iterator[None]:
    """Turn what a file system's library raises into errors that name the object and hold no key.

    Args:
        what: the step in words that fit behind "could not".

    Raises:
        StorageError: no such bucket or object, no right, or the network or the store failed.
        UsageError: the library cannot do this.
    """
    try:
        yield
    except (WarraqError, MemoryError):
        raise
    except NotImplementedError as error:
        raise UsageError(url, f"could not {what}: its library does not do this") from error
    except Exception as error:  # each library has errors of its own kind
        if isinstance(error, OSError) and error.errno in _DISK:
            place, step = (
                str(error.filename or "disk"),
                "free some space, or set TMPDIR to a folder that has it",
            )
            raise StorageError(place, error.strerror or "full", next_step=step) from error
        said = without_keys(str(error) or type(error).__name__)
        if isinstance(error, FileNotFoundError):
            step = "create the bucket, or name another; a run that finds an object gone may be run again"
            raise StorageError(url, f"could not {what}: not there: {said}", next_step=step) from None
        if isinstance(error, PermissionError) or type(error).__name__ in _NO_LOGIN:
            raise StorageError(
                url, f"could not {what}: no right to: {said}", expected="a login that may", next_step=_LOGIN
            ) from None
        raise StorageError(url, f"could not {what}: {said}", next_step=_AGAIN) from None


def is_conflict(error: BaseException) -> bool:
    """Tell whether a conditional write was refused since its condition did not hold."""
    if isinstance(error, FileExistsError):
        return True
    response = getattr(error.__cause__, "response", None) or getattr(error, "response", None)
    code = response.get("Error", {}).get("Code") if isinstance(response, dict) else None
    return code in _CONFLICTS


def knows_no_conditions(error: BaseException) -> bool:
    """Tell whether the store refused since it knows no conditional writes."""
    response = getattr(error.__cause__, "response", None)
    code = response.get("Error", {}).get("Code") if isinstance(response, dict) else None
    return code == "NotImplemented" or getattr(error, "errno", None) == errno.ENOSYS


def without_keys(text: str) -> str:
    """Return the text on one line, without any secret that the environment holds, and not too long."""
    for name in sorted(os.environ):
        value = os.environ[name]
        if _SECRET.search(name) and len(value) >= _SHORTEST:
            text = text.replace(value, "…")
    return plain(text)
