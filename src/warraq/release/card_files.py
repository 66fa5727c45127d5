"""Whether a card's configs are the files of its release: each file in one config, with its own types."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from warraq.release.card_front import features_of, files_of, has_config

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


def file_faults(
    data: Mapping[str, Any], folder: Path, resolved: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield key and fault of what the configs and features say of the files.

    Args:
        data: the front matter, of which configs and `dataset_info` are of the form that they have to be.
        folder: of the release.
        resolved: its datapackage.json.
    """
    configs = {str(one["config_name"]): one["data_files"] for one in data["configs"]}
    infos = [(str(one.get("config_name")), one["features"]) for one in data["dataset_info"]]
    filled = {one["name"]: files_of(one) for one in resolved["resources"] if has_config(one)}
    for name in sorted(filled.keys() - configs.keys()):
        yield f"configs.{name}", "is missing: the table has rows"
    for name in sorted(configs.keys() - filled.keys()):
        yield f"configs.{name}", "there is no such table with rows, and loading it would fail"
    if [name for name, _ in infos] != list(configs):
        yield (
            "dataset_info",
            f"has features of {', '.join(name for name, _ in infos)}, not of each config in order",
        )
    everything = [path for one in resolved["resources"] for path in files_of(one)]
    for name, entries in configs.items():
        if name in filled:
            yield from _pattern_faults(name, entries, filled[name], everything)
    for name, fields in infos:
        yield from _feature_faults(name, fields, folder, filled.get(name, []))


def _matches(pattern: str, path: str) -> bool:
    """Tell whether the pattern matches; as `datasets` has it, a star does so within one folder."""
    parts, names = pattern.split("/"), path.split("/")
    return len(parts) == len(names) and all(map(fnmatchcase, names, parts))


def _pattern_faults(
    config: str, entries: Sequence[Mapping[str, Any]], files: Sequence[str], everything: Sequence[str]
) -> Iterator[tuple[str, str]]:
    key = f"configs.{config}.data_files"
    taken: dict[str, str] = {}
    for entry in entries:
        matched = [path for path in everything if _matches(entry["path"], path)]
        if not matched:
            yield key, f"{entry['path']} matches no file"
        for path in matched:
            if path not in files:
                yield key, f"{entry['path']} takes in {path}, which is of another table"
            elif path in taken:
                yield key, f"{path} lies in the splits {taken[path]} and {entry['split']}"
            elif config == "articles" and path.split("/")[-2] != entry["split"]:
                yield key, f"{path} would be loaded as {entry['split']}"
            taken[path] = entry["split"]
    for path in files:
        if path not in taken:
            yield key, f"{path} is in no split"


def _feature_faults(
    config: str, fields: Sequence[Mapping[str, Any]], folder: Path, files: Sequence[str]
) -> Iterator[tuple[str, str]]:
    key = f"dataset_info.{config}.features"
    for path in files:
        found = features_of(pq.read_schema(folder / path))
        if list(fields) == found:
            continue
        stated = {str(field["name"]): field for field in fields}
        there = {field["name"]: field for field in found}
        wrong = [name for name in (*stated, *there) if stated.get(name) != there.get(name)]
        if not wrong:
            yield key, f"are in another order than the columns of {path}"
            return
        one = wrong[0]
        yield key, f"{one} is stated as {_told(stated.get(one))}, and is {_told(there.get(one))} in {path}"
        return


def _told(field: Mapping[str, Any] | None) -> str:
    if field is None:
        return "nothing"
    return f"list of {field['list']}" if "list" in field else str(field.get("dtype"))
