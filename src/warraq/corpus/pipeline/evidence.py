"""Where each value of a row came from: kept beside the rows, and told with what became of them.

A shard writes the evidence of its rows once, into its kept result. A candidate holds these very files (as
links where the file system has them), and one small table of what became of each row. Nothing of this is
released.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.relate.numbers import digits
from warraq.model.atomic import share_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: One row a raw record that was read as an article: where it lies, and as JSON where each value came from
#: and which lines were taken out.
EVIDENCE = (
    "id",
    "source",
    "raw_path",
    "form",
    "position",
    "offset",
    "raw_sha256",
    "text_sha256",
    "evidence",
    "removed",
)

#: Of a candidate: the folder of the evidence, and the table of what became of each row: `id`, `fate`
#: (article, merged, taken_down or quarantined), `file` (of the folder) and `row`; sorted by id, file and row.
FOLDER = "evidence"
FATES = "fates.parquet"

_GROUP_ROWS = 16_384


def write_evidence(rows: pl.DataFrame, folder: Path, number: int) -> pl.DataFrame:
    """Write the evidence of a part's rows beside the part; return the rows without what is only evidence."""
    rows.select(EVIDENCE).write_parquet(
        folder / f"evidence-{number:04d}.parquet",
        compression="zstd",
        compression_level=1,
        row_group_size=_GROUP_ROWS,
    )
    return rows.drop("evidence", "removed")


def share_evidence(parts: Sequence[Path], candidate: Path) -> list[str]:
    """Put the evidence of the parts into the candidate; return the name of each part's file there."""
    names = [f"{part.parent.name}-{part.stem.removeprefix('part-')}.parquet" for part in parts]
    for part, name in zip(parts, names, strict=True):
        share_file(part.with_name(part.name.replace("part", "evidence", 1)), candidate / FOLDER / name)
    return names


def write_fates(placed: pl.DataFrame, files: Sequence[str], candidate: Path) -> None:
    """Write what became of each row.

    Args:
        placed: with part, row, id (a number) and fate.
        files: the name of each part's evidence.
    """
    told = placed.select("id", "fate", "part", "row").sort("id", "part", "row")
    names = pl.Series("file", files, dtype=pl.String()).gather(told["part"])
    told = told.select(digits(told["id"]), "fate", names, "row")
    told.write_parquet(candidate / FATES, compression="zstd", row_group_size=_GROUP_ROWS)


def scan_evidence(candidate: Path) -> pl.LazyFrame:
    """Return the evidence of all rows, in no particular order, without what became of them."""
    return pl.scan_parquet(candidate / FOLDER / "*.parquet", hive_partitioning=False)


def read_evidence(candidate: Path, wanted: pl.Expr) -> pl.DataFrame:
    """Return the columns of `EVIDENCE`, and `fate`, of some rows, sorted by id, raw_path and position.

    Args:
        wanted: over the columns `id` and `fate`.
    """
    fates = pl.scan_parquet(candidate / FATES).filter(wanted).collect()
    found = [pl.DataFrame(schema={**dict.fromkeys(EVIDENCE, pl.String()), **_NUMBERS, "fate": pl.String()})]
    for (file,), rows in fates.partition_by("file", as_dict=True).items():
        records = pl.scan_parquet(candidate / FOLDER / str(file)).with_row_index("row")
        there = records.filter(pl.col("row").is_in(rows["row"].implode())).collect()
        told = rows.select("row", "id", pl.col("fate").cast(pl.String))
        found.append(there.drop("id").join(told, on="row").select(*EVIDENCE, "fate"))
    return pl.concat(found).sort("id", "raw_path", "position")


_NUMBERS = {"position": pl.Int64(), "offset": pl.Int64()}
