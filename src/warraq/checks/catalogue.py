"""All rules of a project: of the toolkit, of the descriptor, of `checks/articles.py` and `release.json`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from warraq.checks import rules_file, suite
from warraq.checks.builtin import BUILTIN, CANDIDATE, DECLARED, FROZEN
from warraq.checks.constraints import CONSTRAINTS, REASONS, can_fail, constraint_place
from warraq.checks.derive import ARTICLES, empty_frames
from warraq.checks.measures import MEASURED
from warraq.errors import CheckDefinitionError

if TYPE_CHECKING:
    from collections.abc import Collection

    from warraq.checks.rules_file import RulesFile
    from warraq.checks.suite import Expectation
    from warraq.model.descriptor import Descriptor
    from warraq.model.finding import Severity
    from warraq.model.project import Project


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule as a person looks it up.

    Attributes:
        sentence: what is wrong where it fails.
        severity: before the policy.
        declared: where it stands.
        reason: why the rule exists; "" where a project's own rule does not say.
    """

    id: str
    sentence: str
    severity: Severity
    declared: str
    reason: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the rule as a JSON object."""
        return asdict(self)


@dataclass(frozen=True)
class Rules:
    """All rules of a project, loaded and found to be runnable as far as that shows without data."""

    infos: tuple[RuleInfo, ...]
    articles: RulesFile
    suite: tuple[Expectation, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all rules."""
        return frozenset(info.id for info in self.infos)


def _constraint_infos(descriptor: Descriptor) -> list[RuleInfo]:
    first: dict[str, RuleInfo] = {}
    for table in descriptor.tables.values():
        for field in table.fields:
            for constraint in field.constraints:
                if constraint in CONSTRAINTS and can_fail(field, constraint):
                    rule, _, sentence = CONSTRAINTS[constraint]
                    place = constraint_place(table.name, field.name, constraint)
                    shown = sentence.format(value="what the field declares")
                    first.setdefault(rule, RuleInfo(rule, shown, "error", place, REASONS[rule]))
    return list(first.values())


def _require_own_names(derived: Collection[str], descriptor: Descriptor) -> None:
    taken = {*MEASURED, *descriptor.tables[ARTICLES].names} & set(derived)
    if taken:
        where = f"checks/{rules_file.FILE_NAME}: DERIVED"
        raise CheckDefinitionError(where, f"{min(taken)} is a column already", expected="names of its own")


def _require_distinct(infos: list[RuleInfo]) -> None:
    seen: dict[str, RuleInfo] = {}
    for info in infos:
        if info.id in seen:
            found = f"the rule {info.id} stands in {seen[info.id].declared} too"
            raise CheckDefinitionError(info.declared, found, expected="one of each id")
        seen[info.id] = info


def load_catalogue(project: Project) -> Rules:
    """Return all rules of the project, sorted by id.

    Raises:
        CheckDefinitionError: `checks/articles.py` or `release.json` is broken, or two rules have one id.
        ProjectError: the descriptor lacks a table or field that rules of the toolkit look at.
    """
    path = project.checks / rules_file.FILE_NAME
    own = rules_file.load_rules(path)
    _require_own_names(own.derived, project.descriptor)
    rules_file.probe_rules(path, own, empty_frames(project.descriptor, own.derived).articles)
    expectations = suite.read_suite(project.checks / suite.FILE_NAME)
    infos = [
        RuleInfo(rule, sentence, severity, DECLARED, reason)
        for rule, (severity, sentence, reason) in BUILTIN.items()
    ]
    infos += _constraint_infos(project.descriptor)
    infos += [RuleInfo(one.id, one.sentence, one.severity, one.declared, one.reason) for one in own.rules]
    infos += [
        RuleInfo(one.rule, one.sentence, one.severity, one.declared, one.reason) for one in expectations
    ]
    _require_distinct(infos)
    return Rules(tuple(sorted(infos, key=lambda info: info.id)), own, expectations)


def applicable(rules: Rules, *, frozen: bool, skipped: Collection[str]) -> tuple[str, ...]:
    """Return the ids of the rules that a run has looked at, sorted."""
    left_out = {*skipped, *(CANDIDATE if frozen else FROZEN)}
    return tuple(info.id for info in rules.infos if info.id not in left_out)
