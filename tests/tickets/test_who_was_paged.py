"""One page says who was paged about a ticket, or why nobody was: from the contract to the last try."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from entitlements.models import Package
from oncall import services as oncall
from oncall.demo import load_rotations
from oncall.models import Delivery, DeliveryTry, EscalationRun, Page
from outbox import services as outbox
from outbox.models import OutboundMessage
from tests.tickets.cast import AMY, EVERYDAY, GOLD, LAPSED, SATURDAY, WEDNESDAY, Cast
from tickets import notices, services
from tickets.models import Ticket


def filed(cast: Cast, email: str, at: Any = SATURDAY, **given: Any) -> Ticket:
    return services.open_ticket(requester=cast.user(email), draft=cast.draft(email, **given), at=at)


def text(client: Client, cast: Cast, ticket: Ticket, email: str = AMY, status: int = 200) -> str:
    client.force_login(cast.user(email), backend="portal.authentication.Backend")
    answer = client.get(f"/tickets/{ticket.reference}/paging/")
    assert answer.status_code == status
    node = LexborHTMLParser(answer.content.decode()).css_first("main")
    return " ".join(node.text().split()) if node else ""


def test_a_page_is_told_from_the_contract_to_the_answer(client: Client, cast: Cast) -> None:
    load_rotations(SATURDAY)
    ticket = filed(cast, EVERYDAY, severity=1)
    notices.page_owed(key=str(ticket.pk), payload={}, at=SATURDAY)
    page = Page.objects.get(dedupe_key=f"ticket:{ticket.pk}:filed")
    delivery = Delivery.objects.filter(attempt__run__page=page).earliest("id")
    DeliveryTry.objects.create(delivery=delivery, at=SATURDAY, is_accepted=False, code="busy", words="HTTP 429")
    oncall.record_delivered(delivery=delivery, at=SATURDAY)
    assert page.agent
    oncall.acknowledge_page(page=page, agent=page.agent, at=SATURDAY + timedelta(minutes=4))
    said = text(client, cast, ticket)
    told = [
        f"It was paged, and {page.agent} has it.",
        "holds it.",
        "covered it after hours.",
        "Severity 1; the package pages at: 1, 2.",
        f"on call then: {page.agent}",
        "the other side asked to wait (HTTP 429)",
        f"Acknowledged by {page.agent}",
    ]
    places = [said.index(part) for part in told]
    assert places == sorted(places)


def test_who_begins_an_emergency_has_its_page_and_nobody_else_is_called(cast: Cast) -> None:
    load_rotations(SATURDAY)
    ticket, began_at = filed(cast, GOLD, severity=1, emergency_confirmed=True), SATURDAY + timedelta(minutes=4)
    notices.page_owed(key=str(ticket.pk), payload={}, at=SATURDAY)
    page = Page.objects.get(dedupe_key__startswith=f"ticket:{ticket.pk}:")
    assert EscalationRun.objects.running().filter(page=page).exists()
    services.start_meter(ticket=ticket, agent=cast.agent(AMY), at=began_at)
    page.refresh_from_db()
    assert (page.acknowledged_by, page.acknowledged_at) == (cast.agent(AMY), began_at)
    assert not EscalationRun.objects.running().filter(page=page).exists()


@pytest.mark.parametrize(
    ("email", "at", "severity", "reason"),
    [
        (GOLD, WEDNESDAY, 1, "covered it in business hours: the desk was open."),
        (
            GOLD,
            SATURDAY,
            1,
            "Emergency After-Hours takes at least 1 time unit, paid before the service; the balance is",
        ),
        (LAPSED, SATURDAY, 1, "Support ended on 4 April 2026."),
        (EVERYDAY, SATURDAY, 4, "Severity 4; the package pages at: 1, 2."),
    ],
)
def test_nobody_was_paged_because_it_was_not_owed(
    client: Client, cast: Cast, email: str, at: Any, severity: int, reason: str
) -> None:
    said = text(client, cast, filed(cast, email, at, severity=severity))
    assert "Nobody was paged, because it was not owed:" in said
    assert reason in said


def test_a_price_list_that_changed_since_is_named(client: Client, cast: Cast) -> None:
    ticket = filed(cast, EVERYDAY, severity=4)
    Package.objects.filter(code=ticket.decision["package"]).update(pages_at_severity=[1, 2, 3, 4])
    assert "the package was changed since, and pages at 1, 2, 3, 4 today." in text(client, cast, ticket)


def test_a_page_that_was_owed_and_not_made_says_where_it_stopped(client: Client, cast: Cast) -> None:
    ticket = filed(cast, EVERYDAY, severity=1)
    assert "waits for the worker" in text(client, cast, ticket)
    news = OutboundMessage.objects.filter(name="page.owed", payload__key=str(ticket.pk))
    news.update(dead_at=SATURDAY)
    assert "until it was given up" in text(client, cast, ticket)
    news.update(dead_at=None, sent_at=SATURDAY)
    Ticket.objects.filter(pk=ticket.pk).update(desk=None)
    assert "had no desk" in text(client, cast, ticket)


def test_nobody_on_call_is_told_with_the_address_that_was_called(client: Client, cast: Cast) -> None:
    User.objects.filter(agent__isnull=False).exclude(email=AMY).update(is_active=False)
    said = text(client, cast, called(cast))
    assert "Nobody was on call, so the fallback address was paged." in said
    assert "Nobody was on call: the fallback address was called." in said


def test_a_call_whose_every_way_failed_says_so_with_each_try(client: Client, cast: Cast) -> None:
    load_rotations(SATURDAY)
    ticket = called(cast)
    for delivery in Delivery.objects.filter(attempt__run__page__dedupe_key=f"ticket:{ticket.pk}:filed"):
        DeliveryTry.objects.create(delivery=delivery, at=SATURDAY, is_accepted=False, code="gone", words="HTTP 410")
        Delivery.objects.filter(pk=delivery.pk).update(result=Delivery.Result.GONE, ended_at=SATURDAY)
    said = text(client, cast, ticket)
    assert "It was paged. No call got through: every way failed." in said
    assert "HTTP 410" in said


def test_a_portal_in_quarantine_says_that_no_call_leaves_it(client: Client, cast: Cast) -> None:
    load_rotations(SATURDAY)
    owed, made = filed(cast, EVERYDAY, severity=1), called(cast)
    assert "No call has left yet. Is the worker running?" in text(client, cast, made)
    outbox.isolate(known_until=SATURDAY, at=SATURDAY)
    assert "It was paged. No call has left: this portal is in quarantine" in text(client, cast, made)
    assert "A page is owed and waits: this portal is in quarantine" in text(client, cast, owed)


def test_a_call_that_the_first_reply_ended_waits_for_nobody(client: Client, cast: Cast) -> None:
    load_rotations(SATURDAY)
    ticket = called(cast)
    oncall.resolve_run(key=f"ticket:{ticket.pk}", at=SATURDAY + timedelta(minutes=4))
    said = text(client, cast, ticket)
    assert "It was paged, and the customer was answered, so it waits for nobody." in said
    assert "nobody has acknowledged it" not in said


def called(cast: Cast) -> Ticket:
    """A ticket about which somebody was paged."""
    ticket = filed(cast, EVERYDAY, severity=1)
    notices.page_owed(key=str(ticket.pk), payload={}, at=SATURDAY)
    return ticket


def test_a_raised_severity_is_a_decision_of_its_own(client: Client, cast: Cast) -> None:
    ticket = filed(cast, EVERYDAY, severity=4)
    services.change_severity(
        ticket=ticket, actor=cast.user(AMY), severity=1, reason="It is down.", at=SATURDAY + timedelta(minutes=5)
    )
    said = text(client, cast, ticket)
    assert "When the severity became 1," in said
    assert "nobody had been called for these hours." in said


def test_a_promise_that_ran_out_at_night_is_told_with_its_own_call(client: Client, cast: Cast) -> None:
    load_rotations(SATURDAY)
    ticket = filed(cast, EVERYDAY, severity=2)
    due = SATURDAY + timedelta(hours=4)
    services.record_broken(due)
    (broken,) = ticket.milestones.exclude(broken_at=None)

    notices.promise_broken(key=str(broken.pk), payload={}, at=due)
    page = Page.objects.get(dedupe_key=f"ticket:{ticket.pk}:broken:{broken.pk}")
    assert page.agent
    oncall.acknowledge_page(page=page, agent=page.agent, at=due + timedelta(minutes=4))
    said = text(client, cast, ticket)
    filing, _, promise = said.partition("First response, broken,")
    assert "A page is owed and waits for the worker. Is it running?" in filing
    assert f"It was paged, and {page.agent} has it." in promise
    assert f"Acknowledged by {page.agent}" in promise


def test_a_promise_that_ran_out_while_the_desk_was_open_called_nobody(client: Client, cast: Cast) -> None:
    ticket = filed(cast, GOLD, WEDNESDAY, severity=1)
    services.record_broken(WEDNESDAY + timedelta(hours=2))
    _, _, promise = text(client, cast, ticket).partition("First response, broken,")
    assert "Nobody was paged, because it was not owed:" in promise
    assert "in business hours: the desk was open." in promise


def test_a_promise_that_was_met_before_the_call_says_so(client: Client, cast: Cast) -> None:
    ticket = filed(cast, EVERYDAY, severity=2)
    services.record_broken(SATURDAY + timedelta(hours=4))
    ticket.milestones.filter(kind="first_response").update(met_at=SATURDAY + timedelta(hours=5))
    _, _, promise = text(client, cast, ticket).partition("First response, broken,")
    assert "the promise was met before the call was made" in promise


def test_a_warning_that_the_breach_overtook_leads_to_the_breach(client: Client, cast: Cast) -> None:
    ticket = filed(cast, EVERYDAY, severity=2)
    services.warn_of_promises(SATURDAY + timedelta(hours=3, minutes=40))
    services.record_broken(SATURDAY + timedelta(hours=4))
    _, _, promise = text(client, cast, ticket).partition("First response, 90 % of its time used,")
    warning, _, breach = promise.partition("First response, broken,")
    assert "the promise was broken before the call was made" in warning
    assert "A page is owed and waits for the worker" in breach


def test_it_is_for_agents_alone(client: Client, cast: Cast) -> None:
    ticket = filed(cast, EVERYDAY)
    text(client, cast, ticket, EVERYDAY, status=404)
    client.force_login(cast.user(AMY), backend="portal.authentication.Backend")
    assert f"/tickets/{ticket.reference}/paging/" in client.get(f"/tickets/{ticket.reference}/why/").content.decode()
