"""Tickets: what a customer asks for, its conversation, its promises, its history, and how it is handled."""

from tickets.models.conversation import Attachment, Draft, Note, Redaction, Reply, Revision
from tickets.models.handling import (
    FieldValue,
    HandOver,
    Link,
    Merge,
    Presence,
    Rating,
    SettingAside,
    SeverityDispute,
    TicketPage,
    TimeEntry,
    Watcher,
)
from tickets.models.meters import Meter
from tickets.models.promises import Basis, Milestone, PinnedCalendar, PromiseMove, PromiseReview, Warned
from tickets.models.ticket import ReferenceCounter, Ticket, TicketEvent
from tickets.models.windows import Freeze, Window, WindowItem, WindowType
from tickets.models.words import CustomField, Macro, Problem, ProblemNews, SavedView, Tag

__all__ = [
    "Attachment",
    "Basis",
    "CustomField",
    "Draft",
    "FieldValue",
    "Freeze",
    "HandOver",
    "Link",
    "Macro",
    "Merge",
    "Meter",
    "Milestone",
    "Note",
    "PinnedCalendar",
    "Presence",
    "Problem",
    "ProblemNews",
    "PromiseMove",
    "PromiseReview",
    "Rating",
    "Redaction",
    "ReferenceCounter",
    "Reply",
    "Revision",
    "SavedView",
    "SettingAside",
    "SeverityDispute",
    "Tag",
    "Ticket",
    "TicketEvent",
    "TicketPage",
    "TimeEntry",
    "Warned",
    "Watcher",
    "Window",
    "WindowItem",
    "WindowType",
]
