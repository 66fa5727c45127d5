"""How well and how fast copies are found, beside other libraries on the same documents.

A made-up corpus (`planted.py`) of articles of about 2.15 kB holds 20 % planted copies (exact, footer added,
headline changed, paragraphs swapped, 2, 5 and 10 % of the words edited, cut to half), 4 % texts of eight
templates with other numbers, and one story in 2 % of all documents, each with 2 % of its words edited. The
truth is the exact Jaccard similarity (>= .7) and containment (>= .6) of word 5-grams of all pairs within a
family; pairs of the story are left out and its clusters counted instead. Each line is a process of its own:
CPU seconds of all its threads from reading the match keys out of Parquet files (from "bodies": the bodies,
folding them into match keys too) to pairs and clusters, without starting Python and importing; and the
largest memory it held. The tools take turns, and of three runs the one with the median CPU time is shown.

The peers give pairs that fall together in a band of their signatures, or datatrove the clusters of these; as
they are slow and large, they run on fewer documents. One that cannot be imported is left out with a note.

    python benchmarks/copies.py                          100,000 documents, peers on 20,000
    python benchmarks/copies.py --documents 20000        a quick look
    python benchmarks/copies.py --growth                 this tool alone at 10,000 to 1,000,000
    python benchmarks/copies.py --real corpus/raw        real JSON lines, by this tool: no truth
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from copies_peers import MODULES, PEERS
from planted import plant, truth

from warraq.corpus.relate.copies import Batch, Sampled, find_copies, write_samples
from warraq.corpus.text.match_key import match_key

if TYPE_CHECKING:
    from collections.abc import Iterator

_PART = 5_000
_OWN = {"keys": "warraq, from match keys", "bodies": "warraq, from bodies"}
_HEAD = (
    "| tool | documents | P J>=.7 | R J>=.7 | P C>=.6 | R C>=.6 | clusters of the story | documents/CPU-s "
    "| peak MiB |"
)


@dataclass(frozen=True)
class Outcome:
    """What a run took and left; `peak` in bytes."""

    documents: int
    cpu: float
    peak: int
    facts: dict[str, int | str]


def batches(folder: Path, column: str, samples: Path | None) -> list[Batch]:
    """Return the parts of the folder, read when they are needed.

    Samples of texts lie in the folder `samples`, as beside the parts of a build; those that do not are made.
    """

    def keys(path: Path, rows: pl.Series | None = None) -> pl.Series:
        read = pl.read_parquet(path, columns=[column])[column]
        wanted = read if rows is None else read.gather(rows)
        return wanted.to_frame().select(match_key(pl.col(column)))[column] if column == "body" else wanted

    def batch(path: Path) -> Batch:
        documents = pl.read_parquet(path, columns=["doc", "text"])
        found = Batch(documents, partial(keys, path), partial(keys, path))
        if samples is None:
            return found
        file = samples / f"{path.stem}.bin"
        if not file.exists():
            write_samples(keys(path), file)
        return replace(found, sampled=Sampled(file, np.arange(documents.height, dtype=np.uint32)))

    return [batch(path) for path in sorted(folder.glob("part-*.parquet"))]


def run(name: str, folder: Path, out: Path, index: Path | None) -> Outcome:
    """Run a tool in this process and write what it found to `out`; samples lie beside an index."""
    if name in MODULES:
        importlib.import_module(MODULES[name])
    started = time.process_time()
    facts: dict[str, int | str] = {}
    clusters = pl.DataFrame()
    if name in _OWN:
        samples = index.with_name("samples") if index else None
        copies = find_copies(batches(folder, "key" if name == "keys" else "body", samples), index=index)
        pairs, clusters, facts = copies.pairs, copies.clusters, asdict(copies.facts)
    else:
        pairs = pl.DataFrame(
            [(min(pair), max(pair)) for pair in PEERS[name](folder)], schema=["a", "b"], orient="row"
        )
    cpu = time.process_time() - started
    pairs.write_parquet(out / "pairs.parquet")
    clusters.write_parquet(out / "clusters.parquet")
    documents = pl.scan_parquet(folder / "part-*.parquet").select(pl.len()).collect().item()
    return Outcome(documents, cpu, largest(), facts)


def largest() -> int:
    """Return the largest memory that this process held, in bytes.

    Where the system tells it, that of the program alone: `ru_maxrss` counts the process it was started from.
    """
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    told = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return (told[0] if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * 1024


def measured(name: str, folder: Path, out: Path, index: Path | None = None) -> Outcome:
    """Run a tool in a process of its own."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    command = [sys.executable, __file__, "--run", name, str(folder), str(out)]
    command += ["--index", str(index)] if index else []
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Outcome(**json.loads(done.stdout.splitlines()[-1]))


