"""What is sent, skipped and deleted; releases of many files; pull requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk import CARD, NAME, Desk, content, make_release, months, small, without_attributes

from hub.faults import Fault
from warraq.errors import HubError
from warraq.release.hub import upload

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.release.publish.local import LocalRelease

_MERGE = r"POST .*/discussions/\d+/merge"


@pytest.fixture
def release(tmp_path: Path) -> LocalRelease:
    return make_release(tmp_path / "release", small())


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalRelease:
    """A release of twenty-three files, where more than five changes are many."""
    monkeypatch.setattr(upload, "MOST", 5)
    return make_release(tmp_path / "many", {"README.md": CARD, **months(21)})


def test_an_unchanged_release_sends_no_bytes_and_makes_no_commit(desk: Desk, release: LocalRelease) -> None:
    first = desk.publish(release)
    assert first.plan.count("new") == len(release.files)
    before, commits = desk.hub.refs(NAME), len(desk.hub.commits(NAME))
    desk.hub.log.clear()
    again = desk.publish(release)
    assert (again.new, again.commit, again.plan.needed) == (False, first.commit, ())
    assert (desk.hub.refs(NAME), len(desk.hub.commits(NAME))) == (before, commits)
    assert desk.hub.sent_bytes() == 0
    assert {step.split()[0] for step in desk.steps} == {"GET"}


def test_one_changed_month_of_24_sends_that_month_and_the_papers(desk: Desk, tmp_path: Path) -> None:
    before = {"README.md": CARD, "CHANGES.md": b"# 0.1.0\n", "LICENSE": b"same\n", **months(24)}
    changed = {"CHANGES.md": b"# 0.2.0\n", "data/articles/train/2020-05.parquet": b"PAR1\0corrected"}
    desk.publish(make_release(tmp_path / "1", before))
    desk.hub.log.clear()
    release = make_release(tmp_path / "2", {**before, **changed}, "0.2.0")
    result = desk.publish(release)
    sent = {change.path: change.kind for change in result.plan.needed}
    assert sent == dict.fromkeys([*changed, "manifest.json"], "changed")
    uploaded = [one.file_bytes for one in desk.hub.log if one.method == "PUT"]
    assert uploaded == [len(changed["data/articles/train/2020-05.parquet"])]
    most = sum(release.files[name].bytes for name in sent)
    assert desk.hub.sent_bytes() <= most + 3 * len(sent)  # the log counts in threes of bytes
    assert desk.tagged("v0.2.0") == content(release)
    assert result.as_dict()["files"] == {"sent": 3, "skipped": 25, "deleted": 0}


def test_what_is_not_of_the_release_goes_with_the_same_commit(desk: Desk, release: LocalRelease) -> None:
    desk.hub.commit(NAME, {"old/part.parquet": b"PAR1\0old", ".gitignore": b"*.parquet\n"})
    result = desk.publish(release)
    assert result.plan.count("deleted") == 2
    assert desk.tagged() == content(release)
    assert len(desk.ours()) == 1


def test_a_dry_run_names_every_change_and_makes_none(desk: Desk, release: LocalRelease) -> None:
    desk.hub.commit(NAME, {"old.txt": b"old\n", "CHANGES.md": b"# older\n", "README.md": CARD})
    before = desk.hub.refs(NAME)
    result = desk.publish(release, dry_run=True)
    kinds = {change.path: change.kind for change in result.plan.changes}
    assert kinds == {
        **dict.fromkeys(release.files, "new"),
        "CHANGES.md": "changed",
        "README.md": "same",
        "old.txt": "deleted",
    }
    assert (result.state, result.commit, desk.hub.refs(NAME)) == ("planned", None, before)
    assert {step.split()[0] for step in desk.steps} == {"GET"}


def test_a_dry_run_creates_no_dataset(desk: Desk, release: LocalRelease) -> None:
    del desk.hub.state.repositories[NAME]
    result = desk.publish(release, dry_run=True)
    assert result.plan.count("new") == len(release.files)
    assert "would be created" in result.notes[0]
    assert NAME not in desk.hub.state.repositories


def test_a_run_that_was_broken_off_sends_only_what_is_missing(desk: Desk, tmp_path: Path) -> None:
    release = make_release(tmp_path / "release", {"README.md": CARD, **months(10)})
    desk.hub.faults.add(Fault("PUT /lfs/", status=403, after=4, times=10_000))
    with pytest.raises(HubError):
        desk.publish(release)
    arrived = sum(one.status == 200 for one in desk.hub.log if one.method == "PUT")
    desk.hub.faults.clear()
    desk.hub.log.clear()
    desk.publish(release)
    assert arrived >= 4
    assert sum(one.method == "PUT" for one in desk.hub.log) == 10 - arrived


def test_many_files_are_one_visible_change(desk: Desk, many: LocalRelease) -> None:
    result = desk.publish(many)
    assert desk.tagged() == content(many)
    assert len(desk.ours()) == 1
    assert len(desk.hub.commits(NAME, "refs/pr/1")) == 1 + 5
    assert result.plan.count("new") == len(many.files)
    desk.hub.log.clear()
    assert not desk.publish(many).new
    assert desk.hub.sent_bytes() == 0


def test_readers_of_main_see_no_half_of_many_files(desk: Desk, many: LocalRelease) -> None:
    seen: list[dict[str, bytes]] = []

    def look() -> None:
        seen.append(without_attributes(desk.hub.files(NAME)))

    desk.hub.faults.add(Fault("", "meanwhile", times=10_000, act=look))
    desk.publish(many)
    assert {len(one) for one in seen} == {0, len(many.files)}


def test_a_pull_request_that_was_broken_off_is_taken_up(desk: Desk, many: LocalRelease) -> None:
    desk.hub.faults.add(Fault("POST .*/commit/refs", status=503, after=2, times=10_000))
    with pytest.raises(HubError):
        desk.publish(many)
    assert desk.hub.state.repositories[NAME].pulls[0].status == "draft"
    assert without_attributes(desk.hub.files(NAME)) == {}
    desk.hub.faults.clear()
    desk.publish(many)
    assert len(desk.hub.state.repositories[NAME].pulls) == 1
    assert len(desk.hub.commits(NAME, "refs/pr/1")) == 1 + 5
    assert desk.tagged() == content(many)
    assert len(desk.ours()) == 1


@pytest.mark.parametrize("step", ["POST .*/discussions$", "POST .*/commit/refs", "POST .*/status", _MERGE])
def test_no_lost_reply_opens_or_merges_twice(desk: Desk, many: LocalRelease, step: str) -> None:
    desk.hub.faults.add(Fault(step, "lost reply"), Fault(step, "lost reply", reply="reset", after=1))
    desk.publish(many)
    assert len(desk.hub.state.repositories[NAME].pulls) == 1
    assert len(desk.ours()) == 1
    assert desk.tagged() == content(many)


def test_a_pull_request_on_an_older_head_is_closed_and_another_opened(desk: Desk, many: LocalRelease) -> None:
    desk.hub.faults.add(Fault("POST .*/commit/refs", "stale head", after=2))
    desk.publish(many)
    assert [pull.status for pull in desk.hub.state.repositories[NAME].pulls] == ["closed", "merged"]
    assert desk.tagged() == content(many)
    assert len(desk.ours()) == 1


def test_a_commit_that_comes_with_the_merge_is_never_tagged(desk: Desk, many: LocalRelease) -> None:
    desk.hub.faults.add(Fault(_MERGE, "stale head"))
    desk.publish(many)
    assert desk.tagged() == content(many)


def test_a_person_merges_and_publishing_again_sets_the_tag(desk: Desk, release: LocalRelease) -> None:
    result = desk.publish(release, pull_request=True)
    assert (result.state, result.new, result.commit) == ("waiting", False, None)
    assert result.pull_request is not None
    assert result.pull_request.endswith("/datasets/press/coast/discussions/1")
    assert without_attributes(desk.hub.files(NAME)) == {}
    assert desk.hub.state.repositories[NAME].pulls[0].status == "open"

    desk.hub.log.clear()
    assert desk.publish(release, pull_request=True).state == "waiting"
    assert {step.split()[0] for step in desk.steps} == {"GET"}

    desk.client().merge_pull_request(NAME, 1, repo_type="dataset")
    desk.hub.commit(NAME, {"notes.txt": b"later\n"})
    merged = desk.publish(release, pull_request=True)
    assert (merged.state, merged.new, merged.plan.needed) == ("published", True, ())
    assert desk.tagged() == content(release)
    assert len(desk.ours()) == 1


def test_a_pull_request_of_someone_else_is_left_alone(desk: Desk, release: LocalRelease) -> None:
    desk.client().create_pull_request(NAME, title="Fix a typo", repo_type="dataset")
    desk.publish(release, pull_request=True)
    assert [pull.status for pull in desk.hub.state.repositories[NAME].pulls] == ["draft", "open"]


@pytest.mark.slow
def test_two_thousand_files_are_one_visible_change(desk: Desk, tmp_path: Path) -> None:
    release = make_release(tmp_path / "release", {"README.md": CARD, **months(2_000)})
    desk.publish(release)
    assert desk.tagged() == content(release)
    assert len(desk.ours()) == 1
    assert sum("/commit/" in step for step in desk.steps) == 21
    assert sum("/tree/" in step for step in desk.steps) < 20
