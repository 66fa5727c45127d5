"""A small Hub for tests: it speaks to the real clients, and fails on request; README.md says what differs."""
