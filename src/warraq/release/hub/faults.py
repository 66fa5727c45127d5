"""What goes wrong between here and the Hub: which of it passes by itself, and how a person is told."""

from __future__ import annotations

import errno
import os
import re
from contextlib import suppress
from json import JSONDecodeError
from pathlib import Path
from typing import TYPE_CHECKING

from warraq.errors import HubError, StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.errors import WarraqError

_PASSING = frozenset({408, 425, 429, *range(500, 600)}) - {501, 505, 507}
#: What hf_xet, which knows no kinds of error, says of faults that pass.
_PASSING_WORDS = re.compile(
    r"\b(?:408|425|429|500|502|503|504)\b|time[d ]?-? ?out|connect|network|reset|broken pipe|temporar",
    re.IGNORECASE,
)
_DISK = frozenset({
    errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.EIO,
    errno.EISDIR, errno.ENOTDIR, errno.EMFILE, errno.ENFILE, errno.ESTALE,
})  # fmt: skip
#: The Hub counts requests in windows of five minutes.
LONGEST_PAUSE = 300.0
_FIRST_PAUSE = 1.0
_FULL = re.compile(r"storage|quota|plan\b", re.IGNORECASE)
_AGAIN = "run the command again: what is already there is not sent twice"
_MOST = 600
#: Patterns take long on an endless reply.
_LOOKED_AT = 4_000

#: What may carry a credential: headers, tokens, names and passwords in addresses, signatures in queries.
_SECRETS = (
    (re.compile(r"(?i)\b(bearer|basic|authorization:?)\s+[^\s'\"]+"), r"\1 …"),
    (re.compile(r"\bhf_[A-Za-z0-9_]{2,}|\bapi_org_\w+"), "…"),
    (re.compile(r"(\w{1,20}://)[^/\s@'\"]+@"), r"\1…@"),
    (re.compile(r"(https?://[^\s?'\"]+)\?[^\s'\"]*"), r"\1"),
)


def root(error: BaseException) -> BaseException:
    """Return what really happened: the client wraps faults of an upload into errors that say nothing."""
    while type(error) is RuntimeError and error.__cause__ is not None:
        error = error.__cause__
    return error


def status(error: BaseException | None) -> int | None:
    """Return the status of the Hub's reply; None where there was none, or it was no refusal."""
    response = getattr(root(error), "response", None) if error is not None else None
    code = getattr(response, "status_code", None)
    return code if isinstance(code, int) else None


def is_conflict(error: BaseException | None) -> bool:
    """Tell whether someone else was faster: the state has to be read anew before another try."""
    from huggingface_hub.errors import RemoteEntryNotFoundError

    known = isinstance(error, RemoteEntryNotFoundError)  # a file that was to be deleted is gone
    return known or status(error) in (409, 412)


def is_passing(error: BaseException) -> bool:
    """Tell whether the same call may well succeed a little later."""
    from httpx2 import NetworkError, ProxyError, RemoteProtocolError, TimeoutException
    from huggingface_hub.errors import OfflineModeIsEnabled

    error = root(error)
    code = status(error)
    if code is not None:
        return code in _PASSING
    if isinstance(error, OfflineModeIsEnabled) or _is_tls(error):
        return False
    if isinstance(
        error, TimeoutException | NetworkError | RemoteProtocolError | ProxyError | ConnectionError
    ):
        return True
    return type(error) is RuntimeError and _PASSING_WORDS.search(str(error)) is not None


def pause(error: BaseException, number: int) -> float:
    """Return how many seconds to wait after the `number`th try: what the Hub asks for, or 1, 2, 4 and so on.

    Never more than `LONGEST_PAUSE`.
    """
    response = getattr(root(error), "response", None)
    headers = response.headers if response is not None else {}
    asked = _asked(headers)
    return min(_FIRST_PAUSE * 2 ** (number - 1) if asked is None else asked, LONGEST_PAUSE)


