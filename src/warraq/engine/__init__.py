"""Running tasks, and keeping their results."""
