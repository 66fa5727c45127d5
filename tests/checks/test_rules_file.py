"""A broken checks/articles.py is an error of the rules, with file and line, and never a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from check_tables import ROOT, TODAY, changed, found, make_project, name, rules_of, tables, write

from warraq.checks.run import check, rule_catalogue
from warraq.errors import EXIT_USAGE, CheckDefinitionError

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.model.finding import Verdict

HEAD = "import pandera.polars as pa\nimport polars as pl; words = pl.col('words')\n"


def check_with(tmp_path: Path, rules: str) -> Verdict:
    project = make_project(tmp_path)
    (project.checks / "articles.py").write_text(rules, encoding="utf-8")
    return check(project, write(project, project.candidate, tables()), today=TODAY)


def one_rule(function: str, *, rule: str = "own-rule", sentence: str = "a sentence") -> str:
    return f'{HEAD}RULES = {{"error": [\n    pa.Check({function}, name="{rule}", error="{sentence}")]}}\n'


@pytest.mark.parametrize(
    ("rules", "where", "why"),
    [
        ("RULES = {\n  'error': [\n", "articles.py:2", "SyntaxError"),
        ("import nowhere_at_all\nRULES = {}", "articles.py:1", "ModuleNotFoundError"),
        (f"{HEAD}x = 1 / 0\nRULES = {{}}", "articles.py:3", "ZeroDivisionError"),
        ("import sys\nsys.exit(0)", "articles.py:2", "SystemExit"),
        ("open('no such file')", "articles.py:1", "FileNotFoundError"),
        ("x = 1", "articles.py", "no RULES"),
        ("RULES = []", "articles.py", "RULES is a list"),
        ("RULES = {'error': 3}", "articles.py", "RULES is a dict"),
        ("RULES = {'fatal': [1]}", "articles.py: RULES", "severity 'fatal'"),
        ("RULES = {'error': [print]}", "articles.py", "holds a builtin_function_or_method"),
        (one_rule("lambda rows: rows", rule="Own Rule"), "articles.py", "has the name 'Own Rule'"),
        (one_rule("lambda rows: rows", sentence=""), "articles.py:4", "own-rule has no error="),
        (
            f"{HEAD}one = pa.Check(len, name='twice', error='x')\nRULES = {{'info': [one, one]}}",
            "articles.py:3",
            "twice",
        ),
        ("RULES = {}\nDERIVED = {'x': 3}", "articles.py: DERIVED", "found"),
        (
            f"{HEAD}RULES = {{}}\nDERIVED = {{'source': pl.lit(1)}}",
            "articles.py: DERIVED",
            "source is a column",
        ),
        (f"{HEAD}RULES = {{}}\nDERIVED = {{'x': pl.col('nowhere')}}", "articles.py: DERIVED", "nowhere"),
        (one_rule("lambda rows: 1 / 0"), "articles.py:4", "own-rule: ZeroDivisionError"),
        (one_rule("lambda rows: rows.lazyframe.select(pl.col('nowhere'))"), "articles.py:4", "nowhere"),
        (one_rule("lambda rows: True"), "articles.py:4", "own-rule returns 1 values for 0 rows"),
        (one_rule("lambda rows: False"), "articles.py:4", "own-rule returns 1 values for 0 rows"),
        (one_rule("lambda rows: None"), "articles.py:4", "own-rule"),
        (
            one_rule("lambda rows: rows.lazyframe.select(words.max() > 3)"),
            "articles.py:4",
            "1 values",
        ),
        (one_rule("lambda rows: rows.lazyframe.select(words)"), "articles.py:4", "own-rule"),
        (
            one_rule("lambda rows: rows.lazyframe.select(words > 0)", rule="foreign-key"),
            "articles.py:4",
            "stands in built in too",
        ),
    ],
)
def test_a_broken_rules_file_is_never_a_pass(tmp_path: Path, rules: str, where: str, why: str) -> None:
    with pytest.raises(CheckDefinitionError) as caught:
        check_with(tmp_path, rules)

    assert caught.value.exit_code == EXIT_USAGE
    assert caught.value.where.startswith(f"checks/{where}")
    assert why in caught.value.found


def test_a_rule_that_breaks_on_the_data_only_is_never_a_pass(tmp_path: Path) -> None:
    rules = one_rule("lambda rows: rows.lazyframe.select(pl.col('source').cast(pl.Int64) > 0)")
    with pytest.raises(CheckDefinitionError, match=r"checks/articles\.py:4: own-rule: InvalidOperationError"):
        check_with(tmp_path, rules)


def test_a_derived_column_that_breaks_on_the_data_only_is_never_a_pass(tmp_path: Path) -> None:
    rules = f"{HEAD}RULES = {{}}\nDERIVED = {{'x': pl.col('body').cast(pl.Int64)}}"
    with pytest.raises(CheckDefinitionError, match="DERIVED"):
        check_with(tmp_path, rules)


def test_a_missing_rules_file_is_an_error(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    (project.checks / "articles.py").unlink()
    with pytest.raises(CheckDefinitionError, match="no such file"):
        rule_catalogue(project)


def test_own_columns_over_the_text_can_be_ruled_on(tmp_path: Path) -> None:
    rules = one_rule("lambda rows: rows.lazyframe.select(~pl.col('bakes'))")
    project = make_project(tmp_path)
    path = project.checks / "articles.py"
    path.write_text(f"{rules}DERIVED = {{'bakes': pl.col('body').str.contains('baker')}}\n", encoding="utf-8")
    outcome = check(project, write(project, project.candidate, tables()), today=TODAY)

    finding = found(outcome, "own-rule")
    assert finding.count == 4
    assert finding.declared == "checks/articles.py:4"


def test_null_means_that_a_rule_does_not_apply(tmp_path: Path) -> None:
    rules = one_rule("lambda rows: rows.lazyframe.select(pl.col('agency') == 'x')")
    assert check_with(tmp_path, rules).findings == ()


def test_the_rules_file_leaves_nothing_behind(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    rule_catalogue(project)
    assert sorted(path.name for path in project.checks.iterdir()) == [
        "articles.py",
        "policy.toml",
        "release.json",
    ]


@pytest.mark.parametrize("file", ["articles.py", "policy.toml", "release.json"])
def test_a_new_project_starts_with_the_same_rules(file: str) -> None:
    ours, template = ROOT / "checks" / file, ROOT / "src/warraq/template/checks" / file
    assert template.read_bytes() == ours.read_bytes()


def test_samples_are_the_first_ten_ids_in_order(tmp_path: Path) -> None:
    content = tables([row | {"license": None} for row in changed().articles])
    project = make_project(tmp_path)
    finding = found(
        check(project, write(project, project.candidate, content), today=TODAY), "license-missing"
    )

    assert finding.count == 12
    assert finding.samples == tuple(sorted(row["id"] for row in content.articles)[:10])


def test_the_catalogue_names_each_rule_once_with_its_place(tmp_path: Path) -> None:
    infos = rule_catalogue(make_project(tmp_path, suite=True))
    by_id = {info.id: info for info in infos}

    assert len(by_id) == len(infos)
    assert list(by_id) == sorted(by_id)
    assert by_id["body-short"].severity == "warning"
    assert by_id["body-short"].declared.startswith("checks/articles.py:")
    assert by_id["rows-fell"].severity == "error"
    assert by_id["rows-fell"].declared.startswith("checks/release.json:")
    assert by_id["pattern"].declared.startswith("datapackage.json: resources.articles")
    assert all(info.sentence for info in infos)


def test_rules_are_judged_alike_whatever_the_order_of_files(tmp_path: Path) -> None:
    content = changed(4, license=None)
    project = make_project(tmp_path)
    one = check(project, write(project, project.candidate, content), today=TODAY)
    content.articles.reverse()
    content.signals.reverse()
    other = check(project, write(project, project.candidate, content), today=TODAY)

    assert one == other
    assert rules_of(one) == {"license-missing"}
    assert found(one, "license-missing").samples == (name("northgate 4"),)
