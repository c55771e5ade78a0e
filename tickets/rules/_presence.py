"""Who counts as being at a ticket."""

from datetime import timedelta

GONE_AFTER = timedelta(seconds=45)
"""Whoever was silent for so long has left; a page that is open says so every 15 seconds."""
