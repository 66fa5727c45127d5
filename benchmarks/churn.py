"""What an update costs whoever mirrors the releases: one more month of articles, and a few corrections.

    python benchmarks/churn.py [ARTICLES] [--months N]

Made-up articles (20,000 by default, over 24 months in four sources) are released by this tool; then another
month is scraped, with corrections of some articles of the months before, and released again. Both releases
are stored one after the other by the Hub's own storage client, hf_xet, which cuts files into chunks and keeps
each chunk once; the store is a folder. A byte of the later release is reused if its chunk was there already.

The same articles are then stored as other writers lay them out: files of the same months by pyarrow without
content-defined chunks and by polars, and one file in the order of the ids. The exit code is 1 if this tool's
releases reuse less than 90 %. Needs hf_xet, which comes with huggingface_hub.

examples:
  python benchmarks/churn.py
  python benchmarks/churn.py 100000 --months 36
  python benchmarks/churn.py --near 3       corrections in three months
  python benchmarks/churn.py --near 24      in all of them, as after a change of the scraper
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow.parquet as pq
from made_up import WORDS, make_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_SOURCES = 4
_FAR = 100  # times as rare are corrections of older months
_LEAST = 0.9


@dataclass(frozen=True)
class Stored:
    """What storing a version's files came to, in bytes; `same` counts files that were there already."""

    files: int
    same: int
    total: int
    new: int

    @property
    def reused(self) -> float:
        return 1 - self.new / self.total


def month_name(number: int) -> str:
    return f"{2022 + number // 12}-{number % 12 + 1:02d}"


def record(chance: random.Random, source: str, month: str, number: int) -> dict[str, str]:
    paragraphs = (" ".join(chance.choices(WORDS, k=45)) + "." for _ in range(4))
    return {
        "url": f"https://{source}.example/{month}/{number}",
        "title": " ".join(chance.choices(WORDS, k=8)),
        "text": "\n".join(paragraphs),
        "date": f"{month}-{chance.randint(1, 28):02d}T{chance.randint(0, 23):02d}:00:00Z",
    }


def scraped(
    raw: Path, months: Iterable[int], per_file: int, corrected: dict[str, list[dict[str, str]]]
) -> None:
    """Write a file a source and month, as a scraper's runs leave them; corrections come with the last run."""
    for month in map(month_name, months):
        for number in range(_SOURCES):
            source = f"source-{number}"
            chance = random.Random(f"{source} {month}")
            rows = [record(chance, source, month, at) for at in range(per_file)]
            path = raw / source / f"{month}.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = (json.dumps(row, ensure_ascii=False) for row in [*rows, *corrected.pop(source, [])])
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def corrections(raw: Path, months: int, share: float, late: int) -> dict[str, list[dict[str, str]]]:
    """Return, by source, articles that their publishers changed by a sentence."""
    chance = random.Random(3)
    found: dict[str, list[dict[str, str]]] = {}
    for path in sorted(raw.glob("*/*.jsonl")):
        near = path.stem in map(month_name, range(months - late, months))
        for line in path.read_text(encoding="utf-8").splitlines():
            if chance.random() < (share if near else share / _FAR):
                row = json.loads(line)
                changed = {
                    **row,
                    "text": row["text"] + " تصحيح.",
                    "modified": f"{month_name(months)}-02T00:00:00Z",
                }
                found.setdefault(path.parent.name, []).append(changed)
    return found


def release(project: Path) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "warraq",
        "--project",
        str(project),
        "release",
        "--bump",
        "auto",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout)["release"]
    return told


def stored(versions: Iterable[Path], place: Path) -> Stored:
    """Store the folders one after the other; return what the last one came to."""
    import hf_xet

    known: set[str] = set()
    last = Stored(0, 0, 0, 0)
    for folder in versions:
        commit = hf_xet.XetSession().new_upload_commit(endpoint=f"local://{place}")
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        for path in paths:
            commit.start_upload_file(str(path))
        report = commit.wait_to_finish()
        hashes = [upload.xet_info.hash for upload in report.uploads.values()]
        measured = report.dedup_metrics
        same = sum(one in known for one in hashes)
        known |= set(hashes)
        last = Stored(len(paths), same, measured.total_bytes, measured.new_bytes)
    return last


