from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.corpus.readers import Limits

if TYPE_CHECKING:
    from readers.conftest import Read

ROWS: list[dict[str, Any]] = [
    {"title": f"عنوان {n}", "body": 'نص [مع] {أقواس} و"اقتباس"', "images": [{"src": "a"}]} for n in range(4)
]

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_row = st.fixed_dictionaries(
    {"title": _texts, "body": _texts}, optional={"tags": st.lists(_texts, max_size=3)}
)


def _write(rows: list[dict[str, Any]], shape: str, indent: int | None) -> str:
    def dump(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, indent=indent)

    shapes = {
        "array": lambda: dump(rows),
        "wrapper": lambda: dump({"status": "ok", "totalResults": len(rows), "articles": rows}),
        "unusual wrapper": lambda: dump({"count": len(rows), "مقالات": rows}),
        "nested wrapper": lambda: dump({"response": {"code": 200, "docs": rows}, "took": 3}),
        "concatenated": lambda: "\n".join(map(dump, rows)),
        "arrays in a row": lambda: dump(rows[:2]) + dump(rows[2:]),
        "parted by commas": lambda: ",\n".join(map(dump, rows)),
    }
    return shapes[shape]()


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(_row, min_size=3, max_size=6),
    shape=st.sampled_from(
        ["array", "wrapper", "unusual wrapper", "nested wrapper", "concatenated", "arrays in a row"]
    ),
    indent=st.sampled_from([None, 1, 4]),
)
def test_every_shape_gives_the_same_records(
    read: Read, rows: list[dict[str, Any]], shape: str, indent: int | None
) -> None:
    data = _write(rows, shape, indent).encode()
    result = read("x.json", data)
    assert result.form in ("json", "jsonl")
    assert result.payloads == rows
    assert [item.position for item in result.items] == list(range(1, len(rows) + 1))
    for item in result.items:
        assert item.offset is not None
        decoded, _ = json.JSONDecoder().raw_decode(data[item.offset :].decode())
        assert decoded == rows[item.position - 1]


def test_objects_parted_by_commas_are_read_too(read: Read) -> None:
    assert read("x.json", _write(ROWS, "parted by commas", 2).encode()).payloads == ROWS


def test_one_article_with_lists_of_its_own_stays_one(read: Read) -> None:
    for indent in (None, 2):
        result = read("x.json", json.dumps(ROWS[0], indent=indent).encode())
        assert result.form == "json"
        assert result.payloads == [ROWS[0]]


def test_a_feed_with_a_title_is_a_wrapper(read: Read) -> None:
    feed = {"version": "1.1", "title": "موقع", "home_page_url": "https://example.org", "items": ROWS}
    assert read("feed.json", json.dumps(feed).encode()).payloads == ROWS


def test_the_digest_is_of_the_exact_bytes(read: Read) -> None:
    items = [b'{"title": "a",  "n": 1.50}', b'{ "title":"\\u0062" }']
    result = read("x.json", b"[ " + b" ,\n".join(items) + b" ]\n")
    assert [item.sha256 for item in result.items] == [hashlib.sha256(item).hexdigest() for item in items]


@pytest.mark.parametrize("shape", ["array", "wrapper", "nested wrapper", "concatenated"])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_cut_file_keeps_its_whole_items(read: Read, shape: str, indent: int | None) -> None:
    text = _write(ROWS, shape, indent)
    result = read("x.json", text[: text.index("عنوان 3") + 3].encode())
    assert result.payloads == ROWS[:3]
    assert result.rejects == [(4, "invalid-json")]
    assert "cut" in result.detail


def test_a_cut_between_items_is_noticed(read: Read) -> None:
    text = _write(ROWS, "array", None)
    result = read("x.json", text[: text.index(', {"title": "عنوان 2"')].encode())
    assert result.payloads == ROWS[:2]
    assert result.rejects == [(3, "invalid-json")]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ('{"title": "a" "body": }', "invalid-json"),
        ('{"title": "a}', "invalid-json"),
        ('{"title": "a", "title": "b"}', "duplicate-keys"),
        ("17", "not-an-object"),
        ("null", "not-an-object"),
        ('"نص"', "not-an-object"),
        ("[1, 2]", "not-an-object"),
        ('{"a": "\\ud800"}', "invalid-json"),
    ],
)
def test_a_broken_item_is_rejected_alone(read: Read, item: str, reason: str) -> None:
    good = [json.dumps(row, ensure_ascii=False, indent=1) for row in ROWS]
    result = read("x.json", ("[\n" + ",\n".join([good[0], item, good[1]]) + "\n]").encode())
    if reason == "invalid-json" and item.endswith("a}"):
        assert (
            result.payloads[0] == ROWS[0]
        )  # the lost quote hides the bracket: what follows is not told apart
        assert result.rejects
        return
    assert result.payloads == ROWS[:2]
    assert result.rejects == [(2, reason)]


