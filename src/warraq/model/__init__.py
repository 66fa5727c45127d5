"""What a project declares: tables, sources, settings; and how a project is found on disk."""
