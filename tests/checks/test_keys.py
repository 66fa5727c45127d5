"""Primary and foreign keys of the descriptor, as projects may declare them: whole, compound, or mistaken."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from check_tables import TODAY, article, found, judge, make_project, name, rules_of, tables, write

from warraq.checks.run import check
from warraq.errors import ProjectError
from warraq.model.project import Project

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.model.finding import Verdict


def judge_keyed(tmp_path: Path, rows: list[dict[str, Any]] | None = None, **schema: Any) -> Verdict:
    """Check the clean tables with other keys in the schema of `articles` (or, with `of`, of that table)."""
    root = make_project(tmp_path).root
    raw = json.loads((root / "datapackage.json").read_text())
    of = schema.pop("of", "articles")
    (resource,) = [one for one in raw["resources"] if one["name"] == of]
    resource["schema"] |= schema
    (root / "datapackage.json").write_text(json.dumps(raw))
    project = Project.load(root)
    return check(project, write(project, project.candidate, tables(rows)), today=TODAY)


def reference(fields: list[str], table: str, others: list[str]) -> list[dict[str, Any]]:
    return [{"fields": fields, "reference": {"resource": table, "fields": others}}]


def test_the_fields_of_a_compound_key_are_looked_up_together(tmp_path: Path) -> None:
    rows = [article(number) for number in range(12)]
    rows[4]["language"] = "prs"  # northgate is there, and so is prs, but not northgate in prs
    keys = reference(["source", "language"], "sources", ["id", "language"])
    finding = found(judge_keyed(tmp_path, rows, foreignKeys=keys), "foreign-key")

    assert (finding.field, finding.count, finding.samples) == ("source, language", 1, (rows[4]["id"],))
    assert finding.message == "source, language holds values that sources.id, sources.language does not have"
    assert finding.declared.endswith("resources.articles.schema.foreignKeys[0]")


def test_a_key_without_a_value_refers_to_nobody(tmp_path: Path) -> None:
    rows = [article(number, section=None if number % 2 else "") for number in range(12)]
    outcome = judge_keyed(tmp_path, rows, foreignKeys=reference(["section"], "sources", ["id"]))
    assert "foreign-key" not in rules_of(outcome)
    assert found(outcome, "empty-string").field == "section"


@pytest.mark.parametrize(
    ("of", "keys", "note"),
    [
        (
            "articles",
            reference(["source"], "sources", ["code"]),
            "refers to sources.code, which is not declared",
        ),
        (
            "signals",
            reference(["id"], "articles", ["code"]),
            "refers to articles.code, which is not declared",
        ),
        (
            "articles",
            reference(["words"], "sources", ["id"]),
            "words of type integer refers to sources.id of",
        ),
        ("signals", reference(["paragraphs"], "articles", ["id"]), "paragraphs of type integer refers to"),
    ],
)
def test_a_key_that_cannot_be_looked_up_is_a_finding(
    tmp_path: Path, of: str, keys: list[dict[str, Any]], note: str
) -> None:
    outcome = judge_keyed(tmp_path, of=of, foreignKeys=keys)
    assert rules_of(outcome) == {"descriptor-key"}
    assert note in found(outcome, "descriptor-key").message


@pytest.mark.parametrize(
    "schema",
    [
        {"primaryKey": ["title"]},
        {"foreignKeys": reference(["body"], "sources", ["name"])},
        {"of": "signals", "foreignKeys": reference(["language_label"], "articles", ["title"])},
    ],
)
def test_a_key_on_a_text_is_an_error_of_the_project(tmp_path: Path, schema: dict[str, Any]) -> None:
    with pytest.raises(ProjectError, match=r"a key names articles\.(title|body)"):
        judge_keyed(tmp_path, **schema)


def test_a_key_of_several_fields_must_be_whole(tmp_path: Path) -> None:
    rows = [article(number, section=f"section {number}") for number in range(12)]
    rows[4] |= {"section": None}
    rows[8] |= {"section": rows[5]["section"], "source": rows[5]["source"]}
    finding = found(judge_keyed(tmp_path, rows, primaryKey=["source", "section"]), "primary-key")
    assert finding.count == 2
    assert finding.message == "a row has no source or no section, or two rows have the same source, section"


def test_rows_of_several_files_are_named(tmp_path: Path) -> None:
    outcome = judge(tmp_path, tables([article(number, cluster=name("nobody")) for number in range(12)]))
    assert found(outcome, "foreign-key").count == 12
