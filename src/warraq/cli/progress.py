"""Progress on stderr, where someone is looking."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from warraq.engine.stages import Moment


@contextmanager
def progress() -> Iterator[Callable[[Moment], None]]:
    """Give a function that shows how far a stage is; it is silent off a terminal."""
    if not sys.stderr.isatty():
        yield lambda _moment: None
        return
    from tqdm import tqdm

    with tqdm(bar_format="{desc}", file=sys.stderr, leave=False, dynamic_ncols=True) as bar:
        yield lambda moment: bar.set_description_str(line(moment))


def line(moment: Moment) -> str:
    """Return the moment in words: `reading: 12,000 of 40,000 records, 4,100 a second, 0:07 left`."""
    if not moment.records:
        return moment.stage
    of = f" of {moment.total:,}" if moment.total else ""
    left = "" if moment.left is None else f", {_clock(moment.left)} left"
    return f"{moment.stage}: {moment.records:,}{of} records, {moment.rate:,.0f} a second{left}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
