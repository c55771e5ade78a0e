"""Maintenance windows. The window of the list is Liam's, of ABC, and an engineer of London works in it."""

from datetime import UTC, datetime
from typing import Any

from accounts.models import Agent, Contact, Environment
from entitlements.models import Contract
from tests.pages.registry import FORBIDDEN, TO_KNOWN, Address, Answers, Reader, of_the_desk
from tests.world import AT
from tickets import services
from tickets.models import Window, WindowType

READ = of_the_desk(200, customers=200)
REFUSED = 422


def liams_window() -> dict[str, Any]:
    """A booked window of Liam's, in hours that the London desk covers."""
    contact = Contact.objects.select_related("user", "organization", "home_region").get(user__email=Reader.OWNER)
    found = Window.objects.live().filter(booked_by=contact.user).first()
    return {"reference": (found or _book(contact)).ticket.reference}


def _book(contact: Contact) -> Window:
    draft = services.WindowDraft(
        contact=contact,
        environment=Environment.objects.get(organization__key="ABC", use="production"),
        type=WindowType.objects.get(name="Upgrade"),
        starts_at=datetime(2026, 6, 16, 8, tzinfo=UTC),
        minutes=120,
        plan="Stop, upgrade, start.",
        rollback_name="Liam Lee",
        rollback_phone="+44 20 7946 0000",
        checklist=("Backup taken",),
    )
    return services.book_window(requester=contact.user, draft=draft, at=AT)


def first_item() -> dict[str, Any]:
    """The first thing on its checklist."""
    return {**liams_window(), "number": 0}


def planned(**fields: Any) -> dict[str, Any]:
    """What is planned, as the form says it."""
    environment = Environment.objects.get(organization__key="ABC", use="production")
    kind = WindowType.objects.get(name="Upgrade")
    return {"environment": environment.pk, "type": kind.pk, "minutes": 120, **fields}


def changes(own: int, desk: int) -> Answers:
    """The owner and its manager get `own`, who only reads is refused, and the desk gets `desk`."""
    return {**of_the_desk(desk, customers=own), Reader.VIEWER: FORBIDDEN}


def form(name: str, answers: Answers, statements: int, data: Any = dict, **more: Any) -> Address:
    """A form as it is sent to its page."""
    facts = {"arguments": liams_window, "portrait": Reader.OWNER, **more}
    return Address(name, answers, statements=statements, data=data, method="POST", looked_at=False, **facts)


def foreign_environment() -> object:
    """An environment of another customer."""
    return Environment.objects.filter(organization__key="GLD").order_by("pk")[0].pk


def goldleafs_for_a_partner() -> object:
    """An environment of Goldleaf as its partner books for it, which nobody else does."""
    number = Contract.objects.get(number="C-1004").pk
    return f"c{number}-{foreign_environment()}"


def an_agent_elsewhere() -> object:
    """An engineer of another desk, who cannot be kept for London's window."""
    return Agent.objects.get(user__email="agent.apac@vendor.example").pk


def foreign_contact() -> object:
    """Who files for another customer."""
    return Contact.objects.get(user__email="member@goldonly.example").pk


PAGES: tuple[Address, ...] = (
    Address("tickets:windows", TO_KNOWN, statements=10, portrait=Reader.MANAGER, bare=Reader.STRANGER),
    Address(
        "tickets:window-new",
        TO_KNOWN,
        statements=10,
        portrait=Reader.OWNER,
        bare=Reader.STRANGER,
        rows={"contact": foreign_contact, "environment": goldleafs_for_a_partner},
    ),
    form(
        "tickets:window-new",
        {**dict.fromkeys(Reader, REFUSED), Reader.ANONYMOUS: 302},
        statements=46,
        data=planned,
        arguments=dict,
        rows={"environment": foreign_environment, "contact": foreign_contact, "concerned": foreign_contact},
        known=("type", "on", "start", "typed", "plan", "rollback_name", "rollback_phone", "checklist"),
    ),
    Address("tickets:window", READ, statements=16, arguments=liams_window),
    Address("tickets:window-invitation", READ, statements=10, arguments=liams_window, looked_at=False),
    Address("tickets:window-move", changes(200, FORBIDDEN), statements=46, arguments=liams_window, known=("on",)),
    form("tickets:window-move", changes(REFUSED, FORBIDDEN), statements=46, known=("start", "typed", "on")),
    Address("tickets:window-cancellation", changes(200, 200), statements=16, arguments=liams_window),
    form("tickets:window-cancellation", changes(REFUSED, REFUSED), statements=16),
    Address("tickets:window-engineer", of_the_desk(200), statements=24, portrait=Reader.LEAD, arguments=liams_window),
    form(
        "tickets:window-engineer",
        of_the_desk(REFUSED),
        statements=24,
        portrait=Reader.LEAD,
        rows={"engineer": an_agent_elsewhere},
    ),
    Address("tickets:window-end", of_the_desk(200), statements=12, portrait=Reader.AGENT, arguments=liams_window),
    form("tickets:window-end", of_the_desk(REFUSED), statements=12, portrait=Reader.AGENT),
    form(
        "tickets:window-item",
        of_the_desk(302),
        statements=30,
        portrait=Reader.AGENT,
        arguments=first_item,
        data=lambda: {"done": "1"},
        known=("done",),
    ),
)
