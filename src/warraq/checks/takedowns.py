"""Whether something is back that was taken down, under whatever address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.builtin import builtin_hit
from warraq.checks.derive import ARTICLES
from warraq.corpus.relate.earlier import ARTICLES as FILES
from warraq.corpus.relate.holders import holders
from warraq.corpus.relate.takedowns import read_takedowns
from warraq.errors import CheckDefinitionError, ProjectError

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.checks.hit import Hit


def takedown_list_hits(takedowns: Path, folder: Path) -> list[Hit]:
    """Return the articles below the folder that the project's list names, or that hold a text it names.

    Bodies are read only if a text was taken down. Files that cannot be read are another rule's.

    Raises:
        CheckDefinitionError: a row of the list cannot be used.
    """
    try:
        listed = read_takedowns(takedowns)
    except ProjectError as error:
        raise CheckDefinitionError(error.where, error.found, expected=error.expected) from error
    if not (listed.ids or listed.sources or listed.authors or listed.texts):
        return []
    try:
        held = holders(sorted(folder.glob(FILES)), listed)
    except (pl.exceptions.PolarsError, OSError):
        return []
    texts = held.filter(by="text").height
    message = f"taken down in corpus/{takedowns.name}, and here: {texts} by their text, the others by name"
    keys = held.select(key="id", source="source")
    declared = f"corpus/{takedowns.name}"
    return builtin_hit(
        "takedown-returned", keys, held.height, table=ARTICLES, field="id", message=message, declared=declared
    )
