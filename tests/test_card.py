"""The dataset card: every number is computed, and the Hub can read its front matter."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from unicodedata import category

import duckdb
import polars as pl
import pytest
import yaml

from projects import ROOT, SPLITS, TABLES
from warraq.corpus.relate.copies import measure
from warraq.model.settings import Publishing, ReleaseSettings, Splits
from warraq.release.card import render
from warraq.release.card_check import card_faults
from warraq.release.card_facts import card_settings
from warraq.release.figures import figures
from warraq.release.report.findings import read_verdict
from warraq.release.report.funnel import read_funnel
from warraq.release.report.plots import plots

if TYPE_CHECKING:
    from pathlib import Path

    from projects import Golden, Sample


def tables_of_card(sample: Sample) -> list[list[list[str]]]:
    """The card's Markdown tables, each a list of rows of cells, header first."""
    prose = (sample.release / "README.md").read_text(encoding="utf-8").split("\n---\n", 1)[1]
    blocks = re.findall(r"(?:^\|.*\|\n)+", prose, flags=re.MULTILINE)
    rows = [[line.strip("|").split("|") for line in block.splitlines()] for block in blocks]
    return [[[cell.strip() for cell in row] for row in (table[0], *table[2:])] for table in rows]


def count_words(text: str) -> int:
    """Runs of letters, marks and digits."""
    return len(
        "".join(one if category(one)[0] in "LM" or category(one) == "Nd" else " " for one in text).split()
    )


def card_table(sample: Sample, *header: str) -> list[list[str]]:
    (found,) = [table[1:] for table in tables_of_card(sample) if tuple(table[0]) == header]
    return found


def test_the_cards_sources_are_counted_right(sample: Sample) -> None:
    header = ("source", "name", "language", "licence", "articles", "words", "with a date", "months")
    rows = {row[0]: row[1:] for row in card_table(sample, *header)}
    assert list(rows) == sorted(sample.articles["source"].unique())
    for source, cells in rows.items():
        own = sample.articles.filter(source=source)
        words = sum(map(count_words, own["body"]))
        dates = own["published_at"].drop_nulls().sort()
        declared = sample.project.source(source)
        assert cells == [
            declared.name,
            declared.language,
            declared.license,
            f"{own.height:,}",
            f"{words:,}",
            f"{len(dates):,}",
            f"{dates[0]:%Y-%m} to {dates[-1]:%Y-%m}" if len(dates) else "",
        ]


@pytest.mark.parametrize("column", ["language", "split"])
def test_the_cards_languages_and_splits_are_counted_right(sample: Sample, column: str) -> None:
    counted = dict(sample.articles.group_by(column).len().iter_rows())
    assert {row[0]: int(row[1].replace(",", "")) for row in card_table(sample, column, "articles")} == counted


def test_the_cards_reasons_are_those_of_the_quarantine(sample: Sample) -> None:
    counted = dict(sample.quarantine.group_by("reason").len().iter_rows())
    assert {row[0]: int(row[1]) for row in card_table(sample, "reason", "records")} == counted


def test_the_cards_sentences_state_the_numbers(sample: Sample) -> None:
    card = (sample.release / "README.md").read_text(encoding="utf-8")
    rows, undated = sample.articles, sample.articles["published_at"].null_count()
    words, copies = rows["words"].sum(), rows.filter(pl.col("role") != "original").height
    first, last = (
        f"{one:%Y-%m}"
        for one in (rows["published_at"].min(), rows["published_at"].max())
        if isinstance(one, datetime)
    )
    raw = len(sample.records) + sample.quarantine.height

    assert f"{rows.height:,} articles of 5 sources, {words:,} words, published {first} to {last}." in card
    abridged = rows.filter(role="abridged").height
    assert (
        f"Copies and abridged versions of another article: {copies}, of these abridged: {abridged};" in card
    )
    assert f"Articles without a known date: {undated}." in card
    assert f"Raw records read: {raw}. Of these became articles: {rows.height};" in card
    rules = json.loads((sample.release / "checks.json").read_bytes())["rules"]
    assert f"Rules checked: {len(rules)};" in card


def test_the_cards_fields_are_the_descriptors(sample: Sample) -> None:
    told = [[row[0] for row in table[1:]] for table in tables_of_card(sample) if table[0][0] == "field"]
    assert told == [list(sample.project.descriptor.tables[name].names) for name in TABLES]


def test_the_card_of_the_sample_is_as_reviewed(sample: Sample, golden: Golden) -> None:
    golden("card.md", (sample.release / "README.md").read_text(encoding="utf-8"))


