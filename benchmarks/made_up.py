"""Made-up release tables of any size: articles of about 2 kB in eight sources and 36 months."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from warraq.corpus.pipeline.candidate import write_small_tables
from warraq.corpus.pipeline.tables import write_table
from warraq.corpus.relate.identity import text_sha256
from warraq.corpus.relate.split_proof import KEY, splits_proof
from warraq.corpus.text.match_key import match_key
from warraq.corpus.text.signals import counted
from warraq.model.arrow import polars_schema
from warraq.model.project import Project

if TYPE_CHECKING:
    from pathlib import Path

WORDS = [
    *(
        "أعلنت",
        "بلدية",
        "المرسى",
        "اليوم",
        "عن",
        "مشروع",
        "جديد",
        "لتوسيع",
        "شبكة",
        "المياه",
        "في",
        "الأحياء",
    ),
    *("الشرقية", "من", "المدينة", "بعد", "أن", "طالب", "السكان", "بذلك", "مرارا", "خلال", "العام", "الماضي"),
    *("وقال", "المتحدث", "باسم", "الهيئة", "إن", "العمل", "سيبدأ", "مطلع", "الشهر", "المقبل", "على", "ثلاث"),
    *("مراحل", "تشمل", "الطرق", "والمدارس", "والمستشفى", "الكبير", "قرب", "الميناء", "القديم", "منذ", "عقود"),
]
SOURCES = tuple(f"source-{number}" for number in range(8))
MONTHS = tuple(f"{year}-{month:02d}" for year in (2022, 2023, 2024) for month in range(1, 13))
#: The texts are drawn so that no two are copies: that need not be looked up.
_NO_PAIRS = pl.DataFrame(schema={"id_a": pl.String, "id_b": pl.String})
_SENTENCES = 20_000
_PARAGRAPHS = 5


def _sentences(chance: np.random.Generator) -> np.ndarray:
    words = np.array(WORDS, dtype=object)
    return np.array([" ".join(chance.choice(words, 34)) + "." for _ in range(_SENTENCES)], dtype=object)


def _month(
    month: str, first: int, rows: int, sentences: np.ndarray, chance: np.random.Generator
) -> pl.DataFrame:
    numbers = range(first, first + rows)
    drawn = sentences[chance.integers(0, _SENTENCES, (rows, _PARAGRAPHS))]
    bodies = [
        "\n\n".join(parts) + f"\n\nرقم الخبر {number:,}."
        for number, parts in zip(numbers, drawn, strict=True)
    ]
    titles = [f"خبر {number}: {text[:60]}" for number, text in zip(numbers, drawn[:, 0], strict=True)]
    ids = [hashlib.sha256(str(number).encode()).hexdigest()[:32] for number in numbers]
    year, number = (int(part) for part in month.split("-"))
    seconds = np.sort(chance.integers(0, 28 * 86_400, rows))
    start = np.datetime64(datetime(year, number, 1), "us")  # noqa: DTZ001 - stored without a zone
    frame = pl.DataFrame(
        {
            "id": ids,
            "source": [SOURCES[one % len(SOURCES)] for one in numbers],
            "url": [f"https://news.example/{one}" for one in numbers],
            "title": titles,
            "body": bodies,
            "published_at": start + seconds.astype("timedelta64[s]"),
            "language": ["ar"] * rows,
            "text_sha256": [
                text_sha256(title, None, body) for title, body in zip(titles, bodies, strict=True)
            ],
        }
    )
    return counted(frame.with_columns(body_key=match_key(pl.col("body")))).with_columns(
        pl.lit(None, pl.String).alias("subtitle"),
        pl.lit([], dtype=pl.List(pl.String)).alias("authors"),
        pl.lit([], dtype=pl.List(pl.String)).alias("tags"),
        pl.lit([], dtype=pl.List(pl.String)).alias("repairs"),
        *(pl.lit(None, pl.String).alias(name) for name in ("agency", "section", "language_label")),
        *(pl.lit(None, pl.Datetime("us")).alias(name) for name in ("modified_at", "fetched_at")),
        published_precision=pl.lit("second"),
        published_origin=pl.lit("metadata"),
        language_score=pl.lit(0.99),
        cluster=pl.col("id"),
        role=pl.lit("original"),
        license=pl.lit("CC-BY-4.0"),
        revision=pl.lit(0, pl.Int64),
        first_release=pl.lit("0.1.0"),
        raw_sha256=pl.col("text_sha256"),
        lines=pl.col("paragraphs"),
        removed_lines=pl.lit(0, pl.Int64),
        removed_share=pl.lit(0.0),
        paywalled=pl.lit(None, pl.Boolean),
        page_kind=pl.lit(None, pl.String),
        language_mismatch=pl.lit(None, pl.Boolean),
        split=pl.when(pl.col("id").str.slice(0, 1) < "2")
        .then(pl.lit("test"))
        .when(pl.col("id").str.slice(0, 1) < "4")
        .then(pl.lit("validation"))
        .otherwise(pl.lit("train")),
    )


def make_project(folder: Path) -> Project:
    """Write a new project that declares the sources."""
    command = [sys.executable, "-m", "warraq", "init", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    tables = [
        f'[{name}]\nname = "{name}"\nhomepage = "https://{name}.example"\nlanguage = "ar"\n'
        f'timezone = "UTC"\nlicense = "CC-BY-4.0"\n'
        for name in SOURCES
    ]
    (folder / "corpus" / "sources.toml").write_text("\n".join(tables))
    return Project.load(folder)


def write_candidate(project: Project, articles: int) -> Path:
    """Write so many articles as the project's candidate; the same number gives the same bytes."""
    chance = np.random.default_rng(7)
    sentences = _sentences(chance)
    tables, data = project.descriptor.tables, project.candidate / "data"
    per_month, first = -(-articles // len(MONTHS)), 0
    for month in MONTHS:
        rows = min(per_month, articles - first)
        if rows <= 0:
            break
        frame = _month(month, first, rows, sentences, chance).sort("published_at", "id")
        first += rows
        for (split,), part in frame.partition_by("split", as_dict=True).items():
            write_table(part, tables["articles"], data / "articles" / str(split) / f"{month}.parquet")
        write_table(frame, tables["signals"], data / "signals" / f"{month}.parquet")
    _write_small(project, data)
    built: dict[str, object] = {"version": "0.1.0", "before": None, "raw": articles, "articles": articles}
    built |= {"merged": 0, "quarantined": 0, "taken_down": 0, "reasons": {}, "sources": {}}
    built |= {KEY: splits_proof(project.candidate, _NO_PAIRS)}
    (project.candidate / "build.json").write_text(json.dumps(built))
    return project.candidate


def _write_small(project: Project, data: Path) -> None:
    tables = project.descriptor.tables
    empty = {name: pl.DataFrame(schema=polars_schema(tables[name])) for name in ("duplicates", "tombstones")}
    write_small_tables(project, data.parent, **empty, sources=sorted(SOURCES))
    changes = pl.DataFrame(schema=polars_schema(tables["changes"]))
    write_table(changes, tables["changes"], data / "changes.parquet")
