"""Repairing, keying and measuring text."""
