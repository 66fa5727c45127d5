"""What builds keep and what killed commands left: how large it is, and deleting it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from warraq.model.atomic import remove, storage_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

#: Folders in which commands write aside, below `build/`; a command that is not killed leaves none of them.
_LEFT = (".scratch", ".candidate", ".rebuild", "releases/.new-*")


def left_behind(build: Path) -> list[Path]:
    """Return what killed commands left below the folder `build/`, sorted."""
    return sorted(path for pattern in _LEFT for path in build.glob(pattern))


def sizes(places: Iterable[Path]) -> dict[Path, int]:
    """Return the bytes that lie at or below each place that is there; links count as themselves.

    Raises:
        StorageError: a folder cannot be listed.
    """
    return {place: _size(place) for place in places if os.path.lexists(place)}


def _size(place: Path) -> int:
    def refuse(error: OSError) -> None:
        raise error

    with storage_errors(place):
        if place.is_symlink() or not place.is_dir():
            return place.lstat().st_size
        return sum(
            os.lstat(os.path.join(root, name)).st_size  # noqa: PTH118 - millions of files
            for root, _, names in os.walk(place, onerror=refuse)
            for name in names
        )


def delete(places: Mapping[Path, int] | Sequence[Path]) -> None:
    """Delete the places with all that they hold; where one is a link, the link alone.

    Raises:
        StorageError: the disk refuses.
    """
    for place in places:
        with storage_errors(place):
            remove(place)
