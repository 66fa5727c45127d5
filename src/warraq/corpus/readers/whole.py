"""Files that are one record each: pages as bytes, dumps as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.corpus.readers.encoding import byte_order_mark, prove_encoding
from warraq.corpus.readers.limits import DEFAULT_LIMITS, Limits
from warraq.corpus.readers.stream import open_stream, read_whole
from warraq.corpus.records import RawRecord, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warraq.corpus.readers.stream import Place


def read_html(path: Place, limits: Limits = DEFAULT_LIMITS) -> Iterator[RawRecord | Reject]:
    """Yield the page's bytes, undecoded: its encoding may be declared inside it.

    Raises:
        StorageError: the file cannot be read.
    """
    yield _whole_record(path, limits, text=False)


def read_text(path: Place, limits: Limits = DEFAULT_LIMITS) -> Iterator[RawRecord | Reject]:
    """Yield the file's text, decoded by its byte order mark, as UTF-8, or by an encoding that it proves.

    Raises:
        StorageError: the file cannot be read.
    """
    yield _whole_record(path, limits, text=True)


def reject_file(path: Place, limits: Limits, reason: str, detail: str) -> Iterator[Reject]:
    """Yield one reject for the whole file, with the digest of its decompressed bytes.

    Raises:
        StorageError: the file cannot be read.
    """
    with open_stream(path, limits) as stream:
        whole = read_whole(stream, 0)
    if whole.size == 0 and whole.fault is not None:
        reason, detail = whole.fault.reason, str(whole.fault)
    yield Reject(1, 0, whole.sha256, reason, detail)


def decode_text(data: bytes) -> str | None:
    """Return the text of `data` without byte order mark; None where no encoding is declared or proven."""
    encoding, mark_bytes = byte_order_mark(data) or ("", 0)
    if not encoding and b"\0" in data:
        encoding = prove_encoding(data) or ""
    try:
        return data[mark_bytes:].decode(encoding or "utf-8")
    except UnicodeDecodeError:
        proven = None if encoding else prove_encoding(data)
    return None if proven is None else data.decode(proven)


def _whole_record(path: Place, limits: Limits, *, text: bool) -> RawRecord | Reject:
    with open_stream(path, limits) as stream:
        whole = read_whole(stream, limits.record_bytes)
    if whole.fault is not None:
        return Reject(1, 0, whole.sha256, whole.fault.reason, str(whole.fault))
    if whole.data is None:
        detail = f"a file of {whole.size} bytes is one record; the limit is {limits.record_bytes}"
        return Reject(1, 0, whole.sha256, "record-too-large", detail)
    payload = decode_text(whole.data) if text else whole.data
    if payload is None:
        detail = "not UTF-8, no byte order mark, and no other encoding can be proven"
        return Reject(1, 0, whole.sha256, "wrong-encoding", detail)
    if not payload.strip():
        return Reject(1, 0, whole.sha256, "empty-file", "nothing but white space")
    return RawRecord(1, 0, whole.sha256, payload)
