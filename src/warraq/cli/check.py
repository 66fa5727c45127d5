"""Run every rule over the candidate (default), a frozen version, or a release folder.

Exit code 1 says that the data failed a rule of severity error; 2 that a rule itself is broken.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from warraq.cli.arguments import place
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
        "--output", type=place, metavar="FILE", help="write the result there instead of stdout"
    )


def run(args: argparse.Namespace) -> int:
    """Check and report."""
    from warraq.cli.output import off_stdout
    from warraq.model.atomic import json_bytes
    from warraq.model.project import Project

    with off_stdout():
        verdict = _verdict(Project.load(args.project), args.target)
    as_json = args.json or args.format == "json"
    text = json_bytes(verdict.as_dict()).decode() if as_json else _text(verdict) + "\n"
    if args.output:
        _write(args.output, text.encode())
    else:
        print(text, end="")
    return EXIT_OK if verdict.passed else EXIT_DATA


def _write(path: Path, data: bytes) -> None:
    from warraq.model.atomic import storage_errors, write_bytes

    if path.exists() and not path.is_file():
        # A pipe or a device, such as /dev/stdout, is written to; a rename would put a file in its place.
        with storage_errors(path):
            path.write_bytes(data)
    else:
        write_bytes(path.resolve(), data)


def _text(verdict: Verdict) -> str:
    from warraq.checks.text import verdict_text

    return verdict_text(verdict)


def _target(project: Project, target: str) -> Path | None:
    for option in (project.releases / target, Path(target)):
        try:
            if target and (option / "data").is_dir():
                return option.resolve()
        except OSError:  # no folder can have such a name
            continue
    return None


def _verdict(project: Project, target: str | None) -> Verdict:
    from warraq.checks.run import check
    from warraq.cli.output import today
    from warraq.corpus.relate.earlier import frozen_versions, release_before
    from warraq.model.descriptor import VERSION
    from warraq.release.cut import check_candidate

    if target is None:
        return check_candidate(project, today())
    folder = _target(project, target)
    if folder is None:
        known = ", ".join(frozen_versions(project.releases)) or "none yet"
        expected = f"a frozen version ({known}) or the folder of a release"
        raise UsageError(
            "TARGET", f"{target!r} is neither", expected=expected, next_step="warraq release VERSION"
        )
    frozen = VERSION.fullmatch(folder.name) and folder.parent == project.releases.resolve()
    previous = release_before(project.releases, folder.name) if frozen else None
    return check(project, folder, previous=previous, today=today())
