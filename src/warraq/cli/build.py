"""Build the candidate tables from the raw files, and put them at build/candidate/.

Raw records that cannot become an article go to build/candidate/quarantine.parquet with a reason. What was
read and normalised before is taken up again as long as file, settings and tool are the same.
"""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from warraq.cli.arguments import place
from warraq.cli.engine_options import add_engine_options, opened

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from warraq.corpus.pipeline.build import Built
    from warraq.release.hold import Replay

HELP = "raw articles -> build/candidate/"
EXAMPLES = """\
examples:
  warraq build
  warraq build --json | jq .reasons
  warraq build --raw /data/crawl-2026-10 --jobs 4 --memory 2GiB
  warraq build --engine ray --ray-address 10.0.0.1:6379
  warraq build --profile trace.json     where the time went; opens in https://ui.perfetto.dev
  warraq build --quarantine         articles that fail a check go to quarantine, the rest is built
  warraq build --replay             after a fix: read what is in quarantine again
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    add_build_options(parser)
    parser.add_argument(
        "--replay",
        action="store_true",
        help="read what is in quarantine again, and tell what left it; what failed a check is checked again",
    )


def add_build_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of every verb that builds."""
    parser.add_argument(
        "--raw", type=raw_place, metavar="DIR|URL", help="raw files (default: corpus/raw of the project)"
    )
    parser.add_argument(
        "--quarantine",
        action="store_true",
        help="hold back articles that fail a rule of severity error by their own row, and build the rest",
    )
    add_engine_options(parser)


def raw_place(text: str) -> Path | str:
    """Return the folder, or the URL of one."""
    from warraq.corpus.remote import raw_root

    return raw_root(text) if text else place(text)


def run(args: argparse.Namespace) -> int:
    """Build and report."""
    from warraq.cli.output import today
    from warraq.corpus.pipeline.build import Options, build, writing
    from warraq.model.project import Project
    from warraq.release.hold import build_without_failing, compare, read_quarantine

    project = Project.load(args.project)
    before = read_quarantine(project.candidate) if args.replay else None
    started = time.monotonic()
    with writing(project), opened(args) as (runner, stages):
        afresh = frozenset() if before is None else frozenset(before["raw_path"])
        options = Options(raw=args.raw, runner=runner, afresh=afresh, stages=stages)
        held_before = before is not None and before["reason"].eq("failed-check").any()
        if args.quarantine or held_before:
            built = build_without_failing(project, options, today())
        else:
            built = build(project, options)
    replay = None if before is None else compare(before, read_quarantine(project.candidate))
    seconds = time.monotonic() - started
    report(built, seconds, as_json=args.json, stages=stages.figures(), replay=replay)
    return 0


def figures(built: Built, seconds: float, stages: dict[str, Any]) -> dict[str, Any]:
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
        "copies": {**asdict(built.copies), "held_out": _held_out(built)},
        "stages": stages,
    }


def _held_out(built: Built) -> int:
    return built.funnel.reasons.get("split-conflict", 0)


def _copies_text(built: Built) -> list[str]:
    """Return what comparing the texts came to, and in a line of its own what was left out of it."""
    facts = built.copies
    left_out = [
        f"{what}: {count:,}"
        for count, what in (
            (facts.unled, "texts of frequent wording compared with leaders only"),
            (facts.unlisted, "pairs of exact copies not listed one by one"),
            (_held_out(built), "records held out between splits"),
        )
        if count
    ]
    said = [f"  {facts.related:,} pairs of different texts are related; {facts.hot_shingles:,} hot shingles"]
    return said + ([f"    left out: {'; '.join(left_out)}"] if left_out else [])


def report(
    built: Built, seconds: float, *, as_json: bool, stages: dict[str, Any], replay: Replay | None = None
) -> None:
    """Print what was built, and what became of the records that were in quarantine before."""
    from warraq.cli.output import print_json, shown

    if as_json:
        print_json(figures(built, seconds, stages) | ({"replay": replay.as_dict()} if replay else {}))
        return
    total = built.funnel.total
    rate = total("raw") / seconds if seconds else 0.0
    print(f"{shown(built.folder)}: articles {total('articles'):,}, with a date {total('dated'):,}")
    print(
        f"  {total('raw'):,} raw records = {total('articles'):,} articles + {total('merged'):,} merged"
        f" + {total('quarantined'):,} quarantined + {total('taken_down'):,} taken down"
    )
    reused = f"{built.reused} of {built.shards} shards taken up again"
    print(f"  {seconds:.1f} s, {rate:,.0f} records a second, {reused}")
    print("\n".join(_copies_text(built)))
    if built.funnel.reasons:
        print("  quarantined:")
        width = max(len(reason) for reason in built.funnel.reasons)
        for reason, count in built.funnel.reasons.items():
            print(f"    {reason:<{width}}  {count:>7,}")
    if replay:
        print(f"  replayed: {sum(replay.recovered.values()):,} of {replay.tried:,} records left quarantine")
        for reason, count in replay.recovered.items():
            print(f"    {reason}  {count:>7,}")
