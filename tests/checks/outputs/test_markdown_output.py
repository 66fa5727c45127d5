"""Markdown for a pull request: short, whole, and no markup out of the data."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from lxml import html
from markdown_it import MarkdownIt
from output_cases import CONTEXT, HOSTILE, PATTERN, SHORT, VERDICT, WAIVED, verdicts

from warraq.checks.outputs import FORMATS
from warraq.checks.outputs.markdown import LIMIT, MARK, code, plain
from warraq.checks.text import escape
from warraq.model.finding import Verdict

_TAGS = {
    "div",
    "h3",
    "p",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
    "ul",
    "li",
    "code",
}
_COLUMNS = 6
_ZERO_WIDTH = "\u200b"


def rendered(text: str) -> html.HtmlElement:
    """The page as GitHub makes it: CommonMark with tables and strikethrough, HTML let through."""
    markup = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    return html.fromstring(f"<div>{markup}</div>")


def test_the_findings_are_a_table_and_their_samples_open() -> None:
    page = rendered(FORMATS["markdown"](VERDICT, CONTEXT))
    assert page.findtext("h3") == "❌ warraq check failed: coast-news candidate"
    rows = [[cell.text_content() for cell in row] for row in page.iterfind("table/tbody/tr")]
    assert [row[1] for row in rows] == ["pattern", "body-short", "undated-many", "foreign-key"]
    assert rows[0][2:] == [
        PATTERN.message.replace("://", f":{_ZERO_WIDTH}//"),
        "articles.url",
        "3 of 132 (2.3 %)",
        "datapackage.json:14",
    ]
    assert rows[-1][0] == "⚪ waived"
    samples = [one.text_content() for one in page.iterfind("details//code")]
    assert samples[:3] == ["a1", "b2", "c3"]
    assert "<script>alert(1)</script>" in samples
    assert WAIVED.waived in page.text_content().replace(_ZERO_WIDTH, "")


def test_a_pass_is_short() -> None:
    text = FORMATS["markdown"](Verdict((), ("body-short",), {"articles": 3}), CONTEXT)
    assert text.startswith(MARK)
    assert rendered(text).findtext("p") == "3 articles, 1 rule: passed (0 errors, 0 warnings)"
    assert "table" not in text


@given(verdict=verdicts)
@settings(max_examples=60, deadline=None)
def test_hostile_text_is_no_markup(verdict: Verdict) -> None:
    page = rendered(FORMATS["markdown"](verdict, CONTEXT))
    assert {one.tag for one in page.iter() if isinstance(one.tag, str)} <= _TAGS
    assert all(not one.attrib for one in page.iter() if isinstance(one.tag, str))
    rows = page.findall("table/tbody/tr")
    assert len(rows) == len(verdict.findings)
    assert all(len(row) == _COLUMNS for row in rows)
    for code_span in page.findall(".//code"):
        code_span.drop_tree()
    outside = page.text_content()
    assert not re.search(r"@\w|#\w|://|www\.", outside, re.IGNORECASE)


@given(HOSTILE)
@settings(max_examples=150, deadline=None)
def test_plain_text_and_code_show_what_was_there(text: str) -> None:
    shown = escape(text, 300)
    (cell,) = rendered(f"| a |\n|---|\n| x{plain(text)}x |\n").iterfind("table/tbody/tr/td")
    assert "".join(cell.itertext()).replace(_ZERO_WIDTH, "") == f"x{shown}x"
    if shown.strip():
        (span,) = rendered(f"- {code(shown)}\n").iter("code")
        assert span.text_content() == shown


def test_it_fits_into_a_comment_whatever_the_data_holds() -> None:
    many = [
        replace(finding, segment=f"source={number}" + "|" * 300, message="<" * 400, samples=("`" * 90,) * 10)
        for number in range(400)
        for finding in (PATTERN, replace(SHORT, rule=f"rule-{number}"), WAIVED)
    ]
    verdict = Verdict(tuple(many), (), skipped=tuple(f"skipped-{number}" for number in range(200)))
    text = FORMATS["markdown"](verdict, CONTEXT)

    assert len(text) <= LIMIT
    assert re.search(r"… and 1,1\d\d more; `warraq check --json` has all", text)
    assert rendered(text).findtext("h3", "").startswith("❌")
