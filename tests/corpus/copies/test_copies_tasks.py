"""Tasks come to what one process comes to, wherever they run, and go on where a killed run stopped."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from copy_texts import batch, digest, edited, words

from warraq.corpus.relate.copies import Batch, Means, Sampled, find_copies, write_samples
from warraq.corpus.relate.copies import candidates as candidates_module
from warraq.corpus.relate.copies import search as search_module
from warraq.corpus.relate.copies import sets as sets_module
from warraq.corpus.relate.copies import written as written_module
from warraq.engine.local import LocalRunner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from warraq.corpus.relate.copies import Copies
    from warraq.engine.task import Result, Task


@pytest.fixture
def by_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be little, so that all is done by tasks, and by many of them."""
    for module, name, value in (
        (search_module, "_LITTLE", -1),
        (search_module, "_PARTITION", 500),
        (search_module, "_MERGED", 700),
        (candidates_module, "_HELD", 900),
        (candidates_module, "_COUNTED", 500),
        (sets_module, "_LITTLE", -1),
        (sets_module, "_WRITTEN", 3_000),
        (sets_module, "_BATCHES", 2),
        (sets_module, "_PAIRS", 1_500),
        (written_module, "_READ", 20_000),
    ):
        monkeypatch.setattr(module, name, value)


def corpus() -> dict[str, list[str]]:
    """Stories with copies, one of them hot, halves, and a template."""
    texts: dict[str, list[str]] = {}
    for story in range(12):
        text = words(story, 120)
        texts |= {
            f"{story}-whole": text,
            f"{story}-edited": edited(text, story, 3),
            f"{story}-half": text[: 50 + story],
        }
    for number in range(110):
        texts[f"hot-{number:03d}"] = edited(words(99, 100), number, 2)
    return texts


def read(path: Path, rows: pl.Series | None = None) -> pl.Series:
    keys = pl.read_parquet(path)["key"]
    return keys if rows is None else keys.gather(rows)


def parts(texts: Mapping[str, Sequence[str]], folder: Path, count: int) -> list[Batch]:
    """The texts in files, their samples beside them."""
    folder.mkdir(exist_ok=True)
    found = []
    for part in range(count):
        names = list(texts)[part::count]
        keys = pl.Series("key", [" ".join(texts[name]) for name in names])
        path = folder / f"{part}.parquet"
        keys.to_frame().write_parquet(path)
        write_samples(keys, path.with_suffix(".bin"))
        documents = pl.DataFrame({"doc": names, "text": [digest(key) for key in keys]})
        sampled = Sampled(path.with_suffix(".bin"), np.arange(len(names), dtype=np.uint32))
        found.append(Batch(documents, partial(read, path), partial(read, path), sampled))
    return found


def same(one: Copies, other: Copies) -> bool:
    return one.pairs.equals(other.pairs) and one.clusters.equals(other.clusters)


@pytest.mark.usefixtures("by_tasks")
@pytest.mark.parametrize("beside", [True, False])
def test_tasks_find_what_one_process_finds(tmp_path: Path, *, beside: bool) -> None:
    texts = corpus()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_module, "_LITTLE", 1 << 21)
        patch.setattr(sets_module, "_LITTLE", 1 << 22)
        alone = find_copies([batch(texts)])
    batches = parts(texts, tmp_path / "parts", 5) if beside else [batch(texts)]
    found = find_copies(batches, means=Means(LocalRunner(1), tmp_path / "run"))
    assert same(found, alone)
    assert found.facts == alone.facts
    assert found.facts.hot_shingles > 0
    assert any((tmp_path / "run").iterdir())


@pytest.mark.usefixtures("by_tasks")
def test_tasks_in_other_processes_leave_the_same_index(tmp_path: Path) -> None:
    texts = corpus()
    one = find_copies(parts(texts, tmp_path / "parts", 5), index=tmp_path / "one")
    with LocalRunner(2) as runner:
        means = Means(runner, tmp_path / "run")
        other = find_copies(parts(texts, tmp_path / "parts", 3), index=tmp_path / "other", means=means)
    assert same(one, other)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


@pytest.mark.usefixtures("by_tasks")
def test_what_came_is_found_by_tasks(tmp_path: Path) -> None:
    texts = corpus()
    few = {name: text for at, (name, text) in enumerate(texts.items()) if at % 7}
    find_copies(parts(few, tmp_path / "few", 3), index=tmp_path / "index")
    grown = find_copies(parts(texts, tmp_path / "parts", 4), index=tmp_path / "index")
    assert grown.facts.index == "used"
    assert 0 < grown.facts.proven_now < grown.facts.compared
    assert same(grown, find_copies([batch(texts)]))


class KilledError(Exception):
    """Stands for a kill."""


class Mortal:
    """A runner that stops after so many tasks."""

    workers = 1
    memory = task_memory = None

    def __init__(self, tasks: int) -> None:
        self.left = tasks
        self.done: list[Result] = []

    def run(self, tasks: Sequence[Task], cache: Path, **_more: object) -> list[Result]:
        return list(self._each(tasks, cache))

    def _each(self, tasks: Sequence[Task], cache: Path) -> Iterator[Result]:
        for task in tasks:
            if not self.left:
                raise KilledError
            self.left -= 1
            self.done += LocalRunner(1).run([task], cache)
            yield self.done[-1]


@pytest.mark.usefixtures("by_tasks")
def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    texts = corpus()
    batches = parts(texts, tmp_path / "parts", 4)
    whole = find_copies(batches)
    counted = Mortal(10_000)
    find_copies(batches, means=Means(counted, tmp_path / "counted"))
    step = len(counted.done) // 3
    for tasks in (0, step, 2 * step):
        with pytest.raises(KilledError):
            find_copies(batches, means=Means(Mortal(tasks), tmp_path / "run"))
    last = Mortal(10_000)
    assert same(find_copies(batches, means=Means(last, tmp_path / "run")), whole)
    assert 0 < sum(not result.reused for result in last.done) <= len(counted.done) - 2 * step


@pytest.mark.usefixtures("by_tasks")
def test_a_damaged_result_is_made_anew(tmp_path: Path) -> None:
    batches = parts(corpus(), tmp_path / "parts", 4)
    whole = find_copies(batches, means=Means(LocalRunner(1), tmp_path / "run"))
    files = [path for path in (tmp_path / "run").rglob("*.*") if path.suffix in {".npy", ".bin"}]
    for path in files[::3]:
        data = bytearray(path.read_bytes())
        if data:
            data[-1] ^= 1
        path.write_bytes(data or b"x")
    assert same(find_copies(batches, means=Means(LocalRunner(1), tmp_path / "run")), whole)


@pytest.mark.parametrize("memory", [None, 1, 1 << 30, 1 << 40])
def test_a_partition_fits_the_memory_of_a_task(memory: int | None) -> None:
    size = search_module._size(memory)
    assert search_module._LEAST_PARTITION <= size <= search_module._PARTITION
    if memory is not None and size > search_module._LEAST_PARTITION:
        assert size * search_module._SAMPLE_BYTES < memory


def test_samples_of_other_texts_are_noticed(tmp_path: Path) -> None:
    found = parts({"a": words(1, 90), "b": edited(words(1, 90), 1, 2)}, tmp_path / "parts", 1)[0]
    write_samples(pl.Series([" ".join(words(1, 89))] * 2), tmp_path / "parts" / "0.bin")
    with pytest.raises(ValueError, match="shingles"):
        find_copies([found, batch({"c": edited(words(1, 90), 2, 2)})])
