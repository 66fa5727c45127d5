"""What is typed wrongly is told as an error like any other, never as a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from warraq.cli.main import main

if TYPE_CHECKING:
    from cli_shell import Shell


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], "required: VERB"),
        (["nope"], "'nope'"),
        (["build", "--nope"], "--nope"),
        (["build", "--jobs", "0"], "'0', expected a whole number from 1"),
        (["build", "--jobs", "x"], "'x', expected a whole number from 1"),
        (["build", "--jobs", "-1"], "expected"),
        (["build", "--engine", "cloud"], "'cloud'"),
        (["build", "--raw", ""], "expected a path"),
        (["explain"], "required: ID"),
        (["check", "--format", "xml"], "'xml'"),
    ],
)
def test_a_wrong_command_line_names_what_is_wrong(shell: Shell, arguments: list[str], found: str) -> None:
    told = shell(*arguments)
    assert told.code == 2
    assert told.out == ""
    assert found in told.err
    assert "--help" in told.err


def test_it_is_json_if_json_was_asked_for(shell: Shell) -> None:
    told = shell("build", "--jobs", "x", "--json")
    assert (told.code, told.json["exit"], told.json["error"]["kind"]) == (2, 2, "UsageError")


@pytest.mark.parametrize("form", [["--json"], ["--format", "json"], ["--format=json"]])
def test_errors_of_check_are_json_in_every_spelling(shell: Shell, form: list[str]) -> None:
    told = shell("check", "0.9.9", *form)
    assert told.code == 2
    assert "'0.9.9'" in told.json["error"]["found"]


@pytest.mark.parametrize("verb", ["build", "release", "check", "explain"])
def test_every_verb_outside_a_project_gives_one_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    rest = ["abcdef"] if verb == "explain" else []
    assert main(["--project", str(tmp_path), verb, *rest, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["where"] == str(tmp_path)


@pytest.mark.parametrize(
    "version",
    [
        "v1.0",
        "1.0",
        "01.0.0",
        "1.0.0-rc1",
        "../../x",
        "",
        "1.0.0\n",
        "\u0661.\u0660.\u0660",
        "9" * 5000 + ".0.0",
    ],
)
def test_only_three_numbers_are_a_version(released: Shell, version: str) -> None:
    told = released("release", version)
    assert told.code == 2
    assert "MAJOR.MINOR.PATCH" in told.err
    assert [path.name for path in (released.root / "build" / "releases").iterdir()] == ["0.1.0"]


@pytest.mark.parametrize("target", ["0.1.1", "../..", "/", "", ".", "x" * 300, "a\nb", "*", "0.1.*"])
def test_a_target_that_is_no_release_is_refused(released: Shell, target: str) -> None:
    told = released("check", target)
    assert told.code == 2
    assert "a frozen version (0.1.0)" in told.err


@pytest.mark.parametrize("name", ["*", ".*abcdef", "../../etc/passwd", "", "abc", "abcdef\x1b[31m", "zzzzzz"])
def test_an_id_is_neither_pattern_nor_path(released: Shell, name: str) -> None:
    told = released("explain", name)
    assert told.code == 2
    assert told.out == ""
    assert "\x1b" not in told.err


def test_a_folder_beside_the_versions_can_be_checked(released: Shell) -> None:
    releases = released.root / "build" / "releases"
    (releases / "0.1.0").rename(releases / "draft")
    assert released("check", "draft").code == 0


@pytest.mark.parametrize("start", ["corpus", "corpus/raw/daily", "build", "checks"])
def test_a_project_is_found_from_within(shell: Shell, start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shell.root / start)
    assert main(["build"]) == 0
    assert (shell.root / "build" / "candidate" / "build.json").is_file()


@pytest.mark.parametrize(
    ("place", "found"), [("nowhere", "no such folder"), ("datapackage.json", "not a folder")]
)
def test_project_names_a_folder(
    shell: Shell, place: str, found: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--project", str(shell.root / place), "build"]) == 2
    assert found in capsys.readouterr().err


@pytest.mark.parametrize(
    ("place", "found"),
    [("nowhere", "no such folder"), ("datapackage.json", "not a folder"), (".", "read what it wrote")],
)
def test_raw_names_a_folder_of_raw_files(shell: Shell, place: str, found: str) -> None:
    told = shell("build", "--raw", shell.root / place)
    assert told.code == 2
    assert found in told.err


def test_init_leaves_what_is_there_alone(shell: Shell) -> None:
    before = sorted(shell.root.rglob("*"))
    for place in (shell.root, shell.root / "datapackage.json"):
        assert main(["init", str(place)]) == 2
    assert main(["init", str(shell.root / "datapackage.json" / "x")]) == 3
    assert sorted(shell.root.rglob("*")) == before


@pytest.mark.parametrize("name", ["..", "", "A B", "x/y", "-"])
def test_init_refuses_a_name_that_no_package_has(tmp_path: Path, name: str) -> None:
    code = main(["init", str(tmp_path / "x"), f"--name={name}"])
    assert code == (0 if not name else 2)
    assert (tmp_path / "x").exists() is (not name)


def test_init_makes_a_name_of_any_folder(tmp_path: Path) -> None:
    folder = tmp_path / "n \u00e9 \u062e\u0628\u0631"
    assert main(["init", str(folder)]) == 0
    assert main(["init", str(tmp_path / "\u062e\u0628\u0631")]) == 0
    assert (
        json.loads((tmp_path / "\u062e\u0628\u0631" / "datapackage.json").read_text())["name"] == "my-corpus"
    )


def test_a_device_is_written_to_and_stays_one(released: Shell) -> None:
    assert released("check", "--output", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()


def test_an_output_that_cannot_be_written_is_told(released: Shell) -> None:
    told = released("check", "--output", released.root / "datapackage.json" / "x")
    assert told.code == 3
    assert "datapackage.json" in told.err
