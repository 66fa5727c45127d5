"""Build the candidate tables from the raw files, and put them at build/candidate/.

Raw records that cannot become an article go to build/candidate/quarantine.parquet with a reason. What was
read and normalised before is taken up again as long as file, settings and tool are the same.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from warraq.cli.arguments import place, whole_number

if TYPE_CHECKING:
    import argparse

    from warraq.corpus.pipeline.build import Built

HELP = "raw articles -> build/candidate/"
EXAMPLES = """\
examples:
  warraq build
  warraq build --json | jq .reasons
  warraq build --raw /data/crawl-2026-10 --jobs 4
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    parser.add_argument(
        "--raw", type=place, metavar="DIR", help="raw files (default: corpus/raw of the project)"
    )
    parser.add_argument("--jobs", type=whole_number, metavar="N", help="processes (default: one a core)")
    parser.add_argument(
        "--engine", choices=["local"], default="local", help="where tasks run (default: local)"
    )


def run(args: argparse.Namespace) -> int:
    """Build and report."""
    from warraq.cli.progress import progress
    from warraq.corpus.pipeline.build import build
    from warraq.model.project import Project

    project = Project.load(args.project)
    started = time.monotonic()
    with progress() as show:
        built = build(project, raw=args.raw, jobs=args.jobs, show=show)
    report(built, time.monotonic() - started, as_json=args.json)
    return 0


def figures(built: Built, seconds: float) -> dict[str, Any]:
    """Return the build's figures as a JSON object."""
    counts = built.funnel.as_dict()
    return {
        **{
            name: counts[name]
            for name in ("raw", "articles", "merged", "quarantined", "taken_down", "reasons")
        },
        "seconds": round(seconds, 3),
        "records_per_second": round(counts["raw"] / seconds, 1) if seconds else None,
        "shards": built.shards,
        "reused_shards": built.reused,
        "version": built.version,
        "candidate": str(built.folder),
        "sources": counts["sources"],
    }


def report(built: Built, seconds: float, *, as_json: bool) -> None:
    """Print what was built."""
    from warraq.cli.output import print_json, shown

    if as_json:
        print_json(figures(built, seconds))
        return
    total = built.funnel.total
    rate = total("raw") / seconds if seconds else 0.0
    print(f"{shown(built.folder)}: {total('articles'):,} articles, {total('dated'):,} of them dated")
    print(
        f"  {total('raw'):,} raw records = {total('articles'):,} articles + {total('merged'):,} merged"
        f" + {total('quarantined'):,} quarantined + {total('taken_down'):,} taken down"
    )
    reused = f"{built.reused} of {built.shards} shards taken up again"
    print(f"  {seconds:.1f} s, {rate:,.0f} records a second, {reused}")
    if built.funnel.reasons:
        print("  quarantined:")
        width = max(len(reason) for reason in built.funnel.reasons)
        for reason, count in built.funnel.reasons.items():
            print(f"    {reason:<{width}}  {count:>7,}")
