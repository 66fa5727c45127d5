"""Pages with what should be read from them, from the two layouts in which they are published.

`scrapinghub/article-extraction-benchmark`: `ground-truth.json` (page -> articleBody, url) beside
`html/PAGE.html.gz`. `flairNLP/fundus`, tests/resources/parser/test_data: a folder a country with
`Publisher.json` (version -> title, publishing_date, body) beside `Publisher_DATE.html.gz`, and `meta.info`
with the address of each page.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page and its truth; title and published are None where the layout gives none."""

    name: str
    site: str
    url: str | None
    data: bytes
    body: str
    title: str | None
    published: datetime | None


def read_pages(folder: Path, *, standfirst: bool) -> list[LabelledPage]:
    """Return the pages below a folder of either layout, sorted by name.

    Args:
        standfirst: whether a body begins with the standfirst, where the layout keeps it apart.

    Raises:
        SystemExit: the folder holds pages of neither layout.
    """
    truth = folder / "ground-truth.json"
    found = list(_one_file(truth) if truth.exists() else _by_publisher(folder, standfirst=standfirst))
    if not found:
        raise SystemExit(
            f"{folder}: no labelled pages; expected ground-truth.json beside html/, or Publisher.json beside "
            "Publisher_*.html.gz"
        )
    return sorted(found, key=lambda page: page.name)


def _one_file(truth: Path) -> Iterator[LabelledPage]:
    for name, item in json.loads(truth.read_text("utf-8")).items():
        data = gzip.decompress((truth.parent / "html" / f"{name}.html.gz").read_bytes())
        site = urlsplit(item["url"]).netloc
        yield LabelledPage(name, site, item["url"], data, item["articleBody"], None, None)


def _by_publisher(folder: Path, *, standfirst: bool) -> Iterator[LabelledPage]:
    for labels in sorted(folder.rglob("*.json")):
        versions = json.loads(labels.read_text("utf-8"))
        pages = sorted(labels.parent.glob(f"{labels.stem}_[0-9]*.html.gz"))
        if not pages or len(pages) != len(versions):
            continue
        known = labels.parent / "meta.info"
        addresses = json.loads(known.read_text("utf-8")) if known.exists() else {}
        # Versions of a publisher's parser are in the order of the days of their pages.
        for page, version in zip(pages, sorted(versions, key=_version), strict=True):
            truth = versions[version]
            yield LabelledPage(
                name=page.name,
                site=labels.stem,
                url=addresses.get(page.name, {}).get("url"),
                data=gzip.decompress(page.read_bytes()),
                body=_text(truth["body"] or {}, standfirst=standfirst),
                title=truth["title"],
                published=datetime.fromisoformat(truth["publishing_date"]),
            )


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.removeprefix("V").split("_"))


def _text(body: dict[str, Any], *, standfirst: bool) -> str:
    lines = list(body.get("summary", ())) if standfirst else []
    for section in body.get("sections", ()):
        lines += [*section["headline"], *section["paragraphs"]]
    return "\n".join(lines)
