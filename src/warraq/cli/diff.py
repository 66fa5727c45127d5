"""Compare two releases: fields, rows and why they differ, and the version that this calls for.

OLD and NEW are versions, folders of releases, or `candidate`. NEW is the candidate by default, OLD the newest
release before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from warraq.model.project import Project

HELP = "what differs between two releases, and the version bump that this calls for"
EXAMPLES = """\
examples:
  warraq diff                       the newest release and the candidate
  warraq diff 0.1.0 0.2.0
  warraq diff 0.1.0 0.2.0 --json
  warraq diff 0.1.0 0.2.0 --id 3f2a9c    word by word
  warraq diff path/to/one path/to/other

Exit code 0, whatever differs. The bump is computed by the rules of the Data Package recipe and of Croissant
1.1; the stricter one counts and is named.
"""
_CANDIDATE = "candidate"
_LONGEST = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    parser.add_argument("old", nargs="?", metavar="OLD", help="a version, a folder, or candidate")
    parser.add_argument("new", nargs="?", metavar="NEW", help="the same; default: the candidate")
    parser.add_argument("--id", metavar="ID", help="one article, word by word; the first digits will do")


def run(args: argparse.Namespace) -> int:
    """Compare and report."""
    from warraq.cli.output import off_stdout, print_json, visible
    from warraq.cli.progress import progress
    from warraq.model.project import Project
    from warraq.release.diff.difference import compare
    from warraq.release.diff.sides import side
    from warraq.release.diff.text import difference_text, edited_text
    from warraq.release.diff.words import edited

    project = Project.load(args.project)
    new = _folder(project, args.new or _CANDIDATE)
    old = _folder(project, args.old) if args.old else _newest(project)
    sides = side(project, old), side(project, new)
    if args.id is not None:
        found = edited(*sides, args.id)
        if args.json:
            print_json(found.as_dict())
        else:
            print(edited_text(found, lambda text: visible(text, _LONGEST)))
        return 0
    with progress() as show, off_stdout():
        show("comparing", 0)
        difference = compare(*sides)
    if args.json:
        print_json(difference.as_dict())
    else:
        print(difference_text(difference))
    return 0


def _newest(project: Project) -> Path:
    from warraq.corpus.relate.earlier import frozen_versions
    from warraq.errors import UsageError

    frozen = frozen_versions(project.releases)
    if not frozen:
        raise UsageError("OLD", "there is no release yet", expected="two sides", next_step="warraq release")
    return project.releases / frozen[-1]


def _folder(project: Project, target: str) -> Path:
    from warraq.cli.target import release_folder
    from warraq.release.judge import read_build

    if target != _CANDIDATE:
        return release_folder(project, target)
    read_build(project.candidate)
    return project.candidate
