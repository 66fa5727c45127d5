"""A frozen release is held to its manifest and its descriptor, byte by byte."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from check_tables import TODAY, found, freeze, make_project, rules_of, seal, tables

from warraq.checks.run import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from warraq.model.finding import Verdict


def check_frozen(tmp_path: Path, spoil: Callable[[Path], object], *, sealed: bool = False) -> Verdict:
    project = make_project(tmp_path)
    folder = freeze(project, project.releases / "0.1.0", tables())
    spoil(folder)
    if sealed:
        seal(folder)
    return check(project, folder, today=TODAY)


def edit(folder: Path, change: Callable[[dict[str, Any]], object], file: str = "datapackage.json") -> None:
    raw = json.loads((folder / file).read_text())
    change(raw)
    (folder / file).write_text(json.dumps(raw))


def test_a_sound_release_has_no_finding(tmp_path: Path) -> None:
    outcome = check_frozen(tmp_path, lambda _: None)

    assert outcome.findings == ()
    assert "manifest-changed" in outcome.rules


def test_a_release_without_its_manifest_is_an_error(tmp_path: Path) -> None:
    outcome = check_frozen(tmp_path, lambda folder: (folder / "manifest.json").unlink())
    assert [finding.rule for finding in outcome.findings] == ["manifest-invalid"]


def test_a_candidate_is_not_held_to_a_manifest(tmp_path: Path) -> None:
    def thaw(folder: Path) -> None:
        for name in ("manifest.json", "datapackage.json"):
            (folder / name).unlink()

    assert check_frozen(tmp_path, thaw).findings == ()


def test_a_flipped_byte_is_found(tmp_path: Path) -> None:
    path = "data/tombstones.parquet"

    def flip(folder: Path) -> None:
        content = bytearray((folder / path).read_bytes())
        content[0] ^= 1
        (folder / path).write_bytes(content)

    outcome = check_frozen(tmp_path, flip)
    assert found(outcome, "manifest-changed").samples == (path,)
    assert {"manifest-changed", "resource-hash"} <= rules_of(outcome)
    assert not outcome.passed


@pytest.mark.parametrize("at", range(0, 3600, 400))
def test_a_flipped_byte_anywhere_in_the_articles_is_no_crash(tmp_path: Path, at: int) -> None:
    path = "data/articles/test/2025-02.parquet"

    def flip(folder: Path) -> None:
        content = bytearray((folder / path).read_bytes())
        content[at % len(content)] ^= 0xFF
        (folder / path).write_bytes(content)

    assert found(check_frozen(tmp_path, flip), "manifest-changed").samples == (path,)


def test_a_missing_file_is_found(tmp_path: Path) -> None:
    outcome = check_frozen(tmp_path, lambda folder: (folder / "data/changes.parquet").unlink())

    assert rules_of(outcome) == {"file-missing", "manifest-missing"}
    assert found(outcome, "manifest-missing").samples == ("data/changes.parquet",)


def test_an_extra_file_is_found(tmp_path: Path) -> None:
    outcome = check_frozen(tmp_path, lambda folder: (folder / ".notes").write_text("draft"))

    assert rules_of(outcome) == {"manifest-extra"}
    assert found(outcome, "manifest-extra").samples == (".notes",)


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    outcome = check_frozen(tmp_path, lambda folder: (folder / "loose").symlink_to(folder / "nowhere"))
    assert rules_of(outcome) == {"manifest-extra"}


@pytest.mark.parametrize("text", ["", "[]", '{"files": []}', '{"files": {"README.md": "abc"}}', "{\xff"])
def test_a_manifest_that_is_none_is_found(tmp_path: Path, text: str) -> None:
    def spoil(folder: Path) -> None:
        (folder / "manifest.json").write_bytes(text.encode("latin-1"))

    assert rules_of(check_frozen(tmp_path, spoil)) == {"manifest-invalid"}


@pytest.mark.parametrize(
    ("rule", "key", "value"),
    [
        ("resource-bytes", "bytes", 1),
        ("resource-hash", "hash", "sha256:00"),
        ("resource-rows", "rows", 13),
        ("resource-rows", "rows", None),
    ],
)
def test_a_wrong_figure_of_a_table_is_found(tmp_path: Path, rule: str, key: str, value: Any) -> None:
    def spoil(folder: Path) -> None:
        edit(folder, lambda raw: raw["resources"][0].update({key: value}))

    outcome = check_frozen(tmp_path, spoil, sealed=True)
    assert rules_of(outcome) - {"descriptor-invalid"} == {rule}
    assert found(outcome, rule).samples == ("resources.articles",)


def test_a_wrong_figure_of_one_file_is_found(tmp_path: Path) -> None:
    def spoil(folder: Path) -> None:
        edit(folder, lambda raw: raw["resources"][2]["files"][0].update(rows=99))

    finding = found(check_frozen(tmp_path, spoil, sealed=True), "resource-rows")
    assert finding.samples == ("resources.sources.files.data/sources.parquet",)
    assert "rows is stated as 99 and is 3" in finding.message


def test_a_release_that_names_no_files_is_found(tmp_path: Path) -> None:
    def spoil(folder: Path) -> None:
        edit(folder, lambda raw: raw["resources"][1].update(path="data/signals/*.parquet"))

    assert "file-missing" in rules_of(check_frozen(tmp_path, spoil, sealed=True))


@pytest.mark.parametrize("text", ["{", "{}", '{"name": "x", "version": "1"}'])
def test_a_broken_descriptor_is_a_finding(tmp_path: Path, text: str) -> None:
    outcome = check_frozen(tmp_path, lambda folder: (folder / "datapackage.json").write_text(text))
    assert {"descriptor-invalid", "manifest-changed"} <= rules_of(outcome)


def test_a_version_that_is_none_is_found(tmp_path: Path) -> None:
    outcome = check_frozen(
        tmp_path, lambda folder: edit(folder, lambda raw: raw.update(version="1.0")), sealed=True
    )
    assert rules_of(outcome) == {"descriptor-version"}


def test_a_path_out_of_the_release_is_found_and_not_read(tmp_path: Path) -> None:
    def spoil(folder: Path) -> None:
        edit(folder, lambda raw: raw["resources"][5].update(path="../tombstones.parquet"))

    outcome = check_frozen(tmp_path, spoil, sealed=True)
    assert "descriptor-invalid" in rules_of(outcome)
    assert outcome.rows["tombstones"] == 0
