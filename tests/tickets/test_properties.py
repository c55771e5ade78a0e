"""Correcting what a ticket is about."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Environment, Organization, User
from catalog.models import Version
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tests.tickets.test_customer_pages import Visitor, part, text, visitor
from tests.tickets.test_notices import deliver
from tickets import services
from tickets.models import Ticket

__all__ = ["visitor"]
pytestmark = pytest.mark.both
LATER = WEDNESDAY + timedelta(minutes=10)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Liam's ticket at the London desk."""
    return cast.file(who.LONDON)


@pytest.fixture
def edward(cast: Cast) -> User:
    """An agent of the London desk."""
    return cast.user(who.EDWARD)


def changed(ticket: Ticket, **given: Any) -> services.Properties:
    now = services.properties_of(ticket)
    facts = {name: getattr(now, name) for name in ("subject", "kind", "product", "version", "environment")}
    return services.Properties(**{**facts, **given})


def server(number: str) -> Version:
    return Version.objects.select_related("product").get(product__name="Meridian Server", number=number)


def environment(key: str, number: str = "5.1") -> Environment:
    organization = Organization.objects.get(key=key)
    ran = server(number)
    return Environment.objects.create(
        name=f"{key} {number}", organization=organization, product=ran.product, version=ran
    )


def test_a_corrected_subject_is_told_and_decides_nothing(ticket: Ticket, edward: User) -> None:
    services.change_properties(ticket=ticket, actor=edward, wanted=changed(ticket, subject="Saving fails"), at=LATER)
    event = ticket.events.get(code="properties_changed")
    assert event.data == {"fields": [["subject", "Forms do not open", "Saving fails"]]}
    assert not ticket.events.filter(code="decided_again").exists()


def test_another_version_asks_the_contract_again_and_keeps_the_first_decision(ticket: Ticket, edward: User) -> None:
    first = ticket.decision
    services.change_properties(ticket=ticket, actor=edward, wanted=changed(ticket, version=server("3.2")), at=LATER)
    ticket.refresh_from_db()
    assert ticket.events.get(code="filed").data["decision"] == first
    again = ticket.events.get(code="decided_again").data["decision"]
    assert (again["outcome"], first["outcome"]) == ("not_covered", "covered_now")


def test_what_is_covered_no_longer_needs_an_entitlement_and_promises_nothing(ticket: Ticket, edward: User) -> None:
    deliver(WEDNESDAY)
    services.change_properties(ticket=ticket, actor=edward, wanted=changed(ticket, version=server("3.2")), at=LATER)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.outcome, ticket.next_promise_at) == ("needs_entitlement", "not_covered", None)
    assert not ticket.milestones.exists()
    assert deliver(LATER) == [(who.LONDON, f"{ticket.reference} is not covered: Forms do not open")]


def test_what_is_covered_by_now_comes_to_its_desk_with_a_promise(cast: Cast, edward: User) -> None:
    old = cast.file(who.LONDON, version=who.OLD_SERVER)
    assert (old.status, old.next_promise_at) == ("needs_entitlement", None)
    services.change_properties(ticket=old, actor=edward, wanted=changed(old, version=server("5.1")), at=LATER)
    old.refresh_from_db()
    assert (old.status, old.outcome) == ("new", "covered_now")
    assert old.desk is not None
    assert old.milestones.get().starts_at == LATER
    assert old.next_promise_at == old.milestones.get().due_at
    assert old.version == server("5.1")


def test_what_is_over_is_decided_again_and_stays_over(ticket: Ticket, edward: User) -> None:
    services.close(ticket=ticket, actor=edward, at=LATER)
    services.change_properties(ticket=ticket, actor=edward, wanted=changed(ticket, version=server("3.2")), at=LATER)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.outcome) == ("closed", "covered_now")


def test_nothing_changed_leaves_no_event(ticket: Ticket, edward: User) -> None:
    edit = ticket.version_number
    services.change_properties(ticket=ticket, actor=edward, wanted=changed(ticket), at=LATER)
    ticket.refresh_from_db()
    assert (ticket.version_number, ticket.events.count()) == (edit, 1)


def test_properties_that_do_not_fit_together_are_refused(ticket: Ticket, edward: User) -> None:
    for given, code in (
        ({"subject": " \u200b"}, "no_subject"),
        ({"kind": "wish"}, "no_such_kind"),
        ({"product": None}, "other_products_version"),
        ({"environment": environment("EVE")}, "not_your_environment"),
        ({"environment": environment("ABC", "3.2")}, "other_version_there"),
    ):
        with pytest.raises(services.UnableToCorrect, match=code):
            services.change_properties(ticket=ticket, actor=edward, wanted=changed(ticket, **given), at=LATER)


def test_a_customer_corrects_nothing(ticket: Ticket, cast: Cast) -> None:
    with pytest.raises(services.UnableToCorrect, match="agents_only"):
        services.change_properties(
            ticket=ticket, actor=cast.user(who.LONDON), wanted=changed(ticket, subject="Mine"), at=LATER
        )


def test_a_conflict_shows_both_texts_and_who_was_quicker(visitor: Visitor, cast: Cast, ticket: Ticket) -> None:
    visitor.log_in(who.EDWARD, LATER)
    address = f"/tickets/{ticket.reference}/properties/"
    mine = {**visitor.form(address), "subject": "What Edward typed"}
    lead = cast.user("lead.emea@vendor.example")
    services.change_properties(ticket=ticket, actor=lead, wanted=changed(ticket, subject="What Lucy wrote"), at=LATER)

    page = visitor.send(address, mine, 409)

    said = text(page)
    assert "What Edward typed" in said
    assert "What Lucy wrote" in said
    assert f"{lead.name} changed it" in said
    again = str(part(page, "[name=seen]").attributes["value"])
    visitor.send(address, {**mine, "seen": again})
    ticket.refresh_from_db()
    assert ticket.subject == "What Edward typed"


def test_a_reply_meanwhile_is_no_conflict(visitor: Visitor, cast: Cast, ticket: Ticket) -> None:
    visitor.log_in(who.EDWARD, LATER)
    address = f"/tickets/{ticket.reference}/properties/"
    mine = {**visitor.form(address), "subject": "Saving fails"}
    services.reply(ticket=ticket, author=cast.user(who.LONDON), body="It is worse now.", at=LATER)
    assert "Saving fails" in text(visitor.send(address, mine), "h1")
