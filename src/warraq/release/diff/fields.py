"""What differs between two descriptors: tables, fields, types, constraints, and what only describes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from warraq.release.diff.constraints import constraint_changes, key_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from warraq.model.descriptor import Descriptor, Table

Kind = Literal[
    "package-renamed",
    "table-added",
    "table-removed",
    "field-added",
    "field-removed",
    "fields-reordered",
    "retyped",
    "stricter",
    "looser",
    "reference-updated",
    "described",
]

#: What identifies a package, and what does not describe it.
_IDENTIFYING = ("name", "id")
_NOT_DESCRIBING = ("name", "version", "resources")
#: Properties of a table that say where its files are and how big, or that are compared by themselves.
_OF_FILES = ("name", "path", "bytes", "hash", "rows", "files", "schema")
_IN_SCHEMA = ("fields", "primaryKey", "foreignKeys")
#: Properties of a field that decide how its values are read.
_TYPE = ("type", "format", "itemType")


@dataclass(frozen=True)
class SchemaChange:
    """One difference.

    Attributes:
        place: `table`, `table.field`, or the property of the package.
        detail: what it was and what it is, for people.
    """

    kind: Kind
    place: str
    detail: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the change as a JSON object."""
        return {"kind": self.kind, "place": self.place, "detail": self.detail}


def schema_changes(old: Descriptor, new: Descriptor) -> list[SchemaChange]:
    """Return all differences, by table in the order of the new descriptor, removed tables last.

    A package that gets its first identifier is not another package.
    """
    changes = [
        SchemaChange("package-renamed", key, f"{old.raw[key]} -> {new.raw.get(key)}")
        for key in _IDENTIFYING
        if old.raw.get(key) not in (None, new.raw.get(key))
    ]
    for name, table in new.tables.items():
        if name not in old.tables:
            changes.append(SchemaChange("table-added", name))
            continue
        one, other = (_resource(side, name) for side in (old, new))
        changes += _table_changes(old.tables[name], table)
        for before, after in _field_pairs(one, other):
            changes += _field_changes(f"{name}.{after['name']}", before, after)
        changes += _described(name, one, other, _OF_FILES)
        changes += _described(name, one["schema"], other["schema"], _IN_SCHEMA)
    changes += [SchemaChange("table-removed", name) for name in old.tables if name not in new.tables]
    renamed = [change.place for change in changes if change.kind == "package-renamed"]
    return changes + _described("", old.raw, new.raw, (*_NOT_DESCRIBING, *renamed))


def _resource(descriptor: Descriptor, table: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(one for one in descriptor.raw["resources"] if one["name"] == table)
    return found


def _table_changes(old: Table, new: Table) -> list[SchemaChange]:
    added = [name for name in new.names if name not in old.names]
    removed = [name for name in old.names if name not in new.names]
    changes = [SchemaChange("field-added", f"{new.name}.{name}") for name in added]
    changes += [SchemaChange("field-removed", f"{new.name}.{name}") for name in removed]
    if [name for name in old.names if name in new.names] != [name for name in new.names if name in old.names]:
        changes.append(SchemaChange("fields-reordered", new.name))
    return changes + [SchemaChange(kind, new.name, told) for kind, told in key_changes(old, new)]


def _field_pairs(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield the declarations of each field that both tables have."""
    before = {field["name"]: field for field in old["schema"]["fields"]}
    for field in new["schema"]["fields"]:
        if field["name"] in before:
            yield before[field["name"]], field


def _field_changes(place: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[SchemaChange]:
    changes = [
        SchemaChange("retyped", place, f"{name}: {old.get(name)} -> {new.get(name)}")
        for name in _TYPE
        if old.get(name) != new.get(name)
    ]
    constraints = constraint_changes(old.get("constraints") or {}, new.get("constraints") or {})
    changes += [SchemaChange(kind, place, told) for kind, told in constraints]
    return changes + _described(place, old, new, ("name", "constraints", *_TYPE))


def _described(
    place: str, old: Mapping[str, Any], new: Mapping[str, Any], apart: Iterable[str]
) -> list[SchemaChange]:
    """Return the properties that differ, but those `apart`: none of them decides how data is read."""
    names = sorted({*old, *new} - {*apart})
    differing = [name for name in names if old.get(name) != new.get(name)]
    if not place:
        return [SchemaChange("described", name) for name in differing]
    return [SchemaChange("described", place, ", ".join(differing))] if differing else []