def _asked(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds the Hub asks to wait: until it counts requests anew, or Retry-After."""
    from huggingface_hub.utils._http import parse_ratelimit_headers

    limit = parse_ratelimit_headers(headers)
    if limit is not None and limit.remaining == 0:
        return float(limit.reset_in_seconds)
    after = headers.get("Retry-After", "").strip()
    return float(after) if after.isdecimal() and after.isascii() else None


def hub_error(what: str, error: BaseException) -> WarraqError:
    """Return the error that a person is told: what was asked, what the Hub said, and what helps.

    No part of it holds the token, nor a query or password of an address.
    """
    error = root(error)
    if _is_disk(error):
        assert isinstance(error, OSError)
        where = str(error.filename or "disk")
        step = "mend it, or name another folder for the Hub's client by HF_HOME; then run the command again"
        return StorageError(where, f"could not {what}: {error.strerror}", next_step=step)
    expected, step = _help(error)
    return HubError(_endpoint(), f"could not {what}: {_said(error)}", expected=expected, next_step=step)


def plain(text: str) -> str:
    """Return the text on one line, without anything that could be a credential, and not too long."""
    for secret in _known_tokens():
        text = text.replace(secret, "…")
    text = text[:_LOOKED_AT]
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    line = " ".join(text.split())
    return line if len(line) <= _MOST else line[: _MOST - 1] + "…"


def _said(error: BaseException) -> str:
    """Return what the Hub or the network said."""
    code = status(error)
    if isinstance(error, JSONDecodeError | KeyError | TypeError | AttributeError):
        return "the reply is not what a Hub says: another page, perhaps that of a proxy"
    if code is None and type(error) is ValueError:
        return plain(str(error))
    if code is None:
        return plain(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
    message = getattr(error, "server_message", None) or ""
    page = "" if message else " (and no reason)"
    return plain(f"the Hub said {code}: {message}" if message else f"the Hub said {code}{page}")


def _help(error: BaseException) -> tuple[str, str]:
    """Return what was expected, and the next step."""
    from huggingface_hub.errors import GatedRepoError

    code = status(error)
    if code is None:
        return _help_without_reply(error)
    if isinstance(error, GatedRepoError):
        return "a token whose owner has access", "ask for access on the repository's page, then run it again"
    if code in (402, 403, 413) and _FULL.search(getattr(error, "server_message", None) or ""):
        return "space for the files", "make space, or look at the account's plan; then " + _AGAIN
    known = {
        401: ("a valid token", "hf auth login, or set HF_TOKEN anew"),
        402: ("an account with space or plan for it", "see the account's billing page, then run it again"),
        403: ("a token that may do this, and space left", "hf auth whoami tells whose token it is"),
        404: ("a repository and revision that the token may see", "check the name, and the token's rights"),
        413: ("space and file sizes within the Hub's limits", "see the repository's settings for its quota"),
    }
    return known.get(code, ("", _AGAIN if code in _PASSING else ""))


def _help_without_reply(error: BaseException) -> tuple[str, str]:
    from huggingface_hub.errors import OfflineModeIsEnabled

    if isinstance(error, OfflineModeIsEnabled):
        return "a network", "unset HF_HUB_OFFLINE"
    if isinstance(error, UnicodeEncodeError):
        return "a token and addresses in ASCII", "set HF_TOKEN anew, then run it again"
    if isinstance(error, ValueError) and not isinstance(error, JSONDecodeError):
        return "", "mend what it names, then run the command again"
    if _is_tls(error):
        return "a certificate that this machine trusts", "set SSL_CERT_FILE if a proxy signs anew"
    return f"a Hub at {_endpoint()}", f"check network, proxy and HF_ENDPOINT; then {_AGAIN}"


def _is_tls(error: BaseException) -> bool:
    return "CERTIFICATE_VERIFY_FAILED" in str(error) or "[SSL" in str(error)


def _is_disk(error: BaseException) -> bool:
    return isinstance(error, OSError) and type(error).__module__ == "builtins" and error.errno in _DISK


def _endpoint() -> str:
    from huggingface_hub import constants

    return plain(os.environ.get("HF_ENDPOINT") or constants.ENDPOINT)


def _known_tokens() -> list[str]:
    from huggingface_hub import constants

    found = [os.environ.get(name, "") for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")]
    with suppress(OSError, ValueError):
        found.append(Path(constants.HF_TOKEN_PATH).read_text(encoding="utf-8"))
    return [token.strip() for token in found if len(token.strip()) > 1]
