"""Run every rule over the candidate (default), a frozen version, or a release folder.

Exit code 1 says that the data failed a rule of severity error; 2 that a rule itself is broken.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from warraq.checks.outputs import FORMATS
from warraq.cli import check_modes
from warraq.cli.arguments import place
from warraq.cli.target import release_before_folder, release_folder
from warraq.errors import EXIT_DATA, EXIT_OK, UsageError, WarraqError

if TYPE_CHECKING:
    from warraq.model.finding import Verdict
    from warraq.model.project import Project

HELP = "run every rule over the candidate or a release"
EXAMPLES = """\
examples:
  warraq check
  warraq check 0.1.0
  warraq check --format json --output findings.json
  warraq check --changed-since origin/main
  warraq check --baseline
  warraq check --prove
  warraq check --format github --also sarif=warraq.sarif --also junit=warraq.xml
"""
#: GitHub's variable with the path of the step's summary.
_SUMMARY = "GITHUB_STEP_SUMMARY"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    parser.add_argument("target", nargs="?", metavar="TARGET", help="a version or a release folder")
    parser.add_argument("--format", choices=list(FORMATS), default="text", help="of the result")
    parser.add_argument(
        "--output", type=place, metavar="FILE", help="write the result there instead of stdout"
    )
    parser.add_argument(
        "--also",
        type=_also,
        action="append",
        default=[],
        metavar="FORMAT=FILE",
        help="write the result in one more format; may be given more than once",
    )
    check_modes.add_arguments(parser)


def _also(text: str) -> tuple[str, Path]:
    name, _, file = text.partition("=")
    if name not in FORMATS or not file:
        expected = f"FORMAT=FILE with FORMAT one of {', '.join(FORMATS)}"
        raise argparse.ArgumentTypeError(f"found {text!r}, expected {expected}")
    return name, Path(file)


def run(args: argparse.Namespace) -> int:
    """Check and report."""
    if args.json and args.format not in {"text", "json"}:
        raise UsageError("--json", f"--format {args.format} is asked for too", expected="one of the two")
    check_modes.require_sense(args)
    form = "json" if args.json else args.format
    try:
        return _report(args, form)
    except WarraqError as error:
        if form == "github":
            from warraq.checks.outputs.github import error_command

            print(error_command(error), end="")
        raise


def _report(args: argparse.Namespace, form: str) -> int:
    from warraq.checks.outputs.context import Context
    from warraq.cli.output import off_stdout
    from warraq.model.project import Project

    with off_stdout():
        project = Project.load(args.project)
    if args.list:
        return check_modes.list_rules(args, project)
    if args.prove:
        return check_modes.prove_rules(args, project)
    with off_stdout():
        folder = project.candidate if args.target is None else release_folder(project, args.target)
        verdict = check_modes.ratcheted(args, project, _verdict(project, folder, args.changed_since))
        context = Context.load(project, folder.name)
    for name, file in args.also:
        _write(file, FORMATS[name](verdict, context).encode())
    text = FORMATS[form](verdict, context)
    if args.output:
        _write(args.output, text.encode())
    else:
        print(text, end="")
    if form == "github" and os.environ.get(_SUMMARY):
        _append(Path(os.environ[_SUMMARY]), FORMATS["markdown"](verdict, context).encode())
    return EXIT_OK if verdict.passed else EXIT_DATA


def _write(path: Path, data: bytes) -> None:
    from warraq.model.atomic import storage_errors, write_bytes

    if path.exists() and not path.is_file():
        # A pipe or a device, such as /dev/stdout, is written to; a rename would put a file in its place.
        with storage_errors(path):
            path.write_bytes(data)
    else:
        write_bytes(path.resolve(), data)


def _append(path: Path, data: bytes) -> None:
    from warraq.model.atomic import storage_errors

    with storage_errors(path), path.open("ab") as summary:
        summary.write(data)


def _verdict(project: Project, folder: Path, since: str | None) -> Verdict:
    from warraq.checks.changed import changed_since
    from warraq.checks.run import check
    from warraq.cli.output import today
    from warraq.release.judge import check_again

    if folder == project.candidate:
        return check_again(project, today(), since)
    previous = release_before_folder(project, folder)
    only = changed_since(project, folder, since)
    return check(project, folder, previous=previous, today=today(), only=only)
