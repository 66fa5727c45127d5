"""The form of a file by its first bytes; its name is asked only where they leave a choice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from warraq.corpus.readers.encoding import (
    byte_order_mark,
    count_controls,
    prove_encoding,
    prove_line_encoding,
)
from warraq.corpus.readers.names import BODY_FIELDS, HEAD_FIELDS

if TYPE_CHECKING:
    from warraq.corpus.records import Form

HEAD_BYTES = 256 << 10
_LOOKED_AT = 64 << 10

#: Magic bytes of forms that are known and not read, with what to do.
_UNSUPPORTED = (
    (b"%PDF-", "a PDF file: take its text out first"),
    (b"PK\x03\x04", "a zip archive or an office document: unpack or export it first"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document: export it as text or CSV first"),
    (b"{\\rtf", "a rich text document: export it as text first"),
    (b"\x1f\x8b", "compressed more than twice: decompress it first"),
    (b"\x28\xb5\x2f\xfd", "compressed more than twice: decompress it first"),
    (b"BZh", "a bzip2 file: compress it with gzip or zstd"),
    (b"\xfd7zXZ\x00", "an xz file: compress it with gzip or zstd"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"),
    (b"Rar!\x1a\x07", "a rar archive: unpack it first"),
    (b"\x89PNG\r\n\x1a\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "an SQLite database: export its tables as CSV or Parquet"),
    (b"ARROW1\x00\x00", "an Arrow file: write it as Parquet"),
    (b"Obj\x01", "an Avro file: write it as Parquet"),
    (b"ORC", "an ORC file: write it as Parquet"),
)
_COMPRESSED_SUFFIX = re.compile(r"\.(?:gz|gzip|zst|zstd)$")
_LINES_NAME = re.compile(r"\.(?:jsonl|ndjson|jsonlines|jl|ldjson)$")
_JSON_NAME = re.compile(r"\.json$")
_TABLE_NAME = re.compile(r"\.(?:csv|tsv|tab)$")
_HTML_NAME = re.compile(r"\.(?:html?|xhtml|shtml|php|aspx?)$")
_PARQUET_NAME = re.compile(r"\.(?:parquet|pq)$")

_ARCHIVE_NAME = re.compile(r"\.w?arc$")
_WARC_START = re.compile(rb"\s*+WARC/(?:\d|\Z)")
_ARC_START = re.compile(rb"\s*+filedesc:")
#: Headers of records, in files that begin with something else though their name is that of an archive.
_WARC_RECORD = re.compile(rb"WARC/\d\.\d{1,3}[ \t]{0,8}\r?\n[A-Za-z-]{1,60}:")
_ARC_RECORD = re.compile(rb"^[A-Za-z][A-Za-z0-9+.-]{0,30}:[^\n]* \d{14} [^\n]+ \d+\r?$", re.MULTILINE)

_PREAMBLE = r"(?:\s|<!--.*?-->|<\?(?!php).*?>)*+"
_HTML_START = re.compile(
    _PREAMBLE
    + r"<(?:!doctype\s+html|(?:html|head|body|title|meta|link|script|style|article|main|section|div|p|"
    r"h[1-6]|table|ul|ol|span|a|img|br|center|font)\b)",
    re.IGNORECASE | re.DOTALL,
)
_HTML_EARLY = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_HTML_WITHIN = re.compile(r"<(?:head|body|title|meta)\b", re.IGNORECASE)
_HTML_ANY = re.compile(r"</?(?:p|div|body|title|article|h[1-6]|br|span|a)\b", re.IGNORECASE)
_XML_START = re.compile(
    _PREAMBLE + r"<(?:!doctype\s+)?(?P<name>[A-Za-z_][\w.-]*(?::[\w.-]+)?)[\s>/]", re.DOTALL
)
_JSON_START = re.compile(r'\s*+(?:\{\s*+["}]|\[\s*+[{\[\]])')
_HEADER_CELL = re.compile(r'"?[\w .:/-]{0,64}"?')


@dataclass(frozen=True, slots=True)
class Sniff:
    """A file's form; for form "unknown" also the quarantine reason and what was found."""

    form: Form
    reason: str = ""
    detail: str = ""