def judged(pairs: pl.DataFrame, folder: Path, measure: str, bound: float) -> tuple[float, float]:
    """Return precision and recall of pairs of documents outside the story."""
    right = pl.read_parquet(folder / "truth.parquet").filter(pl.col(measure) >= bound).select("a", "b")
    story = pl.read_parquet(folder / "family.parquet").filter(pl.col("kind") == "story")["doc"].implode()
    judged_pairs = pairs.filter(~pl.col("a").is_in(story) & ~pl.col("b").is_in(story)).select("a", "b")
    hit = judged_pairs.join(right, on=["a", "b"]).height
    return hit / max(judged_pairs.height, 1), hit / max(right.height, 1)


def line(name: str, folder: Path, out: Path, outcome: Outcome) -> str:
    """Return the tool's row of the table."""
    pairs = pl.read_parquet(out / "pairs.parquet")
    by_jaccard = judged(
        pairs.filter(pl.col("relation") == "copy") if name in _OWN else pairs, folder, "jaccard", 0.7
    )
    by_containment = judged(pairs, folder, "containment", 0.6)
    story = "-"
    if name in _OWN:
        family = pl.read_parquet(folder / "family.parquet").filter(pl.col("kind") == "story")
        clusters = pl.read_parquet(out / "clusters.parquet").join(family, on="doc")
        story = str(clusters["cluster"].n_unique())
    figures = " | ".join(f"{one:.4f}" for one in (*by_jaccard, *by_containment))
    return (
        f"| {_OWN.get(name, name)} | {outcome.documents:,} | {figures} | {story} | "
        f"{outcome.documents / outcome.cpu:,.0f} | {outcome.peak / 2**20:,.0f} |"
    )


