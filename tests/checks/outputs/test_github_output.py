"""Workflow commands: one a line, within GitHub's limits, and none that the data wrote."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from output_cases import CONTEXT, PATTERN, SHORT, VERDICT, verdicts

from warraq.checks.outputs import FORMATS
from warraq.checks.outputs.github import error_command
from warraq.errors import ProjectError
from warraq.model.finding import Verdict

_COMMAND = re.compile(
    r"::(?P<kind>error|warning|notice) (?P<properties>(?:[a-z]+=[^:,\n]*,?)+)::(?P<message>.*)"
)
_ESCAPES = {"%25": "%", "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}


def unescaped(text: str) -> str:
    return re.sub("%(?:25|0D|0A|3A|2C)", lambda match: _ESCAPES[match[0]], text)


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """What the runner reads: kind, properties and message of each line."""
    found = []
    for line in text.splitlines():
        match = _COMMAND.fullmatch(line)
        assert match, line
        pairs = (part.split("=", 1) for part in match["properties"].split(","))
        found.append(
            (match["kind"], {key: unescaped(value) for key, value in pairs}, unescaped(match["message"]))
        )
    return found


def test_a_finding_is_an_annotation_at_its_line() -> None:
    kind, properties, message = commands(FORMATS["github"](VERDICT, CONTEXT))[0]
    assert kind == "error"
    assert properties == {"file": "datapackage.json", "line": "14", "title": "pattern (error)"}
    assert message.startswith("the whole value must match https?://[a-z]{2,}.* · articles.url · 3 of 132")


def test_waived_findings_and_infos_are_no_annotations() -> None:
    kinds = [kind for kind, _, _ in commands(FORMATS["github"](VERDICT, CONTEXT))]
    assert kinds == ["error", "warning", "notice", "notice"]


def test_ten_errors_and_ten_warnings_are_shown_worst_first_and_the_rest_is_counted() -> None:
    errors = [replace(PATTERN, segment=f"source={n:02}", count=n, total=40) for n in range(1, 26)]
    warnings = [replace(SHORT, segment=f"source={n:02}") for n in range(11)]
    found = commands(FORMATS["github"](Verdict((*errors, *warnings), ()), CONTEXT))

    assert [kind for kind, _, _ in found] == ["error"] * 10 + ["warning"] * 10 + ["notice"]
    assert "source=25" in found[0][2]
    assert found[-1][2].endswith("not shown here: 15 more errors, 1 more warning")


@given(verdict=verdicts)
@settings(max_examples=80, deadline=None)
def test_hostile_text_is_never_a_command_of_its_own(verdict: Verdict) -> None:
    found = commands(FORMATS["github"](verdict, CONTEXT))
    shown = [one for one in verdict.findings if not one.waived and one.severity != "info"]
    assert len(found) == len(shown) + len(verdict.notes) + 1
    assert all("\n" not in message and "\r" not in message for _, _, message in found)


def test_percent_signs_and_punctuation_come_back_as_they_were() -> None:
    finding = replace(PATTERN, message="100%0A, done: 50% %25", samples=("::error file=a,line=1::x",))
    (_, _, message), _ = commands(FORMATS["github"](Verdict((finding,), ()), CONTEXT))
    assert message.startswith("100%0A, done: 50% %25 · ")
    assert message.endswith("e.g. ::error file=a,line=1::x")


def test_an_error_that_kept_the_check_from_a_verdict_is_an_annotation() -> None:
    error = ProjectError("checks/policy.toml: rules.a", "no rule\n::x::", next_step="correct the id")
    ((kind, properties, message),) = commands(error_command(error))
    assert (kind, properties) == ("error", {"title": "warraq check could not run"})
    assert message == "checks/policy.toml: rules.a · no rule\\u000A::x:: · correct the id"
