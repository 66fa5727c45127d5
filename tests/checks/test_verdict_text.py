"""The verdict as a person reads it: complete, short, and safe to print whatever the data holds."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from check_tables import changed, judge, name, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.checks.text import escape, verdict_text
from warraq.model.finding import Finding, Verdict

if TYPE_CHECKING:
    from pathlib import Path


def finding(rule: str = "body-short", **parts: object) -> Finding:
    base: dict[str, object] = {"severity": "warning", "message": "a body is short", "table": "articles"}
    return Finding(rule, **{**base, **parts})  # type: ignore[arg-type]


def test_a_clean_verdict_is_one_line() -> None:
    verdict = Verdict((), ("a", "b"), {"articles": 1})
    assert verdict_text(verdict) == "1 article, 2 rules: passed (0 errors, 0 warnings)"


def test_a_finding_says_what_where_how_much_and_which() -> None:
    one = finding(field="words", count=3, total=132, samples=("a1", "b2"), declared="checks/articles.py:80")
    text = verdict_text(Verdict((one,), ("body-short",), {"articles": 132}))

    assert text.splitlines() == [
        "warning  body-short: a body is short",
        "         articles.words · 3 of 132 (2.3 %) · checks/articles.py:80",
        "         e.g. a1, b2",
        "132 articles, 1 rule: passed (0 errors, 1 warning)",
    ]


def test_an_error_fails_and_a_waived_one_does_not() -> None:
    error = finding(severity="error")
    waived = finding(severity="error", waived="agreed with the publisher")

    assert "failed (1 error, 0 warnings)" in verdict_text(Verdict((error,), ("body-short",)))
    text = verdict_text(Verdict((waived,), ("body-short",)))
    assert "passed (0 errors, 0 warnings, 1 waived)" in text
    assert "because agreed with the publisher" in text


def test_only_the_ten_worst_rules_are_shown() -> None:
    findings = tuple(
        finding(
            f"rule-{number:02}", count=number + 1, total=100, severity="error" if number < 2 else "warning"
        )
        for number in range(15)
    )
    lines = verdict_text(Verdict(findings, ())).splitlines()
    heads = [line for line in lines if line.startswith(("error", "warning"))]

    assert [line.split()[1] for line in heads[:3]] == ["rule-01:", "rule-00:", "rule-14:"]
    assert len(heads) == 10
    assert "… and 5 findings of 5 other rules; --json has all" in lines


def test_skipped_rules_are_named() -> None:
    text = verdict_text(Verdict((), ("a",), {"articles": 2}, skipped=("rows-fell",)))
    assert "no earlier release to compare with: rows-fell" in text
    assert "1 rule (1 skipped)" in text


def test_colour_is_only_there_when_asked_for() -> None:
    verdict = Verdict((finding(),), ("body-short",))
    assert "\x1b[33m" in verdict_text(verdict, colour=True)
    assert "\x1b" not in verdict_text(verdict)


def test_hostile_text_in_samples_cannot_move_the_cursor_or_turn_the_line(tmp_path: Path) -> None:
    content = changed(4, id="\x1b[2J\u202e\n" + "x" * 500, cluster=name("northgate 4"))
    text = verdict_text(judge(tmp_path, content))

    assert "\\u001B[2J\\u202E\\u000Axxx" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert max(len(line) for line in text.splitlines()) < 700


@given(st.text(max_size=60), st.integers(2, 40))
@settings(max_examples=80, deadline=None)
def test_escaped_text_is_short_and_visible(text: str, limit: int) -> None:
    escaped = escape(text, limit)
    kept = {unicodedata.category(one) for one in escaped if one not in "\u200c\u200d"}

    assert not kept & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert len(escaped) <= 10 * limit
    assert escape(escaped, len(escaped)) == escaped


def test_the_same_tables_give_the_same_verdict(tmp_path: Path) -> None:
    one = judge(tmp_path / "one", tables(), suite=True)
    other = judge(tmp_path / "other", tables(), suite=True)
    assert one.as_dict() == other.as_dict()
