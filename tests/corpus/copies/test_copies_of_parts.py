"""Relating the rows of parts: the samples beside them, corrected texts, and texts that were taken down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from copy_texts import digest, edited, words

from warraq.corpus.pipeline import taken_texts
from warraq.corpus.pipeline.copies import Texts, relate, revisions, taken_down
from warraq.corpus.relate.copies import samples_beside, write_samples
from warraq.corpus.relate.copies import sets as sets_module
from warraq.corpus.relate.fingerprint import fingerprints
from warraq.corpus.relate.numbers import digits
from warraq.corpus.relate.takedowns import Takedowns
from warraq.engine.local import LocalRunner

if TYPE_CHECKING:
    from pathlib import Path

_STORIES = [words(seed, 120) for seed in range(6)]
#: (id, text) of the rows of each part; a row with the id of a later one is an earlier crawl of it.
_PARTS = [
    [(1, _STORIES[0]), (2, _STORIES[1]), (3, _STORIES[2])],
    [(4, edited(_STORIES[0], 1, 3)), (2, edited(_STORIES[1], 2, 5)), (5, _STORIES[3][:70])],
    [(6, _STORIES[3]), (3, _STORIES[2])],
]


def project(folder: Path, *, run: Path | None = None, beside: bool = True) -> tuple[Texts, pl.DataFrame]:
    """Parts with these texts, and what relating needs of their rows."""
    (folder / "scratch").mkdir(parents=True)
    parts, rows = [], []
    for number, records in enumerate(_PARTS):
        path = folder / f"part-{number:04d}.parquet"
        bodies = pl.Series("body", [" ".join(text) for _, text in records])
        bodies.to_frame().write_parquet(path)
        if beside:
            write_samples(bodies, samples_beside(path))
        parts.append(path)
        for row, ((name, _), body) in enumerate(zip(records, bodies, strict=True)):
            rows.append((number, row, name, int(digest(body), 16)))
    schema = {"part": pl.UInt32(), "row": pl.UInt32(), "id": pl.UInt128(), "copy_key": pl.UInt128()}
    frame = pl.DataFrame(rows, schema, orient="row").with_columns(
        text="copy_key", rank="id", kept=pl.col("id").is_last_distinct()
    )
    return Texts(parts, folder / "index", folder / "scratch", LocalRunner(1), run), frame


@pytest.mark.parametrize("beside", [True, False])
def test_rows_are_related_from_the_samples_beside_their_parts(tmp_path: Path, *, beside: bool) -> None:
    texts, rows = project(tmp_path, beside=beside)
    found = relate(rows.filter("kept"), texts)
    assert found.pairs.select("a", "b", "relation").rows() == [(1, 4, "copy"), (5, 6, "abridged")]
    again = relate(rows.filter(pl.col("kept") & (pl.col("id") != 6)), texts)
    assert again.pairs.select("a", "b").rows() == [(1, 4)]
    assert (again.facts.index, again.facts.proven_now, again.facts.sketched) == ("used", 0, 0)


@pytest.mark.parametrize("by_tasks", [True, False])
def test_a_corrected_text_is_compared_with_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, by_tasks: bool
) -> None:
    if by_tasks:
        monkeypatch.setattr(sets_module, "_LITTLE", -1)
    texts, rows = project(tmp_path, run=tmp_path / "run")
    found = revisions(rows, texts)
    assert found["id_a"].to_list() == digits(pl.Series([2], dtype=pl.UInt128())).to_list()
    assert 0.5 < found["jaccard"].item() < found["containment"].item() < 1
    assert (tmp_path / "run").exists() == by_tasks
    assert revisions(rows.filter("kept"), texts).is_empty()


@pytest.mark.parametrize("by_tasks", [True, False])
def test_a_text_that_was_taken_down_is_found_with_its_copies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, by_tasks: bool
) -> None:
    if by_tasks:
        monkeypatch.setattr(taken_texts, "_FEW", -1)
    texts, rows = project(tmp_path, run=tmp_path / "run")
    known = [one for one in fingerprints([" ".join(_STORIES[0]), " ".join(_STORIES[3])]) if one]
    listed = tuple(zip(known, ["rights", "court"], strict=True))
    found = taken_down(rows, Takedowns({}, {}, {}, listed), texts)
    assert found.rows() == [(0, 0, "rights"), (1, 0, "rights"), (1, 2, "court"), (2, 0, "court")]
    assert (tmp_path / "run").exists() == by_tasks
    assert taken_down(rows, Takedowns({}, {}), texts).is_empty()