def test_the_front_matter_has_one_config_a_table_that_has_rows(sample: Sample) -> None:
    card = (sample.release / "README.md").read_text(encoding="utf-8")
    meta = yaml.safe_load(card.split("---\n")[1])
    configs = {one["config_name"]: one for one in meta["configs"]}
    infos = {one["config_name"]: one["features"] for one in meta["dataset_info"]}

    rows = {one["name"]: one["rows"] for one in sample.descriptor["resources"]}
    assert list(configs) == list(infos) == [name for name in (*TABLES, "preview") if rows[name]]
    assert [name for name, one in configs.items() if one.get("default")] == ["articles"]
    assert [one["split"] for one in configs["articles"]["data_files"]] == list(SPLITS)
    for name, config in configs.items():
        matched = {path for one in config["data_files"] for path in sample.release.glob(one["path"])}
        assert matched == set(sample.files(name))
        fields = sample.declared("articles" if name == "preview" else name)
        assert [field["name"] for field in infos[name]] == list(fields)
    assert meta["language"] == ["ar", "en", "fr"]
    assert meta["license"] == "cc-by-4.0"
    assert meta["size_categories"] == ["n<1K"]


def test_what_has_no_config_is_named(sample: Sample) -> None:
    card = (sample.release / "README.md").read_text(encoding="utf-8")
    assert "without a config: `changes`, `tombstones`." in card
    by_table = {row[0]: row[-1] for row in card_table(sample, "table", "rows", "files", "size", "config")}
    assert by_table["preview"] == "`preview`"
    assert by_table["changes"] == by_table["tombstones"] == "none, as it has no rows"


def test_the_cards_tables_are_counted_right(sample: Sample) -> None:
    found = {row[0]: row[1:3] for row in card_table(sample, "table", "rows", "files", "size", "config")}
    for resource in sample.descriptor["resources"]:
        files = [pl.read_parquet(sample.release / file["path"]).height for file in resource["files"]]
        assert found.pop(resource["name"]) == [f"{sum(files):,}", f"{len(files):,}"]
    assert not found


def test_the_cards_years_and_private_data_are_counted_right(sample: Sample) -> None:
    year = pl.col("published_at").dt.strftime("%Y").fill_null("undated")
    counted = dict(sample.articles.group_by(year).len().iter_rows())
    assert {row[0]: int(row[1]) for row in card_table(sample, "year", "articles")} == counted
    signals = pl.read_parquet(sample.release / "data" / "signals" / "*.parquet")
    named = sample.articles.filter(pl.col("authors").list.len() > 0).height
    private = [signals.filter(pl.col(name) > 0).height for name in ("emails", "phones", "ibans")]
    rows = card_table(sample, "what may be personal", "articles", "share")
    assert [int(row[1]) for row in rows] == [named, *private]
    assert rows[0][2] == f"{100 * named / sample.articles.height:.1f} %"


SECTIONS = (
    *("Load", "Composition", "Tables and fields", "How it was made", "Splits"),
    *("Personal and sensitive content", "Uses", "Limits", "Rights", "Takedown", "Versions", "Citation"),
)


