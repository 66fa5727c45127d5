"""Articles written straight into tables, so that a report can be shown what no build would let through."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.pipeline.tables import write_table
from warraq.model.arrow import polars_schema
from warraq.model.finding import Finding, Verdict
from warraq.release.report.data import Report, report

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from warraq.model.project import Project

CLEAN = Verdict(findings=(), rules=("a-rule", "b-rule"), rows={"articles": 0})

#: Text that wants to be more than text.
SCRIPT = (
    "<script>document.title='run'</script><img src=https://evil.example/x onerror=\"document.title='run'\">"
)
HOSTILE = {
    "script": SCRIPT,
    "attribute": '" onmouseover="document.title=\'run\'" x="',
    "entity": "&lt;b&gt; &amp;#60;script>",
    "template": "{{ 7 * 7 }} {% for x in y %} {# gone #}",
    "override": "abc\u202edef\u2066ghi\u202c",
    "controls": "nul \x00 bell \x07 escape \x1b[31m line\u2028separator",
    "closing": "</title></style></svg></table></body></html><!-- ]]>",
    "long": "w" * 1_000_000,
    "arabic": "ميناء \u200fالمدينة\u200e يستعد\u202e للعاصفة",
    "persian": "می\u200cخواهم بروم",
    "stacked": "Z" + "\u0301\u0489\u0336" * 60,
}


def article_id(number: int | str) -> str:
    return hashlib.md5(str(number).encode()).hexdigest()


def article(number: int | str, **more: Any) -> dict[str, Any]:
    """A row of articles; each number gives another id, title and text."""
    key = article_id(number)
    return {
        "id": key,
        "source": "daily",
        "title": f"Title of article {number}",
        "body": f"First paragraph of {number}.\n\nSecond paragraph of {number}.",
        "authors": [],
        "tags": [],
        "published_at": datetime(2024, 10, 5, 8, 30),  # noqa: DTZ001  # stored without a zone
        "published_precision": "minute",
        "published_origin": "metadata",
        "language": "en",
        "language_score": 0.9,
        "words": 120,
        "characters": 700,
        "cluster": key,
        "role": "original",
        "split": "train",
        "revision": 0,
        "first_release": "0.1.0",
        "text_sha256": "0" * 64,
        "raw_sha256": "0" * 64,
        **more,
    }


def write_tables(project: Project, folder: Path, articles: Iterable[Mapping[str, Any]]) -> Path:
    """Write the articles, in files of up to 50 rows, and empty tables beside them."""
    tables = project.descriptor.tables
    for name, table in tables.items():
        if name not in {"articles", "signals"}:
            write_table(pl.DataFrame(schema=polars_schema(table)), table, folder / "data" / f"{name}.parquet")
    kind = polars_schema(tables["articles"])
    rows = list(articles)
    (folder / "data" / "articles" / "train").mkdir(parents=True, exist_ok=True)
    for start in range(0, len(rows), 50):
        frame = pl.DataFrame(rows[start : start + 50], schema=kind, orient="row")
        write_table(frame, tables["articles"], folder / "data/articles/train" / f"{start:05d}.parquet")
    return folder


def make_report(project: Project, folder: Path, verdict: Verdict = CLEAN, **more: Any) -> Report:
    return report(project, folder, verdict, **{"version": "0.1.0", "frozen": False, **more})


def hostile_report(project: Project, folder: Path) -> Report:
    """A report whose titles, bodies, sources, agencies, findings and funnel all hold hostile text."""
    rows = [
        article(
            name,
            title=text,
            body=f"{text[:5_000]}\n\n{text[:5_000]}",
            source=f"source-{name}",
            url=f"https://example.org/{text[:300]}",
            agency=text[:3_000],
            language="ar" if name == "arabic" else "en",
        )
        for name, text in HOSTILE.items()
    ]
    rows.append(article("hostile source", source=SCRIPT, language='en" onclick="x'))
    for number, source in enumerate(["source-arabic", "source-script", SCRIPT]):
        cluster = article_id("arabic")
        rows.append(article(f"copy {number}", source=source, cluster=cluster, role="copy"))
    write_tables(project, folder, rows)
    findings = (
        Finding(
            rule="titles-hostile",
            severity="error",
            message=f"found {SCRIPT} and \u202e",
            table="articles",
            field="title",
            count=3,
            total=len(rows),
            samples=tuple(article_id(name) for name in HOSTILE),
            segment=SCRIPT,
            declared=SCRIPT,
        ),
        Finding(rule="keys-hostile", severity="warning", message="m", samples=(SCRIPT, "a\u202eb\x00")),
        Finding(rule="waived-one", severity="info", message="m", waived=SCRIPT),
    )
    verdict = Verdict(findings=findings, rules=("titles-hostile",), skipped=(SCRIPT,))
    counts = {"raw": 3, "articles": 2, "merged": 0, "quarantined": 1, "taken_down": 0}
    funnel = {"sources": {SCRIPT: counts}, "reasons_by_source": {SCRIPT: {SCRIPT: 1}}}
    return make_report(project, folder, verdict, funnel=funnel)
