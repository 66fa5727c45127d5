"""From raw files to candidate tables."""
