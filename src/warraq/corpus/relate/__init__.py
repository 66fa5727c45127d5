"""How articles belong together, within a release and across releases."""
