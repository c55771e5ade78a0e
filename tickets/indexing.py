"""What of a ticket can be found, and by whom: the same people who read it, by the keys that they hold.

Each message is a document of its own, all of a ticket are one group. The keys say what `Ticket.objects.visible_to`
says; a test compares the two for everybody and every ticket.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Prefetch
from django.urls import reverse

from common import markup
from outbox.services import publish
from search import services as search
from search.models import SearchDocument
from search.rules import Key, barred
from search.services import Entry
from tickets.models import Ticket, TicketPage
from tickets.rules import Status, search_group

CALLED = TicketPage.objects.filter(page__run__attempts__agent__isnull=False).annotate(
    called=F("page__run__attempts__agent")
)
READ = ("replies", "notes", "watchers", "hand_overs", "contact", "contract", Prefetch("pages", CALLED, to_attr="calls"))


def touched(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - what a follower is told
    """Follow "ticket.touched": let the ticket be found as it is now."""
    index_tickets([int(key)], at=at)


def called(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - what a follower is told
    """Follow "page.called": whoever is called finds the ticket that the page is about."""
    for ticket in TicketPage.objects.filter(page=int(key)).values_list("ticket", flat=True):
        index_tickets([ticket], at=at)


def contact_moved(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - what a follower is told
    """Follow "contact.moved": other agents find the tickets of somebody with another home region."""
    for ticket in Ticket.objects.filter(contact=int(key)).order_by("pk").values_list("pk", flat=True):
        publish("ticket.touched", str(ticket), at=at)


@transaction.atomic
def index_tickets(keys: Collection[int], *, at: datetime) -> None:
    """Let the tickets of these keys be found as they are, those in the trash not at all.

    They are locked while they are read, so that a text that is redacted meanwhile cannot come back.
    """
    locked = Ticket.objects.select_for_update().filter(pk__in=keys).order_by("pk").prefetch_related(*READ)
    entries = [entry for ticket in locked if not ticket.is_set_aside for entry in entries_of(ticket)]
    search.index(entries, groups=[search_group(key) for key in keys], at=at)


def reindex(at: datetime) -> Iterator[tuple[int, int]]:
    """Index every ticket again; yields how many of how many are done. What belongs to no ticket goes."""
    keys = list(Ticket.objects.order_by("pk").values_list("pk", flat=True))
    put = partial(index_tickets, at=at)
    return search.index_all(kind=SearchDocument.Kind.TICKET, keys=keys, group_of=search_group, put=put)


def ticket_of(group: str) -> int:
    """The key of the ticket of a group."""
    return int(group.removeprefix("ticket:"))


def is_note(key: str) -> bool:
    """Whether the document of that key is an internal note."""
    return key.startswith("note:")


def entries_of(ticket: Ticket) -> Iterator[Entry]:
    """The description, the replies and the internal notes of a ticket that was read with `READ`."""
    everybody = {*_customers(ticket), *_vendor(ticket)}
    yield _entry(ticket, search_group(ticket.pk), ticket.description_html, ticket.filed_at, everybody)
    for reply in ticket.replies.all():
        yield _entry(ticket, f"reply:{reply.pk}", reply.html, reply.at, everybody)
    for note in ticket.notes.all():
        yield _entry(ticket, f"note:{note.pk}", note.html, note.at, {*_vendor(ticket), *kept_out_of_notes(ticket)})


def kept_out_of_notes(ticket: Ticket) -> Iterator[str]:
    """What keeps the customer's side out of the notes, agents among it (`permissions.is_customer`)."""
    yield barred(Key.USER.of(ticket.requester_id))
    if ticket.organization_id:
        yield barred(Key.ORGANIZATION.of(ticket.organization_id))
    if ticket.contract_id:
        yield barred(Key.CONTRACT.of(ticket.contract_id))


def _entry(ticket: Ticket, key: str, html: str, at: datetime, audience: Collection[str]) -> Entry:
    return Entry(
        kind=SearchDocument.Kind.TICKET.value,
        key=key,
        group=search_group(ticket.pk),
        url=reverse("tickets:ticket", args=[ticket.reference]),
        title=ticket.subject,
        note=ticket.reference,
        body=markup.words(html),
        audience=audience,
        at=at,
        product=ticket.product_id,
        versions=[ticket.version_id] if ticket.version_id else [],
    )


def _customers(ticket: Ticket) -> Iterator[str]:
    """Who reads it as a contact, or as a partner."""
    organization, contract = ticket.organization_id, ticket.contract_id
    if ticket.contact_id:
        yield Key.CONTACT.of(ticket.contact_id)
    if organization:
        yield Key.ORGANIZATION.of(organization)
        yield from (Key.WATCHER.of(watcher.user_id, organization) for watcher in ticket.watchers.all())
    else:
        yield Key.USER.of(ticket.requester_id)
    if contract:
        yield Key.CONTRACT.of(contract)
        if ticket.partner_id:
            yield Key.FILER.of(ticket.requester_id, ticket.partner_id, contract)


def _vendor(ticket: Ticket) -> Iterator[str]:
    """Who reads it as an agent."""
    yield Key.ALL_DESKS.of()
    desks = {ticket.desk_id, *(given.from_desk_id for given in ticket.hand_overs.all())}
    regions = {ticket.contact and ticket.contact.home_region_id, ticket.contract and ticket.contract.sold_in_id}
    yield from (Key.DESK.of(desk) for desk in desks if desk)
    yield from (Key.REGION.of(region) for region in regions if region)
    yield from (Key.WATCHER.of(watcher.user_id) for watcher in ticket.watchers.all())
    if ticket.assignee_id:
        yield Key.ASSIGNEE.of(ticket.assignee_id)
    yield from {Key.CALLED.of(call.called) for call in ticket.calls}  # type: ignore[attr-defined]  # of `READ`
    if ticket.status == Status.NEEDS_ENTITLEMENT:
        yield Key.CONTRACT_ADMINISTRATORS.of()
