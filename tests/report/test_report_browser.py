"""The report and the card's plots in a real browser, at desktop and phone width, light and dark."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from report_tables import article, hostile_report, make_report, write_tables

from warraq.model.finding import Finding, Verdict
from warraq.release.report import card_plots
from warraq.release.report.page import page as report_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from projects import Sample
    from warraq.model.project import Project

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS, THEMES = (1280, 360), ("light", "dark")

#: The lowest contrast (WCAG 2.2, 1.4.3) of the page's own text, and of the marks of its charts, with what
#: lies behind them, backgrounds laid over each other as the browser does.
CONTRAST = """() => {
  const parse = text => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3]));
  const linear = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  const behind = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement)
      layers.push(parse(getComputedStyle(at).backgroundColor));
    return layers.reduceRight((under, top) => over(top, under), [255, 255, 255]);
  };
  const found = [];
  const add = (element, colour) => {
    const under = behind(element), a = light(over(parse(colour), under)), b = light(under);
    const name = element.tagName + '.' + element.getAttribute('class');
    found.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), name]);
  };
  for (const details of document.querySelectorAll('details')) details.open = true;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const element = node.parentElement, style = getComputedStyle(element);
    if (!node.data.trim() || !element.getClientRects().length) continue;
    add(element, element.namespaceURI.endsWith('svg') ? style.fill : style.color);
  }
  for (const mark of document.querySelectorAll('svg rect')) add(mark, getComputedStyle(mark).fill);
  return {lowest: found.sort((a, b) => a[0] - b[0])[0], count: found.length,
          marks: document.querySelectorAll('svg rect').length, paper: behind(document.body)};
}"""

#: Of each figure: the numbers of the marks, and those of the table behind it without its sums.
NUMBERS = """() => [...document.querySelectorAll('figure')].map(figure => {
  const heads = [...figure.querySelectorAll('thead th')].map(one => one.textContent).slice(1);
  const own = heads.filter(one => one !== 'all'), cells = [];
  for (const row of figure.querySelectorAll('tbody tr:not(.sum)')) {
    const name = row.querySelector('th').textContent;
    own.forEach((head, at) => {
      const count = row.querySelectorAll('td')[at].textContent;
      if (count !== '0') cells.push(name + (own.length > 1 ? ', ' + head : '') + ': ' + count);
    });
  }
  const marks = [...figure.querySelectorAll('rect title')].map(one => one.textContent);
  return {key: figure.id, marks, cells};
})"""


@dataclass
class Opened:
    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ask(self, script: str) -> Any:
        return self.page.evaluate(script)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def files(sample: Sample, bare: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The reports to look at: of the sample with drift and findings, and of hostile tables."""
    folder = tmp_path_factory.mktemp("reports")
    findings = (
        Finding("e", "error", "wrong", samples=tuple(sample.articles["id"][:9])),
        Finding("w", "warning", "odd", samples=("data/x.parquet",)),
        Finding("i", "info", "as known", waived="until spring"),
    )
    verdict = Verdict(findings, ("e", "i", "w"))
    old = write_tables(bare, tmp_path_factory.mktemp("old") / "0.0.9", [article(at) for at in range(9)])
    facts = make_report(sample.project, sample.release, verdict, frozen=True, previous=old)
    pages = {"sample": facts, "hostile": hostile_report(bare, tmp_path_factory.mktemp("hostile"))}
    for name, report in pages.items():
        (folder / f"{name}.html").write_bytes(report_page(report))
    return {name: folder / f"{name}.html" for name in pages}


def open_file(browser: Browser, file: Path, width: int, theme: str) -> Opened:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
    opened = Opened(context.new_page())
    opened.page.on("request", lambda request: opened.requests.append(request.url))
    opened.page.on("console", lambda message: opened.complaints.append(message.text))
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.goto(file.as_uri())
    return opened


