"""The Hub in this process: an httpx transport, for the real client without sockets."""

from __future__ import annotations

import types
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx2
import pytest
from huggingface_hub import set_client_factory
from huggingface_hub.utils import _http

from hub.client import speaking_to
from hub.messages import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.hub import Hub

ENDPOINT = "http://hub.test"


class HubTransport(httpx2.BaseTransport):
    """Hands requests to a Hub; what a socket would do to a client is raised as httpx raises it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Request(request.method, path, query, headers, request.read(), request.url.scheme)
        response = self._hub.handle(asked)
        if response.broken == "time-out":
            raise httpx2.ReadTimeout("The read operation timed out", request=request)
        if response.broken:
            raise httpx2.ReadError("[Errno 104] Connection reset by peer", request=request)
        body = b"" if request.method == "HEAD" else response.body
        length = {"Content-Length": str(len(response.body))}
        return httpx2.Response(response.status, headers={**length, **response.headers}, content=body)


@contextmanager
def in_process(hub: Hub, token: str | None = None) -> Iterator[Hub]:
    """Let all of huggingface_hub in this process speak to the Hub, at `ENDPOINT`, and never sleep.

    The seconds that the client would have slept are kept in `hub.slept`. The client looks up what the Hub's
    `environment` says; without a token, the environment of this process holds none.

    Raises:
        AssertionError: the Hub itself failed on a request.
    """
    hub.endpoint = ENDPOINT
    hub.environment = hub.client_environment(token)
    with speaking_to(hub, xet=False), pytest.MonkeyPatch.context() as patch:
        patch.delenv("HF_TOKEN", raising=False)
        for name, value in hub.environment.items():
            patch.setenv(name, value)
        patch.setattr(_http, "time", types.SimpleNamespace(sleep=hub.slept.append))
        set_client_factory(
            lambda: httpx2.Client(transport=HubTransport(hub), follow_redirects=True, timeout=None)
        )
        try:
            yield hub
        finally:
            set_client_factory(_http.default_client_factory)
    assert not hub.errors, "\n".join(hub.errors)
