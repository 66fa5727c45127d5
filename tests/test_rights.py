"""A release holds as much of each source's text as the source allows, and nothing gives away the rest."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects import TODAY, build, declare, jsonl, put, read_articles, read_table, release, story
from warraq.cli.main import main
from warraq.corpus.pipeline.excerpt import excerpts
from warraq.corpus.pipeline.rights import with_tiers
from warraq.corpus.text.signals import counted
from warraq.errors import ProjectError
from warraq.model.project import Project
from warraq.model.settings import Rights, Source, read_sources
from warraq.release.diff.difference import compare
from warraq.release.diff.sides import side
from warraq.release.judge import check_candidate

if TYPE_CHECKING:
    from pathlib import Path

    from projects import MakeProject

RESERVED = 'tdm = "reserved"\nseen = 2026-10-01\nevidence = "robots.txt: tdm-reservation: 1"\n'
TIERS = {
    "full": 'tier = "full"\n',
    "excerpt": 'tier = "excerpt"\nwords = 12\n',
    "metadata": 'tier = "metadata"\n',
    "withheld": 'tier = "withheld"\n',
}


def rights(source: str, table: str) -> str:
    return f"{declare(source)}\n[{source}.rights]\n{table}"


def story_of(source: str, number: int, **more: object) -> dict[str, object]:
    return story(number, url=f"https://{source}.example/story-{number}", subtitle=f"In week {number}", **more)


def declare_tiers(folder: Path, **tables: str) -> None:
    text = "\n".join(rights(source, table) for source, table in {**TIERS, **tables}.items())
    put(folder / "corpus" / "sources.toml", text)


@pytest.fixture
def project(new_project: MakeProject) -> Project:
    """A project with one source of each tier, each named for it, and three articles in each."""
    raw = {
        f"{source}/a.jsonl": jsonl(story_of(source, 10 * at + number) for number in range(3))
        for at, source in enumerate(TIERS)
    }
    made = new_project(raw)
    declare_tiers(made.root)
    return Project.load(made.root)


def words_of(body: str) -> int:
    frame = pl.DataFrame({"body": [body], "body_key": [body], "language": ["en"]})
    return int(counted(frame)["words"].item())


# What is released


def test_each_source_is_released_as_far_as_its_tier_goes(project: Project) -> None:
    build(project)
    rows = {row["url"]: row for row in read_articles(project.candidate).to_dicts()}

    whole = rows["https://full.example/story-0"]
    assert whole["body"] == story(0)["text"]
    part = rows["https://excerpt.example/story-10"]
    assert str(story(10)["text"]).startswith(part["body"])
    assert part["words"] == words_of(part["body"]) == 12
    assert part["subtitle"] == "In week 10"
    bare = rows["https://metadata.example/story-20"]
    assert (bare["body"], bare["subtitle"], bare["words"], bare["characters"]) == (None, None, 0, 0)
    assert bare["title"] == story(20)["title"]
    assert not any("withheld" in url for url in rows)


def test_counts_and_digest_are_of_what_is_released(project: Project) -> None:
    build(project)
    for row in read_articles(project.candidate).iter_rows(named=True):
        text = f"{row['title']}\n{row['subtitle'] or ''}\n{row['body'] or ''}"
        assert row["text_sha256"] == hashlib.sha256(text.encode()).hexdigest()
        assert row["characters"] == len(row["body"] or "")
        assert row["words"] == words_of(row["body"] or "")


def test_nothing_in_a_release_holds_what_is_withheld(project: Project) -> None:
    cut = release(project)
    assert cut.frozen is not None
    files = [path for path in cut.frozen.folder.rglob("*") if path.is_file()]
    tables = [path for path in files if path.suffix == ".parquet"]
    texts = [pl.read_parquet(path).write_ndjson() for path in tables]
    texts += [path.read_text(encoding="utf-8") for path in files if path not in tables]

    def is_there(number: int) -> bool:
        line = str(story(number)["text"]).split("\n\n")[1]
        return any(line in text for text in texts)

    assert [is_there(number) for number in (0, 10, 20, 30)] == [True, False, False, False]


def test_records_of_a_withheld_source_are_counted_in_quarantine(project: Project) -> None:
    built = build(project)
    assert built.funnel.reasons == {"withheld": 3}
    assert built.funnel.sources["withheld"] == {
        **dict.fromkeys(("articles", "merged", "taken_down", "dated"), 0),
        "raw": 3,
        "quarantined": 3,
    }
    rows = pl.read_parquet(project.candidate / "quarantine.parquet")
    assert rows.select("source", "reason").unique().rows() == [("withheld", "withheld")]
    assert rows["detail"].str.contains("rights.tier of withheld").all()


def test_a_takedown_goes_before_withholding(project: Project) -> None:
    put(project.takedowns, "kind,value,reason,date\nurl,https://withheld.example/story-30,legal,2025-01-01\n")
    funnel = build(project).funnel
    assert (funnel.total("taken_down"), funnel.reasons) == (1, {"withheld": 2})
    assert read_table(project.candidate, "tombstones").height == 1


def test_an_article_under_a_withheld_address_is_withheld_from_all_folders(project: Project) -> None:
    same = story(30, url="https://withheld.example/story-30", fetched="2025-06-01T00:00:00Z")
    put(project.raw / "full" / "b.jsonl", jsonl([same]))
    assert build(project).funnel.reasons == {"withheld": 4}


def test_a_build_of_withheld_sources_alone_says_why_there_is_nothing(new_project: MakeProject) -> None:
    made = new_project({"daily/a.jsonl": jsonl([story(1)])}, rights("daily", TIERS["withheld"]))
    with pytest.raises(ProjectError, match=r"none became an article") as error:
        build(made)
    assert error.value.next_step is not None
    assert "rights.tier" in error.value.next_step


def test_copies_are_found_on_the_whole_text(project: Project) -> None:
    copy = story_of("metadata", 99, text=story(10)["text"], date="2025-01-01T00:00:00Z")
    put(project.raw / "metadata" / "b.jsonl", jsonl([copy]))
    build(project)
    rows = read_articles(project.candidate)
    pair = read_table(project.candidate, "duplicates").to_dicts()
    assert [(one["relation"], one["jaccard"]) for one in pair] == [("copy", 1.0)]
    sources = dict(rows.select("id", "source").iter_rows())
    assert (sources[pair[0]["id_a"]], sources[pair[0]["id_b"]]) == ("excerpt", "metadata")


def test_signals_are_of_the_whole_text(project: Project) -> None:
    build(project)
    signals = pl.read_parquet(project.candidate / "data" / "signals" / "*.parquet")
    rows = read_articles(project.candidate).join(signals, on="id")
    assert rows["paragraphs"].unique().to_list() == [3]


def test_the_table_of_sources_says_what_each_allows(project: Project) -> None:
    terms = 'terms = "https://excerpt.example/terms"\npermission = "letter of 2026-09-12"\n'
    declare_tiers(project.root, excerpt=TIERS["excerpt"] + RESERVED + terms)
    build(project)
    table = read_table(project.candidate, "sources")
    assert table.select("id", "tier", "excerpt_words", "tdm").rows() == [
        ("excerpt", "excerpt", 12, "reserved"),
        ("full", "full", None, "unknown"),
        ("metadata", "metadata", None, "unknown"),
    ]
    row = table.row(0, named=True)
    assert (str(row["tdm_seen"]), row["tdm_evidence"]) == ("2026-10-01", "robots.txt: tdm-reservation: 1")
    assert (row["terms"], row["permission"]) == ("https://excerpt.example/terms", "letter of 2026-09-12")


def test_months_are_written_anew_where_a_tier_changed(project: Project) -> None:
    build(project)
    declare_tiers(project.root, full=TIERS["metadata"], metadata=TIERS["full"])
    build(project)
    rows = read_articles(project.candidate)
    assert rows.filter(pl.col("source") == "full")["body"].null_count() == 3
    assert rows.filter(pl.col("source") == "metadata")["body"].null_count() == 0


def test_a_months_mark_depends_on_the_tiers_of_its_own_sources() -> None:
    days = [date(2024, 1, 1), date(2024, 1, 31), date(2024, 2, 1)]
    articles = pl.DataFrame({"published_at": days, "source": ["a", "b", "b"]})
    marks = {"2024-01": "x", "2024-02": "y"}

    def marked(tier: Rights) -> dict[str, str]:
        return with_tiers(marks, articles, {"a": Source(id="a", rights=tier), "b": Source(id="b")})

    assert marked(Rights()) == marks
    assert marked(Rights(tdm="unknown", terms="https://a.example")) == marks
    some = [marked(tier) for tier in (Rights(tier="metadata"), *map(_excerpt, (5, 6)))]
    assert len({one["2024-01"] for one in (*some, marks)}) == 4
    assert {one["2024-02"] for one in some} == {"y"}


def _excerpt(words: int) -> Rights:
    return Rights(tier="excerpt", words=words)


# Everything behind the build copes


def test_a_release_without_bodies_can_be_used_like_any_other(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = release(project)
    assert first.frozen is not None
    declare_tiers(project.root, full=TIERS["metadata"], metadata=TIERS["full"])
    second = release(project, "0.2.0")
    assert second.frozen is not None

    at = ["--project", str(project.root)]
    report = tmp_path / "report.html"
    for words in (["verify", "0.2.0"], ["check", "0.2.0"], ["report", "0.2.0", "-o", str(report)]):
        assert main([*at, *words]) == 0, words
    capsys.readouterr()
    assert main([*at, "diff", "0.1.0", "0.2.0", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["changed"], found["added"], found["removed"]) == (6, 0, 0)
    assert {one["field"] for one in found["changed_fields"]} == {"body", "subtitle"}
    one = found["rows"][0]["id"]
    assert main([*at, "diff", "0.1.0", "0.2.0", "--id", one]) == 0
    assert main([*at, "explain", one]) == 0


def test_articles_of_a_source_that_is_withheld_now_are_gone_with_it(project: Project) -> None:
    release(project)
    declare_tiers(project.root, full=TIERS["withheld"])
    found = release(project, "0.2.0")
    assert found.frozen is not None
    difference = compare(side(project, project.releases / "0.1.0"), side(project, project.releases / "0.2.0"))
    assert difference.by_source() == [
        {"source": "full", "change": "removed", "reason": "source-dropped", "articles": 3}
    ]


def test_the_card_says_what_is_released_of_each_source(project: Project) -> None:
    declare_tiers(project.root, excerpt=TIERS["excerpt"] + RESERVED + 'permission = "a | b"\n')
    cut = release(project)
    assert cut.frozen is not None
    card = (cut.frozen.folder / "README.md").read_text(encoding="utf-8")
    section = card.split("## Rights\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    assert len(rows) == 3
    assert "| excerpts of at most 12 words |" in rows[0]
    assert r"reserved (seen 2026-10-01: robots.txt: tdm-reservation: 1) | a \| b |" in rows[0]
    assert "| full text |" in rows[1]
    assert "| not looked up |" in rows[1]
    assert "| metadata only |" in rows[2]


def test_researchers_load_articles_without_bodies(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    cut = release(project)
    assert cut.frozen is not None
    loaded = datasets.load_dataset(str(cut.frozen.folder), cache_dir=str(tmp_path / "cache"))
    bodies = [row["body"] for split in loaded.values() for row in split]
    assert (len(bodies), sum(body is None for body in bodies)) == (9, 3)


def test_a_tier_that_became_stricter_after_the_build_fails_the_check(project: Project) -> None:
    build(project)
    declare_tiers(project.root, full=TIERS["withheld"], excerpt='tier = "excerpt"\nwords = 5\n')
    verdict = check_candidate(Project.load(project.root), TODAY)
    assert {one.segment for one in verdict.findings if one.rule == "rights-exceeded"} == {
        "source=full",
        "source=excerpt",
    }


# Excerpts


@pytest.mark.parametrize(
    ("body", "words", "expected"),
    [
        ("One two three.", 3, "One two three."),
        ("One two three.", 9, "One two three."),
        ("One two. Three four.", 2, "One two."),
        ("He said: “No.” And left.", 2, "He said:"),
        ("He said: “No.” And left.", 3, "He said: “No.”"),
        ("We don’t know that.", 2, "We"),
        ("We don’t know that.", 3, "We don’t"),
        ("One two.\n\nThree four.\n\nFive.", 3, "One two.\n\nThree"),
        ("One two.\n\nThree four.\n\nFive.", 2, "One two."),
        ("one-two-three-four", 2, "one-two"),
        ("今天天气好,我们去公园。明天下雨。", 2, "今天天气好,我们去公园"),
        ("قالت البلدية: إن الجسر «مفتوح» اليوم.", 5, "قالت البلدية: إن الجسر «مفتوح»"),
        ("کتاب\u200cها را می\u200cخوانند.", 1, "کتاب\u200cها"),
        ("😀 😀 😀", 1, "😀 😀 😀"),
        ("𝒜𝒷 😀 cd ef", 2, "𝒜𝒷 😀 cd"),
        ("", 1, ""),
    ],
)
def test_an_excerpt_ends_where_a_reader_would_end_it(body: str, words: int, expected: str) -> None:
    assert excerpts(pl.Series([body]), words)["body"].to_list() == [expected]


def test_null_has_no_excerpt() -> None:
    assert excerpts(pl.Series([None, "a b"], dtype=pl.String()), 1).rows() == [(None, 0), ("a", 1)]


_TEXT = st.text(alphabet=st.sampled_from("ab7’.,-\n کتاب\u200c字。«»😀"), max_size=60)


@settings(max_examples=80, deadline=None)
@given(st.lists(_TEXT, min_size=1, max_size=6), st.integers(1, 6))
def test_excerpts_are_beginnings_of_so_many_words_and_stay_what_they_are(
    texts: list[str], words: int
) -> None:
    found = excerpts(pl.Series(texts, dtype=pl.String()), words)
    for text, (body, count) in zip(texts, found.rows(), strict=True):
        assert text.startswith(body)
        assert count == words_of(body) <= words
        assert words_of(text) == 0 or count > 0
        assert body == text or words_of(text) > words
    assert excerpts(found["body"], words).equals(found)


# Settings


@pytest.mark.parametrize(
    ("table", "key", "told"),
    [
        ('tier = "excerpt"\n', "rights.words", "found nothing"),
        ('tier = "excerpt"\nwords = 0\n', "rights.words", "greater than or equal to 1"),
        ("words = 5\n", "rights.words", "tier = 'full'"),
        ('tier = "part"\n', "rights.tier", "'excerpt'"),
        ('tdm = "maybe"\n', "rights.tdm", "'not-reserved'"),
        ('tdm = "reserved"\n', "rights.seen", "the day on which it was looked up"),
        ('tdm = "not-reserved"\nseen = 2026-10-01\n', "rights.evidence", "what was found, and where"),
        ('tdm = "reserved"\nseen = "soon"\nevidence = "x"\n', "rights.seen", "valid date"),
        ('tdm = "reserved"\nseen = 2026-10-01\nevidence = " "\n', "rights.evidence", "found ' '"),
        ('evidence = "robots.txt"\n', "rights.evidence", "while tdm is unknown"),
        ('terms = "terms.html"\n', "rights.terms", "https?"),
        ('permission = ""\n', "rights.permission", "at least 1"),
        ('tiers = "full"\n', "rights.tiers", "one of: terms, tdm, seen"),
    ],
)
def test_wrong_rights_are_named_with_file_and_key(tmp_path: Path, table: str, key: str, told: str) -> None:
    path = tmp_path / "sources.toml"
    put(path, rights("daily", table))
    with pytest.raises(ProjectError) as error:
        read_sources(path)
    assert error.value.where == f"{path}: daily: {key}"
    assert told in str(error.value)


def test_a_source_that_says_nothing_is_released_in_full_and_unknown(tmp_path: Path) -> None:
    put(tmp_path / "sources.toml", declare("daily"))
    found = read_sources(tmp_path / "sources.toml")["daily"].rights
    assert (found.tier, found.tdm, found.words, found.permission) == ("full", "unknown", None, None)
