"""The part of search that each database does in its own way."""

from types import ModuleType

from django.db import connection

from search.backends import postgresql, sqlite


def backend() -> ModuleType:
    """The backend of the database in use."""
    return postgresql if connection.vendor == "postgresql" else sqlite
