"""docs/versions.md lists the reasons and the rules that the code has."""

from __future__ import annotations

import re

import pytest

from projects import ROOT
from warraq.corpus.relate.changes import REASONS
from warraq.release.diff.bump import LEVELS, RULES, Level

TEXT = (ROOT / "docs" / "versions.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading's row."""
    lines = TEXT[TEXT.index(heading) :].splitlines()[2:]
    table = lines[: next(at for at, line in enumerate(lines) if not line.startswith("|"))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_every_reason_is_explained() -> None:
    told = [re.sub("`", "", row[1]) for row in rows("| change | reason |")]
    assert sorted(told) == sorted(REASONS)


def test_the_table_of_bumps_is_the_rules_in_their_order() -> None:
    told = [tuple(row[1:]) for row in rows("| what happened |")]
    rules: list[tuple[Level, Level]] = [*RULES.values(), RULES["described"]]
    assert told == [(one, other, max(one, other, key=LEVELS.index)) for one, other in rules]


@pytest.mark.parametrize("name", ["benchmarks/churn.py", "benchmarks/versions.py"])
def test_the_benchmarks_that_are_named_are_there(name: str) -> None:
    assert name in TEXT
    assert (ROOT / name).is_file()
