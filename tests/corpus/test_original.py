"""Of related articles, which is the original: by credit, then date, then the source's precedence, then id."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
import pytest

from warraq.corpus.pipeline.copies import ranked
from warraq.model.settings import Source

SOURCES = {
    "wire": Source(id="wire", agency="Harbour Press"),
    "daily": Source(id="daily"),
    "mirror": Source(id="mirror", precedence=5),
}
SCHEMA = {
    "id": pl.String(),
    "source": pl.String(),
    "credited": pl.Boolean(),
    "published_at": pl.Datetime("us"),
    "published_precision": pl.String(),
}


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2024, 10, day, hour)  # noqa: DTZ001 - stored without a zone


def article(name: str, source: str = "daily", agency: str | None = None, **when: Any) -> dict[str, Any]:
    dated = {"published_at": when.get("when"), "published_precision": when.get("precision", "second")}
    return {"id": name, "source": source, "credited": agency is not None, **dated}


def order(*articles: dict[str, Any]) -> str:
    """Return the ids, the most original first; the same from whatever order they come in."""
    frame = pl.DataFrame(list(articles), schema=SCHEMA)
    told = ["".join(ranked(rows, SOURCES).sort("rank")["id"]) for rows in (frame, frame.reverse())]
    assert told[0] == told[1]
    return told[0]


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        ([article("a", "daily", "Harbour Press", when=at(1)), article("b", "wire", None, when=at(3))], "ba"),
        ([article("a", "daily", "Harbour Press", when=at(1)), article("b", "daily", None, when=at(3))], "ba"),
        ([article("a", when=at(2)), article("b", when=at(1))], "ba"),
        ([article("a"), article("b", when=at(9))], "ba"),
        ([article("a", when=at(1), precision="day"), article("b", when=at(1, 8))], "ba"),
        ([article("a", when=at(1), precision="month"), article("b", when=at(20), precision="day")], "ba"),
        ([article("a", "mirror", when=at(1)), article("b", "daily", when=at(1))], "ba"),
        ([article("b", when=at(1)), article("a", when=at(1))], "ab"),
    ],
    ids=["the agency's own", "no credit", "earlier", "dated", "time known", "day known", "precedence", "id"],
)
def test_the_original(articles: list[dict[str, Any]], expected: str) -> None:
    assert order(*articles) == expected
