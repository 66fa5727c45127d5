"""Whether the papers and the preview of a frozen release are those that its tables give."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from warraq.checks.builtin import builtin_hit
from warraq.checks.files import DATA
from warraq.checks.papers import STATED, stated_hits
from warraq.checks.preview import PREVIEW_FILE, preview_hits
from warraq.corpus.relate.earlier import ARTICLES
from warraq.errors import ProjectError
from warraq.release.card_check import card_faults
from warraq.release.freeze import CHECKS
from warraq.release.papers import CARD, NOTES, papers
from warraq.release.preview import preview_rows
from warraq.release.report.findings import read_verdict
from warraq.release.report.funnel import read_funnel
from warraq.release.verify_means import read_lock

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.checks.hit import Hit
    from warraq.model.descriptor import Descriptor
    from warraq.release.verify_means import Means

_LONGEST = 160
_MOST_FAULTS = 5


def readable_paper_hits(folder: Path, descriptor: Descriptor, means: Means) -> list[Hit]:
    """Return where card, change notes, citation, Croissant file, plots and preview contradict the tables.

    Args:
        folder: of the release, whose tables' files are those that the descriptor states.
    """
    try:
        made = _made_by_tool(folder) if means.same_tool else preview_hits(folder)
        return [*_papers(folder, descriptor, means), *made, *_card_hits(folder, descriptor)]
    except (pl.exceptions.PolarsError, pa.ArrowException, OSError) as error:
        message = f"the tables cannot be read: {str(error).splitlines()[0]}"
        return builtin_hit("file-unreadable", [DATA], 1, message=message)


def _papers(folder: Path, descriptor: Descriptor, means: Means) -> list[Hit]:
    hits: list[Hit] = []
    if means.why_not:
        rows = pl.scan_parquet(folder / ARTICLES, hive_partitioning=False)
        articles = rows.select(STATED).collect()
        hits += stated_hits(folder, articles, pl.read_parquet(folder / "data" / "changes.parquet"))
    if not means.same_tool:
        return hits
    verdict, built, lock = read_verdict(folder / CHECKS), read_funnel(folder), read_lock(folder)
    if verdict is None or built is None or lock is None:
        message = f"{CHECKS} or funnel.json cannot be read"
        return [*hits, *builtin_hit("card-differs", [CARD], 1, message=message)]
    built = {**built, "before": lock["before"] and lock["before"]["version"]}
    settings = lock["settings"]
    try:
        wanted = papers(folder, means.templates, descriptor, descriptor.raw, verdict, built, settings)
    except ProjectError as error:  # it could be rendered when the release was frozen
        return [*hits, *builtin_hit("card-differs", [CARD], 1, message=f"{CARD}: {error.found}")]
    named = {hit.declared for hit in hits}
    return hits + [
        hit for name, data in wanted.items() if name not in named for hit in _paper_hits(folder, name, data)
    ]


def _paper_hits(folder: Path, name: str, wanted: bytes) -> list[Hit]:
    path = folder / name
    found = path.read_bytes() if path.is_file() else b""
    if found == wanted:
        return []
    rule = "notes-differ" if name == NOTES else "card-differs"
    message = f"{name}: {_first_difference(found, wanted)}"
    return builtin_hit(rule, [name], 1, message=message, declared=name)


def _first_difference(found: bytes, wanted: bytes) -> str:
    one, other = (data.decode("utf-8", "replace").splitlines() for data in (found, wanted))
    for tag, start, stop, begin, end in difflib.SequenceMatcher(
        None, one, other, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            stated = " ".join(one[start:stop])[:_LONGEST] or "nothing"
            given = " ".join(other[begin:end])[:_LONGEST]
            return f"line {start + 1} states {stated!r}; the tables give {given!r}"
    return "other line breaks than it was frozen with"


def _made_by_tool(folder: Path) -> list[Hit]:
    """Return whether the preview is not the one that this very tool, which froze the release, made."""
    path = folder / PREVIEW_FILE
    if not path.is_file():
        message = f"{PREVIEW_FILE} is missing, and the tool that froze the release writes one"
    elif pl.read_parquet(path, hive_partitioning=False).equals(preview_rows(folder)):
        return []
    else:
        message = f"{PREVIEW_FILE} holds other articles, or in another order, than the tables give"
    there = preview_hits(folder)  # names the rows
    return there or builtin_hit("preview-differs", [PREVIEW_FILE], 1, message=message, declared=PREVIEW_FILE)


def _card_hits(folder: Path, descriptor: Descriptor) -> list[Hit]:
    """Return whether the Hub or `datasets` could not read the card, or would read other files by it."""
    path = folder / CARD
    if not path.is_file():
        return []  # the manifest says so
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        return builtin_hit("card-differs", [CARD], 1, message=f"{CARD}: {error}")
    found = [str(fault) for fault in card_faults(text, folder, descriptor.raw)]
    message = f"{CARD}: {'; '.join(found[:_MOST_FAULTS])}"
    declared = f"{CARD}: front matter"
    return builtin_hit("card-differs", [CARD] if found else [], 1, message=message, declared=declared)
