"""Every example of docs/load.md and of a release's card runs as it stands, against a Hub with the release."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from load_run import DATASET, python, run

from projects import ROOT, read_articles, read_table

if TYPE_CHECKING:
    from pathlib import Path

    from hub.hub import Hub
    from projects import Sample

#: Runs each block of a file in names of its own; prints a JSON line a block: its names -> what they hold.
RUNNER = """
import io, contextlib, json, sys

def told(value):
    if isinstance(value, str | int | float | bool | None):
        return value
    if isinstance(value, list | tuple):
        return {"rows": len(value)}
    for name in ("num_rows", "height"):
        if isinstance(getattr(value, name, None), int):
            return {"rows": getattr(value, name)}
    if isinstance(value, dict):
        return {"rows": len(value)}
    return {"rows": len(value)} if hasattr(value, "dtypes") and hasattr(value, "iloc") else None

for block in json.load(open(sys.argv[1])):
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(block, "example", "exec"), names)
    print(json.dumps({name: told(value) for name, value in names.items() if name[:1] != "_"}, default=str))
"""


def blocks(text: str, language: str) -> list[tuple[str, str]]:
    """Return (heading, code) of each fenced block of the language."""
    found, heading = [], ""
    for match in re.finditer(r"^#+ ([^\n]+)$|^```(\w*)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL):
        heading = match[1] or heading
        if match[3] is not None and match[2] == language:
            found.append((heading, match[3]))
    return found


def results(hub: Hub, place: Path, codes: list[str]) -> list[dict[str, Any]]:
    """Run the blocks of Python one after another in one process."""
    (place / "blocks.json").write_text(json.dumps(codes), encoding="utf-8")
    out = python(hub, "-W", "ignore", "-c", RUNNER, place / "blocks.json", cwd=place)
    return [json.loads(line) for line in out.splitlines()]


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "docs" / "load.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def card(sample: Sample) -> str:
    """How the release's card says that it is loaded."""
    whole = (sample.release / "README.md").read_text(encoding="utf-8")
    return whole.split("\n## Load\n")[1].split("\n## ")[0]


