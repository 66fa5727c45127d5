"""A baseline accepts what is there, lets nothing grow, and is only ever lowered unless forced."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest
from check_tables import article, found, make_project, tables, write
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.checks.baseline import apply_baseline, read_baseline, update_baseline
from warraq.cli.main import main
from warraq.errors import ProjectError
from warraq.model.finding import Finding, Verdict


def verdict(*findings: Finding) -> Verdict:
    return Verdict(findings, ("markup-left",))


def finding(count: int, rule: str = "markup-left", **parts: str) -> Finding:
    return Finding(rule, "error", "text holds HTML tags", "articles", count=count, total=50, **parts)  # type: ignore[arg-type]


PLACES = st.dictionaries(
    st.tuples(*[st.text(string.ascii_lowercase, max_size=3)] * 4), st.integers(1, 9), max_size=6
)


@settings(max_examples=40)
@given(PLACES, PLACES)
def test_an_update_never_raises_and_is_sorted(before: dict, now: dict) -> None:  # type: ignore[type-arg]
    import tempfile

    def as_verdict(places: dict) -> Verdict:  # type: ignore[type-arg]
        return verdict(
            *(
                Finding(rule, "error", "", table, field, count=count, segment=segment)
                for (rule, table, field, segment), count in places.items()
            )
        )

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "baseline.json"
        first = update_baseline(path, as_verdict(before), force=False)
        assert read_baseline(path) == before
        assert first.raised == len(before)
        updated = update_baseline(path, as_verdict(now), force=False)
        lowered = read_baseline(path)
        assert lowered == {place: min(before[place], now[place]) for place in before if place in now}
        assert updated.raised == 0
        assert list(lowered) == sorted(lowered)
        bytes_ = path.read_bytes()
        update_baseline(path, as_verdict(now), force=False)
        assert path.read_bytes() == bytes_
        update_baseline(path, as_verdict(now), force=True)
        assert read_baseline(path) == now
        assert apply_baseline(as_verdict(now), read_baseline(path), "b").passed


def test_what_is_accepted_is_shown_as_waived() -> None:
    outcome = apply_baseline(verdict(finding(3)), {("markup-left", "articles", "", ""): 3}, "baseline.json")

    assert outcome.passed
    assert outcome.findings[0].waived == "accepted by baseline.json (3)"
    assert outcome.notes == ()


def test_what_grew_fails_whole_and_says_so() -> None:
    outcome = apply_baseline(verdict(finding(4)), {("markup-left", "articles", "", ""): 3}, "baseline.json")

    assert not outcome.passed
    assert outcome.findings[0].message.endswith("(grown: baseline.json accepts 3, there are 4)")


def test_findings_of_one_place_are_added_up() -> None:
    accepted = {("markup-left", "articles", "", ""): 3}

    assert apply_baseline(verdict(finding(2), finding(1)), accepted, "b").passed
    assert not apply_baseline(verdict(finding(2), finding(2)), accepted, "b").passed


def test_another_place_is_new() -> None:
    accepted = {("markup-left", "articles", "", "source=a"): 3}

    outcome = apply_baseline(verdict(finding(1, segment="source=b")), accepted, "b")

    assert not outcome.passed
    assert outcome.notes == ("b: 1 of 1 entries shrank or are gone; --update-baseline lowers it",)


def test_what_a_waiver_covers_needs_no_baseline(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    update_baseline(path, verdict(finding(2, waived="for now")), force=False)

    assert read_baseline(path) == {}


ENTRY = {"rule": "a", "table": "", "field": "", "segment": "", "count": 1}


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("{", ""),
        ("[]", ""),
        ('{"version": 1}', ""),
        (json.dumps({"version": 2, "findings": []}), ""),
        (json.dumps({"version": 1, "findings": {}}), ""),
        (json.dumps({"version": 1, "findings": [1]}), ": findings[0]"),
        (json.dumps({"version": 1, "findings": [{**ENTRY, "count": 0}]}), ": findings[0].count"),
        (json.dumps({"version": 1, "findings": [{**ENTRY, "count": True}]}), ": findings[0].count"),
        (json.dumps({"version": 1, "findings": [{**ENTRY, "rule": 3}]}), ": findings[0]"),
        (json.dumps({"version": 1, "findings": [{**ENTRY, "more": 3}]}), ": findings[0]"),
        (json.dumps({"version": 1, "findings": [ENTRY, ENTRY]}), ": findings[1]"),
    ],
)
def test_a_malformed_file_is_told_by_its_place(tmp_path: Path, content: str, where: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(content)

    with pytest.raises(ProjectError) as error:
        read_baseline(path)

    assert error.value.where == f"{path}{where}"


def run(root: Path, *arguments: str) -> int:
    return main(["--project", str(root), "check", *arguments])


def built(root_of: Path, marked: int) -> Path:
    """Write a project whose candidate has so many articles with control characters; return its root."""
    project = make_project(root_of)
    rows = [article(at, **({"title": f"A bell \x07 {at}"} if at < marked else {})) for at in range(12)]
    write(project, project.candidate, tables(rows))
    (project.candidate / "build.json").write_text('{"version": "0.1.0"}')
    return project.root


def test_the_command_ratchets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = built(tmp_path, 3)
    path = root / "checks" / "baseline.json"
    assert run(root) == 1
    assert run(root, "--baseline") == 2
    assert run(root, "--update-baseline") == 0
    assert run(root, "--baseline", str(path)) == 0

    built(tmp_path, 5)
    assert run(root, "--baseline") == 1
    before = path.read_bytes()
    capsys.readouterr()
    assert run(root, "--update-baseline") == 1
    assert "1 new or grown left out, --force takes them in" in capsys.readouterr().out
    assert path.read_bytes() == before
    assert run(root, "--update-baseline", "--force") == 0
    assert read_baseline(path)["controls-left", "articles", "", ""] == 5

    built(tmp_path, 1)
    capsys.readouterr()
    assert run(root, "--baseline", "--json") == 0
    outcome = json.loads(capsys.readouterr().out)
    assert outcome["findings"][0]["waived"].startswith("accepted by ")
    assert len(outcome["notes"]) == 1
    assert run(root, "--update-baseline") == 0
    assert read_baseline(path)["controls-left", "articles", "", ""] == 1


@pytest.mark.parametrize(
    "arguments", [["--force"], ["--update-baseline", "--changed-since", "0.1.0"], ["--baseline", ""]]
)
def test_options_without_sense_are_refused(tmp_path: Path, arguments: list[str]) -> None:
    assert run(make_project(tmp_path).root, *arguments) == 2


def test_a_baseline_is_not_asked_for_by_itself(tmp_path: Path) -> None:
    root = built(tmp_path, 3)
    run(root, "--update-baseline")

    assert run(root) == 1


def test_a_finding_that_shrank_keeps_its_count() -> None:
    outcome = apply_baseline(verdict(finding(1)), {("markup-left", "articles", "", ""): 2}, "baseline.json")

    assert found(outcome, "markup-left").count == 1
