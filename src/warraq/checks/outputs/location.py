"""From where a rule is declared to a file of the project and a line in it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.model.descriptor import FILE_NAME
from warraq.model.project_file import read_project_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: The files that rules are declared in, from the project's root.
FILES = (
    FILE_NAME,
    "checks/articles.py",
    "checks/release.json",
    "checks/policy.toml",
    "corpus/sources.toml",
    "corpus/agencies.toml",
    "build/release.toml",
)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"(?P<key>\s*:)?|[{\[]|[^\s{}\[\],:"]+')
_LINE = re.compile(r"[0-9]{1,9}")
_HEADER = re.compile(r"\s*\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?")
_KEY = re.compile(r"\s*(\"[^\"]*\"|[A-Za-z0-9_-]+)\s*[.=]")
_INDEXED = re.compile(r"(.+)\[([0-9]{1,9})\]")
_LAST = re.compile(r"\.?[^.\[]*$|\[[0-9]*\]?$")

_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A line in a file.

    Attributes:
        file: path from the root of the repository, with forward slashes.
        line: from 1.
    """

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class _Json:
    """A JSON document, and the line of each key and array element in it."""

    data: Any
    lines: Mapping[_Path, int]


@dataclass(frozen=True)
class Places:
    """The project's own files, as `FILES` names them, and their lines.

    Attributes:
        prefix: from the repository's root to the project's, "" or ending in a slash.
        texts: file -> content.
        documents: those of the files that are JSON, parsed.
    """

    prefix: str
    texts: Mapping[str, str]
    documents: Mapping[str, _Json]

    @classmethod
    def read(cls, root: Path) -> Places:
        """Return the places of the project in the folder `root`; a file that is not there is left out.

        The repository's root is the nearest folder from `root` upwards with a `.git`; without one it is
        `root` itself.

        Raises:
            ProjectError: a file is not UTF-8.
            StorageError: a file cannot be read.
        """
        texts = {name: read_project_text(root / name) for name in FILES if (root / name).is_file()}
        above = next((one for one in (root, *root.parents) if (one / ".git").exists()), root)
        inside = root.relative_to(above).as_posix()
        return cls.parse("" if inside == "." else f"{inside}/", texts)

    @classmethod
    def parse(cls, prefix: str, texts: Mapping[str, str]) -> Places:
        """Return the places in files with these contents."""
        return cls(
            prefix, texts, {name: _json(text) for name, text in texts.items() if name.endswith(".json")}
        )

    def of(self, declared: str, table: str = "") -> Place:
        """Return the place of a declaration.

        Args:
            declared: a file, alone or with a line ("checks/articles.py:72") or a key ("datapackage.json:
                resources.articles.schema.primaryKey", "checks/policy.toml: waivers[0]"). Of a key that is not
                there the nearest that it would lie in is taken.
            table: where the file is none of the project's (the rule is built in), the table's entry in
                datapackage.json is the place.
        """
        name, _, rest = declared.partition(":")
        if name not in self.texts:
            name, rest = FILE_NAME, f"resources.{table}" if table else ""
        return Place(self.prefix + name, self._line(name, rest.strip()))

    def _line(self, name: str, rest: str) -> int:
        text = self.texts.get(name, "")
        if _LINE.fullmatch(rest):
            return min(max(1, int(rest)), max(1, len(_lines(text))))
        if name in self.documents:
            return _json_line(self.documents[name], rest)
        return _toml_line(text, rest) if name.endswith(".toml") else 1


def _lines(text: str) -> list[str]:
    """Return the lines as an editor counts them."""
    return text.removesuffix("\n").split("\n")


def _json(text: str) -> _Json:
    """Return the document; of one that is not JSON nothing, as whoever reads its content says so."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return _Json(None, {})
    return _Json(data, dict(zip(_paths(data), _value_lines(text), strict=False)))


def _paths(data: Any) -> Iterator[_Path]:
    """Yield the path of each value in the order of the text."""
    stack: list[tuple[_Path, Any]] = [((), data)]
    while stack:
        path, value = stack.pop()
        yield path
        inner = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        stack.extend(reversed([((*path, key), one) for key, one in inner]))


def _value_lines(text: str) -> Iterator[int]:
    """Yield the line of each value in the order of the text: that of its key, if it has one."""
    line, seen, of_key = 1, 0, 0
    for token in _TOKEN.finditer(text):
        line += text.count("\n", seen, token.start())
        seen = token.start()
        if token["key"]:
            of_key = line
        else:
            yield of_key or line
            of_key = 0


def _steps(value: Any) -> Iterator[tuple[str | int, Any, str]]:
    """Yield the steps into the value: key or index, what is there, and how the step can be spelt."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner, key
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield index, inner, f"[{index}]"
            named = (inner.get("name"), inner.get("path")) if isinstance(inner, dict) else ()
            yield from ((index, inner, one) for one in named if isinstance(one, str))


def _json_line(document: _Json, key: str) -> int:
    """Return the line of the key, in which an element of an array goes by [index], its name or its path."""
    path: _Path = ()
    value, rest = document.data, key
    while rest:
        steps = [
            step
            for step in _steps(value)
            if step[2] and (rest == step[2] or rest.startswith((f"{step[2]}.", f"{step[2]}[")))
        ]
        if not steps:
            break
        last, value, spelt = max(steps, key=lambda step: len(step[2]))
        path, rest = (*path, last), rest[len(spelt) :].removeprefix(".")
    return document.lines.get(path, 1)


def _toml_line(text: str, key: str) -> int:
    """Return the line of a table such as `waivers[0]` or `rules.body-short`, or of a key at the top."""
    places: dict[str, list[int]] = {}
    top = True
    for number, line in enumerate(_lines(text), 1):
        header = _HEADER.fullmatch(line)
        top = top and header is None
        match = header or (_KEY.match(line) if top else None)
        if match:
            places.setdefault(match[1].replace('"', ""), []).append(number)
    while key:
        match = _INDEXED.fullmatch(key)
        name, at = (match[1], int(match[2])) if match else (key, 0)
        if name in places:
            return places[name][min(at, len(places[name]) - 1)]
        key = _LAST.sub("", key, count=1)
    return 1
