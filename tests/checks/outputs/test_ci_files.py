"""The action, the hooks and the examples of docs/ci.md are such as CI takes, and name options that exist."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from warraq.checks.outputs import FORMATS
from warraq.cli.main import VERBS, parser

ROOT = Path(__file__).parents[3]
DOCUMENT = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
EXAMPLES = {
    next(key for key in ("jobs", "repos", "check-corpus") if key in example) + f"-{number}": example
    for number, example in enumerate(
        yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", DOCUMENT, flags=re.DOTALL)
    )
}
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
STEPS = {step.get("name", step.get("uses")): step for step in ACTION["runs"]["steps"]}
BASH = shutil.which("bash")


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in texts(one)]


def require_options(command: str) -> None:
    assert parser().parse_args(shlex.split(command)[1:]).verb in VERBS


def test_every_form_of_ci_has_an_example() -> None:
    assert sorted(name.split("-")[0] for name in EXAMPLES) == ["check", "jobs", "jobs", "jobs", "repos"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_commands_of_an_example_have_options_that_exist(name: str) -> None:
    commands = [
        line for text in texts(EXAMPLES[name]) for line in text.splitlines() if line.startswith("warraq ")
    ]
    for command in commands:
        require_options(command)
    assert commands or "repos" in name or "OWNER/warraq" in str(EXAMPLES[name])


def test_the_other_commands_of_the_document_exist_too() -> None:
    blocks = re.findall(r"```(?:sh|make)\n(.*?)```", DOCUMENT, flags=re.DOTALL)
    lines = [line.strip().split("#")[0].split("||")[0] for block in blocks for line in block.splitlines()]
    commands = [line for line in lines if line.startswith("warraq ")]
    assert len(commands) > 5
    for command in commands:
        require_options(command)


def test_every_format_is_described() -> None:
    assert re.findall(r"^\| `([a-z]+)` \| ", DOCUMENT, flags=re.MULTILINE)[: len(FORMATS)] == list(FORMATS)


def test_the_example_gives_the_action_inputs_that_it_has() -> None:
    steps = [step for step in EXAMPLES["jobs-0"]["jobs"]["check"]["steps"] if "OWNER/warraq" in step["uses"]]
    assert set(steps[0]["with"]) <= set(ACTION["inputs"])
    rows = re.findall(r"^\| (`.*?) \|", DOCUMENT, flags=re.MULTILINE)
    described = set(re.findall(r"`([a-z-]+)`", " ".join(rows)))
    assert set(ACTION["inputs"]) <= described


def test_the_example_for_gitlab_keeps_what_it_writes() -> None:
    job = EXAMPLES["check-corpus-3"]["check-corpus"]
    written = dict(re.findall(r"--also (\w+)=(\S+)", " ".join(job["script"])))
    assert job["artifacts"]["reports"] == {"codequality": written["gitlab"], "junit": written["junit"]}
    assert job["artifacts"]["when"] == "always"


def test_the_example_for_pre_commit_names_hooks_that_there_are() -> None:
    hooks = {hook["id"]: hook for hook in HOOKS}
    for used in EXAMPLES["repos-4"]["repos"][0]["hooks"]:
        require_options(shlex.join([*shlex.split(hooks[used["id"]]["entry"]), *used.get("args", [])]))


def test_the_hooks_have_what_pre_commit_requires() -> None:
    assert {hook["id"] for hook in HOOKS} == {"warraq-build", "warraq-check"}
    for hook in HOOKS:
        assert {"id", "name", "entry", "language"} <= set(hook)
        assert hook["language"] == "python"
        assert hook["pass_filenames"] is False
        require_options(hook["entry"])


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("datapackage.json", True),
        ("corpus/raw/daily/a.jsonl", True),
        ("my-corpus/checks/policy.toml", True),
        ("build/release.toml", True),
        ("build/candidate/data/sources.parquet", False),
        ("docs/ci.md", False),
        ("src/corpuscles.py", False),
    ],
)
def test_the_hooks_run_when_a_file_of_a_project_changes(path: str, *, wanted: bool) -> None:
    assert all(bool(re.search(hook["files"], path)) == wanted for hook in HOOKS)


def test_the_action_is_a_composite_one_whose_expressions_are_inputs_and_steps_that_there_are() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert all(step.get("shell") == "bash" for step in STEPS.values() if "run" in step)
    ids = {step["id"] for step in STEPS.values() if "id" in step}
    for text in texts(ACTION):
        for inside in re.findall(r"\$\{\{ (.*?) \}\}", text):
            kind, name = inside.split(".")[:2]
            assert name in {"inputs": set(ACTION["inputs"]), "steps": ids, "github": {"action_path"}}[kind]


def test_no_input_is_put_into_a_script_but_through_the_environment() -> None:
    assert not [step for step in STEPS.values() if "${{" in step.get("run", "")]


@pytest.mark.skipif(BASH is None, reason="there is no bash")
@pytest.mark.parametrize(
    ("code", "printed", "fail_on", "exits"),
    [
        (0, "::notice title=x::passed", "error", 0),
        (1, "::error file=a,line=1::x", "error", 1),
        (0, "::warning file=a,line=1::x", "error", 0),
        (0, "::warning file=a,line=1::x", "warning", 1),
        (0, "::notice title=x::a ::warning inside", "warning", 0),
        (1, "::error file=a,line=1::x", "never", 0),
        (2, "::error title=x::broken", "never", 2),
        (0, "", "sometimes", 2),
    ],
)
def test_the_actions_step_fails_on_what_was_asked(
    tmp_path: Path, code: int, printed: str, fail_on: str, exits: int
) -> None:
    command = tmp_path / "warraq" / "bin" / "warraq"
    command.parent.mkdir(parents=True)
    command.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path}/arguments"\necho "{printed}"\nexit {code}\n'
    )
    command.chmod(0o755)
    names = {"PROJECT": "my corpus", "TARGET": "0.1.0", "FAIL_ON": fail_on, "SARIF": "a b.sarif"}
    given = {**names, "JUNIT": "", "MARKDOWN": "", "RUNNER_TEMP": str(tmp_path), "PATH": "/usr/bin:/bin"}
    output = tmp_path / "output"
    shell = [str(BASH), "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", STEPS["Check"]["run"]]
    done = subprocess.run(
        shell, env={**given, "GITHUB_OUTPUT": str(output)}, capture_output=True, text=True, check=False
    )

    assert done.returncode == exits, done.stderr
    if fail_on != "sometimes":
        arguments = (tmp_path / "arguments").read_text().splitlines()
        assert parser().parse_args(arguments).also == [("sarif", Path("a b.sarif"))]
        assert parser().parse_args(arguments).target == "0.1.0"
        assert output.read_text() == f"exit-code={code}\n"


def test_the_pins_of_the_action_are_constraints_that_pip_takes(tmp_path: Path) -> None:
    script = STEPS["Install warraq"]["run"].splitlines()[0]
    names = {"ACTION": str(ROOT), "RUNNER_TEMP": str(tmp_path), "PATH": "/usr/bin:/bin"}
    subprocess.run(["sh", "-c", script], env=names, check=True)
    lines = (tmp_path / "warraq-pins.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert len(pins) > 50
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[^\s;\\]+( ; .+[^\\ ])?", line) for line in pins)
