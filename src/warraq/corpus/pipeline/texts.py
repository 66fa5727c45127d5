"""The texts of a build: where they lie, and how those of some rows are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.relate.copies import Means, samples_beside, write_samples
from warraq.corpus.text.match_key import match_key
from warraq.engine.local import LocalRunner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from warraq.engine.runner import Runner

    Numbers = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Texts:
    """Where the texts of a build lie, and where what is computed of them is kept.

    Attributes:
        parts: files with the column `body`, their samples beside them; rows are named by part and row.
        index: folder that keeps what earlier builds computed of texts.
        scratch: folder for temporary files.
        runner: where the tasks of a comparison run; None stands for this process.
        run: cache folder of these tasks' results, so that a killed build goes on; None puts them into
            `scratch`. Nothing in it is needed after the build.
    """

    parts: Sequence[Path]
    index: Path
    scratch: Path
    runner: Runner | None = None
    run: Path | None = None

    @property
    def means(self) -> Means:
        """Where tasks run."""
        return Means(self.runner or LocalRunner(1), self.run or self.scratch / "run")

    def keys(self, part: int, rows: pl.Series) -> pl.Series:
        """Return the match keys of some rows of a part, in their order."""
        return keys_of_rows(self.parts[part], rows.to_numpy())

    def samples(self, part: int) -> Path:
        """Return the file with the samples of a part; it is made if it is not there."""
        beside = samples_beside(self.parts[part])
        if beside.exists():
            return beside
        made = self.scratch / f"samples-{part:06d}.bin"
        if not made.exists():
            bodies = pl.read_parquet(self.parts[part], columns=["body"])
            write_samples(bodies.select(match_key(pl.col("body")))["body"], made)
        return made


def keys_of_rows(path: Path, rows: Numbers, wanted: pl.Series | None = None) -> pl.Series:
    """Return the match keys of rows of a file, or of those of the rows that have the numbers wanted."""
    some = rows if wanted is None else rows[wanted.to_numpy()]
    bodies = pl.read_parquet(path, columns=["body"])["body"].gather(some)
    return bodies.to_frame().select(match_key(pl.col("body")))["body"]


def by_part(rows: pl.DataFrame) -> list[tuple[int, pl.DataFrame]]:
    """Return the rows of each part, in the order of parts and rows."""
    parts = rows.sort("part", "row").partition_by("part", as_dict=True, maintain_order=True)
    return [(int(str(part)), here) for (part,), here in parts.items()]
