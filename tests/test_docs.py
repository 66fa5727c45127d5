"""The documentation says what is so."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from projects import ROOT
from warraq.cli.main import VERBS, parser
from warraq.corpus.records import REASONS

DOCUMENTS = sorted(
    path
    for folder in (ROOT, ROOT / "docs", ROOT / "corpus", ROOT / "checks", ROOT / "benchmarks")
    for path in folder.glob("*.md")
)
_NEVER_TRACKED = {
    ".git",
    ".venv",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    "__pycache__",
}
_BUILT = ("build/candidate", "build/cache", "build/releases", "dist")


def own_files() -> list[Path]:
    """The repository's files: those that git tracks, or where there is no git all that is not built."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        paths = [ROOT / name for name in listed.decode().split("\0") if name]
        return [path for path in paths if path.is_file()]
    found = (path for path in ROOT.rglob("*") if path.is_file())
    return sorted(
        path
        for path in found
        if not _NEVER_TRACKED & set(path.parts) and not path.relative_to(ROOT).as_posix().startswith(_BUILT)
    )


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchor(heading: str) -> str:
    """The fragment that a heading gets where Markdown is shown."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def test_the_table_of_quarantine_reasons_is_the_codes() -> None:
    text = (ROOT / "docs" / "quarantine.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", text, flags=re.MULTILINE)
    assert rows == list(REASONS.items())


def test_reasons_are_in_alphabetical_order() -> None:
    assert list(REASONS) == sorted(REASONS)


def test_the_readme_names_every_command_and_no_other() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(
        re.findall(r"(?<![\w-])warraq ([a-z]+)(?: [A-Z\[-]|`|\s+#|\s*&&|$| \d)", text, flags=re.MULTILINE)
    )
    assert named == set(VERBS)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_commands_in_the_documentation_can_be_parsed(path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    lines = [line.split("#")[0] for block in blocks for line in block.splitlines()]
    commands = [re.split(r"\s*[|>]", part)[0] for line in lines for part in line.split("&&")]
    for command in commands:
        words = command.split()
        if words[:1] == ["warraq"]:
            assert parser().parse_args(words[1:]).verb in VERBS


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_relative_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, fragment = target.partition("#")
        leads = path.parent / file if file else path
        assert leads.exists(), target
        if fragment:
            headings = re.findall(r"^#+ (.+)$", leads.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert fragment in {anchor(one) for one in headings}, target


def test_files_that_the_documentation_names_exist() -> None:
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"`((?:src|tests|docs|checks|corpus|build|benchmarks)/[\w./-]+\.\w+)`", text):
            if not name.startswith(_BUILT):
                assert (ROOT / name).exists(), f"{path.name}: {name}"


def test_no_file_names_a_place_on_one_machine_or_a_registry() -> None:
    machine = re.compile(rb"(?<![\w.])/(?:work|tmp|home|root|Users)/\w")
    registry = re.compile(
        rb"(?:pypi|pythonhosted)\.org|npmjs\.(?:com|org)|crates\.io|registry\.[a-z]+\.[a-z]+"
    )
    guilty = []
    for path in own_files():
        data = path.read_bytes()
        if b"\0" in data[:8192] or path == Path(__file__):
            continue
        guilty += [name_of(path) for pattern in (machine, registry) if pattern.search(data)]
    assert not guilty


def test_the_changelog_has_a_section_for_this_version() -> None:
    from warraq import __version__

    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
