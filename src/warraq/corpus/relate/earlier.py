"""What a new build takes over from the release before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from warraq.errors import ReleaseError
from warraq.model.descriptor import FILE_NAME, VERSION, version_key

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = "data/articles/*/*.parquet"


@dataclass(frozen=True)
class Earlier:
    """The release before.

    Attributes:
        folder: where it lies; None for a first release.
        articles: id, first_release, split of its articles.
        tombstones: its table of that name (id, release, reason).
    """

    folder: Path | None
    articles: pl.DataFrame
    tombstones: pl.DataFrame


def frozen_versions(releases: Path) -> list[str]:
    """Return the versions frozen in the folder, oldest first by version number."""
    if not releases.is_dir():
        return []
    found = [
        path.name
        for path in releases.iterdir()
        if VERSION.fullmatch(path.name) and (path / FILE_NAME).is_file()
    ]
    return sorted(found, key=version_key)


def release_before(releases: Path, version: str) -> Path | None:
    """Return the folder of the latest frozen release older than `version`, or None."""
    older = [one for one in frozen_versions(releases) if version_key(one) < version_key(version)]
    return releases / older[-1] if older else None


def read_earlier(folder: Path | None) -> Earlier:
    """Return what to take over from the frozen release in `folder`; nothing from None.

    Raises:
        ReleaseError: the release cannot be read.
    """
    if folder is None:
        texts = dict.fromkeys(("id", "first_release", "split"), pl.String())
        stones = dict.fromkeys(("id", "release", "reason"), pl.String())
        return Earlier(None, pl.DataFrame(schema=texts), pl.DataFrame(schema=stones))
    try:
        articles = pl.scan_parquet(folder / ARTICLES, hive_partitioning=False)
        return Earlier(
            folder,
            articles.select("id", "first_release", "split").collect(),
            pl.read_parquet(folder / "data" / "tombstones.parquet"),
        )
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ReleaseError(
            str(folder),
            f"the release before cannot be read: {str(error).splitlines()[0]}",
            next_step=f"restore {folder.name} from where it was published, or move the folder away",
        ) from error
