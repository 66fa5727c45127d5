"""Names and tags are repaired like the text, and stay what they were."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.text.labels import clean_label


@pytest.mark.parametrize(
    ("found", "cleaned"),
    [
        (None, None),
        ("", None),
        (" \u200f\x00", None),
        ("Local\x07 desk", "Local desk"),
        ("\u202bقسم المحليات\u202c", "قسم المحليات"),
        ("ط§ظ„ظ…ط§ط،", "الماء"),
        ("Cafe\u0301", "Café"),
        ("خانه\u200cها", "خانه\u200cها"),
        ("  La   rédaction ", "La rédaction"),
    ],
)
def test_labels_are_cleaned(found: str | None, cleaned: str | None) -> None:
    assert clean_label(found) == cleaned


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=30))
def test_what_is_clean_stays(text: str) -> None:
    once = clean_label(text)
    assert clean_label(once) == once
