"""Running the suite of expectations over the release profile with Great Expectations."""

from __future__ import annotations

import logging
import math
import os
import re
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.checks.deferred import deferred
from warraq.checks.hit import Hit, plain_keys
from warraq.errors import CheckDefinitionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from warraq.checks.suite import Expectation

_INDEX = ["table", "segment", "value"]
#: First whether an expectation holds; the rows that break one are worked out for the few that do not.
_VERDICT = {"result_format": "BOOLEAN_ONLY"}
_DETAILS = {"result_format": "COMPLETE", "unexpected_index_column_names": _INDEX}
_OF_ONE_SOURCE = frozenset({"source", "source-month-language"})


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's warnings, log lines and telemetry to itself."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logger = logging.getLogger("great_expectations")
    handler, propagated = logging.NullHandler(), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagated


def _require_figure(origin: Mapping[str, Any], figures: pl.DataFrame, where: str) -> None:
    metric = origin.get("metric", "rows")
    if metric not in figures.columns or not figures.schema[metric].is_numeric():
        expected = "a numeric column of the profile"
        raise CheckDefinitionError(where, f"no figure {metric!r}", expected=expected)


def _value(origin: Mapping[str, Any], earlier: pl.DataFrame) -> Any:
    """Return the parameter's value; None where the earlier release has no such figure."""
    if "values" in origin:
        chosen = (pl.col("segment") == origin["values"]) & (pl.col("rows") > 0)
        return earlier.filter(chosen)["value"].to_list() or None
    found = earlier.filter(pl.col("scope") == "articles")[origin["metric"]].to_list()[0]
    if found is None:
        return None
    return round(found * float(origin.get("times", 1)) + float(origin.get("plus", 0)), 9)


def resolve(
    suite: Sequence[Expectation], figures: pl.DataFrame, earlier: pl.DataFrame | None
) -> tuple[list[Expectation], list[Expectation], dict[str, Any]]:
    """Return the expectations that can be run, those that must be skipped, and the parameters' values.

    Skipped are those that compare with an earlier release where there is none, or none of that figure.

    Args:
        figures: the profile.
        earlier: the profile of the earlier release.

    Raises:
        CheckDefinitionError: a parameter names no figure of the profile, or two differ under one name.
    """
    ready: list[Expectation] = []
    skipped: list[Expectation] = []
    values: dict[str, Any] = {}
    for one in suite:
        own: dict[str, Any] = {}
        for name, origin in one.parameters.items():
            _require_figure(origin, figures, one.declared)
            own[name] = None if earlier is None else _value(origin, earlier)
            if own[name] is not None and values.get(name, own[name]) != own[name]:
                raise CheckDefinitionError(
                    one.declared, f"{name} has another value elsewhere", expected="a name of its own"
                )
        if None in own.values() or (one.compares and earlier is None):
            skipped.append(one)
        else:
            ready.append(one)
            values |= own
    return ready, skipped, values


def used_columns(suite: Sequence[Expectation], figures: pl.DataFrame) -> list[str]:
    """Return the columns that the suite names: each condition costs the library a pass over all of them."""

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        for one in inner:
            yield from texts(one)

    # A condition may also be a string of code, with names of columns in it.
    named = {word for one in suite for text in texts(dict(one.config)) for word in re.findall(r"\w+", text)}
    return [name for name in figures.columns if name in _INDEX or name in named]


def _validate(
    suite: Sequence[Expectation],
    figures: pl.DataFrame,
    parameters: Mapping[str, Any],
    result_format: Mapping[str, Any],
) -> list[Any]:
    with _quiet():
        # A third of the time that the library takes to import goes into what these two draw and test.
        with deferred("scipy.stats", "altair"):
            import great_expectations as gx
        from great_expectations.core.expectation_suite import ExpectationSuite

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False, "metric_calculations": False}
        asset = context.data_sources.add_pandas("profile").add_dataframe_asset("profile")
        batch = asset.add_batch_definition_whole_dataframe("all").get_batch(
            {"dataframe": figures.select(used_columns(suite, figures)).to_pandas()}
        )
        result = batch.validate(
            ExpectationSuite(name="release", expectations=[dict(one.config) for one in suite]),
            expectation_parameters=dict(parameters),
            result_format=dict(result_format),
        )
        return list(result.results)


