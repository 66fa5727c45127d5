"""What is measured on an article's text, so that no validator has to see the text itself."""

from __future__ import annotations

import hashlib

import polars as pl

from warraq.checks.text_patterns import BOILERPLATE, CUT_OFF, ENDING, FAULTS, RARE_FAULTS, SUSPICIOUS
from warraq.corpus.text.contacts import EMAIL, NUMBER_RUN, contact_counts

TEXT_FIELDS = ("title", "subtitle", "body")
#: What `measure` needs of a row and takes the place of: texts, and digests that no rule looks at.
NEEDED = (*TEXT_FIELDS, "text_sha256", "raw_sha256")

_COUNTS = (
    *(f"{name}_characters" for name in NEEDED),
    *("opening_characters", "repeated_paragraphs", "emails", "phones", "ibans"),
)
_FLAGS = (*FAULTS, *RARE_FAULTS, "boilerplate", "title_is_body", "unterminated", "cut_off", "digest_matches")
_KEYS = ("title_key", "opening_key", "closing_key")
#: The columns that are measured, in their order.
MEASURED = pl.Schema(
    {
        **dict.fromkeys(_COUNTS, pl.Int32()),  # there are many of them, and a text has no 2^31 characters
        **dict.fromkeys(_FLAGS, pl.Boolean()),
        **dict.fromkeys(_KEYS, pl.UInt64()),
    }
)

_LONG_PARAGRAPH = 60


def measured() -> pl.Expr:
    """Return one struct column with the fields of `MEASURED`, over rows with the columns `NEEDED`."""
    return pl.struct(NEEDED).map_batches(
        lambda rows: measure(rows.struct.unnest()).to_struct(rows.name),
        return_dtype=pl.Struct(dict(MEASURED)),
        is_elementwise=True,
    )


def measure(texts: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of `MEASURED`, a row for each row of the columns `NEEDED`.

    Counts: title_characters and so on for each of `NEEDED` (code points; null for null),
    opening_characters (of the first paragraph), repeated_paragraphs (paragraphs of 60 code points or more
    that repeat an earlier one), emails, phones, ibans (in body; 0 for null). Flags, never null: mojibake,
    presentation_forms, control_characters, bidi_controls, tatweel, replacement_characters, entities, markup
    (any of them left in title, subtitle or body), boilerplate (a line of the page left in body),
    title_is_body, unterminated (body ends without a final mark), cut_off (body ends as a teaser does),
    digest_matches. Hashes, for comparing within one run only: title_key, opening_key, closing_key (of the
    last paragraph; null where it is the first one too).
    """
    body, title = pl.col("body"), pl.col("title")
    plain = texts.select(
        *(pl.col(name).str.len_chars().cast(pl.Int64).alias(f"{name}_characters") for name in NEEDED),
        body.str.count_matches(EMAIL).fill_null(0).cast(pl.Int64).alias("emails"),
        *(_in_text(pattern).alias(name) for name, pattern in RARE_FAULTS.items()),
        body.str.contains(BOILERPLATE).fill_null(value=False).alias("boilerplate"),
        (title.str.strip_chars() == body.str.strip_chars()).fill_null(value=False).alias("title_is_body"),
        (~body.str.contains(ENDING).fill_null(value=False)).alias("unterminated"),
        body.str.contains(CUT_OFF).fill_null(value=False).alias("cut_off"),
        title.hash().alias("title_key"),
    )
    parts = [plain, _paragraphs(texts), _suspects(texts), _digests(texts).to_frame()]
    return pl.concat(parts, how="horizontal").select(list(MEASURED)).cast(MEASURED)


def _in_text(pattern: str) -> pl.Expr:
    return pl.any_horizontal(
        pl.col(name).str.contains(pattern).fill_null(value=False) for name in TEXT_FIELDS
    )


def _paragraphs(texts: pl.DataFrame) -> pl.DataFrame:
    split = pl.col("split")
    opening = split.list.first().str.strip_chars()
    closing = split.list.last().str.strip_chars()
    parted = texts.select(split=pl.col("body").str.split("\n\n"))
    return parted.select(
        opening_characters=opening.str.len_chars().cast(pl.Int64),
        opening_key=opening.hash(),
        closing_key=pl.when(split.list.len() > 1).then(closing.hash()),
    ).with_columns(_repeats(parted["split"]).alias("repeated_paragraphs"))


def _repeats(split: pl.Series) -> pl.Series:
    """Count the long paragraphs that repeat an earlier one, looking closely where any is repeated at all."""
    at = (split.list.n_unique() < split.list.len()).fill_null(value=False).arg_true()
    long = split.gather(at).list.eval(pl.element().filter(pl.element().str.len_chars() >= _LONG_PARAGRAPH))
    none = split.to_frame("split").select(pl.when(pl.col("split").is_not_null()).then(pl.lit(0, pl.Int64())))
    return none.to_series().scatter(at, (long.list.len() - long.list.n_unique()).cast(pl.Int64))


def _suspects(texts: pl.DataFrame) -> pl.DataFrame:
    """Return the faults and numbers that only a few texts have.

    One pass with a pattern that all of them share goes over every text; what it finds is told apart after.
    """
    numbered = {"body": f"{SUSPICIOUS}|{NUMBER_RUN}"}
    worth = (pl.col(name).str.contains(numbered.get(name, SUSPICIOUS)) for name in TEXT_FIELDS)
    at = texts.select(pl.any_horizontal(worth).fill_null(value=False)).to_series().arg_true()
    some = texts[at]
    damaged = some.select(_in_text(SUSPICIOUS)).to_series().arg_true()
    few, place = some[damaged], at.gather(damaged)
    flag = pl.repeat(value=False, n=texts.height, dtype=pl.Boolean(), eager=True)
    number = pl.repeat(0, n=texts.height, dtype=pl.Int64(), eager=True)
    found = {
        name: flag.clone().scatter(place, few.select(_in_text(pattern)).to_series())
        for name, pattern in FAULTS.items()
    }
    counts = {
        counted.name: number.clone().scatter(at, counted)
        for counted in contact_counts(some["body"]).get_columns()
    }
    return pl.DataFrame({**found, **counts})


def _digests(texts: pl.DataFrame) -> pl.Series:
    """Compare text_sha256 with the digest of the text, read as bytes where it lies."""
    whole = pl.concat_str([pl.col(name).fill_null("") for name in TEXT_FIELDS], separator="\n")
    arrow = texts.select(whole).to_series().to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = arrow.buffers()
    ends = memoryview(offsets).cast("q")[arrow.offset : arrow.offset + len(arrow) + 1].tolist()
    text = memoryview(data or b"")
    matches = [
        hashlib.sha256(text[start:end]).hexdigest() == stated
        for start, end, stated in zip(ends, ends[1:], texts["text_sha256"].to_list(), strict=False)
    ]
    return pl.Series("digest_matches", matches, dtype=pl.Boolean())
