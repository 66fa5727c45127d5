"""What a source allows to release of its texts, and where that was looked up."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads the annotation
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from warraq.model.strict import Settings

#: How much of a source's articles a release may hold, the most first.
Tier = Literal["full", "excerpt", "metadata", "withheld"]
Tdm = Literal["reserved", "not-reserved", "unknown"]

_Text = Annotated[str, Field(min_length=1, pattern=r"\S")]


class Rights(Settings):
    """`[SOURCE.rights]` of `corpus/sources.toml`.

    Attributes:
        terms: address of the publisher's terms of use.
        tdm: whether it reserves text and data mining (Directive (EU) 2019/790, article 4(3)); "unknown" until
            somebody has looked.
        seen: the day on which that was looked up.
        evidence: what was found, and where.
        permission: what allows more than a reservation does.
        tier: how much of each article is released: all; the first words of the body; title, date, address
            and such only; or no article at all.
        words: how many words an excerpt has at most, as the field `words` counts them.
    """

    terms: Annotated[str, Field(pattern=r"^https?://[!-~]+$")] | None = None
    tdm: Tdm = "unknown"
    seen: Annotated[date | None, Field(validate_default=True)] = None
    evidence: Annotated[_Text | None, Field(validate_default=True)] = None
    permission: _Text | None = None
    tier: Tier = "full"
    words: Annotated[int | None, Field(ge=1, validate_default=True)] = None

    @field_validator("seen", "evidence")
    @classmethod
    def _with_tdm(cls, value: object, info: ValidationInfo) -> object:
        tdm = info.data.get("tdm")
        if value is None and tdm in ("reserved", "not-reserved"):
            what = {"seen": "the day on which it was looked up", "evidence": "what was found, and where"}
            raise ValueError(f"{what[str(info.field_name)]}, as tdm = {tdm!r}")
        if value is not None and tdm == "unknown":
            raise ValueError("nothing while tdm is unknown; set tdm to reserved or not-reserved")
        return value

    @field_validator("words")
    @classmethod
    def _of_excerpts(cls, value: int | None, info: ValidationInfo) -> int | None:
        tier = info.data.get("tier")
        if value is None and tier == "excerpt":
            raise ValueError("how many words an excerpt has, as tier = 'excerpt'")
        if value is not None and tier is not None and tier != "excerpt":
            raise ValueError(f"nothing with tier = {tier!r}; only an excerpt is so many words")
        return value
