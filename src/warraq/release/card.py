"""The dataset card: front matter computed here, prose from the project's template."""

from __future__ import annotations

import re
from traceback import extract_tb
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from warraq.errors import ProjectError
from warraq.release.card_facts import card_facts
from warraq.release.card_front import front_matter
from warraq.release.citation import bibtex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from warraq.model.descriptor import Descriptor
    from warraq.model.finding import Verdict
    from warraq.release.report.plots import Plot

_LINK = re.compile(r"https?://[^\s<>\\\x00-\x1f\x7f]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
#: The card's template, below `build/` of a project.
TEMPLATE = "card.md.j2"


def escape(text: object) -> str:
    """Return the text so that Markdown and HTML show it instead of obeying it; a filter of the template."""
    line = re.sub(r"[\s\x00-\x1f\x7f\ud800-\udfff]+", " ", "" if text is None else str(text))
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]|#])", r"\\\1", line)


def thousands(number: int) -> str:
    """Return the number with separators; a filter of the template."""
    return f"{number:,}"


def autolink(text: str) -> str:
    """Return an address or e-mail address as a link of Markdown, anything else escaped; a filter."""
    return f"<{text}>" if _LINK.fullmatch(text) else escape(text)


def size(count: int) -> str:
    """Return a number of bytes as people read it, to the nearest unit; a filter of the template."""
    amount, units = float(count), ["bytes", "kB", "MB", "GB", "TB"]
    while amount >= 999.5 and len(units) > 1:  # noqa: PLR2004 - what would be shown as 1,000
        amount, units = amount / 1000, units[1:]
    return f"{amount:.0f} {units[0]}" if units[0] == "bytes" or amount >= 10 else f"{amount:.1f} {units[0]}"


def share(part: int, whole: int) -> str:
    """Return the part in per cent; a filter of the template."""
    return f"{100 * part / whole:.1f} %" if whole else "none"


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
    settings: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """Return the card as Markdown with its front matter.

    Args:
        templates: folder of `card.md.j2`.
        resolved: the release's datapackage.json.
        figures: see `warraq.release.figures`.
        built: the candidate's build.json.
        plots: the pictures that the release holds.
        settings: what the card says of build/release.toml, as build.lock holds it.

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
    environment.filters.update(autolink=autolink, escape=escape, share=share, size=size, thousands=thousands)
    try:
        prose = environment.get_template(path.name).render(
            package=resolved,
            tables=descriptor.tables,
            figures=figures,
            verdict=verdict,
            built=built,
            plots=plots,
            bibtex=bibtex(resolved),
            **card_facts(descriptor, resolved, settings),
        )
    except Exception as error:
        raise _broken_template(path, error) from error
    return f"---\n{front_matter(descriptor, resolved, figures)}\n---\n\n{prose}"
