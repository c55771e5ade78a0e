"""English: 5 Jun 2026, 14:10."""
