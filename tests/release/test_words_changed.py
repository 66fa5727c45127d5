"""What changed in one article, word by word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_chain import stories

from projects import story
from warraq.release.diff.words import word_changes

if TYPE_CHECKING:
    from release_chain import Desk

words = st.lists(
    st.sampled_from(["الميناء", "مدینه", "harbour", "quay", "—", "3,5", "İzmir", "\n", "\n\n", "a"]),
    max_size=30,
)


def text_of(parts: list[str]) -> str:
    return " ".join(parts)


def tokens(text: str) -> list[str]:
    return re.findall(r"\S+|\n", text)


@settings(max_examples=150, deadline=None)
@given(old=words.map(text_of), new=words.map(text_of))
def test_the_pieces_give_both_texts(old: str, new: str) -> None:
    pieces = word_changes(old, new)
    for kept, whole in (({"same", "removed"}, old), ({"same", "added"}, new)):
        assert tokens(" ".join(text for op, text in pieces if op in kept)) == tokens(whole)
    assert all(text for _, text in pieces)


@settings(max_examples=60, deadline=None)
@given(text=words.map(text_of))
def test_a_text_and_itself(text: str) -> None:
    assert {op for op, _ in word_changes(text, text)} <= {"same"}


def test_one_word() -> None:
    assert word_changes("The old quay opened.", "The new quay opened.") == [
        ("same", "The"),
        ("removed", "old"),
        ("added", "new"),
        ("same", "quay opened."),
    ]


def test_long_texts_are_compared_by_line_first_and_give_both_texts() -> None:
    lines = [f"Line {number} of the minutes of the harbour board." for number in range(2_000)]
    other = [line for at, line in enumerate(lines) if at % 97] + ["A last line."]
    old, new = "\n\n".join(lines), "\n\n".join(other)
    pieces = word_changes(old, new)
    for kept, whole in (({"same", "removed"}, old), ({"same", "added"}, new)):
        assert " ".join(text for op, text in pieces if op in kept).split() == whole.split()
    assert any(op == "added" and text.endswith("A last line.") for op, text in pieces)


@pytest.fixture
def corrected(desk: Desk) -> str:
    text = str(story(4)["text"]).replace("dry morning", "wet morning") + "\n\nLater, it poured."
    desk.write(*stories(3, 4), story(4, text=text, section="Harbour"))
    desk.release()
    return desk.id_of(4)


def test_by_the_first_digits_of_an_id(desk: Desk, corrected: str) -> None:
    found = desk.json("diff", "0.1.0", "0.2.0", "--id", corrected[:8].upper())
    assert (found["id"], found["change"]) == (corrected, "changed")
    assert list(found["texts"]) == ["body"]
    body = [(piece["op"], piece["words"].split()) for piece in found["texts"]["body"]]
    assert ("removed", ["dry"]) in body
    assert ("added", ["wet"]) in body
    assert body[-1] == ("added", ["Later,", "it", "poured."])
    assert found["fields"]["section"] == {"old": None, "new": "Harbour"}


def test_for_people(desk: Desk, corrected: str) -> None:
    out, _ = desk.run("diff", "0.1.0", "0.2.0", "--id", corrected)
    assert "[-dry-] {+wet+}" in out
    assert "{+Later, it poured.+}" in out
    assert "section: None -> Harbour" in out


def test_an_article_on_one_side_only(desk: Desk, corrected: str) -> None:
    assert corrected
    gone = desk.id_of(3)
    assert desk.json("diff", "0.1.0", "0.2.0", "--id", gone)["change"] == "removed"
    assert desk.json("diff", "0.2.0", "0.1.0", "--id", gone)["change"] == "added"
    assert "removed" in desk.run("diff", "0.1.0", "0.2.0", "--id", gone)[0]


def test_an_article_that_is_the_same(desk: Desk, corrected: str) -> None:
    assert corrected
    out, _ = desk.run("diff", "0.1.0", "0.2.0", "--id", desk.id_of(5))
    assert "the same on both sides" in out


@pytest.mark.parametrize("wanted", ["", "a", "zzzzzzzz", "0" * 40, "' or 1"])
def test_an_id_that_is_none(desk: Desk, wanted: str) -> None:
    _, error = desk.run("diff", "0.1.0", "candidate", "--id", wanted, code=2)
    assert "--id" in error
