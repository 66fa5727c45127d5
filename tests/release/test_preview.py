"""The preview of a release: rows of its articles, of every kind, and never another one."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_chain import Desk, state_anew, stories
from test_verify_release import rules

from projects import Sample, declare, jsonl, read_articles, read_table, release, story
from warraq.checks.preview import articles_of, rows_at
from warraq.model.arrow import arrow_schema
from warraq.model.digest import sha256_file
from warraq.release.preview import MOST_ROWS, chosen

if TYPE_CHECKING:
    from pathlib import Path

    from projects import MakeProject

_MONTHS = [None, *(datetime.fromisoformat(f"2024-{month:02d}-03") for month in range(1, 13))]


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["train", "train", "train", "validation", "test"]),
                st.sampled_from(["ar", "ar", "ar", "fa", "en"]),
                st.sampled_from([f"s{number}" for number in range(9)]),
                st.sampled_from(_MONTHS),
            ),
            min_size=1,
            max_size=400,
        )
    )
    names = ["split", "language", "source", "published_at"]
    schema = {**dict.fromkeys(names[:3], pl.String()), "published_at": pl.Datetime("us")}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    ids = [f"{number * 2654435761 % 2**32:032x}" for number in range(frame.height)]
    return frame.with_columns(id=pl.Series(ids, dtype=pl.String()))


@settings(max_examples=60, deadline=None)
@given(frame=frames(), seed=st.integers(0, 9))
def test_every_kind_is_shown_whatever_the_order_of_the_rows(frame: pl.DataFrame, seed: int) -> None:
    shown = chosen(frame)
    assert shown.height == min(frame.height, MOST_ROWS)
    assert shown["id"].is_unique().all()
    # 3 splits, 3 languages, 9 sources and 13 months are fewer than the rows of a preview.
    for kind in ("split", "language", "source", "published_at"):
        assert set(shown[kind]) == set(frame[kind])
    assert set(chosen(frame.sample(fraction=1, shuffle=True, seed=seed))["id"]) == set(shown["id"])


def test_of_more_months_than_rows_it_is_no_head() -> None:
    months = [datetime.fromisoformat(f"{1990 + at // 12}-{at % 12 + 1:02d}-01") for at in range(300)]
    frame = pl.DataFrame(
        {
            "id": [f"{number * 2654435761 % 2**32:032x}" for number in range(300)],
            "split": ["train"] * 299 + ["test"],
            "language": ["ar"] * 300,
            "source": ["one"] * 150 + ["two"] * 150,
            "published_at": months,
        }
    )
    shown = chosen(frame)
    assert shown.height == MOST_ROWS
    assert set(shown["split"]) == {"train", "test"}
    assert shown["published_at"].dt.year().n_unique() > 15


def test_it_holds_rows_of_articles_in_their_types_and_order(sample: Sample) -> None:
    path = sample.release / "data" / "preview.parquet"
    shown = pl.read_parquet(path)
    assert shown.height == MOST_ROWS
    assert shown.rows() == [
        row
        for row in sample.articles.sort("published_at", "id", nulls_last=True).rows()
        if row[0] in set(shown["id"])
    ]
    for column in ("split", "source", "language"):
        assert set(shown[column]) == set(sample.articles[column])
    assert pq.read_schema(path).types == arrow_schema(sample.project.descriptor.tables["articles"]).types


def test_it_is_a_resource_of_the_release_with_the_fields_of_articles(sample: Sample) -> None:
    *_, resource = sample.descriptor["resources"]
    articles = sample.descriptor["resources"][0]
    path = sample.release / "data" / "preview.parquet"
    assert (resource["name"], resource["path"]) == ("preview", "data/preview.parquet")
    assert resource["schema"]["fields"] == articles["schema"]["fields"]
    assert resource["schema"]["foreignKeys"] == [
        {"fields": ["id"], "reference": {"resource": "articles", "fields": ["id"]}}
    ]
    assert resource["hash"] == f"sha256:{sha256_file(path)}"
    assert not (sample.candidate / "data" / "preview.parquet").exists()


def test_rows_are_found_at_their_places_across_row_groups(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pl.DataFrame({"id": range(50)}).write_parquet(path, row_group_size=7)
    assert rows_at(path, [0, 6, 7, 48, 49])["id"].to_list() == [0, 6, 7, 48, 49]
    assert rows_at(path, []).is_empty()


def test_articles_are_found_by_id(sample: Sample) -> None:
    ids = sample.articles["id"].sort().head(5).to_list()
    assert set(articles_of(sample.release, ids)["id"]) == set(ids)


def retitle(folder: Path) -> None:
    """Give a row of the preview another title, with every digest stated anew."""
    path = folder / "data" / "preview.parquet"
    rows = pl.read_parquet(path)
    write(folder, rows.with_columns(title=pl.concat_str(pl.lit("Not "), "title")))


def reverse(folder: Path) -> None:
    write(folder, pl.read_parquet(folder / "data" / "preview.parquet").reverse())


def shorten(folder: Path) -> None:
    write(folder, pl.read_parquet(folder / "data" / "preview.parquet").head(3))


def write(folder: Path, rows: pl.DataFrame) -> None:
    path = folder / "data" / "preview.parquet"
    pq.write_table(rows.to_arrow().cast(pq.read_schema(path)), path)
    descriptor = json.loads((folder / "datapackage.json").read_bytes())
    stated = {"bytes": path.stat().st_size, "hash": f"sha256:{sha256_file(path)}", "rows": rows.height}
    descriptor["resources"][-1] |= {**stated, "files": [{"path": "data/preview.parquet", **stated}]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    state_anew(folder)


@pytest.mark.parametrize("harm", [retitle, reverse, shorten])
def test_verify_makes_it_anew(desk: Desk, harm: object) -> None:
    folder = desk.frozen("0.1.0")
    harm(folder)  # type: ignore[operator]
    assert "preview-differs" in rules(desk, folder)


def test_verify_knows_a_foreign_row_without_the_tool_that_made_it(desk: Desk) -> None:
    folder = desk.frozen("0.1.0")
    other_tool(folder)
    desk.run("verify", folder)
    retitle(folder)
    found = rules(desk, folder)
    assert "preview-differs" in found
    (finding,) = [
        one for one in desk.json("check", folder, code=1)["findings"] if one["rule"] == "preview-differs"
    ]
    assert finding["count"] == read_table(folder, "preview").height


def other_tool(folder: Path) -> None:
    path = folder / "build.lock"
    lock = json.loads(path.read_bytes())
    del lock["settings"]  # the first versions of the tool wrote none
    path.write_text(json.dumps({**lock, "tool": {**lock["tool"], "version": "0.0.1"}}), encoding="utf-8")
    state_anew(folder)


def test_a_preview_that_was_taken_out_is_missed(desk: Desk) -> None:
    folder = desk.frozen("0.1.0")
    without_preview(folder)
    assert "preview-differs" in rules(desk, folder)


def without_preview(folder: Path) -> None:
    (folder / "data" / "preview.parquet").unlink()
    descriptor = json.loads((folder / "datapackage.json").read_bytes())
    assert descriptor["resources"].pop()["name"] == "preview"
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    card = (folder / "README.md").read_text(encoding="utf-8")
    front, prose = card.removeprefix("---\n").split("\n---\n", 1)
    for begin in ("- config_name: preview\n  data_files", "- config_name: preview\n  features"):
        at = front.index(begin)
        end = min(
            (found for mark in ("\n- config_name", "\ndataset_info") if (found := front.find(mark, at)) > 0),
            default=len(front),
        )
        front = front[:at].rstrip("\n") + front[end:]
    prose = "\n".join(line for line in prose.splitlines() if "preview" not in line) + "\n"
    (folder / "README.md").write_text(f"---\n{front}\n---\n{prose}", encoding="utf-8")
    state_anew(folder)


def test_a_release_from_before_there_were_previews_is_as_good_as_ever(desk: Desk) -> None:
    folder = desk.frozen("0.1.0")
    without_preview(folder)
    other_tool(folder)
    desk.run("verify", folder)
    desk.run("check", folder)
    told = desk.json("diff", "0.1.0", "candidate")
    assert (told["fields"], told["rows"], told["bump"]["level"]) == ([], [], "none")
    desk.write(*stories(), story(12))
    assert desk.release() == "0.2.0"
    told = desk.json("diff", "0.1.0", "0.2.0")
    assert (told["fields"], told["added"], told["bump"]["level"]) == ([], 1, "minor")
    assert "preview" not in told["tables"]


def test_what_is_taken_down_is_in_no_later_preview(desk: Desk) -> None:
    shown = read_table(desk.frozen("0.1.0"), "preview")
    gone = shown["id"][0]
    desk.run("takedown", "add", "--id", gone, "--reason", "rights", "--yes")
    told = desk.json("takedown", "verify", code=1)
    assert [(one["place"], one["id"]) for one in told["articles"] if one["place"] == "0.1.0"] == [
        ("0.1.0", gone)
    ]
    version = desk.release()
    assert gone not in read_table(desk.frozen(version), "preview")["id"]
    assert gone in read_table(desk.frozen(version), "tombstones")["id"]


def test_a_row_that_stands_in_a_preview_only_is_found_by_a_takedown(desk: Desk) -> None:
    folder = desk.frozen("0.1.0")
    rows = read_table(folder, "preview")
    stranger = rows.head(1).with_columns(id=pl.lit("f" * 32))
    write(folder, pl.concat([rows, stranger]))
    takedowns = desk.project.root / "corpus" / "takedowns.csv"
    takedowns.write_text(f"kind,value,reason,date\nid,{'f' * 32},rights,2025-01-01\n", encoding="utf-8")
    told = desk.json("takedown", "verify", code=1)
    assert {(one["place"], one["id"]) for one in told["articles"]} == {("0.1.0", "f" * 32)}


def test_of_an_excerpt_or_less_no_more_is_shown_than_is_released(new_project: MakeProject) -> None:
    tiers = {
        "part": 'tier = "excerpt"\nwords = 5\n',
        "facts": 'tier = "metadata"\n',
        "none": 'tier = "withheld"\n',
    }
    declared = [
        declare("all"),
        *(f"{declare(name)}\n[{name}.rights]\n{tier}" for name, tier in tiers.items()),
    ]
    raw = {
        f"{name}/a.jsonl": jsonl(
            story(number, url=f"https://{name}.example/{number}") for number in range(at * 10, at * 10 + 3)
        )
        for at, name in enumerate(("all", *tiers))
    }
    made = release(new_project(raw, "\n".join(declared)))
    assert made.frozen is not None
    folder = made.frozen.folder
    shown = read_table(folder, "preview")
    assert shown.equals(read_articles(folder).sort("published_at", "id", nulls_last=True))
    assert set(shown["source"]) == {"all", "part", "facts"}
    assert shown.filter(source="facts")["body"].null_count() == 3
    assert shown.filter(source="part")["words"].max() == 5


def test_the_same_articles_have_the_same_preview_wherever_their_files_are_cut(
    sample: Sample, tmp_path: Path
) -> None:
    from warraq.release.preview import preview_rows

    folder = tmp_path / "copy"
    shutil.copytree(sample.release / "data", folder / "data")
    (first, *_) = sorted((folder / "data" / "articles" / "train").glob("*.parquet"))
    rows = pl.read_parquet(first)
    rows.head(7).write_parquet(first)
    rows.tail(rows.height - 7).write_parquet(first.with_name("1999-01.parquet"))
    assert preview_rows(folder).equals(preview_rows(sample.release))
