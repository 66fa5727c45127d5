"""Faults at random, over every step: published whole or not at all, and the next run completes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from desk import NAME, Desk, content, desk_at, make_release, months, small, without_attributes

from hub.faults import Fault, seeded
from warraq.errors import HubError
from warraq.release.hub import upload

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.release.publish.local import LocalRelease

#: Every fault but someone else's commit, which is drawn apart: here the repository is quiet.
_KINDS = (
    *(Fault("", status=status) for status in (408, 429, 500, 502, 503, 504)),
    Fault("", status=429, headers={"Retry-After": "7"}),
    Fault("", "time-out"),
    Fault("", "reset"),
    *(Fault("", "lost reply", reply=reply) for reply in ("status", "reset", "time-out")),
    Fault("", "quota", status=403),
    Fault("", "quota", status=413),
)
_SHARES = (0.05, 0.15, 0.4)
_FEW, _ALL = 200, 10_000


@dataclass
class Tally:
    faults: int = 0
    runs: int = 0
    broken_off: int = 0


def one_run(folder: Path, releases: list[LocalRelease], seed: int, tally: Tally) -> None:
    """Publish two releases after each other, each under faults and then without."""
    with desk_at(folder) as desk:
        for number, release in enumerate(releases):
            before = without_attributes(desk.hub.files(NAME))
            desk.hub.faults.draw(seeded(2 * seed + number, _SHARES[seed % len(_SHARES)], _KINDS))
            try:
                desk.publish(release)
            except HubError:
                tally.broken_off += 1
            tally.faults += len(desk.hub.faults.struck)
            tally.runs += 1
            desk.hub.faults.clear()
            whole_or_not(desk, release, before, number)
            desk.publish(release)
            assert desk.tagged(f"v{release.version}") == content(release)
            whole_or_not(desk, release, before, number)


def whole_or_not(desk: Desk, release: LocalRelease, before: dict[str, bytes], number: int) -> None:
    """Hold main and tag to the old state or the new, with one commit more at most."""
    assert without_attributes(desk.hub.files(NAME)) in (before, content(release))
    assert desk.tagged(f"v{release.version}") in (None, content(release))
    assert len(desk.ours()) <= number + 1
    assert len(set(desk.ours())) == len(desk.ours())


def two_releases(folder: Path) -> list[LocalRelease]:
    first = make_release(folder / "1", small())
    return [first, make_release(folder / "2", {**small("second"), **months(1)}, "0.2.0")]


def run_until(folder: Path, enough: int) -> Tally:
    tally, seed = Tally(), 0
    releases = two_releases(folder)
    while tally.faults < enough:
        one_run(folder / str(seed), releases, seed, tally)
        seed += 1
    return tally


def test_two_hundred_faults_leave_nothing_half_done(tmp_path: Path) -> None:
    tally = run_until(tmp_path, _FEW)
    assert 0 < tally.broken_off < tally.runs


@pytest.mark.slow
def test_ten_thousand_faults_leave_nothing_half_done(tmp_path: Path) -> None:
    tally = run_until(tmp_path, _ALL)
    assert 0 < tally.broken_off < tally.runs


def test_nor_do_they_on_the_way_through_a_pull_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "MOST", 2)
    tally = run_until(tmp_path, _FEW)
    assert 0 < tally.broken_off < tally.runs


def test_others_who_commit_meanwhile_never_come_under_the_tag(tmp_path: Path) -> None:
    releases = two_releases(tmp_path)
    kinds = (*_KINDS, *[Fault("POST", "stale head")] * 8)
    for seed in range(20):
        with desk_at(tmp_path / str(seed)) as desk:
            for number, release in enumerate(releases):
                desk.hub.faults.draw(seeded(seed + 1_000 * number, 0.2, kinds))
                with suppress(HubError):
                    desk.publish(release)
                others = sum(kind == "stale head" for _, kind in desk.hub.faults.struck)
                desk.hub.faults.clear()
                assert desk.tagged(f"v{release.version}") in (None, content(release))
                before = len(desk.ours())
                desk.publish(release)
                assert desk.tagged(f"v{release.version}") == content(release)
                assert len(desk.ours()) <= before + 1
                assert before <= number + 1 + others
