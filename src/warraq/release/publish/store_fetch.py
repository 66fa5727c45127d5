"""Releases in a store, fetched into a folder."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from typing import TYPE_CHECKING

from warraq.corpus.relate.earlier import ARTICLES, MANIFEST
from warraq.errors import DataRefusedError, StorageError, UsageError
from warraq.model.descriptor import FILE_NAME, VERSION
from warraq.release.publish.store_objects import Held, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from warraq.release.publish.store_address import StoreAddress

_TABLES = "data/*.parquet"  # of fnmatch: a * takes in any /
_CHANGES = "data/changes.parquet"


def release_objects(store: Store) -> dict[str, Held]:
    """Return path -> object of the release that the store's URL names, sorted by path.

    Raises:
        UsageError: no release is there, or only such as no manifest makes one.
        StorageError: it cannot be listed.
    """
    objects = store.listing("")
    if lacking := [name for name in (MANIFEST, FILE_NAME) if name not in objects]:
        versions = [name for name in store.folders() if VERSION.fullmatch(name)]
        found = f"no {', no '.join(lacking)} in it" if objects else "nothing is there"
        step = f"one of {', '.join(store.address(one) for one in versions[-5:])}" if versions else ""
        raise UsageError(store.url, found, expected="a published release", next_step=step)
    return objects


def fetch(
    store: Store,
    objects: Mapping[str, Held],
    into: Path,
    show: Callable[[str, int], None],
    say: Callable[[str], None],
) -> int:
    """Fetch the objects into the folder, under their paths, and return how many bytes they have.

    Args:
        show: is called with the stage and the bytes that are there by then.
        say: is told what will be downloaded, before it is.

    Raises:
        DataRefusedError: a path climbs out of the folder.
        StorageError: the store or the disk fails, or has too little space.
    """
    climbing = [name for name in objects if {"", ".", ".."} & set(name.split("/")) or "\0" in name]
    if climbing:
        raise DataRefusedError(store.address(climbing[0]), "a path that climbs out of the release's folder")
    total, done = sum(held.bytes for held in objects.values()), 0
    say(f"{store.url}: {len(objects):,} files, {total:,} bytes to download")
    _require_space(into, total)
    with ThreadPoolExecutor(store.at_once) as pool:
        try:
            fetched = pool.map(lambda name: store.fetch(name, into / name), objects)
            for number, (held, _) in enumerate(zip(objects.values(), fetched, strict=True), 1):
                done += held.bytes
                show(f"file {number} of {len(objects)}", done)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return total


def fetched_side(
    address: StoreAddress,
    into: Path,
    show: Callable[[str, int], None],
    say: Callable[[str], None],
    *,
    articles_only: bool,
) -> Path:
    """Return the folder of a side of a comparison; beside it lie the change tables of other versions.

    The latter say why an article went in a version between the sides.

    Raises:
        UsageError, StorageError, DataRefusedError: as `release_objects` and `fetch`.
    """
    store = Store(address.url)
    pattern = ARTICLES if articles_only else _TABLES
    objects = release_objects(store)
    wanted = {
        name: held
        for name, held in objects.items()
        if name in (MANIFEST, FILE_NAME) or fnmatch(name, pattern)
    }
    fetch(store, wanted, into / address.name, show, say)
    if not articles_only and VERSION.fullmatch(address.name):
        _beside(Store(address.parent.url), address.name, into)
    return into / address.name


def _beside(around: Store, version: str, into: Path) -> None:
    for other in around.folders():
        name = f"{other}/{_CHANGES}"
        published = (
            VERSION.fullmatch(other) and other != version and around.mark(f"{other}/{MANIFEST}") is not None
        )
        if published and around.mark(name) is not None:
            around.fetch(name, into / name)


def _require_space(folder: Path, needed: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < needed:
        found = f"{needed:,} bytes are to be fetched, {free:,} are free"
        raise StorageError(str(folder), found, next_step="set TMPDIR to a folder with more space")
