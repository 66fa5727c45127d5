"""A Hub in this process with one empty dataset, and the real client that speaks to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from huggingface_hub import HfApi

if TYPE_CHECKING:
    from hub.hub import Hub

NAME = "press/corpus"


@pytest.fixture
def near(near_hub: Hub) -> Hub:
    near_hub.create(NAME)
    return near_hub


@pytest.fixture
def api(near: Hub) -> HfApi:
    return HfApi(endpoint=near.endpoint)
