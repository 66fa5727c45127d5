"""Other libraries' way from match keys to pairs, each as its documentation shows it."""

from __future__ import annotations

import tempfile
from itertools import combinations
from pathlib import Path
from struct import iter_unpack
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHINGLE = 5
_HASHES = 128
#: Largest group of documents whose pairs are written out; a larger one is the story or a template.
_GROUP = 100


def _keys(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "part-*.parquet", columns=["doc", "key"])


def _shingles(key: str) -> list[str]:
    words = key.split(" ")
    return [" ".join(words[first : first + _SHINGLE]) for first in range(len(words) - _SHINGLE + 1)]


def rensa(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the pairs by R-MinHash with 128 hashes in 16 bands (rows of a matrix, queried in batches)."""
    from rensa import RMinHash, RMinHashLSH

    documents = _keys(folder)
    sets = (_shingles(key) for key in documents["key"])
    hashes = RMinHash.from_token_sets(list(sets), _HASHES, 42)
    index = RMinHashLSH(0.7, _HASHES, 16)
    index.insert_many(hashes)
    yield from _named(documents, enumerate(index.query_all(hashes)))


def datasketch(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the pairs by MinHash with 126 hashes in 14 bands."""
    from datasketch import MinHash, MinHashLSH

    documents = _keys(folder)
    index = MinHashLSH(num_perm=126, params=(14, 9))
    sets = ([one.encode() for one in _shingles(key)] for key in documents["key"])
    hashes = list(MinHash.generator(sets, num_perm=126))
    with index.insertion_session() as session:
        for number, one in enumerate(hashes):
            session.insert(number, one)
    found = ((number, index.query(one)) for number, one in enumerate(hashes))
    yield from _named(documents, found)


def datatrove(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the pairs of its clusters: signatures, buckets and links; words are parted at white space."""
    from datatrove.data import Document
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets, MinhashDedupSignature
    from loguru import logger

    class Words:
        def word_tokenize(self, text: str) -> list[str]:
            return text.split()

    logger.remove()
    documents = _keys(folder)
    config = MinhashConfig()
    with tempfile.TemporaryDirectory() as place:
        # A language of which it parts words at white space; others need a tokenizer that is not used here.
        stage = MinhashDedupSignature(f"{place}/signatures", config=config, language="ace_Arab")
        stage.word_tokenizer = Words()
        hashed = stage._hash_func  # noqa: SLF001 - it is given strings, which xxhash takes no more since 4
        stage._hash_func = lambda text: hashed(text.encode())  # noqa: SLF001
        stage.run(Document(text=key, id=doc) for doc, key in documents.iter_rows())
        buckets = MinhashDedupBuckets(f"{place}/signatures", f"{place}/buckets", config=config)
        for bucket in range(config.num_buckets):
            buckets.run(None, bucket, config.num_buckets)
        links = [
            (one, other)
            for path in sorted(Path(place, "buckets").glob("*.dups"))
            for _, one, _, other in iter_unpack("<4I", path.read_bytes())
        ]
    names = documents["doc"].to_list()
    for group in _groups(links, len(names)):
        for one, other in combinations(group, 2):
            yield names[one], names[other]


def _groups(links: Iterable[tuple[int, int]], count: int) -> Iterator[list[int]]:
    parent = list(range(count))

    def top(one: int) -> int:
        while parent[one] != one:
            parent[one] = one = parent[parent[one]]
        return one

    for one, other in links:
        parent[top(one)] = top(other)
    groups: dict[int, list[int]] = {}
    for one in range(count):
        groups.setdefault(top(one), []).append(one)
    yield from (group for group in groups.values() if 1 < len(group) <= _GROUP)


def _named(documents: pl.DataFrame, found: Iterable[tuple[int, Iterable[int]]]) -> Iterator[tuple[str, str]]:
    names = documents["doc"].to_list()
    for one, others in found:
        near = [other for other in others if other > one]
        if len(near) <= _GROUP:
            yield from ((names[one], names[other]) for other in near)


PEERS = {"rensa": rensa, "datasketch": datasketch, "datatrove": datatrove}
#: What each peer is imported from.
MODULES = {"rensa": "rensa", "datasketch": "datasketch", "datatrove": "datatrove.pipeline.dedup.minhash"}
