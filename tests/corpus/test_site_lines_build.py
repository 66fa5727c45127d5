"""A whole build of page dumps: what their site's pages share, and that only what changed is read again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects import all_evidence, build, bytes_below, declare, jsonl, make_project, put, read_articles, story
from warraq.corpus.extract.capture import draft_from_text
from warraq.corpus.extract.site_lines import MOST
from warraq.corpus.pipeline import plan
from warraq.corpus.pipeline.dumps import load_site_lines
from warraq.corpus.records import Draft
from warraq.model.settings import Source

if TYPE_CHECKING:
    from projects import MakeProject
    from warraq.model.project import Project

# Site by site: lines above every article, lines below it, and articles of title, date line and paragraphs.
ARABIC_ABOVE = ["مرآة الخليج الصغير", "أخبار الميناء", "شؤون القرية", "اتصلوا بغرفة التحرير"]
ARABIC_BELOW = [
    "تصفحوا أعداد الأسبوع الماضي",
    "مرآة الخليج الصغير صحيفة محلية تصدر كل صباح من مبنى الجمارك القديم، ويكتب فيها أبناء القرية والزوار.",
    "رقم الترخيص 4471",
]
ARABIC = [
    (
        "الصيادون يعودون إلى الميناء القديم",
        "عاد الصيادون صباح السبت إلى الميناء القديم بعد انتهاء أعمال الترميم التي استمرت عامين كاملين.",
        "وقالت لجنة الصيادين إن الرصيف الجديد يتسع لأربعين قاربًا، وإن أسعار المرافئ لن ترتفع هذا العام.",
    ),
    (
        "المدرسة الابتدائية تزرع بستانًا خلف الملعب",
        "زرع تلاميذ المدرسة الابتدائية بستانًا صغيرًا خلف الملعب، فيه عشرون شجرة ليمون وخمس شجرات زيتون.",
        "وأوضحت مديرة المدرسة أن كل صف سيعتني بأربع شجرات، وأن الثمار ستباع في سوق الجمعة.",
    ),
    (
        "حافلة جديدة تصل القرية بالمستشفى",
        "بدأت حافلة جديدة الأسبوع الماضي نقل الركاب من ساحة القرية إلى المستشفى ثلاث مرات في اليوم.",
        "ويقول السائق إن الرحلة تستغرق نصف ساعة، وإن كبار السن يركبون من غير أجرة.",
    ),
    (
        "المكتبة تفتح أبوابها مساءً",
        "قررت المكتبة العامة أن تفتح أبوابها مساءً طوال الشتاء، بعد أن طلب الطلاب مكانًا هادئًا للدراسة.",
        "وستبقى القاعة الكبيرة مفتوحة حتى العاشرة، بحسب أمينة المكتبة التي وظفت مساعدين اثنين.",
    ),
    (
        "سوق السمك ينتقل إلى مبنى مسقوف",
        "انتقل سوق السمك إلى مبنى مسقوف قرب الجسر، لأن الباعة اشتكوا سنوات من الشمس والمطر.",
        "ودفع كل بائع مبلغًا صغيرًا مقابل طاولته، وتكفلت البلدية بالماء والثلج والتنظيف.",
    ),
    (
        "فريق القرية يفوز بكأس الساحل",
        "فاز فريق القرية بكأس الساحل لكرة القدم بعد مباراة طويلة حُسمت بركلات الترجيح مساء الخميس.",
        "واحتفل الأهالي في الساحة حتى منتصف الليل، ووعد المدرب ببناء ملعب للصغار.",
    ),
]
DARI_ABOVE = ["روزنامه دره سبز", "خبرهای بازار", "گزارش‌های روستا", "با ما در تماس شوید"]
DARI_BELOW = [
    "آرشیف هفته گذشته را بخوانید",
    "روزنامه دره سبز هر صبح از خانه فرهنگ نشر می‌شود و نویسندگان آن باشندگان همین دره و مهمانان آن استند.",
    "شماره جواز 4471",
]
DARI = [
    (
        "پل تازه رفت و آمد دهقانان را آسان کرد",
        "پل تازه روی دریای دره سبز روز شنبه به روی دهقانان باز شد و کار ساخت آن دو سال دوام کرد.",
        "دهقانان می‌گویند که پیش از این برای رسیدن به بازار، دو ساعت راه می‌رفتند و اکنون نیم ساعت کافی است.",
    ),
    (
        "شاگردان مکتب باغ سیب ساختند",
        "شاگردان مکتب ابتداییه در پشت میدان بازی یک باغ کوچک ساختند که بیست نهال سیب و پنج نهال توت دارد.",
        "مدیر مکتب گفت که هر صنف از چهار نهال نگهداری می‌کند و میوه آن در بازار جمعه فروخته می‌شود.",
    ),
    (
        "موتر تازه بیماران را به شفاخانه می‌رساند",
        "یک موتر تازه از هفته گذشته روزانه سه بار باشندگان دره را از میدان به شفاخانه می‌رساند.",
        "راننده می‌گوید که سفر نیم ساعت وقت می‌گیرد و از کهن‌سالان کرایه گرفته نمی‌شود.",
    ),
    (
        "کتابخانه در زمستان شبانه باز است",
        "کتابخانه عامه تصمیم گرفت که در زمستان شبانه نیز باز باشد، زیرا شاگردان جای آرام می‌خواستند.",
        "مسوول کتابخانه گفت که تالار بزرگ تا ساعت ده شب باز می‌ماند و دو همکار تازه آمده‌اند.",
    ),
    (
        "بازار میوه زیر سقف رفت",
        "بازار میوه به ساختمان سرپوشیده نزدیک پل رفت، چون فروشندگان سال‌ها از آفتاب و باران شکایت داشتند.",
        "هر فروشنده برای میز خود پول کمی پرداخت و شاروالی آب و پاک‌کاری را به دوش گرفت.",
    ),
    (
        "تیم دره سبز جام بهار را گرفت",
        "تیم فوتبال دره سبز شام پنجشنبه پس از یک بازی دراز، جام بهار را با ضربه‌های پنالتی گرفت.",
        "باشندگان تا نیمه‌شب در میدان جشن گرفتند و مربی وعده داد که برای کودکان میدان بسازد.",
    ),
]
SITES = {
    "khalij": ("ar", ARABIC_ABOVE, ARABIC_BELOW, ARABIC, "نشر في {} أكتوبر 2024"),
    "dara": ("fa-AF", DARI_ABOVE, DARI_BELOW, DARI, "تاریخ نشر: {} اکتوبر 2024"),
}


def page(site: str, number: int, *, more: tuple[str, ...] = (), teasers: int = 2) -> str:
    """Return the dump of a page: the site's lines, the article, and the headlines of others of the site."""
    _, above, below, articles, date = SITES[site]
    title, *paragraphs = articles[number]
    teased = [articles[(number + step) % len(articles)][0] for step in range(1, teasers + 1)]
    return "\n\n".join([*above, title, date.format(10 + number), *paragraphs, *more, *teased, *below])


