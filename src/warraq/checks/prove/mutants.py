"""A defect for each rule of the toolkit itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from warraq.checks.preview import PREVIEW_FILE
from warraq.checks.prove.defect import Defect, in_json, in_paper, seal
from warraq.checks.prove.plant import NUMBER, added, both, clones, first, row
from warraq.corpus.relate.takedowns import COLUMNS
from warraq.model.settings import Policy, Rights, Waiver

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from warraq.checks.prove.plant import Mutant, Tables
    from warraq.model.project import Project

_NOBODY = "0" * 32
#: Long enough to be found again by its wording.
_LONG = " ".join(f"word{number}" for number in range(60))
_RESERVED = Rights(tdm="reserved", seen=date(2000, 1, 1), evidence="planted")
_EXPIRED = Waiver(rule="required", reason="planted", expires=date(1970, 1, 1))


def _article_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("data/articles/*/*.parquet"))


def _misplace(folder: Path) -> None:
    path = _article_files(folder)[0]
    path.rename(path.with_name("1970-01.parquet"))


def _unsort(folder: Path) -> None:
    path = max(_article_files(folder), key=lambda path: pq.read_metadata(path).num_rows)
    rows = pq.read_table(path)
    pq.write_table(rows.take(list(reversed(range(rows.num_rows)))), path)


def _widen(folder: Path) -> None:
    path = _article_files(folder)[0]
    rows = pq.read_table(path)
    pq.write_table(rows.append_column("surplus", pa.nulls(rows.num_rows, pa.string())), path)


def _cut(folder: Path) -> None:
    path = _article_files(folder)[0]
    path.write_bytes(path.read_bytes()[:100])


def _first_row(table: str, **values: str) -> Mutant:
    def plant(tables: Tables) -> Tables:
        frame = tables[table]
        changed = frame.head(1).with_columns(pl.lit(value).alias(name) for name, value in values.items())
        return {**tables, table: pl.concat([changed, frame[1:]])}

    return plant


def _pair_twice(tables: Tables) -> Tables:
    one = tables["articles"]["id"].to_list()[0]
    pair = added("duplicates", id_a=one, id_b=one, relation="copy")
    return both(pair, pair)(tables)


def _pair_with_itself(tables: Tables) -> Tables:
    one = tables["articles"]["id"].to_list()[0]
    return added("duplicates", id_a=one, id_b=one, jaccard=1.0, containment=1.0, relation="copy")(tables)


def _without_signals(tables: Tables) -> Tables:
    return {**tables, "signals": tables["signals"][1:]}


def _stone(tables: Tables) -> Tables:
    one = tables["articles"]["id"].to_list()[0]
    return added("tombstones", id=one, release="0.0.1", reason="planted")(tables)


def _of_nobody(tables: Tables) -> Tables:
    return both(first(source="planted-source"), added("sources", id="planted-source"))(tables)


def _expired(project: Project) -> Project:
    return replace(project, policy=Policy(waivers=(_EXPIRED,)))


def _every_source(**values: Any) -> Callable[[Project], Project]:
    """Return a change of settings that gives all declared sources these values."""

    def plant(project: Project) -> Project:
        changed = {name: source.model_copy(update=values) for name, source in project.sources.items()}
        return replace(project, sources=changed)

    return plant


def _copy_elsewhere(tables: Tables) -> Tables:
    """Return two articles of one text, the copy in a source that is not declared and so is in full."""
    two = both(clones(2), row(1, source="planted-source"), added("sources", id="planted-source"))(tables)
    one, other = two["articles"]["id"].to_list()
    return added("duplicates", id_a=one, id_b=other, jaccard=1.0, containment=1.0, relation="copy")(two)


def _all_taken_down(project: Project) -> Project:
    path = project.root / "planted-takedowns.csv"
    lines = [",".join(COLUMNS), *(f"source,{name},planted," for name in project.sources)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return replace(project, takedowns=path)


def _foreign_key(package: Any) -> None:
    schema = package["resources"][0]["schema"]
    reference = {"resource": "planted-table", "fields": ["id"]}
    schema["foreignKeys"] = [*schema.get("foreignKeys", []), {"fields": ["id"], "reference": reference}]


def _state(key: str, value: Any) -> Defect:
    return in_json("datapackage.json", lambda package: package["resources"][0].update({key: value}))


def _retitle_preview(folder: Path) -> None:
    path = folder / PREVIEW_FILE
    rows = pq.read_table(path)
    titles = pa.array([f"planted {title}" for title in rows["title"].to_pylist()], pa.string())
    pq.write_table(rows.set_column(rows.schema.get_field_index("title"), "title", titles), path)
    seal(folder)


def _package(**values: Any) -> Defect:
    return in_json("datapackage.json", lambda package: package.update(values))


def _more_articles(text: str) -> str:
    """Return the card with one article more than there is in its sum; in a line of its own if it has none."""
    line = re.compile(r"(?m)^(Version \S+: )([0-9,]+)(?= articles? )")
    if not line.search(text):
        return f"{text}\n\nVersion 0.0.0: 999,999,999 articles in all\n"
    return line.sub(lambda found: f"{found[1]}{int(found[2].replace(',', '')) + 1:,}", text)


#: Rule -> what is planted for it.
DEFECTS: dict[str, Defect] = {
    "body-missing": Defect(first(body=None, words=0, characters=0)),
    "card-differs": in_paper("README.md", _more_articles),
    "changes-untrue": Defect(added("changes", id=_NOBODY, change="added", fields=[], reason="new")),
    "characters-differ": Defect(first(characters=pl.col("characters") + 1)),
    "descriptor-invalid": _package(name=None),
    "descriptor-key": in_json("datapackage.json", _foreign_key),
    "descriptor-license": _package(licenses=[]),
    "descriptor-name": _package(name="Not a Name"),
    "descriptor-version": _package(version="1.0"),
    "duplicates-untrue": Defect(_pair_with_itself),
    "empty-string": Defect(first(section="")),
    "file-missing": Defect(files=lambda folder: (folder / "data/tombstones.parquet").unlink()),
    "file-misplaced": Defect(files=_misplace),
    "file-schema": Defect(files=_widen),
    "file-stray": Defect(files=lambda folder: (folder / "data/notes.txt").touch()),
    "file-unreadable": Defect(files=_cut),
    "file-unsorted": Defect(files=_unsort),
    "foreign-key": Defect(_first_row("signals", id=_NOBODY)),
    "list-items": Defect(first(tags=pl.lit([None], pl.List(pl.String)))),
    "manifest-changed": Defect(
        files=lambda folder: (folder / "README.md").write_text("planted"), frozen=True
    ),
    "manifest-extra": Defect(files=lambda folder: (folder / "planted.txt").touch(), frozen=True),
    "manifest-invalid": Defect(files=lambda folder: (folder / "manifest.json").write_text("[]"), frozen=True),
    "manifest-missing": Defect(files=lambda folder: (folder / "CHANGES.md").unlink(), frozen=True),
    "notes-differ": in_paper("CHANGES.md", lambda text: f"{text}\nFirst release: 999,999,999 articles.\n"),
    "preview-differs": Defect(files=_retitle_preview, frozen=True),
    "previous-unreadable": Defect(before_files=_cut, compares=True),
    "primary-key": Defect(_pair_twice),
    "resource-bytes": _state("bytes", 1),
    "resource-hash": _state("hash", "sha256:planted"),
    "resource-rows": _state("rows", 999_999_999),
    "rights-copied": Defect(_copy_elsewhere, settings=_every_source(rights=Rights(tier="metadata"))),
    "rights-exceeded": Defect(settings=_every_source(rights=Rights(tier="metadata"))),
    "rights-unknown": Defect(settings=_every_source(license="LicenseRef-planted", rights=Rights())),
    "signals-missing": Defect(_without_signals),
    "source-license": Defect(settings=_every_source(license="LicenseRef-planted")),
    "source-undeclared": Defect(_of_nobody),
    "takedown-returned": Defect(settings=_all_taken_down),
    "split-leak": Defect(
        clones(2, body=_LONG, split=pl.when(NUMBER > 0).then(pl.lit("test")).otherwise(pl.lit("train")))
    ),
    "split-moved": Defect(first(split="test"), before=first(split="train"), compares=True),
    "tdm-reserved": Defect(settings=_every_source(rights=_RESERVED)),
    "text-digest": Defect(first(text_sha256="0" * 64)),
    "tombstone-returned": Defect(_stone),
    "waiver-expired": Defect(settings=_expired),
}
