"""A record's values as the evidence and messages show them."""

from __future__ import annotations

import re
from typing import Any

from warraq.corpus.extract.field_values import kind

_SHOWN = 80
_LARGEST = 10**40
_CREDENTIALS = re.compile(r"//[^/?#@\s]{0,200}@")


def shown(value: Any) -> str:
    """Return a short text or number as it is, anything else by its type; a password in a URL is masked."""
    if isinstance(value, int | float) and abs(value) < _LARGEST:
        return repr(value)
    if not isinstance(value, str):
        return kind(value)
    return repr(_CREDENTIALS.sub("//…@", value[: 4 * _SHOWN])[:_SHOWN])
