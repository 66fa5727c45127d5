"""The drawings: every number is drawn, hostile labels stay text, files stand alone."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_tables import HOSTILE, article, write_tables

from warraq.release.report import card_plots
from warraq.release.report.chart import Chart, ceiling, compact, standalone, svg
from warraq.release.report.crosstab import Crosstab
from warraq.release.report.plots import plots
from warraq.release.report.style import theme

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal

    from projects import Sample
    from warraq.model.project import Project

SVG = "{http://www.w3.org/2000/svg}"


def chart(kind: Literal["columns", "bars", "shares"], *counts: tuple[int, ...]) -> Chart:
    columns = tuple(f"series {at}" for at in range(len(counts[0])))
    data = Crosstab(tuple(f"row {at}" for at in range(len(counts))), columns, counts)
    return Chart("key", "A title", "A summary", "row", data, kind)


def rects(found: Chart) -> list[dict[str, str]]:
    return [dict(one.attrib) for one in ET.fromstring(svg(found)).iter("rect")]


def percents(rows: list[dict[str, str]], name: str) -> list[float]:
    return [float(row[name].rstrip("%")) for row in rows]


def test_columns_stand_on_each_other_in_proportion() -> None:
    marks = rects(chart("columns", (10, 30), (0, 40)))
    heights = [float(one["height"]) for one in marks]
    assert heights == pytest.approx([heights[2] / 4, heights[2] * 3 / 4, heights[2]], abs=0.02)
    assert float(marks[0]["y"]) == pytest.approx(float(marks[1]["y"]) + heights[1], abs=0.02)
    assert [one["class"] for one in marks] == ["s0", "s1", "s1"]


def test_bars_lie_side_by_side_in_proportion() -> None:
    assert percents(rects(chart("bars", (10, 30), (80, 0))), "width") == [12.5, 37.5, 100]
    assert percents(rects(chart("shares", (10, 30), (80, 0))), "width") == [25, 75, 100]
    assert percents(rects(chart("shares", (10, 30))), "x") == [0, 25]


def test_a_picture_has_a_role_a_name_and_a_description() -> None:
    root = ET.fromstring(svg(chart("bars", (1,))))
    assert root.get("role") == "img"
    names = {one.get("id"): one.text for one in root}
    assert names[root.get("aria-labelledby")] == "A title"
    assert names[root.get("aria-describedby")] == "A summary"


def test_every_mark_says_its_number() -> None:
    hints = [one.findtext("title") for one in ET.fromstring(svg(chart("columns", (1200, 3)))).iter("rect")]
    assert hints == ["row 0, series 0: 1,200", "row 0, series 1: 3"]


@given(st.integers(0, 10**12))
def test_an_axis_holds_its_numbers_with_round_marks(most: int) -> None:
    top, marks = ceiling(most)
    assert top >= most
    assert (marks[0], marks[-1]) == (0, top)
    assert 2 <= len(marks) <= 6
    assert len({after - before for before, after in pairwise(marks)}) == 1
    assert top <= max(2 * most, 1)


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (999, "999"), (2500, "2.5k"), (300_000, "300k"), (2_000_000, "2M")]
)
def test_numbers_on_an_axis_are_short(number: int, text: str) -> None:
    assert compact(number) == text


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=130))
def test_any_counts_make_a_sound_drawing(counts: list[tuple[int, int]]) -> None:
    for kind in ("columns", "bars", "shares"):
        for mark in ET.fromstring(svg(chart(kind, *counts))).iter("rect"):
            left, width = (float(mark.get(name, "").rstrip("%")) for name in ("x", "width"))
            assert 0 <= left <= 100
            assert left + width <= 100.02


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_labels_stay_text(text: str) -> None:
    data = Crosstab((text,), (text, "other"), ((1, 2),))
    file = standalone(Chart("key", text, text, text, data, "bars"), theme())
    root = ET.fromstring(file)
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg",
        "style",
        "rect",
        "text",
        "title",
        "desc",
        "g",
    }
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", file.decode())
    assert len(file) < 10_000


def test_files_of_the_card_stand_alone_and_follow_the_theme(sample: Sample) -> None:
    files = card_plots(sample.release)
    assert list(files) == ["assets/articles-by-month.svg", "assets/languages.svg", "assets/lengths.svg"]
    for path, data in files.items():
        assert (sample.release / path).read_bytes() == data
        root = ET.fromstring(data)
        assert root.tag == f"{SVG}svg"
        text = data.decode().replace("http://www.w3.org/2000/svg", "")
        assert "prefers-color-scheme: dark" in text
        assert not re.search(r"https?:|url\(|@import|@font-face|href|<script", text)


def test_the_card_shows_the_plots_with_words_for_them(sample: Sample) -> None:
    card = (sample.release / "README.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"!\[(.+?)\]\((assets/[a-z-]+\.svg)\)", card))
    assert list(shown.values()) == list(card_plots(sample.release))
    assert all(len(words) > 40 for words in shown)
    assert f"{sample.articles.height} articles by language" in card


def test_plots_are_the_same_bytes_each_time(sample: Sample) -> None:
    assert card_plots(sample.release) == card_plots(sample.candidate)


def test_what_there_is_nothing_to_draw_of_is_left_out(bare: Project, tmp_path: Path) -> None:
    undated = write_tables(bare, tmp_path / "undated", [article(1, published_at=None)])
    assert list(card_plots(undated)) == ["assets/languages.svg", "assets/lengths.svg"]
    assert plots(write_tables(bare, tmp_path / "empty", [])) == ()
