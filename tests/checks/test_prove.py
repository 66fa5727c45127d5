"""Every rule finds the defect that is planted for it; a rule without one, or that misses it, is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from check_tables import article, make_project, tables, write

from warraq.checks.catalogue import load_catalogue
from warraq.checks.prove.copy import MOST, read_tables
from warraq.checks.prove.plant import added, clones, every, first, keep
from warraq.checks.prove.run import prove
from warraq.cli.main import main
from warraq.errors import CheckDefinitionError, ProjectError
from warraq.release.freeze import freeze

if TYPE_CHECKING:
    from check_tables import Tables

    from projects import Sample
    from warraq.checks.prove.run import Proof
    from warraq.model.finding import Verdict
    from warraq.model.project import Project

ROOT = Path(__file__).parents[2]


def frozen(project: Project, verdict: Verdict) -> Path:
    return freeze(project, "0.1.0", verdict).folder


def proven(project: Project, root: Path, *only: str) -> dict[str, Proof]:
    return {one.rule: one for one in prove(project, root, frozen, only=only, show=lambda _: None)}


@pytest.mark.slow
def test_every_rule_finds_its_mutant_in_the_sample(sample: Sample, tmp_path: Path) -> None:
    proofs = proven(sample.project, tmp_path)

    assert set(proofs) == load_catalogue(sample.project).ids
    assert {one.rule: one.why for one in proofs.values() if not one.killed} == {}


#: One of each kind: rows, keys, constraints, files, papers, descriptor, settings, segments, drift.
FEW = (
    "bidi-left",
    "card-differs",
    "descriptor-key",
    "enum",
    "file-unsorted",
    "manifest-extra",
    "primary-key",
    "published-before-source",
    "rows-fell",
    "titles-repeated",
    "waiver-expired",
)


def test_one_rule_of_each_kind_finds_its_mutant(sample: Sample, tmp_path: Path) -> None:
    before = sorted(sample.project.root.rglob("*"))

    proofs = proven(sample.project, tmp_path, *FEW)

    assert {one.rule for one in proofs.values() if one.killed} == set(FEW)
    assert proofs["bidi-left"].others == ()
    assert sorted(sample.project.root.rglob("*")) == before


def small(tmp_path: Path, content: Tables | None = None) -> Project:
    project = make_project(tmp_path)
    (project.root / "build" / "card.md.j2").write_text("{{ figures.articles }} articles")
    write(project, project.candidate, content or tables())
    built = {"version": "0.1.0", "before": None}
    (project.candidate / "build.json").write_text(json.dumps(built))
    return project


def own(project: Project, rules: str, mutants: str) -> Project:
    path = project.checks / "articles.py"
    path.write_text(f"{path.read_text()}\nRULES['error'] = ({rules},)\n")
    (project.checks / "mutants.py").write_text(mutants)
    return project


RULE = 'rule("no-walks", "an article of the walks is left", "Fiction.", pl.col("section") != "walks")'


def test_an_own_rule_with_a_mutant_is_proven(tmp_path: Path) -> None:
    mutants = 'from warraq.checks.prove.plant import first\nMUTANTS = {"no-walks": first(section="walks")}\n'
    project = own(small(tmp_path), RULE, mutants)

    assert proven(project, tmp_path / "work", "no-walks")["no-walks"].killed


def test_a_rule_that_misses_its_mutant_survives(tmp_path: Path) -> None:
    mutants = 'MUTANTS = {"no-walks": lambda tables: tables}\n'
    project = own(small(tmp_path), RULE, mutants)

    proof = proven(project, tmp_path / "work", "no-walks")["no-walks"]

    assert not proof.killed
    assert proof.why == "the rule did not find its mutant"


def test_a_rule_without_a_mutant_is_not_proven(tmp_path: Path) -> None:
    project = own(small(tmp_path), RULE, "MUTANTS = {}")

    assert proven(project, tmp_path / "work", "no-walks")["no-walks"].why.startswith("no mutant")
    (project.checks / "mutants.py").unlink()
    assert not proven(project, tmp_path / "again", "no-walks")["no-walks"].killed


def test_what_was_there_before_is_no_proof(tmp_path: Path) -> None:
    content = tables([article(at, section="walks") for at in range(12)])
    mutants = 'MUTANTS = {"no-walks": lambda tables: tables}\n'
    project = own(small(tmp_path, content), RULE, mutants)

    assert not proven(project, tmp_path / "work", "no-walks")["no-walks"].killed


@pytest.mark.parametrize(
    "mutants",
    [
        "MUTANTS = 3",
        "x = 1",
        "MUTANTS = {'no-such-rule': lambda tables: tables}",
        "MUTANTS = {'no-walks': 3}",
        "MUTANTS = {'no-walks': (None,)}",
        "MUTANTS = {'no-walks': lambda tables: 1 / 0}",
        "import no_such_module",
        "MUTANTS = {",
    ],
)
def test_a_broken_file_of_mutants_is_no_verdict(tmp_path: Path, mutants: str) -> None:
    project = own(small(tmp_path), RULE, mutants)

    with pytest.raises(CheckDefinitionError, match=r"checks/mutants.py"):
        proven(project, tmp_path / "work", "no-walks")


def test_the_policy_has_no_say(tmp_path: Path) -> None:
    project = small(tmp_path)
    (project.checks / "policy.toml").write_text('[rules.bidi-left]\nmax_count = 9\nseverity = "info"\n')
    (project.checks / "mutants.py").write_bytes((ROOT / "checks" / "mutants.py").read_bytes())
    release = project.checks / "release.json"
    release.write_bytes((ROOT / "checks" / "release.json").read_bytes())

    assert proven(project, tmp_path / "work", "bidi-left")["bidi-left"].killed


def test_without_articles_there_is_nothing_to_plant_in(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no article"):
        proven(small(tmp_path, tables([])), tmp_path / "work")


def test_the_copy_of_a_large_candidate_is_small_and_keeps_clusters_whole(tmp_path: Path) -> None:
    rows = [article(at) for at in range(900)]
    rows += [article(at, cluster=article(at - 900)["id"]) for at in range(900, 960)]
    copied = read_tables(small(tmp_path, tables(rows)))

    articles = copied["articles"]
    assert articles.height <= MOST + MOST // 4
    assert articles["source"].n_unique() == 3
    assert articles["cluster"].is_in(articles["id"].implode()).all()
    assert copied["signals"]["id"].equals(articles["id"])
    plain = articles.row(0, named=True)
    assert plain["role"] == "original"
    assert plain["published_at"] is not None


@pytest.fixture
def planted(tmp_path: Path) -> dict[str, pl.DataFrame]:
    return dict(read_tables(small(tmp_path)))


def test_counts_follow_a_changed_text_unless_they_are_given(planted: dict[str, pl.DataFrame]) -> None:
    row = first(body="Four words, no more.")(planted)["articles"].row(0, named=True)
    assert (row["words"], row["characters"]) == (4, 20)
    assert row["text_sha256"] != planted["articles"].row(0, named=True)["text_sha256"]
    assert first(body="One.", words=9)(planted)["articles"].row(0, named=True)["words"] == 9


def test_clones_are_distinct_and_have_signals(planted: dict[str, pl.DataFrame]) -> None:
    copied = clones(30, language="fr")(planted)

    articles = copied["articles"]
    for column in ("id", "cluster", "title", "body", "text_sha256", "characters"):
        assert articles[column].n_unique() == 30, column
    assert articles["language"].unique().to_list() == ["fr"]
    assert copied["signals"]["id"].equals(articles["id"])


def test_mutants_leave_what_they_were_given(planted: dict[str, pl.DataFrame]) -> None:
    before = {name: frame.clone() for name, frame in planted.items()}
    mutants = (
        first(title="x"),
        every(section=None),
        clones(3),
        keep(pl.lit(value=False)),
        added("tombstones", id="0", release="0.1.0", reason="x"),
    )
    for mutant in mutants:
        mutant(planted)
    assert all(frame.equals(before[name]) for name, frame in planted.items())


def test_the_command_says_who_found_what(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from warraq.checks.prove import run

    monkeypatch.setattr(
        run,
        "prove",
        lambda *_, **__: [
            run.Proof("a", killed=True, others=("b",)),
            run.Proof("bb", killed=False, why="no mutant"),
        ],
    )
    root = str(small(tmp_path).root)

    assert main(["--project", root, "check", "--prove"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "killed    a   also b",
        "SURVIVED  bb  no mutant",
        "1 of 2 rules find the defect planted for them",
    ]
    assert main(["--project", root, "check", "--prove", "--json"]) == 1
    outcome = json.loads(capsys.readouterr().out)
    assert outcome["proven"] is False
    assert outcome["rules"][0] == {"rule": "a", "killed": True, "others": ["b"], "why": ""}
    assert main(["--project", root, "check", "0.1.0", "--prove"]) == 2
