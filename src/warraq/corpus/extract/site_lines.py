"""The lines that the pages of one site share, counted in articles.

A line is told by its folded text with digits masked, and by whether it stands above or below the middle of
the article: a headline that other pages tease in a list below their text stays the headline above its own. A
short line is a site's own if it is seen with two articles and with few in a hundred; one that reads like
prose only if it is seen with three and with about half of them: a weekly column repeats its greeting too.
Shares are of the number of articles rounded down to a power of two, so that the lines of a site change their
standing in numbers only when the site has doubled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.extract.dump_lines import SITE_LINE, body_run, line_score
from warraq.corpus.extract.site_articles import articles_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from warraq.corpus.extract.dump_lines import Line, Run

#: How often a line is seen: with some of the site's articles, or with most of them.
SOME, MOST = 1, 2
#: Reasons of lines that are taken out for it.
REASONS = {SOME: f"{SITE_LINE}: with several articles", MOST: f"{SITE_LINE}: with most articles"}
#: Key of a line, articles of the site that it is seen with, and its level.
COUNTED: dict[str, pl.DataType] = {"line": pl.UInt64(), "articles": pl.UInt32(), "level": pl.UInt8()}
_LEAST = 2
_LEAST_MOST = 3
_SHARE_SOME = 0.05
_SHARE_MOST = 0.75
_DIGITS = re.compile(r"\d+")
_PROSE = 60


@dataclass(frozen=True)
class SiteLines:
    """The lines that pages of a site share.

    Attributes:
        levels: line key -> `SOME` or `MOST`.
        counts: line key -> articles that it is seen with, as far as known.
    """

    levels: Mapping[int, int] = field(default_factory=dict)
    counts: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageLines:
    """What a page tells of its site.

    Attributes:
        keys: the key of each of its lines, without repeats.
        body: the keys of the prose of its article, by which copies of one article are known.
    """

    keys: tuple[int, ...]
    body: tuple[int, ...]


def site_lines(pages: Sequence[PageLines]) -> SiteLines:
    """Return the lines that the pages share; neither their order nor a copy of one of them matters."""
    keys = {
        "page": [at for at, page in enumerate(pages) for _ in page.keys],
        "line": [key for page in pages for key in page.keys],
    }
    frame = pl.DataFrame(keys, schema={"page": pl.UInt32(), "line": pl.UInt64()})
    return from_frame(count_lines(frame, [page.body for page in pages]))


def count_lines(lines: pl.DataFrame, bodies: Sequence[tuple[int, ...]]) -> pl.DataFrame:
    """Return the lines that are the site's own: the columns of `COUNTED`, sorted by line.

    Args:
        lines: a row for each line of each page: page (index into `bodies`) and line (its key).
        bodies: `PageLines.body` of each page.
    """
    articles = articles_of(bodies)
    total = 1 << max(0, len(set(articles)).bit_length() - 1)
    numbered = lines.with_columns(article=pl.Series(articles, dtype=pl.UInt32()).gather(lines["page"]))
    counts = numbered.group_by("line").agg(articles=pl.col("article").n_unique())
    many = (pl.col("articles") >= _LEAST) & (pl.col("articles") >= _SHARE_SOME * total)
    most = (pl.col("articles") >= _LEAST_MOST) & (pl.col("articles") >= _SHARE_MOST * total)
    level = pl.when(most).then(MOST).when(many).then(SOME).otherwise(0)
    counted = counts.with_columns(level=level).filter(pl.col("level") > 0).sort("line")
    return counted.select(pl.col(name).cast(dtype) for name, dtype in COUNTED.items())


def from_frame(counted: pl.DataFrame) -> SiteLines:
    """Return the rows of `count_lines` as a look-up."""
    lines = counted["line"].to_list()
    return SiteLines(
        dict(zip(lines, counted["level"].to_list(), strict=True)),
        dict(zip(lines, counted["articles"].to_list(), strict=True)),
    )


def page_lines(lines: Sequence[Line]) -> PageLines:
    """Return what a page's lines tell of its site."""
    run = body_run(lines)
    keys = line_keys(lines, run)
    inside = range(run.start, run.stop) if run else ()
    body = {keys[at] for at in inside if len(lines[at].text) >= _PROSE and line_score(lines[at]) > 0}
    return PageLines(tuple(sorted(set(keys))), tuple(sorted(body)))


def line_keys(lines: Sequence[Line], run: Run | None) -> list[int]:
    """Return a 64-bit key of each line of a page, from its text and the side of its article's middle."""
    middle = (run.start + run.stop) // 2 if run else len(lines) // 2
    masked = _DIGITS.sub("0", "\n".join([line.folded for line in lines])).split("\n") if lines else []
    return [
        int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) & ~1
        | (at >= middle)
        for at, text in enumerate(masked)
    ]


def marked(lines: Sequence[Line], site: SiteLines) -> list[Line]:
    """Return the lines with those of the site marked as such; lines that have a reason keep theirs."""
    keys = line_keys(lines, body_run(lines))
    return [
        replace(line, reason=REASONS[seen])
        if line.reason is None
        and (seen := site.levels.get(key, 0))
        and (seen == MOST or (len(line.text) < _PROSE or line_score(line) <= 0))
        else line
        for key, line in zip(keys, lines, strict=True)
    ]
