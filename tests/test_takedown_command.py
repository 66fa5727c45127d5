"""`warraq takedown`: every copy is named and left out, and comes back under no other address."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from projects import bytes_below, jsonl, put, read_articles, read_table, release, story
from warraq.cli.main import main
from warraq.corpus.relate.fingerprint import VERSION, Fingerprint, fingerprints, read_fingerprint
from warraq.corpus.relate.takedowns import read_takedowns
from warraq.errors import ProjectError

if TYPE_CHECKING:
    from pathlib import Path

    from projects import MakeProject
    from warraq.model.project import Project

WORDS = [
    *("harbour", "council", "ferry", "timetable", "winter", "lantern", "bakery", "meadow", "orchard"),
    *("signal", "copper", "valley", "bridge", "market", "teacher", "concert", "glacier", "pepper"),
    *("window", "journey", "camera", "forest", "kettle", "marble", "ribbon", "saddle", "thunder", "velvet"),
]


def text(seed: int, count: int = 90) -> str:
    """Return a text of words in an order of its own, as paragraphs of thirty words."""
    words = [
        WORDS[(seed * 7 + at * (seed + 3) + at * at) % len(WORDS)] + str((seed + at) % 9)
        for at in range(count)
    ]
    return "\n\n".join(" ".join(words[at : at + 30]) + "." for at in range(0, count, 30))


@pytest.fixture
def project(new_project: MakeProject) -> Project:
    """Story 1 is reprinted by `weekly`, and abridged by `evening`; all are released as 0.1.0."""
    whole, other = text(1), text(2)
    short = "\n\n".join(whole.split("\n\n")[:2])
    made = new_project(
        {
            "daily/a.jsonl": jsonl(
                [
                    story(1, text=whole, author="Harbour Desk"),
                    story(2, text=other),
                    *(story(n) for n in range(3, 8)),
                ]
            ),
            "weekly/b.jsonl": jsonl([story(20, text=whole, url="https://weekly.example/20"), story(21)]),
            "evening/c.jsonl": jsonl([story(30, text=short, url="https://evening.example/30"), story(31)]),
        }
    )
    assert release(made).frozen is not None
    return made


def ids(project: Project, *titles: int) -> list[str]:
    """Return the ids of the stories of these numbers in 0.1.0."""
    rows = read_articles(project.releases / "0.1.0")
    found = {row["title"].split()[-1]: row["id"] for row in rows.to_dicts()}
    return sorted(found[str(title)] for title in titles)


def run(project: Project, *arguments: str) -> int:
    return main(["--project", str(project.root), "takedown", *arguments])


def document(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def rows(project: Project) -> list[dict[str, str]]:
    with project.takedowns.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("how", ["id", "url", "author", "text"])
def test_every_copy_is_named_whatever_it_is_named_by(
    project: Project, how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = ids(project, 1)[0]
    article = read_articles(project.releases / "0.1.0").filter(id=one).row(0, named=True)
    letter = tmp_path / "letter.txt"
    letter.write_text(text(1), encoding="utf-8")
    value = {
        "id": one[:10],
        "url": f"{article['url']}?utm_source=x",
        "author": "harbour  desk",
        "text": str(letter),
    }[how]
    assert run(project, "add", f"--{how}", value, "--reason", "privacy", "--yes", "--json") == 0
    found = {row["id"]: row for row in document(capsys)["articles"]}
    wanted = ids(project, 1, 20, 30)
    assert set(wanted) <= set(found)
    assert {found[name]["relation"] for name in ids(project, 30)} <= {"abridged", "named"}
    assert found[one]["places"] == ["0.1.0", "candidate"]
    assert set(wanted) <= {row["value"] for row in rows(project) if row["kind"] == "id"}


def test_the_next_release_has_none_of_them_and_says_which_went(project: Project) -> None:
    wanted = ids(project, 1, 20, 30)
    assert run(project, "add", "--id", ids(project, 1)[0], "--reason", "privacy", "--yes") == 0
    cut = release(project, "0.2.0")

    folder = project.releases / "0.2.0"
    assert cut.built.funnel.total("taken_down") == 3
    assert not set(wanted) & set(read_articles(folder)["id"])
    assert read_table(folder, "tombstones").rows() == [(name, "0.2.0", "privacy") for name in wanted]
    phrase = " ".join(text(1).split()[:5]).encode()
    for name, content in bytes_below(folder).items():
        assert phrase not in content, name
    for path in folder.glob("data/articles/*/*.parquet"):
        assert not pl.read_parquet(path)["body"].str.contains(phrase.decode(), literal=True).any()


def test_a_text_comes_back_under_no_other_address(project: Project) -> None:
    assert run(project, "add", "--id", ids(project, 1)[0], "--reason", "legal", "--yes") == 0
    again = story(50, text="A word before it. " + text(1), url="https://mirror.example/50")
    put(project.raw / "daily" / "later.jsonl", jsonl([again, story(51)]))
    cut = release(project, "0.2.0")

    assert cut.built.funnel.total("taken_down") == 4
    titles = {title.split()[-1] for title in read_articles(project.releases / "0.2.0")["title"]}
    assert "51" in titles
    assert "50" not in titles


def test_only_months_that_held_one_are_written_anew(project: Project) -> None:
    before = {path.name: path.stat().st_ino for path in project.candidate.glob("data/articles/*/*.parquet")}
    months = read_articles(project.candidate).filter(pl.col("id").is_in(ids(project, 2)))["published_at"]
    held = {f"{day:%Y-%m}.parquet" for day in months}
    assert run(project, "add", "--id", ids(project, 2)[0], "--reason", "legal", "--yes") == 0
    release(project, "0.2.0")
    after = {path.name: path.stat().st_ino for path in project.candidate.glob("data/articles/*/*.parquet")}
    same = {name for name in after if before.get(name) == after[name]}
    assert same == set(after) - held


def test_releases_that_hold_the_text_are_listed_until_they_are_gone(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, "verify") == 0
    assert run(project, "add", "--id", ids(project, 1)[0], "--reason", "legal", "--yes") == 0
    assert release(project, "0.2.0").frozen is not None
    capsys.readouterr()

    assert run(project, "verify", "--json") == 1
    told = document(capsys)
    assert told["places"] == {"0.1.0": 3, "0.2.0": 0}
    assert sorted(row["id"] for row in told["articles"]) == ids(project, 1, 20, 30)
    assert run(project, "verify") == 1
    said = capsys.readouterr()
    assert "0.2.0: clean" in said.out
    assert "0.1.0" in said.err


def test_a_candidate_that_holds_a_listed_text_fails_its_check(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    (one,) = fingerprints([text(1)])
    put(project.takedowns, f"kind,value,reason,date\ntext,{one},legal,2025-03-01\n")
    assert main(["--project", str(project.root), "check", "--json"]) == 1
    findings = {row["rule"]: row for row in document(capsys)["findings"]}
    assert findings["takedown-returned"]["samples"] == ids(project, 1, 20, 30)


def test_nothing_is_written_unless_somebody_agrees(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = project.takedowns.read_bytes()
    assert run(project, "add", "--id", ids(project, 1)[0], "--reason", "legal") == 2
    assert "--yes" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdin.readline", lambda: "n\n")
    assert run(project, "add", "--id", ids(project, 1)[0], "--reason", "legal") == 0
    assert "nothing was written" in capsys.readouterr().err
    assert project.takedowns.read_bytes() == before


def test_the_same_takedown_twice_adds_nothing(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    add = ("add", "--id", ids(project, 1)[0], "--reason", "legal", "--yes", "--json")
    assert run(project, *add) == 0
    first, content = document(capsys)["rows_added"], project.takedowns.read_bytes()
    assert run(project, *add) == 0
    assert (first, document(capsys)["rows_added"]) == (4, 0)
    assert project.takedowns.read_bytes() == content


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--reason", "legal"], "nothing is named"),
        (["--id", "abcdef"], "--reason"),
        (["--id", "zz", "--reason", "legal"], "too short"),
        (["--id", "ffffffffff", "--reason", "legal"], "no id begins with"),
        (["--url", "javascript:alert(1)", "--reason", "legal"], "no address"),
        (["--author", "…", "--reason", "legal"], "no name"),
        (["--text", "no-such-file", "--reason", "legal"], "cannot be read"),
    ],
)
def test_what_cannot_be_meant_is_an_error(
    project: Project, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, "add", *arguments, "--yes") == 2
    assert told in capsys.readouterr().err


def test_a_text_too_short_to_be_known_again_is_refused(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Only a few words.", encoding="utf-8")
    assert run(project, "add", "--text", str(letter), "--reason", "legal", "--yes") == 2
    assert "at least 20 words" in capsys.readouterr().err


def test_a_fingerprint_is_read_as_it_was_written() -> None:
    (one,) = fingerprints([text(3)])
    assert one is not None
    assert str(read_fingerprint(str(one))) == str(one)
    assert fingerprints(["a b c", None]) == [None, None]


def test_fingerprints_stay_the_same_from_version_to_version() -> None:
    (one,) = fingerprints(["وصل المركب إلى الميناء " * 3 + text(4, 24)])
    assert isinstance(one, Fingerprint)
    assert str(one).startswith(f"{VERSION}:")
    assert str(one) == GOLDEN


@pytest.mark.parametrize("value", ["w1:", "w1:!!", "w0:AAAA", "w1:AAAAAAAA", "no"])
def test_a_damaged_fingerprint_is_named_with_its_line(tmp_path: Path, value: str) -> None:
    path = tmp_path / "takedowns.csv"
    path.write_text(f"kind,value,reason,date\ntext,{value},legal,2025-03-01\n", encoding="utf-8")
    with pytest.raises(ProjectError) as caught:
        read_takedowns(path)
    assert "line 2" in caught.value.where


GOLDEN = "w1:W6T7eOQF37YoZbEQKSvij+AbBm/phKggSRCIhnIrZYtVgVtHMm8KDcFR1OmGN79Ww7M/+KttYX+a58Z/HFa//s+iwbniIlqxBsPJqyK6Qz9KugW9/u0xKvLAHoq+0APBRh0YDGzHA7HSYmbRNSiQkh7UIS7Dkq3Ywy8bznzd5w+RmOvg6UXffc7xGl9j+0Py8mISuef1wuTYP5j3haOe4Ab4YG6TbBn5"  # noqa: E501 - one string, as it stands in the file
