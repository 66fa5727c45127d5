"""An object store: a version counts once its manifest is there, whole or not at all, and never changes."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from desk import content, make_release, months, small
from s3_server import BUCKET, SECRET, Fault, Kind, Server, Shelf, served, shelf_on

from warraq.errors import ReleaseError, StorageError, VersionTakenError
from warraq.release.publish import store_objects
from warraq.release.publish.outcome import Options, Publication
from warraq.release.publish.store import publish_to_store
from warraq.release.publish.store_address import StoreAddress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warraq.release.publish.local import LocalRelease

_MONTH = "data/articles/train/2020-01.parquet"
_CLAIM = ".publishing-0.1.0.json"
_PUBLISH = """
import sys
from pathlib import Path
from warraq.release.publish.local import local_release
from warraq.release.publish.outcome import Options
from warraq.release.publish.store import publish_to_store
from warraq.release.publish.store_address import StoreAddress

publish_to_store(StoreAddress(sys.argv[2]), local_release(Path(sys.argv[1])), Options())
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served() as made:
        yield made


@pytest.fixture
def shelf(server: Server) -> Iterator[Shelf]:
    with shelf_on(server) as made:
        yield made


@pytest.fixture
def release(tmp_path: Path) -> LocalRelease:
    return make_release(tmp_path / "release", small())


def publish(shelf: Shelf, release: LocalRelease, *, dry_run: bool = False) -> Publication:
    return publish_to_store(StoreAddress(shelf.url), release, Options(dry_run=dry_run))


def closed(step: str) -> Fault:
    return Fault(step, "status", None, status="403 Forbidden", code="AccessDenied")


def published(shelf: Shelf, version: str = "0.1.0") -> dict[str, bytes] | None:
    """What readers go by: the files below the version's folder; None where no manifest is there."""
    objects = shelf.objects()
    if f"{version}/manifest.json" not in objects:
        return None
    return {
        name.removeprefix(f"{version}/"): data for name, data in objects.items() if name.startswith(version)
    }


def versions(shelf: Shelf) -> list[str]:
    index = json.loads(shelf.objects()["releases.json"])
    found = [one["version"] for one in index["releases"]]
    assert index["latest"] == found[-1]
    return found


def test_a_version_comes_whole_the_manifest_after_all_files_then_the_index(
    shelf: Shelf, release: LocalRelease
) -> None:
    shown: list[str] = []
    result = publish_to_store(StoreAddress(shelf.url), release, Options(show=shown.append))
    assert (result.state, result.new, result.to) == ("published", True, f"{shelf.url}/0.1.0")
    assert (result.plan.count("new"), result.notes) == (len(release.files), ())
    sent = [name.removeprefix(f"{shelf.prefix}/") for name in shelf.server.sent()]
    files = [f"0.1.0/{name}" for name in release.files if name != "manifest.json"]
    assert sent[0] == _CLAIM
    assert sorted(sent[1:-3]) == files
    assert sent[-3:] == ["0.1.0/manifest.json", "releases.json", _CLAIM]
    assert published(shelf) == content(release)
    assert shelf.objects().keys() == {"releases.json", *(f"0.1.0/{name}" for name in release.files)}
    [entry] = json.loads(shelf.objects()["releases.json"])["releases"]
    assert entry == {
        "version": "0.1.0",
        "manifest_sha256": release.digest,
        "files": len(release.files),
        "bytes": release.bytes,
    }
    total = release.bytes - release.files["manifest.json"].bytes
    assert f"sent file {len(files)} of {len(files)}, {total} of {total} bytes" in shown


def test_the_same_again_sends_nothing_and_reads_no_file(shelf: Shelf, release: LocalRelease) -> None:
    publish(shelf, release)
    shelf.server.log.clear()
    result = publish(shelf, release)
    assert (result.state, result.new, result.plan.needed) == ("published", False, ())
    assert result.plan.figures()["files"] == {"sent": 0, "skipped": len(release.files), "deleted": 0}
    read = [one for one in shelf.server.log if one.startswith("GET ") and "list-type" not in one]
    assert all(one.endswith(("manifest.json", "releases.json")) for one in read)
    assert set(shelf.server.sent()) <= {f"{shelf.prefix}/{_CLAIM}"}