def articles(folder: Path) -> Iterator[tuple[str, pl.DataFrame]]:
    for path in sorted((folder / "data" / "articles").glob("*/*.parquet")):
        yield f"{path.parent.name}/{path.name}", pl.read_parquet(path, hive_partitioning=False)


def by_polars(rows: pl.DataFrame, path: Path) -> None:
    rows.write_parquet(path, compression="zstd", compression_level=3)


def by_pyarrow(rows: pl.DataFrame, path: Path) -> None:
    pq.write_table(rows.to_arrow(), path, compression="zstd", compression_level=3)


def by_month(write: Callable[[pl.DataFrame, Path], None]) -> Callable[[Path, Path], None]:
    def lay_out(folder: Path, target: Path) -> None:
        for name, rows in articles(folder):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            write(rows, target / name)

    return lay_out


def in_one_file(folder: Path, target: Path) -> None:
    target.mkdir(parents=True)
    by_polars(pl.concat([rows for _, rows in articles(folder)]).sort("id"), target / "articles.parquet")


def copied(folder: Path, target: Path) -> None:
    for path in sorted((folder / "data" / "articles").glob("*/*.parquet")):
        (target / path.parent.name).mkdir(parents=True, exist_ok=True)
        os.link(path, target / path.parent.name / path.name)


LAYOUTS: dict[str, Callable[[Path, Path], None]] = {
    "articles, warraq": copied,
    "articles by month, pyarrow": by_month(by_pyarrow),
    "articles by month, polars": by_month(by_polars),
    "articles in one file by id, polars": in_one_file,
}


def line(name: str, found: Stored) -> None:
    print(
        f"| {name} | {found.files} | {found.same} | {found.total / 1e6:.1f} | {found.new / 1e6:.2f} "
        f"| {found.reused:.1%} |",
        flush=True,
    )


def main() -> int:
    """Print the table."""
    raw_text = argparse.RawDescriptionHelpFormatter
    options = argparse.ArgumentParser(description=__doc__, formatter_class=raw_text)
    options.add_argument("articles", nargs="?", type=int, default=20_000)
    options.add_argument("--months", type=int, default=24, help="months of the first release")
    options.add_argument(
        "--share", type=float, default=0.002, help="articles of late months that are corrected"
    )
    options.add_argument("--near", type=int, default=1, help="how many months count as late")
    args = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        os.environ["HF_HOME"] = str(home / "client")  # the client remembers what it stored
        project = make_project(home / "project")
        per_file = max(1, args.articles // (args.months * _SOURCES))
        scraped(project.raw, range(args.months), per_file, {})
        first = release(project.root)
        corrected = corrections(project.raw, args.months, args.share, args.near)
        count = sum(map(len, corrected.values()))
        scraped(project.raw, [args.months], per_file, corrected)
        second = release(project.root)
        folders = [Path(one["folder"]) for one in (first, second)]
        print(f"{first['articles']:,} articles, then {second['articles']:,} with {count} corrected")
        print(f"by files alone, {1 - second['reuse']['share_changed']:.1%} of the bytes are reused")
        print("| stored | files | the same | MB | new MB | reused |")
        print("|---|---:|---:|---:|---:|---:|")
        whole = stored(folders, home / "store")
        line("the whole release, warraq", whole)
        for at, (name, lay_out) in enumerate(LAYOUTS.items()):
            places = [home / f"layout-{at}" / str(number) for number in range(2)]
            for folder, place in zip(folders, places, strict=True):
                lay_out(folder, place)
            line(name, stored(places, home / f"store-{at}"))
    return 0 if whole.reused >= _LEAST else 1


if __name__ == "__main__":
    raise SystemExit(main())
