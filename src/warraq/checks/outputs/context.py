"""What an output says beside the verdict: of which project, by which rules, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq import __version__
from warraq.checks.outputs.location import Places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.checks.catalogue import RuleInfo
    from warraq.checks.outputs.location import Place
    from warraq.model.finding import Finding
    from warraq.model.project import Project


@dataclass(frozen=True)
class Context:
    """The project that was checked.

    Attributes:
        name: the package's name.
        target: "candidate", or the name of the release's folder.
        tool_version: the toolkit's.
        rules: id -> the rule, for all rules that there are, sorted.
        places: the project's files.
    """

    name: str
    target: str
    tool_version: str
    rules: Mapping[str, RuleInfo]
    places: Places

    @classmethod
    def load(cls, project: Project, target: str) -> Context:
        """Return the context of a check of the project.

        Raises:
            CheckDefinitionError: a rule is broken.
            ProjectError: a project file cannot be read, or the descriptor lacks what rules look at.
            StorageError: a file cannot be read from the disk.
        """
        from warraq.checks.run import rule_catalogue

        rules = {info.id: info for info in rule_catalogue(project)}
        return cls(project.descriptor.name, target, __version__, rules, Places.read(project.root))

    def place(self, finding: Finding) -> Place:
        """Return where the rule of the finding is declared in the project's own files."""
        return self.places.of(finding.declared, finding.table)

    def rule_place(self, rule: str) -> Place:
        """Return where the rule is declared in the project's own files."""
        info = self.rules.get(rule)
        return self.places.of(info.declared if info else "")
