"""The card's front matter is held, offline, to the Hub's words and to the files of the release."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
import yaml
from release_chain import Desk, state_anew
from test_verify_release import rules

from projects import Sample, jsonl, release, story
from warraq.errors import ProjectError
from warraq.release.card_check import card_faults
from warraq.release.card_front import SIZES, features, features_of, size_category
from warraq.release.card_licences import hub_license, license_entries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from projects import MakeProject


def card(sample: Sample) -> str:
    return (sample.release / "README.md").read_text(encoding="utf-8")


def faults(sample: Sample, text: str) -> list[str]:
    return [str(fault) for fault in card_faults(text, sample.release, sample.descriptor)]


def edited(sample: Sample, change: Callable[[dict[str, Any]], object]) -> list[str]:
    """What is wrong with the card once its front matter was changed."""
    front, prose = card(sample).removeprefix("---\n").split("\n---\n", 1)
    data = yaml.safe_load(front)
    change(data)
    return faults(sample, f"---\n{yaml.safe_dump(data, sort_keys=False)}---\n{prose}")


def test_the_card_of_a_release_is_sound(sample: Sample) -> None:
    assert faults(sample, card(sample)) == []
    assert edited(sample, lambda _data: None) == []


def config(data: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in data["configs"] if one["config_name"] == name)
    return found


def info(data: dict[str, Any], name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = next(
        one["features"] for one in data["dataset_info"] if one["config_name"] == name
    )
    return found


BROKEN: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda data: data.update(license="cc-by-9.0"), "license: 'cc-by-9.0' is no id of the Hub"),
    (lambda data: data.pop("license"), "license: None is no id"),
    (lambda data: data.update(license={"name": "mit"}), "license: {'name': 'mit'} is no id"),
    (lambda data: data.update(license="other"), "license_name: is missing"),
    (
        lambda data: data.update(license="other", license_name="own", license_link="LICENCE"),
        "license_link: 'LICENCE' is no address",
    ),
    (lambda data: data.update(size_categories=["n<2K"]), "size_categories: 'n<2K' is none"),
    (lambda data: data.update(multilinguality="many"), "multilinguality: 'many' is none"),
    (lambda data: data.update(language=["arabic"]), "language: 'arabic' is no code"),
    (lambda data: data.update(language=["und"]), "language: 'und' is no code"),
    (lambda data: data.update(language=[False]), "language: False is no code"),
    (lambda data: data.update(language=["ar", "ar"]), "language: ar stands twice"),
    (lambda data: data.update(tags=["news", 7]), "tags: 7 is no text"),
    (lambda data: data.update(configs={}), "configs: is no list"),
    (lambda data: data.pop("configs"), "configs: is no list"),
    (lambda data: config(data, "signals").update(config_name="signals/x"), "configs: 'signals/x' is no name"),
    (lambda data: config(data, "signals").update(config_name="sources"), "configs.sources: stands twice"),
    (lambda data: config(data, "articles").pop("default"), "configs: 0 are the default"),
    (lambda data: config(data, "signals").update(default=True), "configs: 2 are the default"),
    (lambda data: config(data, "signals").update(data_files=[]), "configs.signals.data_files: is no list"),
    (
        lambda data: config(data, "signals")["data_files"][0].update(path=["data/signals/*.parquet"]),
        "configs.signals.data_files: the path of full is no pattern",
    ),
    (
        lambda data: config(data, "articles")["data_files"][0].update(split="train-set"),
        "configs.articles.data_files: 'train-set' is no name of a split",
    ),
    (
        lambda data: config(data, "articles")["data_files"][0].update(split="test"),
        "configs.articles.data_files: the split test stands twice",
    ),
    (
        lambda data: config(data, "articles")["data_files"].pop(),
        "configs.articles.data_files: data/articles/test/",
    ),
    (
        lambda data: config(data, "articles")["data_files"][0].update(path="data/articles/test/*.parquet"),
        "would be loaded as train",
    ),
    (
        lambda data: config(data, "signals")["data_files"][0].update(path="data/signals/2024-*.parquet"),
        "configs.signals.data_files: data/signals/2025-01.parquet is in no split",
    ),
    (
        lambda data: config(data, "sources")["data_files"][0].update(path="data/*.parquet"),
        "takes in data/duplicates.parquet, which is of another table",
    ),
    (
        lambda data: config(data, "sources")["data_files"].append(
            {"split": "more", "path": "data/sourc*.parquet"}
        ),
        "data/sources.parquet lies in the splits full and more",
    ),
    (
        lambda data: config(data, "sources")["data_files"][0].update(path="data/source.parquet"),
        "configs.sources.data_files: data/source.parquet matches no file",
    ),
    (lambda data: data["configs"].pop(), "configs.preview: is missing"),
    (
        lambda data: data["configs"].append(
            {"config_name": "changes", "data_files": [{"split": "full", "path": "data/changes.parquet"}]}
        ),
        "configs.changes: there is no such table with rows",
    ),
    (lambda data: data["dataset_info"].pop(), "dataset_info: has features of articles, signals"),
    (lambda data: data["dataset_info"].reverse(), "dataset_info: has features of preview"),
    (lambda data: data.update(dataset_info="none"), "dataset_info: is no list"),
    (
        lambda data: data["dataset_info"][0].update(features={}),
        "dataset_info.articles.features: is no list of fields",
    ),
    (
        lambda data: data["dataset_info"][0].update(splits=[{"name": "train", "num_examples": 1}]),
        "dataset_info.articles.splits: is stated",
    ),
    (
        lambda data: info(data, "articles")[3].update(dtype="int64"),
        "dataset_info.articles.features: title is stated as int64, and is string in data/articles/",
    ),
    (
        lambda data: info(data, "articles").pop(4),
        "subtitle is stated as nothing, and is string in",
    ),
    (lambda data: info(data, "preview").reverse(), "are in another order than the columns of data/preview"),
    (
        lambda data: info(data, "signals").append({"name": "more", "dtype": "string"}),
        "more is stated as string, and is nothing in",
    ),
    (
        lambda data: info(data, "articles")[6].update(list="int64"),
        "authors is stated as list of int64, and is list of string",
    ),
]


@pytest.mark.parametrize(("change", "told"), BROKEN, ids=[told for _, told in BROKEN])
def test_what_is_wrong_is_named(
    sample: Sample, change: Callable[[dict[str, Any]], object], told: str
) -> None:
    found = edited(sample, change)
    assert any(told in one for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("---\n", "", "front matter: there is none"),
        ("license: cc-by-4.0", "license: cc-by-4.0\nlicense: mit", "line 7: the key 'license' stands twice"),
        ("    path: data/sources.parquet", "    path: a\n    path: b", "the key 'path' stands twice"),
        ("license: cc-by-4.0", "license: [", "not valid YAML"),
        ("license: cc-by-4.0", "license: \x07", "not valid YAML"),
        ("license: cc-by-4.0", "when: 2024-13-45", "not valid YAML"),
        ("\n---\n\n#", "\n---\n\n---\nlicense: mit\n---\n#", "the text begins with a second front matter"),
    ],
)
def test_what_is_no_front_matter_is_named(sample: Sample, old: str, new: str, told: str) -> None:
    text = card(sample)
    assert old in text
    assert any(told in one for one in faults(sample, text.replace(old, new, 1)))


@pytest.mark.parametrize(
    "text", ["", "---\n---\n", "---\n- 1\n---\n# T\n", "---\n" + "[" * 5_000 + "\n---\n"]
)
def test_a_card_that_is_nothing_of_the_kind_is_named(sample: Sample, text: str) -> None:
    assert faults(sample, text)


def test_a_card_without_text_is_named(sample: Sample) -> None:
    front = card(sample).split("\n---\n", 1)[0]
    assert faults(sample, f"{front}\n---\n\n") == ["the card has no text below its front matter"]


def test_a_file_that_came_later_is_in_no_config(sample: Sample, tmp_path: Path) -> None:
    folder, late = shutil.copytree(sample.release, tmp_path / "copy"), "data/articles/dev/2024-10.parquet"
    articles, *others = sample.descriptor["resources"]
    (folder / late).parent.mkdir()
    shutil.copy(folder / articles["path"][0], folder / late)
    more = {**articles, "path": [*articles["path"], late]}
    assert [str(one) for one in card_faults(card(sample), folder, {"resources": [more, *others]})] == [
        f"configs.articles.data_files: {late} is in no split"
    ]


@pytest.mark.parametrize(
    ("rows", "category"),
    [
        (0, "n<1K"),
        (999, "n<1K"),
        (1_000, "1K<n<10K"),
        (999_999, "100K<n<1M"),
        (10**6, "1M<n<10M"),
        (10**15, "n>1T"),
    ],
)
def test_size_categories_are_the_hubs(rows: int, category: str) -> None:
    assert size_category(rows) == category


def test_the_sizes_are_those_that_datasets_lists() -> None:
    found = files("datasets") / "utils" / "resources" / "size_categories.json"
    assert [*SIZES] == [one for one in json.loads(found.read_text(encoding="utf-8")) if one != "unknown"]


@pytest.mark.parametrize(
    ("spdx", "hub"),
    [
        ("CC-BY-4.0", "cc-by-4.0"),
        ("ODbL-1.0", "odbl"),
        ("PDDL-1.0", "pddl"),
        ("GPL-3.0-or-later", "gpl-3.0"),
        ("AGPL-3.0-only", "agpl-3.0"),
        ("LGPL-2.1+", "lgpl-2.1"),
        ("MIT", "mit"),
        ("LicenseRef-publisher", "other"),
        ("CC-BY-NC-SA-1.0", "other"),
    ],
)
def test_spdx_licences_are_called_as_the_hub_does(spdx: str, hub: str) -> None:
    assert hub_license(spdx) == hub


def test_a_licence_that_the_hub_does_not_know_is_named_and_linked() -> None:
    own = {"name": "LicenseRef-Press", "path": "https://press.example/terms"}
    assert license_entries([own]) == {
        "license": "other",
        "license_name": "licenseref-press",
        "license_link": "https://press.example/terms",
    }
    assert "license_link" not in license_entries([{**own, "path": "LICENCE.txt"}])
    assert license_entries(None) == license_entries([]) == license_entries([5]) == {"license": "unknown"}


def test_features_of_a_file_are_those_of_its_table(sample: Sample) -> None:
    for name, table in sample.project.descriptor.tables.items():
        for path in sample.files(name):
            assert features_of(pq.read_schema(path)) == features(table)


def test_a_template_with_a_front_matter_of_its_own_is_refused(new_project: MakeProject) -> None:
    made = new_project({"daily/a.jsonl": jsonl([story(1), story(2)])})
    template = made.build / "card.md.j2"
    template.write_text("---\nlicense: mit\n---\n# {{ package.title }}\n", encoding="utf-8")
    with pytest.raises(ProjectError, match="begins with a second front matter") as error:
        release(made)
    assert error.value.where == str(template)
    assert not [path for path in made.releases.iterdir() if "lock" not in path.name]
    template.write_text("{# nothing #}", encoding="utf-8")
    with pytest.raises(ProjectError, match="no text below"):
        release(made)


def test_a_descriptor_that_the_front_matter_cannot_be_made_of_is_refused(new_project: MakeProject) -> None:
    made = new_project({"daily/a.jsonl": jsonl([story(1), story(2)])})
    path = made.root / "datapackage.json"
    raw = json.loads(path.read_bytes())
    path.write_text(json.dumps({**raw, "keywords": ["tides", " "]}), encoding="utf-8")
    with pytest.raises(ProjectError, match="front matter would be wrong: tags: ' ' is no text") as error:
        release(made)
    assert error.value.where == str(path)


def test_verify_holds_the_card_of_any_tool_to_the_files(desk: Desk) -> None:
    folder = desk.frozen("0.1.0")
    lock = json.loads((folder / "build.lock").read_bytes())
    lock["tool"]["version"] = "0.0.1"
    (folder / "build.lock").write_text(json.dumps(lock), encoding="utf-8")
    state_anew(folder)
    desk.run("verify", folder)
    path = folder / "README.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("path: data/articles/train/*", "path: data/articles/t*/*", 1), encoding="utf-8"
    )
    state_anew(folder)
    assert rules(desk, folder) == {"card-differs"}
    told = desk.json("verify", folder, code=1)["findings"][0]["message"]
    assert "configs.articles.data_files" in told
    path.write_bytes(b"\xff")
    state_anew(folder)
    assert rules(desk, folder) == {"card-differs"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| 2024 |", "| 2023 |"),
        ("| articles | 16 |", "| articles | 17 |"),
        ("| daily | Daily | en | CC-BY-4.0 | 12 | ", "| daily | Daily | en | CC-BY-4.0 | 12 | 1"),
    ],
)
def test_numbers_of_the_card_are_counted_without_the_tool_that_wrote_it(
    desk: Desk, old: str, new: str
) -> None:
    folder = desk.frozen("0.1.0")
    lock = json.loads((folder / "build.lock").read_bytes())
    lock["tool"]["version"] = "0.0.1"
    (folder / "build.lock").write_text(json.dumps(lock), encoding="utf-8")
    path = folder / "README.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    state_anew(folder)
    assert rules(desk, folder) == {"card-differs"}
