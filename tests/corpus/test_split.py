"""Groups are dealt whole, frozen splits hold, and nothing related stays in two splits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.relate.numbers import NUMBER
from warraq.corpus.relate.split import deal
from warraq.errors import ProjectError
from warraq.model.settings import ReleaseSettings, Splits, parse_settings

ROW = {"id": NUMBER, "cluster": NUMBER, "group": NUMBER, "published_at": pl.Datetime("us")}
LINK = {"id_a": NUMBER, "id_b": NUMBER}
KEPT = {"id": NUMBER, "split": pl.String()}
BY_TIME = Splits(by="time", test_months=1, validation_months=1)


def name(number: int) -> int:
    """Return an id: the first of its 128 bits, which decide by hash, look drawn by chance."""
    return (number * 2654435761 % 2**32 << 96) | number


def rows(*given: tuple[int, int, int, datetime | None]) -> pl.DataFrame:
    """Return rows of (id, cluster, group, date)."""
    ids = [(name(one), name(cluster), name(group), day) for one, cluster, group, day in given]
    return pl.DataFrame(ids, schema=ROW, orient="row")


def links(*pairs: tuple[int, int]) -> pl.DataFrame:
    return pl.DataFrame([(name(a), name(b)) for a, b in pairs], schema=LINK, orient="row")


def kept(**splits: str) -> pl.DataFrame:
    """Return what was frozen: `_3="test"` is article 3 in test."""
    return pl.DataFrame(
        [(name(int(key[1:])), split) for key, split in splits.items()], schema=KEPT, orient="row"
    )


def dealt(frame: pl.DataFrame, pairs: pl.DataFrame, earlier: pl.DataFrame, by: Splits = BY_TIME) -> list[Any]:
    result = deal(frame, pairs, by, earlier)
    assert result["id"].equals(frame["id"])
    return result["split"].to_list()


def day(month: int, number: int = 1) -> datetime:
    return datetime(2024, month, number)  # noqa: DTZ001 - stored without a zone


def test_the_latest_months_are_test_and_the_undated_train() -> None:
    frame = rows(
        (1, 1, 1, day(3)), (2, 2, 2, day(5)), (3, 3, 3, day(6)), (4, 4, 4, day(6, 30)), (5, 5, 5, None)
    )
    assert dealt(frame, links(), kept()) == ["train", "validation", "test", "test", "train"]


def test_months_without_articles_are_not_counted() -> None:
    frame = rows((1, 1, 1, day(1)), (2, 2, 2, day(3)), (3, 3, 3, day(9)))
    two = Splits(by="time", test_months=2, validation_months=0)
    assert dealt(frame, links(), kept(), two) == ["train", "test", "test"]


def test_a_group_counts_for_its_first_publication() -> None:
    frame = rows((1, 1, 1, day(3)), (2, 1, 1, day(6)), (3, 3, 3, day(6)), (4, 4, 4, day(4)))
    assert dealt(frame, links((1, 2)), kept()) == ["train", "train", "test", "validation"]


def test_an_id_keeps_its_split_when_newer_months_come() -> None:
    frame = rows((1, 1, 1, day(3)), (2, 2, 2, day(4)), (3, 3, 3, day(5)), (4, 4, 4, day(6)))
    assert dealt(frame, links(), kept(_1="train", _2="test")) == ["train", "test", "validation", "test"]


def test_a_new_copy_of_a_test_article_goes_to_test() -> None:
    frame = rows((1, 1, 1, day(1)), (2, 1, 1, day(2)), (3, 3, 3, day(6)), (4, 4, 4, day(5)))
    assert dealt(frame, links((1, 2)), kept(_1="test"))[:2] == ["test", "test"]


def test_a_new_article_between_train_and_test_is_held_out() -> None:
    frame = rows((1, 1, 1, day(1)), (2, 2, 1, day(1)), (3, 1, 1, day(2)), (4, 2, 1, day(2)))
    pairs = links((1, 3), (2, 3), (2, 4))
    assert dealt(frame, pairs, kept(_1="train", _2="test")) == ["train", "test", None, "test"]


def test_of_two_frozen_articles_that_turn_out_related_the_one_in_train_is_held_out() -> None:
    frame = rows((1, 1, 1, day(1)), (2, 1, 1, day(2)))
    assert dealt(frame, links((1, 2)), kept(_1="train", _2="test")) == [None, "test"]


def test_shares_mean_nothing_by_time_and_are_refused() -> None:
    data: dict[str, object] = {"splits": {"by": "time", "test": 0.2}}
    with pytest.raises(ProjectError) as caught:
        parse_settings(ReleaseSettings, data, "build/release.toml")
    assert "test has no meaning" in str(caught.value.expected)


def numbered(count: int) -> pl.DataFrame:
    ids = pl.Series([name(number) for number in range(count)], dtype=NUMBER)
    return pl.DataFrame({"id": ids, "cluster": ids, "group": ids}).with_columns(
        published_at=pl.lit(None, pl.Datetime("us"))
    )


def test_shares_of_the_splits_are_those_asked_for() -> None:
    dealt = deal(numbered(20_000), links(), Splits(train=0.7, validation=0.1, test=0.2), kept())
    share = {name: count / 20_000 for name, count in dealt.group_by("split").len().iter_rows()}
    assert abs(share["train"] - 0.7) < 0.02
    assert abs(share["test"] - 0.2) < 0.02


def test_a_split_with_no_share_stays_empty() -> None:
    assert set(
        deal(numbered(500), links(), Splits(train=0.0, validation=0.5, test=0.5), kept())["split"]
    ) == {
        "validation",
        "test",
    }
    assert set(
        deal(numbered(500), links(), Splits(train=1.0, validation=0.0, test=0.0), kept())["split"]
    ) == {"train"}


graphs = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=14)
frozen = st.dictionaries(st.integers(0, 11), st.sampled_from(["train", "validation", "test"]), max_size=8)


def components(pairs: list[tuple[int, int]]) -> dict[int, int]:
    group = {number: number for number in range(12)}
    for _ in group:
        for one, other in pairs:
            group[one] = group[other] = min(group[one], group[other])
    return group


@settings(max_examples=150, deadline=None)
@given(pairs=graphs, earlier=frozen, by=st.sampled_from([BY_TIME, Splits()]), chance=st.randoms())
def test_related_articles_never_stay_in_two_splits(
    pairs: list[tuple[int, int]], earlier: dict[int, str], by: Splits, chance: Any
) -> None:
    pairs = [(one, other) for one, other in pairs if one != other]
    group = components(pairs)
    leader = {number: min([number, *(a for a, b in pairs if b == number)]) for number in range(12)}
    frame = rows(*((one, leader[one], group[one], day(1 + one % 6)) for one in range(12)))
    before = kept(**{f"_{one}": split for one, split in earlier.items()})
    split = dict(zip(range(12), dealt(frame, links(*pairs), before, by), strict=True))
    for one, other in pairs:
        assert None in (split[one], split[other]) or split[one] == split[other]
    for one, was in earlier.items():
        assert split[one] in (was, None)
    order = list(range(12))
    chance.shuffle(order)
    again = deal(frame[order], links(*pairs), by, before)
    assert dict(again.select("id", "split").iter_rows()) == {name(one): split[one] for one in split}
