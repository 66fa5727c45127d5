"""The project's TOML files as typed settings: sources, release and policy.

A wrong type, an unknown key or a missing value is a `ProjectError` that names file, key, what was found and
what was expected.
"""

from __future__ import annotations

import math
import re
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from warraq.errors import ProjectError
from warraq.model.project_file import read_project_text

if TYPE_CHECKING:
    from pathlib import Path

SOURCE_ID = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
_BCP47 = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
_HOMEPAGE = r"^https?://[!-~]+$"
_LICENSE = r"^[A-Za-z0-9][A-Za-z0-9.+-]*$"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"no such time zone: {name!r} (an IANA name such as 'Asia/Riyadh')") from error
    return name


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]


class Settings(BaseModel):
    """Base of all settings: immutable, strict, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


#: Fields of the articles table that a record can give; a source's field map names their keys.
MAPPED = (
    "id",
    "url",
    "title",
    "subtitle",
    "body",
    "authors",
    "agency",
    "section",
    "tags",
    "published_at",
    "modified_at",
    "fetched_at",
    "language",
)


def _mapped(fields: dict[str, str]) -> dict[str, str]:
    for field in fields:
        if field not in MAPPED:
            raise ValueError(f"{field!r} is no field that a record can give; they are {', '.join(MAPPED)}")
    return fields


class Source(Settings):
    """One table of `corpus/sources.toml`.

    Attributes:
        id: the table's name and the folder's name under `corpus/raw/`.
        language: BCP-47 tag of most of what the source writes; None for an undeclared source.
        timezone: IANA zone of its dates that carry no offset.
        license: SPDX id or LicenseRef-…
        fields: field of the articles table -> key in this source's records, before any alias.
        founded: day before which the source cannot have published anything; None where it is not known.
        dated: whether its pages state dates; false says that articles without one are as expected.
        day_first: whether 3/4/2024 is the third of April.
        drop_lines: regular expressions; a line of a page or body that matches one whole is taken out.
    """

    id: str
    name: str | None = None
    homepage: Annotated[str, Field(pattern=_HOMEPAGE)] | None = None
    language: Annotated[str, Field(pattern=_BCP47)] | None = None
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    license: Annotated[str, Field(pattern=_LICENSE)] | None = None
    fields: Annotated[dict[str, str], AfterValidator(_mapped)] = Field(default_factory=dict)
    founded: date | None = None
    dated: bool = True
    day_first: bool = True
    drop_lines: tuple[Pattern, ...] = Field(default=(), strict=False)

    @property
    def zone(self) -> ZoneInfo:
        """The source's time zone."""
        return ZoneInfo(self.timezone)


class Agency(Settings):
    """One table of `corpus/agencies.toml`: a wire agency beside the ones that the tool knows."""

    name: str
    aliases: tuple[str, ...] = Field(default=(), strict=False)


class Splits(Settings):
    """How articles are dealt to the splits; see `warraq.corpus.relate.split`."""

    by: Literal["hash"] = "hash"
    train: Annotated[float, Field(ge=0, le=1)] = 0.8
    validation: Annotated[float, Field(ge=0, le=1)] = 0.1
    test: Annotated[float, Field(ge=0, le=1)] = 0.1

    @model_validator(mode="after")
    def _whole(self) -> Splits:
        total = self.train + self.validation + self.test
        if not math.isclose(total, 1):
            raise ValueError(f"train + validation + test are {total:g}; they must add up to 1")
        return self


class ReleaseSettings(Settings):
    """`build/release.toml`."""

    splits: Splits = Splits()


class RuleSettings(Settings):
    """Severity and tolerance of one rule in `checks/policy.toml`.

    A rule fails when more than `max_count` rows and more than `max_share` of its table break it; with one of
    the two given, that one decides. By default no row may.
    """

    severity: Literal["error", "warning", "info"] | None = None
    max_count: Annotated[int, Field(ge=0)] | None = None
    max_share: Annotated[float, Field(ge=0, le=1)] | None = None


class Waiver(Settings):
    """A finding that is accepted for a time."""

    rule: str
    reason: Annotated[str, Field(min_length=1)]
    expires: date
    source: str | None = None


class Policy(Settings):
    """`checks/policy.toml`."""

    rules: dict[str, RuleSettings] = Field(default_factory=dict)
    waivers: tuple[Waiver, ...] = Field(default=(), strict=False)


_REQUIRED = ("name", "homepage", "language", "timezone", "license")
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
        found = "nothing" if first["type"] == "missing" else repr(first["input"])[:200]
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


def _tables(path: Path) -> dict[str, dict[str, object]]:
    tables = {}
    for name, table in read_toml(path).items():
        if not isinstance(table, dict):
            raise ProjectError(f"{path}: {name}", f"found {table!r}", expected=f"a table [{name}]")
        tables[name] = table
    return tables


def read_sources(path: Path) -> dict[str, Source]:
    """Return the declared sources by id, in the order of the file.

    Raises:
        ProjectError: a table is no source, or its name cannot be a folder's.
    """
    sources = {}
    for name, table in _tables(path).items():
        if not SOURCE_ID.fullmatch(name):
            raise ProjectError(
                f"{path}: [{name}]",
                "not a source id",
                expected="lower-case letters, digits, '.', '_' and '-', as in the folder's name",
            )
        if "id" in table:
            raise ProjectError(f"{path}: {name}.id", "unknown key", expected="the table's name is the id")
        missing = [key for key in _REQUIRED if key not in table]
        if missing:
            found = f"no {', '.join(missing)}"
            raise ProjectError(
                f"{path}: [{name}]", found, expected="name, homepage, language, timezone and license"
            )
        sources[name] = parse_settings(Source, {**table, "id": name}, f"{path}: {name}")
    return sources


def read_agencies(path: Path) -> tuple[Agency, ...]:
    """Return the project's own agencies; none where the file does not exist."""
    if not path.exists():
        return ()
    return tuple(parse_settings(Agency, table, f"{path}: {name}") for name, table in _tables(path).items())
