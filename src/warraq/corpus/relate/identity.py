"""What makes an article the same article: its id, its text digest, and the key of exact copies."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import polars as pl

from warraq.corpus.text.code_points import utf8
from warraq.corpus.text.urls import url_identity

#: Words of the body that, with the title, stand for an article that has neither URL nor scraper's id.
OPENING_WORDS = 30

#: Below this many words two equal bodies ("watch the video") are copies only if the titles are equal too.
SHORT_BODY_WORDS = 20


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def sha256_texts(texts: pl.Series) -> list[str]:
    """Return the hex digest of each text in UTF-8, read as bytes where it lies; null counts as empty."""
    data, places = utf8(texts)
    starts = places.tolist()
    return [hashlib.sha256(data[start:end]).hexdigest() for start, end in pairwise(starts)]


def text_sha256(title: str, subtitle: str | None, body: str) -> str:
    """Return the digest of title, subtitle (empty if null) and body, joined by line feeds, in UTF-8."""
    return _sha256(f"{title}\n{subtitle or ''}\n{body}")


def article_id(source: str, url: str | None, key: str | None, title_key: str, body_key: str) -> str:
    """Return the 32 hex digits that name the article.

    They come from the canonical URL without scheme, `www.` and trailing slash; where the URL is missing or
    only names a site, from the scraper's own id; else from source, title and the opening of the body, all
    folded to match keys, so that a page saved twice is one article.

    Args:
        body_key: the key of the whole body or of its opening: what is behind 30 words does not count.
    """
    address = url_identity(url) if url else None
    if address:
        named = f"url\n{address}"
    elif key:
        named = f"key\n{source}\n{key}"
    else:
        opening = " ".join(body_key.split(" ", OPENING_WORDS)[:OPENING_WORDS])
        named = f"text\n{source}\n{title_key}\n{opening}"
    return _sha256(named)[:32]


def copy_keys(title_key: pl.Expr, body_key: pl.Expr) -> pl.Expr:
    """Return the text whose digest two exact copies share: same words, digits and order in the body."""
    short = body_key.str.count_matches(" ", literal=True) + 1 < SHORT_BODY_WORDS
    return pl.when(short).then(pl.concat_str(title_key, body_key, separator="\n")).otherwise(body_key)


def identify(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with `id`, `text_sha256` and `copy_key` (strings) added.

    Needs source, url, key, title, subtitle, body, and the match keys `title_key` and `body_key`; title and
    body may not be null.
    """
    text = frame.select(
        shown=pl.concat_str("title", pl.col("subtitle").fill_null(""), "body", separator="\n"),
        copied=copy_keys(pl.col("title_key"), pl.col("body_key")),
        opening=pl.col("body_key").str.extract(rf"^((?:[^ ]* ){{0,{OPENING_WORDS - 1}}}[^ ]*)"),
    )
    columns = (frame["source"], frame["url"], frame["key"], frame["title_key"], text["opening"])
    named = zip(*(column.to_list() for column in columns), strict=True)
    return frame.with_columns(
        pl.Series("id", [article_id(*one) for one in named], dtype=pl.String()),
        pl.Series("text_sha256", sha256_texts(text["shown"]), dtype=pl.String()),
        pl.Series("copy_key", sha256_texts(text["copied"]), dtype=pl.String()).str.slice(0, 32),
    )
