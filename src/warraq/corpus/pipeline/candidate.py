"""Writing the candidate: the tables as they would be released, and what only the maintainer sees."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.frames import QUARANTINE
from warraq.corpus.pipeline import rights
from warraq.corpus.pipeline.evidence import read_evidence
from warraq.corpus.pipeline.place import HELD
from warraq.corpus.pipeline.tables import write_table
from warraq.corpus.relate.changes import SCHEMA as CHANGES
from warraq.corpus.relate.changes import differences
from warraq.errors import ProjectError
from warraq.model.arrow import polars_schema
from warraq.model.atomic import write_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from warraq.corpus.relate.earlier import Earlier
    from warraq.model.project import Project

#: The tables that a build makes, and where below a release they lie.
TABLES = {
    "articles": "data/articles/*/*.parquet",
    "signals": "data/signals/*.parquet",
    "sources": "data/sources.parquet",
    "duplicates": "data/duplicates.parquet",
    "changes": "data/changes.parquet",
    "tombstones": "data/tombstones.parquet",
}

#: Which raw files were read, with their digests.
INPUTS = "inputs.json"

#: Fields that later stages and the next release rely on.
_NEEDED = {
    "articles": "id source published_at language words characters role split license revision first_release "
    "raw_sha256 text_sha256",
    "signals": "id",
    "sources": "id name homepage language license",
    "changes": "id change fields reason",
    "tombstones": "id release reason",
}


def require_tables(project: Project) -> None:
    """Hold the descriptor to the tables that a build makes, and to the fields that no stage can do without.

    Raises:
        ProjectError: one is missing, there is one table more, or one is said to lie elsewhere.
    """
    found = set(project.descriptor.tables)
    if found != TABLES.keys():
        lacking, more = sorted(TABLES.keys() - found), sorted(found - TABLES.keys())
        what = [f"lacks {', '.join(lacking)}"] if lacking else []
        what += [f"has {', '.join(more)}"] if more else []
        where = f"{project.descriptor.path}: resources"
        raise ProjectError(where, " and ".join(what), expected=f"the tables {', '.join(TABLES)}")
    for resource in project.descriptor.raw["resources"]:
        name, path = resource["name"], resource["path"]
        if path != TABLES[name]:
            where = f"{project.descriptor.path}: resources.{name}.path"
            raise ProjectError(where, f"found {path!r}", expected=repr(TABLES[name]))
    for name, needed in _NEEDED.items():
        absent = sorted(set(needed.split()) - set(project.descriptor.tables[name].names))
        if absent:
            where = f"{project.descriptor.path}: resources.{name}.schema.fields"
            expected = "the fields that `warraq init` writes"
            raise ProjectError(where, f"lacks {', '.join(absent)}", expected=expected)


def write_small_tables(
    project: Project, folder: Path, *, duplicates: pl.DataFrame, tombstones: pl.DataFrame, sources: list[str]
) -> None:
    """Write the tables of one file each, but `changes`.

    Args:
        sources: ids of the sources that have articles; a declared one without any is left out.
    """
    tables, data = project.descriptor.tables, folder / "data"
    declared = [project.source(name) for name in sources]
    columns = set(tables["sources"].names)
    stated = [{**one.model_dump(include=columns), **rights.stated(one)} for one in declared]
    rows = pl.DataFrame(
        [{name: row[name] for name in columns & row.keys()} for row in stated],
        schema=polars_schema(tables["sources"]),
    )
    write_table(rows.sort("id"), tables["sources"], data / "sources.parquet")
    write_table(duplicates, tables["duplicates"], data / "duplicates.parquet")
    write_table(tombstones, tables["tombstones"], data / "tombstones.parquet")


def write_changes(
    project: Project, folder: Path, earlier: Earlier, *, held: Mapping[str, str], records: pl.LazyFrame
) -> None:
    """Write the table `changes`: the articles below `folder` against those of the release before.

    Call it when all other tables are there.

    Args:
        held: id -> reason of articles that are held out.
        records: `raw_sha256` and `text_sha256` of all records read.
    """
    changes = pl.DataFrame(schema=CHANGES)
    if earlier.folder is not None:
        found = differences(earlier.folder, folder, known=held, records=records)
        changes = found.select(list(CHANGES))
    write_table(changes, project.descriptor.tables["changes"], folder / "data" / "changes.parquet")


def write_quarantine(
    folder: Path, rejects: pl.DataFrame, held: Mapping[str, tuple[str, str]], *, any_held: bool
) -> None:
    """Write `quarantine.parquet`; call it when the evidence is there.

    Args:
        rejects: columns of `QUARANTINE`.
        held: id -> reason code and detail: why its records, of fate quarantined, are held back.
        any_held: whether a record is.
    """
    kept_back = []
    if any_held:
        rows = read_evidence(folder, pl.col("fate") == HELD)
        rows = rows.with_columns(reason=_told(held, 0), detail=_told(held, 1))
        kept_back.append(rows.select(list(QUARANTINE)))
    quarantine = pl.concat([rejects, *kept_back]).sort("raw_path", "position", "reason")
    quarantine.write_parquet(folder / "quarantine.parquet", compression="zstd", row_group_size=16_384)


def _told(held: Mapping[str, tuple[str, str]], at: int) -> pl.Expr:
    texts = {name: told[at] for name, told in held.items()}
    return pl.col("id").replace_strict(texts, default=None, return_dtype=pl.String())


def write_inputs(folder: Path, files: Mapping[str, str]) -> None:
    """Write which raw files were read: path below the raw folder -> SHA-256."""
    write_json(folder / INPUTS, dict(sorted(files.items())))


def read_inputs(candidate: Path) -> dict[str, str]:
    """Return what `write_inputs` wrote.

    Raises:
        ProjectError: the candidate was built by a tool that wrote none.
    """
    try:
        found: dict[str, str] = json.loads((candidate / INPUTS).read_bytes())
    except (OSError, ValueError) as error:
        where = str(candidate / INPUTS)
        raise ProjectError(where, "cannot be read", next_step="warraq build") from error
    return found


def tombstones(earlier: Earlier, down: pl.DataFrame, version: str) -> pl.DataFrame:
    """Return the table `tombstones`, sorted by id: the earlier ones, and those that go with this version.

    Args:
        down: `id` (unique) and `takedown` (the reason code) of articles that are left out.
    """
    known = earlier.tombstones.select("id", "release", "reason")
    new = down.select("id", release=pl.lit(version), reason="takedown")
    return pl.concat([known, new.join(known, on="id", how="anti")]).sort("id")
