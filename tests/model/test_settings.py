"""Project files that are wrong are named with key, found and expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from warraq.errors import ProjectError
from warraq.model.settings import (
    Policy,
    ReleaseSettings,
    parse_settings,
    read_agencies,
    read_sources,
    read_toml,
)

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
[daily]
name = "Daily"
homepage = "https://daily.example"
language = "ar"
timezone = "Asia/Riyadh"
license = "CC-BY-4.0"
"""


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "sources.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_source_is_read(tmp_path: Path) -> None:
    source = read_sources(write(tmp_path, GOOD + 'drop_lines = ["x.*"]\n[daily.fields]\ntitle = "t"\n'))[
        "daily"
    ]
    assert (source.id, source.language, source.day_first) == ("daily", "ar", True)
    assert str(source.zone) == "Asia/Riyadh"
    assert source.drop_lines == ("x.*",)
    assert source.fields == {"title": "t"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = ", ["not valid TOML"]),
        ("[daily]\n[daily]\n", ["not valid TOML"]),
        (b"\xff", ["byte 0 is not UTF-8"]),
        ('name = "x"\n', ["name", "a table [name]"]),
        ("[daily]\n", ["[daily]", "no name, homepage, language, timezone, license"]),
        ('["../up"]\n', ["not a source id"]),
        (GOOD.replace('"ar"', "7"), ["daily: language", "found 7", "string"]),
        (GOOD.replace('"ar"', '"arabic!"'), ["daily: language", "'arabic!'"]),
        (GOOD.replace("Asia/Riyadh", "Mars/Base"), ["daily: timezone", "IANA"]),
        (GOOD.replace("Asia/Riyadh", "../../etc/passwd"), ["daily: timezone", "IANA"]),
        (GOOD.replace("CC-BY-4.0", "all rights"), ["daily: license"]),
        (GOOD + "colour = 1\n", ["daily: colour", "unknown key", "one of"]),
        (GOOD + 'id = "other"\n', ["daily.id"]),
        (GOOD + 'drop_lines = ["("]\n', ["drop_lines", "not a regular expression"]),
        (GOOD + '[daily.fields]\nheadline = "t"\n', ["daily: fields", "'headline' is no field", "title"]),
        (GOOD + 'day_first = "yes"\n', ["daily: day_first", "'yes'"]),
    ],
)
def test_a_fault_is_named(tmp_path: Path, text: str | bytes, words: list[str]) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ProjectError) as caught:
        read_sources(path)
    for word in [str(path), *words]:
        assert word in str(caught.value)


def test_a_missing_file_names_the_way_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="warraq init"):
        read_toml(tmp_path / "none.toml")


def test_shares_must_add_up() -> None:
    with pytest.raises(ProjectError, match="must add up to 1"):
        parse_settings(ReleaseSettings, {"splits": {"train": 0.9}}, "release.toml")


@pytest.mark.parametrize(
    "data",
    [
        {"rules": {"x": {"severity": "fatal"}}},
        {"rules": {"x": {"max_share": 2}}},
        {"waivers": [{"rule": "x", "reason": "", "expires": "soon"}]},
        {"waivers": [{"rule": "x", "reason": "because"}]},
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ProjectError, match=r"policy\.toml"):
        parse_settings(Policy, data, "policy.toml")


def test_agencies_are_optional(tmp_path: Path) -> None:
    assert read_agencies(tmp_path / "agencies.toml") == ()
