"""Compare two releases: fields, rows and why they differ, and the version that this calls for.

OLD and NEW are versions, folders of releases, their URLs in a store, releases on the Hub, or `candidate`.
NEW is the candidate by default, OLD the newest release before it. Only versions and the candidate need a
project around them.
"""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from warraq.cli.target import Place
    from warraq.model.project import Project
    from warraq.release.diff.sides import Side
    from warraq.release.hub.address import HubAddress

HELP = "what differs between two releases, and the version bump that this calls for"
EXAMPLES = """\
examples:
  warraq diff                       the newest release and the candidate
  warraq diff 0.1.0 0.2.0
  warraq diff 0.1.0 0.2.0 --json
  warraq diff 0.1.0 0.2.0 --id 3f2a9c    word by word
  warraq diff path/to/one path/to/other
  warraq diff hub:my-org/my-corpus@v0.1.0 hub:my-org/my-corpus@v0.2.0
  warraq diff hub:my-org/my-corpus candidate    what the next version would change

Exit code 0, whatever differs. The bump is computed by the rules of the Data Package recipe and of Croissant
1.1; the stricter one counts and is named.
"""
_CANDIDATE = "candidate"
_LONGEST = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    what = "a version, a folder, a URL, hub:ORG/NAME@vVERSION, or candidate"
    parser.add_argument("old", nargs="?", metavar="OLD", help=what)
    parser.add_argument("new", nargs="?", metavar="NEW", help="the same; default: the candidate")
    parser.add_argument("--id", metavar="ID", help="one article, word by word; the first digits will do")


def run(args: argparse.Namespace) -> int:
    """Compare and report."""
    project, old, new = _places(args)
    with TemporaryDirectory(prefix="warraq-") as made:
        return _compare(args, _sides(args, project, old, new, made))


def _compare(args: argparse.Namespace, sides: tuple[Side, Side]) -> int:
    from warraq.cli.output import off_stdout, print_json, visible
    from warraq.cli.progress import progress
    from warraq.engine.stages import Stages
    from warraq.release.diff.difference import compare
    from warraq.release.diff.text import difference_text, edited_text
    from warraq.release.diff.words import edited

    if args.id is not None:
        found = edited(*sides, args.id)
        if args.json:
            print_json(found.as_dict())
        else:
            print(edited_text(found, lambda text: visible(text, _LONGEST)))
        return 0
    with off_stdout(), progress() as tell, Stages(tell).stage("comparing"):
        difference = compare(*sides)
    if args.json:
        print_json(difference.as_dict())
    else:
        print(difference_text(difference))
    return 0


def _places(args: argparse.Namespace) -> tuple[Project | None, Place, Place]:
    """Return the project, if there is one, and where both sides lie."""
    from warraq.cli.target import release_places
    from warraq.model.project import Project
    from warraq.release.judge import read_build

    given = [target for target in (args.old, args.new or _CANDIDATE) if target is not None]
    named = [target for target in given if target != _CANDIDATE]
    if len(named) == 2:
        project, (old, new) = release_places(args.project, *named)
        return project, old, new
    project = Project.load(args.project)
    found = dict(zip(named, release_places(args.project, *named)[1], strict=True))
    if _CANDIDATE in given:
        read_build(project.candidate)
        found[_CANDIDATE] = project.candidate
    sides = [found[target] for target in given]
    return project, sides[0] if args.old is not None else _newest(project), sides[-1]


def _sides(
    args: argparse.Namespace,
    project: Project | None,
    old: Place,
    new: Place,
    made: str,
) -> tuple[Side, Side]:
    """Return both sides; what is published elsewhere is fetched, and laid out below the folder `made`."""
    from pathlib import Path

    from warraq.release.diff.sides import side

    old, new = _fetched(args, old, Path(made) / "a"), _fetched(args, new, Path(made) / "b")
    if isinstance(old, Path) and isinstance(new, Path):
        return side(project, old), side(project, new)
    from warraq.cli.hub_reading import progress_in_bytes, say
    from warraq.cli.output import off_stdout
    from warraq.release.hub.client import hub_api
    from warraq.release.hub.comparison import Means, folders

    with off_stdout(), progress_in_bytes() as show:
        means = Means(hub_api(), say, show)
        one, other = folders(means, old, new, Path(made), articles_only=args.id is not None)
    return side(project, one), side(project, other)


def _fetched(args: argparse.Namespace, place: Place, into: Path) -> Path | HubAddress:
    """Return the folder that a side in a store was fetched into; other sides as they are."""
    from warraq.cli.hub_reading import progress_in_bytes, say
    from warraq.cli.output import off_stdout
    from warraq.release.publish.store_address import StoreAddress
    from warraq.release.publish.store_fetch import fetched_side

    if not isinstance(place, StoreAddress):
        return place
    with off_stdout(), progress_in_bytes() as show:
        return fetched_side(place, into, show, say, articles_only=args.id is not None)


def _newest(project: Project) -> Path:
    from warraq.corpus.relate.earlier import frozen_versions
    from warraq.errors import UsageError

    frozen = frozen_versions(project.releases)
    if not frozen:
        raise UsageError("OLD", "there is no release yet", expected="two sides", next_step="warraq release")
    return project.releases / frozen[-1]
