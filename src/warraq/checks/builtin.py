"""The rules that stand in the toolkit itself: id, severity, sentence and reason of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from warraq.checks.hit import Hit, plain_keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warraq.model.finding import Severity

DECLARED = "built in"


class Builtin(NamedTuple):
    """A rule of the toolkit: its severity, what is wrong where it fails, and why that matters."""

    severity: Severity
    sentence: str
    reason: str


#: Rule -> what it says. Ids are stable: policies and waivers name them.
BUILTIN: dict[str, Builtin] = {
    "body-missing": Builtin(
        "error",
        "an article has no body although its source's tier is full or excerpt",
        "Only a source that is released as metadata goes without; here the text was lost.",
    ),
    "card-differs": Builtin(
        "error",
        "the dataset card states another number of articles than the files have",
        "People cite and choose a dataset by its card; a number that was edited or went stale misleads them.",
    ),
    "changes-untrue": Builtin(
        "error",
        "the table changes names an added or changed id that articles lacks, or a removed one that is there",
        "Users update their copies by this table; a wrong row leaves them with another corpus.",
    ),
    "characters-differ": Builtin(
        "error",
        "characters is not the number of code points of body",
        "A count that is not the body's says that one of the two was changed after the build.",
    ),
    "descriptor-invalid": Builtin(
        "error",
        "the descriptor is not a valid Data Package",
        "Tools that read Data Packages refuse the release.",
    ),
    "descriptor-key": Builtin(
        "error",
        "a foreign key refers to a table or field that is not declared",
        "The key promises a join that nobody can make.",
    ),
    "descriptor-license": Builtin(
        "error",
        "a licence is missing, or is neither an SPDX id nor a LicenseRef",
        "Without a licence that can be looked up nobody may use the data.",
    ),
    "descriptor-name": Builtin(
        "error",
        "a name is not made of lower-case letters, digits, '.', '_' and '-'",
        "Names become paths and configs; others than these break in some file system or hub.",
    ),
    "descriptor-version": Builtin(
        "error",
        "the version is not MAJOR.MINOR.PATCH",
        "Releases are put in order by it, and results are cited by it.",
    ),
    "duplicates-untrue": Builtin(
        "error",
        "a pair in duplicates is not what it says, or a copy in articles has none that proves it",
        "Copies are left out and counted by the table; what its own measures contradict was put in later.",
    ),
    "empty-string": Builtin(
        "error",
        "a field holds the empty string where null is meant",
        "Counting what is missing, and joining on it, goes wrong where there are two ways of saying nothing.",
    ),
    "file-missing": Builtin(
        "error", "a file of a table is not there", "The release is not whole, and loading it fails."
    ),
    "file-misplaced": Builtin(
        "error",
        "an article lies in the file of another split or month",
        "Splits are loaded by their files: an article of the test set would be trained on.",
    ),
    "file-schema": Builtin(
        "error",
        "a file's columns are not those that the descriptor declares",
        "Readers scan all files of a table with one schema and fail on the odd one, or fill it with nulls.",
    ),
    "file-stray": Builtin(
        "error",
        "a file below data/ belongs to no table",
        "Loaders that take every Parquet file below data/ would read it as articles.",
    ),
    "file-unreadable": Builtin("error", "a file is not readable Parquet", "Its rows are lost to every user."),
    "file-unsorted": Builtin(
        "error",
        "the rows of a file are not sorted by published_at and id",
        "The order makes the same rows the same bytes, and lets readers skip row groups by date.",
    ),
    "foreign-key": Builtin(
        "error", "a key refers to a row that is not there", "A join on the key loses or invents rows."
    ),
    "list-items": Builtin(
        "error", "a list holds null", "Readers of lists of strings do not expect a null among them."
    ),
    "manifest-changed": Builtin(
        "error",
        "a file's bytes are not those that the manifest states",
        "A frozen release never changes: the copy is damaged, or was edited.",
    ),
    "manifest-extra": Builtin(
        "error",
        "a file is not in the manifest",
        "Nobody can tell whether it belongs to the release that was checked.",
    ),
    "manifest-invalid": Builtin(
        "error",
        "manifest.json is not a list of files with sha256 and bytes",
        "Without it no copy of the release can be verified.",
    ),
    "manifest-missing": Builtin(
        "error", "a file of the manifest is not there", "The copy of the release is not whole."
    ),
    "notes-differ": Builtin(
        "error",
        "CHANGES.md states another number than the tables have",
        "People decide by the notes whether to update; the table changes is what the update does.",
    ),
    "previous-unreadable": Builtin(
        "error",
        "the earlier release cannot be read, so drift from it is unknown",
        "Rules that compare would be silent, which looks like a pass.",
    ),
    "preview-differs": Builtin(
        "error",
        "a row of data/preview.parquet is not the row of the article with its id",
        "It is what most people see of the release; a text that is not in articles was never checked.",
    ),
    "primary-key": Builtin(
        "error", "two rows have the same primary key", "A row can no longer be named, joined or taken down."
    ),
    "resource-bytes": Builtin(
        "error",
        "the descriptor states another number of bytes than the files have",
        "Downloads are checked and planned by it.",
    ),
    "resource-hash": Builtin(
        "error",
        "the descriptor states another hash than the files have",
        "Readers of Data Packages verify by it; frictionless itself passes a wrong one on Parquet.",
    ),
    "resource-rows": Builtin(
        "error",
        "the descriptor states another number of rows than the files have",
        "Rows were lost or added after the release was resolved.",
    ),
    "rights-copied": Builtin(
        "warning",
        "an article is a copy of one whose source allows less of its text to be released",
        "What one source withholds then stands in the release under another one's name.",
    ),
    "rights-exceeded": Builtin(
        "error",
        "an article holds more of its text than its source's tier allows",
        "Text would be published that nobody had the right to publish, and a release cannot be called back.",
    ),
    "rights-unknown": Builtin(
        "warning",
        "texts under a LicenseRef are released, and nobody has looked whether mining them is reserved",
        "Somebody has to look at the terms and robots.txt, and write down what was found and when.",
    ),
    "signals-missing": Builtin(
        "error",
        "an article has no row in signals",
        "Filters by quality join the two tables and would drop the article in silence.",
    ),
    "source-license": Builtin(
        "error",
        "the table sources states another licence than corpus/sources.toml",
        "The candidate is older than the settings, and would be released under rights that no longer hold.",
    ),
    "source-undeclared": Builtin(
        "error",
        "a source of articles is not declared in corpus/sources.toml",
        "Language, time zone and licence of its articles are then guesses.",
    ),
    "takedown-returned": Builtin(
        "error",
        "an article is named in corpus/takedowns.csv, or holds a text that is",
        "What was taken down comes back under another address, with the next crawl or at another source.",
    ),
    "split-leak": Builtin(
        "error",
        "two articles of different splits share text: copies, or one contained in the other by 0.6 or more",
        "Whoever trains on one copy and tests on another measures memory.",
    ),
    "split-moved": Builtin(
        "error",
        "an article lies in another split than in the release before",
        "A model that was trained on the earlier release would be tested on what it has seen.",
    ),
    "tdm-reserved": Builtin(
        "error",
        "a source that reserves text and data mining is released in full or as excerpt, without permission",
        "The exception for mining does not hold where it is reserved; the texts need a permission.",
    ),
    "text-digest": Builtin(
        "error",
        "text_sha256 is not the SHA-256 of title, subtitle and body",
        "Copies and changes are told by the digest; a wrong one hides an edit.",
    ),
    "tombstone-returned": Builtin(
        "error",
        "an article that was taken down is back",
        "A takedown is a promise to a person or publisher, and often the law.",
    ),
    "waiver-expired": Builtin(
        "error",
        "a waiver is past its date",
        "What was accepted for a time would else be accepted for ever.",
    ),
}

#: Rules that only a frozen release can break.
FROZEN = frozenset(
    {
        "card-differs",
        "manifest-changed",
        "manifest-extra",
        "manifest-invalid",
        "manifest-missing",
        "notes-differ",
        "preview-differs",
        "resource-bytes",
        "resource-hash",
        "resource-rows",
    }
)

#: Rules that only a candidate can break: they hold it to settings that may have moved on since a release.
CANDIDATE = frozenset({"source-license", "takedown-returned"})


def builtin_hit(
    rule: str,
    keys: pl.DataFrame | Iterable[str],
    total: int,
    *,
    message: str = "",
    table: str = "",
    field: str = "",
    segment: str = "",
    declared: str = DECLARED,
) -> list[Hit]:
    """Return the hit of a built-in rule in a list, or an empty list where there are no keys."""
    severity, sentence, _ = BUILTIN[rule]
    rows = keys if isinstance(keys, pl.DataFrame) else plain_keys(keys)
    if rows.is_empty():
        return []
    return [Hit(rule, severity, message or sentence, rows, total, table, field, segment, declared)]
