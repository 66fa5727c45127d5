"""The package's own style sheets and templates."""

from __future__ import annotations

from importlib.resources import files

from markupsafe import Markup


def own_file(name: str) -> str:
    """Return the text of a file that lies beside this module."""
    return files("warraq.release.report").joinpath(name).read_text(encoding="utf-8")


def theme() -> Markup:
    """Return the colours, light and dark, and what charts look like: for a page and for an SVG file."""
    return Markup(own_file("theme.css"))  # noqa: S704 - the package's own file


def page_style() -> Markup:
    """Return the whole style of the page."""
    return theme() + Markup(own_file("report.css"))  # noqa: S704 - the package's own file
