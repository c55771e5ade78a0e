"""The phone PIN: shown once, kept as a hash, locked after wrong tries."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts import rules, services
from accounts.demo import People
from accounts.models import Contact, ContactPin, OrganizationEvent
from accounts.services import PinAnswer
from tests.accounts.conftest import AT

LIAM, MARIA, EDWARD, LUCY = (
    "member.london@abc.example",
    "manager@abc.example",
    "agent.emea@vendor.example",
    "lead.emea@vendor.example",
)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def liam(people: People) -> Contact:
    return people.contacts[LIAM]


def wrong(pin: str) -> str:
    """Another PIN."""
    return f"{(int(pin) + 1) % 1_000_000:06d}"


def test_a_pin_is_six_digits_and_only_its_hash_is_kept(liam: Contact) -> None:
    pin = services.make_pin(contact=liam, actor=liam.user, at=AT)
    assert len(pin) == 6
    assert pin.isdecimal()
    assert pin not in ContactPin.objects.get().hash


def test_the_page_shows_it_once(as_: Callable[[str], Client], people: People) -> None:
    client = as_(LIAM)
    shown = client.post(f"/account/contacts/{people.contacts[LIAM].pk}/pin/")
    pin = LexborHTMLParser(shown.content).css_first("[data-pin]").text()  # type: ignore[union-attr]

    assert "no-store" in shown["Cache-Control"]
    assert pin not in client.get("/account/").content.decode()
    assert services.check_pin(contact=people.contacts[LIAM], pin=pin, actor=people.users[EDWARD], at=AT) == "right"


def test_nobody_makes_a_pin_for_somebody_else(liam: Contact, people: People) -> None:
    with pytest.raises(services.UnableToMakePin):
        services.make_pin(contact=liam, actor=people.users[MARIA], at=AT)


def test_five_wrong_tries_lock_it_for_a_quarter_of_an_hour(liam: Contact, people: People) -> None:
    pin = services.make_pin(contact=liam, actor=liam.user, at=AT)
    edward = people.users[EDWARD]

    def ask(what: str, minutes: int = 0) -> PinAnswer:
        return services.check_pin(contact=liam, pin=what, actor=edward, at=AT + minutes * MINUTE)

    assert [ask(wrong(pin)) for _ in range(5)] == ["wrong"] * 4 + ["locked"]
    assert ask(pin, 14) == "locked"
    assert ask(pin, 15) == "right"
    assert OrganizationEvent.objects.filter(code="pin_locked", person=liam.user, actor=edward).count() == 1


def test_a_right_try_forgets_the_wrong_ones(liam: Contact, people: People) -> None:
    pin = services.make_pin(contact=liam, actor=liam.user, at=AT)
    tries = [*[wrong(pin)] * 4, pin, *[wrong(pin)] * 4, pin]
    answers = [services.check_pin(contact=liam, pin=each, actor=people.users[EDWARD], at=AT) for each in tries]
    assert answers[-1] == "right"


def test_without_a_pin_no_try_is_right(liam: Contact, people: People) -> None:
    assert services.check_pin(contact=liam, pin="", actor=people.users[EDWARD], at=AT) == "none"


def test_a_lead_believes_a_caller_and_the_organization_reads_why(liam: Contact, people: People) -> None:
    services.override_pin(contact=liam, reason="Called back on the known number", actor=people.users[LUCY], at=AT)
    event = OrganizationEvent.objects.get(code="pin_overridden")
    assert (event.actor, event.person) == (people.users[LUCY], liam.user)
    for email, reason, code in ((EDWARD, "why", "leads-only"), (LUCY, "  ", "no-reason")):
        with pytest.raises(services.UnableToOverride, match=code):
            services.override_pin(contact=liam, reason=reason, actor=people.users[email], at=AT)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_wrong_tries_at_once_are_all_counted(liam: Contact, people: People) -> None:
    pin = services.make_pin(contact=liam, actor=liam.user, at=AT)

    def ask(_: int) -> str:
        try:
            return services.check_pin(contact=liam, pin=wrong(pin), actor=people.users[EDWARD], at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))

    assert sorted(answers) == ["locked"] * 4 + ["wrong"] * 4
    assert ContactPin.objects.get().locked_until == AT + rules.PIN_REST
