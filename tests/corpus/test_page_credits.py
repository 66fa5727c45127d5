"""An agency that a page credits outside of its text, in a part of its own beside it."""

from __future__ import annotations

import pytest

from warraq.corpus.extract.page import draft_from_page
from warraq.corpus.extract.page_blocks import Block, PageBlocks
from warraq.corpus.extract.page_credits import credit_beside
from warraq.corpus.records import Draft
from warraq.model.settings import Source

PROSE = [
    "أعلنت بلدية وادي الزيتون اليوم افتتاح الجسر الجديد الذي يربط ضفتي النهر بعد ثلاث سنوات من العمل.",
    "وقال رئيس البلدية إن الجسر سيخفف الازدحام في وسط المدينة، وإن كلفته بلغت أربعة ملايين دينار.",
    "وأضاف أن البلدية ستزرع مئتي شجرة على جانبي الطريق، وأن الحافلات ستعبر الجسر كل عشر دقائق.",
]


def of_page(top: str = "", bottom: str = "") -> Draft:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    page = f"<html><body><article><h1>افتتاح جسر جديد</h1>{top}{text}{bottom}</article></body></html>"
    found = draft_from_page(page.encode(), Source(id="s", language="ar"))
    assert isinstance(found, Draft)
    return found


@pytest.mark.parametrize(
    ("top", "bottom", "agency", "line"),
    [
        ("", '<div class="source">المصدر: أ ف ب</div>', "أ ف ب", "المصدر: أ ف ب"),
        ("", "<footer>المصدر: الأناضول</footer>", "الأناضول", "المصدر: الأناضول"),
        ('<p class="author">رويترز</p>', "", "رويترز", "رويترز"),
        ('<span class="source">المصدر: وكالات</span>', "", "وكالات", "المصدر: وكالات"),
    ],
)
def test_it_is_the_articles_agency_and_the_line_is_told(
    top: str, bottom: str, agency: str, line: str
) -> None:
    found = of_page(top, bottom)
    assert found.agency == agency
    assert found.evidence["agency"] == f"line beside the text: {line}"
    assert [pair for pair in found.removed if pair[0] == line] == [(line, "agency-credit")]
    assert (found.body or "").split("\n") == PROSE


@pytest.mark.parametrize(
    "bottom",
    [
        "<div>سوق السمك ينتقل إلى مبنى جديد</div>",
        "<div>شارك</div>",
        "<div>سياسة</div>",
        "<div>سوق السمك</div><div>فريق الوادي</div><div>المصدر: رويترز</div>",
    ],
)
def test_other_parts_and_those_further_off_credit_nobody(bottom: str) -> None:
    found = of_page(bottom=bottom)
    assert found.agency is None


@pytest.mark.parametrize(
    "picture",
    [
        "<figure><img src='a.jpg'><figcaption>رويترز</figcaption></figure>",
        "<div class='photo-caption'><div>رويترز</div></div>",
    ],
)
def test_the_credit_of_a_picture_is_the_pictures(picture: str) -> None:
    assert of_page(top=picture).agency is None
    assert of_page(bottom=picture).agency is None


def test_a_body_that_the_page_does_not_show_has_nothing_beside_it() -> None:
    blocks = [Block("Reuters", 0, 0), Block("A line.", 0, 0), Block("Reuters", 0, 0)]
    assert credit_beside(PageBlocks(blocks), "Another text.\nAltogether.") is None
    assert credit_beside(PageBlocks(blocks), "A line.") == ("رويترز", "Reuters")
    assert credit_beside(PageBlocks(), "A text.") is None


def test_a_credit_inside_the_text_is_left_to_be_found_there() -> None:
    found = of_page(bottom="<p>المصدر: رويترز</p>")
    assert found.agency is None
    assert (found.body or "").endswith("المصدر: رويترز")
