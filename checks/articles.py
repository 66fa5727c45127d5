"""Rules for articles beyond types and constraints.

Each is a pandera check over the rows of the table, without the text but with what was measured on it; the
columns are listed at `warraq.checks.derive.Frames`. A rule holds where its expression is true, and does not
apply where it is null. `RULES` sorts them by what they mean for a release: an error stops it.
`checks/policy.toml` can change that, allow a share of rows, or waive a rule for a time. `checks/mutants.py`
holds a defect for each, so that `warraq check --prove` can show that the rule finds it.
"""

from __future__ import annotations

from datetime import timedelta

import pandera.polars as pa
import polars as pl


def rule(name: str, sentence: str, reason: str, holds: pl.Expr) -> pa.Check:
    """Return a check with the rule's id, what is wrong, why that matters, and what must be true."""
    return pa.Check(lambda rows: rows.lazyframe.select(holds), name=name, error=sentence, description=reason)


DAY = timedelta(days=1)
UNSURE = 0.3

published = pl.col("published_at")
modified = pl.col("modified_at")
fetched = pl.col("fetched_at")
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
        "Users who filter by precision would keep articles without a date, or lose some that have one.",
        (precision == "none") != dated,
    ),
    rule(
        "origin-without-date",
        "published_origin is none although there is a date, or the reverse",
        "A date of which nobody can say where it was found cannot be trusted or corrected.",
        (pl.col("published_origin") == "none") != dated,
    ),
    rule(
        "role-cluster",
        "an article is called original although its cluster has another's id, or the reverse",
        "Whoever keeps originals only would keep a copy, or lose the text altogether.",
        original == (pl.col("cluster") == pl.col("id")),
    ),
    rule(
        "cluster-head",
        "the article that names a cluster lies in another",
        "Copies would be joined to an article that is itself a copy of a third.",
        pl.col("cluster_head"),
    ),
    rule(
        "cluster-spans-splits",
        "a cluster of copies lies in several splits",
        "A text that was trained on would be tested on.",
        pl.col("cluster_splits") == 1,
    ),
    rule(
        "license-missing",
        "an article has no licence",
        "Nobody may use a text whose licence is not stated.",
        pl.col("license").is_not_null(),
    ),
    rule(
        "license-differs",
        "an article has another licence than its source",
        "The table sources is where people look up the rights; two statements mean that one is wrong.",
        pl.col("license") == pl.col("source_license"),
    ),
    rule(
        "mojibake-left",
        "text shows bytes read in the wrong encoding",
        "The words cannot be read, and models learn the damage.",
        ~pl.col("mojibake"),
    ),
    rule(
        "controls-left",
        "text holds control characters",
        "They are no text, and break terminals, XML and line-based tools.",
        ~pl.col("control_characters"),
    ),
    rule(
        "title-equals-body",
        "title and body are the same text",
        "Either the headline was taken for the article, or the reverse.",
        ~pl.col("title_is_body"),
    ),
)

WARNINGS = (
    rule(
        "modified-before-published",
        "an article was modified before it was published",
        "One of the two dates was misread: day and month exchanged, or a zone left out.",
        modified >= published - slack,
    ),
    rule(
        "published-after-fetched",
        "an article was published more than a day after it was fetched",
        "A page cannot be fetched before it exists: the date was misread, or is of an event to come.",
        published <= fetched + DAY,
    ),
    rule(
        "modified-after-fetched",
        "an article was modified more than a day after it was fetched",
        "What was fetched cannot be younger than the fetching: the date was misread.",
        modified <= fetched + DAY,
    ),
    rule(
        "published-before-source",
        "an article is older than its source, by `founded` in corpus/sources.toml",
        "A date before the first issue is a fault of reading, such as 1970 or a two-digit year.",
        published.dt.date() >= pl.col("source_founded"),
    ),
    rule(
        "language-differs",
        "an article is in another language than its source declares",
        "The wrong section was scraped, or the detector is wrong on this source.",
        (pl.col("language_base") == pl.col("source_base")) | (pl.col("language_base") == "und"),
    ),
    rule(
        "language-unsure",
        "the language has a score below 0.3",
        "Such text is often a list, a table or debris rather than an article.",
        pl.col("language_score") >= UNSURE,
    ),
    rule(
        "body-short",
        "a body has fewer than 20 words",
        "Most of an article of a line was lost, or it was a caption or a teaser.",
        (pl.col("words") >= 20) | unspaced_length | (pl.col("source_tier") != "full"),
    ),
    rule(
        "title-long",
        "a title has more than 300 characters",
        "A first paragraph was taken for the headline.",
        pl.col("title_characters") <= 300,
    ),
    rule(
        "boilerplate-left",
        "a body holds a line of the page around it",
        "Lines that stand on every page teach a model to write them.",
        ~pl.col("boilerplate"),
    ),
    rule(
        "paragraph-repeated",
        "a body holds a long paragraph twice",
        "A pull quote, a caption or the whole text was read twice.",
        pl.col("repeated_paragraphs") == 0,
    ),
    rule(
        "markup-left", "text holds HTML tags", "Tags are of the page and not of the text.", ~pl.col("markup")
    ),
    rule(
        "entities-left",
        "text holds HTML entities",
        "Text that was escaped twice stays escaped once.",
        ~pl.col("entities"),
    ),
    rule(
        "replacement-left",
        "text holds U+FFFD, the sign of lost characters",
        "Something decoded the page with the wrong encoding and lost letters for good.",
        ~pl.col("replacement_characters"),
    ),
    rule(
        "presentation-forms-left",
        "text holds Arabic presentation forms",
        "The same word is then spelt in two ways, and search and models miss one.",
        ~pl.col("presentation_forms"),
    ),
    rule(
        "bidi-left",
        "text holds invisible direction marks",
        "They make equal texts differ, and can make a line read as something else.",
        ~pl.col("bidi_controls"),
    ),
    rule(
        "tatweel-left",
        "words are stretched with tatweel",
        "A stretched word equals no other spelling of it.",
        ~pl.col("tatweel"),
    ),
    rule(
        "emails-left",
        "a body holds three e-mail addresses or more",
        "Addresses in such number are of a page's staff or readers, and are personal data.",
        pl.col("emails") < 3,
    ),
    rule(
        "phones-left",
        "a body holds three telephone numbers or more",
        "Numbers in such number are of a contact page or of readers, and are personal data.",
        pl.col("phones") < 3,
    ),
    rule(
        "iban-left",
        "a body holds the number of a bank account",
        "It names a person's or a charity's account, and invites fraud wherever the text is repeated.",
        pl.col("ibans") == 0,
    ),
)

NOTES = (
    rule(
        "january-first",
        "a date is 1 January at midnight, the usual guess of date readers",
        "A reader that knows only the year fills in the first day.",
        ~january_first,
    ),
)

RULES = {"error": ERRORS, "warning": WARNINGS, "info": NOTES}
