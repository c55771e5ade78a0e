"""The door from rows to the coverage engine: what was bought, as values, and what follows from it at an instant."""

from entitlements.portfolio._assessment import Assessment, assess, assess_any, assess_products
from entitlements.portfolio._calendars import calendars_of, forget_calendars
from entitlements.portfolio._ends import AHEAD, Card, End, amount_minor, cards, ends
from entitlements.portfolio._feed import feed_events
from entitlements.portfolio._in_force import products_in_force, products_in_force_of
from entitlements.portfolio._known import Known, KnownLine, dump_known, known_of, load_known, portfolio
from entitlements.portfolio._leaving import Leaving, affected, leaving
from entitlements.portfolio._lines import Line, lines_of
from entitlements.portfolio._on_paper import on_paper
from entitlements.portfolio._outlook import Outlook, Tally, days_shown, look_ahead
from entitlements.portfolio._promised import FirstResponse, first_response, first_responses
from entitlements.portfolio._sides import Sides, parts_of, read, sides_of
from entitlements.portfolio._sold import Sold, after_hours_sold
from entitlements.portfolio._storing import dump, load
from entitlements.portfolio._terms import EXTENDED, GOLD, Term, terms_of
from entitlements.portfolio._units import (
    Discrepancy,
    Standing,
    Statement,
    UnitPrice,
    discrepancies,
    expiring,
    open_hold,
    refund_of,
    standing,
    statement,
    unit_price,
)
from entitlements.portfolio._what_if import Offer, WhatIf, offers, what_if
from entitlements.portfolio._words import change_in_words, names, sentence

__all__ = [
    "AHEAD",
    "EXTENDED",
    "GOLD",
    "Assessment",
    "Card",
    "Discrepancy",
    "End",
    "FirstResponse",
    "Known",
    "KnownLine",
    "Leaving",
    "Line",
    "Offer",
    "Outlook",
    "Sides",
    "Sold",
    "Standing",
    "Statement",
    "Tally",
    "Term",
    "UnitPrice",
    "WhatIf",
    "affected",
    "after_hours_sold",
    "amount_minor",
    "assess",
    "assess_any",
    "assess_products",
    "calendars_of",
    "cards",
    "change_in_words",
    "days_shown",
    "discrepancies",
    "dump",
    "dump_known",
    "ends",
    "expiring",
    "feed_events",
    "first_response",
    "first_responses",
    "forget_calendars",
    "known_of",
    "leaving",
    "lines_of",
    "load",
    "load_known",
    "look_ahead",
    "names",
    "offers",
    "on_paper",
    "open_hold",
    "parts_of",
    "portfolio",
    "products_in_force",
    "products_in_force_of",
    "read",
    "refund_of",
    "sentence",
    "sides_of",
    "standing",
    "statement",
    "terms_of",
    "unit_price",
    "what_if",
]
