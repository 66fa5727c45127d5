"""Publishing a frozen release: where to, what may go, and what came of it."""
