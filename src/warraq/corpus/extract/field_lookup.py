"""Where a record's fields lie: at the top, one level down, under declared keys or known aliases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from warraq.corpus.extract.field_names import (
    COLUMNS,
    SUPPLEMENTS,
    WEAK_ALIASES,
    WRAPPERS,
    date_meaning,
    field_of,
    normal_key,
)
from warraq.corpus.extract.field_values import inner, is_absent, strings

if TYPE_CHECKING:
    from warraq.model.settings import Source

DECLARED_RANK = -1
_RETARGETED_RANK = 1_000
_NOT_FROM_SUPPLEMENTS = frozenset({"body", "key", "site", "date_field"})


class Candidate(NamedTuple):
    """A value that may be a field's; the least rank is best, `key` says where in the record it lies."""

    rank: int
    key: str
    value: Any

    @property
    def is_weak(self) -> bool:
        """Whether the key is so general that a value of the wrong type is no fault."""
        return self.rank != DECLARED_RANK and normal_key(self.key.rpartition(".")[2]) in WEAK_ALIASES


def candidates(fields: Mapping[str, Any], source: Source) -> dict[str, list[Candidate]]:
    """Return field of `Draft` -> the values that may be its, best first; absent values are left out.

    A key that `source.fields` declares serves that field alone.
    """
    flat, places = _unwrapped(fields)
    found: dict[str, list[Candidate]] = {}
    declared = source.fields
    for column, path in declared.items():
        value = inner(_at(fields, path))
        if not is_absent(value):
            found.setdefault(COLUMNS.get(column, column), []).append(Candidate(DECLARED_RANK, path, value))
    taken = frozenset(declared.values())
    for key, raw in flat.items():
        known = field_of(key) if isinstance(key, str) else None
        place = places.get(key, key) if places else key
        if known is None or place in taken:
            continue
        value = raw if isinstance(raw, str) else inner(raw)
        if not is_absent(value):
            found.setdefault(known[0], []).append(Candidate(known[1], place, value))
    for several in found.values():
        if len(several) > 1:
            several.sort(key=_rank)
    if "date_field" in found:
        _retarget_date(found)
    return found


def _rank(candidate: Candidate) -> int:
    return candidate.rank


def _at(fields: Mapping[str, Any], path: str) -> Any:
    if path in fields:
        return fields[path]
    value: Any = fields
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _retarget_date(found: dict[str, list[Candidate]]) -> None:
    original = found["date_field"][0].value
    meaning = date_meaning(original) if isinstance(original, str) else "published"
    if meaning == "published":
        return
    for candidate in found.get("published", []):
        if candidate.rank != DECLARED_RANK and normal_key(candidate.key.rpartition(".")[2]) == "date":
            found["published"].remove(candidate)
            found.setdefault(meaning, []).append(candidate._replace(rank=_RETARGETED_RANK))
            return


def _unwrapped(fields: Mapping[str, Any]) -> tuple[Mapping[str, Any], dict[str, str]]:
    """Return the article's own fields, and key -> place for those that did not lie at the top."""
    nested = [(key, value) for key, value in fields.items() if _is_object(value)]
    if "@graph" in fields:
        nested += _article_nodes(fields["@graph"])
    flat: Mapping[str, Any] = fields
    places: dict[str, str] = {}
    for place, value in nested:
        name = normal_key(str(place))
        if (place == "@graph" or name in WRAPPERS) and not _has_body(fields) and _has_text(value):
            taken = list(value)
        elif name in SUPPLEMENTS:
            taken = [key for key in value if _supplements(key) and is_absent(flat.get(key))]
        else:
            continue
        rest = {key: flat[key] for key in flat if key != place}
        flat = {**rest, **{key: value[key] for key in taken}}
        places |= {key: f"{place}.{key}" for key in taken}
    return flat, places


def _is_object(value: object) -> bool:
    return not isinstance(value, str) and isinstance(value, Mapping)  # the ABC's check is slow


def _article_nodes(graph: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the first node of a schema.org graph that is an article."""
    nodes = [node for node in graph if isinstance(node, Mapping)] if isinstance(graph, list) else []
    return [
        ("@graph", node)
        for node in nodes
        if any(one.endswith(("Article", "Posting", "Report")) for one in strings(node.get("@type")))
    ][:1]


def _has_body(fields: Mapping[str, Any]) -> bool:
    return any(
        known is not None and known[0] == "body"
        for key, value in fields.items()
        if isinstance(value, str | list) and not is_absent(value)
        for known in (field_of(str(key)),)
    )


def _has_text(fields: Mapping[str, Any]) -> bool:
    return any(
        known is not None and known[0] in {"title", "body"} and normal_key(str(key)) not in WEAK_ALIASES
        for key in fields
        for known in (field_of(str(key)),)
    )


def _supplements(key: Any) -> bool:
    known = field_of(key) if isinstance(key, str) else None
    return known is not None and known[0] not in _NOT_FROM_SUPPLEMENTS
