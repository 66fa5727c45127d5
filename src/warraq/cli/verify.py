"""Hold a frozen release to its manifest, its descriptor and its papers to its tables.

TARGET is a version, the folder of a release, its URL in an object store, or a release on the Hub; only a
version needs a project around it. Any changed byte, missing or further file, other number of rows, or number
on the card that the tables contradict is named; then the exit code is 1. Of a release on the Hub the list of
files is compared first, then what the Hub's client does not have yet is downloaded. Without @vVERSION the
newest one is meant. From a store all files are fetched into a temporary folder.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from warraq.cli.arguments import whole_number
from warraq.cli.build import raw_place

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from warraq.engine.stages import Stages
    from warraq.model.project import Project
    from warraq.release.hub.address import HubAddress
    from warraq.release.publish.store_address import StoreAddress
    from warraq.release.verify import Verified

HELP = "a version, folder or published release against its manifest, descriptor and tables"
EXAMPLES = """\
examples:
  warraq verify 0.1.0
  warraq verify path/to/a/copy --json
  warraq verify hub:my-org/my-corpus@v0.1.0
  warraq verify s3://my-bucket/my-corpus/0.1.0
  warraq verify 0.1.0 --rebuild     make it anew from raw files and build.lock, compare every byte
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    parser.add_argument(
        "target",
        metavar="TARGET",
        help="a frozen version, the folder or URL of a release, or hub:ORG/NAME@vVERSION",
    )
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="also make the release anew from its raw files and build.lock, and compare every byte",
    )
    parser.add_argument("--raw", type=raw_place, metavar="DIR|URL", help="raw files for --rebuild")
    parser.add_argument("--jobs", type=whole_number, metavar="N", help="processes for --rebuild")


def run(args: argparse.Namespace) -> int:
    """Verify and report."""
    from pathlib import Path

    from warraq.cli.output import print_error, print_json, shown
    from warraq.cli.target import release_places
    from warraq.errors import DataRefusedError

    project, (target,) = release_places(args.project, args.target)
    started = time.monotonic()
    if isinstance(target, Path):
        result, more = _local(project, target, args)
    else:
        result, more = _published(project, target, args)
    seconds = time.monotonic() - started
    differing: list[str] | None = more.get("rebuilt_differs_in")
    if args.json:
        print_json({**result.as_dict(), "seconds": round(seconds, 3), **more})
    else:
        _print_text(result, more.get("folder") or shown(result.folder), differing, seconds)
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


def _local(
    project: Project | None, folder: Path, args: argparse.Namespace
) -> tuple[Verified, dict[str, Any]]:
    from warraq.cli.output import off_stdout
    from warraq.cli.progress import progress
    from warraq.engine.stages import Stages
    from warraq.release.verify import verify

    with off_stdout(), progress() as tell:
        stages = Stages(tell)
        with stages.stage("verifying"):
            result = verify(folder, project.build if project else None)
        differing = _rebuilt(project, folder, args, stages) if args.rebuild else None
    return result, {"rebuilt_differs_in": differing}


def _published(
    project: Project | None, address: HubAddress | StoreAddress, args: argparse.Namespace
) -> tuple[Verified, dict[str, Any]]:
    from warraq.cli.hub_reading import progress_in_bytes, say
    from warraq.cli.output import off_stdout
    from warraq.errors import UsageError
    from warraq.release.hub.client import hub_api
    from warraq.release.hub.published import verify_published
    from warraq.release.publish.store_address import StoreAddress
    from warraq.release.publish.store_verify import verify_stored

    templates = project.build if project else None
    if args.rebuild:
        found = f"{address} is not a version of this project"
        raise UsageError("--rebuild", found, next_step="warraq verify VERSION --rebuild")
    with off_stdout(), progress_in_bytes() as show:
        if isinstance(address, StoreAddress):
            return verify_stored(address, templates, say=say, show=show)
        found_there = verify_published(hub_api(), address, templates, say=say, show=show)
    return found_there.verified, found_there.more()


def _rebuilt(project: Project | None, folder: Path, args: argparse.Namespace, stages: Stages) -> list[str]:
    from warraq.corpus.pipeline.build import Options
    from warraq.errors import UsageError
    from warraq.release.rebuild import rebuild

    if project is None:
        raise UsageError("--rebuild", "there is no project here", expected="the project of the release")
    return rebuild(project, folder, Options(raw=args.raw, jobs=args.jobs, stages=stages))


def _print_text(result: Verified, where: str, differing: list[str] | None, seconds: float) -> None:
    from warraq.cli.output import visible

    print(f"{visible(where, 1_000)}: version {visible(result.version)}")
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