def site_project(make: MakeProject, site: str, pages: int = 6) -> Project:
    raw = {f"{site}/{number:03d}.txt": page(site, number) for number in range(pages)}
    return make(raw, sources=declare(site, SITES[site][0]))


def evidence(project: Project) -> dict[str, dict[str, Any]]:
    rows = all_evidence(project.candidate).to_dicts()
    return {row["raw_path"]: {**row, "removed": dict(json.loads(row["removed"]))} for row in rows}


@pytest.fixture
def one_file_a_shard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "SHARD_FILES", 1)


@pytest.mark.parametrize("site", SITES)
def test_six_pages_of_one_site_give_their_articles_whole_and_nothing_else(
    new_project: MakeProject, site: str
) -> None:
    project = site_project(new_project, site)
    build(project)
    articles = {row["title"]: row for row in read_articles(project.candidate).to_dicts()}
    assert set(articles) == {title for title, *_ in SITES[site][3]}
    for number, (title, *paragraphs) in enumerate(SITES[site][3]):
        assert articles[title]["body"] == "\n\n".join(paragraphs)
        assert articles[title]["published_at"].isoformat() == f"2024-10-{10 + number}T00:00:00"
        assert articles[title]["subtitle"] is None


@pytest.mark.parametrize("site", SITES)
def test_lines_of_the_site_are_shown_among_the_removed_ones(new_project: MakeProject, site: str) -> None:
    project = site_project(new_project, site)
    build(project)
    removed = evidence(project)[f"{site}/002.txt"]["removed"]
    _, above, below, *_ = SITES[site]
    told = [line for line in (*above, *below) if removed[line] == "site-line: with most articles"]
    assert len(told) >= len(above) + len(below) - 2, removed


