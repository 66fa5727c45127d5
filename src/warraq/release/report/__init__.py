"""The release as a person reads it: one HTML file, and the plots of the dataset card."""

from __future__ import annotations

from warraq.release.report.plots import card_plots

__all__ = ["card_plots"]
