"""A decision about a ticket in words: the same before filing, on the ticket and in the mails."""

from tickets.wording._decision import DecisionWords, ReasonLine, day, day_and_time, decision_in_words, stored_in_words
from tickets.wording._spelling import Spelling, price, spelling
from tickets.wording._ways import Emergency, Way, emergency, units, ways

__all__ = [
    "DecisionWords",
    "Emergency",
    "ReasonLine",
    "Spelling",
    "Way",
    "day",
    "day_and_time",
    "decision_in_words",
    "emergency",
    "price",
    "spelling",
    "stored_in_words",
    "units",
    "ways",
]
