"""Rules for articles beyond types and constraints.

Each is a pandera check over the rows of the table, without the text but with what was measured on it; the
columns are listed at `warraq.checks.derive.Frames`. A rule holds where its expression is true, and does not
apply where it is null. `RULES` sorts them by what they mean for a release: an error stops it.
`checks/policy.toml` can change that, allow a share of rows, or waive a rule for a time.
"""

from __future__ import annotations

from datetime import timedelta

import pandera.polars as pa
import polars as pl


def rule(name: str, sentence: str, holds: pl.Expr) -> pa.Check:
    """Return a check with the rule's id, the sentence for who reads the findings, and what must be true."""
    return pa.Check(lambda rows: rows.lazyframe.select(holds), name=name, error=sentence)


DAY = timedelta(days=1)
UNSURE = 0.3

published = pl.col("published_at")
precision = pl.col("published_precision")
original = pl.col("role") == "original"
dated = published.is_not_null()
# A bare date stands for the start of the publisher's day, which UTC may already have left.
slack = pl.when(precision.is_in(["second", "minute"])).then(pl.lit(timedelta())).otherwise(pl.lit(DAY))
midnight = published.dt.truncate("1d") == published
# Scripts without spaces have long bodies of few words.
unspaced_length = pl.col("body_characters") >= 200
january_first = (published.dt.ordinal_day() == 1) & midnight & ~precision.is_in(["month", "year"])

ERRORS = (
    rule(
        "precision-without-date",
        "published_precision is none although there is a date, or the reverse",
        (precision == "none") != dated,
    ),
    rule(
        "origin-without-date",
        "published_origin is none although there is a date, or the reverse",
        (pl.col("published_origin") == "none") != dated,
    ),
    rule(
        "role-cluster",
        "an article is called original although its cluster has another's id, or the reverse",
        original == (pl.col("cluster") == pl.col("id")),
    ),
    rule("cluster-head", "the article that names a cluster lies in another", pl.col("cluster_head")),
    rule("cluster-spans-splits", "a cluster of copies lies in several splits", pl.col("cluster_splits") == 1),
    rule("license-missing", "an article has no licence", pl.col("license").is_not_null()),
    rule("mojibake-left", "text shows bytes read in the wrong encoding", ~pl.col("mojibake")),
    rule("controls-left", "text holds control characters", ~pl.col("control_characters")),
    rule("title-equals-body", "title and body are the same text", ~pl.col("title_is_body")),
)

WARNINGS = (
    rule(
        "modified-before-published",
        "an article was modified before it was published",
        pl.col("modified_at") >= published - slack,
    ),
    rule(
        "published-after-fetched",
        "an article was published more than a day after it was fetched",
        published <= pl.col("fetched_at") + DAY,
    ),
    rule(
        "language-differs",
        "an article is in another language than its source declares",
        (pl.col("language_base") == pl.col("source_base")) | (pl.col("language_base") == "und"),
    ),
    rule(
        "language-unsure",
        "the language has a score below 0.3",
        pl.col("language_score") >= UNSURE,
    ),
    rule("body-short", "a body has fewer than 20 words", (pl.col("words") >= 20) | unspaced_length),
    rule("title-long", "a title has more than 300 characters", pl.col("title_characters") <= 300),
    rule("boilerplate-left", "a body holds a line of the page around it", ~pl.col("boilerplate")),
    rule("paragraph-repeated", "a body holds a long paragraph twice", pl.col("repeated_paragraphs") == 0),
    rule("markup-left", "text holds HTML tags", ~pl.col("markup")),
    rule("entities-left", "text holds HTML entities", ~pl.col("entities")),
    rule(
        "replacement-left",
        "text holds U+FFFD, the sign of lost characters",
        ~pl.col("replacement_characters"),
    ),
    rule("presentation-forms-left", "text holds Arabic presentation forms", ~pl.col("presentation_forms")),
    rule("bidi-left", "text holds invisible direction marks", ~pl.col("bidi_controls")),
    rule("tatweel-left", "words are stretched with tatweel", ~pl.col("tatweel")),
)

NOTES = (
    rule("january-first", "a date is 1 January at midnight, the usual guess of date readers", ~january_first),
)

RULES = {"error": ERRORS, "warning": WARNINGS, "info": NOTES}
