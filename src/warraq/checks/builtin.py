"""The rules that stand in the toolkit itself: id, severity and sentence of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.hit import Hit, plain_keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warraq.model.finding import Severity

DECLARED = "built in"

#: Rule -> (severity, sentence). Ids are stable: policies and waivers name them.
BUILTIN: dict[str, tuple[Severity, str]] = {
    "changes-untrue": (
        "error",
        "the table changes names an added or changed id that articles lacks, or a removed one that is there",
    ),
    "characters-differ": ("error", "characters is not the number of code points of body"),
    "descriptor-invalid": ("error", "the descriptor is not a valid Data Package"),
    "descriptor-key": ("error", "a foreign key refers to a table or field that is not declared"),
    "descriptor-license": ("error", "a licence is missing, or is neither an SPDX id nor a LicenseRef"),
    "descriptor-name": ("error", "a name is not made of lower-case letters, digits, '.', '_' and '-'"),
    "descriptor-version": ("error", "the version is not MAJOR.MINOR.PATCH"),
    "file-missing": ("error", "a file of a table is not there"),
    "file-misplaced": ("error", "an article lies in the file of another split or month"),
    "file-schema": ("error", "a file's columns are not those that the descriptor declares"),
    "file-stray": ("error", "a file below data/ belongs to no table"),
    "file-unreadable": ("error", "a file is not readable Parquet"),
    "file-unsorted": ("error", "the rows of a file are not sorted by published_at and id"),
    "foreign-key": ("error", "a key refers to a row that is not there"),
    "list-items": ("error", "a list holds null"),
    "manifest-changed": ("error", "a file's bytes are not those that the manifest states"),
    "manifest-extra": ("error", "a file is not in the manifest"),
    "manifest-invalid": ("error", "manifest.json is not a list of files with sha256 and bytes"),
    "manifest-missing": ("error", "a file of the manifest is not there"),
    "previous-unreadable": ("error", "the earlier release cannot be read, so drift from it is unknown"),
    "primary-key": ("error", "two rows have the same primary key"),
    "resource-bytes": ("error", "the descriptor states another number of bytes than the files have"),
    "resource-hash": ("error", "the descriptor states another hash than the files have"),
    "resource-rows": ("error", "the descriptor states another number of rows than the files have"),
    "signals-missing": ("error", "an article has no row in signals"),
    "source-undeclared": ("error", "a source of articles is not declared in corpus/sources.toml"),
    "text-digest": ("error", "text_sha256 is not the SHA-256 of title, subtitle and body"),
    "tombstone-returned": ("error", "an article that was taken down is back"),
    "waiver-expired": ("error", "a waiver is past its date"),
}

#: Rules that only a frozen release can break.
FROZEN = frozenset(
    {
        "manifest-changed",
        "manifest-extra",
        "manifest-invalid",
        "manifest-missing",
        "resource-bytes",
        "resource-hash",
        "resource-rows",
    }
)


def builtin_hit(
    rule: str,
    keys: pl.DataFrame | Iterable[str],
    total: int,
    *,
    message: str = "",
    table: str = "",
    field: str = "",
    segment: str = "",
    declared: str = DECLARED,
) -> list[Hit]:
    """Return the hit of a built-in rule in a list, or an empty list where there are no keys."""
    severity, sentence = BUILTIN[rule]
    rows = keys if isinstance(keys, pl.DataFrame) else plain_keys(keys)
    if rows.is_empty():
        return []
    return [Hit(rule, severity, message or sentence, rows, total, table, field, segment, declared)]
