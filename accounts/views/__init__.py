"""Pages of people and organizations."""

from accounts.views.account import account, demo_login
from accounts.views.contacts import contact, contact_departure
from accounts.views.invitations import invitation, invitation_resending, invitation_withdrawal, invitations
from accounts.views.joining import join, join_decision
from accounts.views.organization import organization
from accounts.views.pins import pin
from accounts.views.viewing import view_end
from accounts.views.working import absence_cancellation, absences, away, back, work

__all__ = [
    "absence_cancellation",
    "absences",
    "account",
    "away",
    "back",
    "contact",
    "contact_departure",
    "demo_login",
    "invitation",
    "invitation_resending",
    "invitation_withdrawal",
    "invitations",
    "join",
    "join_decision",
    "organization",
    "pin",
    "view_end",
    "work",
]