@pytest.mark.parametrize("harm", ["changed", "same size", "missing", "more", "manifest"])
def test_a_version_with_other_content_is_refused_and_stays(
    shelf: Shelf, release: LocalRelease, harm: str
) -> None:
    publish(shelf, release)
    if harm == "missing":
        shelf.delete(f"0.1.0/{_MONTH}")
    else:
        name = {"more": "more.txt", "manifest": "manifest.json"}.get(harm, _MONTH)
        shelf.put(f"0.1.0/{name}", b"PAR1\0FIRST 0" if harm == "same size" else b"other")
    before = shelf.objects()
    for dry_run in (True, False):
        with pytest.raises(VersionTakenError, match="other content") as caught:
            publish(shelf, release, dry_run=dry_run)
        assert caught.value.exit_code == 2
        assert f"warraq verify {shelf.url}/0.1.0" in caught.value.next_step
    assert shelf.objects() == before


def test_an_object_without_a_kept_digest_is_read(shelf: Shelf, release: LocalRelease) -> None:
    publish(shelf, release)
    shelf.put(f"0.1.0/{_MONTH}", content(release)[_MONTH])
    shelf.put("0.1.0/README.md", content(release)["README.md"], Metadata={"sha256": "none"})
    assert publish(shelf, release).plan.needed == ()


def test_a_dry_run_writes_nothing(shelf: Shelf, release: LocalRelease) -> None:
    result = publish(shelf, release, dry_run=True)
    assert (result.state, result.new, result.plan.count("new")) == ("planned", True, len(release.files))
    publish(shelf, release)
    shelf.server.log.clear()
    again = publish(shelf, release, dry_run=True)
    assert (again.state, again.new, again.plan.needed) == ("planned", False, ())
    assert shelf.server.sent() == []


def test_the_index_names_what_is_there(shelf: Shelf, release: LocalRelease, tmp_path: Path) -> None:
    def later(version: str) -> LocalRelease:
        return make_release(tmp_path / version, small(version), version)

    publish(shelf, release)
    publish(shelf, later("0.10.0"))
    publish(shelf, later("0.9.0"))
    assert versions(shelf) == ["0.1.0", "0.9.0", "0.10.0"]
    whole = shelf.objects()["releases.json"]
    shelf.put("releases.json", b'{"releases": [{"version": 1}, 2]}')
    publish(shelf, release)
    assert shelf.objects()["releases.json"] == whole
    shelf.delete("0.9.0/manifest.json")
    shelf.put("0.7.0/manifest.json", b"[]")
    publish(shelf, later("0.11.0"))
    assert versions(shelf) == ["0.1.0", "0.10.0", "0.11.0"]


def test_a_large_file_goes_in_parts(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_objects, "_PART", 5 << 20)
    large = make_release(tmp_path / "large", {**small(), _MONTH: bytes(range(256)) * (48 << 10)})
    publish(shelf, large)
    assert len([one for one in shelf.server.log if "partNumber" in one]) == 3
    assert hashlib.sha256(shelf.objects()[f"0.1.0/{_MONTH}"]).hexdigest() == large.files[_MONTH].sha256
    assert publish(shelf, large).plan.needed == ()


