"""A release is the same to everyone who loads it: datasets, polars, duckdb and pyarrow."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from projects import SPLITS
from warraq.model.arrow import arrow_schema

if TYPE_CHECKING:
    from projects import Sample

#: Loads every config of the card in a process of its own, as its settings are read at import; prints nothing,
#: pickles {config: {split: (features, rows, streamed rows)}}.
LOAD = """
import pickle, sys
import datasets

datasets.disable_progress_bars()
folder, out = sys.argv[1:]
loaded = {}
for config in datasets.get_dataset_config_names(folder):
    whole = datasets.load_dataset(folder, config)
    stream = datasets.load_dataset(folder, config, streaming=True)
    loaded[config] = {
        split: ({name: str(one) for name, one in part.features.items()}, list(part), list(stream[split]))
        for split, part in whole.items()
    }
default = {split: part.num_rows for split, part in datasets.load_dataset(folder).items()}
with open(out, "wb") as file:
    pickle.dump((loaded, default), file)
"""

FEATURES = {
    "string": "Value('string')",
    "integer": "Value('int64')",
    "number": "Value('float64')",
    "boolean": "Value('bool')",
    "datetime": "Value('timestamp[us]')",
    "date": "Value('date32')",
    "list": "List(Value('string'))",
}
DUCKDB = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "datetime": "TIMESTAMP",
    "date": "DATE",
    "list": "VARCHAR[]",
}

Rows = list[dict[str, Any]]
Loaded = dict[str, dict[str, tuple[dict[str, str], Rows, Rows]]]


@pytest.fixture(scope="module")
def loaded(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> tuple[Loaded, dict[str, int]]:
    place = tmp_path_factory.mktemp("datasets")
    environment = {
        **os.environ,
        "HF_HOME": str(place / "home"),
        "HF_DATASETS_OFFLINE": "1",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }
    command = [sys.executable, "-c", LOAD, str(sample.release), str(place / "loaded")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    found: tuple[Loaded, dict[str, int]] = pickle.loads((place / "loaded").read_bytes())
    return found


def test_load_dataset_gives_the_splits(sample: Sample, loaded: tuple[Loaded, dict[str, int]]) -> None:
    configs, default = loaded
    assert default == dict(sample.articles.group_by("split").len().iter_rows())
    assert list(default) == list(SPLITS)
    assert list(configs) == ["articles", "signals", "sources", "duplicates", "preview"]


@pytest.mark.parametrize("table", ["articles", "signals", "sources", "duplicates"])
def test_features_are_the_declared_types(
    sample: Sample, loaded: tuple[Loaded, dict[str, int]], table: str
) -> None:
    declared = {name: FEATURES[kind] for name, kind in sample.declared(table).items()}
    for features, _, _ in loaded[0][table].values():
        assert features == declared
        assert list(features) == list(declared)


@pytest.mark.parametrize("table", ["articles", "signals", "sources", "duplicates"])
def test_datasets_polars_duckdb_and_pyarrow_read_the_same(
    sample: Sample, loaded: tuple[Loaded, dict[str, int]], table: str
) -> None:
    paths = [str(path) for path in sample.files(table)]
    by_polars = pl.read_parquet(paths, hive_partitioning=False)
    by_arrow = pa.concat_tables(pq.ParquetFile(path).read() for path in paths)
    with duckdb.connect() as connection:
        relation = connection.read_parquet(paths)
        types = dict(zip(relation.columns, map(str, relation.types), strict=True))
        by_duckdb = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    parts = loaded[0][table].values()

    rows = by_polars.to_dicts()
    assert rows
    assert by_arrow.to_pylist() == rows
    assert by_duckdb == rows
    assert [row for _, whole, _ in parts for row in whole] == rows
    assert [row for _, _, streamed in parts for row in streamed] == rows

    declared = sample.project.descriptor.tables[table]
    assert by_arrow.schema.types == arrow_schema(declared).types
    assert types == {name: DUCKDB[kind] for name, kind in sample.declared(table).items()}


def test_nulls_and_lists_survive_every_reader(sample: Sample, loaded: tuple[Loaded, dict[str, int]]) -> None:
    rows = [row for _, whole, _ in loaded[0]["articles"].values() for row in whole]
    assert (
        sum(row["published_at"] is None for row in rows) == sample.articles["published_at"].null_count() > 0
    )
    assert all(row["published_at"].tzinfo is None for row in rows if row["published_at"])
    assert any(row["tags"] == [] for row in rows)
    assert any(len(row["tags"]) > 1 for row in rows)


@pytest.mark.parametrize("pattern", ["data/articles/*/*.parquet", "data/signals/*.parquet"])
def test_the_snippets_of_the_card_work(sample: Sample, pattern: str) -> None:
    path = str(sample.release / pattern)
    lazily = pl.scan_parquet(path).select(pl.len()).collect().item()
    with duckdb.connect() as connection:
        counted = connection.sql(f"SELECT count(*) FROM '{path}'").fetchall()
    assert lazily == counted[0][0] == sample.articles.height
