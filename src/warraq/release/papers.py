"""What a release says of itself beside its tables: card, change notes, citation, Croissant, plots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warraq.model.atomic import json_bytes
from warraq.release.card import render
from warraq.release.changelog import changes_text
from warraq.release.citation import FILE_NAME as CITATION
from warraq.release.citation import citation
from warraq.release.croissant import FILE_NAME as CROISSANT
from warraq.release.croissant import croissant
from warraq.release.figures import figures
from warraq.release.report.plots import plots

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from warraq.model.descriptor import Descriptor
    from warraq.model.finding import Verdict

CARD, NOTES = "README.md", "CHANGES.md"


def papers(
    folder: Path,
    templates: Path | None,
    descriptor: Descriptor,
    resolved: Mapping[str, Any],
    verdict: Verdict,
    built: Mapping[str, Any],
    settings: Mapping[str, Any],
) -> dict[str, bytes]:
    """Return path -> bytes of all papers of the release whose tables lie below `folder`.

    Every number in them is computed from the tables, but for those of the build, which `built` holds.

    Args:
        templates: folder of the card's template; without it all papers but the card.
        descriptor: the project's, or the release's own.
        resolved: datapackage.json of the release.
        built: counts of the build (`raw`, `articles`, ...) and `before`, the version compared with, or None.
        settings: what the card says of build/release.toml, as build.lock holds it.

    Raises:
        ProjectError: the template cannot be rendered.
    """
    numbers, pictures = figures(folder), plots(folder)
    written = {
        NOTES: changes_text(folder, str(resolved["version"]), built["before"], numbers).encode(),
        CITATION: citation(resolved).encode(),
        CROISSANT: json_bytes(croissant(descriptor, resolved, numbers)),
        **{plot.path: plot.svg for plot in pictures},
    }
    if templates is None:
        return written
    card = render(templates, descriptor, resolved, numbers, verdict, built, pictures, settings)
    return {CARD: card.encode(), **written}
