"""From one raw record to a draft: title, body, dates and credit, each with its evidence."""
