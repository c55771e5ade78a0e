"""Whoever is called finds it in the inbox, leads to where it is acknowledged, and reads who has it by then."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Agent, User
from notifications.models import Notification
from notifications.services import unread_of
from oncall import services
from oncall.models import EscalationPolicy, EscalationStep, Page
from outbox.models import OutboundMessage
from tests.oncall.conftest import Cast

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("night")]


def call(cast: Cast, subject: str = "Production down") -> Page:
    return services.page_on_call(desk=cast.london, subject=subject, url="/tickets/ABC-1/", dedupe_key=subject, at=AT)


def lines(user: User) -> list[tuple[str, bool]]:
    """The texts of the inbox as its reader sees them, the newest first, with whether each is unread."""
    client = Client()
    client.force_login(user, backend="portal.authentication.Backend")
    found = LexborHTMLParser(client.get("/inbox/").content.decode()).css(".inbox-line")
    return [
        (
            node.text(separator="|", strip=True).partition("|")[0],
            "inbox-line-unread" in (node.attributes["class"] or ""),
        )
        for node in found
    ]


def called_together(cast: Cast) -> None:
    """Ana and Tom are called one after the other."""
    policy = EscalationPolicy.objects.create(name="All", desk=cast.london)
    for position, whom in enumerate(("primary", "leads")):
        EscalationStep.objects.create(policy=policy, position=position, whom=whom, minutes=5)
    cast.tom.memberships.update(is_lead=True)


def test_whoever_is_called_finds_it_in_the_inbox_and_gets_no_second_mail(cast: Cast) -> None:
    page = call(cast)
    assert lines(cast.ana.user) == [("You are called for London desk", True)]
    entry = Notification.objects.get()
    assert (entry.facts["title"], entry.url) == ("Production down", f"/on-call/#page-{page.pk}")
    assert [message.kind for message in OutboundMessage.objects.exclude(kind="topic")] == ["page"]


def test_the_entry_leads_to_the_row_that_acknowledges(cast: Cast, client: Client) -> None:
    page = call(cast)
    client.force_login(cast.ana.user, backend="portal.authentication.Backend")
    answer = client.get(f"/inbox/entries/{Notification.objects.get().pk}/")
    assert answer["Location"] == f"/on-call/#page-{page.pk}"
    row = LexborHTMLParser(client.get("/on-call/").content.decode()).css_first(f"#page-{page.pk}")
    assert row is not None
    assert "Acknowledge" in row.text()
    assert unread_of(cast.ana.user) == 0


def test_an_answer_reads_it_in_every_inbox_and_says_who_has_it(cast: Cast) -> None:
    called_together(cast)
    page = call(cast)
    services.advance_due(AT + timedelta(minutes=5))
    services.acknowledge_page(page=page, agent=cast.tom, at=AT + timedelta(minutes=6))
    assert lines(cast.ana.user) == [("Tom has it", True), ("You are called for London desk", False)]
    assert lines(cast.tom.user) == [("You are called for London desk", False)]


def test_a_first_reply_reads_it_too(cast: Cast) -> None:
    services.page_on_call(desk=cast.london, subject="Down", url="/", dedupe_key="ticket:1:filed", at=AT)
    services.resolve_run(key="ticket:1", at=AT + timedelta(minutes=2))
    assert lines(cast.ana.user) == [("You are called for London desk", False)]


def test_the_fallback_has_no_inbox(cast: Cast) -> None:
    services.page_on_call(desk=cast.hong_kong, subject="Down", url="/", dedupe_key="x", at=AT)
    assert not Notification.objects.exists()


def test_who_is_called_from_elsewhere_sees_the_page_and_may_take_it(cast: Cast, client: Client) -> None:
    mei = cast.mei
    page = call(cast)
    assert not Page.objects.visible_to(mei.user).exists()
    services.set_assignee(key=page.dedupe_key, assignee=mei)
    page.run.steps = [["primary", 5], ["assignee", 5]]
    page.run.save(update_fields=["steps"])
    services.advance_due(AT + timedelta(minutes=10))
    assert list(Page.objects.visible_to(mei.user)) == [page]
    assert lines(mei.user) == [("You are called for London desk", True)]
    client.force_login(mei.user, backend="portal.authentication.Backend")
    client.post(f"/on-call/pages/{page.pk}/acknowledgement/")
    page.refresh_from_db()
    assert page.acknowledged_by == mei


def test_who_leaves_the_desk_keeps_what_it_was_called_for_and_a_customer_reads_nothing(cast: Cast) -> None:
    call(cast)
    cast.ana.memberships.all().delete()
    assert lines(Agent.objects.get(pk=cast.ana.pk).user) == [("You are called for London desk", True)]
    assert not Page.objects.visible_to(cast.customer).exists()
