"""Which articles hold what was taken down, by id, source, author or text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.relate.copies import Batch, related_sets
from warraq.corpus.relate.fingerprint import joined
from warraq.corpus.relate.takedowns import mark
from warraq.corpus.text.match_key import match_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from warraq.corpus.relate.takedowns import Takedowns

#: Columns of what is returned: the article, why it had to go, and whether its `text` gave it away.
HELD = {
    "id": pl.String(),
    "source": pl.String(),
    "title": pl.String(),
    "reason": pl.String(),
    "by": pl.String(),
}


def holders(files: Sequence[Path], takedowns: Takedowns) -> pl.DataFrame:
    """Return the articles in the files that ought not to be there, sorted by id: columns of `HELD`.

    `by` is "name" where id, address, source or author is listed, "text" where only the text is. Bodies are
    read only if a text was taken down; then each is compared, under whatever id it stands.
    """
    found = [pl.DataFrame(schema=HELD)]
    for path in files:
        rows = pl.read_parquet(path, columns=["id", "source", "title", "authors"])
        named = mark(rows, takedowns).filter(pl.col("takedown").is_not_null())
        found.append(named.select("id", "source", "title", reason="takedown", by=pl.lit("name")))
    if takedowns.texts:
        found.append(_by_text(files, takedowns))
    return pl.concat(found).unique("id", keep="first", maintain_order=True).sort("id")


def _by_text(files: Sequence[Path], takedowns: Takedowns) -> pl.DataFrame:
    reasons = pl.DataFrame({"reason": [reason for _, reason in takedowns.texts]}).with_row_index("query")
    found = related_sets(joined([one for one, _ in takedowns.texts]), batches(files))
    held = found.join(reasons.with_columns(pl.col("query").cast(pl.Int64)), on="query").sort("doc", "query")
    held = held.unique("doc", keep="first", maintain_order=True).select(id="doc", reason="reason")
    rows = [pl.read_parquet(path, columns=["id", "source", "title"]) for path in files]
    told = pl.concat(rows).unique("id", keep="first", maintain_order=True)
    return told.join(held, on="id").select("id", "source", "title", "reason", by=pl.lit("text"))


def batches(files: Iterable[Path]) -> Iterator[Batch]:
    """Yield the articles of each file as documents to compare; a text is read when it is asked for."""
    for path in files:
        yield Batch(pl.read_parquet(path, columns=["id"]).rename({"id": "doc"}), partial(_keys, path))


def _keys(path: Path) -> pl.Series:
    return pl.read_parquet(path, columns=["body"]).select(match_key(pl.col("body")))["body"]
