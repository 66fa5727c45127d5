"""Options of every verb that builds: where its tasks run, what they may use, where the time went."""

from __future__ import annotations

import argparse
import re
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from warraq.cli.arguments import place, whole_number
from warraq.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warraq.engine.runner import Runner
    from warraq.engine.stages import Stages

_ENGINES = ("local", "ray")
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([kmgt]?)(i?)b?", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def add_engine_options(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--jobs", type=whole_number, metavar="N", help="processes (default: one a core)")
    parser.add_argument(
        "--memory",
        type=byte_size,
        metavar="SIZE",
        help="what all processes on a machine together may hold, as 2GiB",
    )
    parser.add_argument(
        "--engine", choices=_ENGINES, default="local", help="where tasks run (default: local)"
    )
    parser.add_argument(
        "--ray-address",
        metavar="HOST:PORT",
        help="with --engine ray: a cluster that runs (default: RAY_ADDRESS, else a Ray is started here)",
    )
    parser.add_argument(
        "--profile",
        type=place,
        metavar="FILE",
        help="write where the time went, as a trace for https://ui.perfetto.dev, and a table to stderr",
    )


def byte_size(text: str) -> int:
    """Return the bytes that `2GiB`, `500MB`, `1.5G` or `1073741824` name; G is GiB, GB is a billion."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a size as 2GiB, 500MB or 1.5G")
    number, unit, binary = found.groups()
    decimal = text.strip().lower().endswith("b") and not binary
    factor: int = (1000 if decimal else 1024) ** _POWERS[unit.lower()]
    return round(float(number) * factor)


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[tuple[Runner, Stages]]:
    """Give the runner that the options ask for, and the stages that watch it; then write the profile.

    Raises:
        UsageError: options do not fit together, or the engine is not installed.
        StorageError: the engine does not start, or the profile cannot be written.
    """
    from warraq.cli.progress import progress
    from warraq.engine.runner import open_runner
    from warraq.engine.stages import Stages

    if args.profile is not None and args.profile.is_dir():
        raise UsageError("--profile", f"{args.profile} is a folder", expected="a file to write")
    with ExitStack() as stack:
        stages = Stages(stack.enter_context(progress()), trace=args.profile is not None)
        with stages.stage("starting"):
            engine = open_runner(
                args.engine, jobs=args.jobs, memory=args.memory, address=args.ray_address, note=_note
            )
            runner = stack.enter_context(engine)
        yield stages.watch(runner), stages
    if args.profile is not None:
        _write_profile(args.profile, stages)


def _note(text: str) -> None:
    from warraq.cli.output import visible

    print(f"note: {visible(text)}", file=sys.stderr)


def _write_profile(path: Path, stages: Stages) -> None:
    from warraq.engine.profile import table, trace_events
    from warraq.model.atomic import write_json

    figures = stages.figures()
    write_json(path, trace_events(stages.spans))
    print(table(figures), file=sys.stderr)
