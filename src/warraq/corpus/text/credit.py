"""The wire agency that an article credits, and the text without the credit.

A credit stands in few places: on a line of its own at the end or the start, in brackets behind the last
sentence, in the dateline, or in the phrase of a statement that «reached» the agency. Only these are looked
at, so that an article that quotes or reports on an agency does not become its copy: rather no credit than a
wrong one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.corpus.text.credit_head import cut_head
from warraq.corpus.text.credit_lines import SEVERAL, byline_credit
from warraq.corpus.text.credit_statement import statement
from warraq.corpus.text.credit_tail import TAIL_LINES, cut_tail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warraq.corpus.text.agency import AgencyIndex
    from warraq.corpus.text.credit_parts import Cut

REASON = "agency-credit"


@dataclass(frozen=True, slots=True)
class Credit:
    """The agency that a body credits.

    Attributes:
        name: canonical name of the agency; `وكالات` where several are credited and none is named.
        evidence: the form, a colon and the words that name it, such as `tail line: وكالة صفا`.
        body: the text without the credit.
        removed: (text, reason) of each piece taken out, the pieces at the end first.
    """

    name: str
    evidence: str
    body: str
    removed: tuple[tuple[str, str], ...]


def find_credit(body: str, *, agencies: AgencyIndex) -> Credit | None:
    """Return the agency that a cleaned body credits, or None.

    A line at the end decides before one at the start or a dateline, and these before a statement that
    «reached» the agency; a name goes before `وكالات`. Credit lines and brackets are taken out; of a dateline
    only the agency goes, the place stays. A statement is not touched. A body that would be empty without its
    credit stays whole.

    Args:
        body: paragraphs parted by line breaks.
        agencies: from `AgencyIndex.load`.
    """
    cuts: list[Cut] = []
    text = body
    for _ in range(TAIL_LINES):
        cut = cut_tail(text, agencies)
        if not cut:
            break
        cuts.append(cut)
        text = cut.body
    head = cut_head(text, agencies)
    if head:
        cuts.append(head)
        text = head.body
    if not cuts:
        found = statement(body, agencies)
        return Credit(found[0], f"statement: {found[1]}", body, ()) if found else None
    best = next((cut for cut in cuts if cut.name != SEVERAL), cuts[0])
    if not text.strip():
        return Credit(best.name, best.evidence, body, ())
    return Credit(best.name, best.evidence, text, tuple((cut.text, REASON) for cut in cuts))


def find_byline_credit(authors: Sequence[str], agencies: AgencyIndex) -> tuple[str, str] | None:
    """Return the agency named among the authors and the author's line, or None.

    Names that are ordinary words too («فارس») count only with the word for agency or in brackets.
    """
    for author in authors:
        name = byline_credit(author, agencies)
        if name:
            return name, f"byline: {author.strip()}"
    return None
