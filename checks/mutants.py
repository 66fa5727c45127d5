"""A defect for each rule in `articles.py` and `release.json`; `warraq check --prove` plants them one by one.

A mutant changes the tables of a small copy; `warraq.checks.prove.plant` has what it takes. A rule of your own
needs one too. A pair of mutants is for a rule that compares: the release before, and the candidate.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.prove.plant import NUMBER, both, clones, every, first, keep, row

if TYPE_CHECKING:
    from warraq.checks.prove.plant import Tables

NOON = datetime(2024, 3, 5, 12)  # noqa: DTZ001 - tables hold UTC without a zone
DAY = timedelta(days=1)
DATED = {
    "published_precision": "minute",
    "published_origin": "metadata",
    "modified_at": None,
    "fetched_at": None,
}
UNDATED = {"published_at": None, "published_precision": "none", "published_origin": "none"}
PARAGRAPH = "The same long paragraph stands here a second time, word by word, as in a bad page."

body = pl.col("body")
head = pl.col("id").first()
other_language = pl.when(pl.col("language").str.starts_with("fr")).then(pl.lit("en")).otherwise(pl.lit("fr"))


def adding(text: str) -> pl.Expr:
    """Return the body with more text behind it."""
    return body + pl.lit(text)


def head_elsewhere(tables: Tables) -> Tables:
    """Return tables in which the article that names a cluster lies in another one."""
    ids = tables["articles"]["id"].to_list()
    moved = both(row(0, cluster=ids[1], role="copy"), row(1, cluster=ids[2], role="copy"))
    return moved(tables)


ROWS = {
    "precision-without-date": first(published_at=NOON, **{**DATED, "published_precision": "none"}),
    "origin-without-date": first(published_at=NOON, **{**DATED, "published_origin": "none"}),
    "role-cluster": first(role="copy"),
    "cluster-head": both(clones(3), head_elsewhere),
    "cluster-spans-splits": both(clones(3, cluster=head, split="train"), first(split="test")),
    "license-missing": first(license=None),
    "license-differs": first(license="LicenseRef-planted"),
    "mojibake-left": first(body=adding(" Ø§Ù„Ù…Ø¯ÙŠÙ†Ø©.")),
    "controls-left": first(body=adding(" \x07.")),
    "title-equals-body": first(body=pl.col("title")),
    "modified-before-published": first(published_at=NOON, **{**DATED, "modified_at": NOON - DAY}),
    "published-after-fetched": first(published_at=NOON, **{**DATED, "fetched_at": NOON - 2 * DAY}),
    "modified-after-fetched": first(
        published_at=NOON, **{**DATED, "fetched_at": NOON, "modified_at": NOON + 2 * DAY}
    ),
    "published-before-source": first(published_at=datetime(1799, 3, 5), **DATED),  # noqa: DTZ001
    "language-differs": first(language=other_language),
    "language-unsure": first(language_score=0.1),
    "body-short": first(body="Six words are not an article."),
    "title-long": first(title="A headline that does not end " * 20),
    "boilerplate-left": first(body=adding("\n\nRead also: the harbour in winter")),
    "paragraph-repeated": first(body=adding(f"\n\n{PARAGRAPH}\n\n{PARAGRAPH}")),
    "markup-left": first(body=adding(" <br> and on.")),
    "entities-left": first(body=adding(" bread &amp; butter.")),
    "replacement-left": first(body=adding(" \ufffd.")),
    "presentation-forms-left": first(body=adding(" \ufeb3\ufefc\ufee1.")),
    "bidi-left": first(body=adding(" \u202eand on.")),
    "tatweel-left": first(body=adding(" مديـــنة.")),
    "emails-left": first(body=adding(" a@desk.example, b@desk.example, c@desk.example.")),
    "phones-left": first(body=adding(" +961 1 000 001, +961 1 000 002, +961 1 000 003.")),
    "iban-left": first(body=adding(" GB82 WEST 1234 5698 7654 32.")),
    "january-first": first(
        published_at=datetime(2024, 1, 1),  # noqa: DTZ001
        **{**DATED, "published_precision": "day"},
    ),
}

SEGMENTS = {
    "articles-absent": keep(pl.lit(value=False)),
    "titles-absent": first(title=None),
    "source-empty": keep(pl.col("source") != pl.col("source").first()),
    "undated-many": clones(60, **UNDATED),
    "january-first-many": clones(60, published_at=datetime(2024, 1, 1, 9), **DATED),  # noqa: DTZ001
    "crawl-times-many": clones(60, published_at=NOON, **{**DATED, "fetched_at": NOON}),
    "words-median": clones(60, words=3),
    "words-longest": clones(60, words=30_000),
    "copies-many": clones(60, cluster=head, role=pl.when(NUMBER > 0).then(pl.lit("copy")).otherwise("role")),
    "language-score-median": clones(60, language_score=0.4),
    "language-minority": clones(60, language=other_language),
    "endings-cut": clones(60, body=adding(" and so on without")),
    "bodies-cut": clones(60, body=adding(" and so on...")),
    "lengths-equal": clones(60, body=body.str.pad_end(4_000, ".").str.head(200)),
    "titles-repeated": clones(60, title="The Harbour Courier"),
    "openings-repeated": clones(60, body=pl.lit("A notice stands before every article.\n\n") + body),
    "closings-repeated": clones(60, body=adding("\n\nA notice stands behind every article.")),
    "emails-many": clones(60, body=adding(" Write to a@desk.example.")),
    "phones-many": clones(60, body=adding(" Call +961 1 000 001.")),
    "train-empty": clones(60, split="test"),
    "test-empty": clones(60, split="train"),
    "month-length": clones(
        90,
        published_at=pl.when(NUMBER < 30).then(pl.lit(NOON)).otherwise(pl.lit(NOON + 60 * DAY)),
        words=pl.when(NUMBER < 30).then(20).otherwise(400),
        **DATED,
    ),
    # April has one article between months of thirty.
    "month-thin": clones(
        91,
        published_at=pl.lit(NOON)
        + pl.duration(
            days=pl.when(NUMBER < 30)
            .then(0)
            .when(NUMBER < 60)
            .then(60)
            .when(NUMBER < 90)
            .then(90)
            .otherwise(30)
        ),
        **DATED,
    ),
}

DRIFT = {
    "rows-fell": (clones(60), clones(30)),
    "source-fell": (clones(60), clones(20)),
    "source-vanished": (clones(60), both(clones(60), keep(pl.lit(value=False)))),
    "words-drifted": (clones(60, words=400), clones(60, words=100)),
    "undated-rose": (clones(60, published_at=NOON, **DATED), clones(60, **UNDATED)),
    "copies-rose": (clones(60), every(role="copy")),
    "language-share-moved": (clones(60), clones(60, language=other_language)),
    "null-share-rose": (clones(60, section="city"), clones(60, section=None)),
}

MUTANTS = {**ROWS, **SEGMENTS, **DRIFT}
