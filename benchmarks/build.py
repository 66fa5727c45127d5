"""How fast a build is, and how much memory it takes.

    python benchmarks/build.py [RAW_FOLDER] [--jobs N]

RAW_FOLDER holds one folder a source, as corpus/raw/ does; without it, 20,000 made-up Arabic records are used.
The yardstick, run on the same files right before, only parses the JSON lines with the standard library and
writes them to Parquet: what any tool must spend. A time alone means nothing on a busy machine; compare.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl
from made_up import WORDS
from measure import measure


def made_up(folder: Path, records: int) -> None:
    """Write records of about 2 kB in four sources."""
    chance = random.Random(7)
    for source in range(4):
        place = folder / f"source-{source}"
        place.mkdir(parents=True)
        with gzip.open(place / "articles.jsonl.gz", "wt", encoding="utf-8", compresslevel=1) as file:
            for number in range(records // 4):
                paragraphs = (" ".join(chance.choices(WORDS, k=45)) + "." for _ in range(4))
                day = f"2024-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
                record = {
                    "url": f"https://source-{source}.example/{day}/{number}",
                    "title": " ".join(chance.choices(WORDS, k=8)),
                    "text": "\n".join(paragraphs),
                    "date": f"{day}T10:00:00+03:00",
                }
                file.write(json.dumps(record, ensure_ascii=False) + "\n")


def yardstick(raw: Path, out: Path) -> int:
    """Parse every JSON line and write Parquet; return the number of records."""
    total = 0
    for path in sorted(raw.glob("*/*.jsonl*")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        rows = [json.loads(line) for line in data.split(b"\n") if line.strip()]
        strings = [
            {key: value if isinstance(value, str) else None for key, value in row.items()} for row in rows
        ]
        frame = pl.DataFrame(strings, infer_schema_length=None)
        frame.write_parquet(out / f"{path.parent.name}.parquet", compression="zstd", compression_level=3)
        total += len(rows)
    return total


def main() -> None:
    """Run the yardstick, a full build and a second one that finds everything in its cache."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("raw", nargs="?", type=Path)
    options.add_argument("--jobs", type=int, default=None)
    options.add_argument("--yardstick", nargs=2, type=Path, metavar=("RAW", "OUT"), help=argparse.SUPPRESS)
    args = options.parse_args()
    if args.yardstick:
        print(yardstick(*args.yardstick))
        return
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        raw = args.raw.absolute() if args.raw else home / "raw"
        if not args.raw:
            made_up(raw, 20_000)
        (home / "out").mkdir()
        project = home / "project"
        subprocess.run(
            [sys.executable, "-m", "warraq", "init", str(project)], check=True, stdout=subprocess.DEVNULL
        )
        build = [
            sys.executable,
            "-m",
            "warraq",
            "--project",
            str(project),
            "build",
            "--json",
            "--raw",
            str(raw),
        ]
        build += ["--jobs", str(args.jobs)] if args.jobs else []
        runs = {
            "yardstick": [sys.executable, __file__, "--yardstick", str(raw), str(home / "out")],
            "build": build,
            "build again": build,
        }
        print("| run | records | wall s | CPU s | records/s | records/CPU-s | peak MiB |")
        print("|---|---:|---:|---:|---:|---:|---:|")
        for name, command in runs.items():
            run = measure(command)
            records = int(run.output) if name == "yardstick" else json.loads(run.output)["raw"]
            print(
                f"| {name} | {records:,} | {run.wall:.1f} | {run.cpu:.1f} | {records / run.wall:,.0f} | "
                f"{records / run.cpu:,.0f} | {run.peak / 2**20:,.0f} |"
            )


if __name__ == "__main__":
    main()
