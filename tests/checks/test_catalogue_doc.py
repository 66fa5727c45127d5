"""Every rule says why it exists, and docs/checks.md lists it: `pytest --update-golden` writes the table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from warraq.checks.run import rule_catalogue
from warraq.cli.main import main
from warraq.model.project import Project

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "checks.md"
BEGIN, END = "<!-- rules: begin -->\n", "<!-- rules: end -->\n"


def table(project: Project) -> str:
    lines = [
        "| rule | severity | what is wrong where it fails | why | declared in |",
        "|---|---|---|---|---|",
    ]
    for info in rule_catalogue(project):
        place = "the toolkit" if info.declared == "built in" else info.declared.split(":")[0]
        lines.append(f"| `{info.id}` | {info.severity} | {info.sentence} | {info.reason} | {place} |")
    return "\n".join(lines) + "\n"


def test_the_page_lists_every_rule(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    listed, after = rest.split(END)
    expected = table(Project.load(ROOT))
    if request.config.getoption("--update-golden"):
        PAGE.write_text(f"{before}{BEGIN}\n{expected}\n{END}{after}", encoding="utf-8")
        return
    assert listed == f"\n{expected}\n", "see --update-golden"


def test_every_rule_has_a_sentence_and_a_reason() -> None:
    infos = rule_catalogue(Project.load(ROOT))

    assert len(infos) >= 45
    for info in infos:
        assert info.sentence, info.id
        assert not info.sentence.endswith("."), info.id
        assert info.reason.endswith("."), info.id
        assert info.reason[0].isupper(), info.id
        assert info.declared, info.id
        assert "|" not in info.sentence + info.reason, info.id


def test_the_command_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--project", str(ROOT), "check", "--list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["rules"]
    assert [one["id"] for one in listed] == [info.id for info in rule_catalogue(Project.load(ROOT))]
    assert set(listed[0]) == {"id", "sentence", "severity", "declared", "reason"}

    assert main(["--project", str(ROOT), "check", "--list"]) == 0
    assert capsys.readouterr().out.endswith(f"{len(listed)} rules\n")
    assert main(["--project", str(ROOT), "check", "0.1.0", "--list"]) == 2
