"""Running the proof: each defect planted alone in a copy, and all rules run over it."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from warraq.checks.catalogue import load_catalogue
from warraq.checks.expectations import expectation_hits, used_columns
from warraq.checks.prove.constraints import constraint_defects
from warraq.checks.prove.copy import copy_project, read_tables, write_tables
from warraq.checks.prove.mutants import DEFECTS
from warraq.checks.prove.mutants_file import FILE_NAME, read_mutants
from warraq.checks.run import check
from warraq.corpus.pipeline.candidate import write_inputs
from warraq.errors import CheckDefinitionError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from warraq.checks.catalogue import Rules
    from warraq.checks.hit import Hit
    from warraq.checks.prove.defect import Defect
    from warraq.checks.prove.plant import Mutant, Tables
    from warraq.checks.suite import Expectation
    from warraq.model.finding import Finding, Verdict
    from warraq.model.project import Project

    #: Freezes the candidate of the project, which has this verdict, and returns the release's folder.
    Freeze = Callable[[Project, Verdict], Path]

_TODAY = date(2000, 1, 1)

Place = tuple[str, str, str, str]


@dataclass(frozen=True)
class Proof:
    """What became of the defect planted for one rule.

    Attributes:
        rule: the rule's id.
        killed: whether the rule found it.
        others: the other rules that found something that was not there before, sorted.
        why: why the rule is not proven, or "".
    """

    rule: str
    killed: bool
    others: tuple[str, ...] = ()
    why: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the proof as a JSON object."""
        return {"rule": self.rule, "killed": self.killed, "others": list(self.others), "why": self.why}


def _counts(findings: Iterable[Finding]) -> Counter[Place]:
    counts: Counter[Place] = Counter()
    for one in findings:
        counts[one.rule, one.table, one.field, one.segment] += one.count
    return counts


class _Kept:
    """Runs the suite once for each profile: most defects leave the profile as it is."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Hit]] = {}

    def __call__(
        self, suite: Sequence[Expectation], figures: pl.DataFrame, parameters: Mapping[str, Any]
    ) -> list[Hit]:
        seen = figures.select(used_columns(suite, figures)).rows()
        key = repr(([one.rule for one in suite], seen, sorted(parameters.items())))
        if key not in self._kept:
            self._kept[key] = expectation_hits(suite, figures, parameters)
        return self._kept[key]


class _Bench:
    """The copies that defects are planted in, and what the rules find in them as they are."""

    def __init__(self, project: Project, root: Path, freeze: Freeze) -> None:
        self.tables: Tables = read_tables(project)
        self.project = copy_project(project, root)
        self._expect = _Kept()
        self.rules: Rules = load_catalogue(self.project)
        self.before = root / "before"
        write_tables(self.project, self.tables, self.project.candidate)
        shutil.copyfile(project.candidate / "build.json", self.project.candidate / "build.json")
        write_inputs(self.project.candidate, {})
        clean = self._check(self.project, self.project.candidate, None)
        self.release = freeze(self.project, clean)
        self._clean = {
            False: _counts(clean.findings),
            True: _counts(self._check(self.project, self.release, None).findings),
        }
        self._spoiled = root / "spoiled"

    def _check(self, project: Project, folder: Path, previous: Path | None) -> Verdict:
        return check(project, folder, previous=previous, today=_TODAY, rules=self.rules, expect=self._expect)

    def _tables(self, rule: str, mutant: Mutant | None) -> Tables:
        if mutant is None:
            return self.tables
        try:
            return mutant(self.tables)
        except Exception as error:  # whatever it is, nothing was planted
            found = f"{type(error).__name__}: {error}".split("\n", 1)[0][:300]
            where = f"checks/{FILE_NAME}: MUTANTS[{rule!r}]"
            raise CheckDefinitionError(where, found, expected="tables with a defect") from error

    def _folder(self, rule: str, defect: Defect) -> Path:
        """Return the folder of the copy with the defect in it."""
        shutil.rmtree(self._spoiled, ignore_errors=True)
        if defect.frozen:
            shutil.copytree(self.release, self._spoiled)
        else:
            write_tables(self.project, self._tables(rule, defect.tables), self._spoiled)
        if defect.files:
            defect.files(self._spoiled)
        return self._spoiled

    def _previous(self, rule: str, defect: Defect) -> Path | None:
        if not defect.compares:
            return None
        write_tables(self.project, self._tables(rule, defect.before), self.before)
        if defect.before_files:
            defect.before_files(self.before)
        return self.before

    def new_findings(self, rule: str, defect: Defect) -> set[str]:
        """Return the rules that find more with the defect than without."""
        project = defect.settings(self.project) if defect.settings else self.project
        outcome = self._check(project, self._folder(rule, defect), self._previous(rule, defect))
        clean = self._clean[defect.frozen]
        return {place[0] for place, count in _counts(outcome.findings).items() if count > clean[place]}


def prove(
    project: Project, root: Path, freeze: Freeze, *, only: Collection[str] = (), show: Callable[[str], None]
) -> list[Proof]:
    """Plant a defect for each rule, and return what became of it, by rule id.

    The policy of the project has no say, so that what is tolerated or waived is proven as well.

    Args:
        root: an empty folder to work in.
        freeze: makes a release of the copy.
        only: ids of the rules to prove; all of them where there are none.
        show: is told each rule before its turn.

    Raises:
        CheckDefinitionError: a rule or a mutant is broken.
        ProjectError: there is no candidate with an article.
        StorageError: the disk refuses.
    """
    bench = _Bench(project, root, freeze)
    comparing = frozenset(one.rule for one in bench.rules.suite if one.compares)
    defects = {
        **DEFECTS,
        **constraint_defects(bench.project.descriptor.tables, bench.tables),
        **read_mutants(bench.project.checks / FILE_NAME, bench.rules.ids, comparing),
    }
    return [
        _proof(bench, rule, defects, show) for rule in sorted(bench.rules.ids) if not only or rule in only
    ]


def _proof(bench: _Bench, rule: str, defects: dict[str, Defect], show: Callable[[str], None]) -> Proof:
    show(rule)
    if rule not in defects:
        return Proof(rule, killed=False, why=f"no mutant: add one to MUTANTS in checks/{FILE_NAME}")
    try:
        found = bench.new_findings(rule, defects[rule])
    except CheckDefinitionError as error:
        error.where = f"{rule}: {error.where}"
        raise
    why = "" if rule in found else "the rule did not find its mutant"
    return Proof(rule, rule in found, tuple(sorted(found - {rule})), why)
