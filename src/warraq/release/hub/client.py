"""The Hub's own client with time-outs, and one way to ask it anything: passing faults are tried again.

The client waits for ever by default, retries some calls and not others, and raises a dozen kinds of error.
Here each question is asked through `ask`, which knows which of them pass by themselves.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, TypeVar

from warraq.errors import UsageError, WarraqError
from warraq.release.hub.faults import LONGEST_PAUSE, hub_error, is_passing, pause

if TYPE_CHECKING:
    from collections.abc import Callable

    from httpx2 import Client, Response
    from huggingface_hub import HfApi

ENDPOINT = "HF_ENDPOINT"
#: Seconds to connect, and to wait for the next bytes: the Hub answers a large commit after a minute or so.
_CONNECT, _READ = 15.0, 120.0
TRIES = 5

_T = TypeVar("_T")


def hub_api() -> HfApi:
    """Return the Hub's client: endpoint from HF_ENDPOINT, the client's own look-up of a token, time-outs set.

    Without a token it reads what is public.

    Raises:
        HubError: the look-up itself asks the network (trusted publishing) and fails.
    """
    from huggingface_hub import HfApi, constants, get_token

    _set_time_outs()
    hidden = constants.HF_HUB_DISABLE_IMPLICIT_TOKEN
    token = None if hidden else ask("look for a token", get_token)
    return HfApi(endpoint=os.environ.get(ENDPOINT) or None, token=token or False)


def writing_api() -> HfApi:
    """Return the Hub's client with a token.

    Raises:
        UsageError: there is none.
        HubError: see `hub_api`.
    """
    from huggingface_hub import HfApi, get_token

    _set_time_outs()
    token = ask("look for a token", get_token)
    if not token:
        raise UsageError(
            "HF_TOKEN",
            "no token for the Hub: neither in HF_TOKEN nor stored by the Hub's client",
            expected="a token that may write to the repository",
            next_step="hf auth login, or set HF_TOKEN",
        )
    return HfApi(endpoint=os.environ.get(ENDPOINT) or None, token=token)


def ask(
    what: str, call: Callable[[], _T], *, tries: int = TRIES, sleep: Callable[[float], None] = time.sleep
) -> _T:
    """Return what `call` returns; it must be harmless to repeat.

    Tried again, with pauses that grow, are the statuses 408, 425, 429 and 5xx, time-outs and broken
    connections; a Retry-After is honoured up to a bound (`warraq.release.hub.faults`).

    Args:
        what: the question in words that fit behind "could not", for messages.
        tries: how often to ask at most.
        sleep: waits so many seconds.

    Raises:
        HubError: the Hub refuses, or cannot be reached; `__cause__` is the client's own error, or None once
            all tries are used up.
        StorageError: the disk refuses.
    """
    number = 1
    while True:
        try:
            return call()
        except (WarraqError, MemoryError):
            raise
        except Exception as error:
            if not is_passing(error) or tries == 1:
                raise hub_error(what, error) from error
            if number >= tries:
                raise hub_error(what, error) from None
            sleep(pause(error, number))
        number += 1


def _set_time_outs() -> None:
    """Give the client's connections time-outs, unless someone has set up connections of another kind."""
    from huggingface_hub import set_client_factory
    from huggingface_hub.utils import _http

    if _http._GLOBAL_CLIENT_FACTORY is _http.default_client_factory:  # noqa: SLF001 (it has no other way to ask)
        set_client_factory(_patient_client)


def _patient_client() -> Client:
    from httpx2 import Timeout
    from huggingface_hub.utils._http import default_client_factory

    client = default_client_factory()
    client.timeout = Timeout(_READ, connect=_CONNECT)
    client.event_hooks = {**client.event_hooks, "response": [_bound_wait]}
    return client


def _bound_wait(response: Response) -> None:
    """Keep the client, which waits as long as a reply asks it to, from waiting for hours."""
    after = response.headers.get("Retry-After", "")
    if after.strip().isdecimal() and float(after) > LONGEST_PAUSE:
        response.headers["Retry-After"] = str(int(LONGEST_PAUSE))
