"""The rows that the addresses of the list are asked about."""

from typing import Any

from accounts import services as people
from accounts.models import Agent, Contact, Environment, Invitation, JoinRequest, Organization, User
from catalog.models import Desk, Region, Version
from entitlements.services import open_feed
from oncall.models import Page
from outbox.models import OutboundMessage
from tests.pages.registry import Arguments, Reader
from tests.world import AT
from tickets import services
from tickets.models import Ticket

SUBJECT = "The ticket of the list"


def liams_ticket() -> dict[str, Any]:
    """The ticket of the list: Liam's, at the London desk, with a reply and an internal note."""
    contact = Contact.objects.get(user__email=Reader.OWNER)
    found = Ticket.objects.filter(requester=contact.user, subject=SUBJECT).first()
    return {"reference": (found or _file(contact)).reference}


def _file(contact: Contact) -> Ticket:
    version = Version.objects.get(product__name="Meridian Server", number="5.1")
    draft = services.TicketDraft(
        contact=contact,
        product=version.product,
        version=version,
        severity=2,
        subject=SUBJECT,
        description="Since this morning.",
    )
    ticket = services.open_ticket(requester=contact.user, draft=draft, at=AT)
    agent = Agent.objects.get(user__email=Reader.AGENT)
    services.reply(ticket=ticket, author=agent.user, body="Which forms?", at=AT)
    services.add_note(ticket=ticket, author=agent.user, body="Known since 5.1.", at=AT)
    return ticket


def edit(**fields: Any) -> Arguments:
    """What a form of the workspace sends, made on the ticket as it stands."""
    return lambda: {"edit": Ticket.objects.get(**liams_ticket()).version_number, "seen": 0, **fields}


def to_the_agent() -> dict[str, Any]:
    """The ticket goes to the agent of London."""
    return {"assignee": Agent.objects.get(user__email=Reader.AGENT).pk}


def fault() -> dict[str, Any]:
    """What the decision about a ticket is asked with."""
    return {"version": Version.objects.get(product__name="Meridian Server", number="5.1").pk, "kind": "break-fix"}


def since_the_world_began() -> dict[str, Any]:
    """What a page asks news with that was made when the world was."""
    return {"since": AT.isoformat()}


def owners_contact() -> dict[str, Any]:
    """Liam, as a contact of ABC."""
    return {"pk": Contact.objects.get(user__email=Reader.OWNER).pk}


def waiting_request() -> dict[str, Any]:
    """Somebody's wish to join ABC."""
    return {"pk": JoinRequest.objects.undecided().get(organization__key="ABC").pk}


def declined() -> dict[str, Any]:
    """The manager's no to it."""
    return {f"join-{waiting_request()['pk']}-decision": "decline"}


def page_of_amer() -> dict[str, Any]:
    """A call to the agent of Los Angeles."""
    agent = Agent.objects.get(user__email="agent.amer@vendor.example")
    described = {"desk": Desk.objects.get(code="amer"), "agent": agent, "recipient": agent.user.email, "paged_at": AT}
    return {"page_id": Page.objects.get_or_create(dedupe_key="pages", defaults=described)[0].pk}


def feed_of_the_owner() -> dict[str, Any]:
    """The secret of Liam's calendar feed: whoever has it reads it."""
    return {"token": open_feed(contact=Contact.objects.get(user__email=Reader.OWNER), at=AT)}


def vendors_reply() -> dict[str, Any]:
    """What the agent of London replied on the ticket of the list."""
    ticket = Ticket.objects.get(**liams_ticket())
    return {"reference": ticket.reference, "number": ticket.replies.filter(is_from_vendor=True).earliest("pk").pk}


def vendors_note() -> dict[str, Any]:
    """What the agent of London noted on it."""
    ticket = Ticket.objects.get(**liams_ticket())
    return {"reference": ticket.reference, "number": ticket.notes.earliest("pk").pk}


def the_manager() -> dict[str, Any]:
    """The manager of ABC, who follows the ticket of the list."""
    ticket = Ticket.objects.get(**liams_ticket())
    person = Contact.objects.get(user__email=Reader.MANAGER).user
    services.watch(ticket=ticket, person=person, actor=ticket.requester, at=AT)
    return {"person": person.pk}


def new_invitation() -> dict[str, Any]:
    """Somebody whom ABC's manager has invited."""
    found = Invitation.objects.filter(email="invited@abc.example", withdrawn_at=None).first()
    return {"pk": (found or _invite()).pk}


def link_to_abc() -> dict[str, Any]:
    """The secret in that person's mail."""
    people.withdraw_invitation(
        invitation=Invitation.objects.get(**new_invitation()), actor=User.objects.get(email=Reader.MANAGER), at=AT
    )
    _invite()
    mail = OutboundMessage.objects.filter(recipient="invited@abc.example").latest("pk")
    return {"token": mail.payload["secret"]["url"].split("/")[2]}


def _invite() -> Invitation:
    draft = people.InvitationDraft(
        email="invited@abc.example",
        name="Ines Invited",
        roles=frozenset({"member"}),
        home_region=Region.objects.get(code="EMEA"),
    )
    abc = Organization.objects.get(key="ABC")
    return people.invite(organization=abc, draft=draft, actor=User.objects.get(email=Reader.MANAGER), at=AT)


def environment_of_abc() -> dict[str, Any]:
    """ABC's test installation in London."""
    return {"pk": Environment.objects.get(organization__key="ABC", name="London test").pk}
