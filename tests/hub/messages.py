"""What goes in and out: requests and responses without sockets, and refusals in the Hub's words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a client sees in place of a response: the connection closed, or silence until it gives up.
Broken = Literal["reset", "time-out"]


@dataclass(frozen=True)
class Request:
    """One request.

    Attributes:
        path: as sent, still quoted, without the query.
        query: as sent, without the question mark.
        headers: by lower-case name.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    scheme: str = "http"

    @property
    def step(self) -> str:
        """What faults are looked up by: `METHOD /path?query`."""
        return f"{self.method} {self.path}" + (f"?{self.query}" if self.query else "")

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.headers['host']}"

    def parameter(self, name: str, default: str = "") -> str:
        return parse_qs(self.query).get(name, [default])[0]

    def json(self) -> Any:
        return json.loads(self.body or b"{}")


@dataclass(frozen=True)
class Response:
    """One response; `broken` says that none reaches the client."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    broken: Broken | None = None


class RefusedError(Exception):
    """The Hub says no; holds the response that says so."""

    def __init__(self, status: int, message: str, code: str = "", **headers: str) -> None:
        super().__init__(message)
        self.response = refusal(status, message, code, headers)


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    body = json.dumps(value).encode()
    return Response(status, {"Content-Type": "application/json; charset=utf-8", **(headers or {})}, body)


def refusal(status: int, message: str, code: str = "", headers: Mapping[str, str] | None = None) -> Response:
    named = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
    return answer({"error": message}, status, {**named, **(headers or {})})
