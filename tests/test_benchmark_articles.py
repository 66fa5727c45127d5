"""The raw files that `benchmarks/pipeline.py` makes up."""

from __future__ import annotations

import json
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from warraq.model.digest import sha256_file

pytestmark = pytest.mark.slow
BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
#: The generator, a plan, the folder, and the places of the files in it.
Made = tuple[Any, Any, Path, dict[str, Path]]


@pytest.fixture(scope="module")
def articles() -> Any:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return import_module("pipeline_articles")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def made(articles: Any, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made")
    plan = articles.Plan(3_000, sources=4, files=2, later=0.01)
    return articles, plan, folder, articles.write_articles(folder, plan)


def lines(folder: Path) -> list[bytes]:
    return [line for path in sorted(folder.rglob("*.jsonl")) for line in path.read_bytes().splitlines()]


def test_as_many_records_as_asked_for_and_as_many_held_back_twice(made: Made) -> None:
    _, _, _, places = made
    assert {name: len(lines(place)) for name, place in places.items()} == {
        "raw": 3_000,
        "recent": 30,
        "spread": 30,
    }


def test_the_same_plan_gives_the_same_bytes(made: Made, tmp_path: Path) -> None:
    articles, plan, folder, _ = made
    articles.write_articles(tmp_path, plan)
    digests = [
        {str(path.relative_to(place)): sha256_file(path) for path in place.rglob("*.jsonl")}
        for place in (folder, tmp_path)
    ]
    assert digests[0] == digests[1]


def test_copies_revisions_and_faults_are_in_it(made: Made) -> None:
    _, _, _, places = made
    records, broken = [], 0
    for line in lines(places["raw"]):
        try:
            records.append(json.loads(line))
        except json.JSONDecodeError:
            broken += 1
    urls = Counter(record["url"] for record in records)
    texts = Counter(record["text"].split("\n")[-1] for record in records)
    assert 0 < broken < 30
    assert 30 < sum(count - 1 for count in urls.values()) < 300
    assert max(texts.values()) > 1
    assert any(not record["title"] or not record["text"] for record in records)


def test_bodies_are_as_long_as_news_is(made: Made) -> None:
    _, _, _, places = made
    sizes = sorted(len(line) for line in lines(places["raw"]))
    assert 1_500 < sizes[len(sizes) // 2] < 2_600
    assert 2_000 < sum(sizes) / len(sizes) < 3_000
