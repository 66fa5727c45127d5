"""What the verbs that read from the Hub share: progress in bytes, and a word before a download."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def say(line: str) -> None:
    """Print a line to stderr, as stdout is for the result alone."""
    from warraq.cli.output import visible

    print(visible(line, 1_000), file=sys.stderr, flush=True)


@contextmanager
def progress_in_bytes() -> Iterator[Callable[[str, int], None]]:
    """Give a function to call with the stage and the bytes that are there; it is silent off a terminal.

    The bars of the Hub's client, one a file, are off meanwhile; its warnings are for those who ask for them.
    """
    from warraq.cli.hub_client import quiet_client

    with quiet_client(bars=False), _bar() as show:
        yield show


@contextmanager
def _bar() -> Iterator[Callable[[str, int], None]]:
    if not sys.stderr.isatty():
        yield lambda _stage, _bytes: None
        return
    from tqdm import tqdm

    with tqdm(unit="B", unit_scale=True, file=sys.stderr, leave=False, dynamic_ncols=True) as bar:

        def show(stage: str, there: int) -> None:
            bar.set_description(stage, refresh=False)
            bar.n = there
            bar.refresh()

        yield show
