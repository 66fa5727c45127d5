"""Checking a candidate or a frozen release against every rule there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.checks.builtin import builtin_hit
from warraq.checks.catalogue import RuleInfo, Rules, applicable, load_catalogue
from warraq.checks.changed import on_changed
from warraq.checks.conformance import frozen_hits, is_frozen
from warraq.checks.derive import ARTICLES, derive
from warraq.checks.expectations import expectation_hits, resolve
from warraq.checks.files import DATA, stray_files
from warraq.checks.keys import all_keys
from warraq.checks.leaks import COMPARING, leak_hits, moved_hits
from warraq.checks.package import package_hits
from warraq.checks.pairs import pair_hits
from warraq.checks.papers import paper_hits
from warraq.checks.policy import apply_policy, require_known
from warraq.checks.preview import preview_hits
from warraq.checks.profile import profile, with_drift
from warraq.checks.relations import relation_hits, source_license_hits
from warraq.checks.rights import rights_hits
from warraq.checks.rows import schema_hits
from warraq.checks.rules_file import FILE_NAME as RULES_FILE
from warraq.checks.rules_file import rule_hits
from warraq.checks.takedowns import takedown_list_hits
from warraq.errors import ProjectError, UsageError
from warraq.model.descriptor import FILE_NAME, read_descriptor
from warraq.model.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from typing import Any

    import polars as pl

    from warraq.checks.changed import Changed
    from warraq.checks.derive import Frames
    from warraq.checks.hit import Hit
    from warraq.checks.keys import RowKeys
    from warraq.checks.suite import Expectation
    from warraq.model.descriptor import Descriptor
    from warraq.model.project import Project

    Expect = Callable[[Sequence[Expectation], pl.DataFrame, Mapping[str, Any]], list[Hit]]


def rule_catalogue(project: Project) -> list[RuleInfo]:
    """Return all rules of the project, sorted by id.

    Raises:
        CheckDefinitionError: a rule is broken.
        ProjectError: the descriptor lacks what rules of the toolkit look at.
    """
    return list(load_catalogue(project).infos)


def check(
    project: Project,
    folder: Path,
    *,
    previous: Path | None = None,
    today: date,
    only: Changed | None = None,
    rules: Rules | None = None,
    expect: Expect = expectation_hits,
) -> Verdict:
    """Return what all rules find in the tables below `folder`.

    Args:
        folder: holds `data/`; with a manifest.json it is a frozen release, which is held to its manifest and
            to its own datapackage.json.
        previous: folder of an earlier frozen release, to compare with; without it the rules that compare are
            skipped, and named in the verdict.
        today: the day on which waivers are judged.
        only: the articles to look at; rules over rows are silent on the others, all other rules are as ever.
        rules: the project's rules, where they have been loaded.
        expect: what runs the suite; for a caller that keeps results of earlier runs.

    Raises:
        UsageError: there is no `data/` in the folder.
        CheckDefinitionError: a rule, not the data, is broken.
        ProjectError: the policy names an unknown rule, or the descriptor lacks what rules look at.
        StorageError: a file cannot be read from the disk.
    """
    if not (folder / DATA).is_dir():
        raise UsageError(
            str(folder),
            f"no folder {DATA}/ in it",
            expected="a candidate or a release",
            next_step="warraq build",
        )
    rules = rules or load_catalogue(project)
    require_known(project.policy, rules.ids)
    frozen = is_frozen(folder)
    descriptor, hits = _descriptor(project, folder)
    if frozen:
        hits += frozen_hits(descriptor, folder)
    frames, damage = derive(descriptor, folder, rules.articles.derived, project.sources)
    if frozen:
        hits += paper_hits(folder, frames)
        hits += preview_hits(folder) if ARTICLES in frames.whole else []
    else:
        hits += source_license_hits(frames, project.sources)
        hits += takedown_list_hits(project.takedowns, folder)
    hits += [*damage, *stray_files(descriptor, folder), *package_hits(descriptor)]
    keys = all_keys(descriptor.tables, frames.tables)
    hits += _row_hits(project, descriptor, frames, keys, rules)
    hits += rights_hits(frames, keys[ARTICLES], None if frozen else project.sources)
    if only is not None:
        hits = on_changed(hits, only, frames.tables)
    hits += [*pair_hits(frames, keys), *leak_hits(folder, frames, project.sources, frozen=frozen)]
    release_hits, skipped = _release_hits(project, descriptor, frames, keys, previous, rules, expect)
    unused = {*skipped, *(() if previous else ("previous-unreadable",))}
    return Verdict(
        findings=apply_policy([*hits, *release_hits], project.policy, today),
        rules=applicable(rules, frozen=frozen, skipped=unused),
        rows={name: frame.height for name, frame in frames.tables.items()},
        skipped=skipped,
        notes=() if only is None else (only.note(frames.articles.height),),
    )


def _descriptor(project: Project, folder: Path) -> tuple[Descriptor, list[Hit]]:
    """Return the release's own descriptor where it has a sound one, else the project's."""
    path = folder / FILE_NAME
    if not path.exists():
        return project.descriptor, []
    try:
        return read_descriptor(path, frozen=True), []
    except ProjectError as error:
        message = f"{error.where.removeprefix(f'{folder}/')}: {error.found}"
        return project.descriptor, builtin_hit("descriptor-invalid", [FILE_NAME], 1, message=message)


def _row_hits(
    project: Project,
    descriptor: Descriptor,
    frames: Frames,
    keys: Mapping[str, RowKeys],
    rules: Rules,
) -> list[Hit]:
    hits = relation_hits(descriptor, frames, keys, frozenset(project.sources))
    for name, table in descriptor.tables.items():
        hits += schema_hits(table, frames.tables[name], keys[name])
    path = project.checks / RULES_FILE
    return hits + rule_hits(path, rules.articles, frames.articles, keys[ARTICLES])


@dataclass(frozen=True)
class _Earlier:
    profile: pl.DataFrame
    articles: pl.DataFrame


def _earlier(project: Project, previous: Path | None) -> tuple[_Earlier | None, list[Hit]]:
    if previous is None:
        return None, []
    descriptor, hits = _descriptor(project, previous)
    frames, damage = derive(descriptor, previous, {}, project.sources)
    if hits or damage:
        return None, builtin_hit("previous-unreadable", [previous.name], 1)
    return _Earlier(profile(descriptor.tables, frames, ()), frames.articles.select("id", "split")), []


def _release_hits(
    project: Project,
    descriptor: Descriptor,
    frames: Frames,
    keys: Mapping[str, RowKeys],
    previous: Path | None,
    rules: Rules,
    expect: Expect,
) -> tuple[list[Hit], tuple[str, ...]]:
    """Return what the suite and the comparison of splits find, and the ids of the rules that were skipped."""
    earlier, hits = _earlier(project, previous)
    before = earlier.profile if earlier else None
    expected = [name for name, source in project.sources.items() if source.rights.tier != "withheld"]
    figures = with_drift(profile(descriptor.tables, frames, expected), before)
    ready, left_out, parameters = resolve(rules.suite, figures, before)
    hits += expect(ready, figures, parameters)
    skipped = {one.rule for one in left_out}
    if earlier:
        hits += moved_hits(frames.articles, earlier.articles, keys[ARTICLES])
    else:
        skipped.update(COMPARING)
    return hits, tuple(sorted(skipped))
