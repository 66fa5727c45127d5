"""Proof that the rules find what they are for: a defect planted for each, in a copy of the data."""
