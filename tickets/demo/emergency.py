"""What the demo world shows of emergencies: one with its account and, while nothing else covers it, one that runs."""

from datetime import datetime, timedelta

from accounts.models import Agent, Contact, User
from catalog.models import Version
from entitlements import portfolio
from entitlements.coverage import Mode
from entitlements.models import UnitAccount
from tickets import services
from tickets.demo.telling import AMER, GOLD_ONLY, minutes
from tickets.models import Ticket

LONGEST = timedelta(hours=1)
"""Nothing else may cover the customer for so long."""
LOW = 6
"""What the customer calls few: it has fewer left in the end."""


def run(at: datetime) -> None:
    """File and serve the emergency of the last night, and one of right now where nothing else covers it."""
    contact = Contact.objects.select_related("organization", "user").filter(user__email=GOLD_ONLY).first()
    if contact is None:
        return
    UnitAccount.objects.filter(organization=contact.organization).update(low_at=LOW)
    version = Version.objects.select_related("product").get(product__name="Meridian Server", number="5.1")
    nights = (at - timedelta(hours=hours) for hours in range(3, 96))
    night = next((each for each in nights if _is_uncovered(contact, version, each)), None)
    if night is not None:
        _serve(_file(contact, version, "Print server rejects every job since midnight", night), contact.user, night)
    now = at - minutes(12)
    if _is_uncovered(contact, version, now):
        ticket = _file(contact, version, "No workflow starts on the second node", now)
        services.start_meter(ticket=ticket, agent=_agent(), at=now + minutes(4))


def _is_uncovered(contact: Contact, version: Version, at: datetime) -> bool:
    made = [
        portfolio.assess(
            contact=contact,
            organization=contact.organization,
            product=version.product,
            version=version,
            kind=Ticket.Kind.BREAK_FIX.value,
            severity=Ticket.Severity.PRODUCTION_DOWN.value,
            at=each,
            emergency_confirmed=True,
        )
        for each in (at, at + LONGEST)
    ]
    return all(each.decision.mode is Mode.EMERGENCY for each in made)


def _file(contact: Contact, version: Version, subject: str, at: datetime) -> Ticket:
    draft = services.TicketDraft(
        contact=contact,
        product=version.product,
        version=version,
        severity=1,
        subject=subject,
        description="It worked in the evening. Nobody changed anything that we know of.",
        emergency_confirmed=True,
    )
    return services.open_ticket(requester=contact.user, draft=draft, at=at)


def _serve(ticket: Ticket, customer: User, at: datetime) -> None:
    """Half an hour of work for which the customer agrees to more once, and what is not used comes back."""
    agent = _agent()
    services.take(ticket=ticket, agent=agent, at=at + minutes(4))
    services.start_meter(ticket=ticket, agent=agent, at=at + minutes(5))
    services.agree_to_more(ticket=ticket, actor=customer, units=3, at=at + minutes(14))
    services.end_meter(ticket=ticket, agent=agent, at=at + minutes(36))
    services.resolve(ticket=ticket, actor=agent.user, at=at + minutes(38))


def _agent() -> Agent:
    return Agent.objects.select_related("user").get(user__email=AMER)
