"""One act for many tickets: each by itself, each refusal with its reason, nobody's change lost."""

import pytest
from pytest_django import Settings

from catalog.models import Desk
from tests.tickets.agents_world import ANSON, EDWARD, LUCY, agent, client_of, tickets, words
from tests.world import AT
from tickets import services
from tickets.models import Macro, Ticket, TicketEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tickets")]


@pytest.fixture(autouse=True)
def _one_by_one(settings: Settings) -> None:
    """Each ticket is locked and changed by itself, so statements repeat."""
    settings.ZEAL_ALLOWLIST = [*settings.ZEAL_ALLOWLIST, {"model": "*", "field": "*"}]


def row(ticket: Ticket) -> str:
    """A ticket as its box in the queue says it."""
    return f"{ticket.reference}:{ticket.version_number}"


def owners() -> list[str]:
    """Who works each ticket, in the order of the references."""
    return [str(ticket.assignee or "") for ticket in Ticket.objects.order_by("pk")]


@pytest.mark.both
def test_a_refused_row_leaves_the_others_changed_and_says_why() -> None:
    free, changed, done = [tickets(1, prefix=prefix)[0] for prefix in ("FREE", "CHANGED", "DONE")]
    seen = [row(each) for each in (free, changed, done)]
    services.take(ticket=changed, agent=agent(EDWARD), at=AT)
    Ticket.objects.filter(pk=done.pk).update(status="closed")
    lucy = client_of(LUCY)

    answer = lucy.post("/queue/bulk/", {"do": f"assign:{agent(LUCY).pk}", "row": seen}, follow=True)

    assert owners() == ["Lucy Lamb", "Edward Ellis", ""]
    assert words(answer, ".lead") == ["1 ticket changed."]
    rows = words(answer, "tbody tr")
    assert "Somebody changed the ticket while you had it open" in rows[0]
    assert "open Edward Ellis Edward Ellis" in rows[0]
    assert "The ticket is closed" in rows[1]


@pytest.mark.both
def test_what_is_sent_twice_is_done_once() -> None:
    made = tickets(2)
    sent = {"do": "status:waiting_for_vendor", "row": [row(each) for each in made], "token": "once"}
    edward = client_of(EDWARD)

    first, second = edward.post("/queue/bulk/", sent), edward.post("/queue/bulk/", sent)

    assert first["Location"] == second["Location"] == "/queue/"
    assert TicketEvent.objects.filter(code="status_changed").count() == 2


def test_all_is_well_goes_back_to_where_it_came_from() -> None:
    made = tickets(2)
    sent = {"do": "status:resolved", "row": [row(each) for each in made], "next": "/queue/?view=mine"}

    answer = client_of(EDWARD).post("/queue/bulk/", sent)

    assert answer["Location"] == "/queue/?view=mine"
    assert set(Ticket.objects.values_list("status", flat=True)) == {"resolved"}


def test_waiting_for_the_customer_names_what_is_asked() -> None:
    made = tickets(1)
    sent = {"do": "status:waiting_for_customer", "row": [row(each) for each in made]}
    edward = client_of(EDWARD)

    assert "Say what you need" in words(edward.post("/queue/bulk/", sent, follow=True), "tbody tr")[0]

    edward.post("/queue/bulk/", {**sent, "waiting_for": "the log"})
    assert Ticket.objects.get().waiting_for == "the log"


def test_an_invisible_ticket_answers_as_a_missing_one() -> None:
    [theirs] = tickets(1)
    sent = {"do": "assign:nobody", "row": [row(theirs), "NONE-1:1"]}

    rows = words(client_of(ANSON).post("/queue/bulk/", sent, follow=True), "tbody tr")

    assert [line.replace("ABC-1", "X").replace("NONE-1", "X") for line in rows] == [rows[1].replace("NONE-1", "X")] * 2


def test_a_ticket_is_given_to_agents_of_its_desk_only() -> None:
    [made] = tickets(1)
    sent = {"do": f"assign:{agent(ANSON).pk}", "row": [row(made)]}
    edward = client_of(EDWARD)

    edward.post("/queue/bulk/", sent, follow=True)

    assert owners() == [""]


@pytest.mark.parametrize(("do", "chosen"), [("", "ABC-1:1"), ("assign:nobody", ""), ("erase:all", "ABC-1:1")])
def test_what_makes_no_sense_changes_nothing_and_says_so(do: str, chosen: str) -> None:
    sent = {"do": do, "row": chosen, "next": "https://evil.example/"}
    answer = client_of(EDWARD).post("/queue/bulk/", sent, follow=True)

    assert answer.redirect_chain[-1][0] == "/queue/"
    assert words(answer, ".notices [role=alert]")


def test_one_act_takes_two_hundred_tickets() -> None:
    made = tickets(201)

    sent = {"do": "assign:nobody", "row": [row(each) for each in made]}
    answer = client_of(EDWARD).post("/queue/bulk/", sent, follow=True)

    assert words(answer, ".notices [role=alert]") == ["One act takes at most 200 tickets. Choose fewer."]


def test_tags_are_put_on_and_taken_off() -> None:
    made = tickets(2)
    edward, rows = client_of(EDWARD), [row(each) for each in made]

    edward.post("/queue/bulk/", {"do": "tag:add", "words": "night-shift, loud", "row": rows})
    edward.post("/queue/bulk/", {"do": "tag:remove", "words": "loud", "row": rows})

    assert [list(each.tags.values_list("name", flat=True)) for each in made] == [["night-shift"]] * 2


def test_a_macro_is_applied_to_each_and_spam_is_set_aside() -> None:
    macro = Macro.objects.create(name="To the vendor", status="waiting_for_vendor")
    foreign = Macro.objects.create(name="Of others", desk=Desk.objects.get(code="apac"), status="open")
    made = tickets(2)
    edward, rows = client_of(EDWARD), [row(each) for each in made]

    edward.post("/queue/bulk/", {"do": f"macro:{foreign.pk}", "row": rows})
    assert set(Ticket.objects.values_list("status", flat=True)) == {"open"}

    edward.post("/queue/bulk/", {"do": f"macro:{macro.pk}", "row": rows})
    assert set(Ticket.objects.values_list("status", flat=True)) == {"waiting_for_vendor"}

    edward.post("/queue/bulk/", {"do": "aside:spam", "row": [row(each) for each in Ticket.objects.all()]})
    assert set(Ticket.objects.values_list("is_set_aside", flat=True)) == {True}