def _exceptions(info: Any) -> list[str]:
    """Return the messages of raised exceptions: one dict, or one dict a metric."""
    if not isinstance(info, dict):
        return []
    if "raised_exception" in info:
        return [str(info.get("exception_message"))] if info["raised_exception"] else []
    return [message for inner in info.values() for message in _exceptions(inner)]


def _shown(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "nothing"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _segment_hits(one: Expectation, result: Mapping[str, Any]) -> list[Hit]:
    column, total = str(one.config["kwargs"].get("column", "")), int(result["element_count"])
    hits = []
    for row in result["unexpected_index_list"]:
        whole = row["segment"] == "all"
        segment = "" if whole else f"{row['segment']}={row['value']}"
        source = row["value"].split("/")[0] if row["segment"] in _OF_ONE_SOURCE else None
        message = f"{one.sentence}; {column} is {_shown(row.get(column))}"
        keys = plain_keys([segment or str(row["table"])], source)
        hits.append(
            Hit(one.rule, one.severity, message, keys, total, str(row["table"]), "", segment, one.declared)
        )
    return hits


def _hits(one: Expectation, result: Mapping[str, Any]) -> list[Hit]:
    if result.get("unexpected_index_list"):
        return _segment_hits(one, result)
    observed = result.get("observed_value")
    message = one.sentence if observed is None else f"{one.sentence}; found {_shown(observed)}"
    return [
        Hit(one.rule, one.severity, message, plain_keys(["articles"]), 1, "articles", "", "", one.declared)
    ]


def _require_all(by_rule: Mapping[str, Expectation], results: Sequence[Any]) -> None:
    """Great Expectations drops an expectation that it cannot build, and reports success of the rest."""
    run = {result.expectation_config.meta["rule"] for result in results}
    for rule, one in by_rule.items():
        if rule not in run:
            found = f"{rule}: Great Expectations cannot build {one.config['type']!r} with these values"
            expected = "an expectation type and keyword arguments that it knows"
            raise CheckDefinitionError(one.declared, found, expected=expected)


def expectation_hits(
    suite: Sequence[Expectation], figures: pl.DataFrame, parameters: Mapping[str, Any]
) -> list[Hit]:
    """Return what fails of the suite: one hit a segment, or one for an expectation over a whole column.

    Args:
        figures: the profile.
        parameters: value of each `$PARAMETER`.

    Raises:
        CheckDefinitionError: Great Expectations cannot build or run an expectation.
    """
    verdicts = _results(suite, figures, parameters, _VERDICT)
    failing = [one for one, result in verdicts if not result.success]
    return [
        hit
        for one, result in _results(failing, figures, parameters, _DETAILS)
        for hit in _hits(one, result.result)
    ]


def _results(
    suite: Sequence[Expectation],
    figures: pl.DataFrame,
    parameters: Mapping[str, Any],
    result_format: Mapping[str, Any],
) -> list[tuple[Expectation, Any]]:
    """Return each expectation with its result, in the order that the library gives."""
    if not suite:
        return []
    try:
        results = _validate(suite, figures, parameters, result_format)
    except Exception as error:  # whatever it is, no verdict was reached
        found = f"{type(error).__name__}: {error}".split("\n", 1)[0][:400]
        raise CheckDefinitionError(
            "checks/release.json", found, expected="a Great Expectations suite"
        ) from error
    by_rule = {one.rule: one for one in suite}
    _require_all(by_rule, results)
    judged = [(by_rule[result.expectation_config.meta["rule"]], result) for result in results]
    for one, result in judged:
        raised = _exceptions(result.exception_info)
        if raised:
            raise CheckDefinitionError(
                one.declared, f"{one.rule}: {raised[0]}"[:400], expected="an expectation that can run"
            )
    return judged
