"""The YAML at the head of README.md, as far as the Hub's own check of it is public."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from hub.messages import answer

if TYPE_CHECKING:
    from hub.messages import Request, Response

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_SIZES = (
    *("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B"),
    *("1B<n<10B", "10B<n<100B", "100B<n<1T", "n>1T"),
)
_LICENSES = (
    *("apache-2.0", "mit", "bsd-2-clause", "bsd-3-clause", "gpl-3.0", "agpl-3.0", "lgpl-3.0", "mpl-2.0"),
    *("cc", "cc0-1.0", "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0"),
    *("cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nd-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0"),
    *("cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "odc-by", "odbl", "pddl", "cdla-sharing-1.0"),
    *("cdla-permissive-1.0", "cdla-permissive-2.0", "gfdl", "unknown", "other"),
)


class _UniqueKeys(yaml.SafeLoader):
    pass


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    twice = [key for key in keys if keys.count(key) > 1]
    if twice:
        raise yaml.YAMLError(f"duplicated mapping key {twice[0]!r}")
    return loader.construct_mapping(node, deep=True)


_UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def validate(request: Request) -> Response:
    """Answer for a card: errors (400) and warnings."""
    content = str(request.json()["content"])
    errors = [{"message": message} for message in card_errors(content)]
    missing = [] if _FRONT.match(content) else [{"message": "empty or missing yaml metadata in repo card"}]
    return answer({"errors": errors, "warnings": missing}, 400 if errors else 200)


def front_matter(content: str) -> dict[str, Any]:
    """Return what the card's YAML holds; empty where there is none, or none that can be read."""
    found = _FRONT.match(content)
    try:
        loaded = yaml.safe_load(found.group(1)) if found else None
    except yaml.YAMLError:
        return {}
    return loaded if isinstance(loaded, dict) else {}


def card_errors(content: str) -> list[str]:
    """Return what the Hub would not take; none where there is no front matter."""
    found = _FRONT.match(content)
    if not found:
        return []
    try:
        card = yaml.load(found.group(1), Loader=_UniqueKeys)
    except yaml.YAMLError as error:
        return [str(error).replace("\n", " ")]
    if card is None:
        return []
    if not isinstance(card, dict):
        return ["the metadata is no mapping"]
    return [
        f'"{key}" must be one of {", ".join(allowed)}; it is {value!r}'
        for key, allowed in (("license", _LICENSES), ("size_categories", _SIZES))
        for value in _listed(card.get(key))
        if value not in allowed
    ]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
