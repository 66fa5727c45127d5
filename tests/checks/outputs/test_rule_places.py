"""A finding is shown at the line of the project's own file in which its rule is declared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from output_cases import CONTEXT, FILES, HOSTILE, RULES

from warraq.checks.outputs.location import Place, Places

if TYPE_CHECKING:
    from pathlib import Path


_FIELD = "datapackage.json: resources.articles.schema.fields"


@pytest.mark.parametrize(
    ("declared", "file", "line"),
    [
        ("checks/articles.py:80", "checks/articles.py", 80),
        ("checks/articles.py:99999", "checks/articles.py", 80),
        ("checks/articles.py:0", "checks/articles.py", 1),
        ("checks/articles.py", "checks/articles.py", 1),
        (f"{_FIELD}.url.constraints.pattern", "datapackage.json", 14),
        (f"{_FIELD}.url.constraints.minLength", "datapackage.json", 12),
        (f"{_FIELD}.id.constraints.required", "datapackage.json", 8),
        ("datapackage.json: resources.articles.schema.primaryKey", "datapackage.json", 18),
        ("datapackage.json: resources.articles.schema.foreignKeys[0]", "datapackage.json", 20),
        ("datapackage.json: resources[1].name", "datapackage.json", 24),
        ("datapackage.json: resources.sources.path", "datapackage.json", 24),
        ("datapackage.json: name", "datapackage.json", 2),
        ("datapackage.json: nothing.like.it", "datapackage.json", 1),
        ("checks/release.json:3", "checks/release.json", 3),
        ("checks/release.json: expectations[0].meta.rule", "checks/release.json", 3),
        ("checks/policy.toml: waivers[1]", "checks/policy.toml", 7),
        ("checks/policy.toml: waivers[1].rule", "checks/policy.toml", 7),
        ("checks/policy.toml: rules.language-differs", "checks/policy.toml", 1),
        ("corpus/sources.toml", "corpus/sources.toml", 1),
        ("corpus/sources.toml: le.phare", "corpus/sources.toml", 4),
    ],
)
def test_a_declaration_has_its_line(declared: str, file: str, line: int) -> None:
    assert CONTEXT.places.of(declared) == Place(file, line)


def test_a_rule_of_the_toolkit_is_shown_at_its_table() -> None:
    assert CONTEXT.places.of("built in", "articles") == Place("datapackage.json", 4)
    assert CONTEXT.places.of("manifest.json", "sources") == Place("datapackage.json", 24)
    assert CONTEXT.places.of("built in") == Place("datapackage.json", 1)


def test_paths_start_at_the_root_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    project = tmp_path / "data sets" / "coast"
    project.mkdir(parents=True)
    (project / "datapackage.json").write_text("{}")
    assert Places.read(project).of("built in") == Place("data sets/coast/datapackage.json", 1)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(data=_JSON, indent=st.sampled_from([None, 0, 2, "\t"]), ascii_only=st.booleans())
@settings(max_examples=80, deadline=None)
def test_every_key_stands_on_its_line(data: object, indent: int | str | None, *, ascii_only: bool) -> None:
    document = {"head": data, "mark-here": 1, "tail": [data, {"name": "last", "end-here": 2}]}
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    places = Places.parse("", {"datapackage.json": text})

    for key, spelt in (("mark-here", "mark-here"), ("tail.last.end-here", "end-here")):
        line = text.split("\n")[places.of(f"datapackage.json: {key}").line - 1]
        assert f'"{spelt}": ' in line


@given(HOSTILE, HOSTILE, st.sampled_from(["", *FILES]))
@settings(max_examples=150, deadline=None)
def test_any_declaration_has_a_line_that_is_there(text: str, table: str, file: str) -> None:
    place = CONTEXT.places.of(f"{file}: {text}" if file else text, table)
    assert 1 <= place.line <= len(FILES[place.file].splitlines())


def test_every_rule_of_the_context_has_a_place() -> None:
    assert {CONTEXT.rule_place(info.id).file for info in RULES} == {
        "checks/articles.py",
        "checks/release.json",
        "datapackage.json",
    }
