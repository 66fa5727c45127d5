"""A frozen release in a folder or on a mounted share: written aside, read back, and renamed into place.

The version's folder is there whole or not at all. A run that was killed leaves what it wrote in a hidden
folder; the next one keeps of that what has the right digest.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from warraq.corpus.relate.earlier import frozen_versions
from warraq.errors import ReleaseError, StorageError, VersionTakenError
from warraq.model.atomic import exclusive, remove, sync, sync_tree, write_json
from warraq.model.digest import sha256_file
from warraq.release.publish.local import LocalFile, LocalRelease, local_release
from warraq.release.publish.outcome import Change, Kind, Options, Plan, Publication, State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The versions in the folder, and the newest of them.
INDEX = "releases.json"
_LOCK = ".publish.lock"


def publish_to_folder(target: Path, release: LocalRelease, options: Options) -> Publication:
    """Publish a frozen release that was verified to `target/VERSION`, or find that it is there.

    A file that an earlier version in `target` holds with the same digest becomes a hard link to it, where the
    file system can.

    Raises:
        VersionTakenError: the version is there with other content.
        ReleaseError: another run writes there.
        StorageError: the disk refuses, or does not give back what was written.
    """
    place = target / release.version
    with _told(target):
        if options.dry_run:
            return _planned(place, release)
        target.mkdir(parents=True, exist_ok=True)
        with exclusive(target / _LOCK):
            if os.path.lexists(place):
                _refuse_other(place, release)
                result = _outcome(place, release, "published", new=False, kind="same")
            else:
                _write(place, release, options)
                result = _outcome(place, release, "published", new=True, kind="new")
            write_json(target / INDEX, _index(target))
    return result


def _planned(place: Path, release: LocalRelease) -> Publication:
    if os.path.lexists(place):
        _refuse_other(place, release)
        return _outcome(place, release, "planned", new=False, kind="same")
    return _outcome(place, release, "planned", new=True, kind="new")


def _outcome(place: Path, release: LocalRelease, state: State, *, new: bool, kind: Kind) -> Publication:
    changes = tuple(Change(path, kind, file.bytes) for path, file in release.files.items())
    return Publication(release.version, str(place), state, None, new, Plan(changes))


def _refuse_other(place: Path, release: LocalRelease) -> None:
    there = {path.relative_to(place).as_posix(): path for path in place.rglob("*") if path.is_file()}
    names = sorted({*there, *release.files})
    other = [
        name
        for name in names
        if name not in there or name not in release.files or not _is(there[name], release.files[name])
    ]
    if other or not place.is_dir():
        raise VersionTakenError(
            str(place),
            f"{release.version} is there with other content"
            + (f": it differs in {len(other)} files, first {other[0]}" if other else ""),
            expected="a version that is not taken: what was published is never changed",
            next_step=f"warraq verify {place} tells whether it is damaged; or publish another version",
        )


def _is(path: Path, file: LocalFile) -> bool:
    return path.is_file() and path.stat().st_size == file.bytes and sha256_file(path) == file.sha256


def _write(place: Path, release: LocalRelease, options: Options) -> None:
    """Fill a hidden folder, read every file back, flush, and rename."""
    aside = place.with_name(f".new-{release.version}")
    if aside.is_symlink() or not aside.is_dir():
        remove(aside)
        aside.mkdir()
    for path in sorted(aside.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            with suppress(OSError):  # it holds something
                path.rmdir()
        elif path.relative_to(aside).as_posix() not in release.files:
            path.unlink()
    earlier = _held(place.parent)
    for number, (name, file) in enumerate(release.files.items(), 1):
        options.show(f"writing file {number:,} of {len(release.files):,}, {file.bytes:,} bytes")
        _bring(aside / name, file, earlier.get(file.sha256))
    sync_tree(aside)
    aside.rename(place)
    sync(place.parent)


def _bring(path: Path, file: LocalFile, held: Path | None) -> None:
    """Put the file at `path`: what is there already, a link to an earlier version's, or a copy."""
    if path.is_file() and not path.is_symlink() and _is(path, file):
        return
    remove(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if held is not None:
        with suppress(OSError):  # not every file system links
            os.link(held, path)
            if _is(path, file):
                return
            path.unlink()  # the earlier version is damaged
    shutil.copyfile(file.place, path)
    if not _is(path, file):
        sound = _is(file.place, file)
        found = (
            "what was written is not what is read back" if sound else "changed while it was being published"
        )
        raise StorageError(str(path if sound else file.place), found, next_step="publish again")


def _held(target: Path) -> dict[str, Path]:
    """Return digest -> file of the versions in the folder, as their manifests state."""
    found: dict[str, Path] = {}
    for version in frozen_versions(target):
        with suppress(ReleaseError, StorageError):
            files = local_release(target / version).files.values()
            found |= {file.sha256: file.place for file in files}
    return found


def _index(target: Path) -> dict[str, Any]:
    releases = []
    for version in frozen_versions(target):
        with suppress(ReleaseError, StorageError):
            one = local_release(target / version)
            releases.append(
                {
                    "version": version,
                    "manifest_sha256": one.digest,
                    "files": len(one.files),
                    "bytes": one.bytes,
                }
            )
    return {"latest": releases[-1]["version"] if releases else None, "releases": releases}


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            str(error.filename or target),
            error.strerror or str(error),
            expected="a folder that can be written, with space for the release",
            next_step="mend that, then publish again: nothing half-written is visible",
        ) from error
