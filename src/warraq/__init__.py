"""warraq: from raw scraped news to checked, versioned, citable dataset releases."""

__version__ = "0.1.0"
