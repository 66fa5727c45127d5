"""Who asks, and whether they may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.access import account_of, must_be_known
from hub.messages import answer

if TYPE_CHECKING:
    from hub.messages import Request, Response
    from hub.state import Call, State


def whoami(state: State, request: Request) -> Response:
    known = must_be_known(account_of(request, state.tokens))
    role = "fineGrained" if known.role == "none" else known.role
    organisations = sorted({name.partition("/")[0] for name in state.repositories} - {known.name})
    return answer(
        {
            "type": "user",
            "id": known.name,
            "name": known.name,
            "fullname": known.name,
            "orgs": [{"type": "org", "name": name} for name in organisations if known.role != "none"],
            "auth": {"type": "access_token", "accessToken": {"displayName": known.name, "role": role}},
        }
    )


def check(call: Call) -> Response:
    if call.rest == ("write",):
        call.to_write()
    call.to_read()
    return answer({})
