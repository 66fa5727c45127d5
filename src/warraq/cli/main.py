"""The command `warraq`: options that all verbs share, and what becomes of errors."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from warraq import __version__
from warraq.cli import build, check, clean, diff, explain, init, publish, release, report, takedown, verify
from warraq.cli.arguments import Parser, place, wants_json
from warraq.cli.output import print_error
from warraq.errors import EXIT_INFRASTRUCTURE, StorageError, WarraqError

if TYPE_CHECKING:
    from collections.abc import Sequence

_DESCRIPTION = "Cut, check and publish releases of a news corpus: from raw scraped page to citable dataset."
_EPILOG = """\
the usual way:
  warraq init my-corpus             write a new project
  warraq build                      raw articles -> build/candidate/
  warraq check                      run every rule over it
  warraq release 0.1.0              build, check, and freeze into build/releases/0.1.0/
  warraq publish 0.1.0 --to PLACE   to the Hub or a folder, whole or not at all

exit codes: 0 fine, 1 the data failed a check, 2 usage or configuration, 3 infrastructure
"""
_INTERRUPTED = 130
_COLLECT_AFTER = 1_000_000

#: Verb -> module with `HELP`, `add_arguments(parser)` and `run(args) -> exit code`.
VERBS = {
    "init": init,
    "build": build,
    "check": check,
    "diff": diff,
    "release": release,
    "publish": publish,
    "verify": verify,
    "takedown": takedown,
    "explain": explain,
    "report": report,
    "clean": clean,
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    raw = argparse.RawDescriptionHelpFormatter
    top = Parser("warraq", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=raw)
    top.add_argument("--version", action="version", version=f"warraq {__version__}")
    top.add_argument(
        "--project",
        type=place,
        default=Path(),
        metavar="DIR",
        help="folder of the project (default: here or above)",
    )
    verbs = top.add_subparsers(title="verbs", dest="verb", metavar="VERB", required=True)
    for name, module in VERBS.items():
        verb = verbs.add_parser(
            name, help=module.HELP, description=module.__doc__, epilog=module.EXAMPLES, formatter_class=raw
        )
        verb.add_argument("--json", action="store_true", help="one JSON document on stdout")
        module.add_arguments(verb)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; errors go to stderr, and to stdout as JSON if asked."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    error: WarraqError
    try:
        args = parser().parse_args(arguments)
        code: int = VERBS[args.verb].run(args)
        sys.stdout.flush()
    except WarraqError as told:
        error = told
    except BrokenPipeError:
        _give_up_stdout()
        return EXIT_INFRASTRUCTURE
    except OSError as refusal:
        error = StorageError(str(refusal.filename or "output"), refusal.strerror or str(refusal))
    except MemoryError:
        error = StorageError("", "out of memory", next_step="--jobs 1 needs the least")
    except KeyboardInterrupt:
        error = _InterruptedError("", "interrupted: nothing half-written is kept")
    except Exception as fault:  # noqa: BLE001 - the last resort: a fault of the tool may not look like a verdict
        with suppress(OSError):
            traceback.print_exc()
        found = f"{type(fault).__name__}: a fault of warraq, not of your data; please report it"
        error = _FaultError("", found)
    else:
        return code
    return _tell(error, as_json=wants_json(arguments))


class _FaultError(WarraqError):
    """The tool itself failed."""

    exit_code = EXIT_INFRASTRUCTURE


class _InterruptedError(WarraqError):
    """The user ended the command."""

    exit_code = _INTERRUPTED


def _tell(error: WarraqError, *, as_json: bool) -> int:
    try:
        print_error(error, as_json=as_json)
        sys.stdout.flush()
    except OSError:
        _give_up_stdout()
    return error.exit_code


def _give_up_stdout() -> None:
    """Drop what stdout cannot take any more; Python would complain once more when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run() -> None:
    """Run as a process: the console script's entry point."""
    gc.set_threshold(_COLLECT_AFTER)  # the libraries' imports make many objects and no garbage
    for number in range(3):
        _open_if_closed(number)
    for name, mode in (("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name) or open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115, PTH123 - for good
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
        setattr(sys, name, stream)
    sys.exit(main())


def _open_if_closed(number: int) -> None:
    """Take up a standard stream that is closed, so that no file of the build comes to lie in its place."""
    try:
        os.fstat(number)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_RDWR), number)


if __name__ == "__main__":
    run()