@pytest.fixture(scope="module")
def done(
    shelf: Hub, sample: Sample, text: str, card: str, tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    """Names of each block of the page, then of each of the card, all run in one process.

    polars' own `hf://` asks the public Hub whatever is set: there the release's folder is put in its place.
    """
    page = [
        code.replace(f"hf://datasets/{DATASET}@v0.1.0", str(sample.release))
        if 'pl.scan_parquet("hf:' in code
        else code
        for _, code in blocks(text, "python")
    ]
    own = [as_published(code, shelf, sample) for code in (*python_of(card), *queries_of(card))]
    return results(shelf, tmp_path_factory.mktemp("examples"), [*page, *own])


@pytest.fixture(scope="module")
def shown(text: str, done: list[dict[str, Any]]) -> dict[str, Any]:
    """Heading of the page -> names of all its blocks."""
    merged: dict[str, Any] = {}
    for (heading, _), names in zip(blocks(text, "python"), done, strict=False):  # the card's follow
        merged.setdefault(heading, {}).update(names)
    return merged


def python_of(card: str) -> list[str]:
    return [code for _, code in blocks(card, "python")]


def queries_of(card: str) -> list[str]:
    queries = [query for _, code in blocks(card, "sql") for query in code.split(";")]
    return [as_python(query) for query in queries if query.strip()]


@pytest.fixture(scope="module")
def articles(sample: Sample) -> pl.DataFrame:
    return read_articles(sample.release)


def test_every_language_of_the_page_is_run(text: str) -> None:
    assert set(re.findall(r"^```(\w+)$", text, flags=re.MULTILINE)) == {"python", "sh"}


def test_the_examples_for_datasets(shown: dict[str, Any], articles: pl.DataFrame, sample: Sample) -> None:
    found = shown["datasets"]
    sizes = dict(articles.group_by("split").len().iter_rows())
    assert found["train"]["rows"] == sizes["train"]
    assert found["test"]["rows"] == sizes["test"]
    assert found["signals"]["rows"] == articles.height
    assert found["sources"]["rows"] == read_table(sample.release, "sources").height
    assert found["first"]["rows"] == 3
    assert found["rows"]["rows"] == articles.filter(split="train", source="almanara").height > 0
    november = articles.filter(pl.col("published_at").dt.strftime("%Y-%m") == "2024-11")
    assert found["month"]["rows"] == november.height > 0


def test_the_examples_for_polars(shown: dict[str, Any], articles: pl.DataFrame) -> None:
    found = shown["polars"]
    assert found["by_source"]["rows"] == articles.select("source", "language").n_unique()
    assert found["count"] == articles.height
    months = articles.filter(
        pl.col("published_at").dt.strftime("%Y-%m").is_in(["2024-10", "2024-11", "2024-12"])
    )
    assert (
        found["good"]["rows"] == months.filter(source="almanara", language="ar", role="original").height > 0
    )


def test_the_examples_for_duckdb(shown: dict[str, Any], articles: pl.DataFrame) -> None:
    dated = articles.drop_nulls("published_at")
    months = dated.select(pl.col("published_at").dt.strftime("%Y-%m"), "language").n_unique()
    assert shown["DuckDB"]["by_month"]["rows"] == months
    late = dated.filter(pl.col("published_at") >= pl.datetime(2024, 11, 1), source="almanara", language="ar")
    assert 0 < shown["DuckDB"]["clean"]["rows"] <= late.height


def test_the_examples_for_pyarrow_and_pandas(shown: dict[str, Any], articles: pl.DataFrame) -> None:
    arabic = articles.filter(language="ar")
    assert shown["pyarrow"]["table"]["rows"] == arabic.filter(source="almanara").height
    assert shown["pyarrow"]["rows"] == articles.height
    assert shown["pandas"]["train"]["rows"] == articles.filter(split="train").height
    assert shown["pandas"]["joined"]["rows"] == shown["pandas"]["arabic"]["rows"] == arabic.height


def test_the_examples_for_metadata(shown: dict[str, Any], sample: Sample) -> None:
    assert shown["mlcroissant"]["records"]["rows"] == read_table(sample.release, "sources").height
    assert shown["frictionless"]["meaning"]["rows"] == len(sample.declared("articles"))
    assert shown["frictionless"]["keys"]["rows"] == 1
    assert shown["Moving to a later version"]["removed"] == {"rows": 0}
    citation = (sample.release / "CITATION.cff").read_text(encoding="utf-8")
    assert shown["Citing it"]["citation"] == citation


def test_the_commands_of_the_page_run(shelf: Hub, sample: Sample, text: str, tmp_path: Path) -> None:
    script = "\n".join(code for _, code in blocks(text, "sh"))
    assert "warraq verify" in script
    run(shelf, "bash", "-eu", "-c", script.replace("https://huggingface.co", shelf.endpoint), cwd=tmp_path)
    names = [path.relative_to(sample.release) for path in sample.release.rglob("*") if path.is_file()]
    assert all((tmp_path / "my-corpus" / name).is_file() for name in names)
    assert (tmp_path / "data" / "sources.parquet").is_file()


def test_the_examples_of_the_card_run(
    text: str, card: str, done: list[dict[str, Any]], articles: pl.DataFrame
) -> None:
    assert set(re.findall(r"^```(\w+)$", card, flags=re.MULTILINE)) <= {"python", "sql"}
    codes, queries = python_of(card), queries_of(card)
    assert codes
    assert queries
    own = done[len(blocks(text, "python")) :]
    assert len(own) == len(codes) + len(queries)
    assert own[0]["signals"]["rows"] == articles.height
    assert all(names["found"]["rows"] for names in own[len(codes) :])


def as_python(query: str) -> str:
    """The query through the Hub's own file system: DuckDB's would have to be downloaded."""
    return (
        "import duckdb\nfrom huggingface_hub import HfFileSystem\n\nconnection = duckdb.connect()\n"
        f"connection.register_filesystem(HfFileSystem())\nfound = connection.sql({query!r}).fetchall()\n"
    )


def as_published(code: str, hub: Hub, sample: Sample) -> str:
    """The code with the Hub and the dataset of the test; for polars' own `hf://` the release's folder."""
    code = code.replace("ORG/NAME", DATASET)
    if "duckdb" in code:
        return re.sub(r"https://huggingface.co/(datasets/[\w/.-]+?)/resolve/([^/]+)/", r"hf://\1@\2/", code)
    code = code.replace("https://huggingface.co", hub.endpoint)
    return re.sub(r"hf://datasets/[^@\"']+@v[\d.]+", str(sample.release), code) if "pl." in code else code