def sniff(name: str, head: bytes) -> Sniff:
    """Return the form of the decompressed content that begins with `head`.

    Content decides: a page in a file called .jsonl is a page. Only text that opens like none of the forms
    goes by its name, and plain text is what is left.

    Args:
        name: the file's name, with or without a suffix for its compression.
        head: the first `HEAD_BYTES` bytes, or all there are.
    """
    name = _COMPRESSED_SUFFIX.sub("", _COMPRESSED_SUFFIX.sub("", name.lower()))
    if head.startswith(b"PAR1"):
        return Sniff("parquet")
    archive = _archive(name, head)
    if archive:
        return Sniff(archive)
    for magic, detail in _UNSUPPORTED:
        if head.startswith(magic):
            return Sniff("unknown", "unknown-form", detail)
    if (
        head[4:12] in (b"ftypmp42", b"ftypisom", b"ftypavif", b"ftypheic")
        or head[:4] + head[8:12] == b"RIFFWEBP"
    ):
        return Sniff("unknown", "unknown-form", "a picture or a film")
    if head[257:262] == b"ustar":
        return Sniff("unknown", "unknown-form", "a tar archive: unpack it first")
    return _sniff_text(name, head)


def _archive(name: str, head: bytes) -> Form | None:
    if _WARC_START.match(head):
        return "warc"
    if _ARC_START.match(head):
        return "arc"
    if not _ARCHIVE_NAME.search(name):
        return None
    if _WARC_RECORD.search(head) or b"WARC/".startswith(head):
        return "warc"
    return "arc" if _ARC_RECORD.search(head) else None


def _sniff_text(name: str, head: bytes) -> Sniff:
    text, encoding = _decoded(head[:_LOOKED_AT])
    if _JSON_START.match(text):
        return Sniff("jsonl" if _is_lines(name, text) else "json")
    if _PARQUET_NAME.search(name):
        return Sniff("parquet")
    if _HTML_START.match(text):
        return Sniff("html")
    xml = _XML_START.match(text)
    if xml and (
        text.lstrip().startswith("<?xml") or "xmlns" in text[:4096] or xml["name"] in ("rss", "feed")
    ):
        return Sniff("unknown", "unknown-form", f"an XML file with the root <{xml['name'][:40]}>")
    controls = count_controls(head)
    if encoding == "utf-8" and _is_binary(controls, len(head)):
        detail = f"{controls} of the first {len(head)} bytes are control characters"
        return Sniff("unknown", "binary-file", detail)
    return Sniff(_by_name(name, text))


def _is_binary(controls: int, size: int) -> bool:
    """Whether control characters are too many for accidents in text; a short text may have a few."""
    return controls * 100 > size and (controls > 3 or controls * 5 > size)


def _by_name(name: str, text: str) -> Form:
    if _LINES_NAME.search(name):
        return "jsonl"
    if _JSON_NAME.search(name):
        return "json"
    if _TABLE_NAME.search(name) or _has_known_header(text):
        return "csv"
    early = _HTML_EARLY.search(text[:4096])
    if (early and _HTML_WITHIN.search(text, early.end())) or (
        _HTML_NAME.search(name) and _HTML_ANY.search(text)
    ):
        return "html"
    return "text"


def _decoded(head: bytes) -> tuple[str, str]:
    """Return the head as text, damage and a cut end passed over, and the encoding that it seems to be in."""
    encoding, mark_bytes = byte_order_mark(head) or ("", 0)
    if not encoding:
        proven = prove_encoding(head[: len(head) & ~1]) if b"\0" in head else None
        encoding = proven or prove_line_encoding(head, whole=True)
    return head[mark_bytes:].decode(encoding, "replace"), encoding


def _is_lines(name: str, text: str) -> bool:
    """Whether text that opens like JSON has one value a line, rather than one value over many lines."""
    lines = [line.strip() for line in text.split("\n")[:50]]
    filled = [line for line in lines if line]
    named = _LINES_NAME.search(name) is not None
    if len(filled) == 1:
        return named and filled[0].startswith("{")
    whole = sum(1 for line in filled[:-1] if _is_object(line))
    opening = sum(1 for line in filled if line.startswith("{"))
    if named:
        return whole > 0 or (filled[0] not in ("{", "[") and filled[1].startswith("{"))
    return whole > 0 and opening * 2 > len(filled)


def _is_object(line: str) -> bool:
    if not line.startswith("{"):
        return False
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return "NaN" in line and line.endswith("}")


def _has_known_header(text: str) -> bool:
    """Whether the first line is at least two usual fields, nothing but names, and the next is parted too."""
    first, _, rest = text.lstrip().partition("\n")
    for delimiter in ",;\t":
        cells = first.strip().split(delimiter)
        names = {cell.strip(' "').lower() for cell in cells}
        if len(names & (BODY_FIELDS | HEAD_FIELDS)) >= 2 and all(map(_HEADER_CELL.fullmatch, cells)):
            return delimiter in rest
    return False
