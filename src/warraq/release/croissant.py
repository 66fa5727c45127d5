"""The release described as Croissant 1.1, from the same descriptor as everything else.

Source: Croissant Format Specification 1.1, MLCommons, 2025.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warraq.checks.preview import PREVIEW_FILE
from warraq.corpus.pipeline.candidate import TABLES
from warraq.model.descriptor import PREVIEW
from warraq.release.citation import authors, bibtex, license_url
from warraq.release.preview import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.model.descriptor import Descriptor, Field, Table

FILE_NAME = "croissant.json"
#: What the reference implementation knows Parquet by; its registered media type is refused there.
_PARQUET = "application/x-parquet"
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "excludes": "cr:excludes",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "sdVersion": "cr:sdVersion",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
    "value": "cr:value",
}
_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "datetime": "sc:DateTime",
    "date": "sc:Date",
    "list": "sc:Text",
}
_SPLIT = ("articles", "split")


def croissant(
    descriptor: Descriptor, resolved: Mapping[str, Any], figures: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the description as a JSON-LD object.

    Every file is a FileObject with its SHA-256, every table with rows a FileSet of its files and a RecordSet
    of its fields. Paths are relative to the release.

    Args:
        resolved: datapackage.json of the release.
        figures: see `warraq.release.figures`.
    """
    filled = [resource for resource in resolved["resources"] if resource["rows"]]
    languages = [tag for tag in figures["languages"] if tag != "und"]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": resolved["name"],
        "alternateName": descriptor.title,
        "description": str(resolved.get("description") or descriptor.title),
        "version": resolved["version"],
        "license": [license_url(one) for one in resolved.get("licenses") or []],
        "creator": [{"@type": "sc:Organization", "name": name} for name in authors(resolved)],
        "url": str(resolved.get("homepage") or resolved.get("id") or "."),
        "inLanguage": languages,
        "keywords": list(resolved.get("keywords") or []),
        "citeAs": bibtex(resolved),
        "isLiveDataset": False,
        **({"datePublished": created} if (created := resolved.get("created")) else {}),
        "distribution": [
            *(_file(file) for resource in filled for file in resource["files"]),
            *(_file_set(resource["name"]) for resource in filled),
        ],
        "recordSet": [_splits(), *(_record_set(table_of(descriptor, resource)) for resource in filled)],
    }


def _file(file: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file["path"],
        "name": file["path"],
        "contentUrl": file["path"],
        "contentSize": f"{file['bytes']} B",
        "encodingFormat": _PARQUET,
        "sha256": file["hash"].removeprefix("sha256:"),
    }


def _file_set(table: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{table}-files",
        "name": f"{table}-files",
        "description": f"All files of the table {table}.",
        "encodingFormat": _PARQUET,
        "includes": PREVIEW_FILE if table == PREVIEW else TABLES[table],
    }


def _splits() -> dict[str, Any]:
    kinds = {"train": "cr:TrainingSplit", "validation": "cr:ValidationSplit", "test": "cr:TestSplit"}
    fields = (("name", "sc:Text"), ("url", "sc:URL"))
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "dataType": "cr:Split",
        "key": {"@id": "splits/name"},
        "field": [
            {"@type": "cr:Field", "@id": f"splits/{name}", "name": name, "dataType": kind}
            for name, kind in fields
        ],
        "data": [{"splits/name": name, "splits/url": kind} for name, kind in kinds.items()],
    }


def _record_set(table: Table) -> dict[str, Any]:
    keys = [{"@id": f"{table.name}/{name}"} for name in table.primary_key]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description or table.title,
        **({"key": keys[0] if len(keys) == 1 else keys} if keys else {}),
        "field": [_field(table.name, field) for field in table.fields],
    }


def _field(table: str, field: Field) -> dict[str, Any]:
    kind: str | list[str] = _TYPES[field.type]
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{field.name}",
        "name": field.name,
        "description": field.description or field.name,
        "dataType": [kind, "cr:Split"] if (table, field.name) == _SPLIT else kind,
        **({"isArray": True, "arrayShape": "-1"} if field.type == "list" else {}),
        "source": {"fileSet": {"@id": f"{table}-files"}, "extract": {"column": field.name}},
    }
