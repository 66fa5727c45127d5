"""Writing a new project from the template that the package carries."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING

from warraq.errors import UsageError
from warraq.model.atomic import json_bytes, storage_errors, write_bytes
from warraq.model.descriptor import FILE_NAME

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

#: Data Package's pattern of names.
_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?")
#: A template's file that would act on this repository under its own name.
_RENAMED = {"gitignore": ".gitignore"}


def scaffold(folder: Path, *, name: str | None = None, title: str | None = None) -> list[str]:
    """Write the template into `folder`, and return the files' paths in it, sorted.

    Args:
        name: of the data package; by default made from the folder's name.

    Raises:
        UsageError: the folder is not empty, or the name cannot be a package's.
        StorageError: the disk refuses.
    """
    with storage_errors(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(str(folder), "is there and not empty", expected="a new or empty folder")
    package = (
        name or re.sub(r"[^a-z0-9._-]+", "-", folder.absolute().name.lower()).strip("-._") or "my-corpus"
    )
    if not _NAME.fullmatch(package):
        raise UsageError("--name", f"found {package!r}", expected="lower-case letters, digits, '.', '_', '-'")
    written = dict(_template(files("warraq") / "template", ""))
    descriptor = json.loads(written[FILE_NAME])
    descriptor["name"] = package
    if title:
        descriptor["title"] = title
    written[FILE_NAME] = json_bytes(descriptor)
    for path, data in written.items():
        write_bytes(folder / path, data)
    with storage_errors(folder):
        (folder / "corpus" / "raw").mkdir(parents=True, exist_ok=True)
    return sorted(written)


def _template(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        if entry.name == "__pycache__":
            continue
        if entry.is_dir():
            found += _template(entry, f"{prefix}{entry.name}/")
        else:
            found.append((prefix + _RENAMED.get(entry.name, entry.name), entry.read_bytes()))
    return found
