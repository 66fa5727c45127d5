"""The whole way from raw files to a candidate (and a release), by this tool and by datatrove.

Made-up JSON lines (`pipeline_articles.py`) or raw folders of your own are built by each engine in turn,
each run in a new project and in processes of its own. CPU seconds are of all processes that a run starts,
daemons too; memory is the largest sum of what they held at one time. A time alone means nothing on a busy
machine: compare lines of one run. What the tools do is not the same, see `docs/scale.md`: a build does
more.

    python benchmarks/pipeline.py                              100,000 records; datatrove on 20,000
    python benchmarks/pipeline.py --records 10000 --engines local
    python benchmarks/pipeline.py --growth                     this tool at 10,000, 100,000 and 1,000,000
    python benchmarks/pipeline.py --kill --incremental         killed at 70 %; one record in a hundred added
    python benchmarks/pipeline.py --records 1000000 --engines local --memory 1GiB --work /data/bench
    python benchmarks/pipeline.py --raw corpus/raw --engines local datatrove

What must be equal is compared: every file of the candidate's data has the same SHA-256 on every engine,
with another number of processes, with a bound on memory, after a kill, and built in two steps or in one.
A difference ends the benchmark with an error.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pipeline_cases as cases
import pipeline_runs as runs
from pipeline_cases import Bench, Made

_ENGINES = ("local", "ray", "datatrove")
_GROWTH = (10_000, 100_000, 1_000_000)
_HEAD = "| run | records | MB | wall s | CPU s | records/s | records/CPU-s | MB/CPU-s | peak MiB |"
_SMALL = 200_000


def _line(name: str, made: Made, run: runs.Run) -> str:
    rate, speed = made.records / run.wall, made.records / run.cpu
    megabytes = made.bytes / 1e6
    return (
        f"| {name} | {made.records:,} | {megabytes:,.0f} | {run.wall:.1f} | {run.cpu:.1f} | {rate:,.0f} | "
        f"{speed:,.0f} | {megabytes / run.cpu:.2f} | {run.peak / 2**20:,.0f} |"
    )


def _table(head: str) -> None:
    print(f"\n{head}")
    print("|---|" + "---:|" * (head.count("|") - 2), flush=True)


def _median(several: list[runs.Run]) -> runs.Run:
    return sorted(several, key=lambda run: run.cpu)[(len(several) - 1) // 2]


def whole_way(bench: Bench, made: Made, ways: list[str], turns: int) -> Outcome:
    """Measure each engine, or options of a build, on the same files in turns."""
    ways = [name for name in ways if name != "datatrove" or made.peers]
    start = cases.ray_start(bench) if "ray" in ways else None
    took: dict[str, list[runs.Run]] = {name: [] for name in ways}
    first: cases.Built | None = None
    for turn in range(turns):
        for name in ways:
            built = cases.build(bench, made, name, turn)
            took[name].append(built.run)
            if name != "datatrove":
                first = first or built
                cases.must_equal(first, built)
    _table(_HEAD)
    for name, several in took.items():
        run = _median(several)
        if name == "ray" and start is not None:
            print(_line("Ray, with its start", made, run))
            run = cases.without(run, start)
        print(_line(_TOLD.get(name, name), made, run), flush=True)
    if start is not None:
        print(f"\nStarting Ray: {start.wall:.1f} s wall, {start.cpu:.1f} CPU-s.")
    alike = [name for name in ways if name != "datatrove"]
    if len(alike) * turns > 1:
        print(f"\nEvery file of the candidate's data is the same: {', '.join(alike)}.", flush=True)
    return Outcome(made, first, {name: made.records / _median(several).cpu for name, several in took.items()})


@dataclass(frozen=True)
class Outcome:
    """The first build of a set of raw files, and the records per CPU-second of each way."""

    made: Made
    built: cases.Built | None
    rates: dict[str, float]


_TOLD = {"local": "warraq", "ray": "Ray, without its start", "datatrove": "datatrove"}


def _extras(made: Made, args: argparse.Namespace) -> list[str]:
    """Return the options of further local builds."""
    ways: list[str] = []
    if "local" in args.engines and made.records <= _SMALL:
        ways.append("--jobs 1" if args.jobs != 1 else "--jobs 2")
    if "local" in args.engines and args.memory:
        ways.append(f"--memory {args.memory}")
    return ways


def show_stages(built: cases.Built, records: int) -> None:
    """Print what the build tells of its stages."""
    if not built.stages:
        return
    _table("| stage | wall s | CPU s | µs of CPU a record | tasks |")
    for name, told in built.stages.items():
        cpu, tasks = told["cpu_seconds"], told.get("tasks", 0)
        print(f"| {name} | {told['seconds']:.1f} | {cpu:.1f} | {cpu / records * 1e6:,.1f} | {tasks} |")


def show_rest(bench: Bench, made: Made, built: cases.Built) -> None:
    """Measure what comes after the build: the checks, and a release."""
    _table(_HEAD)
    for name, run in cases.check_and_release(bench, made, built):
        print(_line(name, made, run), flush=True)


def show_kill(bench: Bench, made: Made, full: cases.Built) -> None:
    """Kill a build at 70 % of the full one's CPU time, and finish it."""
    killed, again = cases.kill(bench, made, full)
    _table("| killed with signal 9 | CPU s | share of the full build's CPU | of its wall |")
    for name, run in (("until it was killed", killed), ("run again, to the same bytes", again.run)):
        cpu, wall = run.cpu / full.run.cpu, run.wall / full.run.wall
        print(f"| {name} | {run.cpu:.1f} | {cpu:.1%} | {wall:.1%} |", flush=True)


