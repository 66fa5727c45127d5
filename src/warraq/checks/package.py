"""The descriptor as metadata: frictionless as the reference, and what releases ask for beyond."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from warraq.checks.builtin import builtin_hit
from warraq.errors import CheckDefinitionError
from warraq.model.descriptor import FILE_NAME, VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.checks.hit import Hit
    from warraq.model.descriptor import Descriptor

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_LICENSE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


def frictionless_errors(raw: Mapping[str, Any]) -> list[str]:
    """Return what frictionless has against the descriptor, one sentence each.

    Raises:
        CheckDefinitionError: frictionless itself fails on it.
    """
    from frictionless import FrictionlessException, Package

    # Without $schema: a descriptor must be checked offline, and the profile is frictionless' own anyway.
    plain = {key: value for key, value in raw.items() if key != "$schema"}
    try:
        Package.from_descriptor(plain)
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
            other = descriptor.tables.get(key.table)
            if other is None or key.other_field not in other.names:
                place = f"resources.{table.name}.schema.foreignKeys[{number}]"
                faults.append((place, f"refers to {key.table}.{key.other_field}, which is not declared"))
    return faults


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
