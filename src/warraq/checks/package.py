"""The descriptor as metadata: frictionless as the reference, and what releases ask for beyond."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from warraq.checks.builtin import builtin_hit
from warraq.errors import CheckDefinitionError, ProjectError
from warraq.model.descriptor import FILE_NAME, VERSION

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from warraq.checks.hit import Hit
    from warraq.model.descriptor import Descriptor, ForeignKey, Table

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_LICENSE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


def frictionless_errors(raw: Mapping[str, Any]) -> list[str]:
    """Return what frictionless has against the descriptor, one sentence each.

    Raises:
        CheckDefinitionError: frictionless itself fails on it.
    """
    from frictionless import FrictionlessException, Package

    try:
        # $schema is not fetched; without it frictionless refuses exclusive limits, as of the first standard.
        Package.from_descriptor(dict(raw))
    except FrictionlessException as error:
        return [str(reason.note) for reason in error.reasons] or [str(error.error.note)]
    except Exception as error:  # whatever it is, no verdict was reached
        found = f"frictionless cannot read it: {type(error).__name__}: {error}"[:300]
        raise CheckDefinitionError(FILE_NAME, found, expected="a Data Package v2 descriptor") from error
    return []


def _name_faults(raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    names = [("name", raw.get("name"))]
    names += [(f"resources[{at}].name", one.get("name")) for at, one in enumerate(raw["resources"])]
    return [(key, f"found {name!r}") for key, name in names if not _NAME.fullmatch(str(name))]


def _license_faults(raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    licenses = raw.get("licenses")
    if not isinstance(licenses, list) or not licenses:
        return [("licenses", "found none")]
    names = [(at, one.get("name") if isinstance(one, dict) else None) for at, one in enumerate(licenses)]
    return [
        (f"licenses[{at}].name", f"found {name!r}")
        for at, name in names
        if not (isinstance(name, str) and _LICENSE.fullmatch(name))
    ]


def _key_faults(descriptor: Descriptor) -> list[tuple[str, str]]:
    faults = []
    for table in descriptor.tables.values():
        for number, key in enumerate(table.foreign_keys):
            place = f"resources.{table.name}.schema.foreignKeys[{number}]"
            faults += [(place, note) for note in _reference_faults(descriptor, table, key)]
    return faults


def _reference_faults(descriptor: Descriptor, table: Table, key: ForeignKey) -> list[str]:
    """Return what keeps the key from being looked up: fields that are not declared, or of another type."""
    other = descriptor.tables.get(key.table)
    notes = []
    for name, there in zip(key.fields, key.other_fields, strict=True):
        if other is None or there not in other.names:
            notes.append(f"refers to {key.table}.{there}, which is not declared")
        elif (kind := other.field(there).type) != table.field(name).type:
            notes.append(
                f"{name} of type {table.field(name).type} refers to {key.table}.{there} of type {kind}"
            )
    return notes


def require_no_key_on(descriptor: Descriptor, owner: str, texts: Collection[str]) -> None:
    """Hold all keys to fields other than `texts` of the table `owner`, which no rule over rows sees.

    Raises:
        ProjectError: naming the table whose key it is, and the field.
    """
    for table in descriptor.tables.values():
        named = [(table.name, table.primary_key)]
        for key in table.foreign_keys:
            named += [(table.name, key.fields), (key.table, key.other_fields)]
        wrong = [name for place, fields in named for name in fields if place == owner and name in texts]
        if wrong:
            raise ProjectError(
                f"{descriptor.path}: resources.{table.name}.schema",
                f"a key names {owner}.{wrong[0]}",
                expected=f"a key of fields other than {', '.join(texts)}",
            )


def package_hits(descriptor: Descriptor) -> list[Hit]:
    """Return what is wrong with the descriptor, one hit a fault, each naming the key.

    Raises:
        CheckDefinitionError: see `frictionless_errors`.
    """
    raw = descriptor.raw
    faults = {
        "descriptor-name": _name_faults(raw),
        "descriptor-license": _license_faults(raw),
        "descriptor-key": _key_faults(descriptor),
        "descriptor-version": []
        if VERSION.fullmatch(str(raw.get("version")))
        else [("version", f"found {raw.get('version')!r}")],
        "descriptor-invalid": [(FILE_NAME, note) for note in frictionless_errors(raw)],
    }
    return [
        hit
        for rule, found in faults.items()
        for key, note in found
        for hit in builtin_hit(
            rule,
            [key],
            1,
            message=f"{key}: {note}" if key != FILE_NAME else note,
            declared=f"{FILE_NAME}: {key}",
        )
    ]