@pytest.fixture(params=[(width, theme) for width in WIDTHS for theme in THEMES], ids=str)
def look(request: pytest.FixtureRequest) -> tuple[int, str]:
    found: tuple[int, str] = request.param
    return found


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_the_page_stands_alone_fits_and_can_be_read(
    browser: Browser, files: dict[str, Path], name: str, look: tuple[int, str]
) -> None:
    opened = open_file(browser, files[name], *look)
    contrast = opened.ask(CONTRAST)
    wide, shown = opened.ask(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    opened.page.context.close()

    assert opened.requests == [files[name].as_uri()]
    assert opened.complaints == []
    assert wide <= shown == look[0]
    assert contrast["lowest"][0] >= 4.5, contrast["lowest"]
    assert contrast["count"] > 300
    assert contrast["marks"] > 10
    assert (sum(contrast["paper"]) > 600) == (look[1] == "light")


def test_hostile_text_is_not_run(browser: Browser, files: dict[str, Path]) -> None:
    opened = open_file(browser, files["hostile"], 1280, "light")
    opened.page.mouse.move(200, 400)
    title, scripts, images, handlers = opened.ask(
        "() => [document.title, document.scripts.length, document.images.length,"
        " document.querySelectorAll('[onerror], [onmouseover], [onclick]').length]"
    )
    text = opened.ask("() => document.body.innerText")
    opened.page.context.close()
    assert title.endswith("0.1.0: report")
    assert (scripts, images, handlers) == (0, 0, 0)
    assert "<script>document.title='run'</script>" in text
    assert r"\u202E" in text


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_every_mark_of_a_chart_is_in_the_table_behind_it(
    browser: Browser, files: dict[str, Path], name: str
) -> None:
    opened = open_file(browser, files[name], 1280, "light")
    figures = opened.ask(NUMBERS)
    opened.page.context.close()
    assert {one["key"] for one in figures} >= {"months", "lengths", "languages", "precisions"}
    for one in figures:
        assert one["marks"]
        assert Counter(one["marks"]) == Counter(one["cells"]), one["key"]


def test_arabic_runs_from_the_right(browser: Browser, files: dict[str, Path]) -> None:
    opened = open_file(browser, files["sample"], 360, "light")
    found = opened.ask(
        "() => [...document.querySelectorAll('article p.text')].map(one =>"
        " [one.lang, getComputedStyle(one).direction, getComputedStyle(one).unicodeBidi])"
    )
    opened.page.context.close()
    directions = {language: direction for language, direction, _ in found}
    assert directions["ar"] == "rtl"
    assert {directions[one] for one in directions if one != "ar"} == {"ltr"}
    assert {bidi for _, _, bidi in found} <= {"isolate", "plaintext"}


def test_letters_of_charts_keep_their_size_and_place_on_a_phone(
    browser: Browser, files: dict[str, Path]
) -> None:
    opened = open_file(browser, files["sample"], 360, "light")
    boxes = opened.ask(
        "() => [...document.querySelectorAll('figure svg[role=img] text')].map(one =>"
        " { const box = one.getBoundingClientRect(); return [box.left, box.right, box.height]; })"
    )
    opened.page.context.close()
    assert len(boxes) > 20
    assert all(left >= 0 and right <= 360 and height > 10 for left, right, height in boxes)


def test_scrolling_tables_and_links_can_be_reached_by_keyboard(
    browser: Browser, files: dict[str, Path]
) -> None:
    opened = open_file(browser, files["sample"], 360, "light")
    opened.page.keyboard.press("Tab")
    first = opened.ask(
        "() => [document.activeElement.textContent, document.activeElement.getBoundingClientRect().left >= 0]"
    )
    unreachable = opened.ask(
        "() => [...document.querySelectorAll('*')].filter(one => one.scrollWidth > one.clientWidth + 1"
        " && getComputedStyle(one).overflowX === 'auto' && one.tabIndex < 0).length"
    )
    opened.page.context.close()
    assert first == ["Skip to the report", True]
    assert unreachable == 0


@pytest.mark.parametrize("theme", THEMES)
def test_the_cards_plots_are_drawn_in_both_themes(
    browser: Browser, sample: Sample, tmp_path: Path, theme: str
) -> None:
    for name, data in card_plots(sample.release).items():
        file = tmp_path / name.rsplit("/", 1)[1]
        file.write_bytes(data)
        opened = open_file(browser, file, 800, theme)
        paper, ink = opened.ask(
            "() => ['.paper', '.heading'].map(one => getComputedStyle(document.querySelector(one)).fill)"
        )
        outside = opened.ask(
            "() => { const whole = document.documentElement.getBoundingClientRect();"
            " return [...document.querySelectorAll('text, rect')].map(one => one.getBoundingClientRect())"
            ".filter(one => one.left < whole.left - 1 || one.right > whole.right + 1"
            " || one.bottom > whole.bottom + 1).length; }"
        )
        opened.page.context.close()
        assert opened.requests == [file.as_uri()]
        assert opened.complaints == []
        assert outside == 0
        light = (paper, ink) == ("rgb(255, 255, 255)", "rgb(28, 30, 33)")
        assert light == (theme == "light")
