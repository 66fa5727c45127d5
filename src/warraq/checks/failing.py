"""Which articles break a rule that would stop a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.checks.catalogue import load_catalogue
from warraq.checks.derive import ARTICLES, derive
from warraq.checks.keys import all_keys
from warraq.checks.policy import failing_hits, require_known
from warraq.checks.rows import schema_hits
from warraq.checks.rules_file import FILE_NAME, rule_hits

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from warraq.model.project import Project


def failing_articles(project: Project, folder: Path, today: date) -> dict[str, str]:
    """Return id -> the rules of severity error that the article's own row breaks, parted by ", ".

    Rules about rows count: constraints of the table articles and `checks/articles.py`, with the severities,
    tolerances and waivers of the policy. Keys, files and the release as a whole are not an article's fault.

    Args:
        folder: holds `data/`.
        today: the day on which waivers are judged.

    Raises:
        CheckDefinitionError: a rule is broken.
        ProjectError: the policy names an unknown rule, or the descriptor lacks what rules look at.
    """
    rules = load_catalogue(project)
    require_known(project.policy, rules.ids)
    frames, _ = derive(project.descriptor, folder, rules.articles.derived, project.sources)
    keys = all_keys(project.descriptor.tables, frames.tables)[ARTICLES]
    hits = schema_hits(project.descriptor.tables[ARTICLES], frames.articles, keys)
    hits += rule_hits(project.checks / FILE_NAME, rules.articles, frames.articles, keys)
    broken: dict[str, list[str]] = {}
    for hit in failing_hits(hits, project.policy, today):
        rule = f"{hit.rule} of {hit.field}" if hit.field else hit.rule
        for key in hit.keys["key"]:
            broken.setdefault(key, []).append(rule)
    return {key: ", ".join(sorted(set(rules_))) for key, rules_ in sorted(broken.items())}
