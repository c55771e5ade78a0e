"""The agent's queue: whose tickets, in which order, at what cost."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Contact, DeskMembership, Organization, User
from catalog.models import Desk, Product
from tests.tickets.agents_world import (
    ANSON,
    EDWARD,
    GINA,
    LIAM,
    LUCY,
    agent,
    attribute,
    client_of,
    references,
    tickets,
    words,
)
from tests.world import AT
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tickets")]


@pytest.mark.parametrize("email", [LIAM, GINA, "stranger@nowhere.example"])
def test_the_queue_is_not_there_for_those_who_are_no_agents(email: str) -> None:
    assert client_of(email).get("/queue/").status_code == 404


def test_the_promise_that_comes_due_first_leads_and_none_comes_last() -> None:
    tickets(1, prefix="NONE", promised_at=None)
    tickets(1, prefix="LATE", promised_at=AT + timedelta(hours=5))
    tickets(1, prefix="SOON", promised_at=AT + timedelta(minutes=5))
    tickets(1, prefix="BROKEN", promised_at=AT - timedelta(hours=1))

    assert references(client_of(EDWARD).get("/queue/")) == ["BROKEN-1", "SOON-1", "LATE-1", "NONE-1"]


def test_a_row_shows_its_parts_in_the_order_of_the_house() -> None:
    tickets(1, severity=1, subject="Forms do not open", assignee=agent(LUCY), promised_at=AT + timedelta(minutes=41))

    box, *cells = words(client_of(EDWARD).get("/queue/"), "[data-row] > *")

    assert box == ""
    assert cells[0].startswith("1")
    assert cells[1] == "Forms do not open ABC-1 · ABC Corporation"
    assert cells[2:5] == ["open", "due in 42 min", "LL Lucy Lamb"]


@pytest.mark.parametrize(
    ("minutes", "chip"), [(41, "due in 42 min"), (9, "at risk in 10 min"), (-31, "broken 30 min ago")]
)
def test_a_promise_says_how_it_stands(minutes: int, chip: str) -> None:
    tickets(1, promised_at=AT + timedelta(minutes=minutes))

    assert words(client_of(EDWARD).get("/queue/"), ".promise") == [chip]


def test_a_ticket_that_waits_shows_what_was_asked() -> None:
    tickets(1, status="waiting_for_customer", waiting_for="the log", promised_at=None)

    assert words(client_of(EDWARD).get("/queue/"), ".promise") == ["paused the log"]


def test_each_view_holds_its_own_tickets() -> None:
    tickets(1, prefix="FREE")
    tickets(1, prefix="MINE", assignee=agent(EDWARD))
    tickets(1, prefix="HERS", assignee=agent(LUCY))
    tickets(1, prefix="WAIT", status="waiting_for_customer", assignee=agent(LUCY))
    tickets(1, prefix="DONE", status="resolved", assignee=agent(EDWARD))
    tickets(1, prefix="AMER", desk=Desk.objects.get(code="amer"))
    edward = client_of(EDWARD)

    def shown(view: str) -> set[str]:
        return {reference.removesuffix("-1") for reference in references(edward.get("/queue/", {"view": view}))}

    assert shown("") == shown("desks") == {"FREE", "MINE", "HERS", "WAIT"}
    assert shown("mine") == {"MINE"}
    assert shown("unassigned") == {"FREE"}
    assert shown("waiting") == {"WAIT"}
    assert shown("all") == {"FREE", "MINE", "HERS", "WAIT", "AMER"}
    assert shown("finished") == {"DONE"}


def test_needs_entitlement_is_a_view_of_contract_administrators() -> None:
    tickets(1, status="needs_entitlement", promised_at=None)
    edward = client_of(EDWARD)
    assert "Needs entitlement 1" not in words(edward.get("/queue/"), ".tabs a")

    User.objects.get(email=EDWARD).groups.add(Group.objects.get_or_create(name="contract administrator")[0])

    assert "Needs entitlement 1" in words(edward.get("/queue/"), ".tabs a")
    assert references(edward.get("/queue/", {"view": "entitlement"})) == ["ABC-1"]


def test_a_contract_administrator_at_no_desk_sees_what_no_desk_has() -> None:
    tickets(1, status="needs_entitlement", promised_at=None, desk=None)
    tickets(1, prefix="GLD")

    assert references(client_of("admin@vendor.example").get("/queue/")) == ["ABC-1"]


def test_a_ticket_of_another_desk_and_region_is_neither_shown_nor_counted() -> None:
    tickets(3)
    anson = client_of(ANSON).get("/queue/", {"view": "all", "q": "Ticket"})

    assert references(anson) == []
    assert "All open 0" in words(anson, ".tabs a")


def test_an_organization_is_offered_that_has_work_at_the_desk_or_a_contact_in_the_region() -> None:
    elsewhere, near = (
        Organization.objects.create(name=name, key=name[:3].upper()) for name in ("Far Mills", "Near Mills")
    )
    at_home = Contact.objects.filter(home_region__code="APAC")[0]
    Contact.objects.create(user=at_home.user, organization=near, home_region=at_home.home_region)
    for each in (elsewhere, near):
        tickets(1, prefix=each.key, organization=each)

    offered = words(client_of(ANSON).get("/queue/"), "[name=organization] option")
    assert "Near Mills" in offered
    assert "Far Mills" not in offered

    tickets(1, prefix="HERE", organization=elsewhere, desk=Desk.objects.get(code="apac"))
    assert "Far Mills" in words(client_of(ANSON).get("/queue/"), "[name=organization] option")


def test_an_agent_at_two_desks_sees_each_ticket_once() -> None:
    DeskMembership.objects.create(agent=agent(EDWARD), desk=Desk.objects.get(code="amer"))
    tickets(2)

    assert references(client_of(EDWARD).get("/queue/")) == ["ABC-1", "ABC-2"]


def test_filters_narrow_the_view_and_are_offered_from_what_is_there() -> None:
    server = Product.objects.get(name="Meridian Server")
    tickets(1, prefix="A", subject="Printer on fire", severity=1, product=server)
    tickets(1, prefix="B", subject="A question", severity=4)
    edward = client_of(EDWARD)

    assert references(edward.get("/queue/", {"severity": 4})) == ["B-1"]
    assert references(edward.get("/queue/", {"product": server.pk})) == ["A-1"]
    assert references(edward.get("/queue/", {"q": "printer"})) == ["A-1"]
    assert references(edward.get("/queue/", {"q": "b-1"})) == ["B-1"]
    assert references(edward.get("/queue/", {"q": "abc corp"})) == ["A-1", "B-1"]
    assert words(edward.get("/queue/"), "select[name=product] option") == ["Any product", "Meridian Server"]


@pytest.mark.parametrize(
    "query",
    [
        "desk=x",
        "severity=99999999999999999999",
        "product=-1",
        "after=~",
        "after=x~y",
        "after=~" + "9" * 40,
        "q=" + "x" * 300,
    ],
)
def test_a_filter_that_makes_no_sense_breaks_nothing(query: str) -> None:
    tickets(1)

    assert client_of(EDWARD).get(f"/queue/?{query}").status_code == 200


def test_an_empty_view_says_what_to_do_and_an_empty_search_something_else() -> None:
    edward = client_of(EDWARD)

    assert words(edward.get("/queue/", {"view": "mine"}), ".empty p") == [
        "No open ticket is assigned to you. Take one from your desks."
    ]
    assert words(edward.get("/queue/", {"q": "nothing"}), ".empty p") == ["No ticket of this view matches the filters."]


@pytest.mark.both
def test_pages_of_fifty_show_every_ticket_once_also_those_without_a_promise() -> None:
    tickets(70, prefix="P", promised_at=AT)
    tickets(50, prefix="N", promised_at=None)
    edward, seen, address = client_of(EDWARD), [], "/queue/"
    for _page in range(3):
        answer = edward.get(address)
        seen.append(references(answer))
        following = attribute(answer, "a[rel=next]", "href")
        address = f"/queue/{following}" if following else ""

    assert [len(page) for page in seen] == [50, 50, 20]
    assert [*seen[0], *seen[1], *seen[2]] == [f"P-{n}" for n in range(1, 71)] + [f"N-{n}" for n in range(1, 51)]
    assert address == ""


def test_equal_promises_are_told_apart_on_the_next_page() -> None:
    tickets(60, promised_at=None)
    Ticket.objects.update(next_promise_at=AT)
    first = client_of(EDWARD).get("/queue/")
    following = attribute(first, "a[rel=next]", "href")

    assert len(references(client_of(EDWARD).get(f"/queue/{following}"))) == 10


def test_counting_stops_at_ninety_nine() -> None:
    tickets(99)
    assert "Unassigned 99" in words(client_of(EDWARD).get("/queue/"), ".tabs a")

    tickets(21, prefix="MORE")
    assert "Unassigned 99+" in words(client_of(EDWARD).get("/queue/"), ".tabs a")


@pytest.mark.both
@pytest.mark.parametrize("count", [1, 120])
@pytest.mark.parametrize("query", ["", "?view=all&q=ticket&severity=2"])
def test_the_queue_costs_six_statements_whatever_is_in_it(count: int, query: str) -> None:
    tickets(count, assignee=agent(LUCY))
    edward = client_of(EDWARD)

    with CaptureQueriesContext(connection) as statements:
        edward.get(f"/queue/{query}")

    assert len(statements) == 6


def news(since: str, known: str = "0-0-0") -> tuple[int, list[str]]:
    answer = client_of(EDWARD).get("/queue/news/", {"since": since, "known": known})
    return answer.status_code, words(answer, "a")


def test_the_poll_answers_nothing_until_something_changed() -> None:
    tickets(2)
    assert news(AT.isoformat()) == (204, [])

    tickets(2, prefix="NEW", filed_at=AT + timedelta(minutes=1), changed_at=AT + timedelta(minutes=1))
    assert news(AT.isoformat()) == (200, ["2 new"])
    assert news(AT.isoformat(), known="2-0-0") == (204, [])

    Ticket.objects.filter(reference="ABC-1").update(changed_at=AT + timedelta(minutes=2))
    assert news(AT.isoformat(), known="2-0-0") == (200, ["2 new, 1 changed"])


@pytest.mark.parametrize("query", [{}, {"q": "Ticket"}], ids=["the whole view", "narrowed"])
def test_the_poll_counts_what_came_to_risk_while_the_page_was_open(query: dict[str, str]) -> None:
    """At risk is what is due within a quarter of an hour; the page was made five minutes ago."""
    filed = AT - timedelta(hours=1)
    tickets(3, filed_at=filed, changed_at=filed)
    for reference, minutes in {"ABC-1": 9, "ABC-2": 12, "ABC-3": 16}.items():
        Ticket.objects.filter(reference=reference).update(next_promise_at=AT + timedelta(minutes=minutes))
    since = (AT - timedelta(minutes=5)).isoformat()
    answer = client_of(EDWARD).get("/queue/news/", {"since": since, "known": "0-0-0", **query})
    assert words(answer, "a") == ["1 at risk"]


@pytest.mark.parametrize("since", ["", "yesterday", "2026-06-10T14:00:00"])
def test_a_poll_that_does_not_say_since_when_is_refused(since: str) -> None:
    assert news(since)[0] == 400


def test_the_poll_counts_only_what_its_reader_sees() -> None:
    tickets(2, filed_at=AT + timedelta(minutes=1), changed_at=AT + timedelta(minutes=1))

    assert client_of(ANSON).get("/queue/news/", {"since": AT.isoformat(), "view": "all"}).status_code == 204


def test_the_answer_of_the_poll_asks_on_from_where_it_stands() -> None:
    tickets(1, filed_at=AT + timedelta(minutes=1), changed_at=AT + timedelta(minutes=1))
    answer = client_of(EDWARD).get("/queue/news/", {"since": AT.isoformat(), "view": "mine", "q": "x"})
    assert answer.status_code == 204

    answer = client_of(EDWARD).get("/queue/news/", {"since": AT.isoformat(), "view": "desks"})
    asks = attribute(answer, "#queue-news", "hx-get")
    assert "known=1-0-0" in asks
    assert "view=desks" in asks


def test_next_up_lists_the_next_dozen_of_the_desks_and_marks_the_open_one() -> None:
    tickets(20)

    answer = client_of(EDWARD).get("/queue/next-up/", {"current": "ABC-3"})

    assert words(answer, ".subject") == [f"Ticket {number}" for number in range(1, 13)]
    assert "Ticket 3 " in words(answer, "[aria-current]")[0]


@pytest.mark.parametrize("name", ["desk", "product", "organization", "severity"])
@pytest.mark.parametrize("page", ["/queue/?", "/queue/news/?since=2026-06-10T14:00:00Z&"])
def test_a_number_that_no_row_can_have_narrows_nothing(page: str, name: str) -> None:
    assert client_of(EDWARD).get(f"{page}{name}={'9' * 30}").status_code in {200, 204}


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_at_the_ends_of_the_calendar_names_no_place(instant: str) -> None:
    assert client_of(EDWARD).get("/queue/", {"after": f"{instant}~1"}).status_code == 200
    assert client_of(EDWARD).get("/queue/news/", {"since": instant}).status_code == 400
