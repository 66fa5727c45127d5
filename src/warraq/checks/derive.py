"""The narrow frames that all rules run on: one streaming pass over each table, no text in the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.builtin import builtin_hit
from warraq.checks.constraints import holds
from warraq.checks.files import TableFiles, table_files
from warraq.checks.measures import NEEDED, measured
from warraq.checks.package import require_no_key_on
from warraq.corpus.text.language import MEMBER_OF
from warraq.errors import CheckDefinitionError, ProjectError
from warraq.model.arrow import polars_schema

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from warraq.checks.hit import Hit
    from warraq.model.descriptor import Descriptor, Table
    from warraq.model.settings import Source

ARTICLES = "articles"
#: Articles that are released with all of their text; of others nobody can tell its length or its end.
WHOLE_TEXT = pl.col("source_tier") == "full"
_MEASURED = "measured"
#: Position of the row in the table (0-based, files in order of path) and the file that it lies in.
ROW, FILE = "row_index", "file_path"

#: What the rules of the toolkit look at.
_NEEDED = {
    ARTICLES: "id source title subtitle body published_at published_precision published_origin modified_at "
    "fetched_at language language_score words characters cluster role split license text_sha256 raw_sha256",
    "signals": "id",
    "sources": "id language license",
    "changes": "id change",
    "tombstones": "id",
}


@dataclass(frozen=True)
class Frames:
    """The narrow frames of all tables by name, in file order, and which tables could be read whole.

    Each has the table's columns, `row_index` (UInt32) and `file_path`. In `articles`, title, subtitle and
    body are replaced by the columns of `warraq.checks.measures.MEASURED`, by one flag a constraint on
    them ("title.minLength"), by the project's own `DERIVED` columns, and by source_language and
    source_license (as declared in the table sources), source_tier (the same; full where the table does
    not say), source_founded and source_dated (as in `corpus/sources.toml`; null and true where that does
    not say), source_base and language_base (the part before the hyphen), cluster_splits (number of splits
    in the row's cluster) and cluster_head (whether the row that names the cluster belongs to it itself;
    null where there is no such row).
    """

    tables: Mapping[str, pl.DataFrame]
    whole: frozenset[str]

    @property
    def articles(self) -> pl.DataFrame:
        """The narrow frame of the articles."""
        return self.tables[ARTICLES]


def require_fields(descriptor: Descriptor) -> None:
    """Hold the descriptor to the tables and fields that the toolkit's rules look at.

    Raises:
        ProjectError: naming the first table that is missing or lacks a field, or the first key on a text.
    """
    for name, needed in _NEEDED.items():
        table = descriptor.tables.get(name)
        lacking = [field for field in needed.split() if table is None or field not in table.names]
        if lacking:
            raise ProjectError(
                f"{descriptor.path}: resources.{name}",
                f"lacks {', '.join(lacking)}" if table else "no such table",
                expected="the tables and fields that `warraq init` writes",
            )
    require_no_key_on(descriptor, ARTICLES, NEEDED)


def text_flags(table: Table) -> dict[str, pl.Expr]:
    """Return one boolean column for each constraint on a field whose text does not leave the pass."""
    return {
        f"{field.name}.{constraint}": holds(table.name, field, constraint)
        for field in table.fields
        if field.name in NEEDED
        for constraint in field.constraints
    }


def _columns(table: Table, own: Mapping[str, pl.Expr]) -> list[pl.Expr]:
    if table.name != ARTICLES:
        return [pl.all()]
    named = {_MEASURED: measured(), **text_flags(table), **own}
    return [pl.exclude(NEEDED), *(expression.alias(name) for name, expression in named.items())]


def _narrowed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.unnest(_MEASURED) if _MEASURED in frame.columns else frame


def _read(paths: tuple[Path, ...], folder: Path, columns: list[pl.Expr]) -> pl.DataFrame:
    below = pl.col(FILE).str.strip_prefix(f"{folder.as_posix()}/")
    scan = pl.scan_parquet(
        list(paths), glob=False, hive_partitioning=False, row_index_name=ROW, include_file_paths=FILE
    ).with_columns(below.cast(pl.Categorical()))
    return _narrowed(scan.select(columns).collect(engine="streaming").sort(ROW))


def _empty(table: Table, columns: list[pl.Expr]) -> pl.DataFrame:
    schema = {ROW: pl.UInt32(), **polars_schema(table), FILE: pl.Categorical()}
    return _narrowed(pl.DataFrame(schema=schema).select(columns))


def _readable(paths: tuple[Path, ...], folder: Path, columns: list[pl.Expr]) -> tuple[Path, ...]:
    """Return the files that can be decoded to the end."""
    good = []
    for path in paths:
        try:
            _read((path,), folder, columns)
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            continue
        good.append(path)
    return tuple(good)


def _broken_column(error: Exception) -> CheckDefinitionError:
    found = str(error).split("\n", 1)[0]
    return CheckDefinitionError("checks/articles.py: DERIVED", found, expected="expressions over one row")


def narrow_frame(
    files: TableFiles, folder: Path, own: Mapping[str, pl.Expr]
) -> tuple[pl.DataFrame, list[Hit]]:
    """Return the table's narrow frame without the columns that need other tables, and damaged files.

    Args:
        own: the project's own columns for articles.

    Raises:
        CheckDefinitionError: one of `own` cannot be computed.
    """
    table, paths = files.table, files.paths
    columns = _columns(table, own)
    hits: list[Hit] = []
    if not paths:
        return _empty(table, columns), hits
    try:
        frame = _read(paths, folder, columns)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        good = _readable(paths, folder, _columns(table, {}))
        if good == paths:
            raise _broken_column(error) from error
        damaged = [path.relative_to(folder).as_posix() for path in paths if path not in good]
        hits = builtin_hit("file-unreadable", damaged, len(paths), table=table.name)
        rest, more = narrow_frame(TableFiles(table, good, whole=False), folder, own)
        return rest, hits + more
    return frame, hits


def _base(tag: str) -> pl.Expr:
    # Detectors tell the language, sources may name its variety: Dari and Iranian Persian are both Persian.
    base = pl.col(tag).str.split("-").list.first()
    return base.replace(MEMBER_OF)


def _declared(sources: Mapping[str, Source]) -> pl.DataFrame:
    rows = [(name, source.founded, source.dated) for name, source in sources.items()]
    schema = {"source": pl.String(), "source_founded": pl.Date(), "source_dated": pl.Boolean()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _related(articles: pl.DataFrame, sources: pl.DataFrame, declared: Mapping[str, Source]) -> pl.DataFrame:
    """Return the articles with the columns that other rows, the table sources and the settings decide."""
    stated = sources.unique("id", keep="first", maintain_order=True)
    tier = pl.col("tier") if "tier" in stated.columns else pl.lit(None, pl.String())
    stated = stated.select(
        source="id", source_language="language", source_license="license", source_tier=tier
    )
    # Only what the joins need goes through them: the frame is wide, and a join copies what it is given.
    related = (
        articles.select("source", "language")
        .join(stated, on="source", how="left", maintain_order="left")
        .join(_declared(declared), on="source", how="left", maintain_order="left")
        .with_columns(
            source_dated=pl.col("source_dated").fill_null(value=True),
            source_tier=pl.col("source_tier").fill_null("full"),
            source_base=_base("source_language"),
            language_base=_base("language"),
        )
        .drop("source", "language")
    )
    return articles.hstack(related).with_columns(_clusters(articles))


def _clusters(articles: pl.DataFrame) -> list[pl.Series]:
    """Return cluster_head and cluster_splits; most articles are alone, and are not looked at closely."""
    ids, cluster = articles["id"], articles["cluster"]
    own = (ids == cluster).fill_null(value=False)
    named = cluster.filter(~own).unique()
    heads = pl.DataFrame({"id": ids, "own": own}).filter(pl.col("id").is_in(named.implode()))
    heads = heads.unique("id", keep="first", maintain_order=True)
    other = cluster.replace_strict(heads["id"], heads["own"], default=None, return_dtype=pl.Boolean())
    head = pl.select(pl.when(own).then(own).otherwise(other)).to_series()
    shared = articles.filter(cluster.is_in(named.implode()))
    splits = shared.group_by("cluster").agg(pl.col("split").n_unique().cast(pl.Int64))
    alone = pl.when(cluster.is_not_null()).then(pl.lit(1, pl.Int64()))
    counted = cluster.replace_strict(
        splits["cluster"], splits["split"], default=None, return_dtype=pl.Int64()
    )
    number = pl.select(pl.coalesce(pl.lit(counted), alone)).to_series()
    return [head.alias("cluster_head"), number.alias("cluster_splits")]


def empty_frames(descriptor: Descriptor, own: Mapping[str, pl.Expr]) -> Frames:
    """Return the narrow frames of tables without rows.

    Raises:
        ProjectError: see `require_fields`.
        CheckDefinitionError: one of `own`, or a constraint on a text field, cannot be computed.
    """
    require_fields(descriptor)
    frames = {}
    for table in descriptor.tables.values():
        columns = _columns(table, own if table.name == ARTICLES else {})
        try:
            frames[table.name] = _empty(table, columns)
        except pl.exceptions.PolarsError as error:
            raise _broken_column(error) from error
    frames[ARTICLES] = _related(frames[ARTICLES], frames["sources"], {})
    return Frames(frames, frozenset(frames))


def derive(
    descriptor: Descriptor, folder: Path, own: Mapping[str, pl.Expr], declared: Mapping[str, Source]
) -> tuple[Frames, list[Hit]]:
    """Return the narrow frames of the tables below `folder`, and what is wrong with their files.

    Args:
        own: the project's own columns for articles.
        declared: the sources in `corpus/sources.toml` by id.

    Raises:
        ProjectError: see `require_fields`.
        CheckDefinitionError: see `narrow_frame`, or a constraint in the descriptor cannot be understood.
    """
    require_fields(descriptor)
    frames: dict[str, pl.DataFrame] = {}
    whole: set[str] = set()
    hits: list[Hit] = []
    for table in descriptor.tables.values():
        files, file_hits = table_files(descriptor, table, folder)
        frames[table.name], damage = narrow_frame(files, folder, own if table.name == ARTICLES else {})
        hits += [*file_hits, *damage]
        if files.whole and not damage:
            whole.add(table.name)
    frames[ARTICLES] = _related(frames[ARTICLES], frames["sources"], declared)
    return Frames(frames, frozenset(whole)), hits