def test_a_page_that_is_not_in_the_build_profits_from_those_that_are(new_project: MakeProject) -> None:
    project = site_project(new_project, "dara", pages=5)
    build(project)
    known = load_site_lines(project.candidate, "dara")
    draft = draft_from_text(page("dara", 5), Source(id="dara"), known)
    assert isinstance(draft, Draft)
    assert draft.body == "\n".join(DARI[5][1:])
    assert dict(draft.removed)[DARI_BELOW[1]] == "site-line: with most articles"
    assert max(known.counts.values()) == 5


def test_a_source_without_dumps_has_no_site_lines(new_project: MakeProject) -> None:
    project = new_project({"daily/a.jsonl": jsonl([story(1), story(2)])})
    build(project)
    assert load_site_lines(project.candidate, "daily").levels == {}
    assert load_site_lines(project.root, "daily").levels == {}
    assert not list(project.cache.rglob("lines.parquet"))


@pytest.mark.usefixtures("one_file_a_shard")
def test_a_new_page_does_not_cost_the_reading_of_the_others(new_project: MakeProject) -> None:
    raw = {f"khalij/{number:03d}.txt": page("khalij", number, teasers=0) for number in range(5)}
    project = new_project(raw, sources=declare("khalij", "ar"))
    build(project)
    put(project.raw / "khalij" / "005.txt", page("khalij", 5, teasers=0))
    again = build(project)
    assert (again.reused, again.shards) == (5, 6)


@pytest.mark.usefixtures("one_file_a_shard")
def test_a_line_that_becomes_the_sites_is_taken_out_of_earlier_pages_too(new_project: MakeProject) -> None:
    slogan = "كلنا نحب البحر والجبل معًا"
    pages = {f"khalij/{number:03d}.txt": page("khalij", number, teasers=0) for number in range(4)}
    pages["khalij/000.txt"] = page("khalij", 0, more=(slogan,), teasers=0)
    project = new_project(pages, sources=declare("khalij", "ar"))
    build(project)
    assert evidence(project)["khalij/000.txt"]["removed"].get(slogan) != "site-line: with several articles"
    put(project.raw / "khalij" / "004.txt", page("khalij", 4, more=(slogan,), teasers=0))
    again = build(project)
    assert (again.reused, again.shards) == (3, 5)
    assert evidence(project)["khalij/000.txt"]["removed"][slogan] == "site-line: with several articles"


@pytest.mark.usefixtures("one_file_a_shard")
@given(st.permutations(range(5)), st.integers(1, 5))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_in_which_pages_arrive_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], at_first: int
) -> None:
    def project(name: str, numbers: list[int]) -> Project:
        raw = {f"khalij/{number:03d}.txt": page("khalij", number) for number in numbers}
        return make_project(tmp_path_factory.mktemp(name), raw, declare("khalij", "ar"))

    grown, whole = project("grown", order[:at_first]), project("whole", order)
    build(grown)
    for number in order[at_first:]:
        put(grown.raw / "khalij" / f"{number:03d}.txt", page("khalij", number))
    build(grown)
    build(whole)
    assert bytes_below(grown.candidate) == bytes_below(whole.candidate)


def test_the_number_of_processes_does_not_matter(
    new_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "SHARD_FILES", 2)
    one, two = site_project(new_project, "dara"), site_project(new_project, "dara")
    build(one)
    build(two, jobs=2)
    assert bytes_below(two.candidate) == bytes_below(one.candidate)


def test_dumps_of_no_article_are_quarantined_once(new_project: MakeProject) -> None:
    raw = {f"khalij/{number:03d}.txt": page("khalij", number) for number in range(3)}
    raw |= {"khalij/menu.txt": "\n".join(ARABIC_ABOVE), "khalij/blank.txt": " \n "}
    project = new_project(raw, sources=declare("khalij", "ar"))
    figures = build(project).funnel.as_dict()
    assert (figures["raw"], figures["articles"], figures["quarantined"]) == (5, 3, 2)
    assert figures["reasons"] == {"empty-file": 1, "no-article": 1}


def test_every_kept_level_is_known(new_project: MakeProject) -> None:
    project = site_project(new_project, "khalij")
    build(project)
    table = pl.read_parquet(project.candidate / "site-lines.parquet")
    assert table["line"].is_sorted()
    assert set(table["level"]) <= {1, MOST}
    assert set(table["source"]) == {"khalij"}


def test_pages_beside_records_of_other_forms(new_project: MakeProject) -> None:
    raw: dict[str, bytes | str] = {f"mixed/{number}.txt": page("khalij", number) for number in range(3)}
    raw["mixed/a.jsonl"] = jsonl([story(1), story(2)])
    project = new_project(raw)
    assert build(project).funnel.as_dict()["articles"] == 5
