"""Field names that scrapers commonly use, as far as telling one form from another needs them."""

from __future__ import annotations

#: Keys under which an article's own text lies; an object that has one is an article, not a list of them.
BODY_FIELDS = frozenset(
    {"article", "articlebody", "body", "content", "full_text", "fulltext", "maintext", "plaintext", "text"}
)

#: Keys that a record of an article has, its text aside.
HEAD_FIELDS = frozenset(
    {
        "author",
        "authors",
        "byline",
        "canonical_url",
        "category",
        "created_at",
        "date",
        "date_publish",
        "datepublished",
        "description",
        "headline",
        "lang",
        "language",
        "lead",
        "link",
        "pub_date",
        "pubdate",
        "published",
        "published_at",
        "publishing_date",
        "section",
        "source_url",
        "subtitle",
        "summary",
        "tags",
        "timestamp",
        "title",
        "url",
    }
)

#: Keys of which one marks an object as an article when it is not known to be a list's wrapper.
ARTICLE_FIELDS = BODY_FIELDS | {"headline", "link", "title", "url"}

#: Keys under which services hand out lists of articles.
LIST_FIELDS = frozenset(
    {
        "articles",
        "data",
        "docs",
        "documents",
        "entries",
        "entry",
        "hits",
        "item",
        "items",
        "news",
        "posts",
        "records",
        "response",
        "results",
        "rows",
        "stories",
    }
)
