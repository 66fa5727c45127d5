"""What differs between the constraints and keys of two declarations, and whether it allows less or more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.model.descriptor import ForeignKey, Table

#: Constraints of which a greater value allows less, and those of which a smaller one does.
_LOWER_BOUNDS = ("minimum", "minLength")
_UPPER_BOUNDS = ("maximum", "maxLength")
_FLAGS = ("required", "unique")

Change = tuple[Literal["stricter", "looser", "reference-updated"], str]


def constraint_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Return, for each constraint of a field that differs, the kind of change and what it was and is."""
    changes: list[Change] = []
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if not _same(name, before, after):
            kind: Literal["stricter", "looser"] = "looser" if _is_looser(name, before, after) else "stricter"
            changes.append((kind, f"{name}: {before!r} -> {after!r}"))
    return changes


def _same(name: str, old: Any, new: Any) -> bool:
    if name in _FLAGS:
        return bool(old) == bool(new)
    if name == "enum" and isinstance(old, list) and isinstance(new, list):
        return sorted(map(repr, old)) == sorted(map(repr, new))
    return bool(old == new)


def _is_looser(name: str, old: Any, new: Any) -> bool:
    """Return whether all values that were allowed still are; what cannot be told counts as no."""
    if name in _FLAGS or new is None:
        return not new
    if old is None:
        return False
    try:
        if name == "enum":
            return all(value in new for value in old)
        if name in _LOWER_BOUNDS:
            return bool(new < old)
        return name in _UPPER_BOUNDS and bool(new > old)
    except TypeError:
        return False


def key_changes(old: Table, new: Table) -> list[Change]:
    """Return how the primary key and the foreign keys differ.

    A key is a constraint too: one that goes allows more, one that comes or is another allows less. A foreign
    key whose fields refer to another place is an updated reference.
    """
    changes: list[Change] = []
    if old.primary_key != new.primary_key:
        kind: Literal["stricter", "looser"] = "stricter" if new.primary_key else "looser"
        changes.append((kind, f"primaryKey: {_names(old.primary_key)} -> {_names(new.primary_key)}"))
    before, after = _references(old), _references(new)
    for fields in sorted({*before, *after}):
        here, there = before.get(fields), after.get(fields)
        if here == there:
            continue
        told = f"foreignKeys: {_names(fields)}: {here or 'none'} -> {there or 'none'}"
        changes.append(
            ("stricter" if here is None else "looser" if there is None else "reference-updated", told)
        )
    return changes


def _references(table: Table) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], list[str]] = {}
    for key in table.foreign_keys:
        found.setdefault(key.fields, []).append(_target(key))
    return {fields: ", ".join(sorted(targets)) for fields, targets in found.items()}


def _target(key: ForeignKey) -> str:
    return f"{key.table}.{'+'.join(key.other_fields)}"


def _names(fields: tuple[str, ...]) -> str:
    return ", ".join(fields) or "none"
