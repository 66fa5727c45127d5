"""The Great Expectations suite of the project, `checks/release.json`, as read; nothing is run here.

Beside what Great Expectations itself reads, each expectation has in `meta`: `rule` (its id), `sentence` (what
is wrong where it fails), `reason` (why the rule exists), and, where it compares with the release before,
`parameters`: the name used in `{"$PARAMETER": name}` -> where its value comes from.

- `{"metric": "rows", "times": 0.8, "plus": 0}` is a figure of the earlier profile's row for all articles,
  scaled and shifted;
- `{"values": "source"}` is the list of the segments of that kind that the earlier release had.

`"compares": true` says that an expectation without parameters looks at a figure of drift, and is skipped
where there is no earlier release.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.checks.rules_file import RULE_ID
from warraq.errors import CheckDefinitionError, ProjectError
from warraq.model.descriptor import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from warraq.model.finding import Severity

FILE_NAME = "release.json"
_SEVERITIES: dict[str, Severity] = {"critical": "error", "warning": "warning", "info": "info"}


@dataclass(frozen=True)
class Expectation:
    """One expectation of the suite.

    Attributes:
        config: as Great Expectations takes it.
        parameters: name -> where the value comes from in the earlier release.
        declared: file and line.
        reason: why the rule exists, or "".
        compares: whether it needs an earlier release.
    """

    rule: str
    sentence: str
    severity: Severity
    config: Mapping[str, Any]
    parameters: Mapping[str, Mapping[str, Any]]
    declared: str
    reason: str = ""
    compares: bool = False


def _used_parameters(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$PARAMETER"), str):
            yield value["$PARAMETER"]
        for inner in value.values():
            yield from _used_parameters(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _used_parameters(inner)


def _text(data: Any, key: str, where: str) -> str:
    value = data.get(key) if isinstance(data, dict) else None
    if not isinstance(value, str) or not value:
        raise CheckDefinitionError(f"{where}.{key}", f"found {value!r}", expected="a string")
    return value


def _parameters(meta: Any, used: set[str], where: str) -> dict[str, Mapping[str, Any]]:
    declared = meta.get("parameters", {})
    if not isinstance(declared, dict) or set(declared) != used:
        found = f"declares {sorted(declared)} and uses {sorted(used)}"
        raise CheckDefinitionError(
            f"{where}.meta.parameters", found, expected="one entry for each $PARAMETER"
        )
    for name, origin in declared.items():
        keys = set(origin) if isinstance(origin, dict) else set()
        if keys != {"values"} and not ({"metric"} <= keys <= {"metric", "times", "plus"}):
            expected = '{"metric": …, "times": …, "plus": …} or {"values": …}'
            raise CheckDefinitionError(
                f"{where}.meta.parameters.{name}", f"found {origin!r}", expected=expected
            )
    return declared


def _expectation(data: Any, index: int, lines: list[str]) -> Expectation:
    where = f"checks/{FILE_NAME}: expectations[{index}]"
    _text(data, "type", where)
    meta = data.get("meta")
    rule = _text(meta, "rule", f"{where}.meta")
    if not RULE_ID.fullmatch(rule):
        expected = "lower-case words joined by hyphens, such as rows-fell"
        raise CheckDefinitionError(f"{where}.meta.rule", f"found {rule!r}", expected=expected)
    severity = data.get("severity", "critical")
    if severity not in _SEVERITIES:
        expected = f"one of {', '.join(_SEVERITIES)}"
        raise CheckDefinitionError(f"{where}.severity", f"found {severity!r}", expected=expected)
    named = json.dumps(rule)
    line = next((number for number, text in enumerate(lines, 1) if f'"rule": {named}' in text), 0)
    parameters = _parameters(meta, set(_used_parameters(data.get("kwargs"))), where)
    return Expectation(
        rule=rule,
        sentence=_text(meta, "sentence", f"{where}.meta"),
        severity=_SEVERITIES[severity],
        config=data,
        parameters=parameters,
        declared=f"checks/{FILE_NAME}:{line}" if line else where,
        reason=str(meta.get("reason") or ""),
        compares=bool(parameters) or meta.get("compares") is True,
    )


def read_suite(path: Path) -> tuple[Expectation, ...]:
    """Return the expectations in the file, in its order.

    Raises:
        CheckDefinitionError: the file is missing, not JSON, or an expectation lacks a key, names an unknown
            severity, repeats a rule id, or uses a parameter that it does not declare.
    """
    try:
        data = read_json(path)
    except ProjectError as error:
        raise CheckDefinitionError(
            error.where, error.found, expected=error.expected, next_step=error.next_step
        ) from error
    entries = data.get("expectations") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        expected = 'a suite: {"name": …, "expectations": […]}'
        raise CheckDefinitionError(f"checks/{path.name}", "no list of expectations", expected=expected)
    lines = path.read_text(encoding="utf-8").splitlines()
    suite = [_expectation(entry, index, lines) for index, entry in enumerate(entries)]
    rules = [one.rule for one in suite]
    for one in suite:
        if rules.count(one.rule) > 1:
            raise CheckDefinitionError(
                one.declared, f"the rule {one.rule} stands twice", expected="one of each id"
            )
    return tuple(suite)
