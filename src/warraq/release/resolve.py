"""The descriptor of one release: the project's, with the files that are really there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from warraq.checks.preview import PREVIEW_FILE
from warraq.model.descriptor import PREVIEW
from warraq.model.digest import sha256_file, sha256_files
from warraq.release.preview import preview_resource

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.model.descriptor import Descriptor


def resolve(descriptor: Descriptor, folder: Path, version: str) -> dict[str, Any]:
    """Return `datapackage.json` of the release whose tables lie below `folder/data`.

    Each resource gets its files as `path` (one string, or a list in order), `bytes` and `hash` of all of them
    (of their concatenation, as for any multipart resource), `rows`, and the same of each file in `files`.
    The preview, if it is there, is the last resource.
    """
    declared = [one for one in descriptor.raw["resources"] if one["name"] != PREVIEW]
    if (folder / PREVIEW_FILE).is_file():
        (articles,) = (one for one in declared if one["name"] == "articles")
        declared = [*declared, preview_resource(articles)]
    resources = [_resource(dict(resource), folder) for resource in declared]
    return {**descriptor.raw, "version": version, "resources": resources}


def _resource(resource: dict[str, Any], folder: Path) -> dict[str, Any]:
    paths = sorted(folder.glob(resource["path"]))
    files = [
        {
            "path": path.relative_to(folder).as_posix(),
            "bytes": path.stat().st_size,
            "hash": f"sha256:{sha256_file(path)}",
            "rows": pq.read_metadata(path).num_rows,
        }
        for path in paths
    ]
    whole = files[0]["hash"] if len(files) == 1 else f"sha256:{sha256_files(paths)}"
    names = [file["path"] for file in files]
    schema = resource.pop("schema")
    resource["path"] = names[0] if len(names) == 1 else names
    resource["bytes"] = sum(file["bytes"] for file in files)
    resource["hash"] = whole
    resource["rows"] = sum(file["rows"] for file in files)
    return {**resource, "files": files, "schema": schema}
