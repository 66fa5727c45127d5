"""Addresses of the form `hub:ORG/NAME`, `hub:ORG/NAME@vVERSION` of datasets and releases on the Hub."""

from __future__ import annotations

import re
from dataclasses import dataclass

from warraq.errors import UsageError
from warraq.model.descriptor import VERSION

SCHEME = "hub:"
_FORM = "hub:ORG/NAME or hub:ORG/NAME@vVERSION"
_REPOSITORY = re.compile(r"(?!.*(?:--|\.\.))[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9_][\w.-]{0,95}", re.ASCII)
_REVISION = re.compile(r"[\w][\w./+-]{0,127}", re.ASCII)


@dataclass(frozen=True)
class HubAddress:
    """A dataset on the Hub, and a revision of it.

    Attributes:
        repository: `ORG/NAME`.
        revision: a tag (`v0.1.0`), branch or commit; None where none is named.
    """

    repository: str
    revision: str | None = None

    def __str__(self) -> str:
        """Return the address as it is written."""
        return f"{SCHEME}{self.repository}" + (f"@{self.revision}" if self.revision else "")


def tag_of(version: str) -> str:
    """Return the tag of a released version."""
    return f"v{version}"


def version_of(tag: str) -> str | None:
    """Return the version that a tag is of; None for any other tag."""
    version = tag.removeprefix(tag_of(""))
    return version if tag == tag_of(version) and VERSION.fullmatch(version) else None


def is_hub_address(text: str) -> bool:
    """Tell whether the text is meant as an address on the Hub."""
    return text.startswith(SCHEME)


def hub_address(text: str, where: str) -> HubAddress:
    """Return the address that the text gives.

    Args:
        where: the option or key that it comes from.

    Raises:
        UsageError: it has another form.
    """
    repository, at, revision = text.removeprefix(SCHEME).partition("@")
    sound = _REPOSITORY.fullmatch(repository) and (not at or _REVISION.fullmatch(revision))
    if not is_hub_address(text) or not sound or repository.endswith((".git", ".ipynb")):
        raise UsageError(where, f"{text!r} is no address on the Hub", expected=_FORM)
    return HubAddress(repository, revision or None)
