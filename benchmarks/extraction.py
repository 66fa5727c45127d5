"""What is read from web pages with known articles, by this tool and by others, in one run.

    python benchmarks/extraction.py FOLDER...
    python benchmarks/extraction.py ~/article-extraction-benchmark ~/fundus/tests/resources/parser/test_data
    python benchmarks/extraction.py --standfirst FOLDER

A folder holds pages as scrapinghub/article-extraction-benchmark or flairNLP/fundus publish them (see
`labelled_pages.py`). The tools take turns on each page, and which of them comes first changes from page to
page. Printed, as Markdown: F1 of the bodies (runs of four words), titles that are right to the letter, dates
right / wrong (by more than a day) / absent, and pages per CPU-second with metadata where the tool reads it.
A second table is of the same pages as dumps: without tags, one block a line. Peers need the extra `bench`;
one that is not installed is named and passed over.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from extraction_scores import Score, precision_and_recall
from extraction_tools import TOOLS, Tool, dump_body, flattened
from labelled_pages import LabelledPage, read_pages

from warraq.corpus.extract.dump import lines_of_dump
from warraq.corpus.extract.site_lines import site_lines
from warraq.model.settings import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HEAD = "| tool | body F1 | titles exact | dates right | wrong (by days) | absent | pages/CPU-s |"
_DUMP_HEAD = "| page dumps | pages | body F1 |"


def run_tools(pages: Sequence[LabelledPage], tools: Sequence[Tool]) -> dict[str, Score]:
    """Return each tool's score; a first page is read untimed, for what the tools load then."""
    scores = {tool.name: Score() for tool in tools}
    for tool in tools:
        tool.read(pages[0].data, pages[0].url)
    for number, page in enumerate(pages):
        first = number % len(tools)
        for tool in (*tools[first:], *tools[:first]):
            score = scores[tool.name]
            started = time.process_time()
            found = tool.read(page.data, page.url)
            score.seconds += time.process_time() - started
            score.bodies.append(precision_and_recall(page.body, found.body))
            if page.title is not None:
                score.add_title(page.title, found.title)
            if page.published is not None and tool.dates:
                score.add_date(page.published, found.published)
    return scores


def run_dumps(pages: Sequence[LabelledPage]) -> dict[str, Score]:
    """Return the score of the pages as dumps: alone, and with the site's pages known where it has several."""
    texts = [flattened(page.data) for page in pages]
    by_site = defaultdict(list)
    for page, text in zip(pages, texts, strict=True):
        by_site[page.site].append(lines_of_dump(text, Source(id="page")))
    known = {site: site_lines(told) for site, told in by_site.items()}
    several = Counter(page.site for page in pages)
    scores = {
        "one page a site": Score(),
        "of sites with several, alone": Score(),
        "the site's known": Score(),
    }
    for page, text in zip(pages, texts, strict=True):
        alone = precision_and_recall(page.body, dump_body(text))
        scores["one page a site"].bodies.append(alone)
        if several[page.site] > 1:
            scores["of sites with several, alone"].bodies.append(alone)
            with_site = precision_and_recall(page.body, dump_body(text, known[page.site]))
            scores["the site's known"].bodies.append(with_site)
    return scores


def table(scores: dict[str, Score]) -> Iterable[str]:
    """Yield the lines of the table of tools."""
    yield _HEAD
    yield "|---|---|---|---|---|---|---|"
    for name, score in scores.items():
        titles = f"{sum(score.titles)} of {len(score.titles)}" if score.titles else "-"
        dates, known = score.dates, score.dates.total()
        told = (
            (dates["right"], f"{dates['wrong']} ({dates['far']})", dates["absent"]) if known else ("-",) * 3
        )
        speed = len(score.bodies) / score.seconds
        yield f"| {name} | {score.body_f1():.4f} | {titles} | {' | '.join(map(str, told))} | {speed:.0f} |"


def main() -> None:
    """Run all tools on all folders."""
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").split("\n\n")[0],
        epilog=(__doc__ or "").partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--standfirst", action="store_true", help="count the standfirst as part of the true body"
    )
    arguments = parser.parse_args()
    tools = [tool for tool in TOOLS if tool.is_here]
    for tool in TOOLS:
        if not tool.is_here:
            print(f"{tool.name}: not installed, passed over; pip install 'warraq[bench]'", file=sys.stderr)
    for folder in arguments.folders:
        pages = read_pages(folder, standfirst=arguments.standfirst)
        print(f"\n{folder.name}: {len(pages)} pages\n")
        print("\n".join(table(run_tools(pages, tools))))
        print(f"\n{_DUMP_HEAD}\n|---|---|---|")
        for name, score in run_dumps(pages).items():
            print(f"| {name} | {len(score.bodies)} | {score.body_f1():.4f} |")


if __name__ == "__main__":
    main()
