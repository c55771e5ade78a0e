"""Organizations, their contacts and environments as spreadsheets; nobody is mailed unless a row asks."""

from accounts.services.people_sheets._contacts import CONTACTS
from accounts.services.people_sheets._environments import ENVIRONMENTS
from accounts.services.people_sheets._organizations import ORGANIZATIONS

__all__ = ["CONTACTS", "ENVIRONMENTS", "ORGANIZATIONS"]
