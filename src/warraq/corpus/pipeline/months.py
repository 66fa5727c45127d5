"""Months that need not be written again: the candidate before holds them with the very same rows."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.pipeline.dealing import month_of
from warraq.corpus.pipeline.plan import code_digest
from warraq.model.atomic import share_file, write_json
from warraq.model.digest import sha256_file, sha256_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from warraq.model.project import Project

#: What each month of the candidate was made from: month -> {"made_from": digest, "files": {path: SHA-256}}.
FILE_NAME = "months.json"

_TABLES = ("articles", "signals")

#: What decides the bytes of a row, beside its record and what the project declares.
_PLACED = ("text", "published_at", "cluster", "role", "split", "revision", "first_release")
_TOLD = ("form", "raw", "source", "part", *_PLACED)
#: Forms whose records are read alone. What is taken from any other depends on the pages around it too.
_ALONE = ("jsonl", "json", "csv", "parquet", "html")


def marks(articles: pl.DataFrame, parts: Sequence[Path], project: Project) -> dict[str, str]:
    """Return month -> digest of all that its files are made from.

    That is each row's record, or the kept result it comes from, which is named by its content; what is
    declared of its source; what was decided of the row; the tables' schemas; the code and the libraries.

    Args:
        articles: rows with `form`, `raw`, `source`, `part`, `published_at` and those of `_PLACED`.
        parts: files that `part` counts.
    """
    tables = [one["schema"] for one in project.descriptor.raw["resources"] if one["name"] in _TABLES]
    agencies = [agency.model_dump(mode="json") for agency in project.agencies]
    terms = sha256_value({"code": code_digest(), "schemas": tables, "agencies": agencies})
    declared = {
        str(name): sha256_value(project.source(str(name)).model_dump(mode="json"))
        for name in articles["source"].unique().cast(pl.String).sort()
    }
    names = [f"{path.parent.name}/{path.name}" for path in parts]
    digests = {}
    months = articles.select(_TOLD).with_columns(month=month_of(pl.col("published_at")).cast(pl.Categorical))
    for (month,), rows in months.partition_by("month", as_dict=True, include_key=False).items():
        lines = rows.select(_line(names, declared)).to_series().sort()
        digests[str(month)] = hashlib.sha256("\n".join([terms, *lines]).encode()).hexdigest()
    return digests


def _line(names: Sequence[str], declared: Mapping[str, str]) -> pl.Expr:
    """Return all that decides the bytes of a row."""
    result = pl.col("part").replace_strict(range(len(names)), names, return_dtype=pl.String())
    source = pl.col("source").cast(pl.String).replace_strict(declared, return_dtype=pl.String())
    record = pl.concat_str(pl.col("raw").cast(pl.String), source)
    made_from = pl.when(pl.col("form").cast(pl.String).is_in(_ALONE)).then(record).otherwise(result)
    # A null is told from what another column holds: the columns in its place are never empty.
    placed = [pl.col(name).cast(pl.String).fill_null("") for name in ("raw", *_PLACED)]
    return pl.concat_str(made_from, *placed, separator="\t")


def take_over(candidate: Path, folder: Path, marks: Mapping[str, str]) -> set[str]:
    """Put the files of months that did not change into the new candidate's folder; return these months.

    A file that is damaged, or is not there, is written again. Nothing is ever written into a file that is
    there already, so both candidates may share it on the disk.
    """
    before = _read(candidate)
    taken = set()
    for month, mark in marks.items():
        entry = before.get(month)
        if entry and entry.get("made_from") == mark and _sound(candidate, entry["files"]):
            for name in entry["files"]:
                share_file(candidate / name, folder / name)
            taken.add(month)
    return taken


def write_marks(folder: Path, marks: Mapping[str, str]) -> None:
    """Write down what each month of the candidate in `folder` was made from."""
    files: dict[str, dict[str, str]] = {month: {} for month in marks}
    for path in sorted((folder / "data").rglob("*.parquet")):
        if path.stem in files:
            files[path.stem][path.relative_to(folder).as_posix()] = sha256_file(path)
    entries = {month: {"made_from": marks[month], "files": files[month]} for month in sorted(marks)}
    write_json(folder / FILE_NAME, entries)


def _read(candidate: Path) -> dict[str, Any]:
    try:
        found = json.loads((candidate / FILE_NAME).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _sound(candidate: Path, files: Mapping[str, str]) -> bool:
    try:
        return bool(files) and all(sha256_file(candidate / name) == digest for name, digest in files.items())
    except OSError:
        return False
