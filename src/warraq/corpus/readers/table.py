"""One row of a table, from CSV or Parquet, as a record."""

from __future__ import annotations

import hashlib
import json
import math
from datetime import date, time
from typing import TYPE_CHECKING, Any

from warraq.corpus.records import RawRecord, Reject

if TYPE_CHECKING:
    from collections.abc import Mapping


def row_record(
    position: int, offset: int | None, fields: Mapping[str, Any], limit: int
) -> RawRecord | Reject:
    """Return the row as a record, with the digest of its canonical JSON.

    Canonical: keys sorted by code point, no spaces, characters as themselves, UTF-8; dates and times in ISO
    8601, binary as hex, other values as Python prints them. The record keeps the values as they are.

    Args:
        limit: bytes of canonical JSON beyond which the row is rejected as record-too-large.
    """
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    data = text.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(data).hexdigest()
    if len(data) > limit:
        detail = f"a row of {len(data)} bytes; the limit is {limit}"
        return Reject(position, offset, digest, "record-too-large", detail)
    return RawRecord(position, offset, digest, fields)


def without_nan(value: Any) -> Any:
    """Return `value` with NaN and infinities as None, in lists and dicts too."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: without_nan(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(inner) for inner in value]
    return value


def _plain(value: object) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)
