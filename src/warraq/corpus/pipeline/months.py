"""Months that need not be written again: the candidate before holds them with the very same rows."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.pipeline.plan import code_digest
from warraq.model.atomic import write_json
from warraq.model.digest import sha256_file, sha256_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from warraq.model.project import Project

#: What each month of the candidate was made from: month -> {"made_from": digest, "files": {path: SHA-256}}.
FILE_NAME = "months.json"

_TABLES = ("articles", "signals")

#: What decides the bytes of a row, beside its record and what the project declares.
_PLACED = ("text_sha256", "published_at", "cluster", "role", "split", "revision", "first_release")
#: Forms whose records are read alone. What is taken from any other depends on the pages around it too.
_ALONE = ("jsonl", "json", "csv", "parquet", "html")


def marks(articles: pl.DataFrame, parts: Sequence[Path], project: Project) -> dict[str, str]:
    """Return month -> digest of all that its files are made from.

    That is each row's record, or the kept result it comes from, which is named by its content; what is
    declared of its source; what was decided of the row; the tables' schemas; the code and the libraries.

    Args:
        articles: rows with `month`, `form`, `raw_sha256`, `source`, `part` and those of `_PLACED`.
        parts: files that `part` counts.
    """
    tables = [one["schema"] for one in project.descriptor.raw["resources"] if one["name"] in _TABLES]
    agencies = [agency.model_dump(mode="json") for agency in project.agencies]
    terms = sha256_value({"code": code_digest(), "schemas": tables, "agencies": agencies})
    declared = {
        name: sha256_value(project.source(name).model_dump(mode="json"))
        for name in articles["source"].unique().sort()
    }
    names = [f"{path.parent.name}/{path.name}" for path in parts]
    result = pl.col("part").replace_strict(range(len(names)), names, return_dtype=pl.String())
    record = pl.concat_str("raw_sha256", pl.col("source").replace_strict(declared, return_dtype=pl.String()))
    made_from = pl.when(pl.col("form").is_in(_ALONE)).then(record).otherwise(result)
    line = pl.concat_str(made_from, "raw_sha256", *_PLACED, separator="\t", ignore_nulls=True)
    told = articles.select("month", line=line).sort("month", "line")
    digests = {}
    for (month,), rows in told.partition_by("month", as_dict=True).items():
        lines = "\n".join([terms, *rows["line"]])
        digests[str(month)] = hashlib.sha256(lines.encode()).hexdigest()
    return digests


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
                _share(candidate / name, folder / name)
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


def _share(old: Path, new: Path) -> None:
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:  # the file system knows no links
        shutil.copyfile(old, new)
