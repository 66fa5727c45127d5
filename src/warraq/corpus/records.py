"""What travels between reading and framing: raw records, rejects and drafts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Precision = Literal["second", "minute", "day", "month", "year", "none"]
Origin = Literal["metadata", "url", "text", "relative", "feed", "none"]
Form = Literal["jsonl", "json", "csv", "parquet", "html", "text", "unknown"]

#: Reason codes of quarantine rows, with the sentence that explains each. Codes are stable: they are never
#: renamed or reused.
REASONS: dict[str, str] = {
    "binary-file": "the file holds binary data where text was expected",
    "corrupt-archive": "the compressed file is damaged; what could be read before the damage is kept",
    "decompression-limit": "the compressed file expands beyond the limit; what was read before it is kept",
    "duplicate-keys": "the JSON object gives one key twice with different values",
    "empty-body": "the record has no body text",
    "empty-file": "the file has no content",
    "failed-check": "the article breaks a rule of severity error, which the detail names, and was held back",
    "invalid-csv": "the row does not fit the table's header",
    "invalid-json": "the line or file is not valid JSON",
    "invalid-parquet": "the file is not a readable Parquet file",
    "missing-title": "the record has no title",
    "no-article": "the page holds no article: a form, a gallery or navigation only",
    "not-an-object": "the JSON value is not an object, so it has no fields",
    "outside-source": "the file lies in raw/ itself, not in the folder of a source",
    "record-too-large": "the record is larger than the limit for one article",
    "truncated-archive": "the compressed file ends early; the whole records before the end are kept",
    "unknown-form": "the file is of no form that can be read",
    "wrong-encoding": "the bytes are not text in the declared encoding nor in one that could be proven",
    "wrong-type": "a field holds a value of a type that it cannot have",
}


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One raw record as it lies in a file.

    Attributes:
        position: 1-based line (jsonl, csv), item (json), row (parquet); 1 for a whole file.
        offset: byte offset in the decompressed file, or None where the form has none.
        sha256: hex digest of the record's bytes (of the canonical JSON of the row for csv and parquet).
        payload: the fields of a structured record, the text of a dump, or the bytes of a page.
    """

    position: int
    offset: int | None
    sha256: str
    payload: Mapping[str, Any] | str | bytes


@dataclass(frozen=True, slots=True)
class Reject:
    """A raw record, or the unreadable rest of a file, that cannot become an article.

    `reason` is a key of `REASONS`; `detail` says what was found, in at most a few hundred characters.
    """

    position: int
    offset: int | None
    sha256: str
    reason: str
    detail: str

    def __post_init__(self) -> None:
        """Hold the reason to the known codes."""
        if self.reason not in REASONS:
            raise ValueError(f"unknown quarantine reason {self.reason!r}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with what is known of it.

    `value` is naive UTC where the time of day is known (precision second or minute). At precision day, month
    or year it is the first instant of that calendar day, month or year as the publisher wrote it, unshifted:
    shifting a bare date by its zone would move it into the day before.
    """

    value: datetime
    precision: Precision
    origin: Origin = "metadata"


@dataclass(slots=True)
class Draft:
    """An article as taken from a raw record, before text repair.

    Attributes:
        key: the scraper's own identifier, if it left one.
        language: the label that the record or page carries, as found.
        body: paragraphs parted by a newline or a blank line.
        evidence: field name -> where its value came from, for `warraq explain`.
        removed: (line, reason) of each line taken out of the text, in order.
    """

    key: str | None = None
    url: str | None = None
    title: str | None = None
    subtitle: str | None = None
    body: str | None = None
    authors: list[str] = field(default_factory=list)
    agency: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    published: Moment | None = None
    modified: Moment | None = None
    fetched: Moment | None = None
    language: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)
    removed: list[tuple[str, str]] = field(default_factory=list)
