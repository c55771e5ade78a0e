"""What the vendor of the demo world has prepared for its agents, and what they keep of a few tickets."""

from datetime import datetime, timedelta

from accounts.models import User
from catalog.models import Product
from tickets import services
from tickets.demo.telling import AMER, EMEA
from tickets.models import CustomField, Macro, Tag, Ticket

SERVER = "Meridian Server"
FIELDS: tuple[dict[str, object], ...] = (
    {"label": "Build number", "help": "Shown under Help > About.", "kind": "text"},
    {"label": "Began after an update", "kind": "yes_no"},
    {
        "label": "Cause",
        "kind": "choice",
        "options": ["Defect", "Setting", "Environment", "Unknown"],
        "is_shown_to_customer": False,
    },
)
MACROS: tuple[tuple[dict[str, object], tuple[str, ...]], ...] = (
    (
        {
            "name": "Ask for the log",
            "text": "Hello {contact},\n\nthank you for {reference}. Please send the log of the day on which it "
            "happened; it is under *Settings > Support > Download log*.\n\n{agent}, {desk}",
            "status": "waiting_for_customer",
            "waiting_for": "the log of the day on which it happened",
            "takes": True,
        },
        ("needs-log",),
    ),
    (
        {
            "name": "First answer: we look into it",
            "text": "Hello {contact},\n\nI have your ticket about *{subject}* and look into it. You hear from me by "
            "{due}.\n\n{agent}",
            "takes": True,
        },
        (),
    ),
    (
        {
            "name": "Known defect, fixed in the next hotfix",
            "text": "This is a defect of {product} that is known. It is solved in the next hotfix; I tell you when it "
            "is out.",
            "status": "waiting_for_vendor",
            "waiting_for": "the next hotfix",
        },
        ("known-defect",),
    ),
    ({"name": "Thanks", "text": "Thank you, {contact}. That was what we needed."}, ()),
    ({"name": "Note: reproduced", "text": "Reproduced on {product}. Steps:\n\n1. ", "is_note": True}, ("reproduced",)),
)
KEPT: tuple[tuple[str, str, tuple[str, ...], int, str], ...] = (
    ("Form designer", EMEA, ("session", "reproduced"), 45, "Reproduced the renewal of the session"),
    ("Connector to the old", EMEA, ("certificate", "old-version"), 30, "Read the trace of the handshake"),
    ("Order intake", AMER, ("load-balancer",), 90, "Looked at the headers with the customer"),
)
"""Beginning of the subject, agent, tags, minutes and what they went into."""


def prepare() -> None:
    """Give the server its fields, and every desk its macros."""
    server = Product.objects.get(name=SERVER)
    for position, described in enumerate(FIELDS):
        CustomField.objects.create(product=server, position=position, **described)
    for described, names in MACROS:
        macro = Macro.objects.create(**described)
        Tag.objects.bulk_create([Tag(name=name) for name in names], ignore_conflicts=True)
        macro.tags.set(Tag.objects.filter(name__in=names))


def keep(at: datetime) -> None:
    """Tag a few tickets, and enter the time that they took."""
    for subject, email, tags, minutes, what in KEPT:
        ticket, agent = Ticket.objects.get(subject__startswith=subject), User.objects.get(email=email)
        services.tag(ticket=ticket, actor=agent, add=tags, at=at - timedelta(minutes=20))
        services.log_time(ticket=ticket, agent=agent.agent, minutes=minutes, what=what, at=at - timedelta(minutes=15))
