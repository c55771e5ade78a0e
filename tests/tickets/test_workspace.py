"""The agent's workspace: what it shows, what can be done, and what comes back when somebody was faster."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http.response import HttpResponseBase
from django.test.utils import CaptureQueriesContext

from accounts.models import Contact, User
from catalog.models import Version
from tests.tickets.agents_world import (
    ANSON,
    EDWARD,
    LIAM,
    LUCY,
    agent,
    attribute,
    client_of,
    page_of,
    references,
    tickets,
    words,
)
from tests.world import AT
from tickets import services
from tickets.models import Milestone, Note, Reply, Ticket
from tickets.views import panel

CANARY = "canary-7f3a"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tickets")]


@pytest.fixture
def ticket() -> Ticket:
    """Liam's ticket at the London desk."""
    contact = Contact.objects.get(user__email=LIAM)
    version = Version.objects.get(product__name="Meridian Server", number="5.1")
    draft = services.TicketDraft(
        contact=contact,
        product=version.product,
        version=version,
        severity=1,
        subject="Forms do not open",
        description="Since **this** morning.",
    )
    return services.open_ticket(requester=contact.user, draft=draft, at=AT)


def user(email: str) -> User:
    return User.objects.get(email=email)


def look(ticket: Ticket, email: str = EDWARD) -> HttpResponseBase:
    return client_of(email).get(f"/tickets/{ticket.reference}/")


def send(ticket: Ticket, noun: str, *, email: str = EDWARD, **fields: Any) -> HttpResponseBase:
    """Post a form of the workspace, made on the ticket as it is now unless `edit` and `seen` say otherwise."""
    now = Ticket.objects.get(pk=ticket.pk)
    last = now.events.order_by("-id").values_list("pk", flat=True).first()
    data = {"edit": now.version_number, "seen": last, **fields}
    return client_of(email).post(f"/tickets/{ticket.reference}/{noun}/", data)


