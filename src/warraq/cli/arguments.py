"""What options may hold, and a parser whose complaints are errors like all others."""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from warraq.errors import UsageError


class Parser(argparse.ArgumentParser):
    """Raises `UsageError` where argparse would print and leave."""

    def error(self, message: str) -> NoReturn:
        """Raise."""
        raise UsageError("", message, next_step=f"{self.prog} --help")


def wants_json(arguments: list[str]) -> bool:
    """Tell whether arguments, which need not be valid, ask for JSON on stdout."""
    pairs = pairwise(arguments)
    return not {"--json", "--format=json"}.isdisjoint(arguments) or ("--format", "json") in pairs


def whole_number(text: str) -> int:
    """Return the number, 1 or more."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a whole number from 1")
    return number


def place(text: str) -> Path:
    """Return the path; an empty one, as an unset variable gives, would silently mean the working folder."""
    if not text:
        raise argparse.ArgumentTypeError("found '', expected a path")
    return Path(text)
