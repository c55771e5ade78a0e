"""Whoever is called about a ticket reads it and may take it, at whatever desk it is, and nothing else by that."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import transaction

from accounts.models import Agent, User
from oncall import services as oncall
from oncall.models import Page
from tests.asking import client_of, place, question, whole
from tests.pages import PAGES, Address
from tests.pages.objects import liams_ticket
from tests.pages.registry import Reader
from tests.world import AT
from tickets import notices
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sessions")]
LATE = AT + timedelta(hours=1)


@pytest.fixture
def ticket() -> Ticket:
    """The ticket of the list, at London's desk; the duty manager stands at none."""
    found = Ticket.objects.get(**liams_ticket())
    found.watchers.all().delete()
    return found


def call_the_duty_manager(ticket: Ticket) -> Page:
    """Let the escalation about the ticket come to its last step."""
    notices.page_owed(key=str(ticket.pk), payload={}, at=AT)
    page = Page.objects.get(dedupe_key=f"ticket:{ticket.pk}:filed")
    page.run.steps = [["primary", 5], ["duty_managers", 5]]
    page.run.save(update_fields=["steps"])
    oncall.advance_due(LATE)
    return page


def readable(email: str) -> set[int]:
    """The tickets that somebody reads."""
    return set(Ticket.objects.visible_to(User.objects.get(email=email)).values_list("pk", flat=True))


@pytest.mark.both
def test_a_duty_manager_who_stands_at_no_desk_reads_what_it_is_called_for_and_nothing_else(ticket: Ticket) -> None:
    before = readable(Reader.ADMINISTRATOR)
    assert ticket.pk not in before
    call_the_duty_manager(ticket)
    assert readable(Reader.ADMINISTRATOR) == before | {ticket.pk}


def test_it_takes_the_ticket_and_the_page(ticket: Ticket) -> None:
    page, duty = call_the_duty_manager(ticket), client_of(Reader.ADMINISTRATOR)
    me = Agent.objects.get(user__email=Reader.ADMINISTRATOR)
    sent = {"assignee": me.pk, "edit": Ticket.objects.get(pk=ticket.pk).version_number}
    assert duty.post(f"/on-call/pages/{page.pk}/acknowledgement/").status_code == HTTPStatus.FOUND
    assert duty.post(f"/tickets/{ticket.reference}/assignment/", sent).status_code == HTTPStatus.FOUND
    ticket.refresh_from_db()
    page.refresh_from_db()
    assert (ticket.assignee, page.acknowledged_by) == (me, me)


def test_every_page_of_the_ticket_is_open_by_the_call_and_by_nothing_else(ticket: Ticket) -> None:
    """Wherever an agent of its desk finds something; its own texts it edits by itself alone, as everybody does."""
    call_the_duty_manager(ticket)
    pages = [address for address in PAGES if address.method == "GET" and names(address, ticket)]
    paths = {address.label: (address, place(address)) for address in pages}
    theirs = {label for label, (address, _) in paths.items() if address.answers[Reader.AGENT] != HTTPStatus.NOT_FOUND}
    assert {label for label, answer in answers(paths).items() if answer != HTTPStatus.NOT_FOUND} == theirs
    ticket.pages.all().delete()
    assert answers(paths) == dict.fromkeys(paths, HTTPStatus.NOT_FOUND)


def names(address: Address, ticket: Ticket) -> bool:
    """Whether the address is of the ticket."""
    return ticket.reference in address.arguments().values()


def answers(paths: Mapping[str, tuple[Address, str]]) -> dict[str, int]:
    """What the duty manager gets at each address; what was changed is taken back."""
    client, given = client_of(Reader.ADMINISTRATOR), {}
    for label, (address, path) in paths.items():
        with transaction.atomic():
            given[label] = whole(question(address, path, client)()).status_code
            transaction.set_rollback(True)
    return given
