"""Progress on stderr, where someone is looking."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress() -> Iterator[Callable[[str, int], None]]:
    """Give a function to call with the stage and the records gone through; it is silent off a terminal."""
    if not sys.stderr.isatty():
        yield lambda _stage, _records: None
        return
    from tqdm import tqdm

    with tqdm(unit=" records", file=sys.stderr, leave=False, dynamic_ncols=True) as bar:

        def show(stage: str, records: int) -> None:
            if bar.desc != f"{stage}: ":
                bar.set_description(stage)
            if records > bar.n:
                bar.update(records - bar.n)
            else:
                bar.refresh()

        yield show
