"""Days in words, said once: a page names few days many times."""

from datetime import date, datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, override


def day(local: datetime, pattern: str) -> str:
    """Say the day of a local instant by Django's `pattern`, which names no hour."""
    return _day(local.date(), pattern, get_language())


def day_in(language: str, which: date) -> str:
    """Say a day in somebody's language: it is frozen with a mail."""
    with override(language):
        return date_format(which, "j F Y")


@lru_cache(maxsize=8192)
def _day(which: date, pattern: str, _language: str | None) -> str:
    return date_format(which, pattern)
