"""Which of a record's values may be which field, by declared keys first, then by known aliases."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from warraq.corpus.extract.field_names import (
    COLUMNS,
    WEAK_ALIASES,
    date_meaning,
    field_of,
    normal_key,
)
from warraq.corpus.extract.field_unwrap import is_structured, unwrapped
from warraq.corpus.extract.field_values import LONGEST_ABSENT, inner, is_absent, is_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.model.settings import Source

DECLARED_RANK = -1
_RETARGETED_RANK = 100_000
_MOST_CACHED_KEYS = 100
_FLAT = frozenset({str, int, float, bool, type(None), list})


class Candidate(NamedTuple):
    """A value that may be a field's; the least rank is best, `key` says where in the record it lies."""

    rank: int
    key: str
    value: Any

    @property
    def name(self) -> str:
        """The key itself, without the way to it, under one spelling."""
        return normal_key(self.key.rpartition(".")[2])

    @property
    def is_weak(self) -> bool:
        """Whether the key is so general that a value of the wrong type is no fault."""
        return self.rank != DECLARED_RANK and self.name in WEAK_ALIASES


Found = dict[str, list[Candidate]]


def candidates(fields: Mapping[str, Any], source: Source) -> Found:
    """Return field of `Draft` -> the values that may be its, best first; absent values are left out.

    A key that `source.fields` declares serves that field alone. Beside the fields of `Draft` there are "page"
    (the HTML of a whole page), "status" (of HTTP) and "site". The order of the record's keys does not matter.
    """
    layout = _layout_of(fields)
    flat: Mapping[str, Any] = fields
    places: dict[str, str] = {}
    if layout.is_structured or not _FLAT.issuperset(map(type, fields.values())):
        flat, places = unwrapped(fields)
        layout = _layout_of(flat)
    declared = source.fields
    found = _declared(fields, declared) if declared else {}
    for key, field, rank in layout.known:
        value = flat[key]
        if type(value) is not str:
            value = inner(value)
        if (type(value) is not str or len(value) <= LONGEST_ABSENT) and is_absent(value):
            continue
        place = places.get(key, key) if places else key
        if declared and place in declared.values():
            continue
        several = found.get(field)
        if several is None:
            found[field] = [Candidate(rank, place, value)]
        else:
            several.append(Candidate(rank, place, value))
    if "date_field" in found:
        _retarget_date(found)
    if "timestamp" in found:
        _place_timestamp(found)
    return found


def _declared(fields: Mapping[str, Any], declared: Mapping[str, str]) -> Found:
    found: Found = {}
    for column, path in declared.items():
        value = inner(_at(fields, path))
        if not is_absent(value):
            found.setdefault(COLUMNS.get(column, column), []).append(Candidate(DECLARED_RANK, path, value))
    return found


def _at(fields: Mapping[str, Any], path: str) -> Any:
    if path in fields:
        return fields[path]
    value: Any = fields
    for part in path.split("."):
        value = value.get(part) if is_mapping(value) else None
    return value


class _Layout(NamedTuple):
    """What the keys of a record say: (key, field, rank) of the known ones, best rank first."""

    known: tuple[tuple[str, str, int], ...]
    is_structured: bool


def _layout_of(flat: Mapping[str, Any]) -> _Layout:
    keys = tuple(flat)
    return _layout(keys) if len(keys) <= _MOST_CACHED_KEYS else _layout.__wrapped__(keys)


@lru_cache(maxsize=512)  # the records of one file have the same few sets of keys
def _layout(keys: tuple[Any, ...]) -> _Layout:
    texts = [key for key in keys if isinstance(key, str)]
    computed = _computed({normal_key(key) for key in texts})
    known = [
        (key, *place)
        for key in texts
        if (place := field_of(key)) is not None and normal_key(key) not in computed
    ]
    return _Layout(
        tuple(sorted(known, key=lambda entry: (entry[2], entry[0]))), any(map(is_structured, texts))
    )


def _computed(names: set[str]) -> frozenset[str]:
    """Return the keys of newspaper3k and newspaper4k whose values are not the publisher's.

    Their `keywords` are frequent words and `summary` is picked sentences of the text; `language` is a setting
    where `meta_lang` is the page's own.
    """
    if not names & {"metalang", "topimage", "topimg"}:
        return frozenset()
    computed = {"keywords", "summary"}
    return frozenset(computed | {"language"} if "metalang" in names else computed)


def _retarget_date(found: Found) -> None:
    original = found["date_field"][0].value
    meaning = date_meaning(original) if isinstance(original, str) else "published"
    if meaning == "published":
        return
    for candidate in found.get("published", []):
        if candidate.rank != DECLARED_RANK and candidate.name == "date":
            found["published"].remove(candidate)
            found.setdefault(meaning, []).append(candidate._replace(rank=_RETARGETED_RANK))
            return


def _place_timestamp(found: Found) -> None:
    """Take `timestamp` as the time of the crawl, or as the article's where that time has a key of its own."""
    meaning = "published" if "fetched" in found else "fetched"
    found.setdefault(meaning, []).extend(found.pop("timestamp"))
