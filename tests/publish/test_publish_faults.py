"""Every fault between here and the Hub: one visible change and the tag on it, or an error and no half."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from desk import ATTRIBUTES, NAME, Desk, content, make_release, months, small, without_attributes

from hub.faults import Fault, Kind
from warraq.errors import HubError, UsageError, VersionTakenError

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.release.publish.local import LocalRelease

#: What publishing asks, in this order; the first needs a dataset that is not there.
STEPS = {
    "create": "POST /api/repos/create",
    "refs": "GET /api/datasets/press/coast/refs",
    "tree": "GET /api/datasets/press/coast/tree/",
    "history": "GET /api/datasets/press/coast/commits/",
    "modes": "POST /api/datasets/press/coast/preupload/",
    "batch": "POST /datasets/press/coast.git/info/lfs/objects/batch",
    "upload": "PUT /lfs/press/coast/",
    "verify": "POST /datasets/press/coast.git/info/lfs/objects/verify",
    "card": "POST /api/validate-yaml",
    "commit": "POST /api/datasets/press/coast/commit/main",
    "tag": "POST /api/datasets/press/coast/tag/",
}
_PASSING = {
    "503": Fault("", status=503),
    "502": Fault("", status=502),
    "429": Fault("", status=429, headers={"Retry-After": "3"}),
    "time-out": Fault("", "time-out"),
    "reset": Fault("", "reset"),
}
Reply = Literal["status", "reset", "time-out"]


@pytest.fixture
def release(tmp_path: Path) -> LocalRelease:
    return make_release(tmp_path / "release", small())


def strike(desk: Desk, step: str, fault: Fault, times: int = 1) -> None:
    if step == "create":
        del desk.hub.state.repositories[NAME]
    again = Fault(STEPS[step], fault.kind, times, status=fault.status, headers=fault.headers)
    desk.hub.faults.add(again)


def assert_published(desk: Desk, release: LocalRelease) -> None:
    """One commit of ours on main, main and the tag hold the release, the tag stands on that commit."""
    assert desk.tagged() == content(release)
    assert without_attributes(desk.hub.files(NAME)) == content(release)
    assert len(desk.ours()) == 1
    assert desk.hub.refs(NAME)["refs/tags/v0.1.0"] == desk.hub.refs(NAME)["refs/heads/main"]


def assert_unpublished(desk: Desk) -> None:
    assert desk.tagged() is None
    if NAME in desk.hub.state.repositories:
        assert list(desk.hub.files(NAME)) == [ATTRIBUTES]


@pytest.mark.parametrize("fault", _PASSING.values(), ids=_PASSING)
@pytest.mark.parametrize("step", STEPS)
def test_a_fault_that_passes_costs_a_wait(desk: Desk, release: LocalRelease, step: str, fault: Fault) -> None:
    strike(desk, step, fault)
    result = desk.publish(release)
    assert desk.hub.faults.struck
    assert (result.state, result.new) == ("published", True)
    assert_published(desk, release)


@pytest.mark.parametrize("fault", [_PASSING["503"], _PASSING["reset"]], ids=["503", "reset"])
@pytest.mark.parametrize("step", [step for step in STEPS if step != "verify"])
def test_a_fault_that_stays_ends_with_what_was_asked_and_the_next_run_completes(
    desk: Desk, release: LocalRelease, step: str, fault: Fault
) -> None:
    strike(desk, step, fault, times=10_000)
    with pytest.raises(HubError) as caught:
        desk.publish(release)
    assert caught.value.exit_code == 3
    assert caught.value.found.startswith("could not ")
    assert "again" in caught.value.next_step
    if step == "tag":
        assert without_attributes(desk.hub.files(NAME)) == content(release)
        assert desk.tagged() is None
    else:
        assert_unpublished(desk)
    desk.hub.faults.clear()
    desk.publish(release)
    assert_published(desk, release)


def test_the_hub_says_how_long_to_wait_and_five_minutes_are_the_most(
    desk: Desk, release: LocalRelease
) -> None:
    for asked in ("7", "86400", "Wed, 21 Oct 2026 07:28:00 GMT"):
        desk.hub.faults.add(Fault(STEPS["commit"], status=429, headers={"Retry-After": asked}))
    desk.publish(release)
    assert desk.slept == [7, 300, 4]


@pytest.mark.parametrize("step", ["refs", "commit", "tag"])
def test_pauses_grow_and_end(desk: Desk, release: LocalRelease, step: str) -> None:
    strike(desk, step, _PASSING["503"], times=10_000)
    with pytest.raises(HubError):
        desk.publish(release)
    assert desk.slept == [1, 2, 4, 8]


@pytest.mark.parametrize("reply", ["status", "reset", "time-out"])
@pytest.mark.parametrize("step", ["create", "commit", "tag"])
def test_a_lost_reply_makes_nothing_twice(desk: Desk, release: LocalRelease, step: str, reply: Reply) -> None:
    if step == "create":
        del desk.hub.state.repositories[NAME]
    desk.hub.faults.add(Fault(STEPS[step], "lost reply", reply=reply))
    result = desk.publish(release)
    assert result.new
    assert_published(desk, release)
    assert sum("/commit/" in step for step in desk.steps) == 1
    assert sum("/tag/" in step for step in desk.steps) == 1


def test_a_commit_that_lands_after_its_time_out_is_not_made_twice(desk: Desk, release: LocalRelease) -> None:
    """The reply is lost, and the Hub takes the commit only when the next try is under way."""
    late: list[tuple[str, dict[str, bytes]]] = []

    def land() -> None:
        title = f"Release 0.1.0 [{release.digest[:12]}]"
        late.append((title, content(release)))
        desk.hub.commit(NAME, content(release), title=title)

    desk.hub.faults.add(Fault(STEPS["commit"], "time-out"), Fault(STEPS["commit"], "meanwhile", act=land))
    desk.publish(release)
    assert late
    assert_published(desk, release)


def test_a_stale_head_is_read_again(desk: Desk, release: LocalRelease) -> None:
    desk.hub.faults.add(Fault(STEPS["commit"], "stale head"))
    result = desk.publish(release)
    assert [change.kind for change in result.plan.needed].count("deleted") == 1
    assert_published(desk, release)
    assert [commit.title for commit in desk.hub.commits(NAME)][1] == "Another hand"


def test_a_head_that_never_rests_ends_with_an_error(desk: Desk, release: LocalRelease) -> None:
    desk.hub.faults.add(Fault(STEPS["commit"], "stale head", times=10_000))
    with pytest.raises(HubError, match="commit has happened"):
        desk.publish(release)
    assert desk.tagged() is None
    assert not desk.ours()


def test_the_tag_goes_to_our_commit_though_others_followed(desk: Desk, release: LocalRelease) -> None:
    strike(desk, "tag", _PASSING["503"], times=10_000)
    with pytest.raises(HubError):
        desk.publish(release)
    desk.hub.faults.clear()
    desk.hub.commit(NAME, {"notes.txt": b"later\n"}, title="Another hand")
    desk.hub.log.clear()
    result = desk.publish(release)
    assert desk.tagged() == content(release)
    assert len(desk.ours()) == 1
    assert (result.new, result.plan.needed, desk.hub.sent_bytes()) == (True, (), 0)
    assert "notes.txt" in desk.hub.files(NAME)


def test_a_file_that_someone_else_deletes_meanwhile_is_no_fault(desk: Desk, release: LocalRelease) -> None:
    desk.hub.commit(NAME, {"old.txt": b"old\n"})
    gone = Fault(STEPS["commit"], "meanwhile", act=lambda: desk.hub.commit(NAME, {}, deleted=["old.txt"]))
    desk.hub.faults.add(gone)
    desk.publish(release)
    assert_published(desk, release)


def test_a_tag_with_the_same_content_is_enough(desk: Desk, release: LocalRelease) -> None:
    desk.hub.commit(NAME, content(release), title="By hand")
    desk.hub.tag(NAME, "v0.1.0")
    before = desk.hub.refs(NAME)
    result = desk.publish(release)
    assert (result.state, result.new, result.plan.needed) == ("published", False, ())
    assert desk.hub.refs(NAME) == before
    assert all(step.startswith("GET") for step in desk.steps)


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_tag_with_other_content_is_refused(desk: Desk, release: LocalRelease, *, dry_run: bool) -> None:
    desk.hub.commit(NAME, {**content(release), "CHANGES.md": b"# other\n"})
    desk.hub.tag(NAME, "v0.1.0")
    before = desk.hub.refs(NAME)
    with pytest.raises(VersionTakenError, match=r"v0\.1\.0 .* other content.* CHANGES\.md") as caught:
        desk.publish(release, dry_run=dry_run)
    assert (caught.value.exit_code, desk.hub.refs(NAME)) == (2, before)
    assert all(step.startswith("GET") for step in desk.steps)


def test_a_tag_with_other_content_set_meanwhile_is_refused(desk: Desk, release: LocalRelease) -> None:
    first = desk.hub.commits(NAME)[0].oid
    act = Fault(STEPS["tag"], "meanwhile", act=lambda: desk.hub.tag(NAME, "v0.1.0", first))
    desk.hub.faults.add(act)
    with pytest.raises(VersionTakenError):
        desk.publish(release)
    assert desk.hub.refs(NAME)["refs/tags/v0.1.0"] == first


def test_a_branch_named_like_the_tag_hides_nothing(desk: Desk, release: LocalRelease) -> None:
    desk.hub.state.repositories[NAME].refs["refs/heads/v0.1.0"] = desk.hub.commits(NAME)[0].oid
    assert desk.publish(release).new
    assert not desk.publish(release).new


@pytest.mark.parametrize("role", ["read", "none"])
def test_a_token_without_write_right_sends_no_file(
    desk: Desk, release: LocalRelease, role: Literal["read", "none"]
) -> None:
    with pytest.raises(HubError, match="the Hub said 403") as caught:
        desk.publish(release, token=desk.another(role))
    assert "token" in caught.value.expected
    assert desk.hub.sent_bytes() == 0
    assert_unpublished(desk)


def test_a_token_that_the_hub_does_not_know(desk: Desk, release: LocalRelease) -> None:
    with pytest.raises(HubError, match="the Hub said 401") as caught:
        desk.publish(release, token="hf_nobody")
    assert "hf auth login" in caught.value.next_step
    assert "hf_nobody" not in str(caught.value)


def test_a_missing_dataset_is_created_if_the_token_may(desk: Desk, release: LocalRelease) -> None:
    del desk.hub.state.repositories[NAME]
    with pytest.raises(HubError, match=r"could not create the dataset press/coast: the Hub said 403"):
        desk.publish(release, token=desk.another("read"))
    assert NAME not in desk.hub.state.repositories
    desk.publish(release, private=True)
    assert desk.hub.state.repositories[NAME].private
    assert_published(desk, release)


def test_a_hidden_dataset_is_not_taken_for_a_missing_one(desk: Desk, release: LocalRelease) -> None:
    desk.hub.state.repositories[NAME].private = True
    with pytest.raises(HubError, match="403"):
        desk.publish(release, token=desk.another("none"))
    assert_unpublished(desk)


def test_a_gated_dataset_is_published_by_its_owner_and_by_no_stranger(
    desk: Desk, release: LocalRelease
) -> None:
    desk.hub.state.repositories[NAME].gated = True
    with pytest.raises(HubError, match="the Hub said 403"):
        desk.publish(release, token=desk.another("none"))
    assert_unpublished(desk)
    desk.publish(release)
    assert_published(desk, release)


@pytest.mark.parametrize("status", [403, 413])
@pytest.mark.parametrize("step", ["batch", "upload", "commit"])
def test_a_full_account_is_told_in_the_hubs_words(
    desk: Desk, release: LocalRelease, step: str, status: int
) -> None:
    desk.hub.faults.add(Fault(STEPS[step], "quota", times=10_000, status=status))
    words = "Storage limit reached" if status == 403 else "Payload too large"
    with pytest.raises(HubError, match=rf"the Hub said {status}: {words}") as caught:
        desk.publish(release)
    assert "space" in caught.value.expected
    assert_unpublished(desk)


def test_what_shall_be_private_does_not_go_to_a_public_dataset(desk: Desk, release: LocalRelease) -> None:
    with pytest.raises(UsageError, match="public"):
        desk.publish(release, private=True)
    assert_unpublished(desk)
    assert not desk.hub.state.repositories[NAME].private


def test_a_private_dataset_stays_private_and_it_is_said(desk: Desk, release: LocalRelease) -> None:
    desk.hub.state.repositories[NAME].private = True
    result = desk.publish(release, private=False)
    assert desk.hub.state.repositories[NAME].private
    assert "private, not public" in result.notes[0]


@pytest.mark.parametrize("kind", ["status", "time-out", "reset"])
def test_faults_on_a_run_with_nothing_to_do_change_nothing(
    desk: Desk, release: LocalRelease, kind: Kind
) -> None:
    desk.publish(release)
    before = desk.hub.refs(NAME)
    desk.hub.faults.add(Fault(STEPS["refs"], kind), Fault(STEPS["tree"], kind))
    assert not desk.publish(release).new
    assert desk.hub.refs(NAME) == before


def test_a_file_changed_since_it_was_verified_is_not_committed(desk: Desk, tmp_path: Path) -> None:
    release = make_release(tmp_path / "release", {**small(), **months(1, "grown" * 400_000)})
    place = release.files["data/articles/train/2020-01.parquet"].place
    place.write_bytes(place.read_bytes()[:-1] + b"!")
    with pytest.raises(Exception, match="changed while it was being published") as caught:
        desk.publish(release)
    assert type(caught.value).__name__ == "StorageError"
    assert_unpublished(desk)
