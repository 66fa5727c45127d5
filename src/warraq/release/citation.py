"""How a release is cited: `CITATION.cff`, and BibTeX for the card."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FILE_NAME = "CITATION.cff"
_SPDX = "https://spdx.org/licenses/"
#: The signs that the Citation File Format allows in one.
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.[0-9]{4,9}/[A-Za-z0-9:/_;.()\[\]-]+)")
_URL = re.compile(r"(?:https?|s?ftp)://[^\s\x00-\x1f\x7f-\x9f]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: White space, and what no YAML file may hold or would take for a line break.
_NO_TEXT = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]+")
_BIBTEX_SIGNS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        # BibTeX counts braces, escaped or not.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)


def license_url(license_: Mapping[str, Any]) -> str:
    """Return where the licence can be read: its own path, or the SPDX page of its id; else its name."""
    if path := str(license_.get("path") or ""):
        return path
    known = _spdx(license_)
    return f"{_SPDX}{known}.html" if known else str(license_.get("name") or "")


def authors(package: Mapping[str, Any]) -> list[str]:
    """Return the names to cite: contributors with the role of author, else all, else the maintainers."""
    people = [one for one in package.get("contributors") or [] if isinstance(one, dict)]
    writing = [one for one in people if "author" in (one.get("roles") or [one.get("role")])]
    return (
        _texts(one.get("title") for one in writing)
        or _texts(one.get("title") for one in people)
        or [f"Maintainers of {_title(package)}"]
    )


def _title(package: Mapping[str, Any]) -> str:
    return _text(package.get("title")) or str(package["name"])


def _text(value: Any) -> str:
    """Return the text on one line."""
    return _NO_TEXT.sub(" ", "" if value is None else str(value)).strip()


def _texts(values: Iterable[Any]) -> list[str]:
    """Return the texts in order, each once, without empty ones."""
    return [text for text in dict.fromkeys(map(_text, values)) if text]


def _url(package: Mapping[str, Any]) -> str | None:
    url = str(package.get("homepage") or "").strip()
    return url if _URL.fullmatch(url) else None


def _spdx(license_: Mapping[str, Any]) -> str | None:
    """Return the licence's SPDX id; None if it is none, or of a publisher's own."""
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        found = str(canonicalize_license_expression(str(license_.get("name") or "")))
    except InvalidLicenseExpression:
        return None
    return None if " " in found or found.startswith("LicenseRef-") else found


def doi(package: Mapping[str, Any]) -> str | None:
    """Return the DOI in the package's `id`, without its resolver; None if it is none."""
    match = _DOI.fullmatch(str(package.get("id") or "").strip())
    return match[1] if match else None


def bibtex(package: Mapping[str, Any]) -> str:
    """Return a BibTeX entry; keyed by name and version, so that two releases can be cited side by side."""
    key = re.sub(r"[^A-Za-z0-9]+", "_", f"{package['name']}_{package['version']}").strip("_")
    address = _url(package) or ""
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in authors(package)),
        "title": _tex(_title(package)),
        "version": str(package["version"]),
        "year": _created(package)[:4],
        "doi": doi(package),
        "url": address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
        "note": "Dataset",
    }
    lines = [f"  {name:<7} = {{{value}}}" for name, value in fields.items() if value]
    return "@misc{" + key + ",\n" + ",\n".join(lines) + "\n}"


def _tex(text: str) -> str:
    return text.translate(_BIBTEX_SIGNS)


def _created(package: Mapping[str, Any]) -> str:
    day = str(package.get("created") or "")[:10]
    return day if _DAY.fullmatch(day) else ""


def citation(package: Mapping[str, Any]) -> str:
    """Return `CITATION.cff`, in the Citation File Format 1.2.0, as of a dataset.

    A release has no date of its own, since the same input gives the same bytes on any day: `date-released` is
    the package's `created`, where it is declared.
    """
    return "\n".join((*_citation(package), ""))


def _citation(package: Mapping[str, Any]) -> Iterator[str]:
    yield "cff-version: 1.2.0"
    yield f"message: {_yaml('If you use this dataset, please cite this version of it.')}"
    yield "type: dataset"
    yield f"title: {_yaml(_title(package))}"
    yield "authors:"
    yield from (f"  - name: {_yaml(name)}" for name in authors(package))
    yield f"version: {_yaml(str(package['version']))}"
    if abstract := _text(package.get("description")):
        yield f"abstract: {_yaml(abstract)}"
    if created := _created(package):
        yield f"date-released: {_yaml(created)}"
    if found := doi(package):
        yield f"doi: {_yaml(found)}"
    if url := _url(package):
        yield f"url: {_yaml(url)}"
    yield from _licenses([one for one in package.get("licenses") or [] if isinstance(one, dict)])
    if keywords := _texts(package.get("keywords") or []):
        yield "keywords:"
        yield from (f"  - {_yaml(one)}" for one in keywords)


def _licenses(licenses: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the SPDX ids; where there is none, the address of the first licence's text."""
    known = _texts(map(_spdx, licenses))
    addresses = [path for one in licenses if _URL.fullmatch(path := str(one.get("path") or ""))]
    if len(known) == 1:
        yield f"license: {_yaml(known[0])}"
    elif known:
        yield "license:"
        yield from (f"  - {_yaml(name)}" for name in known)
    elif addresses:
        yield f"license-url: {_yaml(addresses[0])}"


def _yaml(text: str) -> str:
    """Return the text as a double-quoted YAML scalar, which JSON strings are."""
    return json.dumps(text, ensure_ascii=False)
