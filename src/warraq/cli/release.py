"""Build, compare, check, and freeze a version into build/releases/VERSION/.

Data that fails a rule is refused with exit code 1, and nothing is frozen. A frozen release is never changed:
the same command again finds the same bytes and says so.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from warraq.release.cut import Cut
    from warraq.release.freeze import Frozen

HELP = "build + diff + check + freeze into build/releases/VERSION/"
EXAMPLES = """\
examples:
  warraq release            the version in datapackage.json
  warraq release 0.2.0
  warraq release --bump auto    the version that the data calls for; warraq diff tells why
  warraq release 0.2.0 --json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    from warraq.cli.build import add_build_options

    parser.add_argument("version", nargs="?", metavar="VERSION", help="default: the one in datapackage.json")
    parser.add_argument(
        "--bump",
        choices=["auto", "patch", "minor", "major"],
        help="instead of VERSION: so much after the newest release; auto: as the data calls for",
    )
    add_build_options(parser)


def run(args: argparse.Namespace) -> int:
    """Release and report."""
    from warraq.checks.text import verdict_text
    from warraq.cli.engine_options import opened
    from warraq.cli.output import off_stdout, print_error, print_json, today
    from warraq.corpus.pipeline.build import Options
    from warraq.model.project import Project
    from warraq.release.cut import cut, refused

    project = Project.load(args.project)
    started = time.monotonic()
    with off_stdout(), opened(args) as (runner, stages):
        result = cut(
            project,
            version=args.version,
            bump=args.bump,
            today=today(),
            options=Options(raw=args.raw, runner=runner, stages=stages),
            quarantine=args.quarantine,
        )
    seconds = time.monotonic() - started
    if args.json:
        print_json(_as_dict(result, seconds, stages.figures()))
    if result.frozen is None:
        if not args.json:
            print(verdict_text(result.verdict))
        error = refused(result)
        print_error(error, as_json=False)
        return error.exit_code
    if not args.json:
        _print_text(result, result.frozen, seconds, stages.figures())
    return 0


def _as_dict(result: Cut, seconds: float, stages: dict[str, Any]) -> dict[str, Any]:
    from warraq.cli.build import figures

    frozen = result.frozen
    release = frozen and {
        "folder": str(frozen.folder),
        "version": frozen.version,
        "files": frozen.files,
        "bytes": frozen.bytes,
        "new": frozen.new,
        "reuse": result.reuse and result.reuse.as_dict(),
        **frozen.figures,
    }
    told = result.difference and result.difference.as_dict()
    difference = told and {name: value for name, value in told.items() if name != "rows"}
    return {
        "build": figures(result.built, seconds, stages),
        "difference": difference,
        "checks": result.verdict.as_dict(),
        "release": release,
    }


def _print_text(result: Cut, frozen: Frozen, seconds: float, stages: dict[str, Any]) -> None:
    from warraq.checks.text import verdict_text
    from warraq.cli.build import report
    from warraq.cli.output import shown, visible
    from warraq.release.diff.text import difference_text

    report(result.built, seconds, as_json=False, stages=stages)
    if result.difference is not None:
        print(difference_text(result.difference))
    print(verdict_text(result.verdict))
    numbers, folder = frozen.figures, shown(frozen.folder)
    state = "frozen" if frozen.new else "frozen before, with the same bytes"
    print(f"\n{folder}: version {frozen.version}, {state}")
    size = f"{frozen.bytes:,} bytes in {frozen.files} files"
    print(f"  {numbers['articles']:,} articles, {numbers['words']:,} words, {size}")
    if (reuse := result.reuse) is not None:
        changed = f"{reuse.bytes_changed:,} bytes in {reuse.files_changed} files"
        print(f"  new against the release before: {changed}, {reuse.share_changed:.1%}")
    for source in numbers["sources"]:
        months = f", {source['first_month']} to {source['last_month']}" if source["first_month"] else ""
        name = visible(source["name"] or "")
        print(f"    {source['id']:<20} {source['articles']:>7,} articles{months}  {name}")
    splits = ", ".join(f"{name} {count:,}" for name, count in numbers["splits"].items())
    languages = ", ".join(f"{tag} {count:,}" for tag, count in numbers["languages"].items())
    print(f"  splits: {splits}; languages: {languages}")
    print("load it:")
    print(f"  datasets.load_dataset({folder!r})")
    print(f"  polars.scan_parquet({folder + '/data/articles/*/*.parquet'!r})")
