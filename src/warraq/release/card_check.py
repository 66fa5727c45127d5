"""Whether a card can be read, offline: by the Hub, and by `datasets` with the files of its release.

What the Hub's own client parses without a complaint can still be refused on upload, or load as something
else: a key that stands twice, a licence that the Hub does not know, a pattern that matches other files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.release.card_files import file_faults
from warraq.release.card_front import SIZES
from warraq.release.card_licences import HUB_LICENSES
from warraq.release.card_yaml import YamlFaultError, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_FRONT = re.compile(r"\A---\n(.*?\n)---\n(.*)\Z", re.DOTALL)
#: As `datasets` has it for splits; names of configs become names of folders and of functions' arguments.
_SPLIT = re.compile(r"\w+(?:\.\w+)*")
_CONFIG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_KNOWN = {
    "multilinguality": ("monolingual", "multilingual", "translation", "other"),
    "size_categories": SIZES,
}
#: Figures that go stale, and then break the loading of a subset.
_STALE = ("splits", "download_size", "dataset_size")


@dataclass(frozen=True)
class CardFault:
    """What is wrong with a card.

    Attributes:
        key: of the front matter; "" for the text below it.
        found: what is wrong there.
    """

    key: str
    found: str

    def __str__(self) -> str:
        """Return both on a line."""
        return f"{self.key}: {self.found}" if self.key else self.found


def card_faults(text: str, folder: Path, resolved: Mapping[str, Any]) -> list[CardFault]:
    """Return what is wrong with the card; nothing for a sound one.

    Args:
        text: of README.md.
        folder: of the release; the footers of its Parquet files are read.
        resolved: the release's datapackage.json.

    Raises:
        OSError, pyarrow.ArrowException: a Parquet file cannot be read.
    """
    parts = _FRONT.match(text)
    if parts is None:
        return [CardFault("front matter", "there is none: the card does not begin with YAML between two ---")]
    try:
        data = read_yaml(parts[1])
    except YamlFaultError as error:
        return [CardFault("front matter", str(error))]
    told = [*_client_faults(text), *_licence_faults(data), *_label_faults(data), *_language_faults(data)]
    form = [*_config_faults(data), *_info_faults(data)]
    files = [] if form else [CardFault(*one) for one in file_faults(data, folder, resolved)]
    return [*told, *form, *files, *_prose_faults(parts[2])]


def _client_faults(text: str) -> Iterator[CardFault]:
    from huggingface_hub import DatasetCard

    try:
        DatasetCard(text)
    except Exception as error:  # noqa: BLE001 - whatever it raises, nobody else reads the card by this client either
        yield CardFault("front matter", f"the Hub's client cannot read it: {error}"[:300])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _licence_faults(data: Mapping[str, Any]) -> Iterator[CardFault]:
    licences, link = _listed(data.get("license")), data.get("license_link")
    for name in licences or [None]:
        if not isinstance(name, str) or name not in HUB_LICENSES:
            yield CardFault("license", f"{name!r} is no id of the Hub; what it does not know is other")
    if "other" in licences and not data.get("license_name"):
        yield CardFault("license_name", "is missing, though the licence is other")
    if link is not None and not str(link).startswith(("https://", "http://")):
        yield CardFault("license_link", f"{link!r} is no address")


def _label_faults(data: Mapping[str, Any]) -> Iterator[CardFault]:
    for key, known in _KNOWN.items():
        strange = [one for one in _listed(data.get(key)) if one not in known]
        yield from (CardFault(key, f"{one!r} is none of the Hub's") for one in strange)
    for key in ("tags", "task_categories"):
        strange = [one for one in _listed(data.get(key)) if not isinstance(one, str) or not one.strip()]
        yield from (CardFault(key, f"{one!r} is no text") for one in strange)


def _language_faults(data: Mapping[str, Any]) -> Iterator[CardFault]:
    codes = _listed(data.get("language"))
    for code in codes:
        if not (isinstance(code, str) and _LANGUAGE.fullmatch(code)) or code == "und":
            yield CardFault("language", f"{code!r} is no code of ISO 639")
        elif codes.count(code) > 1:
            yield CardFault("language", f"{code} stands twice")


def _config_faults(data: Mapping[str, Any]) -> Iterator[CardFault]:
    configs = data.get("configs")
    if not isinstance(configs, list) or not all(isinstance(one, dict) for one in configs):
        yield CardFault("configs", "is no list of configs")
        return
    names = [one.get("config_name") for one in configs]
    for name in names:
        if not (isinstance(name, str) and _CONFIG.fullmatch(name)):
            yield CardFault("configs", f"{name!r} is no name of a config")
        elif names.count(name) > 1:
            yield CardFault(f"configs.{name}", "stands twice")
    defaults = [one.get("config_name") for one in configs if one.get("default")]
    if len(defaults) != 1:
        yield CardFault("configs", f"{len(defaults)} are the default, not 1")
    for one in configs:
        yield from _data_file_faults(f"configs.{one.get('config_name')}.data_files", one.get("data_files"))


def _data_file_faults(key: str, files: Any) -> Iterator[CardFault]:
    entries = files if isinstance(files, list) else []
    if not entries or not all(isinstance(one, dict) and set(one) == {"split", "path"} for one in entries):
        yield CardFault(key, "is no list of objects with split and path")
        return
    splits = [one["split"] for one in entries]
    for split in splits:
        if not (isinstance(split, str) and _SPLIT.fullmatch(split)):
            yield CardFault(key, f"{split!r} is no name of a split: letters, digits and _ only")
        elif splits.count(split) > 1:
            yield CardFault(key, f"the split {split} stands twice")
    for one in entries:
        if not isinstance(one["path"], str):
            yield CardFault(key, f"the path of {one['split']} is no pattern")


def _info_faults(data: Mapping[str, Any]) -> Iterator[CardFault]:
    infos = data.get("dataset_info")
    if not isinstance(infos, list) or not all(isinstance(one, dict) for one in infos):
        yield CardFault("dataset_info", "is no list of configs with their features")
        return
    for info in infos:
        name, fields = info.get("config_name"), info.get("features")
        if not isinstance(fields, list) or not all(isinstance(one, dict) and "name" in one for one in fields):
            yield CardFault(f"dataset_info.{name}.features", "is no list of fields with their names")
        for key in _STALE:
            if key in info:
                yield CardFault(
                    f"dataset_info.{name}.{key}", "is stated, which breaks loading when it goes stale"
                )


def _prose_faults(prose: str) -> Iterator[CardFault]:
    if not prose.strip():
        yield CardFault("", "the card has no text below its front matter")
    elif prose.lstrip().startswith("---\n"):
        found = "begins with a second front matter, which no reader takes for one; the first is computed"
        yield CardFault("", f"the text {found}")
