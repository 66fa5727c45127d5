"""The project's own rules: `checks/articles.py`, loaded by path and run on the narrow frame of articles.

The file is a Python module with

- `RULES`: a mapping of severity ("error", "warning", "info") to pandera checks. A check's `name` is the
  rule's id, its `error` the sentence that a person reads, its `description` the reason why the rule exists.
  It gets pandera's `PolarsData` of the frame described at `warraq.checks.derive.Frames` and returns one
  boolean a row; null means that the rule does not apply.
- `DERIVED` (optional): a mapping of column name to a polars expression over one row of the articles table,
  text included; the column is then there for the rules.
"""

from __future__ import annotations

import ast
import re
import traceback
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from typing import TYPE_CHECKING, Any, get_args

import polars as pl

from warraq.checks.hit import Hit
from warraq.errors import CheckDefinitionError
from warraq.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from warraq.checks.keys import RowKeys

FILE_NAME = "articles.py"
RULE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class RowRule:
    """One rule of the project: a pandera check with its severity, where it stands (file:line), and why."""

    id: str
    sentence: str
    severity: Severity
    check: Any
    declared: str
    reason: str = ""


@dataclass(frozen=True)
class RulesFile:
    """What `checks/articles.py` holds."""

    rules: tuple[RowRule, ...]
    derived: Mapping[str, pl.Expr]


class _WithoutCache(SourceFileLoader):
    """Leaves no `__pycache__` in the project's folder."""

    def set_data(self, path: str, data: Any, *, _mode: int = 0o666) -> None:
        """Write nothing."""


def _shown(path: Path) -> str:
    return f"checks/{path.name}"


def _broken(
    path: Path, error: BaseException, expected: str = "a module that defines RULES"
) -> CheckDefinitionError:
    """Return the error with the line of the rules file that it comes from."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        line, found = error.lineno, f"SyntaxError: {error.msg}"
    else:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
        line = frames[-1].lineno if frames else None
        found = f"{type(error).__name__}: {error}".split("\n", 1)[0][:300]
    where = f"{_shown(path)}:{line}" if line else _shown(path)
    return CheckDefinitionError(where, found, expected=expected)


def execute(path: Path, expected: str = "a module that defines RULES") -> Any:
    """Return the file of a project's `checks/` as a module.

    Raises:
        CheckDefinitionError: there is no such file, or it cannot be executed.
    """
    loader = _WithoutCache("warraq_project_rules", str(path))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    try:
        loader.exec_module(module)
    except FileNotFoundError as error:
        if error.filename != str(path):
            raise _broken(path, error, expected) from error
        raise CheckDefinitionError(
            str(path), "no such file", next_step="warraq init DIR writes one that can be copied"
        ) from error
    except (Exception, SystemExit) as error:  # whatever it is, the file is not a set of rules
        raise _broken(path, error, expected) from error
    return module


def _lines(path: Path) -> dict[str, int]:
    """Return for each string literal of the file the line on which it stands first."""
    lines: dict[str, int] = {}
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            lines[node.value] = min(lines.get(node.value, node.lineno), node.lineno)
    return lines


def _rule(path: Path, severity: Any, check: Any, lines: Mapping[str, int]) -> RowRule:
    import pandera.polars as pa

    if severity not in get_args(Severity):
        expected = f"one of {', '.join(get_args(Severity))}"
        raise CheckDefinitionError(f"{_shown(path)}: RULES", f"severity {severity!r}", expected=expected)
    if not isinstance(check, pa.Check):
        found = f"RULES[{severity!r}] holds a {type(check).__name__}"
        raise CheckDefinitionError(_shown(path), found, expected="pandera.polars.Check objects")
    name, sentence = check.name, check.error
    if not isinstance(name, str) or not RULE_ID.fullmatch(name):
        expected = "lower-case words joined by hyphens, such as body-short"
        raise CheckDefinitionError(_shown(path), f"a check has the name {name!r}", expected=expected)
    where = f"{_shown(path)}:{lines[name]}" if name in lines else _shown(path)
    if not isinstance(sentence, str) or not sentence:
        raise CheckDefinitionError(
            where, f"{name} has no error=", expected="a sentence that says what is wrong"
        )
    return RowRule(name, sentence, severity, check, where, str(check.description or ""))


def load_rules(path: Path) -> RulesFile:
    """Return the rules in the file, in its order.

    Raises:
        CheckDefinitionError: there is no such file, it cannot be executed, or it does not hold to the form
            above; with file and line where they are known.
    """
    module = execute(path)
    declared = getattr(module, "RULES", None)
    if not isinstance(declared, dict) or not all(isinstance(one, tuple | list) for one in declared.values()):
        found = "no RULES" if declared is None else f"RULES is a {type(declared).__name__}"
        expected = 'RULES = {"error": (pandera checks …), "warning": (…), "info": (…)}'
        raise CheckDefinitionError(_shown(path), found, expected=expected)
    lines = _lines(path)
    rules = [_rule(path, severity, check, lines) for severity, checks in declared.items() for check in checks]
    ids = [rule.id for rule in rules]
    for rule in rules:
        if ids.count(rule.id) > 1:
            raise CheckDefinitionError(
                rule.declared, f"the rule {rule.id} stands twice", expected="one of each id"
            )
    derived = getattr(module, "DERIVED", {})
    if not isinstance(derived, dict) or not all(isinstance(one, pl.Expr) for one in derived.values()):
        expected = "a mapping of column name to polars expression"
        raise CheckDefinitionError(f"{_shown(path)}: DERIVED", f"found {derived!r}"[:200], expected=expected)
    return RulesFile(tuple(rules), derived)


def _broken_rows(path: Path, rule: RowRule, frame: pl.DataFrame) -> pl.Series:
    """Return true where the rule does not hold."""
    try:
        output: pl.Series = rule.check(frame.lazy()).check_output.collect().to_series()
    except (Exception, pl.exceptions.PanicException) as error:  # whatever it is, no verdict was reached
        broken = _broken(path, error)
        where = broken.where if ":" in broken.where else rule.declared
        raise CheckDefinitionError(
            where, f"{rule.id}: {broken.found}", expected="one boolean a row"
        ) from error
    if output.len() != frame.height:
        # A Python bool or an aggregate: pandera would count it as one row, and True as a pass of all.
        found = f"{rule.id} returns {output.len()} values for {frame.height} rows"
        raise CheckDefinitionError(rule.declared, found, expected="one boolean a row")
    return ~output


def probe_rules(path: Path, rules: RulesFile, empty: pl.DataFrame) -> None:
    """Run each rule on a narrow frame without rows, so that a broken one is told before any data is read.

    Raises:
        CheckDefinitionError: a rule raises, or does not return one boolean a row.
    """
    for rule in rules.rules:
        _broken_rows(path, rule, empty)


def rule_hits(path: Path, rules: RulesFile, frame: pl.DataFrame, keys: RowKeys) -> list[Hit]:
    """Return the articles that break the project's rules, one hit a rule.

    Raises:
        CheckDefinitionError: see `probe_rules`.
    """
    hits = []
    for rule in rules.rules:
        failing = keys.filter(_broken_rows(path, rule, frame))
        if failing.height:
            hits.append(
                Hit(
                    rule.id,
                    rule.severity,
                    rule.sentence,
                    failing,
                    frame.height,
                    table="articles",
                    declared=rule.declared,
                )
            )
    return hits
