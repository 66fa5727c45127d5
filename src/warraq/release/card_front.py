"""The card's front matter: what the Hub files the dataset under, its configs and their typed features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warraq.model.arrow import TYPES
from warraq.release.card_licences import license_entries
from warraq.release.preview import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from warraq.model.descriptor import Descriptor, Table

#: The Hub's size categories, each ten times the one before; the first ends below a thousand rows.
SIZES = (
    *("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B"),
    *("1B<n<10B", "10B<n<100B", "100B<n<1T", "n>1T"),
)
_DTYPES = {"double": "float64", "date32[day]": "date32", "large_string": "string"}

#: Tables of one file, or of files without a split, are loaded as this one split.
WHOLE = "full"


def size_category(rows: int) -> str:
    """Return the Hub's size category of so many rows."""
    return SIZES[min(max(len(str(rows)) - 3, 0), len(SIZES) - 1)]


def features(table: Table) -> list[dict[str, str]]:
    """Return the table's fields as `dataset_info.features` of a card: no reader has to guess types."""
    return [_feature(field.name, TYPES[field.type][0]) for field in table.fields]


def features_of(schema: pa.Schema) -> list[dict[str, str]]:
    """Return a file's columns as `dataset_info.features` of a card."""
    return [_feature(field.name, field.type) for field in schema]


def _feature(name: str, kind: pa.DataType) -> dict[str, str]:
    import pyarrow as pa

    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return {"name": name, "list": _dtype(kind.value_type)}
    return {"name": name, "dtype": _dtype(kind)}


def _dtype(kind: pa.DataType) -> str:
    return _DTYPES.get(str(kind), str(kind))


def has_config(resource: Mapping[str, Any]) -> bool:
    """Tell whether the release's resource has a config: `datasets` cannot load a table without rows."""
    return bool(resource.get("rows"))


def files_of(resource: Mapping[str, Any]) -> list[str]:
    """Return the paths of the resource's files."""
    path = resource["path"]
    return [one for one in (path if isinstance(path, list) else [path]) if isinstance(one, str)]


def front_matter(descriptor: Descriptor, resolved: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    """Return the card's YAML: metadata of the Hub, one config a table, typed features.

    Sizes of splits are left out: where they are stated and go stale, loading a subset breaks.
    """
    from huggingface_hub import DatasetCardData

    filled = [resource for resource in resolved["resources"] if has_config(resource)]
    tables = [table_of(descriptor, resource) for resource in filled]
    configs = [_config(resource, figures) for resource in filled]
    infos = [{"config_name": table.name, "features": features(table)} for table in tables]
    languages = hub_languages(figures["languages"])
    licence: dict[str, Any] = license_entries(descriptor.raw.get("licenses"))
    data = DatasetCardData(
        language=languages or None,
        pretty_name=descriptor.title,
        size_categories=[size_category(figures["articles"])],
        multilinguality=["multilingual" if len(languages) > 1 else "monolingual"],
        task_categories=["text-generation", "text-classification"],
        source_datasets=["original"],
        tags=_tags(descriptor.raw.get("keywords")),
        configs=configs,
        dataset_info=infos,
        **licence,
    )
    return str(data.to_yaml())


def hub_languages(tags: Mapping[str, int]) -> list[str]:
    """Return the ISO 639 codes of BCP-47 tags, sorted; what is of no known language is left out."""
    return sorted({tag.split("-")[0].lower() for tag in tags} - {"und"})


def _tags(keywords: Any) -> list[str]:
    return sorted({"news", *(one for one in keywords or [] if isinstance(one, str))})


def _config(resource: Mapping[str, Any], figures: Mapping[str, Any]) -> dict[str, Any]:
    name, path = resource["name"], resource["path"]
    if name == "articles":
        files = [{"split": split, "path": f"data/articles/{split}/*.parquet"} for split in figures["splits"]]
        return {"config_name": name, "data_files": files, "default": True}
    pattern = path if isinstance(path, str) else f"{path[0].rsplit('/', 1)[0]}/*.parquet"
    return {"config_name": name, "data_files": [{"split": WHOLE, "path": pattern}]}
