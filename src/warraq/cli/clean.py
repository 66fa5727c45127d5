"""Delete what builds keep for later ones, and what killed commands left.

Releases are never touched. The next build reads everything anew, and comes to the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from warraq.model.project import Project

HELP = "delete build/cache/ and what killed commands left"
EXAMPLES = """\
examples:
  warraq clean
  warraq clean --dry-run --json     what would go, and how many bytes
  warraq clean --candidate          the candidate; the cache stays
  warraq clean --all                both
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    which = parser.add_mutually_exclusive_group()
    for name, what in (
        ("cache", "delete what builds keep (the default)"),
        ("candidate", "delete the candidate instead"),
        ("all", "delete both"),
    ):
        which.add_argument(
            f"--{name}", dest="which", action="store_const", const=name, default="cache", help=what
        )
    parser.add_argument("--dry-run", action="store_true", help="tell what would go, and delete nothing")


def run(args: argparse.Namespace) -> int:
    """Delete and report."""
    from warraq.cli.output import print_json, shown
    from warraq.corpus.pipeline.build import writing
    from warraq.engine.clean import delete, sizes
    from warraq.model.project import Project

    project = Project.load(args.project)
    with writing(project):
        found = sizes(_places(project, args.which))
        if not args.dry_run:
            delete(found)
    freed = sum(found.values())
    if args.json:
        places = {str(place): count for place, count in found.items()}
        print_json({"bytes": freed, "dry_run": args.dry_run, "places": places})
        return 0
    for place, count in found.items():
        print(f"  {shown(place)}: {count:,} bytes")
    print(f"{freed:,} bytes would be freed" if args.dry_run else f"{freed:,} bytes freed")
    return 0


def _places(project: Project, which: str) -> list[Path]:
    from warraq.engine.clean import left_behind

    chosen = {
        "cache": [project.cache],
        "candidate": [project.candidate],
        "all": [project.cache, project.candidate],
    }
    return [*chosen[which], *left_behind(project.build)]
