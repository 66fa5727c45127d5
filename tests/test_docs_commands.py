"""Every command line in the documentation can be parsed, and the workflows in it are sound."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest
import yaml

from projects import ROOT
from warraq.cli.main import VERBS, parser

DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
_LEADS = re.compile(r"^\s*(?:\$ |- run: |- |run: )?(?=warraq )")


def fenced(text: str) -> list[tuple[str, str]]:
    """Return (language, code) of each fenced block."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def command_lines(code: str) -> list[str]:
    """Return the lines that begin with the command, behind whatever calls it; continued lines joined."""
    found = []
    for line in code.replace("\\\n", " ").splitlines():
        if _LEADS.match(line):
            command = re.split(r"\s(?:#|\||>|&&)", _LEADS.sub("", line))[0]
            found.append(re.sub(r"\$\{?(?:VERSION|BEFORE)\}?", "0.2.0", command))
    return found


ALL = [
    (path.name, line)
    for path in DOCUMENTS
    for _, code in fenced(path.read_text(encoding="utf-8"))
    for line in command_lines(code)
]


def test_there_are_commands_to_look_at() -> None:
    assert len(ALL) > 30
    assert any("publish" in line for _, line in ALL)


@pytest.mark.parametrize(("page", "line"), ALL, ids=str)
def test_a_command_line_can_be_parsed(page: str, line: str) -> None:
    words = shlex.split(re.sub(r" (?:OLD NEW|VERSION)\b", " 0.1.0", line))
    assert parser().parse_args(words[1:]).verb in VERBS, page


def workflows() -> list[dict[Any, Any]]:
    """The examples for GitHub Actions; YAML 1.1 reads their key `on` as true."""
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    found = [yaml.safe_load(code) for language, code in fenced(text) if language == "yaml"]
    return [one for one in found if isinstance(one, dict) and "jobs" in one]


def test_every_example_in_yaml_can_be_read() -> None:
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for language, code in fenced(text):
        if language == "yaml":
            assert isinstance(yaml.safe_load(code), dict)
    assert len(workflows()) == 3


def test_the_workflow_that_publishes_keeps_the_token_to_one_step() -> None:
    (workflow,) = [one for one in workflows() if one["name"] == "publish"]
    assert set(workflow[True]) == {"push", "workflow_dispatch"}
    assert set(workflow[True]["push"]) == {"tags"}
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["cancel-in-progress"] is False
    jobs = workflow["jobs"]
    assert jobs["publish"]["environment"] == "hub"
    assert jobs["publish"]["needs"] == "release"
    holders = [
        (job, step.get("name"))
        for job, told in jobs.items()
        for step in told["steps"]
        if "secrets." in yaml.safe_dump(step)
    ]
    assert holders == [("publish", "Publish")]


def test_nothing_that_others_can_write_stands_in_a_script() -> None:
    """An expression in a script is pasted before the shell reads it: values go through the environment."""
    for workflow in workflows():
        for job in workflow["jobs"].values():
            for step in job["steps"]:
                assert "${{" not in step.get("run", "")
