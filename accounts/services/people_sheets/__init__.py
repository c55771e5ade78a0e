"""Organizations and their contacts as spreadsheets: known by key and by address, and mailed only when a row asks."""

from accounts.services.people_sheets._contacts import CONTACTS
from accounts.services.people_sheets._organizations import ORGANIZATIONS

__all__ = ["CONTACTS", "ORGANIZATIONS"]
