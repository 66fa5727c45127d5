"""Crawls of one article become one row; exact copies become one cluster; splits never part a cluster."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.relate.groups import LIGHT, cluster_copies, copy_pairs, merge_revisions
from warraq.corpus.relate.split import deal
from warraq.model.settings import Splits

DAY = datetime(2024, 10, 1)  # noqa: DTZ001 - stored without a zone
SCHEMA = {
    "part": pl.UInt32(),
    "row": pl.UInt32(),
    "raw_path": pl.String(),
    "position": pl.Int64(),
    "source": pl.String(),
    "url": pl.String(),
    "id": pl.String(),
    "published_at": pl.Datetime("us"),
    "modified_at": pl.Datetime("us"),
    "fetched_at": pl.Datetime("us"),
    "text_sha256": pl.String(),
    "copy_key": pl.String(),
    "month": pl.String(),
}
NOTHING = pl.DataFrame(schema={"id": pl.String(), "split": pl.String()})


def row(id_: str, number: int = 1, **values: Any) -> dict[str, Any]:
    base = dict.fromkeys(LIGHT) | {
        "part": 0,
        "row": number,
        "raw_path": "a/x.jsonl",
        "position": number,
        "source": "a",
        "id": id_,
        "text_sha256": id_,
        "copy_key": id_,
        "month": "undated",
    }
    return base | values


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA)


def test_the_latest_crawl_is_kept_and_corrections_are_counted() -> None:
    rows = frame(
        row("a", 1, text_sha256="first"),
        row("a", 2, text_sha256="second", modified_at=DAY),
        row("a", 3, text_sha256="first"),
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


def test_the_first_published_is_the_original_and_an_unknown_date_comes_last() -> None:
    rows = frame(
        row("a", copy_key="k"),
        row("b", copy_key="k", published_at=DAY + timedelta(days=1)),
        row("c", copy_key="k", published_at=DAY),
        row("d"),
    )
    clustered = {one["id"]: (one["cluster"], one["role"]) for one in cluster_copies(rows).to_dicts()}
    assert clustered == {
        "a": ("c", "copy"),
        "b": ("c", "copy"),
        "c": ("c", "original"),
        "d": ("d", "original"),
    }


def test_pairs_lead_from_the_original_to_each_copy() -> None:
    rows = cluster_copies(frame(*(row(id_, copy_key="k") for id_ in "dcba")))
    pairs = copy_pairs(rows)
    assert pairs.select("id_a", "id_b").rows() == [("a", "b"), ("a", "c"), ("a", "d")]
    assert set(pairs["relation"]) == {"copy"}


records = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.sampled_from("tuv"),
        st.sampled_from("kl"),
        st.none() | st.integers(0, 3),
    ),
    min_size=1,
    max_size=25,
)


def built(rows: list[tuple[str, str, str, int | None]]) -> list[dict[str, Any]]:
    return [
        row(
            id_,
            number,
            text_sha256=text,
            copy_key=text + key,
            modified_at=None if days is None else DAY + timedelta(days=days),
            published_at=None if days is None else DAY + timedelta(days=days),
        )
        for number, (id_, text, key, days) in enumerate(rows)
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
    first, second = (deal(cluster_copies(some.filter("kept")), Splits(), NOTHING) for some in (one, other))
    assert first.sort("id").equals(second.sort("id"))
    assert (
        first.group_by("cluster").agg(pl.col("split").n_unique())["split"].to_list()
        == [1] * first["cluster"].n_unique()
    )
    assert first.filter(role="original")["id"].sort().equals(first["cluster"].unique().sort().alias("id"))


def numbered(count: int) -> pl.DataFrame:
    ids = [f"{number * 2654435761 % 2**32:08x}{'0' * 24}" for number in range(count)]
    return pl.DataFrame({"id": ids, "cluster": ids})


def test_shares_of_the_splits_are_those_asked_for() -> None:
    dealt = deal(numbered(20_000), Splits(train=0.7, validation=0.1, test=0.2), NOTHING)
    share = {name: count / 20_000 for name, count in dealt.group_by("split").len().iter_rows()}
    assert abs(share["train"] - 0.7) < 0.02
    assert abs(share["test"] - 0.2) < 0.02


def test_a_split_with_no_share_stays_empty() -> None:
    assert set(deal(numbered(500), Splits(train=0.0, validation=0.5, test=0.5), NOTHING)["split"]) == {
        "validation",
        "test",
    }
    assert set(deal(numbered(500), Splits(train=1.0, validation=0.0, test=0.0), NOTHING)["split"]) == {
        "train"
    }


def test_an_id_keeps_its_split_and_a_new_copy_follows_the_strictest() -> None:
    rows = numbered(2).with_columns(cluster=pl.lit("f" * 32))
    rows = pl.concat([rows, pl.DataFrame({"id": ["e" * 32], "cluster": ["f" * 32]})])
    earlier = pl.DataFrame({"id": rows["id"][:2], "split": ["validation", "test"]})
    dealt = deal(rows, Splits(), earlier)
    assert dealt["split"].to_list() == ["validation", "test", "test"]
