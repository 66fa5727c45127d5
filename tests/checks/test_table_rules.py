"""Rules of the descriptor and between tables: each catches one planted defect."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from check_tables import (
    TODAY,
    Tables,
    article,
    changed,
    found,
    judge,
    make_project,
    moment,
    name,
    rules_of,
    signal,
    source_row,
    tables,
    write,
)

from warraq.checks.run import check
from warraq.errors import CheckDefinitionError, ProjectError, UsageError
from warraq.model.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOURTH = name("northgate 4")
NOBODY = name("nobody")


@pytest.mark.parametrize(
    ("rule", "field", "changes"),
    [
        ("required", "title", {"title": None}),
        ("required", "title", {"title": ""}),
        ("required", "raw_sha256", {"raw_sha256": ""}),
        ("required", "tags", {"tags": None}),
        ("list-items", "tags", {"tags": ["sea", None]}),
        ("pattern", "url", {"url": "ftp://northgate.example/4"}),
        ("pattern", "url", {"url": "https://northgate.example/4\n"}),
        ("enum", "published_origin", {"published_origin": "guess"}),
        ("minimum", "revision", {"revision": -1}),
        ("minimum", "words", {"words": -1}),
        ("maximum", "language_score", {"language_score": 1.5}),
        ("maximum", "language_score", {"language_score": float("nan")}),
    ],
)
def test_a_broken_constraint_is_found(tmp_path: Path, rule: str, field: str, changes: dict[str, Any]) -> None:
    outcome = judge(tmp_path, changed(4, **changes))

    finding = found(outcome, rule)
    assert (finding.table, finding.field) == ("articles", field)
    assert (finding.count, finding.total, finding.samples) == (1, 12, (FOURTH,))
    assert finding.declared.startswith(f"datapackage.json: resources.articles.schema.fields.{field}.")
    assert not outcome.passed


def test_a_repeated_id_is_blamed_once_and_only_on_the_later_row(tmp_path: Path) -> None:
    rows = [article(number) for number in range(12)]
    outcome = judge(tmp_path, tables([*rows, article(4, published_at=moment(2025, 5, 1))]))

    finding = next(one for one in outcome.findings if one.table == "articles" and one.rule == "unique")
    assert (finding.count, finding.samples) == (1, (FOURTH,))
    assert "primary-key" not in rules_of(outcome)


def test_a_row_without_an_id_is_named_by_its_place(tmp_path: Path) -> None:
    outcome = judge(tmp_path, changed(0, id=None, cluster=name("almanara 0")))

    finding = next(one for one in outcome.findings if one.rule == "required" and one.table == "articles")
    assert finding.samples == ("row 3",)


def pair(**changes: Any) -> dict[str, Any]:
    ids = {"id_a": name("almanara 0"), "id_b": name("northgate 1")}
    return {**ids, "jaccard": 0.9, "containment": 1.0, "relation": "copy", **changes}


def with_table(**parts: list[dict[str, Any]]) -> Tables:
    content = tables()
    for table, rows in parts.items():
        setattr(content, table, rows)
    return content


def change(kind: str, article_id: str) -> dict[str, Any]:
    return {"id": article_id, "change": kind, "fields": [], "reason": "new"}


TOMBSTONE = {"id": FOURTH, "release": "0.1.0", "reason": "publisher-request"}


@pytest.mark.parametrize(
    ("rule", "table", "content", "sample"),
    [
        ("primary-key", "duplicates", with_table(duplicates=[pair(), pair(jaccard=1.0)]), None),
        ("foreign-key", "duplicates", with_table(duplicates=[pair(id_b=NOBODY)]), None),
        ("foreign-key", "articles", changed(4, cluster=NOBODY), FOURTH),
        (
            "foreign-key",
            "articles",
            with_table(sources=[source_row("almanara"), source_row("gahnama")]),
            None,
        ),
        ("foreign-key", "signals", with_table(signals=[signal(article(n)) for n in range(13)]), None),
        ("signals-missing", "signals", with_table(signals=[signal(article(n)) for n in range(11)]), None),
        ("tombstone-returned", "articles", with_table(tombstones=[TOMBSTONE]), FOURTH),
        ("changes-untrue", "changes", with_table(changes=[change("added", NOBODY)]), NOBODY),
        ("changes-untrue", "changes", with_table(changes=[change("removed", FOURTH)]), FOURTH),
        ("characters-differ", "articles", changed(4, characters=7), FOURTH),
        ("text-digest", "articles", changed(4, text_sha256="0" * 64), FOURTH),
    ],
)
def test_tables_that_do_not_fit_are_found(
    tmp_path: Path, rule: str, table: str, content: Tables, sample: str | None
) -> None:
    outcome = judge(tmp_path, content)

    assert rule in rules_of(outcome)
    assert rules_of(outcome) - {rule} <= {"cluster-head", "role-cluster", "duplicates-untrue"}
    finding = found(outcome, rule)
    assert finding.table == table
    assert finding.severity == "error"
    assert sample is None or finding.samples == (sample,)


def test_changes_that_are_true_are_no_finding(tmp_path: Path) -> None:
    content = with_table(changes=[change("added", FOURTH), change("removed", NOBODY)])
    assert judge(tmp_path, content).findings == ()


def test_an_undeclared_source_is_told_with_the_lines_to_add(tmp_path: Path) -> None:
    rows = [article(number) for number in range(12)]
    rows.append(article(12, source="albabour", license=None, language="en"))
    outcome = judge(tmp_path, tables(rows))

    finding = found(outcome, "source-undeclared")
    assert "add [albabour] with name, homepage, language, timezone and license" in finding.message
    assert finding.segment == "source=albabour"
    assert (finding.count, finding.total) == (1, 13)
    assert rules_of(outcome) == {"source-undeclared", "license-missing"}


def judge_files(tmp_path: Path, spoil: Callable[[Path, Project], object]) -> Any:
    project = make_project(tmp_path)
    folder = write(project, project.candidate, tables())
    spoil(folder / "data", project)
    return check(project, folder, today=TODAY)


def test_an_article_in_the_wrong_file_is_found(tmp_path: Path) -> None:
    def spoil(data: Path, _project: Project) -> None:
        (data / "articles/validation/2025-02.parquet").rename(data / "articles/validation/2025-07.parquet")

    outcome = judge_files(tmp_path, spoil)
    assert rules_of(outcome) == {"file-misplaced"}
    assert found(outcome, "file-misplaced").samples == (FOURTH,)


def test_a_file_out_of_order_is_found(tmp_path: Path) -> None:
    def spoil(data: Path, _project: Project) -> None:
        path = data / "articles/train/2025-02.parquet"
        pq.write_table(pq.read_table(path)[::-1], path)

    outcome = judge_files(tmp_path, spoil)
    assert rules_of(outcome) == {"file-unsorted"}
    assert found(outcome, "file-unsorted").samples == ("data/articles/train/2025-02.parquet",)


def test_a_missing_and_a_stray_file_are_found(tmp_path: Path) -> None:
    outcome = judge_files(tmp_path, lambda data, _: (data / "changes.parquet").rename(data / "old.parquet"))

    assert rules_of(outcome) == {"file-missing", "file-stray"}
    assert found(outcome, "file-missing").samples == ("data/changes.parquet",)
    assert found(outcome, "file-stray").samples == ("data/old.parquet",)


def test_columns_of_another_schema_are_told(tmp_path: Path) -> None:
    def spoil(data: Path, _project: Project) -> None:
        table = pq.read_table(data / "sources.parquet")
        table = table.set_column(1, "name", pa.array([1] * table.num_rows)).drop_columns(["license"])
        pq.write_table(table.append_column("rank", pa.array([1] * table.num_rows)), data / "sources.parquet")

    finding = found(judge_files(tmp_path, spoil), "file-schema")
    assert finding.samples == ("data/sources.parquet",)
    assert "lacks license; has also rank; name is int64 and not string" in finding.message


@pytest.mark.parametrize("content", [b"", b"not parquet at all", b"PAR1\x00\x00\x00\x00PAR1"])
def test_an_unreadable_file_is_a_finding(tmp_path: Path, content: bytes) -> None:
    outcome = judge_files(
        tmp_path, lambda data, _: (data / "articles/test/2025-02.parquet").write_bytes(content)
    )

    assert found(outcome, "file-unreadable").samples == ("data/articles/test/2025-02.parquet",)
    assert "foreign-key" not in rules_of(outcome)


def test_damage_inside_a_page_is_a_finding(tmp_path: Path) -> None:
    def spoil(data: Path, _project: Project) -> None:
        path = data / "articles/test/2025-02.parquet"
        content = bytearray(path.read_bytes())
        content[4:400] = bytes(396)
        path.write_bytes(content)

    outcome = judge_files(tmp_path, spoil)
    assert found(outcome, "file-unreadable").samples == ("data/articles/test/2025-02.parquet",)


def test_a_candidate_without_articles_is_checked_all_the_same(tmp_path: Path) -> None:
    outcome = judge(tmp_path, tables([]))
    assert outcome.findings == ()
    assert outcome.rows["articles"] == 0


def test_a_folder_without_data_is_a_usage_error(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    with pytest.raises(UsageError, match="no folder data/"):
        check(project, tmp_path, today=TODAY)


def redescribed(tmp_path: Path, edit: Callable[[dict[str, Any]], object]) -> Project:
    project = make_project(tmp_path)
    path = project.root / "datapackage.json"
    raw = json.loads(path.read_text())
    edit(raw)
    path.write_text(json.dumps(raw))
    return Project.load(project.root)


@pytest.mark.parametrize(
    ("rule", "place", "edit"),
    [
        ("descriptor-name", "name", lambda raw: raw.update(name="news/corpus")),
        ("descriptor-license", "licenses", lambda raw: raw.update(licenses=[])),
        ("descriptor-license", "licenses[0].name", lambda raw: raw.update(licenses=[{"name": "see below"}])),
        ("descriptor-invalid", "datapackage.json", lambda raw: raw.update(homepage=3)),
        (
            "descriptor-key",
            "resources.signals.schema.foreignKeys[0]",
            lambda raw: raw["resources"][1]["schema"]["foreignKeys"][0]["reference"].update(
                resource="people"
            ),
        ),
    ],
)
def test_a_faulty_descriptor_is_a_finding(
    tmp_path: Path, rule: str, place: str, edit: Callable[[dict[str, Any]], object]
) -> None:
    project = redescribed(tmp_path, edit)
    outcome = check(project, write(project, project.candidate, tables()), today=TODAY)

    assert rules_of(outcome) - {"file-stray"} == {rule}
    assert found(outcome, rule).samples == (place,)


def constrain(constraint: str, value: Any) -> Callable[[dict[str, Any]], object]:
    return lambda raw: raw["resources"][0]["schema"]["fields"][2]["constraints"].update({constraint: value})


@pytest.mark.parametrize(
    ("constraint", "value"), [("pattern", "(["), ("minimum", 3), ("jsonSchema", {}), ("enum", 3)]
)
def test_a_constraint_that_cannot_be_understood_is_no_verdict(
    tmp_path: Path, constraint: str, value: Any
) -> None:
    project = redescribed(tmp_path, constrain(constraint, value))
    folder = write(project, project.candidate, tables())

    with pytest.raises(CheckDefinitionError, match=rf"fields\.url\.constraints\.{constraint}"):
        check(project, folder, today=TODAY)


@pytest.mark.parametrize(
    ("rule", "constraint", "value"),
    [("max-length", "maxLength", 30), ("pattern", "pattern", "[^4]*"), ("unique", "unique", True)],
)
def test_constraints_on_text_hold_though_no_rule_sees_the_text(
    tmp_path: Path, rule: str, constraint: str, value: Any
) -> None:
    def edit(raw: dict[str, Any]) -> None:
        raw["resources"][0]["schema"]["fields"][3]["constraints"][constraint] = value

    project = redescribed(tmp_path, edit)
    rows = [article(number, title=f"Bridge {number}") for number in range(12)]
    rows[4] = article(4, title="Bridge 4, and again the bridge, and so on")
    rows[8] = article(8, title="Bridge 7") if constraint == "unique" else rows[8]
    outcome = check(project, write(project, project.candidate, tables(rows)), today=TODAY)

    finding = found(outcome, rule)
    assert (finding.field, finding.count) == ("title", 1)
    assert set(finding.samples) <= {FOURTH, rows[7]["id"], rows[8]["id"]}


def test_a_descriptor_without_a_needed_field_is_an_error_of_the_project(tmp_path: Path) -> None:
    project = redescribed(tmp_path, lambda raw: raw["resources"][0]["schema"]["fields"].pop(16))
    folder = project.candidate
    (folder / "data").mkdir(parents=True)

    with pytest.raises(ProjectError, match="lacks language_score"):
        check(project, folder, today=TODAY)
