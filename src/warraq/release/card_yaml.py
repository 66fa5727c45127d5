"""Reading a card's front matter as the Hub does, but for keys that stand twice: YAML forbids them."""

from __future__ import annotations

from typing import Any

import yaml


class YamlFaultError(ValueError):
    """The front matter is no YAML, or not an object."""


class _StrictLoader(yaml.SafeLoader):
    """PyYAML's safe loader takes the last of two equal keys in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise YamlFaultError(
                        f"line {key.start_mark.line + 2}: the key {key.value!r} stands twice"
                    )
                seen.add(key.value)
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return found


def read_yaml(text: str) -> dict[str, Any]:
    """Return the front matter, which begins on the card's second line.

    Raises:
        YamlFaultError: naming the line.
    """
    try:
        # The loader is a safe one.
        data = yaml.load(text, Loader=_StrictLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise YamlFaultError(f"line {line}: not valid YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, YamlFaultError):
            raise
        raise YamlFaultError(f"not valid YAML: {error}"[:300]) from error
    if not isinstance(data, dict):
        raise YamlFaultError("holds no keys")
    return data
