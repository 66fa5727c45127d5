"""What the Hub and the network say, in words for people: never a traceback, never a credential."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING

import httpx2
import pytest
from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError
from huggingface_hub.utils import _http

from hub.faults import Fault
from warraq.errors import HubError, StorageError, UsageError, WarraqError
from warraq.release.hub import client
from warraq.release.hub.client import ask
from warraq.release.hub.contents import remote_files
from warraq.release.hub.faults import plain
from warraq.release.hub.repository import Repository

if TYPE_CHECKING:
    from hub.hub import Hub


def failing(error: Exception) -> WarraqError:
    def call() -> None:
        raise error

    with pytest.raises(WarraqError) as caught:
        ask("do it", call, sleep=lambda _seconds: None)
    return caught.value


def refusal(status: int, message: str = "", headers: dict[str, str] | None = None) -> HfHubHTTPError:
    request = httpx2.Request("POST", "https://hub.example/api/x?signature=abc")
    response = httpx2.Response(status, headers=headers, request=request)
    return HfHubHTTPError("x", response=response, server_message=message or None)


@pytest.mark.parametrize(
    "error",
    [
        httpx2.ConnectError("[Errno -2] Name or service not known"),
        httpx2.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"),
        httpx2.ProxyError("403 Forbidden"),
        httpx2.ReadTimeout(""),
        httpx2.RemoteProtocolError("Server disconnected"),
        httpx2.InvalidURL("Invalid port: ':x'"),
        httpx2.DecodingError("incorrect header check"),
        ValueError("LFS batch API returned errors: quota"),
        KeyError("branches"),
        RuntimeError("Data processing error: CAS service error"),
        LocalTokenNotFoundError("Token is required"),
        refusal(418),
    ],
    ids=lambda error: f"{type(error).__name__} {error}"[:40],
)
def test_every_failure_is_told_in_words(error: Exception) -> None:
    told = failing(error)
    assert type(told) is HubError
    assert told.exit_code == 3
    assert told.found.startswith("could not do it: ")


def test_a_page_of_html_is_told_as_such() -> None:
    response = httpx2.Response(200, content=b"<html>Sign in to the proxy</html>")
    with pytest.raises(HubError, match="not what a Hub says"):
        ask("read it", response.json)
    told = failing(refusal(502))
    assert "<html" not in str(told)
    assert "the Hub said 502" in told.found


def test_the_cause_inside_the_clients_wrapper_is_what_counts() -> None:
    wrapper = RuntimeError("Error while uploading 'x' to the Hub.")
    wrapper.__cause__ = refusal(403, "Storage limit reached")
    assert "the Hub said 403: Storage limit reached" in failing(wrapper).found


@pytest.mark.parametrize("code", [28, 13, 5])
def test_a_disk_that_refuses_is_not_the_hub(code: int) -> None:
    assert type(failing(OSError(code, "refused", "/data/x"))) is StorageError


def test_errors_of_our_own_pass_through() -> None:
    assert type(failing(UsageError("", "no"))) is UsageError


def test_a_certificate_is_not_tried_again() -> None:
    calls = []

    def call() -> None:
        calls.append(1)
        raise httpx2.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] unable to get local issuer certificate")

    with pytest.raises(HubError, match="CERTIFICATE_VERIFY_FAILED") as caught:
        ask("do it", call, sleep=lambda _seconds: None)
    assert len(calls) == 1
    assert "SSL_CERT_FILE" in caught.value.next_step


def test_the_hubs_count_of_requests_says_how_long_to_wait() -> None:
    errors = [
        refusal(429, headers={"ratelimit": '"api";r=0;t=55'}),
        refusal(429, headers={"ratelimit": '"api";r=9;t=55', "Retry-After": "2"}),
        refusal(429, headers={"Retry-After": "-1"}),
    ]
    slept: list[float] = []

    def call() -> str:
        if errors:
            raise errors.pop(0)
        return "done"

    assert ask("do it", call, sleep=slept.append) == "done"
    assert slept == [55, 2, 4]


@pytest.mark.parametrize(
    "text",
    [
        "Illegal header value b'Bearer hf_abcdefgh'",
        "token hf_abcdefgh is expired",
        "sent authorization: hf_abcdefgh to https://hub.example",
        "PUT https://storage.example/x?X-Signature=hf_abcdefgh failed",
        "proxy http://user:hf_abcdefgh@proxy.example:3128 refused",
    ],
)
def test_nothing_that_could_be_a_credential_is_told(text: str) -> None:
    assert "abcdefgh" not in plain(text)


def test_the_token_in_use_is_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "sesame-1234")
    assert "sesame" not in str(failing(ValueError("you sent sesame-1234")))


def test_long_answers_are_cut() -> None:
    assert len(failing(refusal(400, "x" * 100_000)).found) < 1_000


def test_connections_have_time_outs(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_READ", 0.05)
    hub.create("press/coast")
    hub.faults.add(Fault("GET .*/refs", "time-out", times=2))
    repository = Repository(client.hub_api(), "press/coast", sleep=lambda _seconds: None)
    assert repository.refs() is not None
    assert [one.status for one in hub.log if "/refs" in one.path] == [0, 0, 200]


def test_the_client_itself_waits_five_minutes_at_most(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(_http, "time", types.SimpleNamespace(sleep=slept.append))
    hub.create("press/coast")
    hub.faults.add(Fault("GET .*/tree", status=429, headers={"Retry-After": "86400"}))
    assert list(remote_files(client.hub_api(), "press/coast", "main")) == [".gitattributes"]
    assert slept == [301]


def test_a_token_that_is_no_text_for_headers_is_told(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_schl\u00fcssel")
    with pytest.raises(HubError) as caught:
        Repository(client.writing_api(), "press/coast").refs()
    assert "schl" not in str(caught.value)
    assert "HF_TOKEN" in caught.value.next_step
    assert hub.log == []
