"""Writer and date that a page only tells in a line below its headline: read, and not left in the body."""

from __future__ import annotations

import pytest

from warraq.corpus.extract.page import draft_from_page
from warraq.corpus.extract.page_bylines import small_print
from warraq.corpus.records import Draft
from warraq.model.settings import Source

SOURCE = Source(id="vale", name="Vale Post", homepage="https://vale.example")
PROSE = (
    "The council of Olive Vale opened its new bridge on Saturday after three years of works on both banks.",
    "The mayor said that the bridge would ease the traffic in the old town, and that it had cost much.",
    "Two hundred trees will be planted along the road, she added, and buses are to cross from Sunday on.",
)


def of_page(line: str, head: str = "") -> Draft:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    page = (
        f"<html><head>{head}</head><body><article><h1>A bridge for the vale</h1>{line}{text}</article></body>"
    )
    found = draft_from_page(page.encode(), SOURCE)
    assert isinstance(found, Draft)
    return found


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<p>By Cat Vale</p>", ["Cat Vale"]),
        ('<p class="byline">By Cat Vale and Ben Vale</p>', ["Cat Vale", "Ben Vale"]),
        ("<div><span>Von Karl Tal</span> | <span>5. Oktober 2024</span></div>", ["Karl Tal"]),
        ("<p>Von Karl Tal, Olivental</p>", ["Karl Tal"]),
        ("<p>بقلم: سالم الوادي</p>", ["سالم الوادي"]),
        ("<p>گزارشگر: نوید سبز</p>", ["نوید سبز"]),
        ("<p>تحریر: احمد نیا</p>", ["احمد نیا"]),
    ],
)
def test_a_line_that_says_that_it_names_the_writer_does(line: str, names: list[str]) -> None:
    found = of_page(line)
    assert found.authors == names
    assert found.evidence["authors"] == "line below the headline"
    assert (found.body or "").split("\n") == list(PROSE)


def test_what_the_markup_states_goes_first() -> None:
    found = of_page("<p>By Cat Vale</p>", '<meta name="author" content="Ann Vale">')
    assert found.authors == ["Ann Vale"]


@pytest.mark.parametrize(
    "line", ["<p>By Sunday</p><p>By Vale Post</p>", "<p>Cat Vale</p>", "<p>Politics</p>"]
)
def test_other_lines_name_nobody(line: str) -> None:
    assert "Cat Vale" not in of_page(line).authors
    assert "Vale Post" not in of_page(line).authors


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("By Cat Vale", "byline"),
        ("5 October 2024", "date-line"),
        ("Published: 5 October 2024, 10:30", "date-line"),
        ("تاریخ نشر: ۱۵ میزان ۱۴۰۳", "date-line"),
        ("منذ ساعتين", "date-line"),
        ("۲ روز پیش", "date-line"),
        ("vor 3 Stunden", "date-line"),
        ("By Reuters", None),
        ("بقلم: رويترز", None),
        ("On 5 October 2024 the bridge opened.", None),
        ("The bridge opened two days ago.", None),
        (PROSE[0], None),
        ("", None),
    ],
)
def test_small_print_is_what_tells_nothing_else(line: str, reason: str | None) -> None:
    source = Source(id="s", language="fa-AF", timezone="Asia/Kabul")
    assert small_print(line, source) == reason


def test_small_print_at_the_head_leaves_the_body_and_is_told() -> None:
    found = of_page("<p>2 days ago</p><p>By Cat Vale</p>")
    assert (found.body or "").split("\n") == list(PROSE)
    assert ("2 days ago", "date-line") in found.removed
    assert ("By Cat Vale", "byline") in found.removed


def test_further_down_the_same_words_are_text() -> None:
    paragraphs = [f"{paragraph} So it went in part {part}." for part in (1, 2) for paragraph in PROSE]
    text = "".join(f"<p>{one}</p>" for one in (*paragraphs[:5], "5 October 2024", paragraphs[5]))
    page = f"<html><body><h1>A bridge for the vale</h1>{text}</body></html>"
    found = draft_from_page(page.encode(), SOURCE)
    assert isinstance(found, Draft)
    assert "5 October 2024" in (found.body or "")
