"""Why a row was added, changed or removed, and that nothing is lost between two releases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from release_chain import stories

from projects import put, read_articles, read_table, story

if TYPE_CHECKING:
    from release_chain import Desk


def later(number: int, more: str = "Later, it rained.", day: int = 1, **other: object) -> dict[str, object]:
    """A story as its publisher corrected it."""
    text = f"{story(number)['text']}\n\n{more}"
    return story(number, text=text, modified=f"2025-01-{day:02d}T09:00:00+00:00", **other)


def test_nothing_differs(desk: Desk) -> None:
    assert desk.reasons("0.1.0", "candidate") == {}
    assert "nothing differs" in desk.run("diff")[0]


def test_new_and_gone(desk: Desk) -> None:
    desk.write(*stories(3), story(12))
    assert desk.release() == "0.2.0"
    assert desk.reasons("0.1.0", "0.2.0") == {("added", "new"): 1, ("removed", "gone"): 1}


def test_a_correction_by_the_publisher(desk: Desk) -> None:
    desk.write(*stories(4), later(4))
    desk.release()
    found = desk.diff("0.1.0", "0.2.0")
    assert found["rows"] == [
        {
            "id": desk.id_of(4),
            "source": "daily",
            "change": "changed",
            "fields": ["body", "modified_at"],
            "reason": "corrected",
        }
    ]
    assert found["changed_fields"] == [
        {"field": "body", "articles": 1},
        {"field": "modified_at", "articles": 1},
    ]


def test_a_crawl_of_the_same_text(desk: Desk) -> None:
    desk.write(*stories(4), story(4, fetched_at="2025-01-01T00:00:00+00:00"))
    desk.release()
    (row,) = desk.diff("0.1.0", "0.2.0")["rows"]
    assert (row["reason"], row["fields"]) == ("re-crawled", ["fetched_at", "raw_sha256"])


def test_another_rule_of_reading(desk: Desk) -> None:
    sources = desk.project.root / "corpus" / "sources.toml"
    declared = sources.read_text(encoding="utf-8")
    rule = 'drop_lines = ["Neighbours counted .*"]\nlicense ='
    sources.write_text(declared.replace("license =", rule, 1), encoding="utf-8")
    desk.release()
    assert desk.reasons("0.1.0", "0.2.0") == {("changed", "re-extracted"): 12}
    assert desk.diff("0.1.0", "0.2.0")["changed_fields"] == [{"field": "body", "articles": 12}]
    revisions = read_articles(desk.frozen("0.2.0"))["revision"]
    assert set(revisions) == {0}, "what the tool reads differently is no correction"


def test_a_source_that_is_dropped(desk: Desk) -> None:
    (desk.project.raw / "weekly" / "all.jsonl").unlink()
    desk.release()
    found = desk.diff("0.1.0", "0.2.0")
    assert found["sources"] == [
        {"source": "weekly", "change": "removed", "reason": "source-dropped", "articles": 4}
    ]
    assert found["tables"]["sources"] == {"added": 0, "removed": 1, "changed": 0}


def test_a_takedown(desk: Desk) -> None:
    name = desk.id_of(5)
    with (desk.project.root / "corpus" / "takedowns.csv").open("a") as file:
        file.write(f"id,{name},court-order,2025-01-01\n")
    desk.release()
    (row,) = desk.diff("0.1.0", "0.2.0")["rows"]
    assert (row["id"], row["change"], row["reason"]) == (name, "removed", "taken-down")


def test_two_articles_that_turn_out_to_be_one(desk: Desk) -> None:
    """The scraper finds that story 11 is an older crawl of the address of story 10."""
    desk.write(*stories(10, 11), story(11, url=story(10)["url"]), later(10))
    desk.release()
    assert desk.reasons("0.1.0", "0.2.0") == {("changed", "corrected"): 1, ("removed", "merged"): 1}


def test_the_same_record_under_another_id_is_merged(desk: Desk) -> None:
    (row,) = read_articles(desk.frozen("0.1.0")).filter(id=desk.id_of(11)).to_dicts()
    desk.write(*stories(11), story(11, url=story(10)["url"], date=story(10)["date"]))
    desk.release()
    removed = [one for one in desk.diff("0.1.0", "0.2.0")["rows"] if one["change"] == "removed"]
    assert [(one["id"], one["reason"]) for one in removed] == [(row["id"], "merged")]


def test_a_new_copy_changes_no_row_but_its_own(desk: Desk) -> None:
    desk.write(*stories(), story(3, url="https://daily.example/copied", date="2024-12-31T00:00:00+00:00"))
    desk.release()
    found = desk.diff("0.1.0", "0.2.0")
    assert desk.reasons("0.1.0", "0.2.0") == {("added", "new"): 1}
    assert found["tables"]["duplicates"] == {"added": 1, "removed": 0, "changed": 0}


def test_an_earlier_original_moves_the_cluster(desk: Desk) -> None:
    first = story(3, url="https://daily.example/first", date="2024-01-01T00:00:00+00:00")
    desk.write(*stories(), first)
    desk.release()
    rows = {row["reason"]: row for row in desk.diff("0.1.0", "0.2.0")["rows"]}
    assert rows["re-related"]["id"] == desk.id_of(3)
    assert rows["re-related"]["fields"] == ["cluster", "role"]


def test_diff_and_the_table_changes_say_the_same(desk: Desk) -> None:
    desk.write(*stories(2, 4, 10, 11), later(4), story(11, url=story(10)["url"]), story(12))
    desk.release()
    told = {(row["id"], row["change"], row["reason"]) for row in desk.diff("0.1.0", "0.2.0")["rows"]}
    table = read_table(desk.frozen("0.2.0"), "changes")
    assert told == set(table.select("id", "change", "reason").iter_rows())


def test_a_candidate_is_told_of_as_its_release_will_be(desk: Desk) -> None:
    desk.write(*stories(2, 4), later(4), story(12))
    desk.release()
    released = desk.reasons("0.1.0", "0.2.0")
    assert desk.reasons("0.1.0", "candidate") == released


def test_releases_that_are_not_neighbours(desk: Desk) -> None:
    desk.write(*stories(2, 4), later(4), story(12))
    assert desk.release() == "0.2.0"
    name = desk.id_of(7)
    with (desk.project.root / "corpus" / "takedowns.csv").open("a") as file:
        file.write(f"id,{name},court-order,2025-02-01\n")
    desk.write(*stories(2, 4), later(4, "Later, it poured.", 2), story(12), story(13))
    assert desk.release() == "0.3.0"

    assert desk.reasons("0.1.0", "0.3.0") == {
        ("added", "new"): 2,
        ("changed", "corrected"): 1,
        ("removed", "gone"): 1,
        ("removed", "taken-down"): 1,
    }
    # Back again: what was added is what was removed, and the other way round.
    back, forth = desk.diff("0.3.0", "0.1.0"), desk.diff("0.1.0", "0.3.0")
    assert (back["added"], back["removed"], back["changed"]) == (
        forth["removed"],
        forth["added"],
        forth["changed"],
    )


def test_first_release_and_revision_over_three_releases(desk: Desk) -> None:
    """Each raw file replaces the one before, so no single build sees all crawls."""
    desk.write(*stories(11), later(11), story(12))
    desk.release()
    desk.write(*stories(11), later(11, "Later, it poured.", 2), story(12, section="Port"), story(13))
    desk.release()
    desk.write(*stories(11), later(11, "Later, it poured.", 2), story(12, section="Port"), story(13))
    put(desk.project.root / "corpus" / "raw" / "daily" / "more.jsonl", "")

    rows = read_articles(desk.frozen("0.3.0")).select("url", "first_release", "revision")
    told = {url.rsplit("-", 1)[-1]: rest for url, *rest in rows.iter_rows() if "daily" in url}
    assert told["0"] == ["0.1.0", 0]
    assert told["11"] == ["0.1.0", 2]
    assert told["12"] == ["0.2.0", 0], "another section is no other text"
    assert told["13"] == ["0.3.0", 0]


def test_an_old_crawl_that_is_no_longer_there_still_counts(desk: Desk) -> None:
    desk.write(*stories(), later(11))
    desk.release()
    assert read_articles(desk.frozen("0.2.0")).filter(id=desk.id_of(11))["revision"].item() == 1
    desk.write(*stories(11), later(11), story(12))
    desk.release()
    assert read_articles(desk.frozen("0.3.0")).filter(id=desk.id_of(11))["revision"].item() == 1


@pytest.mark.parametrize("arguments", [("0.9.0",), ("0.1.0", "9.9.9"), ("0.1.0", ""), ("nowhere/at/all",)])
def test_a_side_that_is_not_there(desk: Desk, arguments: tuple[str, ...]) -> None:
    if arguments[-1]:
        assert "a frozen version (0.1.0)" in desk.run("diff", *arguments, code=2)[1]
    else:
        desk.run("diff", *arguments)


def test_folders_without_a_project_between_them(desk: Desk) -> None:
    desk.write(*stories(), story(12))
    desk.release()
    by_folder = desk.json("diff", desk.frozen("0.1.0"), desk.frozen("0.2.0"))
    assert by_folder == desk.json("diff", "0.1.0", "0.2.0")


def test_a_release_whose_articles_cannot_be_read_is_named(desk: Desk) -> None:
    desk.write(*stories(), story(12))
    desk.release()
    for path in desk.frozen("0.1.0").glob("data/articles/*/*.parquet"):
        path.write_bytes(b"no Parquet")
    _, error = desk.run("diff", "0.1.0", "0.2.0", code=2)
    assert "0.1.0" in error
    assert "cannot be read" in error


def test_the_summary_for_people(desk: Desk) -> None:
    desk.write(*stories(3, 4), later(4), story(12))
    desk.release()
    assert desk.run("diff", "0.1.0", "0.2.0")[0] == (
        "0.1.0 -> 0.2.0: 16 articles -> 16; added 1, removed 1, changed 1\n"
        "  added            1  new in the raw input\n"
        "  changed          1  corrected by the publisher, or in the raw input\n"
        "  removed          1  no longer in the raw input\n"
        "by source:\n"
        "  daily                added            1  new\n"
        "  daily                changed          1  corrected\n"
        "  daily                removed          1  gone\n"
        "fields: body 1, modified_at 1\n"
        "table signals: added 1, removed 1, changed 1\n"
        "version: major by Frictionless and Croissant (rows-removed: articles: 1), so at least 0.2.0\n"
    )