def show_incremental(bench: Bench, made: Made, full: cases.Built) -> None:
    """Build with new files beside those that were built before."""
    _table(
        "| one in a hundred added | CPU s | share of the full build's CPU | of its wall | as built at once |"
    )
    for kind in ("recent", "spread"):
        compare = made.records <= _SMALL
        run = cases.incremental(bench, made, full, kind, compare=compare)
        alike = "the same bytes" if compare else "not compared"
        cpu, wall = run.cpu / full.run.cpu, run.wall / full.run.wall
        print(f"| {cases.ADDED[kind]} | {run.cpu:.1f} | {cpu:.1%} | {wall:.1%} | {alike} |", flush=True)


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--records", type=int, nargs="+", default=[100_000])
    options.add_argument("--engines", nargs="+", choices=_ENGINES, default=list(_ENGINES))
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="workers of every tool")
    options.add_argument("--turns", type=int, default=1, help="the run with the median CPU time is shown")
    options.add_argument("--peer-records", type=int, default=20_000, help="datatrove's own, smaller number")
    options.add_argument("--spaces", action="store_true", help="datatrove parts words at white space")
    options.add_argument("--growth", action="store_true")
    options.add_argument("--kill", action="store_true")
    options.add_argument("--incremental", action="store_true")
    options.add_argument(
        "--release", action="store_true", help="also check the candidate and freeze a release"
    )
    options.add_argument("--memory", metavar="SIZE", help="also a build with this bound")
    options.add_argument("--files", type=int, help="of a source (default: by the number of records)")
    options.add_argument("--gzip", action="store_true")
    options.add_argument("--raw", type=Path, help="raw files of your own: one folder a source")
    options.add_argument("--work", type=Path, help="where all is written (default: a temporary folder)")
    return options


def _title(made: Made) -> None:
    print(f"\n## {made.records:,} records, {made.bytes / 1e6:,.0f} MB in {made.files} files", flush=True)


def _measure(bench: Bench, made: Made, args: argparse.Namespace) -> Outcome:
    _title(made)
    outcome = whole_way(bench, made, [*args.engines, *_extras(made, args)], args.turns)
    if (full := outcome.built) is None:
        return outcome
    show_stages(full, made.records)
    if args.kill:
        show_kill(bench, made, full)
    if args.incremental and made.later:
        show_incremental(bench, made, full)
    if args.release and made.sources:
        show_rest(bench, made, full)
    return outcome


def _run(bench: Bench, args: argparse.Namespace) -> list[Outcome]:
    if args.raw:
        return [_measure(bench, cases.own(args.raw), args)]
    sizes = sorted({*args.records, *(_GROWTH if args.growth else ())})
    outcomes: list[Outcome] = []
    if "datatrove" in args.engines and args.peer_records not in sizes:
        made = cases.make(bench, args.peer_records, args.files, zipped=args.gzip, peers=True)
        _title(made)
        outcomes.append(whole_way(bench, made, ["local", "datatrove"], args.turns))
    for records in sizes:
        peers = records == args.peer_records
        made = cases.make(bench, records, args.files, zipped=args.gzip, peers=peers)
        outcomes.append(_measure(bench, made, args))
        bench.clear(keep=args.work is not None)
    return outcomes


def _sum_up(outcomes: list[Outcome]) -> None:
    """Print how cost grows, and the ratio to datatrove."""
    peer = next((one.rates["datatrove"] for one in outcomes if "datatrove" in one.rates), None)
    own = [one for one in outcomes if "local" in one.rates]
    if peer is None and len(own) < 2:
        return
    _table("| records | µs of CPU a record | records/CPU-s | peak MiB | times datatrove's records/CPU-s |")
    for one in own:
        rate, peak = one.rates["local"], one.built.run.peak / 2**20 if one.built else 0
        times = f"{rate / peer:.1f}" if peer else "-"
        print(f"| {one.made.records:,} | {1e6 / rate:,.0f} | {rate:,.0f} | {peak:,.0f} | {times} |")


def main() -> None:
    """Run what was asked for, and print Markdown."""
    args = _options().parse_args()
    runs.adopt()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="pipeline-") as place:
        work = (args.work or Path(place)).absolute()
        work.mkdir(parents=True, exist_ok=True)
        _sum_up(_run(Bench(work, args.jobs, "spaces" if args.spaces else "spacy"), args))
    cores, after = os.cpu_count(), os.getloadavg()[0]
    print(f"\n{cores} cores; {args.jobs} workers each; load {load:.1f} before, {after:.1f} after.")


if __name__ == "__main__":
    main()
