"""The real `datasets` loads a tag, plainly and streaming, from files that came by either way."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from huggingface_hub import CommitOperationAdd, HfApi

if TYPE_CHECKING:
    from hub.hub import Hub

NAME = "press/corpus"
CARD = b"""---
license: cc-by-4.0
configs:
- config_name: articles
  default: true
  data_files:
  - split: train
    path: data/train/*.parquet
  - split: test
    path: data/test/*.parquet
---
"""
LOAD = f"""
import json
import datasets

datasets.disable_progress_bars()
whole = datasets.load_dataset({NAME!r}, revision="v1")
stream = datasets.load_dataset({NAME!r}, revision="v1", streaming=True)
print(json.dumps([{{name: list(split) for name, split in one.items()}} for one in (whole, stream)]))
"""


@pytest.mark.parametrize("way", [pytest.param("hub", marks=pytest.mark.slow), "xet_hub"])
def test_load_dataset(way: str, request: pytest.FixtureRequest) -> None:
    served: Hub = request.getfixturevalue(way)
    served.create(NAME, private=True)
    files = {"README.md": CARD}
    rows = {"train": [{"id": 1, "text": "خبر"}, {"id": 2, "text": None}], "test": [{"id": 3, "text": "x"}]}
    for split, some in rows.items():
        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pylist(some), sink)
        files[f"data/{split}/0.parquet"] = sink.getvalue().to_pybytes()
    operations = [CommitOperationAdd(path, content) for path, content in files.items()]
    api = HfApi(endpoint=served.endpoint)
    api.create_commit(NAME, operations, commit_message="Release", repo_type="dataset")
    api.create_tag(NAME, tag="v1", repo_type="dataset")
    served.commit(NAME, {}, deleted=list(files))
    command = [sys.executable, "-c", LOAD]
    done = subprocess.run(command, env=served.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [rows, rows]
