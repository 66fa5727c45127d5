"""The project's own mutants: `checks/mutants.py`, for its rules over rows and over the release.

The file is a Python module with `MUTANTS`: a mapping of rule id to a mutant, which is a function from tables
to tables (see `warraq.checks.prove.plant`). A pair of mutants is for a rule that compares with the release
before: the first makes that release's tables, the second the candidate's, both out of the same copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warraq.checks.prove.defect import Defect
from warraq.checks.rules_file import execute
from warraq.errors import CheckDefinitionError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

FILE_NAME = "mutants.py"


def read_mutants(path: Path, rules: Collection[str], comparing: Collection[str]) -> dict[str, Defect]:
    """Return rule -> defect of the file; none where it does not exist.

    Args:
        rules: ids of all rules.
        comparing: ids of those that compare with the release before.

    Raises:
        CheckDefinitionError: the file cannot be executed, or MUTANTS is not of the form above.
    """
    if not path.is_file():
        return {}
    where = f"checks/{path.name}: MUTANTS"
    mutants = getattr(execute(path, "a module that defines MUTANTS"), "MUTANTS", None)
    if not isinstance(mutants, dict):
        expected = "a mapping of rule id to function from tables to tables"
        raise CheckDefinitionError(where, f"found {mutants!r}"[:200], expected=expected)
    for rule in mutants:
        if rule not in rules:
            raise CheckDefinitionError(where, f"no rule {rule!r}"[:200], expected="the id of a rule")
    return {
        rule: _defect(f"{where}[{rule!r}]", mutant, compares=rule in comparing)
        for rule, mutant in mutants.items()
    }


def _defect(where: str, mutant: Any, *, compares: bool) -> Defect:
    pair = mutant if isinstance(mutant, tuple) else (None, mutant)
    if len(pair) != 2 or not callable(pair[1]) or not (pair[0] is None or callable(pair[0])):
        raise CheckDefinitionError(where, f"found {mutant!r}"[:200], expected="a function, or a pair of them")
    before, now = pair
    return Defect(tables=now, before=before, compares=compares or before is not None)
