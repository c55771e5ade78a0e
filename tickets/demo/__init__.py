"""The tickets of the demo world: filed and worked through the services, as people would."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Contact, Environment, User
from catalog.models import Product, Version
from entitlements.models import Contract
from tickets import services
from tickets.demo import acts, emergency, prepared, promised, together, windows
from tickets.demo.stories import STORIES
from tickets.demo.telling import Story
from tickets.models import Ticket


def load_tickets(at: datetime) -> None:
    """File and work every story up to `at`; a world that has tickets already is left as it is."""
    if Ticket.objects.exists():
        return
    prepared.prepare()
    promised.promise_resolutions()
    for story in sorted(STORIES, key=lambda each: each.ago, reverse=True):
        ticket = _file(story, at)
        for step in story.steps:
            acts.work(ticket, step, at - story.ago + step.after)
    emergency.run(at)
    prepared.keep(at)
    together.tell(at)
    services.close_resolved(at)
    promised.sweep(at)
    promised.shorten(at)
    windows.book_windows(at)


def _file(story: Story, at: datetime) -> Ticket:
    requester = User.objects.get(email=story.who)
    contact = Contact.objects.of(requester).first()
    contract = Contract.objects.filter(number=story.contract).first()
    partner = contact.organization if contact and contract else None
    version = _version(story, contract or contact, at)
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
        channel=(Ticket.Channel.PHONE if story.by else Ticket.Channel.PORTAL).value,
    )
    by = User.objects.get(email=story.by) if story.by else None
    return services.open_ticket(requester=requester, draft=draft, at=at - story.ago, by=by)


def _version(story: Story, side: Contact | Contract | None, at: datetime) -> Version:
    """The newest version of what the story is about that is supported then, or not."""
    products = Product.objects.filter(name=story.product) if story.product else _licensed(side)
    product = products.order_by("id")[0]
    released = product.versions.filter(released_on__lte=at.date()).order_by("-released_on")
    return next(each for each in released if (each.lifecycle(at.date()) == "supported") == story.supported)


def _licensed(side: Contact | Contract | None) -> QuerySet[Product]:
    """What the organization has licensed; any product for somebody without a license."""
    licensed = Product.objects.filter(pk__in=side.organization.licenses.values("product")) if side else None
    return licensed or Product.objects.all()


def _environment(side: Contact | Contract | None, version: Version) -> Environment | None:
    """Where the organization runs the version, if anywhere."""
    return side.organization.environments.filter(version=version).order_by("id").first() if side else None
