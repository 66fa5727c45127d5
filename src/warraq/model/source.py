"""What a project declares of the publishers and agencies that its articles come from."""

from __future__ import annotations

import re
from datetime import date  # noqa: TC003 - pydantic reads the annotation
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from warraq.errors import ProjectError
from warraq.model.rights import Rights
from warraq.model.strict import Settings, parse_settings, read_tables

if TYPE_CHECKING:
    from pathlib import Path

SOURCE_ID = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
_REQUIRED = ("name", "homepage", "language", "timezone", "license")
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
        agency: name of the wire agency that the source is; its own texts are the originals of their copies.
        precedence: among copies of one time, the source with the lower number has the original.
        rights: what it allows to release of its texts.
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
    agency: Annotated[str, Field(min_length=1)] | None = None
    precedence: int = 0
    rights: Rights = Rights()

    @property
    def zone(self) -> ZoneInfo:
        """The source's time zone."""
        return ZoneInfo(self.timezone)


class Agency(Settings):
    """One table of `corpus/agencies.toml`: a wire agency beside the ones that the tool knows."""

    name: str
    aliases: tuple[str, ...] = Field(default=(), strict=False)


def read_sources(path: Path) -> dict[str, Source]:
    """Return the declared sources by id, in the order of the file.

    Raises:
        ProjectError: a table is no source, or its name cannot be a folder's.
    """
    sources = {}
    for name, table in read_tables(path).items():
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
    return tuple(
        parse_settings(Agency, table, f"{path}: {name}") for name, table in read_tables(path).items()
    )