def test_the_card_has_the_sections_that_its_contents_name(sample: Sample) -> None:
    card = (sample.release / "README.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"^## (.+)$", card, flags=re.MULTILINE)) == SECTIONS
    links = re.findall(r"\[([^\]]+)\]\(#([a-z-]+)\)", card)
    assert links == [(name, name.lower().replace(" ", "-")) for name in SECTIONS]


def test_no_number_stands_in_the_template() -> None:
    source = (ROOT / "build" / "card.md.j2").read_text(encoding="utf-8")
    prose = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", source, flags=re.DOTALL)
    assert re.findall(r".*\d.*", prose.replace("`raw_sha256`", "")) == []
    assert source == (ROOT / "src/warraq/template/build/card.md.j2").read_text(encoding="utf-8")


def card_of(sample: Sample, **changed: Any) -> str:
    """The card, with other figures, descriptor (`package`), build (`built`) or `settings`."""
    resolved = {**sample.descriptor, **changed.pop("package", {})}
    built = {**(read_funnel(sample.release) or {}), "before": None, **changed.pop("built", {})}
    settings = changed.pop(
        "settings", {"splits": {"by": "hash", "train": 0.8, "validation": 0.1, "test": 0.1}}
    )
    verdict = read_verdict(sample.release / "checks.json")
    assert verdict is not None
    numbers = {**figures(sample.release), **changed}
    project = sample.project
    descriptor = replace(project.descriptor, raw=resolved)
    return render(
        project.build, descriptor, resolved, numbers, verdict, built, plots(sample.release), settings
    )


def prose_of(card: str) -> str:
    return card.split("\n---\n", 1)[1]


def test_it_is_rendered_from_what_the_release_holds(sample: Sample) -> None:
    assert card_of(sample) == (sample.release / "README.md").read_text(encoding="utf-8")


def test_every_number_of_the_prose_changes_with_the_figures(sample: Sample) -> None:
    """Numbers of fields' descriptions, of names and of the citation apart: they are the descriptor's."""
    numbers = figures(sample.release)
    other: dict[str, Any] = {
        name: value + 90_000 for name, value in numbers.items() if isinstance(value, int)
    }
    for name in ("languages", "splits", "years", "private"):
        other[name] = {key: value + 90_000 for key, value in numbers[name].items()}
    other["sources"] = [
        {**one, **{name: one[name] + 90_000 for name in ("articles", "words", "dated")}}
        for one in numbers["sources"]
    ]
    funnel = read_funnel(sample.release)
    assert funnel is not None
    reasons = {**funnel["reasons"], "split-conflict": 3}
    built: dict[str, Any] = {key: value + 90_000 for key, value in funnel.items() if isinstance(value, int)}
    built["reasons"] = {key: value + 90_000 for key, value in reasons.items()}
    shares = {"by": "hash", "train": 0.125, "validation": 0.375, "test": 0.5}

    changed = card_of(sample, **other, built=built, settings={"splits": shares})
    one, two = (body_of(text).splitlines() for text in (card_of(sample, built={"reasons": reasons}), changed))
    same = [a for a, b in zip(one, two, strict=True) if a == b and re.search(r"\d", a)]
    apart = (
        "v0.1.0",
        "2024-11",
        "words at a time",
        "Rules checked",
        "`preview`: At most",
        "CC-BY-4.0 | full",
    )
    tables = tuple(f"| {resource['name']} |" for resource in sample.descriptor["resources"])
    assert [
        line for line in same if not any(part in line for part in apart) and not line.startswith(tables)
    ] == []


def body_of(card: str) -> str:
    """The prose without pictures, fields and citation."""
    prose = prose_of(card).split("## Citation")[0]
    kinds = "string|number|integer|boolean|list|date|datetime"
    return re.sub(rf"^\| \w+ \| ({kinds})\??.*$|^!.*$|`raw_sha256`", "", prose, flags=re.MULTILINE)


def test_what_copies_are_told_by_is_what_the_code_compares_by(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "COPY", 0.75)
    monkeypatch.setattr(measure, "LEAST_COPY", 21)
    card = card_of(sample)
    assert "Jaccard similarity of 0.75 on" in card
    assert "below 25 words only equal texts" in card


def test_the_repository_is_that_of_the_settings_or_visibly_none(sample: Sample) -> None:
    assert 'load_dataset("ORG/NAME"' in card_of(sample)
    assert "`ORG/NAME` stands for the dataset's name" in card_of(sample)
    assert "stands for the dataset's name" in card_of(sample, settings={"repository": None})
    card = card_of(sample, settings={"repository": "press/tides"})
    assert "ORG/NAME" not in card
    assert 'load_dataset("press/tides", revision="v0.1.0")' in card
    assert "hf://datasets/press/tides@v0.1.0" in card
    assert "https://huggingface.co/datasets/press/tides/resolve/v0.1.0/data/articles/" in card


@pytest.mark.parametrize(
    ("target", "repository"),
    [
        ("hub:press/tides", "press/tides"),
        ("hub:one/two/three", None),
        ("../shelf", None),
        ("/mnt/share", None),
        (None, None),
    ],
)
def test_of_where_it_is_published_only_a_repository_goes_into_a_release(
    target: str | None, repository: str | None
) -> None:
    found = card_settings(ReleaseSettings(publish=Publishing(to=target)))
    assert found == {
        "splits": Splits().model_dump(),
        "repository": repository,
    }


CONTACT = [
    ({}, "**No address is stated for this dataset.**"),
    ({"homepage": "https://tides.example/about_us"}, "write to <https://tides.example/about_us> and"),
    (
        {"contributors": [{"title": "Desk", "email": "desk_1@tides.example"}]},
        "write to <desk_1@tides.example> and",
    ),
    (
        {
            "homepage": "https://tides.example/",
            "contributors": [
                {"title": "A", "email": "a@tides.example"},
                {"title": "B", "path": "https://tides.example/b", "roles": ["ContactPerson"]},
            ],
        },
        "write to <https://tides.example/b> and",
    ),
    ({"contributors": [{"title": "A", "path": "<script>"}, 5]}, "write to &lt;script&gt; and"),
    ({"contributors": "nobody"}, "**No address is stated for this dataset.**"),
]


@pytest.mark.parametrize(("package", "told"), CONTACT)
def test_whom_to_write_to_for_a_takedown(sample: Sample, package: dict[str, Any], told: str) -> None:
    assert told in card_of(sample, package=package)


def test_a_published_dataset_without_an_address_has_its_discussions(sample: Sample) -> None:
    card = card_of(sample, settings={"repository": "press/tides"})
    assert "write to <https://huggingface.co/datasets/press/tides/discussions> and" in card


def test_splits_by_time_are_told_as_such(sample: Sample) -> None:
    settings = {"splits": {"by": "time", "test_months": 2, "validation_months": 3}}
    card = card_of(sample, settings=settings)
    assert "last months that have any are test (2), those of the months before these validation (3)" in card


def test_articles_without_any_date_still_make_a_card(sample: Sample) -> None:
    example = {"source": "barq", "language": "ar", "split": "train", "month": None, "file": "data/a.parquet"}
    card = card_of(
        sample, example=example, years={}, first_month=None, last_month=None, private={"authors": 0}
    )
    assert "one_month" not in card


def hostile(text: str) -> str:
    return f"{text} | a\n\n---\nlicense: mit\n---\n# <b> `x` *y* [z](javascript:0) \ud800 \x85"


def test_hostile_texts_change_neither_front_matter_nor_tables(sample: Sample) -> None:
    sources = [
        {**one, "name": hostile(one["id"]), "permission": hostile("p")}
        for one in figures(sample.release)["sources"]
    ]
    package = {"title": hostile("T"), "description": hostile("D"), "keywords": [hostile("k"), {"no": "text"}]}
    card = card_of(sample, sources=sources, package=package)
    card.encode()
    assert card_faults(card, sample.release, sample.descriptor) == []
    shown = prose_of(card).split("```bibtex")[0]
    assert "<b>" not in shown
    for line in shown.splitlines():
        assert not line.startswith(("---", "# <"))


#: Runs the card's Python, with the folder in place of the dataset's name, and prints the rows of each result.
RUN = """
import sys
import datasets

datasets.disable_progress_bars()
found = {}
for code in open(sys.argv[1], encoding="utf-8").read().split("# ----"):
    exec(code, found)
for name, value in found.items():
    if hasattr(value, "num_rows"):
        print(name, *(value.num_rows if isinstance(value.num_rows, dict) else {"": value.num_rows}).values())
    elif hasattr(value, "height"):
        print(name, value.height)
print("streamed", found["article"]["id"])
"""


@pytest.mark.slow
def test_the_lines_of_the_card_load_what_they_say(sample: Sample, tmp_path: Path) -> None:
    card = (sample.release / "README.md").read_text(encoding="utf-8")
    local = card.replace(', revision="v0.1.0"', "").replace(
        "hf://datasets/ORG/NAME@v0.1.0", str(sample.release)
    )
    local = local.replace("https://huggingface.co/datasets/ORG/NAME/resolve/v0.1.0", str(sample.release))
    local = local.replace("ORG/NAME", str(sample.release))
    blocks = re.findall(r"```python\n(.*?)```", local, flags=re.DOTALL)
    assert len(blocks) == 3
    (tmp_path / "run.py").write_text("# ----".join(blocks), encoding="utf-8")
    environment = {**os.environ, "HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-c", RUN, str(tmp_path / "run.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    counts = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}

    rows, example = sample.articles, figures(sample.release)["example"]
    month = pl.col("published_at").dt.strftime("%Y-%m") == example["month"]
    assert counts["signals"] == [str(rows.height)]
    assert counts["preview"] == ["100"]
    assert counts["one_source"] == [str(rows.filter(source=example["source"]).height)]
    assert counts["one_language"] == [str(rows.filter(language=example["language"]).height)]
    assert counts["one_month"] == [str(rows.filter(month).height)]
    assert counts["one_file"] == [str(rows.filter(month, split=example["split"]).height)]
    assert counts["streamed"][0] in rows["id"]

    (queries,) = re.findall(r"```sql\n(.*?)```", local, flags=re.DOTALL)
    by_source, one_month, one_file, _ = queries.split(";")
    with duckdb.connect() as connection:
        assert sum(row[2] for row in connection.sql(by_source).fetchall()) == rows.height
        wanted = rows.filter(month, source=example["source"], language=example["language"])
        assert {row[0] for row in connection.sql(one_month).fetchall()} == set(wanted["id"]) != set()
        assert str(connection.sql(one_file).fetchall()[0][0]) == counts["one_file"][0]


@pytest.mark.slow
def test_the_hubs_own_parsers_accept_the_card(sample: Sample) -> None:
    code = (
        "import sys\n"
        "from huggingface_hub import DatasetCard\n"
        "from datasets.info import DatasetInfosDict\n"
        "from datasets.utils.metadata import MetadataConfigs\n"
        "data = DatasetCard.load(sys.argv[1]).data\n"
        "print(*MetadataConfigs.from_dataset_card_data(data))\n"
        "print(*DatasetInfosDict.from_dataset_card_data(data))\n"
    )
    command = [sys.executable, "-c", code, str(sample.release / "README.md")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "HF_HUB_OFFLINE": "1"}
    )
    configs, infos = done.stdout.splitlines()
    assert configs == infos == "articles signals sources duplicates preview"
