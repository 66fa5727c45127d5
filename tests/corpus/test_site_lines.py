"""Which lines are the site's, told from what its pages share."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.extract.dump import draft_from_dump, lines_of_dump
from warraq.corpus.extract.site_articles import articles_of
from warraq.corpus.extract.site_lines import MOST, SOME, SiteLines, site_lines
from warraq.corpus.records import Draft
from warraq.model.settings import Source

SOURCE = Source(id="harbour")
ABOVE = ["The Harbour Lamp", "Tides and ferries", "Market prices", "Write to the editors"]
BELOW = ["Our archive since 1971", "Printed at the old customs house"]
NOTICE = (
    "The Harbour Lamp is written by its readers, and every letter that reaches the desk is answered by hand."
)
PLACES = ["Quay Street", "Gull Point", "Cedar Vale", "Saltmarsh", "Heron Island", "Tannery Lane", "Long Pier"]


def story(number: int) -> list[str]:
    place = PLACES[number % len(PLACES)]
    return [
        f"Repairs begin at {place}",
        f"Crews at {place} began the repairs of part {'abcdefgh'[number % 8]} on a dry morning, it is said.",
        f"The work near {place} will cost thirty thousand crowns, and it is to end before the first frost.",
        f"Neighbours of {place} counted the lorries all day long and asked the drivers for quieter brakes.",
    ]


def page(lines: list[str], *, below: tuple[str, ...] = ()) -> str:
    return "\n".join([*ABOVE, *lines, *below, *BELOW])


def known(*pages: str) -> SiteLines:
    return site_lines([lines_of_dump(text, SOURCE) for text in pages])


def read(text: str, site: SiteLines) -> Draft:
    draft = draft_from_dump(text, SOURCE, site)
    assert isinstance(draft, Draft), draft
    return draft


def test_what_the_pages_share_is_no_headline_and_no_body() -> None:
    pages = [page(story(number)) for number in range(4)]
    draft = read(pages[2], known(*pages))
    assert draft.title == story(2)[0]
    assert draft.body == "\n".join(story(2)[1:])
    assert dict(draft.removed) == dict.fromkeys([*ABOVE, *BELOW], "site-line: with most articles")


def test_a_headline_stays_above_its_subheadline_where_only_the_sites_name_is_known() -> None:
    titles = ["Scaffold rises by the water", "Old bridge closed for a month", "Lights return to the pier"]
    pages = [
        "\n".join(
            [
                "The Harbour Lamp",
                titles[at],
                f"The council and the crews at {PLACES[at]} begin repairs",
                *story(at)[1:],
            ]
        )
        for at in range(3)
    ]
    draft = read(pages[0].replace(titles[0], "Morning of repairs by the water"), known(*pages))
    assert draft.title == "Morning of repairs by the water"
    assert draft.subtitle == "The council and the crews at Quay Street begin repairs"


def test_digits_do_not_tell_lines_apart() -> None:
    pages = [page([f"Tide at {number + 3} and {number + 9}", *story(number)]) for number in range(3)]
    assert "Tide at 5 and 11" in dict(read(pages[2], known(*pages)).removed)


@pytest.mark.parametrize("copies", [2, 5])
def test_the_same_article_dumped_again_keeps_its_body_and_headline(copies: int) -> None:
    pages = [page(story(0))] * copies + [page(story(number)) for number in (1, 2)]
    draft = read(page(story(0)), known(*pages))
    assert draft.title == story(0)[0]
    assert draft.body == "\n".join(story(0)[1:])


def test_a_corrected_article_keeps_its_body() -> None:
    versions = []
    for number, word in enumerate(("same", "other", "next", "last", "first")):
        lines = [
            *story(0),
            f"Correction: the {word} version of this article named another street by mistake.",
        ]
        lines[1 + number % 3] = lines[1 + number % 3].replace("the", f"the {word}")
        versions.append(page(lines))
    site = known(*versions, page(story(1)), page(story(2)))
    body = read(versions[3], site).body
    assert body is not None
    assert len(body.split("\n")) == 4
    assert site.levels


def test_a_notice_of_the_site_below_the_article_goes_once_three_articles_have_it() -> None:
    pages = [page(story(number), below=(NOTICE,)) for number in range(4)]
    assert NOTICE in (read(pages[0], known(*pages[:2])).body or "")
    assert read(pages[0], known(*pages)).body == "\n".join(story(0)[1:])


def test_a_phrase_that_a_column_comes_back_to_stays_within_the_body() -> None:
    refrain = "Peace be upon the harbour and upon all who sail from it, today and in the years to come."
    pages = [page([*story(number)[:2], refrain, *story(number)[2:]]) for number in range(5)]
    assert refrain in (read(pages[1], known(*pages)).body or "").split("\n")


def test_a_subheading_that_comes_back_stays_within_the_body() -> None:
    pages = [page([*story(number)[:2], "What happens next", *story(number)[2:]]) for number in range(5)]
    assert "What happens next" in (read(pages[1], known(*pages)).body or "").split("\n")


@pytest.mark.parametrize("credit", ["رويترز", "وكالة الساحل", "Source: Coast News Agency", "AFP"])
def test_an_agency_named_below_many_articles_is_left_to_the_agency_step(credit: str) -> None:
    pages = [page(story(number), below=(credit,)) for number in range(5)]
    assert (read(pages[1], known(*pages)).body or "").split("\n")[-1] == credit


def test_a_writer_named_above_many_articles_is_still_its_author() -> None:
    pages = [page([story(number)[0], "By Mara Tidewell", *story(number)[1:]]) for number in range(5)]
    draft = read(pages[1], known(*pages))
    assert draft.authors == ["Mara Tidewell"]
    assert draft.title == story(1)[0]


def test_a_headline_that_other_pages_tease_below_stays_the_headline() -> None:
    teased = tuple(story(number)[0] for number in range(6))
    pages = [page(story(number), below=("Other news", *teased)) for number in range(6)]
    for number in range(6):
        assert read(pages[number], known(*pages)).title == story(number)[0]


def test_nothing_is_known_of_a_site_of_one_page() -> None:
    assert known(page(story(0))) == SiteLines()
    assert known() == SiteLines()
    text = page(story(0))
    assert read(text, known(text)) == draft_from_dump(text, SOURCE)


def test_a_line_seldom_seen_is_not_the_sites() -> None:
    def spread(shared: int) -> SiteLines:
        pages = []
        for at in range(64):
            mark = "abcdefgh"[at // 8] + "ijklmnop"[at % 8]
            lines = [f"{line.rstrip('.')} in part {mark}." for line in story(at)]
            pages.append(page(lines, below=("A rare line",) if at < shared else ()))
        return known(*pages)

    assert len(spread(3).levels) == len(ABOVE) + len(BELOW)
    assert sorted(spread(4).levels.values()) == [SOME] + [MOST] * (len(ABOVE) + len(BELOW))


@given(st.permutations(range(6)), st.lists(st.integers(0, 5), max_size=4))
@settings(max_examples=25, deadline=None)
def test_order_and_copies_of_pages_do_not_matter(order: list[int], again: list[int]) -> None:
    pages = [page(story(number)) for number in range(6)]
    assert known(*(pages[at] for at in [*order, *again])) == known(*pages)


@given(
    st.lists(st.frozensets(st.integers(0, 12), max_size=5).map(lambda keys: tuple(sorted(keys))), max_size=24)
)
@settings(max_examples=60, deadline=None)
def test_which_pages_are_one_article_does_not_depend_on_their_order(bodies: list[tuple[int, ...]]) -> None:
    def together(some: list[tuple[int, ...]]) -> dict[tuple[int, ...], set[tuple[int, ...]]]:
        groups: dict[int, set[tuple[int, ...]]] = {}
        for body, number in zip(some, articles_of(some), strict=True):
            groups.setdefault(number, set()).add(body)
        return {body: group for group in groups.values() for body in group}

    assert together(bodies) == together(bodies[::-1]) == together(sorted(bodies))


@given(st.lists(st.text(max_size=120), max_size=6))
@settings(max_examples=40, deadline=None)
def test_any_pages_can_be_counted_and_read_with_what_they_share(pages: list[str]) -> None:
    site = known(*pages)
    for text in pages:
        draft_from_dump(text, SOURCE, site)
