"""The door from rows to the coverage engine: what was bought, as values, and what follows from it at an instant."""

from entitlements.portfolio._assessment import Assessment, assess
from entitlements.portfolio._calendars import calendars_of, forget_calendars
from entitlements.portfolio._outlook import Outlook, look_ahead
from entitlements.portfolio._storing import dump, load
from entitlements.portfolio._words import change_in_words, names, sentence

__all__ = [
    "Assessment",
    "Outlook",
    "assess",
    "calendars_of",
    "change_in_words",
    "dump",
    "forget_calendars",
    "load",
    "look_ahead",
    "names",
    "sentence",
]
