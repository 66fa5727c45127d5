"""The toolkit finds in rows what frictionless finds, on hundreds of planted defects of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from agreement import ours, planted, theirs
from agreement_tables import FIELDS, ROWS, SPOILT

if TYPE_CHECKING:
    from agreement import Fault


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[Fault], set[Fault], pl.DataFrame]:
    project = planted(tmp_path_factory.mktemp("planted"), seed=20240321)
    places = pl.read_parquet(project.candidate / "data" / "places.parquet")
    return ours(project), theirs(project), places


def test_both_find_the_same_rows_but_for_what_is_listed(
    verdicts: tuple[set[Fault], set[Fault], pl.DataFrame],
) -> None:
    found, reference_found, places = verdicts
    both = found & reference_found
    # Said once: `required` and `unique` on the field of a primary key say what the key would say again.
    said = {
        (table, "primary-key", field, row)
        for table, rule, field, row in both
        if (table, field) in {("articles", "id"), ("sources", "id"), ("everything", "number")}
        and rule in {"required", "unique"}
    }
    assert reference_found - found == said
    assert {table for table, *_ in said} == {"articles", "everything"}
    # A primary key must be whole; frictionless asks for one of its values.
    lacking = (places["place"].replace("", None).is_null() != places["page"].is_null()).arg_true()
    half = {("places", "primary-key", "place, page", f"row {at + 1}") for at in lacking}
    assert found - reference_found == half - both
    assert half - both


def test_every_constraint_and_key_was_broken_and_kept(
    verdicts: tuple[set[Fault], set[Fault], pl.DataFrame],
) -> None:
    found, reference_found, _ = verdicts
    both = found & reference_found
    assert len(both) > 4 * ROWS
    broken = {(table, rule, field) for table, rule, field, _ in both}
    rules = {rule for table, rule, _ in broken if table == "everything"}
    assert rules == {
        *("required", "unique", "pattern", "enum", "minimum", "maximum", "exclusive-minimum"),
        *("exclusive-maximum", "min-length", "max-length", "list-items", "primary-key", "foreign-key"),
    }
    declared = sum(len(field["constraints"]) for field in FIELDS.values())
    pairs = {(field, rule) for table, rule, field in broken if table == "everything" and field in FIELDS}
    assert (
        len(pairs - {("names", "list-items"), ("number", "primary-key"), ("parent", "foreign-key")})
        == declared
    )
    assert {field for table, _, field in broken if table == "articles"} >= set(SPOILT) - {
        *("subtitle", "body", "published_at")
    }
    assert {("places", "primary-key", "place, page"), ("everything", "foreign-key", "place, page")} <= broken
    rows = {row for table, *_, row in both if table == "articles"}
    assert 100 < len(rows) < ROWS
