"""Who is told what about a ticket, and in which words: what follows the news of `tickets.services`.

Each is told once per event and recipient, whoever may read the ticket then; an internal note goes to agents only.
"""

from tickets.notices._emergencies import emergency_asked, emergency_ended, emergency_extended, emergency_started
from tickets.notices._files import infected
from tickets.notices._life import covered, dispute_decided, handed_over, severity_changed, severity_disputed, uncovered
from tickets.notices._promises import promise_broken, promise_warned, to_review
from tickets.notices._rating import rated
from tickets.notices._talk import call_owner, changed, filed, merged, noted, page_owed, replied, watched
from tickets.notices._windows import invitation_of, window_changed, window_unstaffed

__all__ = [
    "call_owner",
    "changed",
    "covered",
    "dispute_decided",
    "emergency_asked",
    "emergency_ended",
    "emergency_extended",
    "emergency_started",
    "filed",
    "handed_over",
    "infected",
    "invitation_of",
    "merged",
    "noted",
    "page_owed",
    "promise_broken",
    "promise_warned",
    "rated",
    "replied",
    "severity_changed",
    "severity_disputed",
    "to_review",
    "uncovered",
    "watched",
    "window_changed",
    "window_unstaffed",
]
