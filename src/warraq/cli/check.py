"""Run every rule over the candidate (default), a frozen version, or a release folder.

Exit code 1 says that the data failed a rule of severity error; 2 that a rule itself is broken.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from warraq.errors import EXIT_DATA, EXIT_OK, UsageError

if TYPE_CHECKING:
    import argparse

    from warraq.model.finding import Verdict
    from warraq.model.project import Project

HELP = "run every rule over the candidate or a release"
EXAMPLES = """\
examples:
  warraq check
  warraq check 0.1.0
  warraq check --format json --output findings.json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    parser.add_argument("target", nargs="?", metavar="TARGET", help="a version or a release folder")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="of the result")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write the result there instead of stdout"
    )


def run(args: argparse.Namespace) -> int:
    """Check and report."""
    from warraq.model.atomic import json_bytes, write_bytes
    from warraq.model.project import Project

    verdict = _verdict(Project.load(args.project), args.target)
    as_json = args.json or args.format == "json"
    text = json_bytes(verdict.as_dict()).decode() if as_json else _text(verdict) + "\n"
    if args.output:
        write_bytes(args.output, text.encode())
    else:
        print(text, end="")
    return EXIT_OK if verdict.passed else EXIT_DATA


def _text(verdict: Verdict) -> str:
    from warraq.checks.text import verdict_text

    return verdict_text(verdict)


def _verdict(project: Project, target: str | None) -> Verdict:
    from warraq.checks.run import check
    from warraq.cli.output import today
    from warraq.corpus.relate.earlier import frozen_versions, release_before
    from warraq.release.cut import check_candidate

    if target is None:
        return check_candidate(project, today())
    folder = project.releases / target
    if not folder.is_dir():
        folder = Path(target)
    if not folder.is_dir() or not (folder / "data").is_dir():
        known = ", ".join(frozen_versions(project.releases)) or "none yet"
        expected = f"a frozen version ({known}) or the folder of a release"
        raise UsageError(
            "TARGET", f"{target!r} is neither", expected=expected, next_step="warraq release VERSION"
        )
    inside = folder.parent == project.releases
    previous = release_before(project.releases, folder.name) if inside else None
    return check(project, folder, previous=previous, today=today())
