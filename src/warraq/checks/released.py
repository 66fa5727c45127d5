"""The descriptor of a frozen release, in which `path` is no pattern but the files themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warraq.model.descriptor import Descriptor, _Reader, _table, read_json

if TYPE_CHECKING:
    from pathlib import Path


def _with_one_path(resource: Any) -> Any:
    """Return the resource with its list of files as one string, which the reader of tables asks for."""
    if isinstance(resource, dict) and isinstance(resource.get("path"), list):
        return {**resource, "path": " ".join(map(str, resource["path"]))}
    return resource


def read_released(path: Path) -> Descriptor:
    """Return the descriptor of a release; the rule `descriptor-version` looks at its version.

    Raises:
        ProjectError: naming file and key of the first thing that is missing or of the wrong type.
    """
    raw = read_json(path)
    reader = _Reader(path)
    for key in ("name", "version"):
        reader.get(raw, key, str, "")
    resources = map(_with_one_path, reader.get(raw, "resources", list, ""))
    tables = [_table(reader, data, index) for index, data in enumerate(resources)]
    return Descriptor(path=path, raw=raw, tables={table.name: table for table in tables})
