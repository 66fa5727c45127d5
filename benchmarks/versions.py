"""What comparing and verifying releases costs.

    python benchmarks/versions.py [ARTICLES] [--keep FOLDER]

Two releases of made-up articles (1,000,000 by default, about 2 kB each in Arabic) are compared by
`warraq diff`, and one is verified by `warraq verify`. The later release differs from the first in one of
these ways, each with as many rows more as less:

- recent: 2 % of the articles, all in the last months, as a scraper's next run leaves them
- spread: 2 % of the articles in every month, so that no file is the same
- clusters: another cluster in every row
- texts: another text in every row

A megabyte a second is of the files verified. "digests alone" reads the same files and makes their SHA-256 by
the standard library: what any tool must spend.

examples:
  python benchmarks/versions.py
  python benchmarks/versions.py 100000 --keep scratch      the releases stay there for a second run
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

import polars as pl
from made_up import MONTHS, make_project, write_candidate
from measure import measure

from warraq.corpus.pipeline.tables import write_table
from warraq.corpus.relate.changes import differences
from warraq.model.atomic import write_json
from warraq.model.finding import Verdict
from warraq.model.project import Project
from warraq.release.freeze import freeze

KINDS = ("recent", "spread", "clusters", "texts")
_SHARE = 50  # one article in so many
_RECENT = 2  # months


def _picked(share: int) -> pl.Expr:
    """Return whether a row is one of those that change; ids are digests, so their digits are even."""
    return pl.col("id").str.slice(0, 8).str.to_integer(base=16) % share == 0


def _text_changed(rows: pl.Expr) -> list[pl.Expr]:
    return [
        pl.when(rows).then(pl.col("body") + "\n\nتصحيح.").otherwise("body").alias("body"),
        pl.when(rows).then(pl.col("text_sha256").str.reverse()).otherwise("text_sha256").alias("text_sha256"),
        pl.when(rows).then(pl.col("raw_sha256").str.reverse()).otherwise("raw_sha256").alias("raw_sha256"),
        pl.when(rows).then(pl.col("revision") + 1).otherwise("revision").alias("revision"),
    ]


def _rewritten(rows: pl.DataFrame, month: str, kind: str) -> pl.DataFrame:
    """Return the later release's rows of a month."""
    if kind == "clusters":
        return rows.with_columns(cluster=pl.col("cluster").str.reverse())
    if kind == "texts":
        return rows.with_columns(_text_changed(pl.lit(value=True)))
    share = _SHARE * _RECENT // len(MONTHS) or 1 if kind == "recent" else _SHARE
    if kind == "recent" and month not in MONTHS[-_RECENT:]:
        return rows
    here = rows.filter(_picked(share))
    third = here.height // 3
    new = here.head(third).with_columns(pl.col("id").str.reverse(), cluster=pl.col("id").str.reverse())
    gone = here.slice(third, third)["id"]
    edited = rows.with_columns(_text_changed(pl.col("id").is_in(here.slice(2 * third)["id"].implode())))
    kept = edited.filter(~pl.col("id").is_in(gone.implode()))
    return pl.concat([kept, new]).sort("published_at", "id")


def write_later(project: Project, first: Path, kind: str) -> None:
    """Write the candidate that follows the release in `first`."""
    tables, data = project.descriptor.tables, project.candidate / "data"
    for path in sorted((first / "data" / "articles").glob("*/*.parquet")):
        rows = _rewritten(pl.read_parquet(path, hive_partitioning=False), path.stem, kind)
        write_table(rows, tables["articles"], data / "articles" / path.parent.name / path.name)
    ids = pl.scan_parquet(data / "articles" / "*" / "*.parquet", hive_partitioning=False)
    there = ids.select("id", "published_at").collect()
    for path in sorted((first / "data" / "signals").glob("*.parquet")):
        here = there.filter(pl.col("published_at").dt.strftime("%Y-%m") == path.stem)
        rows = here.select("id").join(pl.read_parquet(path), on="id", how="left", maintain_order="left")
        write_table(
            rows.with_columns(pl.all().forward_fill()), tables["signals"], data / "signals" / path.name
        )
    changes = differences(first, project.candidate).drop("source")
    write_table(changes, tables["changes"], data / "changes.parquet")


def frozen(project: Project, version: str, before: str | None) -> Path:
    """Freeze the candidate without checking it."""
    rows = pl.scan_parquet(project.candidate / "data" / "articles" / "*" / "*.parquet")
    count = int(rows.select(pl.len()).collect().item())
    built = {"version": version, "before": before, "raw": count, "articles": count, "merged": 0}
    write_json(
        project.candidate / "build.json",
        {**built, "quarantined": 0, "taken_down": 0, "reasons": {}, "sources": {}},
    )
    write_json(project.candidate / "inputs.json", {})
    verdict = Verdict(findings=(), rules=(), rows={"articles": count}, skipped=())
    return freeze(project, version, verdict).folder


def made(home: Path, articles: int) -> tuple[Project, dict[str, str]]:
    """Make the releases, or find them where an earlier run kept them; return kind -> version."""
    versions = {kind: f"0.{at}.0" for at, kind in enumerate(KINDS, 2)}
    if (home / "project" / "build" / "releases" / versions[KINDS[-1]]).is_dir():
        return Project.load(home / "project"), versions
    project = make_project(home / "project")
    write_candidate(project, articles)
    first = frozen(project, "0.1.0", None)
    for kind, version in versions.items():
        write_later(project, first, kind)
        frozen(project, version, "0.1.0")
    return project, versions


def digests(folder: Path) -> None:
    """Make the SHA-256 of every file, and do nothing else."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                hashlib.file_digest(file, "sha256")


def main() -> None:
    """Print the table."""
    raw = argparse.RawDescriptionHelpFormatter
    options = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    options.add_argument("articles", nargs="?", type=int, default=1_000_000)
    options.add_argument("--keep", type=Path, metavar="FOLDER", help="where the releases are made and stay")
    options.add_argument("--digests", type=Path, help=argparse.SUPPRESS)
    args = options.parse_args()
    if args.digests:
        digests(args.digests)
        return
    with tempfile.TemporaryDirectory() as scratch:
        project, versions = made(args.keep or Path(scratch), args.articles)
        command = [sys.executable, "-m", "warraq", "--project", str(project.root)]
        last = project.releases / versions["spread"]
        size = sum(path.stat().st_size for path in last.rglob("*") if path.is_file())
        runs = {
            **{f"diff, {kind}": [*command, "diff", "0.1.0", one] for kind, one in versions.items()},
            "diff --json, spread": [*command, "diff", "0.1.0", versions["spread"], "--json"],
            "digests alone": [sys.executable, __file__, "--digests", str(last)],
            "verify": [*command, "verify", versions["spread"]],
        }
        print("| run | articles | wall s | CPU s | MB/CPU-s | peak MiB |")
        print("|---|---:|---:|---:|---:|---:|")
        for name, one in runs.items():
            run = measure(one)
            speed = f"{size / 1e6 / run.cpu:,.0f}" if "diff" not in name else ""
            print(
                f"| {name} | {args.articles:,} | {run.wall:.1f} | {run.cpu:.1f} | {speed} "
                f"| {run.peak / 2**20:,.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
