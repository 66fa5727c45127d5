"""Write a release as a person reads it into one HTML file: plots, tables, findings, articles to read.

The file opens offline and asks for nothing. The candidate (default) and a folder without checks.json are
checked first, as `warraq check` does; a frozen release says what was found when it was frozen.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from warraq.cli.arguments import place
from warraq.errors import EXIT_OK, UsageError

if TYPE_CHECKING:
    import argparse

    from warraq.model.finding import Verdict
    from warraq.model.project import Project
    from warraq.release.report.data import Report

HELP = "the release as a person reads it: one HTML file"
EXAMPLES = """\
examples:
  warraq report                             the candidate -> report.html
  warraq report 0.1.0 -o report-0.1.0.html
  warraq check --format json --output findings.json; warraq report --findings findings.json
  warraq report 0.1.0 --json | jq .report.drift
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    parser.add_argument("target", nargs="?", metavar="TARGET", help="a version or a release folder")
    parser.add_argument(
        "-o",
        "--output",
        type=place,
        default=Path("report.html"),
        metavar="FILE",
        help="the file to write (default: report.html)",
    )
    parser.add_argument(
        "--findings",
        type=place,
        metavar="FILE",
        help="what `warraq check --format json` wrote, to show it and not check again",
    )


def run(args: argparse.Namespace) -> int:
    """Write the report and say where it is."""
    from warraq.cli.output import off_stdout, print_json, shown
    from warraq.model.atomic import write_bytes
    from warraq.model.project import Project
    from warraq.release.report.page import page

    with off_stdout():
        result = _report(Project.load(args.project), args)
        data = page(result)
    write_bytes(args.output.resolve(), data)
    if args.json:
        print_json({"file": str(args.output), "bytes": len(data), "report": result.as_dict()})
        return EXIT_OK
    found = len(result.findings)
    print(
        f"{shown(args.output)}: {result.figures.articles:,} articles, {found:,} findings, {len(data):,} bytes"
    )
    return EXIT_OK


def _report(project: Project, args: argparse.Namespace) -> Report:
    from warraq.cli.target import release_before_folder, release_folder
    from warraq.corpus.relate.earlier import release_before
    from warraq.release.judge import read_build
    from warraq.release.report.data import report
    from warraq.release.report.funnel import funnel_facts, read_funnel

    facts: dict[str, Any] | None
    folder = project.candidate if args.target is None else release_folder(project, args.target)
    frozen = folder != project.candidate.resolve() and args.target is not None
    if not frozen:
        built = read_build(folder)
        version, facts = str(built["version"]), funnel_facts(folder, built)
        previous = release_before(project.releases, version)
    else:
        version, facts = _version(folder), read_funnel(folder)
        previous = release_before_folder(project, folder)
    return report(
        project,
        folder,
        _verdict(project, args, folder, previous),
        version=version,
        frozen=frozen,
        previous=previous,
        funnel=facts,
    )


def _version(folder: Path) -> str:
    from warraq.errors import ProjectError
    from warraq.model.descriptor import FILE_NAME, read_json

    try:
        data = read_json(folder / FILE_NAME)
    except ProjectError:
        return folder.name
    return str(data.get("version") or folder.name) if isinstance(data, dict) else folder.name


def _verdict(project: Project, args: argparse.Namespace, folder: Path, previous: Path | None) -> Verdict:
    from warraq.checks.run import check
    from warraq.cli.output import today
    from warraq.release.report.findings import read_verdict

    if args.findings:
        given = read_verdict(args.findings)
        if given is None:
            expected = "what `warraq check --format json --output FILE` writes"
            raise UsageError("--findings", f"{args.findings} holds no verdict", expected=expected)
        return given
    return read_verdict(folder / "checks.json") or check(project, folder, previous=previous, today=today())
