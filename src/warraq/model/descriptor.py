"""The data package descriptor: which tables there are, and the fields, types and keys of each.

`datapackage.json` is the one place where these stand; schemas for Arrow, polars, pandera and the dataset
card are derived from what is read here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.errors import ProjectError
from warraq.model.project_file import read_project_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE_NAME = "datapackage.json"
#: Numbers of up to nine digits: what is longer is a slip, and no folder's name.
VERSION = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})")
#: A release's resource that is made from its articles, not by a build: some of their rows, to look at.
PREVIEW = "preview"
FIELD_TYPES = ("string", "integer", "number", "boolean", "datetime", "date", "list")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a table.

    `constraints` are Table Schema's (required, unique, pattern, enum, minimum, maximum, minLength,
    maxLength); a list's items are strings.
    """

    name: str
    type: str
    description: str
    constraints: Mapping[str, Any]

    @property
    def required(self) -> bool:
        """Whether null is forbidden."""
        return bool(self.constraints.get("required", False))


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`fields` together hold values that `other_fields` of one row in the table `table` hold, in order."""

    fields: tuple[str, ...]
    table: str
    other_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One resource of the package."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]

    def field(self, name: str) -> Field:
        """Return the field of that name; KeyError if there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    @property
    def names(self) -> list[str]:
        """The fields' names in order."""
        return [field.name for field in self.fields]


@dataclass(frozen=True, slots=True)
class Descriptor:
    """`datapackage.json` as read: the raw mapping, and the tables in it by name.

    `preview` is a release's resource of that name, which is no table of its own: it repeats rows of others.
    """

    path: Path
    raw: Mapping[str, Any]
    tables: Mapping[str, Table]
    preview: Table | None = None

    @property
    def name(self) -> str:
        """The package's name."""
        return str(self.raw["name"])

    @property
    def title(self) -> str:
        """The package's title, or its name."""
        return str(self.raw.get("title") or self.name)

    @property
    def version(self) -> str:
        """The version that the project is at."""
        return str(self.raw["version"])


def version_key(version: str) -> tuple[int, int, int]:
    """Return the parts of MAJOR.MINOR.PATCH for comparing; ValueError if it is none."""
    match = VERSION.fullmatch(version)
    if match is None:
        raise ValueError(f"{version!r} is not MAJOR.MINOR.PATCH")
    major, minor, patch = (int(part) for part in match.groups())
    return major, minor, patch


def _pairs_without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"the key {key!r} stands twice in one object")
    return dict(pairs)


def read_json(path: Path) -> Any:
    """Return the parsed JSON file.

    Raises:
        ProjectError: the file is missing, not UTF-8, not JSON, or an object in it repeats a key.
        StorageError: it cannot be read.
    """
    text = read_project_text(path)
    try:
        return json.loads(text, object_pairs_hook=_pairs_without_repeats)
    except (ValueError, RecursionError) as error:
        raise ProjectError(str(path), f"not valid JSON: {error}", expected="one JSON value") from error


class _Reader:
    """Takes typed values out of the raw mapping, and says which key was wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self, data: Any, key: str, kind: type | tuple[type, ...], at: str) -> Any:
        value = data.get(key) if isinstance(data, dict) else None
        if not isinstance(value, kind):
            kinds = kind if isinstance(kind, tuple) else (kind,)
            raise ProjectError(
                f"{self.path}: {at}{key}",
                "found nothing" if value is None else f"found {value!r}"[:200],
                expected=" or ".join(_JSON_NAMES[one] for one in kinds),
            )
        return value

    def strings(self, data: Any, key: str, at: str) -> tuple[str, ...]:
        value = self.get(data, key, (str, list), at)
        return (value,) if isinstance(value, str) else tuple(str(item) for item in value)


_JSON_NAMES = {str: "a string", list: "an array", dict: "an object", int: "a number"}


def _field(reader: _Reader, data: Any, at: str) -> Field:
    name = reader.get(data, "name", str, at)
    kind = reader.get(data, "type", str, f"{at}{name}.")
    if kind not in FIELD_TYPES:
        expected = f"one of {', '.join(FIELD_TYPES)}"
        raise ProjectError(f"{reader.path}: {at}{name}.type", f"found {kind!r}", expected=expected)
    constraints = reader.get(data, "constraints", dict, f"{at}{name}.") if "constraints" in data else {}
    return Field(name, kind, str(data.get("description") or ""), constraints)


def _foreign_keys(reader: _Reader, schema: Any, table: str, at: str) -> list[ForeignKey]:
    keys = []
    for item in schema.get("foreignKeys") or []:
        reference = reader.get(item, "reference", dict, at)
        here = reader.strings(item, "fields", at)
        there = reader.strings(reference, "fields", f"{at}reference.")
        if len(here) != len(there):
            found = f"{len(here)} fields refer to {len(there)}"
            raise ProjectError(f"{reader.path}: {at}", found, expected="as many fields on both sides")
        other = str(reference.get("resource") or table)
        keys.append(ForeignKey(here, other, there))
    return keys


def _require_distinct(reader: _Reader, at: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ProjectError(f"{reader.path}: {at}", f"{name!r} stands twice", expected="one of each name")


def _table(reader: _Reader, data: Any, index: int) -> Table:
    name = reader.get(data, "name", str, f"resources[{index}].")
    at = f"resources.{name}.schema."
    reader.get(data, "path", (str, list), f"resources.{name}.")
    schema = reader.get(data, "schema", dict, f"resources.{name}.")
    fields = tuple(_field(reader, item, f"{at}fields.") for item in reader.get(schema, "fields", list, at))
    _require_distinct(reader, f"{at}fields", [field.name for field in fields])
    primary_key = reader.strings(schema, "primaryKey", at) if "primaryKey" in schema else ()
    foreign_keys = tuple(_foreign_keys(reader, schema, name, f"{at}foreignKeys."))
    known = [field.name for field in fields]
    for key in (*primary_key, *(name for foreign in foreign_keys for name in foreign.fields)):
        if key not in known:
            raise ProjectError(
                f"{reader.path}: {at}", f"a key names {key!r}", expected="a field of the table"
            )
    title, description = str(data.get("title") or name), str(data.get("description") or "")
    return Table(name, title, description, fields, primary_key, foreign_keys)


def read_descriptor(path: Path, *, frozen: bool = False) -> Descriptor:
    """Return the descriptor in the file.

    Args:
        frozen: whether it is a release's; what its version is worth is then for a check to say.

    Raises:
        ProjectError: naming file and key of the first thing that is missing or of the wrong type.
    """
    raw = read_json(path)
    reader = _Reader(path)
    reader.get(raw, "name", str, "")
    version = reader.get(raw, "version", str, "")
    if not frozen and not VERSION.fullmatch(version):
        raise ProjectError(f"{path}: version", f"found {version!r}", expected="MAJOR.MINOR.PATCH")
    resources = reader.get(raw, "resources", list, "")
    tables = [_table(reader, data, index) for index, data in enumerate(resources)]
    _require_distinct(reader, "resources", [table.name for table in tables])
    named = {table.name: table for table in tables}
    preview = named.pop(PREVIEW, None) if frozen else None
    return Descriptor(path=path, raw=raw, tables=named, preview=preview)
