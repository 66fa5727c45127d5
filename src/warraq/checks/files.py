"""Which files a table has on disk, and whether their columns are those that the descriptor declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from warraq.checks.builtin import builtin_hit
from warraq.model.arrow import arrow_schema
from warraq.model.descriptor import PREVIEW

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.checks.hit import Hit
    from warraq.model.descriptor import Descriptor, Table

DATA = "data"


@dataclass(frozen=True)
class TableFiles:
    """A table and its readable files, sorted by path.

    `whole` says whether none is missing, damaged or of another schema.
    """

    table: Table
    paths: tuple[Path, ...]
    whole: bool


def resource_paths(raw: Any, name: str) -> list[str]:
    """Return the `path` of the resource as a list: files, or one pattern such as `data/signals/*.parquet`."""
    for resource in raw["resources"]:
        if resource["name"] == name:
            path = resource.get("path")
            paths = path if isinstance(path, list) else [path]
            return [one for one in paths if isinstance(one, str)]
    return []


def is_inside(relative: str) -> bool:
    """Tell whether the declared path stays below the folder that it is relative to."""
    return not relative.startswith("/") and ".." not in relative.split("/")


def _expand(folder: Path, paths: list[str]) -> tuple[list[Path], list[str]]:
    """Return the files that are there and the declared paths that are not; a pattern may match none."""
    there, missing = [], []
    for path in filter(is_inside, paths):
        if "*" in path:
            there += [one for one in folder.glob(path) if one.is_file()]
        elif (folder / path).is_file():
            there.append(folder / path)
        else:
            missing.append(path)
    return sorted(set(there)), missing


def _schema_fault(table: Table, path: Path) -> str:
    """Return how the file's columns differ from the declared ones; "" if they do not.

    Raises:
        OSError, UnicodeDecodeError, pyarrow.ArrowException: the file cannot be read as Parquet.
    """
    # Nullability is left to the rule `required`: a null is a fault of rows, which can be counted.
    found = {field.name: field.type for field in pq.read_schema(path)}
    expected = {field.name: field.type for field in arrow_schema(table)}
    lacking = [name for name in expected if name not in found]
    more = [name for name in found if name not in expected]
    other = [name for name in expected if name in found and found[name] != expected[name]]
    faults = [f"lacks {', '.join(lacking)}"] if lacking else []
    faults += [f"has also {', '.join(more)}"] if more else []
    faults += [f"{name} is {found[name]} and not {expected[name]}" for name in other]
    if not faults and list(found) != list(expected):
        faults.append("has the columns in another order")
    return "; ".join(faults)


def table_files(descriptor: Descriptor, table: Table, folder: Path) -> tuple[TableFiles, list[Hit]]:
    """Return the table's files that can be read, and what is wrong with the others."""
    there, missing = _expand(folder, resource_paths(descriptor.raw, table.name))
    total = len(there) + len(missing)
    hits = builtin_hit("file-missing", missing, total, table=table.name)
    readable, damaged = [], []
    for path in there:
        relative = path.relative_to(folder).as_posix()
        try:
            fault = _schema_fault(table, path)
        except (OSError, UnicodeDecodeError, pa.ArrowException):
            damaged.append(relative)
            continue
        if fault:
            message = f"the file's columns are not those of datapackage.json: it {fault}"
            hits += builtin_hit("file-schema", [relative], total, table=table.name, message=message)
        else:
            readable.append(path)
    hits += builtin_hit("file-unreadable", damaged, total, table=table.name)
    return TableFiles(table, tuple(readable), whole=not hits), hits


def stray_files(descriptor: Descriptor, folder: Path) -> list[Hit]:
    """Return the files below `data/` that no resource claims."""
    claimed: set[Path] = set()
    for name in (*descriptor.tables, *([PREVIEW] if descriptor.preview else [])):
        claimed.update(_expand(folder, resource_paths(descriptor.raw, name))[0])
    found = [path for path in sorted((folder / DATA).rglob("*")) if not path.is_dir()]
    strays = [path.relative_to(folder).as_posix() for path in found if path not in claimed]
    return builtin_hit("file-stray", strays, len(found))
