"""The version that a difference calls for, by the words of both standards, and that no smaller one is cut.

The left column is what the recipe "Data Package Version" of the Data Package standard says, the right one
what the Croissant format specification 1.1 says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from release_chain import field_of, stories

from projects import bytes_below, story
from warraq.model.descriptor import version_key
from warraq.release.diff.bump import LEVELS, RULES, Call, calls, least_version, suffices
from warraq.release.diff.fields import SchemaChange

if TYPE_CHECKING:
    from collections.abc import Callable

    from release_chain import Desk

STANDARDS = {
    "package-renamed": ("major", "patch"),  # change the package name or identifier
    "table-added": ("minor", "minor"),  # add a new data resource | more record sets
    "table-removed": ("major", "major"),  # delete data that others refer to | existing data is gone
    "field-added": ("major", "minor"),  # add, remove or re-order fields | more fields
    "field-removed": ("major", "major"),
    "fields-reordered": ("major", "patch"),  # | the same data
    "retyped": ("major", "major"),  # change a field type or format | existing records are other ones
    "stricter": ("major", "patch"),  # change a constraint to be more restrictive
    "looser": ("minor", "patch"),  # change a constraint to be less restrictive
    "reference-updated": ("minor", "patch"),  # update a reference to another data resource
    "described": ("patch", "patch"),  # change descriptive metadata
    "rows-added": ("minor", "minor"),  # add new data | existing data retrievable as it was
    "rows-removed": ("major", "major"),  # delete referenced data | records are removed
    "rows-changed": ("patch", "major"),  # correct errors in existing data | records are edited
    "bytes": ("none", "patch"),  # | the same data serialised in another way
}


def test_the_table_is_what_the_standards_say() -> None:
    assert RULES == STANDARDS


@pytest.mark.parametrize("what", sorted(STANDARDS))
def test_the_stricter_standard_wins_and_is_named(what: str) -> None:
    by_frictionless, by_croissant = STANDARDS[what]
    call = one_call(what)
    assert call.level == max(by_frictionless, by_croissant, key=LEVELS.index)
    named = {"Frictionless": by_frictionless, "Croissant": by_croissant}
    strictest = [name for name, level in named.items() if level == call.level]
    assert call.standard == " and ".join(strictest)


def one_call(what: str) -> Call:
    rows = {"articles": {"added": 0, "removed": 0, "changed": 0}}
    schema = []
    if what.startswith("rows-"):
        rows["articles"][what.removeprefix("rows-")] = 3
    elif what != "bytes":
        schema = [SchemaChange(what, "articles.title")]  # type: ignore[arg-type]
    (call,) = calls(schema, rows, other_bytes=True)
    return call


def test_the_gravest_comes_first() -> None:
    rows = {
        "articles": {"added": 2, "removed": 1, "changed": 0},
        "signals": {"added": 2, "removed": 0, "changed": 0},
    }
    found = calls([SchemaChange("described", "title")], rows, other_bytes=True)
    assert [call.level for call in found] == ["major", "minor", "minor", "patch"]


def test_nothing_calls_for_nothing() -> None:
    assert calls([], {}, other_bytes=False) == []


@pytest.mark.parametrize(
    ("old", "level", "least"),
    [
        ("1.2.3", "none", "1.2.3"),
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "major", "2.0.0"),
        ("0.2.3", "patch", "0.2.4"),
        ("0.2.3", "minor", "0.3.0"),
        ("0.2.3", "major", "0.3.0"),
        ("0.0.9", "major", "0.1.0"),
        ("9.9.9", "major", "10.0.0"),
    ],
)
def test_the_least_version(old: str, level: Any, least: str) -> None:
    assert least_version(old, level) == least
    assert suffices(old, least, level)


numbers = st.integers(0, 30)
versions = st.tuples(numbers, numbers, numbers).map(lambda parts: ".".join(map(str, parts)))


@given(old=versions, new=versions)
def test_a_graver_change_never_asks_for_less(old: str, new: str) -> None:
    least = [version_key(least_version(old, level)) for level in LEVELS]
    assert least == sorted(least)
    enough = [suffices(old, new, level) for level in LEVELS]
    assert enough == sorted(enough, reverse=True)


def _add(raw: Any) -> None:
    fields = next(one for one in raw["resources"] if one["name"] == "sources")["schema"]["fields"]
    fields.remove(field_of(raw, "sources", "timezone"))


def _reorder(raw: Any) -> None:
    fields = next(one for one in raw["resources"] if one["name"] == "articles")["schema"]["fields"]
    fields.append(fields.pop(3))


def _retype(raw: Any) -> None:
    field_of(raw, "signals", "paragraphs")["type"] = "number"


def _stricter(raw: Any) -> None:
    field_of(raw, "articles", "title")["constraints"]["maxLength"] = 400


def _looser(raw: Any) -> None:
    field_of(raw, "articles", "words")["constraints"].pop("minimum")


def _enum(raw: Any) -> None:
    constraints = field_of(raw, "articles", "role")["constraints"]
    constraints["enum"] = [*reversed(constraints["enum"]), "translated"]


def _same_enum(raw: Any) -> None:
    field_of(raw, "articles", "role")["constraints"]["enum"].reverse()
    field_of(raw, "articles", "role")["description"] = "What it is among its copies."


def _reference(raw: Any) -> None:
    table = next(one for one in raw["resources"] if one["name"] == "signals")
    table["schema"].pop("foreignKeys")


def _key(raw: Any) -> None:
    table = next(one for one in raw["resources"] if one["name"] == "duplicates")
    table["schema"]["primaryKey"] = ["id_a", "id_b", "relation"]


def _describe(raw: Any) -> None:
    field_of(raw, "articles", "title")["description"] = "The headline."
    raw["keywords"] = ["harbour"]


def _identify(raw: Any) -> None:
    raw["id"] = "https://doi.org/10.1234/made"


def _rename(raw: Any) -> None:
    raw["name"] = "renamed"


@pytest.mark.parametrize(
    ("edit", "kind", "place", "version"),
    [
        (_add, "field-removed", "sources.timezone", "0.2.0"),
        (_reorder, "fields-reordered", "articles", "0.2.0"),
        (_retype, "retyped", "signals.paragraphs", "0.2.0"),
        (_stricter, "stricter", "articles.title", "0.2.0"),
        (_looser, "looser", "articles.words", "0.2.0"),
        (_enum, "looser", "articles.role", "0.2.0"),
        (_same_enum, "described", "articles.role", "0.1.1"),
        (_reference, "looser", "signals", "0.2.0"),
        (_key, "stricter", "duplicates", "0.2.0"),
        (_describe, "described", "articles.title", "0.1.1"),
        (_identify, "described", "id", "0.1.1"),
        (_rename, "package-renamed", "name", "0.2.0"),
    ],
)
def test_an_edit_of_the_descriptor(
    desk: Desk, edit: Callable[[Any], None], kind: str, place: str, version: str
) -> None:
    desk.descriptor(edit)
    assert desk.release() == version
    found = desk.diff("0.1.0", version)
    assert (kind, place) in {(one["kind"], one["place"]) for one in found["fields"]}
    assert found["bump"]["version"] == version
    desk.run("verify", version)


def test_a_field_that_comes_is_major_by_one_and_minor_by_the_other(desk: Desk) -> None:
    desk.descriptor(_add)
    desk.release()
    found = desk.diff("0.2.0", "0.1.0")  # the other way round, the field comes
    (call,) = [one for one in found["bump"]["calls"] if one["what"] == "field-added"]
    assert call == {
        "level": "major",
        "standard": "Frictionless",
        "what": "field-added",
        "where": "sources.timezone",
    }


@pytest.mark.parametrize("arguments", [("0.1.1",), ("--bump", "patch")])
def test_too_small_a_step_is_refused_and_nothing_frozen(desk: Desk, arguments: tuple[str, ...]) -> None:
    desk.write(*stories(3), story(12))
    gone = desk.id_of(3)
    frozen = bytes_below(desk.project.releases)

    _, error = desk.run("release", *arguments, code=2)

    assert "too small a step from 0.1.0" in error
    assert "rows-removed (articles: 1) is major by Frictionless and Croissant" in error
    assert gone in error
    assert "at least 0.2.0" in error
    assert bytes_below(desk.project.releases) == frozen
    assert desk.reasons("0.1.0", "candidate") == {("added", "new"): 1, ("removed", "gone"): 1}


def test_the_fields_that_forbid_a_step_are_named(desk: Desk) -> None:
    desk.write(*stories(4), story(4, section="Harbour"))
    _, error = desk.run("release", "0.1.1", code=2)
    assert f"changed: {desk.id_of(4)} section" in error


def test_a_larger_step_is_anyones_right(desk: Desk) -> None:
    assert desk.release("--bump", "major") == "0.2.0"
    assert desk.release("1.0.0") == "1.0.0"
    assert desk.release("--bump", "major") == "2.0.0"


def test_from_one_on_a_break_is_a_major_version(desk: Desk) -> None:
    desk.release("1.0.0")
    desk.write(*stories(4), story(4, section="Harbour"))
    _, error = desk.run("release", "--bump", "minor", code=2)
    assert "at least 2.0.0" in error
    assert desk.release() == "2.0.0"
    desk.write(*stories(4), story(4, section="Harbour"), story(12))
    assert desk.release() == "2.1.0"


def test_rows_carry_the_version_that_the_data_called_for(desk: Desk) -> None:
    desk.release("1.0.0")
    desk.write(*stories(3), story(12))
    assert desk.release() == "2.0.0"
    found = desk.diff("1.0.0", "2.0.0")
    assert found["added"] == 1
    desk.run("verify", "2.0.0", "--rebuild")


def test_nothing_new_ends_as_the_newest_release(desk: Desk) -> None:
    frozen = bytes_below(desk.project.releases)
    told = desk.json("release", "--bump", "auto")
    assert told["release"]["version"] == "0.1.0"
    assert told["release"]["new"] is False
    assert bytes_below(desk.project.releases) == frozen


def test_other_settings_with_the_same_outcome_are_no_new_version(desk: Desk) -> None:
    policy = desk.project.root / "checks" / "policy.toml"
    policy.write_text(policy.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    assert desk.release() == "0.1.0"
    desk.run("release")


@pytest.mark.parametrize("what", ["card", "raw"])
def test_the_same_rows_with_other_papers_are_a_patch(desk: Desk, what: str) -> None:
    if what == "card":
        card = desk.project.build / "card.md.j2"
        card.write_text(card.read_text(encoding="utf-8") + "\nA word more.\n", encoding="utf-8")
    else:
        extra = desk.project.raw / "daily" / "broken.jsonl"
        extra.write_text("{broken\n", encoding="utf-8")
    told = desk.json("release", "--bump", "auto")
    assert told["release"]["version"] == "0.1.1"
    assert [call["what"] for call in told["difference"]["bump"]["calls"]] == ["described"]
    assert desk.reasons("0.1.0", "0.1.1") == {}
    assert desk.release() == "0.1.1"


def test_a_version_and_a_bump_are_one_too_many(desk: Desk) -> None:
    _, error = desk.run("release", "0.2.0", "--bump", "auto", code=2)
    assert "one of the two" in error
