"""Writing results: text or one JSON document, on stdout."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

#: Control characters, and the bidi controls that could make a line read as something else.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)


def print_json(value: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def visible(text: object, most: int = 200) -> str:
    """Return the text on one line, controls shown as escapes, cut to `most` characters."""
    line = " ".join(str(text).split())
    line = line if len(line) <= most else line[: most - 1] + "…"
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def today() -> date:
    """Return the day, in UTC, that waivers are held against."""
    return datetime.now(UTC).date()


def shown(path: Path) -> str:
    """Return the path as a person would type it: relative if it lies below the working folder."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
