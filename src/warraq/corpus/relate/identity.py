"""What makes an article the same article: its id, its text digest, and the key of exact copies."""

from __future__ import annotations

import hashlib

import polars as pl

from warraq.corpus.text.match_key import match_key
from warraq.corpus.text.urls import url_identity

#: Words of the body that, with the title, stand for an article that has neither URL nor scraper's id.
OPENING_WORDS = 30

#: Below this many words two equal bodies ("watch the video") are copies only if the titles are equal too.
SHORT_BODY_WORDS = 20


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def text_sha256(title: str, subtitle: str | None, body: str) -> str:
    """Return the digest of title, subtitle (empty if null) and body, joined by line feeds, in UTF-8."""
    return _sha256(f"{title}\n{subtitle or ''}\n{body}")


def article_id(source: str, url: str | None, key: str | None, title_key: str, body_key: str) -> str:
    """Return the 32 hex digits that name the article.

    They come from the canonical URL without scheme, `www.` and trailing slash; where the URL is missing or
    only names a site, from the scraper's own id; else from source, title and the opening of the body, all
    folded to match keys, so that a page saved twice is one article.
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


def copy_key(title_key: str, body_key: str) -> str:
    """Return the 32 hex digits that two exact copies share: same words, digits and order in the body."""
    short = body_key.count(" ") + 1 < SHORT_BODY_WORDS
    return _sha256(f"{title_key}\n{body_key}" if short else body_key)[:32]


def identify(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with `id`, `text_sha256` and `copy_key` (strings) added.

    Needs source, url, key, title, subtitle, body; title and body may not be null.
    """
    keys = frame.select(title=match_key(pl.col("title")), body=match_key(pl.col("body")))
    title_keys, body_keys = keys["title"].to_list(), keys["body"].to_list()
    named = zip(frame["source"], frame["url"], frame["key"], title_keys, body_keys, strict=True)
    text = zip(frame["title"], frame["subtitle"], frame["body"], strict=True)
    return frame.with_columns(
        pl.Series("id", [article_id(*one) for one in named], dtype=pl.String()),
        pl.Series("text_sha256", [text_sha256(*one) for one in text], dtype=pl.String()),
        pl.Series(
            "copy_key",
            [copy_key(title, body) for title, body in zip(title_keys, body_keys, strict=True)],
            dtype=pl.String(),
        ),
    )
