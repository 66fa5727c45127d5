"""What a build would make of the records of one raw file, and why, without building."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from warraq.corpus.extract.site_lines import SiteLines
from warraq.corpus.pipeline.candidate import require_tables
from warraq.corpus.pipeline.dumps import load_site_lines
from warraq.corpus.pipeline.normalise import named_as_columns, normalise
from warraq.corpus.pipeline.raw_place import lies_outside
from warraq.corpus.pipeline.shard import Refused, Shard, take
from warraq.corpus.readers import open_raw
from warraq.corpus.records import Moment, Reject
from warraq.corpus.text.urls import url_identity
from warraq.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warraq.corpus.discover import RawFile
    from warraq.corpus.frames import Taken
    from warraq.corpus.records import Draft, Form, RawRecord
    from warraq.model.project import Project

#: How many records are explained if none is asked for.
FIRST = 3
_UNSTATED = frozenset({"evidence", "removed"})
_COLUMNS = {
    "published": "published_at",
    "modified": "modified_at",
    "fetched": "fetched_at",
    "language": "language_label",
    "kind": "page_kind",
}


@dataclass(frozen=True)
class RecordExplanation:
    """One raw record as reading, extraction and normalising leave it.

    Attributes:
        fate: "article", or "quarantined". What a build decides between records is not known here: whether
            it is merged with a later crawl, a copy, or taken down.
        article: columns of the table articles that are known of one record. For a quarantined one what was
            found before it was refused, which may be nothing.
        signals: columns of the table signals; of articles only.
        evidence: column -> where its value came from.
        removed: [line, reason] of each line taken out, in order.
        reason: key of `warraq.corpus.records.REASONS` of a quarantined one, with `detail`.
    """

    position: int
    offset: int | None
    raw_sha256: str
    fate: str
    article: dict[str, Any] = field(default_factory=dict)
    signals: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    removed: list[list[str]] = field(default_factory=list)
    reason: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class FileExplanation:
    """A raw file and some of its records.

    Attributes:
        raw_path: path below the raw folder that a build names it by.
        notes: what of the surroundings matters for how it is read.
        more: whether the file holds records behind these.
    """

    path: str
    raw_path: str
    source: str
    form: Form
    notes: list[str]
    records: list[RecordExplanation]
    more: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the explanation as a JSON object; times in ISO 8601."""
        return asdict(self)


def explain_file(project: Project, file: RawFile, number: int | None = None) -> FileExplanation:
    """Return what a build makes of the file's first records, or of the one at position `number`.

    For page dumps the lines count that the pages of the source shared in the last build.

    Args:
        file: from `warraq.corpus.pipeline.raw_place.find_raw_file`.

    Raises:
        UsageError: the file is of no form that can be read, or has no such record.
        ProjectError: what the last build counted of the source's pages cannot be read, or the project
            declares no such tables as are built.
        StorageError: the file cannot be read.
    """
    assert file.source is not None
    require_tables(project)
    source = project.source(file.source)
    form, records = open_raw(file)
    site = load_site_lines(project.candidate, source.id) if form == "text" else SiteLines()
    shard = Shard((file,), source, project.agencies, site)
    wanted, more = _first(records) if number is None else _numbered(file, records, number)
    _refuse_unknown(file, form, wanted)
    told = [_explained(take(record, file, form, shard), shard, project) for record in wanted]
    notes = _notes(project, file, form, site)
    return FileExplanation(str(file.path), file.relative, source.id, form, notes, told, more)


def _first(records: Iterable[RawRecord | Reject]) -> tuple[list[RawRecord | Reject], bool]:
    found = list(islice(records, FIRST + 1))
    return found[:FIRST], len(found) > FIRST


