"""What people do to tickets: one public function is one use case in one transaction, with an event in the history."""

from tickets.services.conversation import UnableToNote, UnableToReply, add_note, reply
from tickets.services.files import UnableToAttach
from tickets.services.files import check as check_files
from tickets.services.filing import TicketDraft, UnableToFile, open_ticket, preview
from tickets.services.impact import OwedResponse, first_responses_moved, first_responses_owed
from tickets.services.life import (
    UnableToAssign,
    UnableToChange,
    assign,
    change_status,
    close,
    reopen,
    resolve,
    take,
)
from tickets.services.promises import first_due, first_due_of
from tickets.services.reading import may_read
from tickets.services.sweep import record_broken

__all__ = [
    "OwedResponse",
    "TicketDraft",
    "UnableToAssign",
    "UnableToAttach",
    "UnableToChange",
    "UnableToFile",
    "UnableToNote",
    "UnableToReply",
    "add_note",
    "assign",
    "change_status",
    "check_files",
    "close",
    "first_due",
    "first_due_of",
    "first_responses_moved",
    "first_responses_owed",
    "may_read",
    "open_ticket",
    "preview",
    "record_broken",
    "reopen",
    "reply",
    "resolve",
    "take",
]
