"""An agency is credited where the text credits it, and nowhere else."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.text import agency
from warraq.corpus.text.agency import AgencyIndex
from warraq.corpus.text.credit import REASON, Credit, find_byline_credit, find_credit
from warraq.model.settings import Agency

AGENCIES = AgencyIndex.load(())
TEXT = "أعلنت بلدية تل الريحان عن خطة جديدة للمياه في الأحياء القديمة.\n\nوتبدأ الأعمال في مطلع الشهر المقبل."
ENGLISH = "The council of Basil Hill announced a new plan for the old quarters on Monday morning."


def credit(body: str, agencies: AgencyIndex = AGENCIES) -> Credit:
    found = find_credit(body, agencies=agencies)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("وكالة صفا", "وكالة صفا"),
        ("المصدر: رويترز", "رويترز"),
        ("المصدر : وكالة معا", "وكالة معا"),
        ("(رويترز)", "رويترز"),
        ("Reuters", "رويترز"),
        ("Source: AFP", "أ ف ب"),
        ("© AFP 2023", "أ ف ب"),
        ("© 2023 The Associated Press. All rights reserved.", "أسوشيتد برس"),
        ("أ.ف.ب", "أ ف ب"),
        ("(أ. ف. ب)", "أ ف ب"),
        ("وكالات", "وكالات"),
        ("-وات-", "وات"),
        ("إذاعة الريحان/ أ ف ب", "أ ف ب"),
        ("* بالاتفاق مع «بلومبيرغ»", "بلومبرغ"),
        ("وكالة أنباء الشاطئ", "وكالة أنباء الشاطئ"),
        ("المصدر: وكالة الأفق", "وكالة الأفق"),
        ("خبرگزاری فارس", "خبرگزاری فارس"),
        ("منبع: ایرنا", "ایرنا"),
        ("(صفا)", "وكالة صفا"),
        ("Le Basilic avec AFP / dpa", "أ ف ب"),
        ("(أ ف ب، رويترز)", "أ ف ب"),
        ("وكالات - رويترز", "رويترز"),
        ("المصدر : صفا + وكالات", "وكالة صفا"),
        ("المصدر (وات)", "وات"),
        ("(With inputs from agencies)", "وكالات"),
        ("© dpa-infocom, dpa:240325-99-123456/3", "د ب أ"),
        ("Mit Material von dpa", "د ب أ"),
        ("(Avec l'AFP)", "أ ف ب"),
        ("Kaynak: AA", "الأناضول"),
        ("به نقل از خبرگزاری مهر", "خبرگزاری مهر"),
        ("(Reporting by Basil Reed in Oak Town and Fern Hill; Editing by Rose Field)", "رويترز"),
        ("(إعداد ريحان الحقل للنشرة العربية - تحرير زهرة البيدر)", "رويترز"),
        (
            "Copyright 2023 The Associated Press. All rights reserved. This material may not be published.",
            "أسوشيتد برس",
        ),
    ],
)
def test_a_credit_line_at_the_end_is_taken_out(line: str, name: str) -> None:
    found = credit(f"{TEXT}\n\n{line}")
    assert (found.name, found.body, found.removed) == (name, TEXT, ((line, REASON),))
    assert found.evidence == f"tail line: {line}"


@pytest.mark.parametrize(
    ("tail", "name"),
    [
        (' "رويترز"', "رويترز"),
        ("«أ. ب»", "أسوشيتد برس"),
        (" -وات-", "وات"),
        (" المصدر (وات)", "وات"),
        (" إذاعة الريحان - وكالات", "وكالات"),
        (" (رويترز)", "رويترز"),
        (" (أ ف ب).", "أ ف ب"),
        (" — AFP", "أ ف ب"),
        ("(معا)", "وكالة معا"),
    ],
)
def test_a_credit_behind_the_last_sentence_is_taken_out(tail: str, name: str) -> None:
    found = credit(TEXT + tail)
    assert (found.name, found.body, found.removed) == (name, TEXT, ((tail.strip(), REASON),))


def test_a_credit_line_above_the_last_lines_is_found_too() -> None:
    found = credit(f"{TEXT}\n\nوكالة صفا\n\nشارك الخبر")
    assert (found.name, found.body) == ("وكالة صفا", f"{TEXT}\n\nشارك الخبر")


@pytest.mark.parametrize(
    ("head", "kept", "name"),
    [
        ("رويترز\n\n", "", "رويترز"),
        ("تل الريحان - واس\n\n", "تل الريحان\n\n", "واس"),
        ("تل الريحان (وكالة الأفق) - ", "تل الريحان - ", "وكالة الأفق"),
        ("PARIS (AFP) — ", "PARIS — ", "أ ف ب"),
        ("LONDON, Oct. 3 (Reuters) - ", "LONDON, Oct. 3 - ", "رويترز"),
        ("(د ب أ) - ", "", "د ب أ"),
        ("لندن - رويترز: ", "لندن: ", "رويترز"),
        ("واس - تل الريحان: ", "تل الريحان: ", "واس"),
        ("واس- تل الريحان: ", "تل الريحان: ", "واس"),
        ("تل الريحان/واس/ ", "تل الريحان/ ", "واس"),
        ("تونس 11 ديسمبر 2016 (وات) - ", "تونس 11 ديسمبر 2016 - ", "وات"),
        ("أ ف ب - ", "", "أ ف ب"),
        ("غزة - صفا\n", "غزة\n", "وكالة صفا"),
        ("غزة - صفا: ", "غزة: ", "وكالة صفا"),
        ("رام الله - معا - ", "رام الله - ", "وكالة معا"),
        ("دمشق-سانا\n", "دمشق\n", "سانا"),
        ("(د ب أ) ", "", "د ب أ"),
        ("WASHINGTON (AP) _ ", "WASHINGTON _ ", "أسوشيتد برس"),
        ("NEW DELHI [India], March 3 (ANI): ", "NEW DELHI [India], March 3: ", "ANI"),
        ("الجزائر - (وأج)- ", "الجزائر - ", "واج"),
        ("المنامة في 3 مارس / بنا / ", "المنامة في 3 مارس/ ", "بنا"),
        ("الرياض 03 مارس 2024 واس\n", "الرياض 03 مارس 2024\n", "واس"),
        ("کابل (پژواک، ۱۲ جوزا ۱۴۰۲): ", "کابل: ", "پژواک"),
        (
            "خطة المياه في الأحياء القديمة\nتل الريحان - د.ب.أ: ",
            "خطة المياه في الأحياء القديمة\nتل الريحان: ",
            "د ب أ",
        ),
    ],
)
def test_a_dateline_loses_the_agency_and_keeps_the_place(head: str, kept: str, name: str) -> None:
    found = credit(head + TEXT)
    assert (found.name, found.body) == (name, kept + TEXT)
    assert len(found.removed) == 1


@pytest.mark.parametrize(
    "phrase",
    [
        "في تصريح وصل صفا إن",
        "في بيان وصل “صفا”، أن",
        "في بيان صحفي وصل وكالة صفا أن",
        "في بيان وصل وكالة «صفا» نسخة عنه أن",
        "في بيان تلقت صفا نسخة منه أن",
    ],
)
def test_a_statement_that_reached_an_agency_is_evidence_and_stays(phrase: str) -> None:
    body = f"وقال رئيس البلدية {phrase} العمل بدأ.\n\n{TEXT}"
    found = credit(body)
    assert (found.name, found.body, found.removed) == ("وكالة صفا", body, ())


def test_the_end_decides_before_the_start_and_both_are_taken_out() -> None:
    found = credit(f"لندن (رويترز) - {TEXT}\n\nوكالة صفا")
    assert found.name == "وكالة صفا"
    assert found.body == f"لندن - {TEXT}"
    assert [text for text, _ in found.removed] == ["وكالة صفا", "(رويترز) -"]


@pytest.mark.parametrize(
    "body",
    [
        TEXT,
        ENGLISH,
        f"قالت رويترز إن {TEXT}",
        f"{ENGLISH} He told Reuters that it was over.",
        f"{TEXT} وفق ما ذكرته وكالة الأنباء السعودية (واس).",
        f"{TEXT} وانتهى اللقاء (1-0)",
        f"{TEXT}\n\nمعا",
        f"{TEXT}\n\nفارس",
        f"{TEXT}\n\nSpa",
        f"{TEXT}\n\nوكالة ناسا",
        f"{TEXT}\n\nوكالة الطاقة الذرية",
        f"{TEXT}\n\nصورة: أ ف ب",
        f"{TEXT}\n\nAFP / Getty Images",
        f"{TEXT}\n\nآب 2023",
        f"Reuters/Ipsos: a poll. {ENGLISH}",
        f"The MAP of the city - a guide. {ENGLISH}",
        f"رويترز: {TEXT}",
        f"{TEXT}\n\nAP",
        f"{TEXT}\n\nرويترز: خطة جديدة",
        f"{TEXT}\n\nأرشيفية - رويترز",
        f'{TEXT} وفق "رويترز"',
        f"{TEXT} وفق «رويترز».",
        f"تصوير - رويترز\n{TEXT}",
        f"كتب - فارس\n{TEXT}",
        f"الصحة والرياضة - معا\n{TEXT}",
        f"به گزارش رویترز، {TEXT}",
        f"وفي وثيقة حصلت رويترز على نسخة منها {TEXT}",
        f"{ENGLISH} He works for the A.F.P.",
        f"أعلنت رويترز - وهي شركة - أن {TEXT}",
        f"وصل الرئيسان معا إلى المدينة. {TEXT}",
        f"فارس - قصة جديدة. {TEXT}",
        f"APPLE - {ENGLISH}",
        "",
        "وكالة صفا",
        "Reuters",
    ],
)
def test_a_mention_is_no_credit(body: str) -> None:
    assert find_credit(body, agencies=AGENCIES) is None


def test_a_body_never_becomes_empty() -> None:
    found = credit("(رويترز) - ")
    assert (found.name, found.body, found.removed) == ("رويترز", "(رويترز) - ", ())


def test_the_agencies_of_the_project_come_first() -> None:
    own = AgencyIndex.load((Agency(name="وكالة الأفق", aliases=("أفق", "Ufuq", "رويترز")),))
    assert credit(f"{TEXT}\n\nأفق", own).name == "وكالة الأفق"
    assert credit(f"{TEXT}\n\nرويترز", own).name == "وكالة الأفق"
    assert credit(f"{TEXT}\n\nواس", own).name == "واس"
    assert AgencyIndex.load(()) is AgencyIndex.load(())


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("الريحان: واس", "واس"),
        ("واس (تل الريحان)", "واس"),
        ("تل الريحان : (د ب أ)", "د ب أ"),
        ("رويترز - ريحان الحقل", "رويترز"),
        ("ريحان الحقل، أ ف ب", "أ ف ب"),
        ("Basil Reed | AP", "أسوشيتد برس"),
        ("AP", "أسوشيتد برس"),
        ("Reuters Staff", "رويترز"),
        ("Agence France-Presse in Oak Town", "أ ف ب"),
        ("أثينا، واشنطن: وكالات", "وكالات"),
    ],
)
def test_a_byline_with_a_place_or_a_person_names_its_agency(author: str, name: str) -> None:
    assert find_byline_credit([author], AGENCIES) == (name, f"byline: {author}")


def test_the_first_words_of_an_iranian_agency_prove_its_own_story() -> None:
    found = credit(f"به گزارش خبرنگار مهر، {TEXT}")
    assert (found.name, found.removed) == ("خبرگزاری مهر", ())


def test_an_alias_is_of_one_agency() -> None:
    tables = tomllib.loads(Path(agency.__file__).with_name("agencies.toml").read_text(encoding="utf-8"))
    seen: dict[str, str] = {}
    for key, table in tables.items():
        for alias in {table["name"], *table.get("aliases", []), *table.get("words", [])}:
            assert seen.setdefault(agency._keys(alias), key) == key, alias


@pytest.mark.parametrize(
    "body",
    ["-" * 10**6, " " * 10**6 + "رويترز", "(رويترز) " * 10**5, "بيان وصل " * 10**5, "Reporting by " * 10**5],
    ids=["dashes", "blanks", "brackets", "statements", "reporters"],
)
def test_hostile_texts_take_no_time(body: str) -> None:
    start = time.process_time()
    find_credit(body, agencies=AGENCIES)
    find_byline_credit([body], AGENCIES)
    assert time.process_time() - start < 1


def test_a_byline_may_name_an_agency() -> None:
    assert find_byline_credit(["سلمى", "رويترز"], AGENCIES) == ("رويترز", "byline: رويترز")
    assert find_byline_credit(["واس - تل الريحان"], AGENCIES) == ("واس", "byline: واس - تل الريحان")
    assert find_byline_credit(["By Reuters"], AGENCIES) == ("رويترز", "byline: By Reuters")
    assert find_byline_credit(["فارس", "صفا", "Map", "AA", "Basil AP Reed"], AGENCIES) is None
    assert find_byline_credit([], AGENCIES) is None


WORDS = st.sampled_from(
    [
        "رويترز",
        "واس",
        "(أ ف ب)",
        "نص",
        "طويل.",
        "وكالة",
        "-",
        "/",
        ":",
        "\n\n",
        "AFP",
        "وصل",
        "تصريح",
        "©",
        "(",
        "وكالات",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_no_text_is_lost_but_what_is_reported(body: str) -> None:
    found = find_credit(body, agencies=AGENCIES)
    if found is None:
        return
    assert found.name in AGENCIES.names.values() or found.name.startswith("وكالة ")
    assert found.body.strip()
    left = sum(map(len, found.body.split())) + sum(len("".join(text.split())) for text, _ in found.removed)
    separators = sum(body.count(mark) for mark in "-/")
    assert left + separators >= sum(map(len, body.split()))
