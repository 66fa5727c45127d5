"""What a build proved of its splits: that no text of one lies in another, kept for who checks the tables.

A build compares all texts with each other anyway. It leaves the digest of the ids, texts and splits for which
that came out well, so that a check of these very tables need not compare the texts again.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.relate.copies.measure import ABRIDGED
from warraq.corpus.relate.copies.store import ALGORITHM
from warraq.corpus.relate.earlier import ARTICLES

if TYPE_CHECKING:
    from pathlib import Path

#: Where the proof stands in build.json.
KEY = "splits"
_COLUMNS = ("id", "text_sha256", "split")


def splits_digest(folder: Path) -> str:
    """Return the SHA-256 of id, text_sha256 and split of all articles below the folder.

    The rows come in the order of the table: files by their path, rows as they lie there.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.glob(ARTICLES)):
        rows = pl.read_parquet(path, columns=list(_COLUMNS), hive_partitioning=False)
        lines = pl.concat_str(pl.col(_COLUMNS).fill_null("") + " ")
        digest.update(rows.select(lines.str.join("\n")).item().encode() + b"\n")
    return digest.hexdigest()


def crossing(pairs: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of two articles in different splits, with `split_a` and `split_b` added.

    Args:
        pairs: with `id_a` and `id_b`; those that name one article twice cross nothing.
        articles: with `id` and `split`.
    """
    named = pairs["id_a"].append(pairs["id_b"]).unique()
    splits = articles.select("id", "split").filter(pl.col("id").is_in(named.implode()))
    splits = splits.unique("id", keep="first", maintain_order=True)
    both = pairs.join(splits.rename({"id": "id_a", "split": "split_a"}), on="id_a", maintain_order="left")
    both = both.join(splits.rename({"id": "id_b", "split": "split_b"}), on="id_b", maintain_order="left")
    return both.filter(pl.col("split_a") != pl.col("split_b"))


def splits_proof(folder: Path, pairs: pl.DataFrame) -> dict[str, Any] | None:
    """Return the proof that no two related articles lie in different splits; None if some do.

    Args:
        folder: holds `data/` with the articles written.
        pairs: all related articles; see `crossing`.
    """
    related = pairs.filter(pl.col("id_a") != pl.col("id_b"))
    named = related["id_a"].append(related["id_b"]).unique()
    rows = pl.scan_parquet(folder / ARTICLES, hive_partitioning=False).select("id", "split")
    if crossing(related, rows.filter(pl.col("id").is_in(named.implode())).collect()).height:
        return None
    return {"digest": splits_digest(folder), **_terms(), "related": related.height}


def is_proven(folder: Path, proof: object) -> bool:
    """Tell whether the proof is of the articles that are below the folder now, and by the measures of now."""
    if not isinstance(proof, dict) or {name: proof.get(name) for name in _terms()} != _terms():
        return False
    return bool(proof.get("digest") == splits_digest(folder))


def _terms() -> dict[str, Any]:
    return {"algorithm": ALGORITHM, "containment": ABRIDGED}