@pytest.mark.parametrize("size", [20, 12 << 20])
def test_a_file_that_changes_meanwhile_is_not_sent(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(store_objects, "_PART", 5 << 20)
    changing = make_release(tmp_path / "changing", {**small(), _MONTH: bytes(size)})
    (changing.folder / _MONTH).write_bytes(b"x" * size)
    with pytest.raises(StorageError, match="changed while it was being published"):
        publish(shelf, changing)
    assert f"0.1.0/{_MONTH}" not in shelf.objects()
    assert (published(shelf), shelf.uploads()) == (None, [])


@pytest.mark.parametrize("kind", ["status", "reset", "lost"])
def test_a_passing_fault_at_any_step_is_got_over(
    shelf: Shelf, tmp_path: Path, release: LocalRelease, kind: Kind
) -> None:
    publish(shelf, release)
    later = make_release(tmp_path / "later", small("second"), "0.2.0")
    names = ("0.2.0.json", _MONTH, "0.2.0/manifest.json", "releases.json")
    shelf.server.faults += [Fault(f"PUT .*{name}$", kind) for name in names]
    shelf.server.faults.append(Fault(r"GET .*list-type", kind))
    assert publish(shelf, later).state == "published"
    assert published(shelf, "0.2.0") == content(later)
    assert versions(shelf) == ["0.1.0", "0.2.0"]
    assert not [fault for fault in shelf.server.faults if fault.times]


@pytest.mark.parametrize(
    ("step", "whole"),
    [
        ("PUT .*publishing", False),
        (f"PUT .*{_MONTH}$", False),
        ("HEAD .*README", False),
        ("PUT .*/manifest.json$", False),
        ("PUT .*/releases.json$", True),
    ],
)
def test_a_lasting_fault_shows_no_half_and_the_next_run_completes(
    shelf: Shelf,
    release: LocalRelease,
    step: str,
    whole: bool,  # noqa: FBT001
) -> None:
    fault = Fault(step, "status", None, status="507 Insufficient Storage", code="OverQuota")
    shelf.server.faults.append(fault)
    with pytest.raises(StorageError, match=r"could not|no space") as caught:
        publish(shelf, release)
    assert caught.value.exit_code == 3
    assert SECRET not in str(caught.value)
    assert published(shelf) == (content(release) if whole else None)
    assert "releases.json" not in shelf.objects()
    shelf.server.faults.clear()
    assert publish(shelf, release).new is not whole
    assert (published(shelf), versions(shelf)) == (content(release), ["0.1.0"])
    assert _CLAIM not in shelf.objects()


def test_what_a_broken_off_run_sent_is_not_sent_again(shelf: Shelf, release: LocalRelease) -> None:
    shelf.server.faults.append(closed("PUT .*/manifest.json$"))
    with pytest.raises(StorageError, match="no right"):
        publish(shelf, release)
    shelf.server.faults.clear()
    shelf.server.log.clear()
    planned = publish(shelf, release, dry_run=True)
    assert (planned.new, [change.path for change in planned.plan.needed]) == (True, ["manifest.json"])
    result = publish(shelf, release)
    assert result.plan.count("same") == len(release.files) - 1
    assert shelf.server.sent() == [
        f"{shelf.prefix}/{name}" for name in ("0.1.0/manifest.json", "releases.json", _CLAIM)
    ]


def test_without_the_right_to_delete_it_is_published_all_the_same(
    shelf: Shelf, release: LocalRelease
) -> None:
    shelf.server.faults.append(closed("DELETE"))
    result = publish(shelf, release)
    assert (result.state, published(shelf)) == ("published", content(release))
    assert f"{_CLAIM} stays" in result.notes[0]
    with pytest.raises(VersionTakenError):
        publish(shelf, make_release(release.folder.parent / "other", small("other")))


def test_a_bucket_that_is_missing_or_closed_is_named(shelf: Shelf, release: LocalRelease) -> None:
    with pytest.raises(StorageError, match="not there: The specified bucket does not exist"):
        publish_to_store(StoreAddress("s3://no-such-shelf/press"), release, Options())
    shelf.server.faults.append(closed("GET"))
    with pytest.raises(StorageError, match="no right") as caught:
        publish(shelf, release)
    assert "credentials" in caught.value.next_step
    assert SECRET not in str(caught.value)


def test_an_object_that_changes_before_the_manifest_is_found(shelf: Shelf, release: LocalRelease) -> None:
    def meddle() -> None:
        shelf.put(f"0.1.0/{_MONTH}", b"PAR1\0FIRST 0")

    listing = r"GET .*0\.1\.0%2F&delimiter=&"
    shelf.server.faults.append(Fault(listing, after=1, act=meddle))
    with pytest.raises(StorageError, match=f"not what was sent, first {_MONTH}"):
        publish(shelf, release)
    assert published(shelf) is None
    result = publish(shelf, release)
    assert [change.path for change in result.plan.changes if change.kind == "changed"] == [_MONTH]
    assert published(shelf) == content(release)


@pytest.mark.parametrize("name", [_MONTH, "photo.jpg"])
def test_objects_of_others_are_neither_written_over_nor_published(
    shelf: Shelf, release: LocalRelease, name: str
) -> None:
    shelf.put(f"0.1.0/{name}", b"someone's")
    before = shelf.objects()
    with pytest.raises(ReleaseError, match=f"not of this release, first {name}"):
        publish(shelf, release)
    assert shelf.objects() == before


def test_another_content_waits_for_what_was_begun(
    shelf: Shelf, release: LocalRelease, tmp_path: Path
) -> None:
    other = make_release(tmp_path / "other", small("other"))

    def meanwhile() -> None:
        with pytest.raises(ReleaseError, match="other content"):
            publish(shelf, other)

    shelf.server.faults.append(Fault(f"PUT .*{_MONTH}$", act=meanwhile))
    publish(shelf, release)
    assert published(shelf) == content(release)
    with pytest.raises(VersionTakenError):
        publish(shelf, other)


@pytest.mark.parametrize("step", ["publishing", "manifest.json"])
def test_of_two_runs_of_one_content_one_publishes(shelf: Shelf, release: LocalRelease, step: str) -> None:
    inner: list[Publication] = []
    shelf.server.faults.append(Fault(f"PUT .*{step}", act=lambda: inner.append(publish(shelf, release))))
    outer = publish(shelf, release)
    assert (outer.state, outer.new, inner[0].new) == ("published", False, True)
    assert published(shelf) == content(release)
    assert _CLAIM not in shelf.objects()


def test_of_two_contents_at_once_the_slower_is_refused(
    shelf: Shelf, release: LocalRelease, tmp_path: Path
) -> None:
    other = make_release(tmp_path / "other", small("other"))
    shelf.server.faults.append(Fault("PUT .*publishing", act=lambda: publish(shelf, other)))
    with pytest.raises(VersionTakenError):
        publish(shelf, release)
    assert published(shelf) == content(other)


def test_two_versions_at_once_are_both_in_the_index(
    shelf: Shelf, release: LocalRelease, tmp_path: Path
) -> None:
    later = make_release(tmp_path / "later", small("second"), "0.2.0")
    shelf.server.faults.append(Fault("PUT .*releases.json", act=lambda: publish(shelf, later)))
    publish(shelf, release)
    assert versions(shelf) == ["0.1.0", "0.2.0"]


def run_killed(shelf: Shelf, release: LocalRelease, last: int) -> int:
    """Publish in a process that is killed at its request number `last`, which is answered or not."""
    process = subprocess.Popen([sys.executable, "-c", _PUBLISH, str(release.folder), shelf.url])
    if last:
        kind: Kind = "act" if last % 2 else "reset"
        fault = Fault("", kind, after=last - 1, act=lambda: os.kill(process.pid, signal.SIGKILL))
        shelf.server.faults.append(fault)
    code = process.wait()
    shelf.server.faults.clear()
    return code


def assert_killed_runs_are_completed(shelf: Shelf, tmp_path: Path, moments: list[float]) -> None:
    first = make_release(tmp_path / "1", small())
    for number, moment in enumerate([0.0, *moments]):
        version = f"0.{number + 2}.0"
        release = make_release(tmp_path / version, {**small(version), **months(8, version)}, version)
        if number == 0:
            publish(shelf, first)
            shelf.server.log.clear()
            assert run_killed(shelf, release, 0) == 0
            requests = len(shelf.server.log)
            continue
        assert run_killed(shelf, release, 1 + int(moment * (requests - 1))) == -signal.SIGKILL
        there = published(shelf, version)
        assert there in (None, content(release))
        assert (version in versions(shelf)) <= (there is not None)
        publish(shelf, release)
        assert published(shelf, version) == content(release)
        assert versions(shelf)[-1] == version
        assert published(shelf) == content(first)
    assert not [name for name in shelf.objects() if "publishing" in name]


def test_a_killed_run_is_completed_by_the_next(shelf: Shelf, tmp_path: Path) -> None:
    assert_killed_runs_are_completed(shelf, tmp_path, [0.4])


@pytest.mark.slow
def test_a_run_killed_at_any_moment_is_completed_by_the_next(shelf: Shelf, tmp_path: Path) -> None:
    assert_killed_runs_are_completed(shelf, tmp_path, [number / 29 for number in range(30)])


@pytest.mark.slow
def test_more_files_than_a_page_of_a_listing_holds(shelf: Shelf, tmp_path: Path) -> None:
    large = make_release(tmp_path / "large", months(1_100))
    publish(shelf, large)
    assert published(shelf) == content(large)
    shelf.server.log.clear()
    assert publish(shelf, large).plan.needed == ()
    assert all(BUCKET in one for one in shelf.server.log)
    assert len([one for one in shelf.server.log if one.startswith("HEAD")]) <= 1_110
