"""Stages count what is done in them, tell how far they are, and make a profile."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
from work import squares

from warraq.cli.progress import line
from warraq.engine.local import LocalRunner
from warraq.engine.profile import table, trace_events
from warraq.engine.stages import Moment, Stages

if TYPE_CHECKING:
    from pathlib import Path


def spin(seconds: float) -> None:
    ends = time.process_time() + seconds
    while time.process_time() < ends:
        pass


def test_a_stage_counts_its_tasks_and_their_records(tmp_path: Path) -> None:
    stages = Stages()
    with LocalRunner(2) as own:
        runner = stages.watch(own)
        assert (runner.workers, runner.memory, runner.task_memory) == (2, None, None)
        for _ in range(2):
            with stages.stage("reading"):
                runner.run(squares(5), tmp_path)
    figures = stages.figures()["reading"]
    assert (figures["tasks"], figures["reused_tasks"], figures["records"]) == (10, 5, 10)
    assert figures["peak_task_bytes"] > 1 << 20


def test_several_runs_in_a_stage_add_up(tmp_path: Path) -> None:
    seen: list[Moment] = []
    stages = Stages(seen.append)
    runner = stages.watch(LocalRunner(1))
    with stages.stage("reading") as stage:
        runner.run(squares(3), tmp_path / "a", show=stage)
        runner.run(squares(4), tmp_path / "b")
    with stages.stage("writing") as stage:
        stage(9)
        stage.add_bytes(100)
    records = [moment.records for moment in seen if moment.stage == "reading"]
    assert records == sorted(records)
    assert records[-1] == 7
    assert stages.figures()["writing"] | {"records": 9, "bytes": 100} == stages.figures()["writing"]


def test_time_is_counted_to_the_innermost_stage() -> None:
    stages = Stages()
    with stages.stage("outer"):
        spin(0.02)
        with stages.stage("inner"):
            spin(0.1)
        spin(0.02)
    figures = stages.figures()
    assert list(figures) == ["outer", "inner"]
    assert figures["inner"]["cpu_seconds"] >= 0.1
    assert 0.04 <= figures["outer"]["cpu_seconds"] < 0.1
    assert figures["inner"]["seconds"] >= 0.1


def test_tasks_elsewhere_count_with_their_own_time_and_those_here_once(tmp_path: Path) -> None:
    for workers in (1, 2):
        stages = Stages()
        with LocalRunner(workers) as own, stages.stage("reading"):
            results = stages.watch(own).run(squares(4), tmp_path / str(workers))
        elsewhere = sum(
            result.usage.cpu for result in results if result.usage is not None and not result.usage.here
        )
        assert (elsewhere > 0) == (workers == 2)
        assert stages.figures()["reading"]["cpu_seconds"] + 0.001 >= elsewhere


def test_a_stage_may_also_begin_by_telling_of_it() -> None:
    stages = Stages()
    stages.show("comparing", 0)
    stages.show("comparing", 5)
    stages.show("checking", 1)
    with stages.stage("freezing"):
        pass
    stages.close()
    assert stages.current is None
    assert {name: one["records"] for name, one in stages.figures().items()} == {
        "comparing": 5,
        "checking": 1,
        "freezing": 0,
    }


def test_a_stage_that_fails_ends() -> None:
    stages = Stages()
    with pytest.raises(ValueError, match="odd"), stages.stage("reading"):
        raise ValueError("odd")
    assert stages.current is None


def test_the_time_left_is_told_from_records_or_from_weight(tmp_path: Path) -> None:
    seen: list[Moment] = []
    stages = Stages(seen.append)
    with stages.stage("writing", total=100) as stage:
        time.sleep(0.02)
        stage(50)
        half = seen[-1]
        stage(100)
    assert half.left is not None
    assert half.left == pytest.approx(50 / half.rate, rel=0.01)
    assert seen[-1].left == 0
    seen.clear()
    with stages.stage("reading"):
        stages.watch(LocalRunner(1)).run(squares(4, weight=10), tmp_path)
    assert seen[0].left is None
    assert seen[-2].left == 0


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (Moment("relating", 0, None, 0.0, None), "relating"),
        (Moment("reading", 12_000, None, 4100.4, 7.4), "reading: 12,000 records, 4,100 a second, 0:07 left"),
        (Moment("reading", 1, 4_000, 1.0, 3999), "reading: 1 of 4,000 records, 1 a second, 1:06:39 left"),
    ],
)
def test_progress_in_words(moment: Moment, words: str) -> None:
    assert line(moment) == words


def test_a_profile_has_a_row_a_process_and_one_of_the_stages(tmp_path: Path) -> None:
    stages = Stages(trace=True)
    with LocalRunner(2) as own:
        runner = stages.watch(own)
        with stages.stage("reading"):
            runner.run(squares(6), tmp_path)
        with stages.stage("writing"):
            runner.run(squares(3), tmp_path)
    trace = json.loads(json.dumps(trace_events(stages.spans)))
    events = [event for event in trace["traceEvents"] if event["ph"] == "X"]
    assert [event["name"] for event in events if event["cat"] == "stage"] == ["reading", "writing"]
    assert sorted(event["name"] for event in events if event["cat"] == "task") == [
        f"task {number}" for number in range(6)
    ]
    assert sum(event["cat"] == "reused" for event in events) == 3
    assert all(event["ts"] >= 0 and event["dur"] >= 0 for event in events)
    named = {event["tid"] for event in trace["traceEvents"] if event["name"] == "thread_name"}
    assert named == {event["tid"] for event in events}
    assert {event["tid"] for event in events if event["cat"] == "stage"} == {0}


def test_the_table_has_a_line_a_stage() -> None:
    stages = Stages()
    with stages.stage("reading") as stage:
        stage(1_000)
    with stages.stage("writing"):
        pass
    lines = table(stages.figures()).splitlines()
    assert [one.split()[0] for one in lines] == ["stage", "reading", "writing"]
    assert table({}).startswith("stage")
