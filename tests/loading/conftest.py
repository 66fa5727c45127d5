"""The sample release on a Hub, served once for all tests here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from load_run import DATASET, serving

from hub.hub import Hub
from published import put_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projects import Sample


@pytest.fixture(scope="session")
def shelf(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A served Hub without Xet that holds the sample release at its tag; `environment` is for processes."""
    with serving(Hub(tmp_path_factory.mktemp("shelf"))) as hub:
        put_up(hub, sample.release, DATASET)
        yield hub
