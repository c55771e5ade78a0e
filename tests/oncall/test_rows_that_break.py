"""A step of an escalation that breaks stands before no other one, and leaves nobody alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from oncall import rules, services
from oncall.models import Attempt, EscalationPolicy, EscalationRun, EscalationStep, Stumble
from outbox.models import OutboundMessage
from tests.oncall.conftest import Cast
from tests.refusing import change, refuse, take_again

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
DUE = AT + timedelta(minutes=5)
pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def _policy(cast: Cast, settings: Settings) -> None:
    settings.PAGE_FALLBACK_EMAIL = "fallback@vendor.example"
    policy = EscalationPolicy.objects.create(name="London", desk=cast.london, repeats=0)
    EscalationStep.objects.create(policy=policy, position=0, whom="primary", minutes=5)


def page(cast: Cast, number: int = 1) -> EscalationRun:
    key, subject = f"ticket:{number}:filed", f"Down {number}"
    made = services.page_on_call(desk=cast.london, subject=subject, url="/tickets/ABC-1/", dedupe_key=key, at=AT)
    return made.run


def fallback_calls() -> set[int]:
    return set(Attempt.objects.filter(whom="fallback").values_list("run", flat=True))


def mails() -> list[str]:
    return list(OutboundMessage.objects.filter(name="oncall/mail/stuck").values_list("payload__subject", flat=True))


def test_a_step_that_the_database_refuses_for_good_calls_the_fallback(cast: Cast) -> None:
    run = page(cast)
    EscalationRun.objects.filter(pk=run.pk).update(steps=[["primary", 5], [None, 5]])
    assert services.advance_due(DUE) == 1
    run.refresh_from_db()
    assert (run.ending, fallback_calls()) == ("exhausted", {run.pk})
    assert run.page.events.get().data == {"because": "step_broke"}


def test_one_that_cannot_even_call_the_fallback_rests_and_the_others_go_on(cast: Cast) -> None:
    broken, other = page(cast), page(cast, 2)
    refuse("oncall_pageevent", "page_id", broken.page_id)
    assert services.advance_due(DUE) == 1
    assert fallback_calls() == {other.pk}
    assert mails() == ["Down 1"]
    assert Stumble.objects.get().due_at == DUE + rules.rest(1)
    assert services.advance_due(DUE + rules.rest(1) - timedelta(seconds=1)) == 0
    assert Stumble.objects.get().tries == 1


def test_it_is_set_aside_in_the_end_and_goes_on_once_it_is_mended(cast: Cast) -> None:
    broken, at = page(cast), DUE
    refuse("oncall_pageevent", "page_id", broken.page_id)
    for _ in range(rules.TRIES + 3):
        services.advance_due(at)
        at += timedelta(hours=1)
    stumble = Stumble.objects.set_aside().get()
    assert (stumble.tries, len(mails())) == (rules.TRIES, 2)
    assert "refused" in stumble.reason or "CHECK" in stumble.reason
    take_again("oncall_pageevent")
    assert services.advance_due(at) == 0
    services.let_go_on(stumbles=[stumble.pk], at=at)
    assert services.advance_due(at) == 1
    assert (fallback_calls(), Stumble.objects.exists()) == ({broken.pk}, False)


def test_an_administrator_lets_it_be_tried_again(cast: Cast, client: Client) -> None:
    run = page(cast)
    services.stumble(kind="escalation", row=run.pk, about=("Down", "/"), error=ValueError("no such step"), at=DUE)
    Stumble.objects.update(set_aside_at=DUE, tries=rules.TRIES)
    client.force_login(User.objects.create_superuser("root@vendor.example"), backend="portal.authentication.Backend")
    address = reverse("admin:oncall_stumble_changelist")
    assert "ValueError: no such step" in client.get(address).content.decode()
    client.post(address, {"action": "let_go_on", "_selected_action": [Stumble.objects.get().pk]})
    assert not Stumble.objects.set_aside().exists()


def test_a_database_that_is_gone_for_a_moment_counts_as_no_try(cast: Cast) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("An SQLite is never gone.")
    run = page(cast)
    change("""CREATE FUNCTION pg_temp.waits() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'they wait for each other' USING ERRCODE = 'deadlock_detected'; END $$""")
    change("CREATE TRIGGER waits BEFORE INSERT ON oncall_pageevent FOR EACH ROW EXECUTE FUNCTION pg_temp.waits()")
    assert services.advance_due(DUE) == 0
    run.refresh_from_db()
    assert (run.due_at, Stumble.objects.exists(), mails()) == (DUE + timedelta(minutes=1), False, [])