def test_nan_does_not_spoil_a_file(read: Read) -> None:
    data = b'{"articles": [{"title": "a", "score": NaN}, {"title": "b", "score": 1}]}'
    assert read("x.json", data).payloads == [{"title": "a", "score": None}, {"title": "b", "score": 1}]


def test_bytes_that_are_not_utf8_spoil_their_item_only(read: Read) -> None:
    data = '[{"title": "خبر"}, {"title": "'.encode() + b"caf\xe9" + b'"}]'
    result = read("x.json", data)
    assert result.payloads == [{"title": "خبر"}]
    assert result.rejects == [(2, "wrong-encoding")]


@pytest.mark.parametrize("depth", [300, 100_000])
def test_deep_nesting_is_rejected(read: Read, depth: int) -> None:
    nested = b'{"a": ' + b"[" * depth + b"]" * depth + b"}"
    result = read("x.json", b'[{"title": "a"}, ' + nested + b', {"title": "b"}]')
    assert result.payloads == [{"title": "a"}, {"title": "b"}]
    assert result.rejects == [(2, "invalid-json")]
    assert len(read("x.json", b"[" * depth).rejects) == 1
    assert len(read("x.json", b'{"a":' * depth).rejects) == 1


def test_what_follows_a_document_is_rejected(read: Read) -> None:
    result = read("x.json", b'[{"title": "a"}]\nsome words\n{"title": "b"}')
    assert result.payloads == [{"title": "a"}, {"title": "b"}]
    assert result.rejects == [(2, "invalid-json")]


def test_json_lines_by_another_name_are_lines(read: Read) -> None:
    result = read("x.json", b'{"title": "a"}\n\n{"title": "b"}\n{"title": \n')
    assert result.form == "jsonl"
    assert [item.position for item in result.items] == [1, 3, 4]
    assert result.rejects == [(4, "invalid-json")]


def test_pretty_printed_objects_called_jsonl_are_objects(read: Read) -> None:
    result = read("x.jsonl", _write(ROWS, "concatenated", 2).encode())
    assert (result.form, result.payloads) == ("json", ROWS)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_other_encodings_are_decoded(read: Read, encoding: str) -> None:
    result = read("x.json", _write(ROWS, "array", 1).encode(encoding))
    assert (result.form, result.payloads) == ("json", ROWS)


def test_sizes_are_limited(read: Read) -> None:
    data = json.dumps([{"title": "a"}, {"title": "b" * 100}]).encode()
    result = read("x.json", data, Limits(record_bytes=50))
    assert result.payloads == [{"title": "a"}]
    assert result.rejects == [(2, "record-too-large")]
    result = read("x.json", data, Limits(document_bytes=100))
    assert result.rejects == [(1, "record-too-large")]
    assert "JSON lines" in result.detail


@pytest.mark.parametrize("data", [b"[]", b"[ ]\n"])
def test_an_empty_array_is_an_empty_file(read: Read, data: bytes) -> None:
    assert read("x.json", data).rejects == [(1, "empty-file")]


@settings(max_examples=150, deadline=None)
@given(text=st.text('{}[]",:\\a1 \n', max_size=40))
def test_no_text_is_lost_or_crashes(read: Read, text: str) -> None:
    result = read("x.json", text.encode())
    assert result.items
    assert all(item.position == n for n, item in enumerate(result.items, 1)) or result.form == "jsonl"


def test_a_graph_of_several_articles_is_a_wrapper_and_that_of_a_page_is_one_record(read: Read) -> None:
    site, article = {"@type": "WebSite", "name": "Paper"}, {"@type": ["NewsArticle"], "headline": "T"}
    page = {"@context": "https://schema.org", "@graph": [site, article, 5]}
    assert read("page.json", json.dumps(page, indent=1).encode()).payloads == [page]
    dump = {"@graph": [site, article, article]}
    assert read("dump.json", json.dumps(dump).encode()).payloads == [site, article, article]


@pytest.mark.parametrize(
    "keys", [("https://a.example/1", "https://a.example/2"), ("0", "1"), ("7" * 24, "8" * 24)]
)
def test_articles_under_their_addresses_or_numbers_are_records(read: Read, keys: tuple[str, str]) -> None:
    rows = [{"title": f"T{n}", "text": "نص", "tags": []} for n in range(2)]
    data = json.dumps(dict(zip(keys, rows, strict=True)), indent=2).encode()
    result = read("x.json", data)
    assert result.payloads == rows
    assert [data[item.offset or 0 :][:1] for item in result.items] == [b"{", b"{"]


def test_an_object_of_objects_that_are_no_articles_stays_one(read: Read) -> None:
    record = {"1": {"title": "T"}, "2": {"n": 5}}
    assert read("x.json", json.dumps(record).encode()).payloads == [record]
