"""Rows with planted defects: articles, and tables with every type, constraint and kind of key."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from check_tables import article, moment

if TYPE_CHECKING:
    import random

Rows = list[dict[str, Any]]

ROWS = 500


def described(kind: str, **constraints: Any) -> dict[str, Any]:
    return {"type": kind, "constraints": constraints} | ({"itemType": "string"} if kind == "list" else {})


def schema(fields: dict[str, dict[str, Any]], **keys: Any) -> dict[str, Any]:
    return {"fields": [{"name": name, **field} for name, field in fields.items()], **keys}


def reference(fields: list[str], table: str, others: list[str]) -> dict[str, Any]:
    return {"fields": fields, "reference": {"resource": table, "fields": others}}


#: Every type with every constraint that both know for it.
FIELDS = {
    "number": described("integer", required=True),
    "text": described("string", required=True, minLength=2, maxLength=4),
    "code": described("string", unique=True, pattern="[a-z]{2}-[0-9]{3}"),
    "kind": described("string", enum=["خبر", "مقال", "رأي"]),
    "whole": described("integer", required=True, unique=True, minimum=1, maximum=900),
    "inner": described("integer", exclusiveMinimum=0, exclusiveMaximum=10),
    "level": described("integer", enum=[1, 2, 3]),
    "share": described("number", required=True, minimum=0, maximum=1),
    "open": described("number", unique=True, exclusiveMinimum=-0.5, exclusiveMaximum=900.5),
    "weight": described("number", enum=[0.1, 0.3, 2]),
    "flag": described("boolean", required=True, enum=[True]),
    "once": described("boolean", unique=True),
    "seen": described(
        "datetime", required=True, minimum="2024-01-01T00:00:00", maximum="2024-12-31T23:59:59"
    ),
    "between": described(
        "datetime", exclusiveMinimum="2024-01-01T00:00:00", exclusiveMaximum="2024-01-02T00:00:00"
    ),
    "moment": described("datetime", unique=True, enum=["2024-01-01T12:00:00", "2024-01-01T12:00:01"]),
    "day": described("date", required=True, minimum="2024-01-01", maximum="2024-12-31"),
    "inside": described("date", exclusiveMinimum="2024-01-01", exclusiveMaximum="2024-01-31"),
    "feast": described("date", unique=True, enum=["2024-03-21", "2024-04-10"]),
    "names": described("list", required=True, minLength=1, maxLength=3),
    "parent": described("integer"),
    "place": described("string"),
    "page": described("integer"),
}
PLACES = {
    "place": described("string"),
    "page": described("integer"),
    "note": described("string"),
}
SCHEMAS = {
    "everything": schema(
        FIELDS,
        primaryKey=["number"],
        foreignKeys=[
            reference(["parent"], "", ["number"]),
            reference(["place", "page"], "places", ["place", "page"]),
        ],
    ),
    "places": schema(PLACES, primaryKey=["place", "page"]),
}

NAN, INF = float("nan"), float("inf")
#: Values of each field: the first few are well, and limits are among them.
VALUES: dict[str, list[Any]] = {
    "text": ["بحر", "ab", "abcd", "e\u0301e\u0301", "a", "abcde", "", None, "\u200f", "👩‍👩‍👧"],
    "kind": ["خبر", "مقال", "رأي", None, "", "خبر ", "أخبار", "Opinion"],
    "inner": [1, 9, 5, None, 0, 10, -(2**62), 2**62],
    "level": [1, 2, 3, None, 0, 4],
    "share": [0.0, 1.0, 0.5, -0.0, None, -1e-12, 1.0000000000000002, NAN, INF, -INF],
    "weight": [0.1, 0.3, 2.0, None, 0.1 + 0.2, 0.30000001, NAN, INF],
    "flag": [True, False, None],
    "seen": [moment(2024, 1, 1), moment(2024, 12, 31, 23, 59, 59), None, moment(2023, 12, 31, 23, 59, 59)],
    "between": [moment(2024, 1, 1, 0, 0, 1), None, moment(2024, 1, 1), moment(2024, 1, 2)],
    "day": [moment(2024, 1, 1).date(), moment(2024, 12, 31).date(), None, moment(2025, 1, 1).date()],
    "inside": [moment(2024, 1, 2).date(), None, moment(2024, 1, 1).date(), moment(2024, 1, 31).date()],
    "names": [["a"], ["a", "b", ""], [], ["a"] * 4, None, ["a", None]],
}
VALUES["seen"].append(moment(2025, 1, 1))
VALUES["day"].append(moment(2023, 12, 31).date())


def everything(dice: random.Random) -> Rows:
    """Return rows for the table of every constraint; one value in four is drawn from all, good and bad."""
    rows: Rows = []
    for number in range(ROWS):
        row = {name: values[0] for name, values in VALUES.items()}
        row |= {name: dice.choice(values) for name, values in VALUES.items() if dice.random() < 0.25}
        row |= {
            "number": number,
            "code": f"ab-{number:03d}",
            "whole": number + 1,
            "open": number / 2,
            "parent": None,
            "place": None,
            "page": None,
        }
        if dice.random() < 0.3:
            row |= {
                "number": dice.choice([None, number - 1, number // 2]),
                "code": dice.choice([None, "", "ab-007", "AB-007", "ab-0071", "xab-007", "ab-٠٠٧"]),
                "whole": dice.choice([None, 0, 901, 1, -5, number]),
                "open": dice.choice([None, -0.5, 900.5, 1.0, INF, 2.5]),
                "once": dice.choice([None, True, False]),
                "moment": dice.choice([None, moment(2024, 1, 1, 12), moment(2024, 1, 1, 12, 0, 1, 1)]),
                "feast": dice.choice([None, moment(2024, 3, 21).date(), moment(2024, 3, 22).date()]),
            }
        if dice.random() < 0.5:
            row["parent"] = dice.choice([number, 0, 3, -1, 10_000])
            row |= {"place": dice.choice(["a", "b", "c", "", None]), "page": dice.choice([1, 2, 3, None])}
        rows.append(row)
    return rows


def places(dice: random.Random) -> Rows:
    rows: Rows = [{"place": "a", "page": page} for page in (1, 2)] + [{"place": "b", "page": 3}]
    rows += [{"place": "c", "page": None}, {"place": "", "page": 2}, {"place": None, "page": 2}]
    rows += [{"place": f"p{number}", "page": number % 7} for number in range(100)]
    rows += [dict(dice.choice(rows)) for _ in range(50)]
    rows += [{"place": None, "page": None}, {"place": "", "page": None}]
    return [row | {"note": f"note {at}"} for at, row in enumerate(rows)]


#: Field of an article -> values that break a constraint on it.
SPOILT: dict[str, list[Any]] = {
    "id": [None, "", "0" * 32, "G" * 32, "0" * 31],
    "source": [None, "", "nobody"],
    "url": ["", "ftp://a.example", "https://a.example/ب", "https://"],
    "title": [None, ""],
    "subtitle": ["", None],
    "body": [None, ""],
    "authors": [None, ["ا", None], []],
    "tags": [None, [None]],
    "published_at": [None],
    "published_precision": [None, "hour", "Day"],
    "published_origin": ["", "guess"],
    "language": [None, "AR", "ar-arab", "english", "prs"],
    "language_score": [None, -0.01, 1.01, NAN],
    "words": [None, -1, 0],
    "characters": [None, 0, -7],
    "cluster": [None, "", "f" * 32, "x"],
    "role": [None, "head"],
    "split": ["dev", ""],
    "license": ["", "CC BY 4.0", None],
    "revision": [None, -1],
    "first_release": [None, "v1.0.0", "1.0"],
    "text_sha256": [None, "", "0" * 63, "F" * 64],
    "raw_sha256": [None, "0" * 65],
}


def articles(dice: random.Random) -> Rows:
    """Return articles, half of them with one to three fields spoilt."""
    rows = []
    for number in range(ROWS):
        row = article(number)
        for name in dice.sample(sorted(SPOILT), dice.choice([0, 0, 0, 1, 2, 3])):
            row[name] = dice.choice(SPOILT[name])
        if row["published_at"]:
            row["modified_at"] = row["published_at"] + timedelta(hours=1)
        rows.append(row)
    return rows
