"""One JSON text into the fields of a record, or the reason why it has none."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

import msgspec

MAX_DEPTH = 200
_MAX_DETAIL = 300
_SPACED_COLON = re.compile(rb'"\s+:')
_LONE_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_DECODER = msgspec.json.Decoder()


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why bytes are no record: a key of `warraq.corpus.records.REASONS`, and what was found."""

    reason: str
    detail: str


class _DuplicateKeyError(ValueError):
    pass


def parse_object(data: bytes) -> dict[str, Any] | Unfit:
    """Return the JSON object in `data`.

    NaN and the infinities, which Python writes for missing numbers though JSON has none, become None. A key
    given twice with one value is fine.

    Returns:
        the fields, or `Unfit` for what is not UTF-8, not JSON, nested deeper than 200 levels, no object, or
        has a key with two values.
    """
    try:
        value = _DECODER.decode(data)
        exact = _may_repeat_keys(data, value)
    except UnicodeDecodeError:
        return _undecodable(data)
    except RecursionError:
        return _too_deep()
    except msgspec.DecodeError as error:
        if b"NaN" not in data and b"Infinity" not in data:
            return Unfit("invalid-json", _complaint(data, str(error)))
        exact = True
    if exact:
        value = _parse_exactly(data)
    if isinstance(value, dict | Unfit):
        return value
    return Unfit("not-an-object", f"found {_kind(value)}: {shorten(data.decode('utf-8', 'replace'), 80)}")


def shorten(text: str, limit: int = _MAX_DETAIL) -> str:
    """Return `text`, cut with an ellipsis where it is longer than `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _undecodable(data: bytes) -> Unfit:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return Unfit("wrong-encoding", f"byte {error.start} of the record is not UTF-8 ({error.reason})")
    return Unfit("wrong-encoding", "the record is not UTF-8")


def _complaint(data: bytes, message: str) -> str:
    if _LONE_SURROGATE.search(data):
        return "half a surrogate pair stands alone in a string"
    return shorten(message.removeprefix("JSON is malformed: "))


def _too_deep() -> Unfit:
    return Unfit("invalid-json", f"nested deeper than {MAX_DEPTH} levels")


def _may_repeat_keys(data: bytes, value: object) -> bool:
    """Whether the bytes may hold more keys than the value; counting is far cheaper than parsing with a hook.

    Raises:
        RecursionError: the value is nested deeper than `MAX_DEPTH`.
    """
    found = data.count(b'":') - data.count(b'\\":')
    return found != _count_keys(value) or _SPACED_COLON.search(data) is not None


def _count_keys(value: object) -> int:
    keys = depth = 0
    level = [value]
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise RecursionError
        below: list[object] = []
        for one in level:
            if isinstance(one, dict):
                keys += len(one)
                below += [inner for inner in one.values() if isinstance(inner, dict | list)]
            elif isinstance(one, list):
                below += [inner for inner in one if isinstance(inner, dict | list)]
        level = below
    return keys


def _parse_exactly(data: bytes) -> Any:
    """Parse with the standard library, which shows every key, and accept only what msgspec can write."""
    try:
        value = json.loads(
            data.decode(), object_pairs_hook=_unique, parse_constant=_null, parse_float=_finite
        )
        _count_keys(value)
        msgspec.json.encode(value)
    except _DuplicateKeyError as error:
        return Unfit("duplicate-keys", shorten(str(error)))
    except UnicodeDecodeError:
        return _undecodable(data)
    except RecursionError:
        return _too_deep()
    except (ValueError, OverflowError, msgspec.MsgspecError) as error:
        return Unfit("invalid-json", _complaint(data, str(error)))
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, value in pairs:
        if key in fields and (type(fields[key]) is not type(value) or fields[key] != value):
            raise _DuplicateKeyError(f"the key {shorten(key, 80)!r} has different values")
        fields[key] = value
    return fields


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"number out of range: {shorten(digits, 40)}")
    return number


def _null(_: str) -> None:
    return None


def _kind(value: object) -> str:
    names: dict[type, str] = {list: "an array", str: "a string", bool: "a boolean", int: "a number"}
    return "null" if value is None else names.get(type(value), "a number")
