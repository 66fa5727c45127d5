"""Loads a published release with every reader, in a process of its own: settings are read at import.

`python load_all.py REPOSITORY REVISION OUT all|datasets` pickles to OUT what each reader gave; see `Loaded`.
"""

from __future__ import annotations

import pickle
import sys
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa

TABLES = {
    "articles": "data/articles/*/*.parquet",
    "signals": "data/signals/*.parquet",
    "sources": "data/sources.parquet",
    "duplicates": "data/duplicates.parquet",
    "changes": "data/changes.parquet",
    "tombstones": "data/tombstones.parquet",
    "preview": "data/preview.parquet",
}

Rows = list[dict[str, Any]]


@dataclass
class Loaded:
    """What came.

    Attributes:
        plain, streamed: config -> split -> (types by field, rows), as `datasets` gives them.
        readers: reader -> table -> (types by field in Arrow's names, rows); types None where it has none.
        fields: table -> fields, as frictionless reads them.
    """

    default: dict[str, int] = field(default_factory=dict)
    plain: dict[str, dict[str, tuple[dict[str, str], Rows]]] = field(default_factory=dict)
    streamed: dict[str, dict[str, tuple[dict[str, str], Rows]]] = field(default_factory=dict)
    one_split: dict[str, Rows] = field(default_factory=dict)
    readers: dict[str, dict[str, tuple[dict[str, str] | None, Rows]]] = field(default_factory=dict)
    fields: dict[str, list[str]] = field(default_factory=dict)


def types(schema: pa.Schema) -> dict[str, str]:
    """Return Arrow's types, but for the width of offsets and the inner name of lists, which differ freely."""

    def told(kind: pa.DataType) -> str:
        is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind)
        return f"list<{told(kind.value_type)}>" if is_list else str(kind).removeprefix("large_")

    return {one.name: told(one.type) for one in schema}


def table_of(table: pa.Table) -> tuple[dict[str, str], Rows]:
    return types(table.schema), table.to_pylist()


def by_datasets(loaded: Loaded, repository: str, revision: str) -> None:
    datasets.disable_progress_bars()
    loaded.default = {
        name: part.num_rows for name, part in datasets.load_dataset(repository, revision=revision).items()
    }
    for config in datasets.get_dataset_config_names(repository, revision=revision):
        whole = datasets.load_dataset(repository, config, revision=revision)
        stream = datasets.load_dataset(repository, config, revision=revision, streaming=True)
        for kept, parts in ((loaded.plain, whole), (loaded.streamed, stream)):
            kept[config] = {
                split: ({name: str(one) for name, one in part.features.items()}, list(part))
                for split, part in parts.items()
            }
    for split in loaded.default:
        loaded.one_split[split] = list(datasets.load_dataset(repository, split=split, revision=revision))


def by_polars(place: str, pattern: str) -> tuple[dict[str, str], Rows]:
    import polars as pl

    return table_of(pl.scan_parquet(f"{place}/{pattern}").collect().to_arrow())


def by_polars_on_http(repository: str, revision: str, pattern: str) -> tuple[dict[str, str], Rows]:
    import polars as pl
    from huggingface_hub import HfFileSystem, hf_hub_url

    start = f"datasets/{repository}@{revision}/"
    names = [path.removeprefix(start) for path in sorted(HfFileSystem().glob(start + pattern))]
    urls = [hf_hub_url(repository, name, repo_type="dataset", revision=revision) for name in names]
    return table_of(pl.scan_parquet(urls).collect().to_arrow())


def by_duckdb(place: str, pattern: str) -> tuple[dict[str, str], Rows]:
    import duckdb
    from huggingface_hub import HfFileSystem

    with duckdb.connect() as connection:
        connection.register_filesystem(HfFileSystem())
        return table_of(connection.sql(f"SELECT * FROM '{place}/{pattern}'").to_arrow_table())


def by_pyarrow(repository: str, revision: str, pattern: str) -> tuple[dict[str, str], Rows]:
    import pyarrow.dataset as ds
    from huggingface_hub import HfFileSystem

    hub = HfFileSystem()
    paths = sorted(hub.glob(f"datasets/{repository}@{revision}/{pattern}"))
    return table_of(ds.dataset(paths, filesystem=hub, format="parquet").to_table())


def by_pandas(place: str, pattern: str) -> tuple[dict[str, str], Rows]:
    import pandas as pd

    folder = f"{place}/{pattern.split('/*', maxsplit=1)[0]}"
    return table_of(
        pa.Table.from_pandas(pd.read_parquet(folder, dtype_backend="pyarrow"), preserve_index=False)
    )


def by_mlcroissant(folder: str, table: str) -> Rows:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlcroissant

        dataset = mlcroissant.Dataset(f"{folder}/croissant.json")
        if table not in {one.id for one in dataset.metadata.record_sets}:
            return []
        return [
            {name.split("/")[1]: plain(value) for name, value in row.items()}
            for row in dataset.records(table)
        ]


def plain(value: Any) -> Any:
    """Return what mlcroissant gives as Arrow gives it: it has bytes for strings and pandas' own nulls."""
    import pandas as pd

    if isinstance(value, bytes):
        return value.decode()
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return [plain(one) for one in value]
    if value is not None and pd.isna(value):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def by_all_others(loaded: Loaded, repository: str, revision: str) -> None:
    from frictionless import Package
    from huggingface_hub import snapshot_download

    folder = snapshot_download(repository, repo_type="dataset", revision=revision)
    place = f"hf://datasets/{repository}@{revision}"
    tables = {name: path for name, path in TABLES.items() if list(Path(folder).glob(path))}
    loaded.readers = {
        "polars": {name: by_polars(folder, path) for name, path in tables.items()},
        "polars on http": {
            name: by_polars_on_http(repository, revision, path) for name, path in tables.items()
        },
        "duckdb": {name: by_duckdb(place, path) for name, path in tables.items()},
        "pyarrow": {name: by_pyarrow(repository, revision, path) for name, path in tables.items()},
        "pandas": {name: by_pandas(place, path) for name, path in tables.items()},
        "mlcroissant": {name: (None, by_mlcroissant(folder, name)) for name in tables},
    }
    package = Package(f"{folder}/datapackage.json")
    loaded.fields = {one.name: [field.name for field in one.schema.fields] for one in package.resources}


def main() -> None:
    repository, revision, out, which = sys.argv[1:]
    loaded = Loaded()
    by_datasets(loaded, repository, revision)
    if which == "all":
        by_all_others(loaded, repository, revision)
    Path(out).write_bytes(pickle.dumps(vars(loaded)))


if __name__ == "__main__":
    main()
