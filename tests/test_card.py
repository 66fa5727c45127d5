"""The dataset card: every number is computed, and the Hub can read its front matter."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING
from unicodedata import category

import polars as pl
import pytest
import yaml

from projects import SPLITS, TABLES

if TYPE_CHECKING:
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
    assert list(configs) == list(infos) == [name for name in TABLES if rows[name]]
    assert [name for name, one in configs.items() if one.get("default")] == ["articles"]
    assert [one["split"] for one in configs["articles"]["data_files"]] == list(SPLITS)
    for name, config in configs.items():
        matched = {path for one in config["data_files"] for path in sample.release.glob(one["path"])}
        assert matched == set(sample.files(name))
        assert [field["name"] for field in infos[name]] == list(sample.declared(name))
    assert meta["language"] == ["ar", "en", "fr"]
    assert meta["license"] == "cc-by-4.0"
    assert meta["size_categories"] == ["n<1K"]


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
    assert configs == infos == "articles signals sources duplicates"
