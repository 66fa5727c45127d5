"""Hold a frozen release to its manifest, its descriptor and its papers to its tables.

TARGET is a version or the folder of a release; a folder needs no project around it. Any changed byte, missing
or further file, other number of rows, or number on the card that the tables contradict is named; then the
exit code is 1.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from warraq.cli.arguments import place, whole_number

if TYPE_CHECKING:
    import argparse

    from warraq.model.project import Project
    from warraq.release.verify import Verified

HELP = "a version or folder against its manifest, descriptor and tables"
EXAMPLES = """\
examples:
  warraq verify 0.1.0
  warraq verify path/to/a/copy --json
  warraq verify 0.1.0 --rebuild     make it anew from raw files and build.lock, compare every byte
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    parser.add_argument("target", metavar="TARGET", help="a frozen version, or the folder of a release")
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="also make the release anew from its raw files and build.lock, and compare every byte",
    )
    parser.add_argument("--raw", type=place, metavar="DIR", help="raw files for --rebuild")
    parser.add_argument("--jobs", type=whole_number, metavar="N", help="processes for --rebuild")


def run(args: argparse.Namespace) -> int:
    """Verify and report."""
    from warraq.cli.output import off_stdout, print_error, print_json
    from warraq.cli.progress import progress
    from warraq.errors import DataRefusedError
    from warraq.release.verify import verify

    project, folder = _found(args)
    started = time.monotonic()
    with progress() as show, off_stdout():
        show("verifying", 0)
        result = verify(folder, project.build if project else None)
        seconds = time.monotonic() - started
        differing = _rebuilt(project, folder, args, show) if args.rebuild else None
    if args.json:
        print_json({**result.as_dict(), "seconds": round(seconds, 3), "rebuilt_differs_in": differing})
    else:
        _print_text(result, differing, seconds)
    if not result.findings and not differing:
        return 0
    told = (
        f"{len(result.findings)} findings"
        if result.findings
        else f"made anew, {len(differing or [])} files differ"
    )
    error = DataRefusedError(str(args.target), told, expected="a release as it was frozen")
    print_error(error, as_json=False)
    return error.exit_code


def _found(args: argparse.Namespace) -> tuple[Project | None, Path]:
    """Return the project, if there is one, and the folder of the release."""
    from warraq.cli.target import release_folder
    from warraq.errors import ProjectError
    from warraq.model.project import Project

    try:
        project = Project.load(args.project)
    except ProjectError:
        folder = Path(args.target)
        if not folder.is_dir():
            raise
        return None, folder
    return project, release_folder(project, args.target)


def _rebuilt(project: Project | None, folder: Path, args: argparse.Namespace, show: object) -> list[str]:
    from warraq.errors import UsageError
    from warraq.release.rebuild import rebuild

    if project is None:
        raise UsageError("--rebuild", "there is no project here", expected="the project of the release")
    return rebuild(project, folder, raw=args.raw, jobs=args.jobs, show=show)  # type: ignore[arg-type]


def _print_text(result: Verified, differing: list[str] | None, seconds: float) -> None:
    from warraq.cli.output import shown, visible

    print(f"{shown(result.folder)}: version {visible(result.version)}")
    print(f"  {result.files:,} files, {result.bytes:,} bytes, {seconds:.1f} s")
    for finding in result.findings:
        names = ", ".join(visible(one) for one in finding.samples)
        print(f"  {finding.rule}: {visible(finding.message, 1_000)}" + (f" [{names}]" if names else ""))
    if not result.findings:
        how = "written anew, byte by byte" if result.rewritten else "by the numbers in their tables and sums"
        print(f"  as it was frozen; card and change notes agree with the tables ({how})")
    if result.why_not:
        print(f"  not all papers were written anew: {result.why_not}")
    if differing is not None:
        same = "the same bytes" if not differing else f"differs in {', '.join(map(visible, differing[:10]))}"
        print(f"  made anew from raw files and lock: {same}")
