"""What huggingface_hub reads once, at import, set to a Hub of this process."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.hub import Hub


@contextmanager
def speaking_to(hub: Hub, *, xet: bool) -> Iterator[None]:
    """Let the client of this process speak to a Hub by default, and keep its files in the Hub's folder."""
    from huggingface_hub import close_session, constants

    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        # the client hands uploads to httpx in a way that httpx warns of
        warnings.filterwarnings("ignore", "Use 'content=", DeprecationWarning)
        patch.setattr(constants, "ENDPOINT", hub.endpoint)
        template = f"{hub.endpoint}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        patch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        patch.setattr(constants, "HF_HOME", str(hub.home))
        patch.setattr(constants, "HF_HUB_CACHE", str(hub.home / "hub"))
        patch.setattr(constants, "HF_XET_CACHE", str(hub.home / "xet"))
        patch.setattr(constants, "HF_TOKEN_PATH", str(hub.home / "token"))
        patch.setattr(constants, "HF_HUB_DISABLE_XET", not xet)
        close_session()
        try:
            yield
        finally:
            close_session()
