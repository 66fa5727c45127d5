"""The page as a document: one file, nothing from elsewhere, text stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from report_tables import HOSTILE, article, hostile_report, make_report, write_tables

from warraq.release.report import text
from warraq.release.report.drift import Change
from warraq.release.report.page import difference, language_attribute, page

if TYPE_CHECKING:
    from pathlib import Path

    from projects import Sample
    from warraq.model.project import Project

_VOID = {"meta", "link", "br", "line", "rect"}


class Document(HTMLParser):
    """Tags, attributes and text; complains where tags are not nested."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(data.decode())
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID or (tag == "rect" and not self.get_starttag_text().endswith("/>")):  # type: ignore[union-attr]
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def hostile(bare: Project, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return page(hostile_report(bare, tmp_path_factory.mktemp("hostile")))


def test_the_page_asks_for_nothing(hostile: bytes) -> None:
    document = Document(hostile)
    policy = next(attrs["content"] for tag, attrs in document.tags if attrs.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    for tag, attrs in document.tags:
        assert tag not in {"script", "img", "iframe", "object", "embed", "form", "video", "audio", "base"}
        assert not [name for name in attrs if name.startswith("on") or name in {"src", "srcset", "action"}]
        assert (attrs.get("href") or "#").startswith(("#", "data:,"))
    style = hostile.decode().split("<style>")[1].split("</style>")[0]
    assert not re.search(r"url\(|@import|@font-face", style)


def test_hostile_text_is_shown_as_it_is(hostile: bytes) -> None:
    shown = "".join(Document(hostile).text)
    for words in ("<script>document.title='run'</script>", "{{ 7 * 7 }}", "&lt;b&gt;", "می\u200cخواهم بروم"):
        assert words in shown
    for escaped in (
        r"abc\u202Edef\u2066ghi\u202C",
        r"nul \u0000 bell \u0007",
        r"\u001B[31m",
        r"line\u2028sep",
    ):
        assert escaped in shown
    assert not re.search("[\x00-\x08\x0b-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069]", hostile.decode())


def test_a_huge_title_is_cut(hostile: bytes) -> None:
    assert len(hostile) < 400_000
    assert "w" * 199 + "…" in hostile.decode()
    assert "w" * (text.BODY + 1) not in hostile.decode()


def test_ids_are_unique_and_links_and_labels_lead_to_them(hostile: bytes) -> None:
    tags = Document(hostile).tags
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in tags:
        for name in ("aria-labelledby", "aria-describedby"):
            assert attrs.get(name) in {None, *ids}
        if (attrs.get("href") or "").startswith("#"):
            assert (attrs["href"] or "")[1:] in ids


def test_headings_step_by_one_and_tables_have_headers(hostile: bytes) -> None:
    tags = Document(hostile).tags
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(attrs.get("scope") in {"col", "row"} for tag, attrs in tags if tag == "th")


def test_text_of_data_has_its_direction_and_language(hostile: bytes) -> None:
    page_text = hostile.decode()
    assert re.search(r'<h3 dir="auto" lang="ar">ميناء', page_text)
    assert re.search(r'<td class="text" dir="auto" lang="ar">ميناء', page_text)
    assert 'lang="en&#34;' not in page_text
    assert "onclick" not in {name for _, attrs in Document(hostile).tags for name in attrs}


def test_every_chart_has_its_table(sample: Sample) -> None:
    facts = make_report(sample.project, sample.release, frozen=True)
    figures = re.findall(r"<figure.*?</figure>", page(facts).decode(), flags=re.DOTALL)
    keys = ["months", "lengths", "languages", "precisions", "syndication"]
    assert re.findall(r'<figure id="(.*?)"', "".join(figures)) == keys
    assert all("<svg" in one and "<details>" in one and "<table>" in one for one in figures)


def test_the_same_report_is_the_same_bytes(sample: Sample) -> None:
    first, again = (page(make_report(sample.project, sample.release, frozen=True)) for _ in range(2))
    assert first == again


def test_without_anything_there_is_still_a_page(bare: Project, tmp_path: Path) -> None:
    shown = " ".join(Document(page(make_report(bare, write_tables(bare, tmp_path, [])))).text)
    for words in ("There is no article.", "No article has a date.", "There is no release before this one."):
        assert words in shown


def test_the_release_before_is_compared_with(bare: Project, tmp_path: Path) -> None:
    old = write_tables(bare, tmp_path / "0.1.0", [article(at) for at in range(4)])
    new = write_tables(bare, tmp_path / "new", [article(at, language="fr") for at in range(3)])
    shown = " ".join(Document(page(make_report(bare, new, previous=old))).text)
    assert re.search(r"articles\s+4\s+3\s+−25\.0 %", shown)
    assert re.search(r"fr\s+0 %\s+100 %\s+\+100\.0 points", shown)


def test_files_that_could_not_be_read_are_told(bare: Project, tmp_path: Path) -> None:
    folder = write_tables(bare, tmp_path, [article(1)])
    (folder / "data/articles/train/00001.parquet").write_bytes(b"no")
    shown = "".join(Document(page(make_report(bare, folder))).text)
    assert "1 file of articles is missing, damaged or of another schema" in shown
    assert "data/articles/train/00001.parquet" in shown


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_shown_text_hides_nothing_and_is_cut(words: str) -> None:
    markup = str(text.shown(words, 50))
    found = Document(markup.encode())
    assert {tag for tag, _ in found.tags} <= {"bdi"}
    assert "".join(found.text) == text.plain(words, 50)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "".join(found.text))


def test_a_cut_counts_its_mark() -> None:
    assert text.cut("abcdef", 6) == "abcdef"
    assert text.cut("abcdefg", 6) == "abcde…"
    assert text.paragraphs("a\n\n\n b \nc\n\n", 100) == ("a", "b ", "c")


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (Change("x", "count", 100, 150), "+50.0 %"),
        (Change("x", "share", 0.5, 0.25), "−25.0 points"),
        (Change("x", "share", 0.5, 0.5), "±0.0 points"),
        (Change("x", "count", 0, 5), "–"),
        (Change("x", "count", None, 5), "–"),
    ],
)
def test_differences_have_a_sign_and_a_unit(change: Change, shown: str) -> None:
    assert difference(change) == shown


@pytest.mark.parametrize(
    ("tag", "attribute"),
    [
        ("ar", ' lang="ar"'),
        ("zh-Hans", ' lang="zh-Hans"'),
        ("und", ""),
        (None, ""),
        ('a" x="', ""),
        ("a b", ""),
    ],
)
def test_only_a_tag_is_a_language(tag: str | None, attribute: str) -> None:
    assert str(language_attribute(tag)) == attribute
