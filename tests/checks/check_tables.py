"""Small projects and tables for the tests of checks: clean as they come, to be broken by one change each."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from warraq.checks.run import check
from warraq.model.arrow import arrow_schema
from warraq.model.digest import sha256_file, sha256_files
from warraq.model.project import Project

if TYPE_CHECKING:
    from warraq.model.finding import Finding, Verdict

ROOT = Path(__file__).parents[2]
TODAY = date(2025, 6, 1)

SOURCES = """
[almanara]
name = "المنارة"
homepage = "https://almanara.example"
language = "ar"
timezone = "Asia/Riyadh"
license = "CC-BY-4.0"

[northgate]
name = "Northgate Courier"
homepage = "https://northgate.example"
language = "en"
timezone = "Europe/London"
license = "CC-BY-4.0"

[gahnama]
name = "گاهنامه"
homepage = "https://gahnama.example"
language = "prs"
timezone = "Asia/Kabul"
license = "CC-BY-4.0"
"""

#: Source -> language, title and body; the number of the article is put in, so often that no two are copies.
TEXTS = {
    "almanara": (
        "ar",
        "بلدية الميناء تفتتح المكتبة رقم {0}",
        """افتتحت بلدية الميناء اليوم مكتبة عامة جديدة في الحي القديم بحضور عدد من السكان والطلاب رقم {0}.

وقال أمين المكتبة {0} إن الكتب جُمعت من تبرعات أهل المدينة سنة 1446 هـ، وإن دخول القاعة {0} مجاني للجميع.""",
    ),
    "northgate": (
        "en",
        "Harbour bridge opens again, day {0}",
        """The old harbour bridge opened to carts and walkers today after months of repairs, no {0}.

“We waited a long time for it,” a baker on quay {0} said, and sold twice the loaves she sells on a Monday.""",
    ),
    "gahnama": (
        "prs",
        "گشایش کتابخانهٔ تازه شمارهٔ {0}",
        """کتابخانهٔ تازه‌ای در شهر کهنه گشایش یافت و باشندگان از بام تا شام {0} به دیدن آن می‌آیند، شمارهٔ {0}.

مسؤول کتابخانهٔ {0} می‌گوید که کتاب‌ها را مردم اهدا کرده‌اند و ورود برای همگان در تالار {0} رایگان است.""",
    ),
}
SPLITS = ("train", "train", "train", "test", "validation")


def moment(*parts: int) -> datetime:
    """Return a time as tables hold it: naive UTC."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def text_sha256(row: dict[str, Any]) -> str:
    text = f"{row['title'] or ''}\n{row['subtitle'] or ''}\n{row['body'] or ''}"
    return hashlib.sha256(text.encode()).hexdigest()


def article(number: int, **changes: Any) -> dict[str, Any]:
    """Return a clean row; `changes` are put in before counts and digest are made, and win over both."""
    source = changes.get("source", tuple(TEXTS)[number % len(TEXTS)])
    language, title, body = TEXTS.get(source, TEXTS["northgate"])
    published = moment(2025, 2, 3, 9, 30) + timedelta(days=3 * number)
    row = {
        "id": name(f"{source} {number}"),
        "source": source,
        "url": f"https://{source}.example/{number}",
        "title": title.format(number),
        "subtitle": None,
        "body": body.format(number),
        "authors": ["Newsroom"] if number % 2 else [],
        "agency": None,
        "section": "city",
        "tags": [],
        "published_at": published,
        "published_precision": "minute",
        "published_origin": "metadata",
        "modified_at": published + timedelta(hours=2),
        "fetched_at": published + timedelta(days=2),
        "language": language,
        "language_score": 0.97,
        "split": SPLITS[number % len(SPLITS)],
        "license": "CC-BY-4.0",
        "revision": 0,
        "first_release": "0.1.0",
        "raw_sha256": hashlib.sha256(str(number).encode()).hexdigest(),
        **changes,
    }
    row.setdefault("cluster", row["id"])
    row.setdefault("role", "original" if row["cluster"] == row["id"] else "copy")
    row.setdefault("words", len((row["body"] or "").split()))
    row.setdefault("characters", len(row["body"] or ""))
    row.setdefault("text_sha256", text_sha256(row))
    return row


def signal(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "paragraphs": 2,
        "lines": 2,
        "mean_word_length": 4.5,
        "terminal_punctuation_share": 1.0,
        "digit_share": 0.01,
        "symbol_share": 0.0,
        "repeated_paragraph_share": 0.0,
        **dict.fromkeys(("short_paragraph_share", "punctuation_share", "repeated_character_share"), 0.0),
        **{f"top_{size}_gram_share": 0.0 for size in (2, 3, 4)},
        **{f"duplicated_{size}_gram_share": 0.0 for size in (5, 10)},
        "removed_lines": 0,
        "removed_share": 0.0,
        "repairs": [],
        **dict.fromkeys(("emails", "phones", "ibans"), 0),
        "language_label": None,
        "language_mismatch": None,
    }


