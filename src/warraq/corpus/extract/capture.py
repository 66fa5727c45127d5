"""An article out of what a web archive holds: a page, a JSON value, or text without markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.corpus.extract.decoding import decode_page
from warraq.corpus.extract.dump import draft_from_dump, lines_of_dump
from warraq.corpus.extract.fields import Problem, draft_from_fields
from warraq.corpus.readers.objects import Unfit, parse_object
from warraq.corpus.records import Draft, Moment
from warraq.corpus.text.mojibake import repair_mojibake
from warraq.corpus.text.urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from warraq.corpus.extract.site_lines import PageLines, SiteLines
    from warraq.corpus.records import Media, Page
    from warraq.model.settings import Source


def draft_from_capture(page: Page, source: Source) -> Draft | Problem:
    """Return the article of a captured page, or why there is none.

    The address of a page is its URL where the page names none. That of a JSON value is the address of a
    service, so it is not. The time of the capture is `fetched`, never a publication date.
    """
    draft = _READERS[page.media](page, source)
    if not isinstance(draft, Draft):
        return draft
    if draft.url is None and page.media != "json":
        draft.url = canonical_url(page.address or "")
        if draft.url is not None:
            draft.evidence["url"] = "address of the capture"
    if draft.fetched is None and page.fetched is not None:
        draft.fetched = Moment(page.fetched, "second")
        draft.evidence["fetched_at"] = "time of the capture"
    return draft


def draft_from_text(text: str, source: Source, site_lines: SiteLines | None = None) -> Draft | Problem:
    """Return the article in the text of a page, or why there is none.

    A dump is cut up by its lines' wording, so its encoding is mended first, not with the other text.

    Args:
        site_lines: what is known of the lines that the site's pages share; by default nothing.
    """
    mended = repair_mojibake(text)
    draft = draft_from_dump(text if mended is None else mended, source, site_lines)
    if mended is not None and isinstance(draft, Draft):
        draft.evidence["encoding"] = "mojibake of the whole page repaired"
    return draft


def lines_of_text(text: str, source: Source) -> PageLines:
    """Return what the text of a page, its encoding mended, tells of the lines that its site's pages share."""
    mended = repair_mojibake(text)
    return lines_of_dump(text if mended is None else mended, source)


def _from_html(page: Page, source: Source) -> Draft | Problem:
    from warraq.corpus.extract.page import draft_from_page

    return draft_from_page(
        page.body, source, address=page.address, fetched=page.fetched, charset=page.charset
    )


def _from_text(page: Page, source: Source) -> Draft | Problem:
    text = decode_page(page.body, page.charset)
    return text if isinstance(text, Problem) else draft_from_text(text, source)


def _from_json(page: Page, source: Source) -> Draft | Problem:
    fields = parse_object(page.body.removeprefix(b"\xef\xbb\xbf"))
    if isinstance(fields, Unfit):
        return Problem("not-html", f"a JSON value that is no article: {fields.detail}"[:300])
    draft = draft_from_fields(fields, source)
    if isinstance(draft, Draft) and not (draft.title and draft.body):
        return Problem("not-html", f"a JSON object without title and body: keys {sorted(fields)[:8]}"[:300])
    return draft


_READERS: dict[Media, Callable[[Page, Source], Draft | Problem]] = {
    "html": _from_html,
    "json": _from_json,
    "text": _from_text,
}
