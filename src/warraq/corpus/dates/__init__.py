"""Dates as publishers write them, with what is known of each."""
