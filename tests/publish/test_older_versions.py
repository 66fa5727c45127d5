"""A version that is older than one published gets its tag, and main stays at the newer one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from desk import NAME, Desk, content, desk_at, make_release, months, small, without_attributes

from hub.faults import Fault, seeded
from warraq.errors import HubError, UsageError, VersionTakenError
from warraq.release.hub import upload

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.release.publish.local import LocalRelease

_STEPS = {
    "branch": "POST .*/branch/v0.1.1-",
    "commit": "POST .*/commit/v0.1.1-",
    "tag": "POST .*/tag/",
    "clean": "DELETE .*/branch/",
}


@pytest.fixture
def later(desk: Desk, tmp_path: Path) -> LocalRelease:
    """0.1.0 and 0.2.0 are published."""
    desk.publish(make_release(tmp_path / "1", small()))
    release = make_release(tmp_path / "3", {**small("second"), "later.txt": b"later\n"}, "0.2.0")
    desk.publish(release)
    desk.hub.log.clear()
    return release


@pytest.fixture
def older(tmp_path: Path) -> LocalRelease:
    return make_release(tmp_path / "2", {**small(), "CHANGES.md": b"# patch\n"}, "0.1.1")


def assert_beside(desk: Desk, older: LocalRelease, later: LocalRelease) -> None:
    """The tag holds the older version, main and its own tag the later one, and no branch is left."""
    assert desk.tagged("v0.1.1") == content(older)
    assert desk.tagged("v0.2.0") == without_attributes(desk.hub.files(NAME)) == content(later)
    assert desk.hub.refs(NAME)["refs/heads/main"] == desk.hub.refs(NAME)["refs/tags/v0.2.0"]
    assert [ref for ref in desk.hub.refs(NAME) if ref.startswith("refs/heads/")] == ["refs/heads/main"]
    assert (
        len([one for one in desk.hub.commits(NAME, "v0.1.1") if one.title.startswith("Release 0.1.1")]) == 1
    )


def test_it_only_gets_its_tag_and_that_is_said(desk: Desk, older: LocalRelease, later: LocalRelease) -> None:
    result = desk.publish(older)
    assert (result.state, result.new) == ("published", True)
    assert result.commit == desk.hub.refs(NAME)["refs/tags/v0.1.1"]
    assert "0.2.0 is published, and newer: main stays" in result.notes[0]
    assert_beside(desk, older, later)
    before = desk.hub.refs(NAME)
    desk.hub.log.clear()
    assert not desk.publish(older).new
    assert {step.split()[0] for step in desk.steps} == {"GET"}
    assert desk.hub.refs(NAME) == before


def test_a_dry_run_says_so_and_does_nothing(desk: Desk, older: LocalRelease, later: LocalRelease) -> None:
    before = desk.hub.refs(NAME)
    result = desk.publish(older, dry_run=True)
    assert (result.state, result.new, result.commit) == ("planned", True, None)
    assert "main stays" in result.notes[0]
    assert result.plan.count("deleted") == 1
    assert desk.hub.refs(NAME) == before
    assert desk.tagged("v0.2.0") == content(later)


def test_there_is_nothing_to_merge(desk: Desk, older: LocalRelease, later: LocalRelease) -> None:
    with pytest.raises(UsageError, match=r"0\.2\.0 is published, and newer"):
        desk.publish(older, pull_request=True)
    assert desk.tagged("v0.1.1") is None
    assert desk.tagged("v0.2.0") == content(later)


@pytest.mark.parametrize("kind", ["status", "reset", "lost reply"])
@pytest.mark.parametrize("step", _STEPS)
def test_a_fault_that_passes_makes_nothing_twice(
    desk: Desk, older: LocalRelease, later: LocalRelease, step: str, kind: str
) -> None:
    desk.hub.faults.add(Fault(_STEPS[step], kind))  # type: ignore[arg-type]
    assert desk.publish(older).new
    assert desk.hub.faults.struck
    assert_beside(desk, older, later)


@pytest.mark.parametrize("step", _STEPS)
def test_a_run_that_was_broken_off_is_completed(
    desk: Desk, older: LocalRelease, later: LocalRelease, step: str
) -> None:
    desk.hub.faults.add(Fault(_STEPS[step], status=503, times=10_000))
    with pytest.raises(HubError):
        desk.publish(older)
    assert without_attributes(desk.hub.files(NAME)) == content(later)
    assert desk.tagged("v0.1.1") == (content(older) if step == "clean" else None)
    desk.hub.faults.clear()
    desk.publish(older)
    assert_beside(desk, older, later)


def test_a_branch_that_someone_else_went_on_with_stays(
    desk: Desk, older: LocalRelease, later: LocalRelease
) -> None:
    desk.hub.faults.add(Fault(_STEPS["clean"], status=503, times=10_000))
    with pytest.raises(HubError):
        desk.publish(older)
    desk.hub.faults.clear()
    (branch,) = [name for name in desk.hub.refs(NAME) if name.startswith("refs/heads/v0.1.1-")]
    desk.hub.commit(NAME, {"notes.txt": b"theirs\n"}, ref=branch.removeprefix("refs/heads/"))
    assert not desk.publish(older).new
    assert branch in desk.hub.refs(NAME)
    assert desk.tagged("v0.1.1") == content(older)
    assert desk.tagged("v0.2.0") == content(later)


def test_one_with_other_content_is_refused(desk: Desk, later: LocalRelease, tmp_path: Path) -> None:
    before = desk.hub.refs(NAME)
    with pytest.raises(VersionTakenError):
        desk.publish(make_release(tmp_path / "other", {**small(), "CHANGES.md": b"# other\n"}))
    assert desk.hub.refs(NAME) == before
    assert desk.tagged("v0.2.0") == content(later)


def test_many_files_are_several_commits_that_main_never_shows(
    desk: Desk, later: LocalRelease, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "MOST", 5)
    many = make_release(tmp_path / "many", {**small("third"), **months(12)}, "0.1.1")
    desk.publish(many)
    assert desk.tagged("v0.1.1") == content(many)
    assert without_attributes(desk.hub.files(NAME)) == content(later)
    assert desk.hub.state.repositories[NAME].pulls == []


def test_faults_at_random_leave_main_alone(tmp_path: Path) -> None:
    kinds = [Fault("", status=503), Fault("", "reset"), Fault("", "lost reply"), Fault("", "time-out")]
    later = make_release(tmp_path / "3", small("second"), "0.2.0")
    older = make_release(tmp_path / "2", small(), "0.1.1")
    struck = 0
    for seed in range(25):
        with desk_at(tmp_path / str(seed)) as desk:
            desk.publish(later)
            desk.hub.faults.draw(seeded(seed, 0.3, kinds))
            with suppress(HubError):
                desk.publish(older)
            struck += len(desk.hub.faults.struck)
            desk.hub.faults.clear()
            assert without_attributes(desk.hub.files(NAME)) == content(later)
            assert desk.tagged("v0.1.1") in (None, content(older))
            desk.publish(older)
            assert_beside(desk, older, later)
    assert struck > 25
