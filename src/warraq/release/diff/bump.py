"""The version that a difference calls for.

Two published rules are computed, and the stricter wins. Frictionless: the recipe "Data Package Version" of
the Data Package standard. Croissant: "Version" in the Croissant format specification 1.1. They disagree where
it matters: an added field is MAJOR to the one and MINOR to the other, a corrected value PATCH and MAJOR.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from warraq.model.descriptor import version_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from warraq.release.diff.fields import Kind, SchemaChange

Level = Literal["none", "patch", "minor", "major"]
Standard = Literal["Frictionless", "Croissant", "Frictionless and Croissant"]
LEVELS: tuple[Level, ...] = ("none", "patch", "minor", "major")

#: What happened -> what each standard makes of it. Of rows: `removed` rows are referred to by other tables,
#: which Frictionless names as a breaking change; `added` ones leave the earlier rows retrievable by
#: `first_release`, which is what Croissant asks of a MINOR version.
RULES: dict[Kind | Literal["rows-added", "rows-removed", "rows-changed", "bytes"], tuple[Level, Level]] = {
    "package-renamed": ("major", "patch"),
    "table-added": ("minor", "minor"),
    "table-removed": ("major", "major"),
    "field-added": ("major", "minor"),
    "field-removed": ("major", "major"),
    "fields-reordered": ("major", "patch"),
    "retyped": ("major", "major"),
    "stricter": ("major", "patch"),
    "looser": ("minor", "patch"),
    "reference-updated": ("minor", "patch"),
    "described": ("patch", "patch"),
    "rows-added": ("minor", "minor"),
    "rows-removed": ("major", "major"),
    "rows-changed": ("patch", "major"),
    "bytes": ("none", "patch"),
}


@dataclass(frozen=True)
class Call:
    """A difference, and the bump that it calls for.

    Attributes:
        standard: the one that is stricter here, or both.
        what: what happened: a key of `RULES`.
        where: the fields or tables, for people.
    """

    level: Level
    standard: Standard
    what: str
    where: str

    def as_dict(self) -> dict[str, str]:
        """Return the call as a JSON object."""
        return {"level": self.level, "standard": self.standard, "what": self.what, "where": self.where}


def calls(
    schema: Iterable[SchemaChange], rows: Mapping[str, Mapping[str, int]], *, other_bytes: bool
) -> list[Call]:
    """Return what calls for a bump, the strictest first.

    Args:
        rows: table -> number of rows added, removed and changed.
        other_bytes: whether files differ at all.
    """
    found = [_call(change.kind, f"{change.place} {change.detail}".strip()) for change in schema]
    for table, counts in rows.items():
        for kind, what in (("removed", "rows-removed"), ("changed", "rows-changed"), ("added", "rows-added")):
            if counts[kind]:
                found.append(_call(what, f"{table}: {counts[kind]:,}"))
    if other_bytes and not found:
        found.append(_call("bytes", "the same rows in other bytes"))
    return sorted(found, key=lambda call: -LEVELS.index(call.level))


def _call(what: str, where: str) -> Call:
    frictionless, croissant = RULES[what]  # type: ignore[index]  # every kind is a key
    if frictionless == croissant:
        return Call(frictionless, "Frictionless and Croissant", what, where)
    if LEVELS.index(croissant) > LEVELS.index(frictionless):
        return Call(croissant, "Croissant", what, where)
    return Call(frictionless, "Frictionless", what, where)


def least_version(old: str, level: Level) -> str:
    """Return the smallest version after `old` that a bump of this level allows; `old` itself for none.

    Before 1.0.0 a MINOR version may break, as Semantic Versioning 2.0.0 (item 4) has it: there a major bump
    asks for the next MINOR version.
    """
    major, minor, patch = version_key(old)
    if level == "none":
        return old
    if level == "major" and major:
        return f"{major + 1}.0.0"
    if level == "patch":
        return f"{major}.{minor}.{patch + 1}"
    return f"{major}.{minor + 1}.0"


def suffices(old: str, new: str, level: Level) -> bool:
    """Return whether going from `old` to `new` is at least a bump of this level."""
    return version_key(new) >= version_key(least_version(old, level))