def compare(home: Path, documents: int, peer_documents: int, rounds: int) -> None:
    """Print the table of this tool and its peers; they take turns, and the median of the CPU times counts."""
    print(_HEAD)
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for count in sorted({documents, peer_documents}, reverse=True):
        folder = planted(home, count)
        peers = [name for name in PEERS if importable(MODULES[name])] if count == peer_documents else []
        names = [*_OWN, *peers]
        runs = [{name: measured(name, folder, home / f"out-{name}") for name in names} for _ in range(rounds)]
        for name in names:
            middle = sorted((one[name] for one in runs), key=lambda outcome: outcome.cpu)[rounds // 2]
            print(line(name, folder, home / f"out-{name}", middle), flush=True)
    for name in PEERS:
        if not importable(MODULES[name]):
            print(f"\n{name} cannot be imported here.")


def importable(module: str) -> bool:
    """Tell whether a peer is there with all that it needs."""
    done = subprocess.run([sys.executable, "-c", f"import {module}"], check=False, capture_output=True)
    return done.returncode == 0


def planted(home: Path, documents: int) -> Path:
    """Return the folder of the planted set, made if it is not there."""
    folder = home / f"planted-{documents}"
    if not (folder / "truth.parquet").exists():
        plant(folder, documents)
        truth(folder).write_parquet(folder / "truth.parquet")
    return folder


def growth(home: Path, sizes: list[int]) -> None:
    """Print the cost of this tool at several sizes, and of adding one document in a hundred to an index."""
    print(
        "| documents | from | run | CPU s | documents/CPU-s | peak MiB | bytes/document above the smallest |"
    )
    print("|---:|---|---|---:|---:|---:|---:|")
    smallest: dict[tuple[str, str], Outcome] = {}
    for size in sizes:
        folder = home / f"planted-{size}"
        if not (folder / "family.parquet").exists():
            plant(folder, size)
        one_in_a_hundred_apart(folder, home / "most", home / "whole")
        for name in _OWN:
            index = home / "index"
            for place in (index, home / "samples"):
                shutil.rmtree(place, ignore_errors=True)
            (home / "samples").mkdir()
            measured(name, home / "most", home / "out", index)
            for title, at in (("full", None), ("one in a hundred added", index)):
                outcome = measured(name, home / "whole", home / "out", at)
                base = smallest.setdefault((name, title), outcome)
                more = (outcome.peak - base.peak) / max(size - base.documents, 1)
                print(
                    f"| {size:,} | {name} | {title} | {outcome.cpu:.2f} | {size / outcome.cpu:,.0f} | "
                    f"{outcome.peak / 2**20:,.0f} | {more:,.0f} |",
                    flush=True,
                )


def one_in_a_hundred_apart(folder: Path, most: Path, whole: Path) -> None:
    """Write the documents but one in a hundred to `most`, and to `whole` these in a file of their own too."""
    apart = []
    for place in (most, whole):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
    for path in sorted(folder.glob("part-*.parquet")):
        frame = pl.read_parquet(path).with_row_index("row")
        kept = frame.filter(pl.col("row") % 100 != 99).drop("row")
        apart.append(frame.filter(pl.col("row") % 100 == 99).drop("row"))
        kept.write_parquet(most / path.name, compression="lz4")
        kept.write_parquet(whole / path.name, compression="lz4")
    pl.concat(apart).write_parquet(whole / "part-more.parquet", compression="lz4")


def real(home: Path, raw: Path) -> None:
    """Print what is found in JSON lines with a text: counts and rates."""
    folder = home / "real"
    folder.mkdir()
    for part, frame in enumerate(_parts(raw)):
        frame.write_parquet(folder / f"part-{part:05d}.parquet")
    for name, title in _OWN.items():
        outcome = measured(name, folder, home / "out")
        rate = outcome.documents / outcome.cpu
        print(f"{title}: {outcome.documents:,} documents, {rate:,.0f}/CPU-s, {outcome.peak / 2**20:,.0f} MiB")
    print(json.dumps(outcome.facts, indent=2))


def _parts(raw: Path) -> Iterator[pl.DataFrame]:
    rows: list[tuple[str, str]] = []
    for path in sorted(raw.rglob("*.jsonl*")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for number, one in enumerate(data.splitlines()):
            record = json.loads(one)
            body = record.get("text") or record.get("body") or ""
            rows.append((f"{path.relative_to(raw)}:{number}", body))
            if len(rows) == _PART:
                yield _part(rows)
                rows = []
    if rows:
        yield _part(rows)


def _part(rows: list[tuple[str, str]]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["doc", "body"], orient="row")
    frame = frame.with_columns(key=match_key(pl.col("body")))
    digests = [hashlib.sha256(key.encode()).hexdigest()[:32] for key in frame["key"]]
    return frame.with_columns(text=pl.Series(digests, dtype=pl.String))


def main() -> None:
    """Print the tables asked for."""
    shown = argparse.RawDescriptionHelpFormatter
    options = argparse.ArgumentParser(description=__doc__, formatter_class=shown)
    options.add_argument("--documents", type=int, default=100_000, help="documents for this tool")
    options.add_argument("--peer-documents", type=int, default=20_000, help="documents for the peers")
    options.add_argument("--rounds", type=int, default=3, help="how often each tool is run")
    options.add_argument(
        "--growth", nargs="*", type=int, metavar="SIZE", help="this tool alone at these sizes"
    )
    options.add_argument("--real", type=Path, metavar="FOLDER", help="real folders of JSON lines")
    options.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="make the planted sets here and keep them"
    )
    options.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    options.add_argument("--index", type=Path, help=argparse.SUPPRESS)
    args = options.parse_args()
    if args.run:
        name, folder, out = args.run
        print(json.dumps(asdict(run(name, Path(folder), Path(out), args.index))))
        return
    with tempfile.TemporaryDirectory() as place:
        home = args.keep or Path(place)
        home.mkdir(parents=True, exist_ok=True)
        if args.real:
            real(home, args.real)
        elif args.growth is not None:
            growth(home, args.growth or [10_000, 100_000, 1_000_000])
        else:
            compare(home, args.documents, min(args.peer_documents, args.documents), args.rounds)


if __name__ == "__main__":
    main()
