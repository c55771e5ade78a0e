"""An agent's act is decided on a ticket that was read: who says nothing of it, or nonsense, changes nothing."""

from typing import Any

import pytest
from django.http.response import HttpResponseBase

from accounts.models import Contact
from catalog.models import Desk, Version
from tests.tickets.agents_world import EDWARD, LIAM, agent, client_of, page_of
from tests.world import AT
from tickets import services
from tickets.forms import edits
from tickets.models import Macro, Reply, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tickets")]

ACTS: list[tuple[str, dict[str, Any]]] = [
    ("assignment", {"assignee": "EDWARD"}),
    ("closure", {}),
    ("hand-over", {"desk": "OTHER", "note": "Look at the log."}),
    ("replies", {"mode": "reply", "body": "Still looking.", "seen": 1}),
    ("resolution", {}),
    ("severity", {"severity": 3, "reason": "One form only."}),
    ("status", {"status": "waiting_for_vendor", "seen": 1}),
    ("trash", {"reason": "spam"}),
]
NONSENSE = [None, "abc", "-1"]


@pytest.mark.parametrize("sent", [None, "", "-1", "abc", "1.0", "\N{SUPERSCRIPT TWO}", "9" * 60, " 1"])
def test_what_is_no_whole_number_names_no_edit(sent: str | None) -> None:
    assert edits.read(sent) == edits.UNREAD


@pytest.fixture
def ticket() -> Ticket:
    """Liam's ticket at the London desk, the only one."""
    contact = Contact.objects.get(user__email=LIAM)
    version = Version.objects.get(product__name="Meridian Server", number="5.1")
    draft = services.TicketDraft(
        contact=contact, product=version.product, version=version, severity=1, subject="Forms", description="Broken."
    )
    return services.open_ticket(requester=contact.user, draft=draft, at=AT)


def send(ticket: Ticket, noun: str, fields: dict[str, Any], edit: Any) -> HttpResponseBase:
    named = {"EDWARD": agent(EDWARD).pk, "OTHER": Desk.objects.exclude(tickets=ticket).order_by("pk")[0].pk}
    data = {name: named.get(value, value) for name, value in fields.items()}
    if edit is not None:
        data["edit"] = edit
    return client_of(EDWARD).post(f"/tickets/{ticket.reference}/{noun}/", data, follow=True)


def stands(ticket: Ticket) -> tuple[Any, ...]:
    """All that an act could have changed."""
    row = Ticket.objects.values().get(pk=ticket.pk)
    return (*row.items(), ticket.events.count(), Reply.objects.count())


@pytest.mark.parametrize(("noun", "fields"), ACTS, ids=[noun for noun, _ in ACTS])
def test_an_act_that_names_no_edit_changes_nothing_and_says_so(
    ticket: Ticket, noun: str, fields: dict[str, Any]
) -> None:
    services.reply(ticket=ticket, author=ticket.requester, body="It is worse now.", at=AT)
    before = stands(ticket)

    for edit in NONSENSE:
        answer = send(ticket, noun, fields, edit)

        assert stands(ticket) == before, edit
        assert "Somebody changed the ticket while you had it open." in page_of(answer).text(), edit


@pytest.mark.parametrize(("noun", "fields"), ACTS, ids=[noun for noun, _ in ACTS])
def test_the_same_act_on_the_ticket_as_it_is_is_done(ticket: Ticket, noun: str, fields: dict[str, Any]) -> None:
    before = stands(ticket)

    send(ticket, noun, fields, ticket.version_number)

    assert stands(ticket) != before


@pytest.mark.parametrize(
    ("begin", "noun"), [(services.resolve, "reopening"), (services.set_aside, "restoration")], ids=["reopen", "restore"]
)
def test_what_ended_or_was_set_aside_comes_back_only_as_it_was_read(ticket: Ticket, begin: Any, noun: str) -> None:
    more = {"reason": "spam"} if noun == "restoration" else {}
    begin(ticket=ticket, actor=agent(EDWARD).user, at=AT, **more)
    before = stands(ticket)

    for edit in NONSENSE:
        send(ticket, noun, {}, edit)
        assert stands(ticket) == before, edit

    send(ticket, noun, {}, Ticket.objects.get(pk=ticket.pk).version_number)
    assert stands(ticket) != before


def test_a_macro_is_applied_to_the_ticket_that_was_read(ticket: Ticket) -> None:
    macro = Macro.objects.filter(product=None).order_by("pk")[0]
    before = stands(ticket)

    for edit in NONSENSE:
        answer = send(ticket, f"macros/{macro.pk}", {"body": "Hello.", "token": "t"}, edit)
        assert stands(ticket) == before, edit
        assert answer.status_code == 409
