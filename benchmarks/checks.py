"""What checking costs, against validators alone on the same rows.

    python benchmarks/checks.py [ARTICLES]

Made-up articles (100,000 by default, about 2 kB each) are checked by this tool with all its rules, and by
pandera, Great Expectations, pointblank and frictionless with about twelve of them: pattern and uniqueness of
the id, the source's name, title and body present, language, score, words, split, and two patterns over the
body; frictionless takes those of the Table Schema. The peers get the whole frame with its bodies, as they are
used. The last line is one million articles by this tool. Needs the extra `bench`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import polars as pl
from made_up import SOURCES, make_project, write_candidate
from measure import measure

from warraq.checks.run import rule_catalogue

_BIDI = "[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_FORMS = "[\ufb50-\ufdff\ufe70-\ufefc]"
_ID = "^[0-9a-f]{32}$"
_SPLITS = ["train", "validation", "test"]
_RULES = 12


def rows(folder: Path) -> pl.DataFrame:
    """Return all articles with their bodies."""
    return pl.read_parquet(folder / "data" / "articles" / "*" / "*.parquet", hive_partitioning=False)


def by_pandera(folder: Path) -> None:
    """Validate by pandera's polars backend."""
    import pandera.polars as pa

    text = {"nullable": False}
    schema = pa.DataFrameSchema(
        {
            "id": pa.Column(str, pa.Check.str_matches(_ID), unique=True),
            "source": pa.Column(str, pa.Check.isin(SOURCES)),
            "title": pa.Column(str, pa.Check.str_length(min_value=1), **text),
            "body": pa.Column(
                str,
                [
                    pa.Check.str_length(min_value=1),
                    pa.Check(lambda data: data.lazyframe.select(~pl.col(data.key).str.contains(_BIDI))),
                    pa.Check(lambda data: data.lazyframe.select(~pl.col(data.key).str.contains(_FORMS))),
                ],
                **text,
            ),
            "published_at": pa.Column(pl.Datetime("us"), nullable=True),
            "language": pa.Column(str, pa.Check.str_matches("^[a-z]{2,3}$")),
            "language_score": pa.Column(float, pa.Check.in_range(0, 1)),
            "words": pa.Column(int, pa.Check.ge(0)),
            "split": pa.Column(str, pa.Check.isin(_SPLITS)),
        }
    )
    schema.validate(rows(folder), lazy=True)


def by_great_expectations(folder: Path) -> None:
    """Validate by Great Expectations on pandas."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations import expectations as gxe

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    asset = context.data_sources.add_pandas("articles").add_dataframe_asset("articles")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch(
        {"dataframe": rows(folder).to_pandas()}
    )
    expected = [
        gxe.ExpectColumnValuesToMatchRegex(column="id", regex=_ID),
        gxe.ExpectColumnValuesToBeUnique(column="id"),
        gxe.ExpectColumnValuesToBeInSet(column="source", value_set=list(SOURCES)),
        gxe.ExpectColumnValuesToNotBeNull(column="title"),
        gxe.ExpectColumnValueLengthsToBeBetween(column="title", min_value=1),
        gxe.ExpectColumnValueLengthsToBeBetween(column="body", min_value=1),
        gxe.ExpectColumnValuesToNotMatchRegex(column="body", regex=_BIDI),
        gxe.ExpectColumnValuesToNotMatchRegex(column="body", regex=_FORMS),
        gxe.ExpectColumnValuesToMatchRegex(column="language", regex="^[a-z]{2,3}$"),
        gxe.ExpectColumnValuesToBeBetween(column="language_score", min_value=0, max_value=1),
        gxe.ExpectColumnValuesToBeBetween(column="words", min_value=0),
        gxe.ExpectColumnValuesToBeInSet(column="split", value_set=_SPLITS),
    ]
    result = batch.validate(gx.ExpectationSuite(name="articles", expectations=expected))
    if not result.success:
        raise SystemExit("made-up articles failed")


def by_pointblank(folder: Path) -> None:
    """Validate by pointblank on polars."""
    import pointblank as pb

    done = (
        pb.Validate(rows(folder))
        .col_vals_regex("id", _ID)
        .rows_distinct(["id"])
        .col_vals_in_set("source", list(SOURCES))
        .col_vals_not_null("title")
        .col_vals_not_null("body")
        .col_vals_expr(expr=pl.col("body").str.len_chars() >= 1)
        .col_vals_expr(expr=~pl.col("body").str.contains(_BIDI))
        .col_vals_expr(expr=~pl.col("body").str.contains(_FORMS))
        .col_vals_regex("language", "^[a-z]{2,3}$")
        .col_vals_between("language_score", 0, 1)
        .col_vals_ge("words", 0)
        .col_vals_in_set("split", _SPLITS)
        .interrogate()
    )
    if not done.all_passed():
        raise SystemExit("made-up articles failed")


def by_frictionless(folder: Path) -> None:
    """Validate by frictionless against the Table Schema, file by file."""
    import json

    from frictionless import Resource, Schema, system

    raw = json.loads((folder.parents[1] / "datapackage.json").read_text())
    schema = next(one["schema"] for one in raw["resources"] if one["name"] == "articles")
    # Lists and foreign keys are left out: frictionless has a type-error for every list column of Parquet.
    fields = [one for one in schema["fields"] if one["type"] != "list"]
    kept = {one["name"] for one in fields}
    with system.use_context(trusted=True):
        for path in sorted(folder.glob("data/articles/*/*.parquet")):
            frame = pl.read_parquet(path, hive_partitioning=False)
            plain = path.with_suffix(".csv")
            frame.select([name for name in frame.columns if name in kept]).write_csv(plain)
            resource = Resource(path=str(plain), schema=Schema.from_descriptor({"fields": fields}))
            resource.validate(limit_errors=1)
            plain.unlink()


PEERS = {
    "pandera alone": by_pandera,
    "Great Expectations on pandas": by_great_expectations,
    "pointblank": by_pointblank,
    "frictionless (as CSV)": by_frictionless,
}


def line(name: str, rules: int, articles: int, command: list[str]) -> None:
    """Measure the command and print its row of the table."""
    run = measure(command)
    print(
        f"| {name} | {rules} | {articles:,} | {run.wall:.1f} | {run.cpu:.1f} | {articles / run.cpu:,.0f} | "
        f"{run.peak / 2**20:,.0f} |",
        flush=True,
    )


def main() -> None:
    """Print the table."""
    raw = argparse.RawDescriptionHelpFormatter
    options = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    options.add_argument("articles", nargs="?", type=int, default=100_000)
    options.add_argument("--large", type=int, default=1_000_000, help="articles of the last line; 0 for none")
    options.add_argument("--peer", nargs=2, help=argparse.SUPPRESS)
    args = options.parse_args()
    if args.peer:
        PEERS[args.peer[0]](Path(args.peer[1]))
        return
    print("| validator | rules | articles | wall s | CPU s | articles/CPU-s | peak MiB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as place:
        for articles in (args.articles, args.large):
            project = make_project(Path(place) / str(articles))
            if not articles:
                continue
            folder = write_candidate(project, articles)
            check = [
                sys.executable,
                "-m",
                "warraq",
                "--project",
                str(project.root),
                "check",
                "--format",
                "markdown",
            ]
            line("warraq check", len(rule_catalogue(project)), articles, check)
            for name in PEERS if articles == args.articles else ():
                line(name, _RULES, articles, [sys.executable, __file__, "--peer", name, str(folder)])


if __name__ == "__main__":
    main()
