"""What a new build takes over from the release before it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from warraq.corpus.relate.numbers import NUMBER, number
from warraq.errors import ReleaseError
from warraq.model.descriptor import VERSION, version_key
from warraq.model.digest import sha256_file

MANIFEST = "manifest.json"
ARTICLES = "data/articles/*/*.parquet"

#: What is taken over of each article: ids and digests as numbers (`warraq.corpus.relate.numbers`).
_TAKEN_OVER = {
    "id": NUMBER,
    "first_release": pl.Categorical(),
    "revision": pl.Int64(),
    "split": pl.Categorical(),
    "text": NUMBER,
    "raw": NUMBER,
}


@dataclass(frozen=True)
class Earlier:
    """The release before.

    Attributes:
        folder: where it lies; None for a first release.
        articles: `id`, `first_release`, `revision`, `split`, `text` and `raw` of its articles, ids and
            digests as numbers.
        tombstones: its table of that name (id, release, reason).
    """

    folder: Path | None
    articles: pl.DataFrame
    tombstones: pl.DataFrame


def frozen_versions(releases: Path) -> list[str]:
    """Return the versions frozen in the folder, oldest first by version number.

    A folder with a version's name is one, whatever it lacks: a damaged release must not pass for none.
    """
    if not releases.is_dir():
        return []
    found = [path.name for path in releases.iterdir() if VERSION.fullmatch(path.name) and path.is_dir()]
    return sorted(found, key=version_key)


def version_to_build(releases: Path, declared: str) -> str:
    """Return the version that a build is for: the declared one, or the next after the newest frozen release.

    A version that is frozen, or older than one that is, cannot be built any more; what is built then can only
    become a later one.
    """
    frozen = frozen_versions(releases)
    if not frozen or version_key(declared) > version_key(frozen[-1]):
        return declared
    major, minor, _ = version_key(frozen[-1])
    return f"{major}.{minor + 1}.0"


def release_before(releases: Path, version: str) -> Path | None:
    """Return the folder of the latest frozen release older than `version`, or None."""
    older = [one for one in frozen_versions(releases) if version_key(one) < version_key(version)]
    return releases / older[-1] if older else None


def read_earlier(folder: Path | None) -> Earlier:
    """Return what to take over from the frozen release in `folder`; nothing from None.

    Raises:
        ReleaseError: the release cannot be read, or is not as it was frozen.
    """
    if folder is None:
        stones = dict.fromkeys(("id", "release", "reason"), pl.String())
        return Earlier(None, pl.DataFrame(schema=_TAKEN_OVER), pl.DataFrame(schema=stones))
    _require_intact(folder)
    try:
        articles = pl.scan_parquet(folder / ARTICLES, hive_partitioning=False)
        return Earlier(
            folder,
            _taken_over(articles).collect(),
            pl.read_parquet(folder / "data" / "tombstones.parquet"),
        )
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(folder, f"cannot be read: {str(error).splitlines()[0]}") from error


def _taken_over(articles: pl.LazyFrame) -> pl.LazyFrame:
    numbered = articles.with_columns(number("id"), text=number("text_sha256"), raw=number("raw_sha256"))
    return numbered.select(pl.col(name).cast(kind) for name, kind in _TAKEN_OVER.items())


def _require_intact(folder: Path) -> None:
    """Hold the tables to the manifest: ids, splits and tombstones are taken over from them."""
    try:
        files = json.loads((folder / MANIFEST).read_bytes())["files"]
        listed = {name: str(file["sha256"]) for name, file in files.items() if name.startswith("data/")}
        for name, wanted in sorted(listed.items()):
            if sha256_file(folder / name) != wanted:
                raise _damaged(folder, f"is not as it was frozen: {name} has changed")
        there = {path.relative_to(folder).as_posix() for path in (folder / "data").rglob("*.parquet")}
        if more := sorted(there - set(listed)):
            raise _damaged(folder, f"is not as it was frozen: {more[0]} was not in it")
    except FileNotFoundError as error:
        missing = Path(error.filename).relative_to(folder).as_posix()
        raise _damaged(folder, f"is not as it was frozen: {missing} is missing") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder, f"cannot be read: {MANIFEST}: {type(error).__name__}: {error}") from error


def _damaged(folder: Path, what: str) -> ReleaseError:
    step = f"restore {folder.name} from where it was published, or move the folder away"
    return ReleaseError(str(folder), f"the release before {what}", next_step=step)
