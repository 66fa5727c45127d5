"""What of a page's blocks is its main text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from warraq.corpus.extract.main_text import MainText, main_text
from warraq.corpus.extract.page_blocks import read_blocks
from warraq.corpus.extract.page_body import read_body
from warraq.corpus.extract.page_metadata import PageMetadata
from warraq.corpus.extract.page_source import MOST_CHARACTERS, flat_lines, shortened

TITLE = "Harbour light to be lit again"
PROSE = [
    "The council of Quay Harbour voted on Tuesday to light its old lamp again, after eleven dark years.",
    "Fishermen had asked for it since the winter storms, in which two boats missed the entrance of the port.",
    "The lamp will be fed by the sun, the harbour master said, and it will cost less than a year of repairs.",
    "Work begins in May, once the nests of the terns below the tower are empty, and it ends before autumn.",
]
TEXT = "".join(f"<p>{line}</p>" for line in PROSE)


def read(body: str, title: str | None = TITLE) -> MainText:
    tree = etree.fromstring(f"<html><body>{body}</body></html>", etree.HTMLParser())
    return main_text(read_blocks(tree), title)


def around(text: str) -> str:
    menu = "".join(f"<li><a href='/{word}'>{word}</a></li>" for word in ("News", "Sport", "Weather", "Tides"))
    return (
        f"<div class='top'><ul>{menu}</ul></div><h1>{TITLE}</h1><div class='wide'>{text}</div>"
        f"<div class='low'><ul>{menu}</ul><p>Quay Post, a paper of the coast.</p></div>"
    )


def test_prose_is_taken_and_menus_are_not() -> None:
    found = read(around(TEXT))
    assert found.lines == PROSE
    assert found.is_sure


def test_prose_above_the_headline_is_not_the_article() -> None:
    teaser = "<p>A quite different article about the price of rope, which has risen again this year.</p>"
    assert read(f"<div><div>{teaser}</div><h1>{TITLE}</h1>{TEXT}</div>").lines == PROSE


def test_sub_headings_and_lists_between_prose_stay() -> None:
    middle = "<h2>What it costs</h2><ul><li>Lamp: 900</li><li>Mast: 400</li></ul>"
    found = read(around(f"<p>{PROSE[0]}</p>{middle}<p>{PROSE[1]}</p><p>{PROSE[2]}</p>"))
    assert found.lines == [PROSE[0], "What it costs", "Lamp: 900", "Mast: 400", PROSE[1], PROSE[2]]


def test_lines_written_like_the_article_end_it() -> None:
    assert read(around(f"{TEXT}<p>May 3 - Quay Harbour</p><h3>See too</h3>")).lines == [
        *PROSE,
        "May 3 - Quay Harbour",
    ]


def test_captions_share_bars_and_comments_are_left_out_and_told() -> None:
    inside = (
        "<figure><img src='1.jpg'><figcaption>The lamp in spring, seen from the pier.</figcaption></figure>"
        "<div class='share-buttons'><span>Post it</span></div>"
    )
    below = "<div id='comments'><p>I have waited for this for years, says a reader of this paper.</p></div>"
    found = read(around(f"<p>{PROSE[0]}</p>{inside}<p>{PROSE[1]}</p><p>{PROSE[2]}</p>{below}"))
    assert found.lines == PROSE[:3]
    assert found.removed == [("The lamp in spring, seen from the pier.", "caption"), ("Post it", "share-bar")]


def test_a_line_that_is_only_a_link_is_left_out() -> None:
    link = "<p><a href='/2'>Terns are back below the tower</a></p>"
    found = read(around(f"<p>{PROSE[0]}</p>{link}<p>{PROSE[1]}</p><p>{PROSE[2]}</p>"))
    assert found.lines == PROSE[:3]
    assert found.removed == [("Terns are back below the tower", "links")]


def test_teasers_of_other_articles_below_are_left_out() -> None:
    teaser = (
        "<div><a href='/{0}'>Another headline number {0} of the week</a>"
        "<p>What it says in short, in one sentence of some length, as teasers do, number {0}.</p></div>"
    )
    cards = "".join(teaser.format(number) for number in range(8))
    assert read(around(TEXT) + f"<div class='x1'>{cards}</div>").lines == PROSE


def test_an_article_that_advertisements_cut_in_parts_is_read_whole() -> None:
    parts = "<div class='ad'>Buy rope</div>".join(
        f"<div><p>{one}</p><p>{two}</p></div>" for one, two in (PROSE[:2], PROSE[2:])
    )
    assert read(f"<h1>{TITLE}</h1><article>{parts}</article>").lines == PROSE


def test_a_hint_on_what_holds_the_article_is_not_obeyed() -> None:
    assert read(f"<div class='sidebar-left has-comments'><h1>{TITLE}</h1>{TEXT}</div>").lines == PROSE
    assert read(f"<form id='aspnetForm'><h1>{TITLE}</h1><div>{TEXT}</div></form>").lines == PROSE


def test_text_in_a_div_beside_paragraphs_is_a_label_but_alone_it_is_the_text() -> None:
    label = "<div>Harbour lamp, photographed in March by the harbour master.</div>"
    assert read(around(f"<p>{PROSE[0]}</p>{label}<p>{PROSE[1]}</p><p>{PROSE[2]}</p>")).lines == PROSE[:3]
    assert read(around("<br><br>".join(PROSE))).lines == PROSE


def test_a_copy_of_the_article_on_the_same_page_is_told_once() -> None:
    assert read(f"<h1>{TITLE}</h1><div>{TEXT}{TEXT}</div>").lines == PROSE


def test_arabic_paragraphs_without_full_stops_are_prose() -> None:
    lines = [
        "قرر مجلس بلدية المرفأ يوم الثلاثاء إضاءة الفنار القديم من جديد بعد أحد عشر عامًا من العتمة",
        "وكان الصيادون قد طالبوا بذلك منذ عواصف الشتاء التي ضل فيها مركبان مدخل الميناء ليلًا",
        "وقال مدير الميناء إن الفنار سيعمل بالطاقة الشمسية وإن كلفته أقل من كلفة عام من الإصلاحات",
        "ويبدأ العمل في مايو بعد أن تخلو أعشاش الطيور أسفل البرج وينتهي قبل حلول الخريف المقبل",
    ]
    found = read(around("".join(f"<p>{line}</p>" for line in lines)), "إضاءة الفنار القديم من جديد")
    assert found.lines == lines
    assert found.prose == 1


def test_a_page_of_little_or_mixed_prose_is_not_sure() -> None:
    assert not read(around(f"<p>{PROSE[0]}</p>")).is_sure
    rows = "".join(f"<p>Entry number {number} of the list</p>" for number in range(40))
    assert not read(around(f"<p>{PROSE[0]}</p>{rows}<p>{PROSE[1]}</p>{TEXT}")).is_sure
    assert read("<p>a</p>") == MainText([], [], 0.0, 0.0)


def test_an_unsure_page_is_read_by_the_reference() -> None:
    source = f"<html><body>{around(f'<p>{PROSE[0]}</p><p>{PROSE[1]}</p>')}</body></html>"
    page = read_blocks(etree.fromstring(source, etree.HTMLParser()))
    found = read_body(page, source, PageMetadata(title=TITLE))
    assert PROSE[0] in found.text
    assert "trafilatura" in found.where


def test_blocks_hold_what_is_seen_with_their_links() -> None:
    tree = etree.fromstring(
        "<body><p>One <b>two</b> <a href='x'>three</a><br>four</p><script>no</script>five<svg>no</svg>",
        etree.HTMLParser(),
    )
    page = read_blocks(tree)
    assert [(block.text, block.linked) for block in page.blocks] == [
        ("One two three", 5),
        ("four", 0),
        ("five", 0),
    ]
    assert page.lines == ["One two three", "four", "five"]


def test_a_long_source_loses_scripts_before_its_text() -> None:
    data = '<script type="application/ld+json">{"a": 1}</script>'
    text = f"<p>{data}<style>{'x' * MOST_CHARACTERS}</style><p>article</p>"
    short = shortened(text)
    assert len(short) <= MOST_CHARACTERS
    assert data in short
    assert "<p>article</p>" in short
    assert "xxx" not in short
    assert shortened("<p>short") == "<p>short"
    assert len(shortened("a" * (MOST_CHARACTERS + 5))) == MOST_CHARACTERS


def test_flat_lines_are_the_text_between_tags() -> None:
    assert flat_lines("<p>One &amp; two<br>three</p><script>no</script> 4 < 5") == [
        "One & two",
        "three",
        "4 < 5",
    ]


_TAGS = st.sampled_from(
    ["p", "div", "ul", "li", "h2", "article", "aside", "a", "br", "table", "td", "figure"]
)
_TEXTS = st.sampled_from([*PROSE, "short", TITLE, ""])


@given(st.lists(st.tuples(_TAGS, _TEXTS, st.booleans()), max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_tree_gives_lines_of_the_page_in_its_order(parts: list[tuple[str, str, bool]]) -> None:
    source = "".join(f"<{tag}>{text}" + (f"</{tag}>" if closed else "") for tag, text, closed in parts)
    page = read_blocks(etree.fromstring(f"<html><body>{source}</body></html>", etree.HTMLParser()))
    found = main_text(page, TITLE)
    rest = iter(page.lines)
    assert all(line in rest for line in found.lines)
    assert 0 <= found.prose <= 1
    assert found == main_text(page, TITLE)
