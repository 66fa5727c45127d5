"""Rules of the toolkit over whole tables and between them: keys, sources, takedowns, places of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.builtin import builtin_hit
from warraq.checks.derive import ARTICLES, FILE
from warraq.checks.hit import plain_keys
from warraq.checks.keys import can_join
from warraq.model.settings import SOURCE_ID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.checks.derive import Frames
    from warraq.checks.hit import Hit
    from warraq.checks.keys import RowKeys
    from warraq.model.descriptor import Descriptor, ForeignKey, Table
    from warraq.model.settings import Source

_UNDATED = "undated"


def _present(field: str) -> pl.Expr:
    return pl.col(field).is_not_null()


def _values(frame: pl.DataFrame, fields: tuple[str, ...]) -> pl.DataFrame:
    """Return the fields in order, named by position; "" is a missing value in keys as in constraints."""
    named = zip(map(str, range(len(fields))), fields, strict=True)
    values = frame.select(pl.col(field).alias(name) for name, field in named)
    return values.with_columns(pl.when(pl.col(pl.String()) != "").then(pl.col(pl.String())).name.keep())


def primary_key_hits(table: Table, frame: pl.DataFrame, keys: RowKeys) -> list[Hit]:
    """Return the rows whose primary key lacks a value, or is that of a row before.

    What constraints `required` and `unique` on its fields say too is left to these.
    """
    fields = table.primary_key
    if not fields:
        return []
    values = _values(frame, fields)
    again = pl.all_horizontal(pl.all().is_null()) | pl.struct(pl.all()).is_first_distinct()
    single = len(fields) == 1 and table.field(fields[0]).constraints.get("unique")
    free = [pl.col(str(at)).is_null() for at, name in enumerate(fields) if not table.field(name).required]
    lacking = values.select(pl.any_horizontal(pl.lit(value=False), *free)).to_series()
    repeated = values.select(pl.lit(value=False) if single else ~again).to_series()
    declared = f"datapackage.json: resources.{table.name}.schema.primaryKey"
    message = f"two rows have the same {', '.join(fields)}"
    if lacking.any():
        message = f"a row has no {' or no '.join(fields)}" + (f", or {message}" if repeated.any() else "")
    return builtin_hit(
        "primary-key",
        keys.filter(lacking | repeated),
        frame.height,
        table=table.name,
        field=", ".join(fields),
        message=message,
        declared=declared,
    )


def foreign_key_hits(table: Table, frames: Frames, keys: RowKeys) -> list[Hit]:
    """Return the rows that refer to nothing; one whose key has no value at all refers to nobody, and is well.

    A table that could not be read whole is not searched in; nor are fields that are not there or of another
    type, which `descriptor-key` tells.
    """
    frame, hits = frames.tables[table.name], []
    for number, key in enumerate(table.foreign_keys):
        if key.table not in frames.whole or not can_join(key, frame, frames.tables[key.table]):
            continue
        here = ", ".join(key.fields)
        there = ", ".join(f"{key.table}.{name}" for name in key.other_fields)
        hits += builtin_hit(
            "foreign-key",
            keys.filter(_lost(frame, key, frames.tables[key.table])),
            frame.height,
            table=table.name,
            field=here,
            message=f"{here} holds values that {there} does not have",
            declared=f"datapackage.json: resources.{table.name}.schema.foreignKeys[{number}]",
        )
    return hits


def _lost(frame: pl.DataFrame, key: ForeignKey, other: pl.DataFrame) -> pl.Series:
    """Return which rows refer to nothing; a value is looked up once, and not where its row has it itself."""
    lost = pl.repeat(value=False, n=frame.height, dtype=pl.Boolean(), eager=True)
    here, there = _values(frame, key.fields), _values(other, key.other_fields)
    at = here.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    if frame is other:
        same = [here[name].eq_missing(there[name]) for name in here.columns]
        at &= ~pl.select(pl.all_horizontal(same)).to_series()
    asked = here.filter(at)
    missing = asked.unique().join(there, on=here.columns, how="anti", nulls_equal=True)
    if missing.is_empty():
        return lost
    found = asked.with_row_index("row").join(missing, on=here.columns, how="semi", nulls_equal=True)["row"]
    return lost.scatter(at.arg_true().gather(found), values=True)


def undeclared_source_hits(frames: Frames, keys: RowKeys, declared: frozenset[str]) -> list[Hit]:
    """Return the articles of sources that `corpus/sources.toml` does not declare, one hit a source."""
    hits = []
    column = frames.articles["source"]
    for source in column.drop_nulls().unique().sort():
        if source in declared:
            continue
        if SOURCE_ID.fullmatch(source):
            cure = (
                f"add [{source}] with name, homepage, language, timezone and license to corpus/sources.toml"
            )
        else:
            cure = "rename its folder to lower-case letters, digits, '.', '_' and '-', and declare that"
        message = f"the source {source!r} is not declared: {cure}, then build again"
        hits += builtin_hit(
            "source-undeclared",
            keys.filter(column == source),
            column.len(),
            table=ARTICLES,
            field="source",
            segment=f"source={source}",
            message=message,
            declared="corpus/sources.toml",
        )
    return hits


def source_license_hits(frames: Frames, declared: Mapping[str, Source]) -> list[Hit]:
    """Return the sources whose licence in the table is not the one that the settings declare now."""
    table = frames.tables["sources"]
    stated = dict(table.select("id", "license").drop_nulls("id").iter_rows())
    hits = []
    for name, source in declared.items():
        if name in stated and stated[name] != source.license:
            message = (
                f"{name}: the table sources has {stated[name]!r}, corpus/sources.toml {source.license!r}"
            )
            hits += builtin_hit(
                "source-license",
                plain_keys([name], name),
                table.height,
                table="sources",
                field="license",
                segment=f"source={name}",
                message=f"{message}; build again",
                declared="corpus/sources.toml",
            )
    return hits


def empty_string_hits(table: Table, frame: pl.DataFrame, keys: RowKeys) -> list[Hit]:
    """Return the rows with "" in an optional field; in a required one it counts as missing."""
    hits = []
    for field in table.fields:
        if field.type != "string" or field.required:
            continue
        measured = f"{field.name}_characters"
        empty = frame[field.name] == "" if field.name in frame.columns else frame[measured] == 0
        failing = keys.filter(empty.fill_null(value=False))
        hits += builtin_hit("empty-string", failing, frame.height, table=table.name, field=field.name)
    return hits


def takedown_hits(frames: Frames, keys: RowKeys) -> list[Hit]:
    """Return the articles whose id is in the table of tombstones."""
    stones = frames.tables["tombstones"]["id"].drop_nulls().unique()
    back = frames.articles["id"].is_in(stones.implode()).fill_null(value=False)
    return builtin_hit("tombstone-returned", keys.filter(back), keys.height, table=ARTICLES, field="id")


def signals_hits(frames: Frames, keys: RowKeys) -> list[Hit]:
    """Return the articles without a row in signals."""
    if "signals" not in frames.whole:
        return []
    known = frames.tables["signals"]["id"].drop_nulls().unique()
    lacking = ~frames.articles["id"].is_in(known.implode()).fill_null(value=True)
    return builtin_hit("signals-missing", keys.filter(lacking), keys.height, table="signals", field="id")


def changes_hits(frames: Frames, keys: RowKeys) -> list[Hit]:
    """Return the changes that the articles contradict."""
    if ARTICLES not in frames.whole:
        return []
    there = pl.col("id").is_in(frames.articles["id"].drop_nulls().unique().implode())
    untrue = frames.tables["changes"].select(_present("id") & (there == (pl.col("change") == "removed")))
    wrong = untrue.to_series().fill_null(value=False)
    return builtin_hit("changes-untrue", keys.filter(wrong), keys.height, table="changes", field="id")


def text_hits(articles: pl.DataFrame, keys: RowKeys) -> list[Hit]:
    """Return the articles whose counts or digest are not those of their text."""
    characters = (articles["characters"] != articles["body_characters"]).fill_null(value=False)
    digest = ~articles["digest_matches"] & articles["text_sha256_characters"].is_not_null()
    return [
        *builtin_hit(
            "characters-differ", keys.filter(characters), keys.height, table=ARTICLES, field="characters"
        ),
        *builtin_hit("text-digest", keys.filter(digest), keys.height, table=ARTICLES, field="text_sha256"),
    ]


def place_hits(articles: pl.DataFrame, keys: RowKeys) -> list[Hit]:
    """Return the articles in the file of another split or month, and the files out of order."""
    month = pl.col("published_at").dt.strftime("%Y-%m").fill_null(_UNDATED)
    right = pl.col(FILE).cast(pl.String).str.ends_with(pl.format("/{}/{}.parquet", pl.col("split"), month))
    misplaced = articles.select(~right.fill_null(value=True)).to_series()
    hits = builtin_hit("file-misplaced", keys.filter(misplaced), keys.height, table=ARTICLES, field="split")
    files = articles.select(pl.col(FILE).cast(pl.String), late=_before_its_forerunner())
    unsorted = files.filter("late")[FILE].unique().sort().to_list()
    return hits + builtin_hit("file-unsorted", unsorted, files[FILE].n_unique(), table=ARTICLES)


def _before_its_forerunner() -> pl.Expr:
    """Return whether a row ought to stand before the one above it in its file, by published_at and id."""
    day, name = pl.col("published_at"), pl.col("id")
    same_file, same_day = pl.col(FILE) == pl.col(FILE).shift(), day.eq_missing(day.shift())
    earlier = pl.when(same_day).then(name < name.shift()).otherwise(day.is_null() | (day < day.shift()))
    return (same_file & earlier).fill_null(value=False)


def relation_hits(
    descriptor: Descriptor, frames: Frames, keys: Mapping[str, RowKeys], declared: frozenset[str]
) -> list[Hit]:
    """Return what breaks the rules of this module.

    Args:
        keys: `RowKeys` of each table.
        declared: ids of the sources in `corpus/sources.toml`.
    """
    hits: list[Hit] = []
    for name, table in descriptor.tables.items():
        hits += primary_key_hits(table, frames.tables[name], keys[name])
        hits += foreign_key_hits(table, frames, keys[name])
        hits += empty_string_hits(table, frames.tables[name], keys[name])
    return [
        *hits,
        *undeclared_source_hits(frames, keys[ARTICLES], declared),
        *takedown_hits(frames, keys[ARTICLES]),
        *signals_hits(frames, keys[ARTICLES]),
        *changes_hits(frames, keys["changes"]),
        *text_hits(frames.articles, keys[ARTICLES]),
        *place_hits(frames.articles, keys[ARTICLES]),
    ]
