"""What travels between reading and framing: raw records, rejects and drafts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Precision = Literal["second", "minute", "day", "month", "year", "none"]
Origin = Literal["metadata", "url", "text", "relative", "feed", "none"]
PageKind = Literal["live-blog", "gallery", "video"]
Form = Literal["jsonl", "json", "csv", "parquet", "html", "text", "warc", "arc", "unknown"]
Media = Literal["html", "json", "text"]

#: Reason codes of quarantine rows, with the sentence that explains each. Codes are stable: they are never
#: renamed or reused.
REASONS: dict[str, str] = {
    "binary-file": "the file holds binary data where text was expected",
    "corrupt-archive": "the compressed file is damaged; what could be read before the damage is kept",
    "decompression-limit": "what is compressed expands beyond the limit; the records before that are kept",
    "duplicate-keys": "the JSON object gives one key twice with different values",
    "empty-body": "the record has no body text",
    "empty-file": "the file has no content",
    "failed-check": "the article breaks a rule of severity error, which the detail names, and was held back",
    "http-status": "the archive's record is an error, a redirect or another answer that is no page",
    "invalid-csv": "the row does not fit the table's header",
    "invalid-json": "the line or file is not valid JSON",
    "invalid-parquet": "the file is not a readable Parquet file",
    "invalid-record": "the bytes are no record of the archive, or one that contradicts itself",
    "missing-title": "the record has no title",
    "no-article": "the page holds no article: a form, a gallery or navigation only",
    "not-an-object": "the JSON value is not an object, so it has no fields",
    "not-html": "the archive's record holds no page but a picture, a script, data or another file",
    "outside-source": "the file lies in raw/ itself, not in the folder of a source",
    "record-too-large": "the record is larger than the limit for one article",
    "revisit": "the archive's record only points to the same page, captured before",
    "split-conflict": "the article shares text with articles of two splits, and was held out of both",
    "truncated-archive": "the file or archive ends early; the whole records before the end are kept",
    "truncated-record": "the archive's record holds only the beginning or a part of its page",
    "unknown-form": "the file is of no form that can be read",
    "withheld": "the source allows no release of its articles, by its rights in corpus/sources.toml",
    "wrong-encoding": "the bytes are not text in the declared encoding nor in one that could be proven",
    "wrong-type": "a field holds a value of a type that it cannot have",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What a web archive holds of one page.

    Attributes:
        body: the content, transfer and content encoding undone, not decoded to text.
        media: what the content is: a page, one JSON value, or text without markup.
        address: where it was fetched, as the archive has it; it may be no web address.
        fetched: when, in naive UTC; None where the archive does not say it to the second.
        charset: the label that the server sent with it, which may be wrong or unknown.
    """

    body: bytes
    media: Media = "html"
    address: str | None = None
    fetched: datetime | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One raw record as it lies in a file.

    Attributes:
        position: 1-based line (jsonl, csv), item (json), row (parquet), record (warc, arc); 1 for a whole
            file.
        offset: byte offset in the decompressed file, or None where the form has none.
        sha256: hex digest of the record's bytes (of the canonical JSON of the row for csv and parquet; of the
            block, which WARC-Block-Digest covers, for warc and arc).
        payload: the fields of a structured record, the text of a dump, the bytes of a page, or a page with
            what an archive says of it.
    """

    position: int
    offset: int | None
    sha256: str
    payload: Mapping[str, Any] | str | bytes | Page


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
        paywalled: whether the page says that its text is only for subscribers; None where it says nothing.
        kind: what the page is beside an article of prose, or None.
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
    paywalled: bool | None = None
    kind: PageKind | None = None
    evidence: dict[str, str] = field(default_factory=dict)
    removed: list[tuple[str, str]] = field(default_factory=list)
