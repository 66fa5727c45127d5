"""Laying out the sides of a comparison that lie on the Hub as folders of releases."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from warraq.corpus.relate.earlier import ARTICLES, MANIFEST
from warraq.model.descriptor import FILE_NAME, VERSION, read_descriptor, version_key
from warraq.release.hub.address import HubAddress, tag_of
from warraq.release.hub.contents import is_same
from warraq.release.hub.fetch import bytes_to_fetch, fetch, laid_out
from warraq.release.hub.locate import located_at, located_release, versions_there

if TYPE_CHECKING:
    from collections.abc import Callable

    from huggingface_hub import HfApi

    from warraq.release.hub.locate import Located

_TABLES = "data/*.parquet"  # of fnmatch: a * takes in any /
_CHANGES = "data/changes.parquet"


@dataclass(frozen=True)
class Means:
    """What fetching goes through.

    Attributes:
        say: is told what will be downloaded, before it is.
        show: is called with the stage and the bytes that are there by then.
    """

    api: HfApi
    say: Callable[[str], None]
    show: Callable[[str, int], None]


def folders(
    means: Means, old: Path | HubAddress, new: Path | HubAddress, into: Path, *, articles_only: bool = False
) -> tuple[Path, Path]:
    """Return the folders of both sides; what is on the Hub is fetched and laid out below `into`, as links.

    Only tables are fetched, and none that the cache or a local side has with the same content: a month that
    both sides share comes over once. Beside a side lie the change tables of the versions between the two, as
    they say why articles went.

    Args:
        articles_only: leaves out all other tables.

    Raises:
        UsageError: no release is at an address.
        HubError: the Hub or the network failed or refused.
    """
    local = [side for side in (old, new) if isinstance(side, Path)]
    pattern = ARTICLES if articles_only else _TABLES
    made = [
        side if isinstance(side, Path) else _side(means, side, pattern, local, into / name)
        for name, side in (("old", old), ("new", new))
    ]
    # Whoever asks why an article went looks beside a new release, or beside the old one of a candidate.
    side, folder = (new, made[1]) if (made[1] / MANIFEST).exists() else (old, made[0])
    if isinstance(side, HubAddress) and not articles_only:
        _between(means, side.repository, made, folder.parent)
    return made[0], made[1]


def _side(means: Means, address: HubAddress, pattern: str, local: list[Path], into: Path) -> Path:
    located = located_release(means.api, address)
    names = [name for name in located.files if name in (MANIFEST, FILE_NAME) or fnmatch(name, pattern)]
    here = _here(located, names, local)
    wanted = [name for name in names if name not in here]
    more = bytes_to_fetch(located, wanted)
    means.say(f"{located.address}: {len(wanted):,} files, {more:,} bytes to download")
    paths = {**here, **fetch(means.api, located, wanted, means.show)}
    version = read_descriptor(paths[FILE_NAME], frozen=True).version
    return laid_out(paths, into / (version if VERSION.fullmatch(version) else "unnumbered"))


def _here(located: Located, names: list[str], local: list[Path]) -> dict[str, Path]:
    """Return the files that a local side has with the same content."""
    found = {}
    for name in names:
        for folder in local:
            path = folder / name
            if path.is_file() and is_same(located.files[name], path):
                found[name] = path
    return found


def _between(means: Means, repository: str, sides: list[Path], beside: Path) -> None:
    """Lay out the change tables of the versions between the sides, or of all after the old one."""
    first, last = (_version(folder) for folder in sides)
    if first is None:
        return
    for version, commit in versions_there(means.api, repository).items():
        after = version_key(version) > version_key(first)
        if not after or (last and version_key(version) >= version_key(last)):
            continue
        located = located_at(means.api, HubAddress(repository, tag_of(version)), commit)
        if _CHANGES in located.files and not (beside / version).exists():
            laid_out(fetch(means.api, located, [_CHANGES], means.show), beside / version)


def _version(folder: Path) -> str | None:
    if not (folder / MANIFEST).exists():
        return None
    version = read_descriptor(folder / FILE_NAME, frozen=True).version
    return version if VERSION.fullmatch(version) else None
