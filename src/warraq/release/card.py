"""The dataset card: front matter computed here, prose from the project's template."""

from __future__ import annotations

import math
import re
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from warraq.errors import ProjectError
from warraq.model.arrow import TYPES
from warraq.release.citation import bibtex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from warraq.model.descriptor import Descriptor, Table
    from warraq.model.finding import Verdict
    from warraq.release.report.plots import Plot

#: Licences that the Hub knows by id, of those that a corpus is likely to have; any other is "other" there.
HUB_LICENSES = frozenset(
    [
        "apache-2.0",
        "mit",
        "cc",
        "cc0-1.0",
        "cc-by-2.0",
        "cc-by-2.5",
        "cc-by-3.0",
        "cc-by-4.0",
        "cc-by-sa-3.0",
        "cc-by-sa-4.0",
        "cc-by-nc-2.0",
        "cc-by-nc-3.0",
        "cc-by-nc-4.0",
        "cc-by-nd-4.0",
        "cc-by-nc-nd-3.0",
        "cc-by-nc-nd-4.0",
        "cc-by-nc-sa-2.0",
        "cc-by-nc-sa-3.0",
        "cc-by-nc-sa-4.0",
        "cdla-sharing-1.0",
        "cdla-permissive-1.0",
        "cdla-permissive-2.0",
        "odbl",
        "odc-by",
        "pddl",
        "gfdl",
    ]
)
_SPDX_TO_HUB = {"odbl-1.0": "odbl", "odc-by-1.0": "odc-by", "pddl-1.0": "pddl"}
_SIZES = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B")

#: Tables of one file, or of files without a split, are loaded as this one split.
WHOLE = "full"

#: The card's template, below `build/` of a project.
TEMPLATE = "card.md.j2"


def size_category(rows: int) -> str:
    """Return the Hub's size category of so many rows."""
    steps = 0 if rows < 1_000 else math.floor(math.log10(rows)) - 2
    return _SIZES[min(steps, len(_SIZES) - 1)]


def features(table: Table) -> list[dict[str, str]]:
    """Return the table's fields as `dataset_info.features` of a card: no reader has to guess types."""
    rows = []
    for field in table.fields:
        if field.type == "list":
            rows.append({"name": field.name, "list": "string"})
        else:
            arrow = str(TYPES[field.type][0])
            rows.append({"name": field.name, "dtype": _DTYPES.get(arrow, arrow)})
    return rows


_DTYPES = {"double": "float64", "date32[day]": "date32"}


def front_matter(descriptor: Descriptor, resolved: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    """Return the card's YAML: metadata of the Hub, one config a table, typed features.

    Sizes of splits are left out: where they are stated and go stale, loading a subset breaks. A table without
    rows has no config, as `datasets` cannot load one.
    """
    from huggingface_hub import DatasetCardData

    filled = [resource for resource in resolved["resources"] if resource["rows"]]
    tables = [descriptor.tables[resource["name"]] for resource in filled]
    configs = [_config(resource, figures) for resource in filled]
    infos = [{"config_name": table.name, "features": features(table)} for table in tables]
    languages = sorted({tag.split("-")[0] for tag in figures["languages"]} - {"und"})
    data = DatasetCardData(
        language=languages,
        pretty_name=descriptor.title,
        size_categories=[size_category(figures["articles"])],
        multilinguality=["multilingual" if len(languages) > 1 else "monolingual"],
        task_categories=["text-generation", "text-classification"],
        source_datasets=["original"],
        tags=sorted({"news", *descriptor.raw.get("keywords", [])}),
        configs=configs,
        dataset_info=infos,
        **_license(descriptor),
    )
    return str(data.to_yaml())


def _config(resource: Mapping[str, Any], figures: Mapping[str, Any]) -> dict[str, Any]:
    name, path = resource["name"], resource["path"]
    if name == "articles":
        files = [{"split": split, "path": f"data/articles/{split}/*.parquet"} for split in figures["splits"]]
        return {"config_name": name, "data_files": files, "default": True}
    pattern = path if isinstance(path, str) else f"{path[0].rsplit('/', 1)[0]}/*.parquet"
    return {"config_name": name, "data_files": [{"split": WHOLE, "path": pattern}]}


def _license(descriptor: Descriptor) -> dict[str, Any]:
    licenses = descriptor.raw.get("licenses") or [{}]
    name, path = str(licenses[0].get("name") or "unknown"), str(licenses[0].get("path") or "")
    known = _SPDX_TO_HUB.get(name.lower(), name.lower())
    if known in HUB_LICENSES or known == "unknown":
        return {"license": known}
    return {"license": "other", "license_name": name.lower(), **({"license_link": path} if path else {})}


def escape(text: object) -> str:
    """Return the text so that Markdown and HTML show it instead of obeying it; a filter of the template."""
    line = re.sub(r"[\s\x00-\x1f\x7f]+", " ", "" if text is None else str(text))
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]|#])", r"\\\1", line)


def thousands(number: int) -> str:
    """Return the number with separators; a filter of the template."""
    return f"{number:,}"


def _broken_template(path: Path, error: Exception) -> ProjectError:
    """Return the error that names the template's line."""
    import jinja2

    if isinstance(error, jinja2.TemplateNotFound):
        if error.name == path.name:
            return ProjectError(str(path), "no such file", next_step="warraq init DIR writes one to copy")
        found = f"the template takes in {error.name!r}"
        return ProjectError(str(path), found, expected=f"a file below {path.parent}")
    if isinstance(error, jinja2.TemplateSyntaxError):
        return ProjectError(f"{path}: line {error.lineno}", str(error.message))
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == str(path)]
    where = f"{path}: line {lines[-1]}" if lines else str(path)
    return ProjectError(where, f"cannot be rendered: {type(error).__name__}: {error}"[:500])


def render(
    templates: Path,
    descriptor: Descriptor,
    resolved: Mapping[str, Any],
    figures: Mapping[str, Any],
    verdict: Verdict,
    built: Mapping[str, Any],
    plots: Sequence[Plot] = (),
) -> str:
    """Return the card as Markdown with its front matter.

    Args:
        templates: folder of `card.md.j2`.
        resolved: the release's datapackage.json.
        figures: see `warraq.release.figures`.
        built: the candidate's build.json.
        plots: the pictures that the release holds.

    Raises:
        ProjectError: the project's template cannot be rendered, naming file and line.
    """
    import jinja2

    path = templates / TEMPLATE
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - the card is Markdown; what comes from data passes through `escape`
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(escape=escape, thousands=thousands)
    try:
        prose = environment.get_template(path.name).render(
            package=resolved,
            tables=descriptor.tables,
            figures=figures,
            verdict=verdict,
            built=built,
            plots=plots,
            bibtex=bibtex(resolved),
        )
    except Exception as error:
        raise _broken_template(path, error) from error
    return f"---\n{front_matter(descriptor, resolved, figures)}\n---\n\n{prose}"
