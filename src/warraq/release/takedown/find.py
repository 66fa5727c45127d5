"""Which articles a takedown means: those that are named, and every copy and abridged copy of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl

from warraq.corpus.relate.copies import related
from warraq.corpus.relate.holders import batches
from warraq.corpus.relate.identity import article_id
from warraq.corpus.relate.takedowns import Takedowns, author_key, mark
from warraq.corpus.text.match_key import match_key
from warraq.corpus.text.urls import canonical_url
from warraq.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warraq.release.takedown.places import File

Kind = Literal["id", "url", "source", "author", "text"]
_SHORTEST = 6
_COLUMNS = ["id", "source", "url", "title", "authors"]
_FOUND = {
    "id": pl.String(),
    "source": pl.String(),
    "url": pl.String(),
    "title": pl.String(),
    "relation": pl.String(),
    "containment": pl.Float64(),
    "places": pl.List(pl.String()),
}


@dataclass(frozen=True)
class Wish:
    """What is to be taken down.

    Attributes:
        value: an id or its beginning, an address, a source's id, an author's name, or a whole text.
    """

    kind: Kind
    value: str


@dataclass(frozen=True)
class Found:
    """What a wish means.

    Attributes:
        value: as it goes into takedowns.csv; of a text nothing goes there but its fingerprint.
        articles: id, source, url, title, relation (named, copy or abridged), containment (of copies) and
            places (names of the releases, and the candidate, that hold it), the named ones first, by id.
        bodies: texts of the named articles, each once.
    """

    value: str
    articles: pl.DataFrame
    bodies: list[str]


def find(wish: Wish, files: Sequence[File], *, copies: bool) -> Found:
    """Return the articles that the wish means.

    Args:
        files: where to look.
        copies: whether to look for copies of what is named.

    Raises:
        UsageError: the value is none of its kind, or an id is not unique.
    """
    if wish.kind == "text":
        return _with_copies("", _nothing(), [wish.value], files)
    takedowns, value = _takedowns(wish, files)
    named, bodies = [_nothing()], []
    for file in files:
        rows = mark(pl.read_parquet(file.path, columns=_COLUMNS), takedowns)
        hit = rows.filter(pl.col("takedown").is_not_null())
        if hit.is_empty():
            continue
        named.append(_told(hit.with_columns(relation=pl.lit("named"), containment=None), file))
        if copies:
            texts = pl.scan_parquet(file.path).filter(pl.col("id").is_in(hit["id"].implode()))
            bodies += texts.select("body").collect()["body"].drop_nulls().to_list()
    articles = pl.concat(named)
    if not copies:
        return Found(value, _merged(articles), [])
    return _with_copies(value, articles, list(dict.fromkeys(bodies)), files)


def _takedowns(wish: Wish, files: Sequence[File]) -> tuple[Takedowns, str]:
    if wish.kind == "url":
        url = canonical_url(wish.value)
        if url is None:
            raise UsageError("--url", f"{wish.value!r} is no address", expected="an http or https URL")
        return Takedowns({article_id("", url, url, "", ""): ""}, {}), url
    if wish.kind == "source":
        return Takedowns({}, {wish.value: ""}), wish.value
    if wish.kind == "author":
        key = str(pl.select(author_key(pl.lit(wish.value))).item())
        if not key:
            raise UsageError("--author", f"{wish.value!r} holds no name", expected="an author's name")
        return Takedowns({}, {}, {key: ""}), wish.value
    whole = _whole_id(wish.value, files)
    return Takedowns({whole: ""}, {}), whole


def _whole_id(wanted: str, files: Sequence[File]) -> str:
    prefix = wanted.strip().lower()
    if len(prefix) < _SHORTEST:
        raise UsageError("--id", f"{wanted!r} is too short", expected=f"at least {_SHORTEST} digits of an id")
    begins = pl.col("id").str.starts_with(prefix)
    ids = {one for file in files for one in pl.read_parquet(file.path, columns=["id"]).filter(begins)["id"]}
    if len(ids) != 1:
        found = f"{len(ids)} ids begin with {wanted!r}" if ids else f"no id begins with {wanted!r}"
        raise UsageError("--id", found, expected="an id of the candidate or of a release")
    (whole,) = ids
    return str(whole)


def _with_copies(value: str, named: pl.DataFrame, bodies: list[str], files: Sequence[File]) -> Found:
    keys = pl.DataFrame({"body": pl.Series(bodies, dtype=pl.String())}).select(match_key(pl.col("body")))
    texts = keys["body"].unique(maintain_order=True).to_list()
    parts = [named]
    for file in files:
        alike = (
            related(texts, batches([file.path]))
            .group_by("doc")
            .agg(
                containment=pl.col("containment").max(),
                relation=pl.col("relation").sort(descending=True).first(),
            )
        )
        if alike.is_empty():
            continue
        rows = pl.read_parquet(file.path, columns=_COLUMNS)
        parts.append(_told(rows.join(alike.rename({"doc": "id"}), on="id"), file))
    return Found(value, _merged(pl.concat(parts)), bodies)


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema=_FOUND)


def _told(rows: pl.DataFrame, file: File) -> pl.DataFrame:
    places = pl.lit(list(file.places), dtype=pl.List(pl.String()))
    return rows.with_columns(places=places).select(pl.col(name).cast(kind) for name, kind in _FOUND.items())


def _merged(articles: pl.DataFrame) -> pl.DataFrame:
    """Return one row an article; what it is to the wish is the strongest thing found of it."""
    strength = pl.col("relation").replace_strict(
        ["named", "copy", "abridged"], [0, 1, 2], return_dtype=pl.Int8()
    )
    ordered = articles.with_columns(strength=strength).sort("id", "strength", maintain_order=True)
    return (
        ordered.group_by("id", maintain_order=True)
        .agg(
            pl.col("source", "url", "title", "relation", "strength").first(),
            containment=pl.col("containment").max(),
            places=pl.col("places")
            .explode(empty_as_null=False, keep_nulls=False)
            .unique(maintain_order=True),
        )
        .sort("strength", "id")
        .select(list(_FOUND))
    )
