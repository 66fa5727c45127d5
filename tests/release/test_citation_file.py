"""How a release is cited: a valid CITATION.cff and a BibTeX entry, whatever stands in the descriptor."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from warraq.release.citation import bibtex, citation

if TYPE_CHECKING:
    from projects import Sample

#: From the schema of the Citation File Format 1.2.0.
REQUIRED = {"authors", "cff-version", "message", "title"}
KNOWN = REQUIRED | {
    *("abstract", "date-released", "doi", "keywords", "license", "license-url", "type", "url", "version")
}
DOI = re.compile(r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+")
URL = re.compile(r"(https|http|ftp|sftp)://.+")
PACKAGE: dict[str, Any] = {"name": "harbour-news", "version": "1.2.0", "title": "Harbour news"}


def valid(text: str) -> dict[str, Any]:
    """Hold the file to the rules of the format; return what it says."""
    found = yaml.safe_load(text)
    assert isinstance(found, dict)
    assert set(found) >= REQUIRED
    assert set(found) <= KNOWN
    assert found["cff-version"] == "1.2.0"
    assert found["type"] == "dataset"
    for key in KNOWN & set(found) - {"authors", "keywords", "license"}:
        assert isinstance(found[key], str), key
        assert found[key].strip(), key
    authors = [one["name"] for one in found["authors"]]
    assert authors
    assert len(set(authors)) == len(authors)
    assert all(isinstance(name, str) and name for name in authors)
    if "keywords" in found:
        assert found["keywords"]
        assert len(set(found["keywords"])) == len(found["keywords"])
        assert all(isinstance(one, str) and one for one in found["keywords"])
    assert "doi" not in found or DOI.fullmatch(found["doi"])
    assert "url" not in found or URL.fullmatch(found["url"])
    assert "date-released" not in found or re.fullmatch(r"\d{4}-\d{2}-\d{2}", found["date-released"])
    return found


def balanced(entry: str) -> bool:
    """Whether braces close as BibTeX counts them: with or without a backslash."""
    depth = 0
    for at, sign in enumerate(entry):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0 or (depth == 0 and "{" in entry[:at] and at < len(entry) - 1):
            return False
    return depth == 0


def test_the_sample_is_cited(sample: Sample) -> None:
    found = valid((sample.release / "CITATION.cff").read_text(encoding="utf-8"))
    assert (found["title"], found["version"]) == ("The warraq sample corpus", "0.1.0")
    assert found["license"] == "CC-BY-4.0"
    card = (sample.release / "README.md").read_text(encoding="utf-8")
    entry = bibtex(sample.descriptor)
    assert entry in card
    assert balanced(entry)


def test_all_that_can_be_said() -> None:
    package = PACKAGE | {
        "id": "https://doi.org/10.1234/harbour.7",
        "homepage": "https://harbour.example/news",
        "created": "2025-01-31T10:00:00Z",
        "description": "News of one harbour.",
        "contributors": [
            {"title": "Harbour Library", "roles": ["author"]},
            {"title": "Quay Press", "roles": ["funder"]},
        ],
        "keywords": ["news", "harbour", "news", " "],
        "licenses": [{"name": "cc-by-4.0"}, {"name": "LicenseRef-publisher"}],
    }
    assert valid(citation(package)) == {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite this version of it.",
        "type": "dataset",
        "title": "Harbour news",
        "authors": [{"name": "Harbour Library"}],
        "version": "1.2.0",
        "abstract": "News of one harbour.",
        "date-released": "2025-01-31",
        "doi": "10.1234/harbour.7",
        "url": "https://harbour.example/news",
        "license": "CC-BY-4.0",
        "keywords": ["news", "harbour"],
    }
    assert bibtex(package) == (
        "@misc{harbour_news_1_2_0,\n"
        "  author  = {{Harbour Library}},\n"
        "  title   = {Harbour news},\n"
        "  version = {1.2.0},\n"
        "  year    = {2025},\n"
        "  doi     = {10.1234/harbour.7},\n"
        "  url     = {https://harbour.example/news},\n"
        "  note    = {Dataset}\n"
        "}"
    )


@pytest.mark.parametrize(
    ("licenses", "said"),
    [
        ([], {}),
        ([{"name": "MIT"}, {"name": "CC0-1.0"}], {"license": ["MIT", "CC0-1.0"]}),
        (
            [{"name": "LicenseRef-x", "path": "https://x.example/terms"}],
            {"license-url": "https://x.example/terms"},
        ),
        ([{"name": "no-such-license"}], {}),
        ([{"name": "MIT OR Apache-2.0"}], {}),
        ([{"path": "terms.txt"}, "MIT", {"name": None}], {}),
    ],
)
def test_a_licence_is_an_spdx_id_or_an_address(licenses: list[Any], said: dict[str, Any]) -> None:
    found = valid(citation(PACKAGE | {"licenses": licenses}))
    assert {key: value for key, value in found.items() if key.startswith("license")} == said


@pytest.mark.parametrize("homepage", ["harbour.example", "javascript:alert(1)", "https://a b", "", None, 5])
def test_an_address_that_is_none_is_left_out(homepage: Any) -> None:
    package = PACKAGE | {"homepage": homepage}
    assert "url" not in valid(citation(package))
    assert "url" not in bibtex(package)


@pytest.mark.parametrize("created", ["2025", "yesterday", "", None, "31.01.2025"])
def test_a_day_that_is_none_is_left_out(created: Any) -> None:
    package = PACKAGE | {"created": created}
    assert "date-released" not in valid(citation(package))
    assert "year" not in bibtex(package)


hostile = st.text(max_size=40) | st.text(
    alphabet="{}\\\"'#:-|>\n\r\t\x00\x85\u2028\ufeff\x7f,@%&$~^_ []!*", max_size=20
)


@given(title=hostile, name=hostile, keyword=hostile, home=hostile, identifier=hostile)
def test_whatever_stands_in_the_descriptor(
    title: str, name: str, keyword: str, home: str, identifier: str
) -> None:
    package = PACKAGE | {
        "title": title,
        "description": title,
        "contributors": [{"title": name}, {"title": title}, {"title": name}],
        "keywords": [keyword, keyword, title],
        "homepage": f"https://{home}",
        "id": f"10.1234/{identifier}",
    }
    valid(citation(package))
    entry = bibtex(package)
    assert balanced(entry)
    assert entry.count("\n") == entry.count(" = {") + 1


def test_a_title_is_kept_word_for_word() -> None:
    title = 'ميناء "القديم": {a} \\b #1 – 50 % & more'
    assert valid(citation(PACKAGE | {"title": title}))["title"] == title
