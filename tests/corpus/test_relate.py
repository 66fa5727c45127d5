"""Crawls of one article become one row, and its corrections are counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.relate.groups import merge_revisions

DAY = datetime(2024, 10, 1)  # noqa: DTZ001 - stored without a zone
SCHEMA = {
    "row": pl.Int64(),
    "file": pl.UInt32(),
    "position": pl.Int64(),
    "id": pl.String(),
    "text": pl.String(),
    "modified_at": pl.Datetime("us"),
    "fetched_at": pl.Datetime("us"),
}


def row(id_: str, number: int = 1, **values: Any) -> dict[str, Any]:
    base = dict.fromkeys(SCHEMA) | {"row": number, "file": 0, "position": number, "id": id_, "text": id_}
    return base | values


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA)


def test_the_latest_crawl_is_kept_and_corrections_are_counted() -> None:
    rows = frame(
        row("a", 1, text="first"),
        row("a", 2, text="second", modified_at=DAY),
        row("a", 3, text="first"),
        row("b", 4),
    )
    merged = merge_revisions(rows)
    kept = merged.filter("kept").sort("id")
    assert kept["row"].to_list() == [2, 4]
    assert kept["revision"].to_list() == [1, 0]


def test_an_unchanged_page_crawled_again_is_no_correction() -> None:
    merged = merge_revisions(frame(row("a", 1), row("a", 2, fetched_at=DAY)))
    assert merged.filter("kept")["revision"].to_list() == [0]
    assert merged.filter("kept")["row"].to_list() == [2]


records = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.sampled_from("tuv"),
        st.none() | st.integers(0, 3),
    ),
    min_size=1,
    max_size=25,
)


def built(rows: list[tuple[str, str, int | None]]) -> list[dict[str, Any]]:
    return [
        row(
            id_,
            number,
            text=text,
            modified_at=None if days is None else DAY + timedelta(days=days),
        )
        for number, (id_, text, days) in enumerate(rows)
    ]


@settings(max_examples=60, deadline=None)
@given(rows=records, chance=st.randoms(use_true_random=False))
def test_order_changes_nothing_and_nothing_gets_lost(rows: list[Any], chance: Any) -> None:
    ordered = built(rows)
    shuffled = list(ordered)
    chance.shuffle(shuffled)
    one, other = (merge_revisions(frame(*some)) for some in (ordered, shuffled))
    assert one.height == len(rows)
    assert one.filter("kept")["id"].sort().to_list() == sorted({id_ for id_, *_ in rows})
    assert one.sort("row").equals(other.sort("row"))
