"""TOML files as typed settings: a wrong type, an unknown key or a missing value is an error that names it."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from warraq.errors import ProjectError
from warraq.model.project_file import read_project_text

if TYPE_CHECKING:
    from pathlib import Path


class Settings(BaseModel):
    """Base of all settings: immutable, strict, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


_Model = TypeVar("_Model", bound=Settings)


def read_toml(path: Path) -> dict[str, object]:
    """Return the parsed file.

    Raises:
        ProjectError: the file is missing, not UTF-8, or not TOML (duplicate keys included).
        StorageError: it cannot be read.
    """
    text = read_project_text(path)
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProjectError(str(path), f"not valid TOML: {error}", expected="TOML v1.0") from error


def parse_settings(model: type[_Model], data: dict[str, object], where: str) -> _Model:
    """Return `data` as `model`.

    Args:
        where: the file, and the table if it is one of several, for messages.

    Raises:
        ProjectError: naming the first key at fault, what was found and what was expected.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "the table"
        if first["type"] == "extra_forbidden":
            known = ", ".join(_known_keys(model, first["loc"]))
            raise ProjectError(f"{where}: {key}", "unknown key", expected=f"one of: {known}") from error
        absent = first["type"] == "missing" or first["input"] is None  # TOML itself knows no null
        found = "nothing" if absent else repr(first["input"])[:200]
        expected = first["msg"].removeprefix("Value error, ")
        raise ProjectError(f"{where}: {key}", f"found {found}", expected=expected) from error


def _known_keys(model: type[Settings], place: tuple[int | str, ...]) -> list[str]:
    """Return the keys that the table has in which the unknown key at `place` stands."""
    for part in place[:-1]:
        field = model.model_fields.get(str(part))
        if field is not None:
            inner = (field.annotation, *get_args(field.annotation))
            model = next((one for one in inner if isinstance(one, type) and issubclass(one, Settings)), model)
    return list(model.model_fields)


def read_tables(path: Path) -> dict[str, dict[str, object]]:
    """Return the tables of a file that holds nothing else, in its order.

    Raises:
        ProjectError: a value stands outside all tables, or see `read_toml`.
        StorageError: it cannot be read.
    """
    tables = {}
    for name, table in read_toml(path).items():
        if not isinstance(table, dict):
            raise ProjectError(f"{path}: {name}", f"found {table!r}", expected=f"a table [{name}]")
        tables[name] = table
    return tables
