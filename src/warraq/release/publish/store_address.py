"""Addresses of releases in an object store: a scheme, a bucket and a path, as in s3://bucket/folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from warraq.corpus.remote import is_url
from warraq.errors import UsageError

_FORM = "s3://BUCKET/FOLDER, or the same with another scheme"
_LOCAL, _HUB, _WEB = ("file", "local"), "hf", ("http", "https")


@dataclass(frozen=True)
class StoreAddress:
    """A place in an object store.

    Attributes:
        url: with its scheme, without a slash at the end.
    """

    url: str

    def __str__(self) -> str:
        """Return the URL."""
        return self.url

    @property
    def parent(self) -> StoreAddress:
        """The folder around it."""
        return StoreAddress(self.url.rpartition("/")[0])

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.url.rpartition("/")[2]


def is_store_url(text: str) -> bool:
    """Tell whether the text is meant as the URL of a place in a store."""
    return is_url(text)


def store_place(text: str, where: str) -> StoreAddress | Path:
    """Return the place that a URL names; that of a folder on this machine is a path.

    Args:
        where: the option or key that it comes from.

    Raises:
        UsageError: it holds a password, names no bucket, or a path that no store can hold a release at; or a
            web server or the Hub is meant.
    """
    scheme, _, rest = text.partition("://")
    scheme = scheme.lower()
    if "@" in rest.partition("/")[0]:
        step = "give the library its credentials by environment or configuration file"
        raise UsageError(where, "an address with a name or password in it", expected=_FORM, next_step=step)
    if scheme in _LOCAL:
        return Path(unquote(urlsplit(text).path) or "/")
    if scheme in _WEB:
        raise UsageError(where, f"{text!r}: web servers do not list their files", expected=_FORM)
    if scheme == _HUB:
        raise UsageError(where, f"{text!r} is on the Hub", expected="hub:ORG/NAME")
    parts = rest.rstrip("/").split("/")
    if "::" in scheme or not parts[0] or {"", ".", ".."} & set(parts) or not rest.isprintable():
        raise UsageError(where, f"{text!r} is no place in a store", expected=_FORM)
    return StoreAddress(f"{scheme}://{'/'.join(parts)}")
