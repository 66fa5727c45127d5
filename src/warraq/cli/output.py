"""Writing results and errors: text, or one JSON document on stdout."""

from __future__ import annotations

import json
import os
import re
import sys
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warraq.errors import WarraqError

#: Control characters, the bidi controls that could make a line read as something else, and the lone
#: surrogates that stand for bytes of a file name which are not UTF-8.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_LONGEST = 2_000
_STDOUT, _STDERR = 1, 2


def print_json(value: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_error(error: WarraqError, *, as_json: bool) -> None:
    """Print the error to stderr, and as a JSON document to stdout if asked."""
    if as_json:
        facts = {
            "kind": type(error).__name__,
            "where": error.where,
            "found": error.found,
            "expected": error.expected,
            "next": error.next_step,
        }
        print_json({"error": facts, "exit": error.exit_code})
    parts = [visible(part, _LONGEST) for part in (error.where, error.found)]
    more = {"expected": visible(error.expected, _LONGEST), "next_step": visible(error.next_step, _LONGEST)}
    print(f"error: {type(error)(*parts, **more)}", file=sys.stderr)


@contextmanager
def off_stdout() -> Iterator[None]:
    """Send to stderr what foreign code prints meanwhile, native code too: stdout is for the result alone."""
    sys.stdout.flush()
    kept = os.dup(_STDOUT)
    os.dup2(_STDERR, _STDOUT)  # hf_xet writes past Python where it cannot keep its log
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(kept, _STDOUT)
        os.close(kept)


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
        return visible(path.relative_to(Path.cwd()), _LONGEST)
    except ValueError:
        return visible(path, _LONGEST)
