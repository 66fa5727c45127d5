"""The project's TOML files as typed settings: sources, release and policy.

A wrong type, an unknown key or a missing value is a `ProjectError` that names file, key, what was found and
what was expected. What is declared of sources stands in `warraq.model.source` and is had from here too.
"""

from __future__ import annotations

import math
from datetime import date  # noqa: TC003 - pydantic reads the annotation
from typing import Annotated, Literal

from pydantic import Field, model_validator

from warraq.model.rights import Rights, Tier
from warraq.model.source import MAPPED, SOURCE_ID, Agency, Pattern, Source, read_agencies, read_sources
from warraq.model.strict import Settings, parse_settings, read_toml

__all__ = [
    "MAPPED",
    "SHARES",
    "SOURCE_ID",
    "Agency",
    "Pattern",
    "Policy",
    "Publishing",
    "ReleaseSettings",
    "Rights",
    "RuleSettings",
    "Settings",
    "Source",
    "Splits",
    "Tier",
    "Waiver",
    "parse_settings",
    "read_agencies",
    "read_sources",
    "read_toml",
]

#: Keys of `[splits]` that belong to dealing by hash.
SHARES = ("train", "validation", "test")


class Splits(Settings):
    """How articles are dealt to the splits; see `warraq.corpus.relate.split`.

    Attributes:
        by: "hash" deals groups of related articles by chance, in the shares given; "time" makes the latest
            months test.
        test_months: by time: how many of the months that have articles are test.
        validation_months: by time: how many months before these are validation.
    """

    by: Literal["hash", "time"] = "hash"
    train: Annotated[float, Field(ge=0, le=1)] = 0.8
    validation: Annotated[float, Field(ge=0, le=1)] = 0.1
    test: Annotated[float, Field(ge=0, le=1)] = 0.1
    test_months: Annotated[int, Field(ge=0)] = 1
    validation_months: Annotated[int, Field(ge=0)] = 1

    @model_validator(mode="after")
    def _whole(self) -> Splits:
        of_other = {"hash": ("test_months", "validation_months"), "time": SHARES}[self.by]
        if stray := [name for name in of_other if name in self.model_fields_set]:
            raise ValueError(f"{', '.join(stray)} has no meaning with by = {self.by!r}")
        total = self.train + self.validation + self.test
        if not math.isclose(total, 1):
            raise ValueError(f"train + validation + test are {total:g}; they must add up to 1")
        return self


class Publishing(Settings):
    """Where `warraq publish` takes a release.

    Attributes:
        to: `hub:ORG/NAME`, or a folder; a relative one is below the project. None: the command has to say.
        private: whether a repository that has to be created is private. None: as its owner has set for new
            ones.
    """

    to: Annotated[str, Field(min_length=1)] | None = None
    private: bool | None = None


class ReleaseSettings(Settings):
    """`build/release.toml`."""

    splits: Splits = Splits()
    publish: Publishing = Publishing()


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
