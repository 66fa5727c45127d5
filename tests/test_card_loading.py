"""The card's features decide the types that `datasets` gives, whatever one month's files hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from projects import jsonl, release, story

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

#: Loads each config whole and as a stream, and also with the typed features of tables without a config.
LOAD = """
import json, sys
import datasets, yaml
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCard

datasets.disable_progress_bars()
folder = sys.argv[1]
card = DatasetCard.load(folder + "/README.md").data
features = {name: info.features for name, info in DatasetInfosDict.from_dataset_card_data(card).items()}
found = {"configs": {}, "named": list(MetadataConfigs.from_dataset_card_data(card)), "empty": {}}
for config in datasets.get_dataset_config_names(folder):
    whole = datasets.load_dataset(folder, config)
    stream = datasets.load_dataset(folder, config, streaming=True)
    found["configs"][config] = {
        split: {
            "typed": whole[split].features == stream[split].features == features[config],
            "features": {name: str(kind) for name, kind in whole[split].features.items()},
            "same": list(whole[split]) == list(stream[split]),
            "rows": whole[split].num_rows,
        }
        for split in whole
    }
for name in sys.argv[2:]:
    path = f"{folder}/data/{name}.parquet"
    typed = datasets.Features.from_arrow_schema(__import__("pyarrow.parquet").parquet.read_schema(path))
    load = {"data_files": {"full": path}, "features": typed, "split": "full"}
    streamed = list(datasets.load_dataset("parquet", streaming=True, **load))
    try:
        datasets.load_dataset("parquet", **load)
        plain = "loaded"
    except ValueError as error:
        plain = str(error)
    found["empty"][name] = [len(streamed), plain]
print(json.dumps(found))
"""


def load(folder: Path, home: Path, *empty: str) -> Any:
    environment = {**os.environ, "HF_HOME": str(home), "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
    command = [sys.executable, "-c", LOAD, str(folder), *empty]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release in which one month has no sub-headline, credit or tag at all, another one has."""
    from projects import make_project

    bare = [story(number, date=f"2024-10-{number + 1:02d}T08:00:00+00:00") for number in range(4)]
    rich = [
        story(number, date=f"2024-11-{number + 1:02d}T08:00:00+00:00", subtitle="A line more", tags=["quay"])
        for number in range(4, 9)
    ]
    made = release(
        make_project(tmp_path_factory.mktemp("nulls") / "made", {"daily/a.jsonl": jsonl([*bare, *rich])})
    )
    assert made.frozen is not None
    return made.frozen.folder


@pytest.fixture(scope="module")
def loaded(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return load(folder, tmp_path_factory.mktemp("home"), "duplicates", "changes", "tombstones")


def test_a_column_that_is_all_null_in_a_month_keeps_its_type(folder: Path, loaded: Any) -> None:
    months = {
        path.stem: pl.read_parquet(path)
        for path in sorted((folder / "data" / "articles").glob("*/2024-10.parquet"))
    }
    assert months
    for rows in months.values():
        for column in ("subtitle", "agency", "section", "modified_at"):
            assert rows[column].null_count() == rows.height
    for split in loaded["configs"]["articles"].values():
        assert split["features"]["subtitle"] == split["features"]["agency"] == "Value('string')"
        assert split["features"]["modified_at"] == "Value('timestamp[us]')"


def test_every_config_loads_whole_and_as_a_stream_with_the_cards_features(loaded: Any) -> None:
    assert loaded["named"] == list(loaded["configs"]) == ["articles", "signals", "sources", "preview"]
    for splits in loaded["configs"].values():
        for split in splits.values():
            assert (split["typed"], split["same"]) == (True, True)
            assert split["rows"] > 0


def test_a_table_without_rows_has_no_config_since_datasets_cannot_load_it(loaded: Any) -> None:
    """Should `datasets` learn to, every table can have a config always: this says when."""
    for rows, plain in loaded["empty"].values():
        assert (rows, plain) == (0, 'Instruction "full" corresponds to no data!')
