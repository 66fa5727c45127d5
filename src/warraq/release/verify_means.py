"""What the papers of a frozen release can be written anew with: the same tool, and the card's template."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import warraq
from warraq.model.digest import sha256_file
from warraq.release.lock import FILE_NAME as LOCK
from warraq.release.lock import tool
from warraq.release.papers import CARD

#: The template that new projects get.
_OWN_TEMPLATES = Path(warraq.__file__).parent / "template" / "build"


@dataclass(frozen=True)
class Means:
    """What papers can be written anew with.

    Attributes:
        templates: folder of the card's template, or None.
        why_not: why not all of them can be, or "".
        same_tool: whether the release was frozen by this very tool.
    """

    templates: Path | None
    why_not: str
    same_tool: bool = False


def read_lock(folder: Path) -> dict[str, Any] | None:
    """Return the release's lock; None if it is missing or damaged."""
    try:
        lock = json.loads((folder / LOCK).read_bytes())
        before = lock["before"] is None or lock["before"]["version"]
        whole = before and lock["version"] and lock["tool"] and dict(lock["project"])
        # An earlier version of the tool wrote no settings.
        sound = lock["tool"] != tool() or isinstance(lock["settings"], dict)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return lock if whole and sound else None


def means_for(folder: Path, templates: Path | None) -> Means:
    """Return the means for the release in `folder`.

    Args:
        templates: folder of the project's card template; None where there is no project.
    """
    lock = read_lock(folder)
    if lock is None:
        return Means(None, f"{LOCK} is missing or damaged")
    if lock["tool"] != tool():
        return Means(None, "another version of warraq froze the release")
    wanted = {
        name.removeprefix("build/"): digest
        for name, digest in lock["project"].items()
        if name.startswith("build/") and name.endswith(".j2")
    }
    for place in (templates, _OWN_TEMPLATES):
        if place is not None and wanted == {path.name: sha256_file(path) for path in place.glob("*.j2")}:
            return Means(place, "", same_tool=True)
    return Means(None, f"{CARD}: the template that it was made from is not at hand", same_tool=True)
