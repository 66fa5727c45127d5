"""From checked candidate to frozen release."""