def source_row(source: str) -> dict[str, Any]:
    known = source in TEXTS
    return {
        "id": source,
        "name": source.title() if known else None,
        "homepage": f"https://{source}.example" if known else None,
        "language": TEXTS[source][0] if known else None,
        "timezone": "UTC",
        "license": "CC-BY-4.0" if known else None,
    }


@dataclass
class Tables:
    """Rows of each table; `files` overrides where a row of articles is written."""

    articles: list[dict[str, Any]]
    signals: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    duplicates: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    tombstones: list[dict[str, Any]] = field(default_factory=list)


def tables(rows: list[dict[str, Any]] | None = None) -> Tables:
    """Return tables that fit together, of `rows` or of twelve clean articles."""
    rows = [article(number) for number in range(12)] if rows is None else rows
    named = sorted({row["source"] for row in rows if row["source"]})
    return Tables(rows, [signal(row) for row in rows], [source_row(source) for source in named])


def changed(number: int = 4, **changes: Any) -> Tables:
    """Return the clean tables with one article changed."""
    return tables([article(at, **changes) if at == number else article(at) for at in range(12)])


def write_rows(path: Path, project: Project, table: str, rows: list[dict[str, Any]]) -> None:
    schema = arrow_schema(project.descriptor.tables[table])
    free = pa.schema([one.with_nullable(nullable=True) for one in schema])
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=free), path)


def month(row: dict[str, Any]) -> str:
    return f"{row['published_at']:%Y-%m}" if row["published_at"] else "undated"


def write(project: Project, folder: Path, content: Tables) -> Path:
    """Write the tables as a build does, and return the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    data = folder / "data"
    order = sorted(
        content.articles, key=lambda row: (row["published_at"] or moment(1, 1, 1), row["id"] or "")
    )
    files: dict[Path, list[dict[str, Any]]] = {}
    for row in order:
        files.setdefault(data / "articles" / row["split"] / f"{month(row)}.parquet", []).append(row)
    for path, rows in files.items():
        write_rows(path, project, "articles", rows)
    if content.signals:
        write_rows(data / "signals" / "2025-02.parquet", project, "signals", content.signals)
    for table in ("sources", "duplicates", "changes", "tombstones"):
        write_rows(data / f"{table}.parquet", project, table, getattr(content, table))
    return folder


def make_project(folder: Path, policy: str = "", *, suite: bool = False) -> Project:
    """Return a project with the repository's descriptor and rules, and three sources.

    Without `suite` the release suite is empty, which saves half a second a run.
    """
    root = folder / "project"
    for part in ("checks", "corpus", "build"):
        (root / part).mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "datapackage.json", root)
    shutil.copy(ROOT / "build" / "release.toml", root / "build")
    for file in ("articles.py", "release.json"):
        shutil.copy(ROOT / "checks" / file, root / "checks")
    if not suite:
        (root / "checks" / "release.json").write_text('{"name": "release", "expectations": []}')
    (root / "checks" / "policy.toml").write_text(policy, encoding="utf-8")
    (root / "corpus" / "sources.toml").write_text(SOURCES, encoding="utf-8")
    return Project.load(root)


def judge(
    folder: Path, content: Tables, policy: str = "", *, suite: bool = False, previous: Path | None = None
) -> Verdict:
    """Write the tables as the candidate of a new project and check them."""
    project = make_project(folder, policy, suite=suite)
    return check(project, write(project, project.candidate, content), previous=previous, today=TODAY)


def freeze(project: Project, folder: Path, content: Tables) -> Path:
    """Write the tables as a frozen release, and return the folder."""
    write(project, folder, content)
    raw = json.loads((project.root / "datapackage.json").read_text())
    for resource in raw["resources"]:
        paths = sorted(folder.glob(resource["path"]))
        names = [path.relative_to(folder).as_posix() for path in paths]
        files = [
            {
                "path": one,
                "bytes": path.stat().st_size,
                "hash": f"sha256:{sha256_file(path)}",
                "rows": rows_in(path),
            }
            for one, path in zip(names, paths, strict=True)
        ]
        resource |= {
            "path": names[0] if resource["path"] == names[0] else names,
            "bytes": sum(path.stat().st_size for path in paths),
            "hash": f"sha256:{sha256_files(paths)}",
            "rows": sum(map(rows_in, paths)),
            "files": files,
        }
    (folder / "datapackage.json").write_text(json.dumps(raw, ensure_ascii=False))
    (folder / "README.md").write_text("a card\n")
    seal(folder)
    return folder


def seal(folder: Path) -> None:
    """Write the manifest of the files as they are."""
    manifest = folder / "manifest.json"
    manifest.unlink(missing_ok=True)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {
        path.relative_to(folder).as_posix(): {"sha256": sha256_file(path), "bytes": path.stat().st_size}
        for path in paths
    }
    manifest.write_text(json.dumps({"files": files}))


def rows_in(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows)


def rules_of(outcome: Verdict) -> set[str]:
    return {finding.rule for finding in outcome.findings}


def found(outcome: Verdict, rule: str) -> Finding:
    """Return the only finding of the rule."""
    (finding,) = [one for one in outcome.findings if one.rule == rule]
    return finding
