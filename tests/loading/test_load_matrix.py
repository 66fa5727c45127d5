"""A published release is the same rows, order, types and nulls to every reader, from its tag on the Hub."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from load_all import TABLES, types
from load_run import DATASET, LOADER, python, serving

from hub.hub import Hub
from projects import SPLITS

if TYPE_CHECKING:
    from pathlib import Path

    from projects import Sample

READERS = ["polars", "polars on http", "duckdb", "pyarrow", "pandas"]

FEATURES = {
    "string": "Value('string')",
    "integer": "Value('int64')",
    "number": "Value('float64')",
    "boolean": "Value('bool')",
    "datetime": "Value('timestamp[us]')",
    "date": "Value('date32')",
    "list": "List(Value('string'))",
}

#: One commit and its tag.
UPLOAD = """
import sys
from pathlib import Path
from huggingface_hub import CommitOperationAdd, HfApi

api, name, folder = HfApi(), sys.argv[1], Path(sys.argv[2])
api.create_repo(name, repo_type="dataset")
paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
files = [CommitOperationAdd(path.relative_to(folder).as_posix(), str(path)) for path in paths]
api.create_commit(name, files, commit_message="Version 0.1.0", repo_type="dataset")
api.create_tag(name, tag="v0.1.0", repo_type="dataset")
"""

Rows = list[dict[str, Any]]


def load(hub: Hub, out: Path, which: str, revision: str = "v0.1.0") -> dict[str, Any]:
    python(hub, "-W", "ignore", LOADER, DATASET, revision, out, which)
    found: dict[str, Any] = pickle.loads(out.read_bytes())
    return found


@pytest.fixture(scope="module")
def loaded(shelf: Hub, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What all readers gave."""
    return load(shelf, tmp_path_factory.mktemp("loaded") / "all", "all")


@pytest.fixture(scope="module")
def by_xet(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `datasets` gave from a Hub that stores and sends files by Xet."""
    with serving(Hub(tmp_path_factory.mktemp("xet"), xet=True)) as hub:
        hub.environment = hub.client_environment(hub.token("warraq", "write"))
        python(hub, "-W", "ignore", "-c", UPLOAD, DATASET, sample.release)
        hub.environment = hub.client_environment(None)
        assert hub.xet_bytes() > 0
        found = load(hub, tmp_path_factory.mktemp("loaded") / "xet", "datasets")
        verified = python(hub, "-m", "warraq", "verify", f"hub:{DATASET}@v0.1.0", "--json")
        return {**found, "verified": json.loads(verified)}


def released(sample: Sample, table: str) -> pa.Table:
    """The rows of the files in the order of their paths."""
    paths = sorted(sample.release.glob(TABLES[table]))
    return pa.concat_tables(pq.ParquetFile(path).read() for path in paths)


def configs(sample: Sample) -> list[str]:
    """The tables that the card offers: a reader would fail on one without rows."""
    import yaml

    card = (sample.release / "README.md").read_text(encoding="utf-8")
    return [one["config_name"] for one in yaml.safe_load(card.split("---\n")[1])["configs"]]


def parts(sample: Sample, table: str) -> dict[str, Rows]:
    """Split -> rows of the files, in the order of their paths."""
    splits = SPLITS if table == "articles" else ("full",)
    found = {}
    for split in splits:
        pattern = f"data/articles/{split}/*.parquet" if table == "articles" else TABLES[table]
        paths = sorted(sample.release.glob(pattern))
        found[split] = [row for path in paths for row in pq.ParquetFile(path).read().to_pylist()]
    return found


def test_the_sample_has_what_is_hard_to_load(sample: Sample) -> None:
    """Columns without any value in one month that have some in another, nulls, empty lists and long ones."""
    months = [pq.ParquetFile(path).read() for path in sorted(sample.release.glob(TABLES["articles"]))]
    everywhere = set(months[0].column_names)
    empty = {name for month in months for name in everywhere if month[name].null_count == month.num_rows}
    filled = {name for month in months for name in everywhere if month[name].null_count < month.num_rows}
    assert {"agency", "published_at", "subtitle"} <= empty & filled
    rows = [row for month in months for row in month.to_pylist()]
    assert any(row["tags"] == [] for row in rows)
    assert any(len(row["tags"]) > 1 for row in rows)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("table", list(TABLES))
def test_every_reader_gives_the_released_rows_and_types(
    sample: Sample, loaded: dict[str, Any], reader: str, table: str
) -> None:
    wanted = released(sample, table)
    found_types, rows = loaded["readers"][reader][table]
    assert rows == wanted.to_pylist()
    assert list(found_types.items()) == list(types(wanted.schema).items())


@pytest.mark.parametrize("table", list(TABLES))
def test_croissant_gives_the_released_rows(sample: Sample, loaded: dict[str, Any], table: str) -> None:
    """It names its order nowhere: its files are read as its graph has them."""
    _, rows = loaded["readers"]["mlcroissant"][table]

    def order(row: dict[str, Any]) -> str:
        return repr(sorted(row.items()))

    assert sorted(rows, key=order) == sorted(released(sample, table).to_pylist(), key=order)


def test_datasets_offers_every_config_of_the_card(sample: Sample, loaded: dict[str, Any]) -> None:
    assert sorted(loaded["plain"]) == sorted(configs(sample))
    assert loaded["default"] == {split: len(rows) for split, rows in parts(sample, "articles").items()}


@pytest.mark.parametrize("mode", ["loaded", pytest.param("by_xet", marks=pytest.mark.slow)])
def test_datasets_gives_the_released_rows_of_every_config_and_split(
    sample: Sample, request: pytest.FixtureRequest, mode: str
) -> None:
    found = request.getfixturevalue(mode)
    for table in configs(sample):
        wanted = parts(sample, table)
        for how in ("plain", "streamed"):
            got = found[how][table]
            assert list(got) == list(wanted), (table, how)
            for split, (features, rows) in got.items():
                assert rows == wanted[split], (table, how, split)
                assert features == declared(sample, table)
                assert list(features) == list(declared(sample, table))
    assert found["one_split"] == parts(sample, "articles")


@pytest.mark.slow
def test_a_release_that_comes_by_xet_is_found_whole(by_xet: dict[str, Any]) -> None:
    assert by_xet["verified"]["passed"]


def declared(sample: Sample, table: str) -> dict[str, str]:
    name = "articles" if table == "preview" else table
    return {field: FEATURES[kind] for field, kind in sample.declared(name).items()}


def test_frictionless_reads_the_fields(sample: Sample, loaded: dict[str, Any]) -> None:
    assert loaded["fields"] == {
        one["name"]: [field["name"] for field in one["schema"]["fields"]]
        for one in sample.descriptor["resources"]
    }
