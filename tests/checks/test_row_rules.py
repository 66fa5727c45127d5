"""Each rule of checks/articles.py catches one planted defect; clean and merely unusual text is left alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from check_tables import TEXTS, article, changed, found, judge, moment, name, rules_of, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.checks import text_patterns

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = TEXTS["northgate"][2].format(4)
ARABIC = TEXTS["almanara"][2].format(3)
PERSIAN = TEXTS["gahnama"][2].format(5)
PUBLISHED = moment(2025, 2, 15, 9, 30)


def in_body(text: str) -> dict[str, Any]:
    return {"body": f"{ENGLISH}\n\n{text}"}


DEFECTS: list[tuple[str, dict[str, Any]]] = [
    ("modified-before-published", {"modified_at": PUBLISHED - timedelta(hours=1)}),
    ("published-after-fetched", {"fetched_at": PUBLISHED - timedelta(days=2), "modified_at": None}),
    ("precision-without-date", {"published_precision": "none"}),
    ("origin-without-date", {"published_origin": "none"}),
    ("january-first", {"published_at": moment(2025, 1, 1), "published_precision": "day"}),
    ("language-differs", {"language": "fr"}),
    ("language-unsure", {"language_score": 0.1}),
    ("title-equals-body", {"title": "One and the same text. " * 10, "body": "One and the same text. " * 10}),
    ("body-short", {"body": "Too little to be an article."}),
    ("title-long", {"title": "On and on " * 31}),
    ("role-cluster", {"role": "copy"}),
    ("role-cluster", {"cluster": name("northgate 7"), "role": "original", "split": "train"}),
    ("license-missing", {"license": None}),
    ("mojibake-left", in_body(ARABIC.encode().decode("cp1256"))),
    ("mojibake-left", in_body(ARABIC.encode().decode("cp1252", "ignore"))),
    ("mojibake-left", in_body(PERSIAN.encode().decode("cp1256"))),
    ("mojibake-left", in_body("Le café du port".encode().decode("cp1252") + ".")),
    ("mojibake-left", in_body("Новый мост".encode().decode("cp1252", "ignore") + ".")),
    ("mojibake-left", {"title": "It’s open".encode().decode("cp1252")}),
    ("mojibake-left", {"subtitle": "قال الوزير".encode().decode("cp1256")}),
    ("controls-left", in_body("A bell\x07 rang.")),
    ("controls-left", {"title": "\ufeffHarbour bridge"}),
    ("bidi-left", {"title": "Harbour \u202egpj.exe"}),
    ("presentation-forms-left", in_body("ﺍﻟﻤﻜﺘﺒﺔ ﻣﻔﺘﻮﺣﺔ.")),
    ("tatweel-left", in_body("المكتـــبة مفتوحة.")),
    ("tatweel-left", {"title": "مبروكـــ"}),
    ("entities-left", in_body("Salt &amp; pepper.")),
    ("entities-left", {"title": "The baker&#8217;s day"}),
    ("markup-left", in_body("A <strong>bold</strong> claim.")),
    ("markup-left", in_body('<img src="harbour.jpg" />')),
    ("replacement-left", in_body("The caf\ufffd opened.")),
    ("boilerplate-left", in_body("Read also: the harbour in winter.")),
    ("boilerplate-left", in_body("اقرأ أيضا: الميناء في الشتاء.")),
    ("boilerplate-left", in_body("إقرأ أيضاً | الميناء في الشتاء.")),
    ("boilerplate-left", in_body("بیشتر بخوانید: بندر در زمستان.")),
    ("boilerplate-left", in_body("همچنان بخوانید: بندر در زمستان.")),
    ("boilerplate-left", in_body("À lire aussi : le port en hiver.")),
    ("boilerplate-left", in_body("Leave a comment")),
    ("boilerplate-left", in_body("Your email address will not be published.")),
    ("boilerplate-left", in_body("جميع الحقوق محفوظة.")),
    ("paragraph-repeated", {"body": "\n\n".join([ENGLISH.split("\n\n")[0]] * 2)}),
]


@pytest.mark.parametrize(("rule", "changes"), DEFECTS)
def test_a_planted_defect_is_found_alone(tmp_path: Path, rule: str, changes: dict[str, Any]) -> None:
    outcome = judge(tmp_path, changed(4, **changes))

    assert rules_of(outcome) == {rule}
    finding = found(outcome, rule)
    assert finding.count == 1
    assert finding.total == 12
    assert finding.samples == (name("northgate 4"),)
    assert finding.declared.startswith("checks/articles.py:")


def proof(original: dict[str, Any], copy: dict[str, Any]) -> dict[str, Any]:
    """Return the pair that says that an article is a copy."""
    ids = {"id_a": original["id"], "id_b": copy["id"]}
    return {**ids, "jaccard": 1.0, "containment": 1.0, "relation": "copy"}


def test_a_cluster_named_after_a_copy_is_found(tmp_path: Path) -> None:
    rows = [article(number, split="train") for number in range(12)]
    rows[4] |= {"cluster": rows[7]["id"], "role": "copy"}
    rows[7] |= {"cluster": rows[10]["id"], "role": "copy"}
    content = tables(rows)
    content.duplicates = [proof(rows[7], rows[4]), proof(rows[10], rows[7])]

    outcome = judge(tmp_path, content)

    assert rules_of(outcome) == {"cluster-head"}
    assert found(outcome, "cluster-head").samples == (rows[4]["id"],)


def test_all_rows_of_a_cluster_in_several_splits_are_found(tmp_path: Path) -> None:
    content = changed(4, cluster=name("northgate 1"), split="test")
    content.duplicates = [proof(content.articles[1], content.articles[4])]

    outcome = judge(tmp_path, content)

    assert rules_of(outcome) == {"cluster-spans-splits", "split-leak"}
    ids = sorted([name("northgate 1"), name("northgate 4")])
    assert found(outcome, "cluster-spans-splits").samples == tuple(ids)


def test_clean_tables_have_no_finding(tmp_path: Path) -> None:
    outcome = judge(tmp_path, tables(), suite=True)

    assert outcome.findings == ()
    assert outcome.passed
    assert outcome.rows["articles"] == outcome.rows["signals"] == 12


@pytest.mark.parametrize(
    "text",
    [
        "قال النبي ﷺ لأصحابه ﴿كلمة﴾ سنة 1446 هـ.",
        "فازت «الفئة أ» بالكأس، ثم حفظ، ولفظ، وغلظ؛ وماذا بعد ذلك؟",
        "کتاب‌های تازه می‌رسند و خواننده‌ها خوش‌حال‌اند.",
        "São Paulo, SÃO LUÍS and Ångström: “naïve” façades — 5 × 4 = 20.",
        "AT&T and R&D; if a < b and c > d then &c.",
        "We read also the letters of the harbour master, and read more than he wrote.",
        "A family 👩‍👩‍👧 walks ❤️ home.",
        "Он сказал: «Ёлка», Ñandú, Øre.",
        "ٹیکنالوجی کی خبریں، پڑھنے والوں کے لیے۔",
        "الـ18 من الشهر ــ كما قيل ــ سنة ١٤٤٦هـ.",
    ],
)
def test_unusual_text_is_no_defect(tmp_path: Path, text: str) -> None:
    assert rules_of(judge(tmp_path, changed(4, **in_body(text)))) == set()


def test_a_bare_date_may_lie_a_day_after_the_change(tmp_path: Path) -> None:
    changes = {
        "published_at": moment(2025, 2, 15),
        "published_precision": "day",
        "modified_at": moment(2025, 2, 14, 20, 0),
    }
    assert rules_of(judge(tmp_path, changed(4, **changes))) == set()


def test_an_undated_article_is_no_defect(tmp_path: Path) -> None:
    changes = {"published_at": None, "published_precision": "none", "published_origin": "none"}
    assert rules_of(judge(tmp_path, changed(4, **changes))) == set()


def test_long_text_without_spaces_is_not_short(tmp_path: Path) -> None:
    body = "港口的旧桥在冬季修缮之后今天早上重新开放。" * 12
    assert "body-short" not in rules_of(judge(tmp_path, changed(4, body=body, words=12)))


ARABIC_WORD = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=4, max_size=9)


def flagged(pattern: str, text: str) -> bool:
    return bool(pl.Series([text]).str.contains(pattern).item())


@given(ARABIC_WORD, st.sampled_from(["cp1256", "latin-1"]))
@settings(max_examples=60, deadline=None)
def test_arabic_read_in_the_wrong_encoding_is_always_seen(word: str, encoding: str) -> None:
    assert flagged(text_patterns.MOJIBAKE, word.encode().decode(encoding))


@given(st.lists(ARABIC_WORD, min_size=1, max_size=8), st.sampled_from(["، ", " ", "؟ ", "؛ ", "» «"]))
@settings(max_examples=60, deadline=None)
def test_arabic_itself_is_never_taken_for_mojibake(words: list[str], between: str) -> None:
    assert not flagged(text_patterns.MOJIBAKE, between.join(words))
