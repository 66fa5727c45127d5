"""The command `warraq`: options that all verbs share, and what becomes of errors."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from warraq import __version__
from warraq.cli import build, check, explain, init, release
from warraq.errors import EXIT_INFRASTRUCTURE, WarraqError

if TYPE_CHECKING:
    from collections.abc import Sequence

_DESCRIPTION = "Cut, check and publish releases of a news corpus: from raw scraped page to citable dataset."
_EPILOG = """\
the usual way:
  warraq init my-corpus             write a new project
  warraq build                      raw articles -> build/candidate/
  warraq check                      run every rule over it
  warraq release 0.1.0              build, check, and freeze into build/releases/0.1.0/

exit codes: 0 fine, 1 the data failed a check, 2 usage or configuration, 3 infrastructure
"""
_INTERRUPTED = 130

#: Verb -> module with `HELP`, `add_arguments(parser)` and `run(args) -> exit code`.
VERBS = {"init": init, "build": build, "check": check, "release": release, "explain": explain}


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    raw = argparse.RawDescriptionHelpFormatter
    top = argparse.ArgumentParser("warraq", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=raw)
    top.add_argument("--version", action="version", version=f"warraq {__version__}")
    top.add_argument(
        "--project",
        type=Path,
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
    args = parser().parse_args(argv)
    try:
        code: int = VERBS[args.verb].run(args)
        sys.stdout.flush()
    except WarraqError as error:
        return _tell(error, as_json=args.json)
    except BrokenPipeError:
        # Whoever read stdout has gone; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_INFRASTRUCTURE
    except KeyboardInterrupt:
        print("interrupted: nothing half-written is kept", file=sys.stderr)
        return _INTERRUPTED
    except Exception:  # noqa: BLE001 - the last resort: a fault of the tool may not look like a verdict
        traceback.print_exc()
        print("this is a fault of warraq, not of your data; please report it", file=sys.stderr)
        return EXIT_INFRASTRUCTURE
    return code


def _tell(error: WarraqError, *, as_json: bool) -> int:
    if as_json:
        facts = {
            "kind": type(error).__name__,
            "where": error.where,
            "found": error.found,
            "expected": error.expected,
            "next": error.next_step,
        }
        print(json.dumps({"error": facts, "exit": error.exit_code}, ensure_ascii=False))
    print(f"error: {error}", file=sys.stderr)
    return error.exit_code


def run() -> None:
    """Run as a process: the console script's entry point."""
    sys.exit(main())


if __name__ == "__main__":
    run()
