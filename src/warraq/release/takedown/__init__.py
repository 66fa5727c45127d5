"""Taking articles down: finding every copy, writing it down, and showing who still holds the text."""
