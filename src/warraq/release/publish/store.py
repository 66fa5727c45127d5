"""A frozen release in an object store, which knows no renames: files, then the manifest, then the index.

`manifest.json` makes a version: it is created last, on condition that there is none, once all that it names
was found to be there. A run that was killed before leaves objects that no manifest or index names; the next
one keeps of them what has the right digest.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from warraq.corpus.relate.earlier import MANIFEST
from warraq.errors import ReleaseError, StorageError, VersionTakenError
from warraq.model.atomic import storage_errors
from warraq.release.publish.outcome import Change, Kind, Options, Plan, Publication, State
from warraq.release.publish.store_claim import claim, give_up_claim, is_claimed
from warraq.release.publish.store_index import update_index
from warraq.release.publish.store_objects import Held, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from warraq.release.publish.local import LocalFile, LocalRelease
    from warraq.release.publish.store_address import StoreAddress

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_TRIES = 5
_NO_CONDITIONS = (
    "this kind of store is not asked for conditional writes: see to it that no two runs publish one version"
)


def publish_to_store(target: StoreAddress, release: LocalRelease, options: Options) -> Publication:
    """Publish a frozen release that was verified to `target/VERSION/`, or find that it is there.

    Raises:
        VersionTakenError: the version is there with other content.
        ReleaseError: a run of another content began to write there, or objects lie there that are not ours.
        UsageError: no library for the scheme is installed.
        StorageError: the network or the store failed or refused; what was sent is kept for the next run.
    """
    store = Store(target.url)
    options.show("looking at what is there")
    for _ in range(_TRIES):
        if _is_published(store, release):
            return _found(store, release, options)
        claimed = is_claimed(store, release)
        plan = _plan(store, release)
        _require_ours(store, release, plan, claimed=claimed)
        if options.dry_run:
            return _outcome(store, release, "planned", plan, new=True)
        if (claimed or claim(store, release)) and not _is_published(store, release):
            _send(store, release, plan, options)
            if _commit(store, release, options):
                return _finished(store, release, _outcome(store, release, "published", plan, new=True))
    raise ReleaseError(
        store.address(release.version), "others publish it meanwhile", next_step="publish again"
    )


def _is_published(store: Store, release: LocalRelease) -> bool:
    """Tell whether the version's manifest is there and is this release's.

    Raises:
        VersionTakenError: it is there and another.
    """
    manifest = store.read(f"{release.version}/{MANIFEST}")
    if manifest is not None and hashlib.sha256(manifest).hexdigest() != release.digest:
        raise _taken(store, release, "")
    return manifest is not None


def _found(store: Store, release: LocalRelease, options: Options) -> Publication:
    """Return the outcome for a version that is published; no file is sent.

    Raises:
        VersionTakenError: its files are not those that its manifest names.
    """
    plan = _plan(store, release)
    if plan.needed:
        raise _taken(store, release, f": it differs in {len(plan.needed)} files, first {plan.needed[0].path}")
    if options.dry_run:
        return _outcome(store, release, "planned", plan, new=False)
    return _finished(store, release, _outcome(store, release, "published", plan, new=False))


def _taken(store: Store, release: LocalRelease, differs: str) -> VersionTakenError:
    place = store.address(release.version)
    return VersionTakenError(
        place,
        f"{release.version} is there with other content{differs}",
        expected="a version that is not taken: what was published is never changed",
        next_step=f"warraq verify {place} tells whether it is damaged; or publish another version",
    )


def _plan(store: Store, release: LocalRelease) -> Plan:
    """Compare what is there with the release: by size, then by SHA-256; what is not of it is "deleted"."""
    there = store.listing(release.version)

    def kind(item: tuple[str, LocalFile]) -> Kind:
        name, file = item
        if name not in there:
            return "new"
        same = there[name].bytes == file.bytes and _digest(store, release, name, there[name]) == file.sha256
        return "same" if same else "changed"

    kinds = _each(store, kind, release.files.items())
    changes = [
        Change(name, one, file.bytes) for one, (name, file) in zip(kinds, release.files.items(), strict=True)
    ]
    changes += [
        Change(name, "deleted", held.bytes) for name, held in there.items() if name not in release.files
    ]
    return Plan(tuple(sorted(changes, key=lambda change: change.path)))


def _digest(store: Store, release: LocalRelease, name: str, held: Held) -> str:
    return store.digest(f"{release.version}/{name}", held)


def _require_ours(store: Store, release: LocalRelease, plan: Plan, *, claimed: bool) -> None:
    """Refuse to write over, or to publish beside, objects that no run of this release has sent.

    Raises:
        ReleaseError: there are such.
    """
    # On stores whose objects do not appear whole, a killed run of ours leaves changed ones.
    foreign: tuple[Kind, ...] = ("deleted",) if claimed else ("deleted", "changed")
    names = [change.path for change in plan.changes if change.kind in foreign]
    if names:
        place = store.address(release.version)
        raise ReleaseError(
            place,
            f"{len(names)} objects there are not of this release, first {names[0]}; it is not published",
            expected="nothing, or what a broken-off run has sent",
            next_step=f"see whose they are; delete what lies below {place}/, then publish again",
        )


def _send(store: Store, release: LocalRelease, plan: Plan, options: Options) -> None:
    wanted = [change for change in plan.needed if change.path != MANIFEST]
    total, sent = sum(change.bytes for change in wanted), 0

    def send(change: Change) -> int:
        store.send(f"{release.version}/{change.path}", release.files[change.path])
        return change.bytes

    for number, size in enumerate(_each(store, send, wanted), 1):
        sent += size
        options.show(f"sent file {number:,} of {len(wanted):,}, {sent:,} of {total:,} bytes")


def _commit(store: Store, release: LocalRelease, options: Options) -> bool:
    """Look at all objects once more, and create the manifest; return False where another run did.

    Raises:
        StorageError: what is there is not what was sent.
    """
    options.show("reading back what is there")
    wrong = [change.path for change in _plan(store, release).needed if change.path != MANIFEST]
    if wrong:
        found = f"{len(wrong)} objects are not what was sent, first {wrong[0]}; it is not published"
        raise StorageError(store.address(release.version), found, next_step="publish again")
    manifest = release.files[MANIFEST].place
    with storage_errors(manifest):
        content = manifest.read_bytes()
    if hashlib.sha256(content).hexdigest() != release.digest:
        raise StorageError(str(manifest), "changed while it was being published", next_step="warraq verify")
    created = store.create(f"{release.version}/{MANIFEST}", content)
    return _is_published(store, release) and created


def _finished(store: Store, release: LocalRelease, result: Publication) -> Publication:
    update_index(store, release)
    try:
        give_up_claim(store, release)
    except StorageError as error:  # who may write need not have the right to delete
        note = f"{error.where} stays, and does no harm: {error.found}"
        return replace(result, notes=(*result.notes, note))
    return result


def _outcome(store: Store, release: LocalRelease, state: State, plan: Plan, *, new: bool) -> Publication:
    notes = () if store.has_conditions else (_NO_CONDITIONS,)
    return Publication(release.version, store.address(release.version), state, None, new, plan, notes=notes)


def _each(store: Store, call: Callable[[_Item], _Result], items: Iterable[_Item]) -> Iterable[_Result]:
    """Yield what `call` returns for each item, in order; several at a time, and none after a fault."""
    with ThreadPoolExecutor(store.at_once) as pool:
        try:
            yield from pool.map(call, items)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
