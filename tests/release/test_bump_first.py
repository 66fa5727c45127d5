"""Releasing by `--bump` where nothing is frozen yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from release_chain import Desk

from projects import jsonl, story

if TYPE_CHECKING:
    from projects import MakeProject


@pytest.mark.parametrize("bump", ["auto", "patch", "minor", "major"])
def test_the_first_release_has_the_version_of_the_descriptor(
    new_project: MakeProject, bump: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = new_project({"daily/stories.jsonl": jsonl(story(number) for number in range(8))})
    assert Desk(made, capsys).release("--bump", bump) == made.descriptor.version
