"""The tickets of the demo world: filed and worked through the services, as people would."""

from collections.abc import Callable
from datetime import datetime

from accounts.models import Contact, Environment, User
from catalog.models import Product, Version
from entitlements.models import Contract
from tickets import services
from tickets.demo import prepared
from tickets.demo.stories import STORIES, Act, Step, Story
from tickets.models import Ticket


def load_tickets(at: datetime) -> None:
    """File and work every story up to `at`; a world that has tickets already is left as it is."""
    if Ticket.objects.exists():
        return
    prepared.prepare()
    for story in sorted(STORIES, key=lambda each: each.ago, reverse=True):
        ticket = _file(story, at)
        for step in story.steps:
            _work(ticket, step, at - story.ago + step.after)
    prepared.keep(at)


def _file(story: Story, at: datetime) -> Ticket:
    requester = User.objects.get(email=story.who)
    contact = Contact.objects.of(requester).first()
    contract = Contract.objects.filter(number=story.contract).first()
    partner = contact.organization if contact and contract else None
    version = _version(contract or contact, at, supported=story.supported)
    draft = services.TicketDraft(
        contact=None if contract else contact,
        contract=contract,
        partner=partner,
        product=version.product,
        version=version,
        environment=_environment(contract or contact, version),
        kind=story.kind,
        severity=story.severity,
        subject=story.subject,
        description=story.text,
    )
    return services.open_ticket(requester=requester, draft=draft, at=at - story.ago)


def _version(side: Contact | Contract | None, at: datetime, *, supported: bool) -> Version:
    """A version that the organization runs; any product for somebody without one."""
    licensed = Product.objects.filter(pk__in=side.organization.licenses.values("product")) if side else None
    product = (licensed or Product.objects.all()).order_by("id")[0]
    versions = [each for each in product.versions.order_by("-released_on") if each.released_on <= at.date()]
    return next(each for each in versions if (each.lifecycle(at.date()) == "supported") == supported)


def _environment(side: Contact | Contract | None, version: Version) -> Environment | None:
    """Where the organization runs the version, if anywhere."""
    return side.organization.environments.filter(version=version).order_by("id").first() if side else None


def _work(ticket: Ticket, step: Step, at: datetime) -> None:
    ticket.refresh_from_db()
    _ACTS[step.act](ticket, User.objects.get(email=step.who), step.text, at)


def _rate(ticket: Ticket, who: User, text: str, at: datetime) -> None:
    """The text begins with the score."""
    score, _, comment = text.partition(" ")
    services.rate(ticket=ticket, actor=who, score=int(score), comment=comment, at=at)


def _reopen(ticket: Ticket, who: User, text: str, at: datetime) -> None:
    services.reply(ticket=ticket, author=who, body=text, at=at)


_ACTS: dict[Act, Callable[[Ticket, User, str, datetime], object]] = {
    Act.TAKE: lambda ticket, who, _, at: services.take(ticket=ticket, agent=who.agent, at=at),
    Act.REPLY: lambda ticket, who, text, at: services.reply(ticket=ticket, author=who, body=text, at=at),
    Act.NOTE: lambda ticket, who, text, at: services.add_note(ticket=ticket, author=who, body=text, at=at),
    Act.ASK: lambda ticket, who, text, at: services.change_status(
        ticket=ticket, actor=who, status=Ticket.Status.WAITING_FOR_CUSTOMER, waiting_for=text, at=at
    ),
    Act.RESOLVE: lambda ticket, who, _, at: services.resolve(ticket=ticket, actor=who, at=at),
    Act.CLOSE: lambda ticket, who, _, at: services.close(ticket=ticket, actor=who, at=at),
    Act.REOPEN: _reopen,
    Act.RATE: _rate,
}
