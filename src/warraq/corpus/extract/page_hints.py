"""What the names that publishers give to the parts of a page say of them.

Tags are those of the HTML standard; class and id words are those in general use (they overlap with the lists
of Readability and of trafilatura). A hint is weighed against the prose below it, never obeyed blindly:
a `body` of class "has-sidebar" is no sidebar.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

_LONGEST = 200
_MOST_WORDS = 24
#: A part keeps a hint only if it holds less than this share of the page's prose.
_SURE, _LIKELY, _POSSIBLE = 0.85, 0.3, 0.15


class Hint(NamedTuple):
    """Why a part is not article text, and the share of a page's prose from which on it is, nevertheless."""

    reason: str
    below: float


_TAGS = {
    "nav": Hint("navigation", _SURE),
    "footer": Hint("navigation", _SURE),
    "aside": Hint("aside", _SURE),
    "form": Hint("form", _SURE),
    "dialog": Hint("form", _SURE),
    "figure": Hint("caption", _LIKELY),
    "figcaption": Hint("caption", _LIKELY),
    "caption": Hint("caption", _LIKELY),
    "header": Hint("above-article", _LIKELY),
    "address": Hint("byline", _LIKELY),
    "button": Hint("form", _LIKELY),
    "fieldset": Hint("form", _LIKELY),
    "label": Hint("form", _LIKELY),
    "legend": Hint("form", _LIKELY),
    "option": Hint("form", _LIKELY),
    "select": Hint("form", _LIKELY),
    "summary": Hint("form", _LIKELY),
}
_GROUPS = (
    (
        Hint("comment-form", _SURE),
        "comment comments disqus respond replies",
    ),
    (
        Hint("read-also", _SURE),
        """
        related recommend recommended recommendation recommendations trending popular outbrain taboola
        teaser teasers read-more readmore read-also read-next more-on more-from more-news more-stories
        most-read most-popular most-viewed see-also
        """,
    ),
    (
        Hint("navigation", _SURE),
        "nav navbar navigation menu sidebar footer",
    ),
    (
        Hint("widget", _SURE),
        "cookie cookies consent",
    ),
    (
        Hint("subscription", _SURE),
        "newsletter newsletters",
    ),
    (
        Hint("subscription", _LIKELY),
        "subscribe subscription subscriptions signup sign-up donate donation donations",
    ),
    (
        Hint("share-bar", _LIKELY),
        "share sharing sharedaddy social",
    ),
    (
        Hint("caption", _LIKELY),
        "caption credit credits",
    ),
    (
        Hint("byline", _LIKELY),
        "byline author authors bio profile metadata post-meta entry-meta article-meta",
    ),
    (
        Hint("date-line", _LIKELY),
        "timestamp dateline pubdate pub-date",
    ),
    (
        Hint("navigation", _LIKELY),
        "breadcrumb breadcrumbs toolbar skip login register pagination pager entry-footer post-footer",
    ),
    (
        Hint("tags", _LIKELY),
        "tag tags taglist topics keywords",
    ),
    (
        Hint("copyright", _LIKELY),
        "copyright disclaimer",
    ),
    (
        Hint("widget", _LIKELY),
        """
        ad ads advert adverts advertisement advertising advertorial promo promos promotion promotions poll
        quiz infobox correction
        """,
    ),
    (
        Hint("hidden", _LIKELY),
        "sr-only visually-hidden visuallyhidden screen-reader print-only printonly",
    ),
    (
        Hint("widget", _POSSIBLE),
        "widget banner popup modal slideshow gallery carousel player video",
    ),
)
_WORDS = {word: hint for hint, words in _GROUPS for word in words.split()}
#: Display set to none: a paragraph that only unfolds later is text, so a large part stays.
HIDDEN = Hint("hidden", _POSSIBLE)
#: `main` holds the article by definition; cells, headings and quotations are judged by what surrounds them.
_UNNAMED = frozenset(
    {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "main", "pre", "table", "tbody", "td", "th", "tr"}
)
_BODY_WORDS = frozenset(
    f"{of}-{what}"
    for of in ("article", "story", "entry", "post", "page", "news", "body", "content", "detail", "details")
    for what in ("body", "content", "text", "copy")
) | {"articlebody", "articletext", "storybody", "postbody", "bodytext", "bodycopy"}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


class Named(NamedTuple):
    """What a part's tag, class and id say: why it is no article text, and whether it is called the body."""

    hint: Hint | None
    is_body: bool


_NOTHING = Named(None, is_body=False)


def named(tag: str, classes: str | None, identifier: str | None) -> Named:
    """Return what tag, class and id say of an element; class and id are read to 200 characters."""
    if tag in _UNNAMED:
        return _NOTHING
    of_class = _said(classes[:_LONGEST]) if classes else _NOTHING
    of_id = _said(identifier[:_LONGEST]) if identifier else _NOTHING
    if tag in _TAGS:
        return Named(_TAGS[tag], of_class.is_body or of_id.is_body)
    if of_class.hint is None or (of_id.hint is not None and of_id.hint.below > of_class.hint.below):
        hint = of_id.hint
    else:
        hint = of_class.hint
    return Named(hint, hint is None and (of_class.is_body or of_id.is_body))


@lru_cache(maxsize=32768)
def _said(name: str) -> Named:
    words = [word.lower() for word in _WORD.findall(name)[:_MOST_WORDS]]
    words += [f"{first}-{second}" for first, second in pairwise(words)]
    hint, is_body = None, False
    for word in words:
        if word in _WORDS and (hint is None or _WORDS[word].below > hint.below):
            hint = _WORDS[word]
        is_body = is_body or word in _BODY_WORDS
    return Named(hint, is_body)
