"""What differs between two releases, and the version that this calls for."""
