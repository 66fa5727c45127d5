"""A desk that publishes to a Hub in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk import Desk, desk_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as made:
        yield made
