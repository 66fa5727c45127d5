"""A project file that is wrong is named, with what was found and what was expected; exit code 2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli_shell import Shell

TOML = ("corpus/sources.toml", "build/release.toml", "checks/policy.toml")
JUNK = (b"\xff\xfe\x00", b"[1", b"x = 1\nx = 2\n", b'{"a": 1, "a": 2}', b'"x"', b"[" * 50_000)


@pytest.mark.parametrize("name", [*TOML, "datapackage.json"])
@pytest.mark.parametrize("data", JUNK)
def test_junk_is_refused(shell: Shell, name: str, data: bytes) -> None:
    (shell.root / name).write_bytes(data)
    told = shell("build")
    assert told.code == 2
    assert name in told.err


@pytest.mark.parametrize("name", [*TOML, "corpus/takedowns.csv"])
def test_a_folder_in_its_place_is_named(shell: Shell, name: str) -> None:
    (shell.root / name).unlink()
    (shell.root / name).mkdir()
    told = shell("build")
    assert told.code == 2
    assert f"{name}: is a folder" in told.err


@pytest.mark.parametrize("name", TOML)
def test_a_missing_file_is_named(shell: Shell, name: str) -> None:
    (shell.root / name).unlink()
    told = shell("build")
    assert told.code == 2
    assert f"{name}: no such file" in told.err


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("checks/policy.toml", "[rules.body-short]\nfoo = 1\n", "severity, max_count, max_share"),
        ("checks/policy.toml", '[rules.body-short]\nseverity = "dire"\n', "found 'dire'"),
        ("checks/policy.toml", "[rules.body-short]\nmax_share = nan\n", "max_share"),
        (
            "checks/policy.toml",
            '[[waivers]]\nrule = "x"\nreason = ""\nexpires = 2030-01-01\n',
            "waivers.0.reason",
        ),
        ("build/release.toml", "[splits]\ntrain = 2\n", "splits.train"),
        ("corpus/sources.toml", "[Daily]\n", "lower-case"),
        ("corpus/sources.toml", '[".."]\n', "not a source id"),
        ("corpus/sources.toml", "[daily]\nname = 'x'\n", "no homepage, language, timezone, license"),
        ("corpus/takedowns.csv", "kind,value\n", "kind,value,reason,date"),
        ("corpus/takedowns.csv", "kind,value,reason,date\nid,zz,x,\n", "line 2: 'zz' is no article id"),
        ("corpus/takedowns.csv", 'kind,value,reason,date\n"id\n', "not readable"),
    ],
)
def test_the_key_or_row_is_named(shell: Shell, name: str, text: str, found: str) -> None:
    (shell.root / name).write_text(text)
    told = shell("build")
    assert told.code == 2
    assert name in told.err
    assert found in told.err


def test_a_time_zone_is_no_path(shell: Shell) -> None:
    sources = shell.root / "corpus" / "sources.toml"
    for zone in ("Mars/Base", "/etc/passwd", "../../etc/passwd"):
        sources.write_text(sources.read_text().replace('"UTC"', f'"{zone}"', 1))
        told = shell("build")
        assert told.code == 2
        assert f"no such time zone: '{zone}'" in told.err
        sources.write_text(sources.read_text().replace(f'"{zone}"', '"UTC"', 1))


def _table(data: dict[str, Any], name: str) -> dict[str, Any]:
    table: dict[str, Any] = next(one for one in data["resources"] if one["name"] == name)
    return table


def _drop(table: str, field: str) -> Callable[[dict[str, Any]], object]:
    def change(data: dict[str, Any]) -> None:
        schema = _table(data, table)["schema"]
        schema["fields"] = [one for one in schema["fields"] if one["name"] != field]
        schema.pop("primaryKey", None)

    return change


def _retype(field: str, kind: object) -> Callable[[dict[str, Any]], object]:
    def change(data: dict[str, Any]) -> None:
        next(one for one in _table(data, "articles")["schema"]["fields"] if one["name"] == field)["type"] = (
            kind
        )

    return change


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda data: data["resources"].pop(), "lacks "),
        (lambda data: data["resources"].append({**data["resources"][0], "name": "more"}), "has more"),
        (lambda data: data.update(resources={}), "resources"),
        (lambda data: data.update(resources=[5]), "resources[0].name"),
        (lambda data: data.update(version="v1.0"), "version"),
        (lambda data: _table(data, "articles").update(path="../../*"), "resources.articles.path"),
        (lambda data: _table(data, "articles").update(path="/etc/*"), "resources.articles.path"),
        (lambda data: _table(data, "articles").update(schema="x.json"), "resources.articles.schema"),
        (
            lambda data: _table(data, "articles")["schema"]["fields"].append(
                {"name": "mood", "type": "string"}
            ),
            "mood",
        ),
        (_drop("articles", "first_release"), "lacks first_release"),
        (_drop("sources", "name"), "lacks name"),
        (_drop("sources", "id"), "lacks id"),
        (_drop("changes", "reason"), "lacks reason"),
        (_drop("tombstones", "release"), "lacks release"),
        (_retype("title", "integer"), "title"),
        (_retype("tags", 5), "tags"),
        (_retype("tags", "poem"), "one of string, integer"),
    ],
)
def test_a_descriptor_that_no_build_can_fill_is_refused(
    shell: Shell, change: Callable[[dict[str, Any]], object], found: str
) -> None:
    path = shell.root / "datapackage.json"
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data))
    told = shell("build")
    assert told.code == 2
    assert "datapackage.json" in told.err
    assert found in told.err
    assert not (shell.root / "build" / "candidate").exists()


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("a\n{% if %}", "card.md.j2: line 2"),
        ("a\nb {{ mood }}", "card.md.j2: line 2: cannot be rendered: UndefinedError: 'mood' is undefined"),
        ("{% include '/etc/passwd' %}", "takes in '/etc/passwd'"),
        ("{% include '../datapackage.json' %}", "takes in '../datapackage.json'"),
        ("{% include 'card.md.j2' %}", "RecursionError"),
        ("{{ 1 / 0 }}", "line 1: cannot be rendered: ZeroDivisionError"),
        ("{{ 1 | mood }}", "No filter named 'mood'"),
    ],
)
def test_a_broken_card_freezes_nothing(released: Shell, template: str, found: str) -> None:
    (released.root / "build" / "card.md.j2").write_text(template)
    told = released("release", "0.2.0")
    assert told.code == 2
    assert found in told.err
    assert [path.name for path in (released.root / "build" / "releases").iterdir()] == ["0.1.0"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def (", "articles.py:1: SyntaxError"),
        ("import no_such_module", "articles.py:1: ModuleNotFoundError"),
        ('x = 1\nraise RuntimeError("boo\\x1b[31m")', "articles.py:2: RuntimeError: boo"),
        ("import sys\nsys.exit(0)", "articles.py:2: SystemExit"),
        ("RULES = 5", "RULES is a int"),
        ("", "no RULES"),
        ("def f():\n    f()\nf()", "RecursionError"),
    ],
)
def test_broken_rules_are_no_verdict_on_the_data(released: Shell, text: str, found: str) -> None:
    (released.root / "checks" / "articles.py").write_text(text)
    told = released("check")
    assert told.code == 2
    assert found in told.err
    assert "\x1b" not in told.err


def test_what_rules_print_does_not_get_into_the_document(released: Shell) -> None:
    path = released.root / "checks" / "articles.py"
    path.write_text(f"{path.read_text()}\nprint('hello')\n")
    assert released("check", "--json").json["passed"] is True
    told = released("release", "0.2.0", "--json")
    assert told.json["release"]["version"] == "0.2.0"
    assert "hello" in told.err


@pytest.mark.parametrize("text", [b"", b"[]", b'{"name":', b'{"name": "release"}', b"\xff"])
def test_a_broken_suite_is_no_verdict_on_the_data(released: Shell, text: bytes) -> None:
    (released.root / "checks" / "release.json").write_bytes(text)
    told = released("check")
    assert told.code == 2
    assert "checks/release.json" in told.err
