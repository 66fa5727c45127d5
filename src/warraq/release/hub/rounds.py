"""Trying a step again that must not simply be repeated: each round reads the state anew before it acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from warraq.errors import HubError
from warraq.release.hub.client import TRIES
from warraq.release.hub.faults import is_conflict, is_passing, pause

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


def rounds(step: Callable[[], _T | None], *, where: str, most: int, sleep: Callable[[float], None]) -> _T:
    """Call `step` until it returns something, and return that.

    `step` returns None when it has changed something, so that the state has to be read anew. After a fault
    that may pass, and where someone else was faster, it is called again: a reply that was lost, a commit that
    came in between. Faults count only from one change to the next.

    Args:
        where: what is being changed, for messages.
        most: so many changes at most, lest a Hub that takes a change and does not show it be asked for ever.
        sleep: waits so many seconds.

    Raises:
        HubError: the last of `TRIES` faults in a row, then without a `__cause__`, so that no loop around this
            one tries again; one that does not pass; or no end after `most` changes.
    """
    faults = changes = 0
    while changes <= most:
        try:
            done = step()
        except HubError as error:
            cause = error.__cause__
            faults += 1
            if cause is None or not (is_passing(cause) or is_conflict(cause)):
                raise
            if faults >= TRIES:
                raise error from None
            sleep(pause(cause, faults))
        else:
            faults = 0
            changes += 1
            if done is not None:
                return done
    found = (
        f"after {most} changes it still does not hold the release: someone else changes it, or it drops files"
    )
    raise HubError(where, found, next_step="look at its history, then run the command again")
