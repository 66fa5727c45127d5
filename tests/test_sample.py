"""What becomes of everything that is planted in the sample corpus."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from projects import ROOT

if TYPE_CHECKING:
    from projects import Sample

RAW = ROOT / "corpus" / "raw"
AGENCY = "وكالة الأفق"
NARROW = "\N{NARROW NO-BREAK SPACE}"

#: File, paragraphs, whether the page credits the agency, headline.
SADA = """
000 4 -      مستشفى وادي السدر يفتتح قسمًا لغسيل الكلى بعد طول معاناة
001 4 -      أوركسترا المدينة تحيي أمسية للعود والكمان في الحصن البحري
002 4 credit وزارة التربية تؤجل امتحانات نصف السنة أسبوعًا واحدًا في الشمال
003 4 -      المصرف المركزي الساحلي يثبت سعر الفائدة للمرة الرابعة
004 4 credit جسر جديد للمشاة ينهي خوف التلاميذ من عبور الطريق السريع
005 4 credit محطة تحلية صغيرة تعمل بالشمس تروي قرية على الساحل
006 5 credit خفر السواحل ينقذ طاقم مركب صيد جنح قرب جزيرة الطيون
007 4 credit رصد سلحفاة بحرية نادرة تضع بيضها على شاطئ رأس الفنار
008 4 credit معرض الكتاب في العاصمة يختتم دورته بزيادة في عدد الزوار
009 6 credit إضراب عمال الرافعات يشل حركة الحاويات في الميناء الجديد
011 3 -      حملة تلقيح ضد الإنفلونزا تستهدف كبار السن في خمس محافظات
012 4 -      تلميذات تل الريحان يحصدن المركز الأول في أولمبياد الرياضيات
013 4 -      مسرح القلعة يعيد عرض «ليلة في الميناء» بطلب الجمهور
014 7 credit المحكمة الإدارية توقف مشروع المنتجع على كثبان رأس الفنار
015 4 credit ضباب كثيف يؤخر الرحلات الجوية والبحرية صباحًا في العاصمة
016 3 -      سبّاحة من المرسى تحطم رقم المئتي متر فراشة
017 4 credit بلدية المرسى تبدأ ترميم السوق القديم بعد ثلاثة أعوام من الانتظار
018 4 credit الأرصاد تتوقع منخفضًا ماطرًا يضرب السواحل الشمالية نهاية الأسبوع
019 3 -      تلاميذ مدرسة ريفية يبنون محطة أرصاد من مواد مستعملة
020 4 -      دراسة: نصف آبار السهل الشرقي تجاوزت حد الملوحة الآمن
021 4 -      سكان حي الملاحات يشكون من الغبار والبلدية تعد برصف الشوارع
022 6 -      مصلحة المياه تعلن برنامج التقنين الجديد في أحياء وادي السدر
023 5 credit أسعار زيت الزيتون تتراجع مع بدء موسم العصر في الجبل
024 4 credit انقطاع الكهرباء ساعات طويلة يربك الصناعيين في وادي السدر
025 4 -      منتخب كرة اليد يستعد للتصفيات بمعسكر مغلق في تل الريحان
026 6 credit تقرير رقابي يكشف هدرًا في مشروع الصرف الصحي بالميناء الجديد
027 4 credit صيادو الميناء الجديد يعودون إلى البحر بعد عشرة أيام عاصفة
028 5 credit اتحاد المرسى يقلب تأخره أمام شباب السدر إلى فوز مثير
029 4 credit حافلات كهربائية تدخل الخدمة بين المرسى والميناء الجديد للمرة الأولى
030 4 -      مخبز تعاوني في بئر الغزال يعيد خبز الشعير إلى الموائد
031 4 -      باحثون في جامعة الساحل يطورون طلاءً من قشور المحار
033 4 -      شركة ناشئة من المرسى تبتكر تطبيقًا لتتبع مواعيد الصهاريج
034 4 credit حافلات كهربائية تدخل الخدمة بين المرسى والميناء الجديد للمرة الأولى
035 5 credit مزارعو سهل القمر يقطفون أول محصول من الزعفران
036 6 -      بلدية تل الريحان تحدد مواعيد جمع النفايات
037 5 credit الحكومة تقر موازنة العام الجديد بعجز أقل من المتوقع
039 4 credit نقص الأعلاف يدفع مربي الأغنام إلى بيع قطعانهم بأسعار متدنية
040 4 credit ورشة للنجارين الشباب تعيد إحياء صناعة القوارب الخشبية التقليدية
041 7 -      نادي القراءة في عين الحور يفتح أبوابه للصغار
"""
SADA_PAGES = [line.split(maxsplit=3) for line in SADA.strip().splitlines()]
WITHOUT_SUBTITLE = {"030", "021", "015", "019"}

#: Record and date as its page or feed gives it: a time with its offset, a bare day, or none; and from where,
#: unless that is the metadata.
DATES = """
almanara/articles-2024-10.jsonl:1  2024-10-01T09:30:00+02:00
almanara/articles-2024-10.jsonl:2  2024-10-03T11:05:00+02:00
almanara/articles-2024-10.jsonl:3  2024-10-07T10:40:00+00:00
almanara/articles-2024-10.jsonl:4  2024-10-09
almanara/articles-2024-10.jsonl:5  2024-10-12 url
almanara/articles-2024-10.jsonl:6  2024-10-15
almanara/articles-2024-10.jsonl:7  none
almanara/articles-2024-10.jsonl:8  2024-10-18
almanara/articles-2024-10.jsonl:10 2024-10-22
almanara/articles-2024-10.jsonl:11 2024-10-28T14:15:00+02:00
almanara/articles-2024-11.jsonl:1  2024-11-02T00:40:00+02:00
almanara/articles-2024-11.jsonl:2  2024-11-05T13:25:00+02:00
almanara/articles-2024-11.jsonl:3  2024-10-28T14:15:00+02:00
almanara/articles-2024-11.jsonl:4  2024-11-08T13:00:00+00:00
almanara/articles-2024-11.jsonl:5  2024-11-11
almanara/articles-2024-11.jsonl:6  2024-11-14 url
almanara/articles-2024-11.jsonl:7  2024-11-15T10:05:00+02:00
almanara/articles-2024-11.jsonl:8  none
almanara/articles-2024-11.jsonl:9  2024-11-18
almanara/articles-2024-11.jsonl:10 2024-11-21
almanara/articles-2024-11.jsonl:11 2024-11-26T18:10:00+02:00
almanara/articles-2024-12.jsonl:1  2024-12-02T08:20:00+02:00
almanara/articles-2024-12.jsonl:3  2024-12-09T07:15:00+00:00
almanara/articles-2024-12.jsonl:4  2024-11-08T13:00:00+00:00
almanara/articles-2024-12.jsonl:5  2024-12-11T09:00:00+02:00
almanara/articles-2024-12.jsonl:7  2024-12-12
almanara/articles-2024-12.jsonl:8  2024-12-16 url
almanara/articles-2024-12.jsonl:10 none
almanara/articles-2024-12.jsonl:11 2024-12-20
almanara/articles-2024-12.jsonl:13 2024-12-27
almanara/articles-2025-01.jsonl:1  2025-01-03T09:40:00+02:00
almanara/articles-2025-01.jsonl:2  2025-01-07T11:30:00+02:00
almanara/articles-2025-01.jsonl:3  2025-01-11
almanara/articles-2025-01.jsonl:4  2025-01-15T08:25:00+02:00
almanara/articles-2025-01.jsonl:5  2025-01-20T15:00:00+00:00
almanara/articles-2025-01.jsonl:6  2025-01-22
almanara/articles-2025-01.jsonl:7  2025-01-29
barq/7301.html 2024-10-04T08:15:00+02:00
barq/7318.html 2024-10-10T12:30:00+02:00
barq/7335.html 2024-10-17T19:00:00+02:00
barq/7352.html 2024-10-24T07:10:00+02:00
barq/7369.html 2024-11-04T10:45:00+02:00
barq/7386.html 2024-11-13T16:20:00+02:00
barq/7403.html 2024-11-22T06:00:00+02:00
barq/7420.html 2024-12-01T14:00:00+02:00
barq/7437.html 2024-12-10T09:35:00+02:00
barq/7454.html 2024-12-18T11:15:00+02:00
barq/7471.html none
barq/7488.html none
barq/7505.html 2025-01-16T07:30:00+02:00
barq/7522.html 2025-01-09T18:40:00+02:00
barq/7556.html 2025-01-24T13:05:00+02:00
le-phare/articles-2024-11.jsonl:1  2024-11-08T05:30:00+00:00
le-phare/articles-2024-11.jsonl:2  2024-11-13T06:00:00+00:00
le-phare/articles-2024-11.jsonl:3  2024-11-15T10:45:00+00:00
le-phare/articles-2024-11.jsonl:4  2024-11-18T08:20:00+00:00
le-phare/articles-2024-11.jsonl:5  2024-11-20T15:00:00+00:00
le-phare/articles-2024-11.jsonl:6  2024-11-22T05:30:00+00:00
le-phare/articles-2024-11.jsonl:7  2024-11-24T21:10:00+00:00
le-phare/articles-2024-11.jsonl:9  2024-11-26T06:15:00+00:00
le-phare/articles-2024-11.jsonl:10 2024-11-24T21:10:00+00:00
le-phare/articles-2025-01.jsonl:1  2025-01-09T07:00:00+01:00
le-phare/articles-2025-01.jsonl:2  2025-01-14T12:00:00+01:00
le-phare/articles-2025-01.jsonl:5  2025-01-24T06:30:00+01:00
le-phare/articles-2025-01.jsonl:7  none
le-phare/articles-2025-01.jsonl:8  2025-01-13T08:00:00+01:00
le-phare/articles-2025-01.jsonl:9  2025-01-29T05:50:00+01:00
le-phare/archives.json:1 2024-11-04
le-phare/archives.json:2 2024-10-12
le-phare/archives.json:3 2024-11-12
le-phare/archives.json:4 2024-11-05
le-phare/archives.json:5 2024-11-21
le-phare/archives.json:6 2024-10-25
le-phare/archives.json:7 2024-12-01
northgate-courier/harbour-dredging-delayed.html 2024-11-05T06:30:00+00:00
northgate-courier/harbour-dredging-delayed.recrawl.html 2024-11-05T06:30:00+00:00
northgate-courier/winter-ferry-timetable.html 2024-10-25T09:12:00+01:00
northgate-courier/school-heat-pumps.html 2024-11-18T16:40:00+00:00
northgate-courier/seagrass-survey.html 2024-11-21T08:00:00+00:00
northgate-courier/rovers-cup-win.html 2024-12-08T18:05:00+01:00
northgate-courier/gale-warning-coast.html 2024-11-24T14:20:00+00:00
northgate-courier/leek-rust-growers.html 2024-11-28
northgate-courier/reading-room-reopens.html 2024-10-13T10:00:00+00:00
northgate-courier/night-clinic-trial.html 2024-11-14T07:15:00+00:00
northgate-courier/sardine-quota-cut.html 2024-12-13T17:30:00+01:00
northgate-courier/water-meter-rollout.html 2025-01-16T05:45:00+00:00
northgate-courier/water-meters-in-brief.html 2025-01-16T12:00:00+00:00
northgate-courier/bus-lane-trial.html 2024-11-07T11:00:00+01:00
northgate-courier/regatta-fog.html 2024-10-20T09:30:00+01:00
northgate-courier/salt-works-museum.html none
northgate-courier/mildest-december.html 2024-12-19 url
northgate-courier/workers-buy-bakery.html 2025-01-11T07:00:00+00:00
northgate-courier/valley-edition-workers-buy-bakery.html 2025-01-12T06:00:00+00:00
northgate-courier/debating-final.html 2025-01-22T08:20:00+00:00
northgate-courier/comet-observatory.html 2025-01-19T20:10:00+00:00
northgate-courier/dairy-biogas.html 2025-01-30T00:25:00+01:00
le-phare/huitres-les-salins.html 2024-12-06T07:50:00+01:00
"""
DATED = [line.split() for line in DATES.strip().splitlines()]

QUARANTINED = {
    ("almanara/articles-2024-10.jsonl", 9): "empty-body",
    ("almanara/articles-2024-12.jsonl", 2): "missing-title",
    ("almanara/articles-2024-12.jsonl", 6): "invalid-json",
    ("almanara/articles-2024-12.jsonl", 12): "empty-body",
    ("barq/7539.html", 1): "no-article",
    ("le-phare/articles-2024-11.jsonl", 8): "empty-body",
    ("le-phare/articles-2025-01.jsonl", 3): "duplicate-keys",
    ("le-phare/articles-2025-01.jsonl", 4): "empty-body",
    ("le-phare/articles-2025-01.jsonl", 6): "invalid-json",
    ("northgate-courier/reply-form.html", 1): "no-article",
    ("sada-almadina/010_d67a83a67bc77cff.txt", 1): "no-article",
    ("sada-almadina/032_3673d67ce5bc772c.txt", 1): "empty-file",
    ("sada-almadina/038_78f00edd9142e95a.txt", 1): "binary-file",
}

#: Furniture of the pages, of which nothing may be left in a text.
BOILERPLATE = (
    "Read also",
    "Share this story",
    "Sign up for our newsletter",
    "More from the Courier",
    "Leave a reply",
    "Your email address will not be published",
    "We use cookies",
    "Privacy policy",
    "Photograph: Courier archive",
    "Lire aussi",
    "Partager",
    "Abonnez-vous",
    "Recevez notre lettre",
    "Laisser un commentaire",
    "Nous utilisons des cookies",
    "Mentions légales",
    "archives du Phare",
    "اقرأ أيض",
    "شارك الخبر",
    "شارك المقال",
    "اشترك في قناتنا",
    "اترك رد",
    "لن يتم نشر عنوان بريدك",
    "التعليقات تخضع للمراجعة",
    "مواضيع ذات صلة",
    "جميع الحقوق محفوظة",
    "أضف تعليق",
    "صدى المدينة الموقع الإخباري",
    "المصدر:",
    AGENCY,
    "Horizon Press Agency",
)

#: (where the copy lies, where its original lies)
COPIES = [
    ("almanara/articles-2024-10.jsonl:10", "sada-almadina/027_6aa2b02f5bdd23b4.txt"),
    ("almanara/articles-2024-11.jsonl:7", "sada-almadina/035_84382c9390ab9b38.txt"),
    ("almanara/articles-2024-12.jsonl:5", "sada-almadina/004_f56602aa1e8788c4.txt"),
    ("almanara/articles-2025-01.jsonl:4", "barq/7505.html"),
    (
        "northgate-courier/workers-buy-bakery.html",
        "northgate-courier/valley-edition-workers-buy-bakery.html",
    ),
]

#: An article, and the one that is abridged from it: each paragraph of the second stands in the first.
ABRIDGED = [
    ("sada-almadina/026_8f11fe473e15c728.txt", "almanara/articles-2025-01.jsonl:6"),
    ("northgate-courier/water-meter-rollout.html", "northgate-courier/water-meters-in-brief.html"),
]

#: Crawls of one article: the earlier, the one that is kept.
CRAWLS = [
    ("almanara/articles-2024-10.jsonl:11", "almanara/articles-2024-11.jsonl:3", 1),
    ("almanara/articles-2024-11.jsonl:4", "almanara/articles-2024-12.jsonl:4", 0),
    (
        "northgate-courier/harbour-dredging-delayed.html",
        "northgate-courier/harbour-dredging-delayed.recrawl.html",
        1,
    ),
    ("le-phare/articles-2024-11.jsonl:7", "le-phare/articles-2024-11.jsonl:10", 0),
    ("sada-almadina/029_6591039eef872ae9.txt", "sada-almadina/034_5bfc9c5fa95e0b53.txt", 0),
]


def paragraphs_of_page(path: str) -> list[str]:
    """The paragraphs of the article of an HTML page of the sample, by the layout that its site has."""
    data = (RAW / path).read_bytes()
    for encoding in ("utf-8", "windows-1256" if path.startswith("barq") else "windows-1252"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    start, end = ("<main>", '<div class="share">') if path.startswith("barq") else ("article-body", "</art")
    main = text.partition(start)[2].partition(end)[0]
    return [html.unescape(inner) for inner in re.findall(r"<p>(.*?)</p>", main, flags=re.DOTALL)]


def paragraphs_of_dump(path: str) -> list[str]:
    text = (RAW / path).read_text(encoding="utf-8")
    if "005_" in path:
        text = text.encode("windows-1256").decode()
    lines = [line for line in text.split("\n") if line.endswith(".")]
    return [line for line in lines if line != "لن يتم نشر عنوان بريدك الإلكتروني."]


def paragraphs_of_record(path: str, position: int) -> list[str]:
    text = (RAW / path).read_text(encoding="utf-8")
    record = (
        json.loads(text)[position - 1]
        if path.endswith(".json")
        else json.loads(text.split("\n")[position - 1])
    )
    found = next(record[key] for key in ("text", "body", "content", "texte") if key in record)
    for encoding, place in (
        ("windows-1256", ("almanara/articles-2025-01.jsonl", 1)),
        ("latin-1", ("le-phare/articles-2024-11.jsonl", 3)),
        ("latin-1", ("le-phare/articles-2025-01.jsonl", 2)),
        ("latin-1", ("le-phare/articles-2025-01.jsonl", 2)),
    ):
        if (path, position) == place:
            found = found.encode(encoding).decode()
    found = re.sub("[\ufeff\u200f\u202b\u202c\u0640]", "", found.replace("\ufefb", "لا"))
    lines = [line for line in found.split("\n") if line.strip()]
    return [line for line in lines if not any(line.startswith(one) for one in (*BOILERPLATE, "لمتابعة آخر"))]


def test_every_body_is_the_articles_paragraphs_and_nothing_else(sample: Sample) -> None:
    assert len(sample.records) == 136
    for (path, position), row in sample.records.items():
        if row["fate"] == "merged":
            continue  # its article has the text of the later crawl
        if path.endswith(".html"):
            planned = paragraphs_of_page(path)
        elif path.endswith(".txt"):
            planned = paragraphs_of_dump(path)
        else:
            planned = paragraphs_of_record(path, position)
        # Of a dateline that credits the agency the place stays: "المرسى (…) - " becomes "المرسى - ".
        planned = [paragraph.replace(f" ({AGENCY}) - ", " - ") for paragraph in planned]
        assert row["body"].split("\n\n") == planned, (path, position)
        assert row["paragraphs"] == len(planned)


@pytest.mark.parametrize("string", BOILERPLATE)
def test_no_furniture_is_left_in_any_text(sample: Sample, string: str) -> None:
    for name in ("title", "subtitle", "body"):
        left = sample.articles.filter(pl.col(name).str.contains(string, literal=True))
        assert left["id"].to_list() == [], name


@pytest.mark.parametrize(("file", "paragraphs", "credit", "headline"), SADA_PAGES)
def test_a_dumped_page_gives_headline_paragraphs_and_credit(
    sample: Sample, file: str, paragraphs: str, credit: str, headline: str
) -> None:
    (row,) = [row for (path, _), row in sample.records.items() if path.startswith(f"sada-almadina/{file}_")]

    assert row["title"] == headline
    assert row["paragraphs"] == int(paragraphs)
    assert row["agency"] == (AGENCY if credit == "credit" else None)
    assert (row["subtitle"] is None) == (file in WITHOUT_SUBTITLE)
    assert (row["url"], row["published_at"], row["published_precision"]) == (None, None, "none")


@pytest.mark.parametrize("line", DATED, ids=lambda line: line[0])
def test_dates_are_as_page_and_feed_state_them(sample: Sample, line: list[str]) -> None:
    place, stated, *origin = line
    row = sample.at(place)

    found = (row["published_at"], row["published_precision"], row["published_origin"])
    if stated == "none":
        assert found == (None, "none", "none")
    elif "T" in stated:
        moment = datetime.fromisoformat(stated).astimezone(UTC).replace(tzinfo=None)
        assert found == (moment, "second", "metadata")
    else:
        assert found == (datetime.fromisoformat(stated), "day", origin[0] if origin else "metadata")


def test_the_table_of_dates_names_every_record_that_may_have_one(sample: Sample) -> None:
    named = {line[0].removesuffix(":1") for line in DATED}
    read = {f"{path}:{position}".removesuffix(":1") for path, position in sample.records}
    assert named == {place for place in read if not place.startswith("sada-almadina/")}


def test_modification_times_are_read(sample: Sample) -> None:
    stated = {
        "almanara/articles-2024-11.jsonl:3": "2024-11-01 08:00:00",
        "barq/7318.html": "2024-10-10 15:42:00",
        "barq/7420.html": "2024-12-01 17:12:00",
        "barq/7556.html": "2025-01-24 16:17:00",
        "northgate-courier/harbour-dredging-delayed.recrawl.html": "2024-11-06 11:15:00",
        "northgate-courier/comet-observatory.html": "2025-01-20 09:00:00",
    }
    assert {place: str(sample.at(place)["modified_at"]) for place in stated} == stated
    assert sample.articles["modified_at"].count() == len(stated)


def test_the_crawl_time_is_never_the_date(sample: Sample) -> None:
    assert sample.articles.filter(pl.col("published_at") >= datetime.fromisoformat("2025-02-01")).is_empty()


@pytest.mark.parametrize(("place", "reason"), QUARANTINED.items(), ids=str)
def test_what_is_no_article_is_quarantined_with_the_reason(
    sample: Sample, place: tuple[str, int], reason: str
) -> None:
    path, position = place
    row = sample.quarantine.filter((pl.col("raw_path") == path) & (pl.col("position") == position))
    assert row["reason"].to_list() == [reason]


def test_nothing_else_is_quarantined(sample: Sample) -> None:
    assert sample.quarantine.height == len(QUARANTINED)


@pytest.mark.parametrize(("original", "copy"), COPIES)
def test_copies_are_clustered_under_the_one_published_first(sample: Sample, original: str, copy: str) -> None:
    one, other = sample.at(original), sample.at(copy)

    assert (one["role"], other["role"]) == ("original", "copy")
    assert one["cluster"] == other["cluster"] == one["id"] != other["id"]
    assert one["split"] == other["split"]
    pairs = pl.read_parquet(sample.release / "data" / "duplicates.parquet")
    assert pairs.filter(id_a=one["id"], id_b=other["id"], relation="copy").height == 1


@pytest.mark.parametrize(("original", "shorter"), ABRIDGED)
def test_abridged_articles_are_clustered_under_the_whole_one(
    sample: Sample, original: str, shorter: str
) -> None:
    one, other = sample.at(original), sample.at(shorter)

    assert set(other["body"].split("\n\n")) < set(one["body"].split("\n\n"))
    assert (one["role"], other["role"]) == ("original", "abridged")
    assert one["cluster"] == other["cluster"] == one["id"] != other["id"]
    assert one["split"] == other["split"]
    pairs = pl.read_parquet(sample.release / "data" / "duplicates.parquet")
    (pair,) = pairs.filter(id_a=one["id"], id_b=other["id"]).to_dicts()
    assert (pair["relation"], pair["containment"]) == ("abridged", 1.0)
    assert pair["jaccard"] < 0.7


def test_nothing_else_is_a_copy(sample: Sample) -> None:
    others = sample.articles.filter(pl.col("role") != "original").height
    assert others == len(COPIES) + len(ABRIDGED)
    alone = sample.articles.filter(pl.col("cluster") == pl.col("id"))
    assert alone["role"].unique().to_list() == ["original"]


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        ("almanara/articles-2025-01.jsonl:6", "sada-almadina/026_8f11fe473e15c728.txt"),
        ("northgate-courier/water-meters-in-brief.html", "northgate-courier/water-meter-rollout.html"),
    ],
)
def test_an_abridged_text_is_an_article_of_its_own(sample: Sample, shorter: str, longer: str) -> None:
    assert sample.at(shorter)["id"] != sample.at(longer)["id"]
    assert sample.at(longer)["body"].startswith(sample.at(shorter)["body"])


@pytest.mark.parametrize(("earlier", "kept", "revision"), CRAWLS)
def test_crawls_of_one_article_are_merged(sample: Sample, earlier: str, kept: str, revision: int) -> None:
    one, other = sample.at(earlier), sample.at(kept)

    assert one["id"] == other["id"]
    assert (one["fate"], other["fate"]) == ("merged", "article")
    assert other["revision"] == revision


def test_nothing_else_is_merged_or_revised(sample: Sample) -> None:
    fates = [row["fate"] for row in sample.records.values()]
    assert fates.count("merged") == len(CRAWLS)
    assert sample.articles.filter(pl.col("revision") > 0).height == 2


def test_the_corrected_text_is_kept(sample: Sample) -> None:
    crash = sample.at("almanara/articles-2024-11.jsonl:3")["body"]
    assert "أصيب 17 شخصًا" in crash
    assert "14" not in crash
    dredging = sample.at("northgate-courier/harbour-dredging-delayed.recrawl.html")["body"]
    assert "About 48,000 tonnes" in dredging
    assert "84,000" not in dredging


@pytest.mark.parametrize(
    ("place", "title"),
    [
        ("almanara/articles-2025-01.jsonl:1", "شبكة مجسات جديدة لرصد الهزات الأرضية على الساحل"),
        ("le-phare/articles-2024-11.jsonl:3", "À Valcèdre, la cantine scolaire épluche enfin ses légumes"),
        (
            "le-phare/articles-2025-01.jsonl:2",
            "Des algues rouges pour nourrir les abeilles, l’étonnante piste d’un laboratoire",
        ),
    ],
)
def test_mojibake_is_repaired_to_the_letter(sample: Sample, place: str, title: str) -> None:
    row = sample.at(place)
    assert row["title"] == title
    assert row["repairs"] == ["mojibake"]


def test_a_sound_field_beside_damaged_ones_is_left_alone(sample: Sample) -> None:
    assert sample.at("le-phare/articles-2024-11.jsonl:3")["section"] == "Écoles"


def test_no_encoding_damage_is_left(sample: Sample) -> None:
    for name in ("title", "subtitle", "body"):
        damaged = sample.articles.filter(pl.col(name).str.contains("[\ufffd\u0080-\u009f]|Ã|Â|ط§|ظ„"))
        assert damaged["id"].to_list() == []


def test_a_page_with_a_lying_charset_is_read_as_what_it_is(sample: Sample) -> None:
    row = sample.at("northgate-courier/reading-room-reopens.html")
    assert row["title"] == "Old reading room reopens with café and “whisper gallery”"
    assert all(word in row["body"] for word in ("£1.4m", "£2.60", "soirée", "Weaver’s Row", " – "))


def test_presentation_forms_tatweel_and_bidi_controls_are_mended(sample: Sample) -> None:
    row = sample.at("almanara/articles-2025-01.jsonl:2")
    assert row["title"] == "سوق الجمعة في المرسى لا يغلق أبوابه رغم قرار النقل"
    assert {"bidi", "presentation-forms", "tatweel"} <= set(row["repairs"])
    for name in ("title", "body"):
        left = sample.articles.filter(pl.col(name).str.contains("[\ufefb\u0640\ufeff\u200f\u202b\u202c]"))
        assert left.is_empty()


def test_french_typography_is_kept(sample: Sample) -> None:
    assert sample.at("le-phare/archives.json:5")["title"].startswith(f"Bronchiolite{NARROW}: l’hôpital")
    french = sample.articles.filter(source="le-phare")
    spaced = french.filter(pl.concat_str("title", "body").str.contains(f"{NARROW}[;:!?»]|«{NARROW}"))
    assert spaced.height >= 15


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("northgate-courier/gale-warning-coast.html", "Horizon Press Agency"),
        ("northgate-courier/sardine-quota-cut.html", "Horizon Press Agency"),
        ("almanara/articles-2024-10.jsonl:3", AGENCY),
        ("almanara/articles-2025-01.jsonl:4", AGENCY),
        ("barq/7505.html", AGENCY),
        ("sada-almadina/018_587b9eceae330451.txt", AGENCY),
        ("sada-almadina/005_0acb76793a3b0969.txt", AGENCY),
        ("almanara/articles-2024-10.jsonl:10", "وكالات"),
    ],
)
def test_agencies_are_credited(sample: Sample, place: str, name: str) -> None:
    assert sample.at(place)["agency"] == name


@pytest.mark.parametrize(
    ("place", "language"),
    [("almanara/articles-2024-11.jsonl:11", "ar"), ("le-phare/huitres-les-salins.html", "fr")],
)
def test_a_wrong_language_label_is_noticed(sample: Sample, place: str, language: str) -> None:
    row = sample.at(place)
    assert (row["language"], row["language_label"], row["language_mismatch"]) == (language, "en", True)


def test_every_language_is_as_declared(sample: Sample) -> None:
    found = dict(sample.articles.select("source", "language").unique().iter_rows())
    assert found == {name: source.language for name, source in sample.project.sources.items()}
    assert len([row for row in sample.records.values() if row["language_mismatch"]]) == 2


@pytest.mark.parametrize(
    ("place", "url"),
    [
        ("le-phare/articles-2024-11.jsonl:6", "https://le-phare.example/article?id=42"),
        ("le-phare/articles-2024-11.jsonl:9", "https://le-phare.example/article?id=43"),
        (
            "le-phare/articles-2024-11.jsonl:10",
            "https://le-phare.example/2024/11/24/handball-les-salins-port-clair",
        ),
        ("almanara/articles-2024-10.jsonl:2", "https://almanara.example/news/2024/10/03/dates-season"),
        ("almanara/articles-2024-10.jsonl:6", "https://almanara.example/news/2024/10/15/salt-exports"),
        ("almanara/articles-2024-12.jsonl:13", "https://almanara.example/news/2024/12/27/basket-final"),
    ],
)
def test_addresses_lose_tracking_and_fragment_only(sample: Sample, place: str, url: str) -> None:
    assert sample.at(place)["url"] == url


def test_all_addresses_are_clean(sample: Sample) -> None:
    assert sample.articles.filter(pl.col("url").str.contains("utm_|fbclid|#")).is_empty()
    addressed = sample.articles.filter(pl.col("url").is_not_null())
    assert addressed["url"].n_unique() == addressed.height == 93


def test_authors_tags_and_sections_are_read(sample: Sample) -> None:
    def labels(place: str) -> tuple[object, ...]:
        row = sample.at(place)
        return row["authors"], row["tags"], row["section"]

    assert labels("almanara/articles-2024-10.jsonl:1") == (["قسم المحليات"], ["المرسى", "مواقف"], "محليات")
    assert labels("almanara/articles-2024-10.jsonl:8") == ([], [], "طقس")
    assert labels("le-phare/articles-2025-01.jsonl:7") == (
        ["Service culture"],
        ["patrimoine", "musique"],
        None,
    )
    assert labels("le-phare/archives.json:6") == (["Service mer"], [], "Sciences")
    assert labels("barq/7369.html") == ([], [], "تعليم")
    assert labels("northgate-courier/comet-observatory.html") == (
        ["Northgate Courier local desk"],
        [],
        "Science",
    )


def test_removed_lines_are_kept_as_evidence(sample: Sample) -> None:
    removed = sample.at("almanara/articles-2024-11.jsonl:2")["removed"]
    assert removed == [["شارك المقال عبر فيسبوك وتويتر", "share-bar"]]
    for row in sample.records.values():
        if row["fate"] == "article":
            assert row["removed_lines"] == len(row["removed"])


def test_the_corpus_is_large_and_varied_enough(sample: Sample) -> None:
    assert sample.articles.height >= 120
    assert sample.articles["source"].n_unique() >= 4
    assert set(sample.articles["language"]) == {"ar", "en", "fr"}
    assert set(sample.articles["split"]) == {"train", "validation", "test"}


def test_every_raw_record_ends_in_exactly_one_place(sample: Sample) -> None:
    records = {"almanara": 41, "barq": 16, "le-phare": 27, "northgate-courier": 23, "sada-almadina": 42}
    counted = sample.cut.built.funnel
    assert {name: one["raw"] for name, one in counted.sources.items()} == records
    for one in counted.sources.values():
        assert one["raw"] == one["articles"] + one["merged"] + one["quarantined"] + one["taken_down"]
    assert counted.total("raw") == len(sample.records) + sample.quarantine.height
    assert counted.total("articles") == sample.articles.height


def test_the_release_passed_without_a_warning(sample: Sample) -> None:
    assert sample.cut.frozen is not None
    assert [sample.cut.verdict.count(severity) for severity in ("error", "warning")] == [0, 0]