def without_tokens(answer: HttpResponseBase) -> str:
    """The page, without what differs each time it is made: the form's secret."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode())  # type: ignore[attr-defined]


def reread(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_the_head_says_what_who_and_by_when(ticket: Ticket) -> None:
    services.take(ticket=ticket, agent=agent(LUCY), at=AT)

    (head,) = words(look(ticket), ".subject-bar-words")

    said = ("Forms do not open", "Production down", "open", "Lucy Lamb", "First response due in 1 h")
    for part in (ticket.reference, *said):
        assert part in head


def test_the_panel_says_why_in_words(ticket: Ticket) -> None:
    (panel,) = words(look(ticket), "#panel")

    for part in (
        "First response due in 1 h",
        "1 h of covered time, promised by Multi-Regional",
        "Covered now",
        "Multi-Regional, in business hours",
        "it is Wednesday 15:00 there",
        "C-1001",
        "Liam Lowe",
        "Wednesday 15:00 in London",
        "Meridian Server 5.1",
        "No other open ticket of this customer.",
    ):
        assert part in panel


def test_of_each_kind_of_promise_the_last_one_is_shown_in_the_order_in_which_the_kinds_began(ticket: Ticket) -> None:
    Milestone.objects.filter(ticket=ticket).delete()
    kinds = Milestone.Kind.NEXT_UPDATE, Milestone.Kind.FIRST_RESPONSE, Milestone.Kind.NEXT_UPDATE
    made = [
        Milestone.objects.create(ticket=ticket, kind=kind, package="gold", target_minutes=7, starts_at=AT, met_at=AT)
        for kind in kinds
    ]
    assert panel.shown(ticket) == [made[2], made[1]]


def test_the_panel_lists_other_open_tickets_that_the_agent_sees(ticket: Ticket) -> None:
    tickets(1, prefix="OTHER", subject="Another matter")
    tickets(1, prefix="DONE", status="closed", subject="An old matter")

    (panel,) = words(look(ticket), "#panel")

    assert "Another matter" in panel
    assert "An old matter" not in panel


def test_asking_again_answers_as_of_now_and_stores_nothing(ticket: Ticket) -> None:
    stored = reread(ticket).decision

    answer = client_of(EDWARD).get(f"/tickets/{ticket.reference}/reassessment/")

    assert "As of today, 15:00" in words(answer, "main")[0]
    assert reread(ticket).decision == stored


def test_the_conversation_is_in_order_and_says_who_writes_for_whom(ticket: Ticket) -> None:
    services.reply(ticket=ticket, author=user(EDWARD), body="Which forms?", at=AT + timedelta(minutes=1))
    services.add_note(ticket=ticket, author=user(LUCY), body="Known.", at=AT + timedelta(minutes=2))
    file = SimpleUploadedFile("forms.log", b"error 64007")
    services.reply(ticket=ticket, author=user(LIAM), body="All of them.", files=[file], at=AT + timedelta(minutes=3))

    answer = look(ticket)

    assert [found.attributes["class"] for found in page_of(answer).css("article")] == [
        "message message-customer",
        "message message-vendor",
        "message message-note",
        "message message-customer",
    ]
    assert "Internal note" in words(answer, ".message-note")[0]
    assert "forms.log" in words(answer, "article")[3]


def test_a_run_of_changes_folds_and_a_short_one_does_not(ticket: Ticket) -> None:
    assert words(look(ticket), ".event-fold") == []

    for minutes, status in enumerate(("open", "waiting_for_vendor", "open"), start=1):
        services.change_status(ticket=ticket, actor=user(EDWARD), status=status, at=AT + timedelta(minutes=minutes))

    (fold,) = words(look(ticket), ".event-fold")
    assert fold.startswith("3 changes")
    assert "Edward Ellis set the state to waiting for vendor" in fold


@pytest.mark.both
def test_the_page_costs_ten_statements_at_any_length(ticket: Ticket) -> None:
    def cost() -> int:
        edward = client_of(EDWARD)
        with CaptureQueriesContext(connection) as statements:
            edward.get(f"/tickets/{ticket.reference}/")
        return len(statements)

    few = cost()
    for minute in range(1, 20):
        at = AT + timedelta(minutes=minute)
        services.reply(ticket=ticket, author=user(LIAM), body="And?", files=[SimpleUploadedFile("a.log", b"a")], at=at)
        services.add_note(ticket=ticket, author=user(EDWARD), body="Hm.", at=at)

    assert few == cost() <= 10


def test_taking_a_ticket_makes_it_mine_and_opens_it(ticket: Ticket) -> None:
    answer = send(ticket, "assignment", assignee=agent(EDWARD).pk)

    assert answer.status_code == 302
    assert (reread(ticket).assignee, reread(ticket).status) == (agent(EDWARD), "open")


def test_a_ticket_taken_in_the_queue_leads_back_to_the_queue(ticket: Ticket) -> None:
    answer = send(ticket, "assignment", assignee=agent(EDWARD).pk, next="/queue/?view=unassigned")

    assert answer["Location"] == "/queue/?view=unassigned"


def test_the_way_back_never_leaves_the_portal(ticket: Ticket) -> None:
    answer = send(ticket, "assignment", assignee=agent(EDWARD).pk, next="https://elsewhere.example/")

    assert answer["Location"] == f"/tickets/{ticket.reference}/"


def test_a_ticket_is_given_to_colleagues_of_its_desk_only(ticket: Ticket) -> None:
    assert send(ticket, "assignment", assignee=agent(ANSON).pk).status_code == 404
    assert send(ticket, "assignment", assignee=agent(LUCY).pk).status_code == 302
    assert reread(ticket).assignee == agent(LUCY)
    assert words(look(ticket), "summary.btn")[0] == "State"


def test_a_reply_reaches_the_customer_and_keeps_the_promise(ticket: Ticket) -> None:
    answer = send(ticket, "replies", mode="reply", body="Which forms?")

    assert answer["Location"] == f"/tickets/{ticket.reference}/#latest"
    assert Reply.objects.get(ticket=ticket).is_from_vendor
    assert "First response kept" in words(look(ticket), "#panel")[0]


def test_a_note_is_a_note_whatever_else_the_form_says(ticket: Ticket) -> None:
    send(ticket, "notes", mode="note", body=CANARY)

    assert Note.objects.get(ticket=ticket).body == CANARY
    assert not Reply.objects.filter(ticket=ticket).exists()


@pytest.mark.parametrize(("noun", "mode"), [("replies", "reply"), ("notes", "note")])
def test_a_form_that_is_sent_twice_is_written_once(ticket: Ticket, noun: str, mode: str) -> None:
    page = look(ticket)
    form = {name: attribute(page, f"#composer [name={name}]", "value") for name in ("edit", "seen", "token")}

    answers = [send(ticket, noun, mode=mode, body="Once.", **form) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Reply.objects.count() + Note.objects.count() == 1


@pytest.mark.parametrize(("noun", "mode"), [("replies", "note"), ("notes", "reply")])
def test_a_button_that_contradicts_the_choice_sends_nothing_and_keeps_the_text(
    ticket: Ticket, noun: str, mode: str
) -> None:
    answer = send(ticket, noun, mode=mode, body=CANARY)

    assert answer.status_code == 422
    assert words(answer, "textarea") == [CANARY]
    assert not Reply.objects.exists()
    assert not Note.objects.exists()


def test_a_reply_on_an_outdated_page_is_shown_what_is_new_and_keeps_its_text(ticket: Ticket) -> None:
    before = reread(ticket)
    seen = ticket.events.order_by("-id").values_list("pk", flat=True)[0]
    services.reply(ticket=ticket, author=user(LIAM), body="It works again.", at=AT)

    answer = send(ticket, "replies", mode="reply", body="Still looking.", edit=before.version_number, seen=seen)

    assert answer.status_code == 409
    assert "Liam Lowe replied" in words(answer, "[role=alert]")[0]
    assert words(answer, "textarea") == ["Still looking."]
    again = {name: attribute(answer, f"#composer [name={name}]", "value") for name in ("edit", "seen")}
    assert send(ticket, "replies", mode="reply", body="Still looking.", **again).status_code == 302
    assert Reply.objects.filter(ticket=ticket, is_from_vendor=True).count() == 1


def test_waiting_for_the_customer_names_the_ask(ticket: Ticket) -> None:
    refused = send(ticket, "status", status="waiting_for_customer", waiting_for=" ")

    assert refused.status_code == 422
    assert "Say what you need from the customer" in words(refused, ".workspace-status")[0]
    assert reread(ticket).status == "new"

    send(ticket, "status", status="waiting_for_customer", waiting_for="the log")

    assert (reread(ticket).status, reread(ticket).waiting_for) == ("waiting_for_customer", "the log")
    assert "paused the log" in words(look(ticket), ".subject-bar .promise")


def test_a_state_set_on_an_outdated_page_is_shown_what_is_new_and_keeps_the_ask(ticket: Ticket) -> None:
    before = reread(ticket)
    seen = ticket.events.order_by("-id").values_list("pk", flat=True)[0]
    services.take(ticket=ticket, agent=agent(LUCY), at=AT)

    answer = send(
        ticket, "status", status="waiting_for_customer", waiting_for="the log", edit=before.version_number, seen=seen
    )

    assert answer.status_code == 409
    assert "Lucy Lamb took the ticket" in words(answer, ".notice[role=alert]")[0]
    assert attribute(answer, "[name=waiting_for]", "value") == "the log"
    assert reread(ticket).status == "open"


def test_a_button_pressed_on_an_outdated_page_does_nothing_and_says_so(ticket: Ticket) -> None:
    services.take(ticket=ticket, agent=agent(LUCY), at=AT)
    edward = client_of(EDWARD)

    answer = edward.post(f"/tickets/{ticket.reference}/resolution/", {"edit": 1}, follow=True)

    assert reread(ticket).status == "open"
    assert "Somebody changed the ticket while you had it open." in words(answer, "[role=alert]")[0]


def test_a_ticket_is_resolved_and_then_offers_to_be_reopened(ticket: Ticket) -> None:
    send(ticket, "resolution")

    assert reread(ticket).status == "resolved"
    acts = words(look(ticket), ".subject-bar-acts button")
    assert "Reopen" in acts
    assert "Resolve" not in acts


def test_a_finished_ticket_refuses_work_in_words(ticket: Ticket) -> None:
    services.close(ticket=ticket, actor=user(EDWARD), at=AT)

    answer = send(ticket, "replies", mode="reply", body="One more thing.")

    assert answer.status_code == 422
    assert "The ticket is closed. Reopen it first." in words(answer, "#composer")[0]
    assert words(answer, "textarea") == ["One more thing."]


def test_an_empty_text_is_refused_and_a_field_that_is_missing_too(ticket: Ticket) -> None:
    assert "Write something first." in words(send(ticket, "notes", mode="note", body=" "), "#composer")[0]
    assert send(ticket, "notes", body="without a mode").status_code == 422
    assert send(ticket, "status", status="closed").status_code == 422


def test_a_ticket_of_another_desk_looks_like_one_that_does_not_exist(ticket: Ticket) -> None:
    anson = client_of(ANSON)

    hidden = anson.get(f"/tickets/{ticket.reference}/")
    missing = anson.get("/tickets/ABC-999999/")

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert without_tokens(hidden) == without_tokens(missing)
    assert references(anson.get("/queue/", {"view": "all"})) == []


@pytest.mark.parametrize("noun", ["assignment", "notes", "replies", "resolution", "status"])
def test_what_cannot_be_seen_cannot_be_changed(ticket: Ticket, noun: str) -> None:
    before = reread(ticket)

    answer = send(ticket, noun, email=ANSON, assignee=agent(ANSON).pk, mode="note", body="x", status="open")

    assert answer.status_code == 404
    assert reread(ticket).version_number == before.version_number


@pytest.mark.parametrize("noun", ["assignment", "notes", "resolution", "status"])
def test_what_agents_do_is_not_there_for_a_customer(ticket: Ticket, noun: str) -> None:
    assert send(ticket, noun, email=LIAM, assignee=1, mode="note", body="x", status="open").status_code == 404


def test_no_byte_of_an_internal_note_reaches_the_customer(ticket: Ticket) -> None:
    file = SimpleUploadedFile(f"{CANARY}.log", CANARY.encode())
    services.add_note(ticket=ticket, author=user(EDWARD), body=CANARY, files=[file], at=AT)
    services.reply(ticket=ticket, author=user(EDWARD), body="Looking.", at=AT)
    liam = client_of(LIAM)

    for address in (f"/tickets/{ticket.reference}/", "/tickets/", f"/tickets/?q={CANARY}", "/"):
        page = liam.get(address).content.decode()
        assert CANARY not in page.replace(f'value="{CANARY}"', "").replace(f"?q={CANARY}", "")
        assert "internal note" not in page.lower()


def test_an_agent_who_is_a_contact_of_the_customer_stands_on_its_side(ticket: Ticket) -> None:
    services.add_note(ticket=ticket, author=user(LUCY), body=CANARY, at=AT)
    Contact.objects.create(user=user(EDWARD), organization=Contact.objects.get(user__email=LIAM).organization)

    assert CANARY not in look(ticket).content.decode()  # type: ignore[attr-defined]
    for noun in ("assignment", "notes", "resolution", "status"):
        answer = send(ticket, noun, assignee=agent(EDWARD).pk, mode="note", body="x", status="open")
        assert answer.status_code == 404
    assert client_of(EDWARD).get(f"/tickets/{ticket.reference}/reassessment/").status_code == 404
