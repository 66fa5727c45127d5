"""Releases on the Hugging Face Hub: published whole or not at all, read again from any machine."""