def _numbered(
    file: RawFile, records: Iterable[RawRecord | Reject], number: int
) -> tuple[list[RawRecord | Reject], bool]:
    """Return the records at the position; the file is not read further than that.

    Raises:
        UsageError: there is none.
    """
    found: list[RawRecord | Reject] = []
    last = 0
    for record in records:
        if record.position > number:
            if found:
                return found, True
            around = f"between {last} and {record.position}" if last else f"before {record.position}"
            raise UsageError(file.relative, f"no record {number}: none begins {around}")
        if record.position == number:
            found.append(record)
        last = record.position
    if not found:
        raise UsageError(file.relative, f"no record {number}: the last one is {last}")
    return found, False


def _refuse_unknown(file: RawFile, form: Form, records: Iterable[RawRecord | Reject]) -> None:
    for record in records:
        if form == "unknown" and isinstance(record, Reject) and record.reason == "unknown-form":
            found = f"{record.detail}; a build quarantines it as {record.reason}"
            raise UsageError(file.relative, found, expected="a file of a form that can be read")


def _notes(project: Project, file: RawFile, form: Form, site: SiteLines) -> list[str]:
    notes = []
    if lies_outside(project, file):
        notes.append("a build does not read it here: it lies outside corpus/raw")
    elif any(part.startswith(".") for part in file.relative.split("/")):
        notes.append("a build passes it over: its name, or a folder's, begins with a dot")
    if file.source not in project.sources:
        notes.append(f"source {file.source!r} is not declared in corpus/sources.toml: times are taken as UTC")
    tier = project.source(file.source or "").rights.tier
    if tier != "full":
        notes.append(f"rights.tier of the source is {tier!r}: a build releases less than what is shown here")
    if form == "text" and site.levels:
        notes.append(f"{len(site.levels)} lines are known that the pages of this source share")
    elif form == "text":
        notes.append("no lines are known that the pages of this source share; a build of several counts them")
    return notes


def _explained(item: Taken | Refused, shard: Shard, project: Project) -> RecordExplanation:
    if isinstance(item, Refused):
        return _quarantined(item.reject, {}, {}, [])
    rows, lacking = normalise([item], shard.source, shard.agencies)
    draft = item.draft
    if lacking:
        removed = [list(pair) for pair in draft.removed]
        return _quarantined(lacking[0][1], _drafted(draft), named_as_columns(draft.evidence), removed)
    row = rows.row(0, named=True)
    tables = project.descriptor.tables
    article, signals = (
        {one.name: _plain(row[one.name]) for one in tables[name].fields if one.name in row}
        for name in ("articles", "signals")
    )
    signals.pop("id", None)
    return RecordExplanation(
        position=item.record.position,
        offset=item.record.offset,
        raw_sha256=item.record.sha256,
        fate="article",
        article=article,
        signals=signals,
        evidence={**_derived(row), **json.loads(row["evidence"])},
        removed=json.loads(row["removed"]),
    )


def _derived(row: dict[str, Any]) -> dict[str, str]:
    """Return column -> origin of values that no record gives."""
    by_key = "the scraper's own id" if row["key"] else "source, title and opening"
    return {
        "id": "url" if row["url"] and url_identity(row["url"]) else by_key,
        "language": "told from title and body",
        "license": "corpus/sources.toml",
    }


def _quarantined(
    reject: Reject, article: dict[str, Any], evidence: dict[str, str], removed: list[list[str]]
) -> RecordExplanation:
    return RecordExplanation(
        position=reject.position,
        offset=reject.offset,
        raw_sha256=reject.sha256,
        fate="quarantined",
        article=article,
        evidence=evidence,
        removed=removed,
        reason=reject.reason,
        detail=reject.detail,
    )


def _drafted(draft: Draft) -> dict[str, Any]:
    """Return what was found in a record that was refused later, under the names of the columns."""
    found = {name: getattr(draft, name) for name in draft.__slots__ if name not in _UNSTATED}
    return {
        _COLUMNS.get(name, name): _plain(value) for name, value in found.items() if value not in (None, [])
    }


def _plain(value: Any) -> Any:
    value = value.value if isinstance(value, Moment) else value
    return value.isoformat() if hasattr(value, "isoformat") else value
