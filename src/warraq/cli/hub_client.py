"""The Hub's client as a command uses it: its warnings for those who ask, its bars where they are wanted."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASKED_FOR = ("HF_HUB_VERBOSITY", "HF_DEBUG")


@contextmanager
def quiet_client(*, bars: bool) -> Iterator[None]:
    """Keep the client from warning meanwhile, and without `bars` from showing its own; then as it was."""
    from huggingface_hub.utils.tqdm import (
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
    )

    log = logging.getLogger("huggingface_hub")
    level, shown = log.level, not are_progress_bars_disabled()
    if not any(name in os.environ for name in _ASKED_FOR):
        log.setLevel(logging.ERROR)
    if not bars:
        disable_progress_bars()
    try:
        yield
    finally:
        log.setLevel(level)
        if shown and not bars:
            enable_progress_bars()
