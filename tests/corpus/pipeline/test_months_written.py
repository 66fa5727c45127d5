"""Months are written from pieces: the same bytes, however rows were dealt and many are held at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from projects import all_evidence, build, bytes_below, jsonl, make_project, story
from warraq.corpus.pipeline import dealing, month_files
from warraq.corpus.pipeline.tables import TableWriter, write_table
from warraq.corpus.relate.numbers import digits, number, numbers

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.model.project import Project

DAY = datetime(2024, 10, 1)  # noqa: DTZ001 - stored without a zone


def many(count: int) -> str:
    """Records of two months and some without a date, in no order of time."""
    days = [None if at % 7 == 0 else DAY + timedelta(hours=(at * 37) % 1_400) for at in range(count)]
    dates = [None if day is None else f"{day:%Y-%m-%dT%H:%M:%S}Z" for day in days]
    return jsonl([story(at, date=date, url=f"https://daily.example/{at}") for at, date in enumerate(dates)])


RAW = {"daily/a.jsonl": many(60), "evening/b.jsonl": many(45)}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "one", RAW)


def candidate(project: Project) -> dict[str, bytes]:
    build(project)
    return bytes_below(project.candidate / "data")


def test_the_rows_held_at_a_time_change_no_byte(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = candidate(project)
    other = make_project(tmp_path / "two", RAW)
    monkeypatch.setattr(month_files, "_AT_ONCE", 4)
    monkeypatch.setattr(month_files, "ROW_GROUP_ROWS", 4)
    monkeypatch.setattr(dealing, "_TASK_BYTES", 1)
    monkeypatch.setattr(dealing, "_GROUP_ROWS", 3)

    assert candidate(other) == at_once
    assert any(name.endswith("undated.parquet") for name in at_once)


def test_nothing_of_the_exchange_is_left(project: Project) -> None:
    build(project)
    assert not (project.cache / "run").exists()


def test_rows_added_bit_by_bit_give_the_bytes_of_one_write(project: Project, tmp_path: Path) -> None:
    build(project)
    table = project.descriptor.tables["signals"]
    rows = pl.read_parquet(project.candidate / "data" / "signals" / "*.parquet")
    rows = pl.concat([rows] * 200).sort("id")  # more than one row group

    write_table(rows, table, tmp_path / "whole.parquet")
    with TableWriter(table, tmp_path / "bits.parquet") as writer:
        for part in rows.iter_slices(1_234):
            writer.add(part)

    assert (tmp_path / "whole.parquet").read_bytes() == (tmp_path / "bits.parquet").read_bytes()


def test_a_write_that_fails_leaves_no_further_rows(project: Project, tmp_path: Path) -> None:
    build(project)
    table = project.descriptor.tables["signals"]
    rows = pl.read_parquet(project.candidate / "data" / "signals" / "*.parquet")

    def fail() -> None:
        with TableWriter(table, tmp_path / "x.parquet") as writer:
            writer.add(rows)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert pl.read_parquet(tmp_path / "x.parquet").is_empty()


def test_evidence_tells_every_row_and_is_shared_with_what_is_kept(project: Project) -> None:
    build(project)
    evidence = all_evidence(project.candidate)
    assert set(evidence["fate"]) == {"article", "merged"}
    articles = pl.read_parquet(project.candidate / "data/articles/*/*.parquet", hive_partitioning=False)
    assert evidence.filter(pl.col("fate") == "article")["id"].sort().equals(articles["id"].sort())
    shared = [path.stat().st_nlink for path in (project.candidate / "evidence").iterdir()]
    assert shared
    assert min(shared) > 1


def test_numbers_are_the_first_digits_and_come_back() -> None:
    names = ["0" * 32, "f" * 32, "00ff" * 8 + "abcd", None]
    frame = pl.DataFrame({"id": names})
    found = frame.select(number("id")).to_series()
    assert digits(found).to_list() == ["0" * 32, "f" * 32, "00ff" * 8, None]
    assert numbers(["ff", "zz" * 16, "f" * 32]).to_list() == [2**128 - 1]
