"""What must happen once happens once, whatever runs at the same time."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from outbox import claims, services
from outbox.models import OutboundMessage, SubmissionToken
from tests.at_once import at_once

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
WORKERS = 6
T = TypeVar("T")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def together(work: Callable[[], T]) -> list[T]:
    """What each of several threads gets from `work`."""
    return at_once(*[work] * WORKERS)


def owe(count: int) -> None:
    for number in range(count):
        services.mail(name="x/mail/y", recipient="a@b.example", payload={}, dedupe_key=str(number), at=AT)


def test_sweeps_at_the_same_time_deliver_each_message_once() -> None:
    owe(30)
    sent: list[str] = []
    handlers: dict[str, services.Handler] = {"mail": lambda message: sent.append(message.dedupe_key)}
    tried = together(lambda: services.deliver_due(handlers=handlers, at=AT))
    assert Counter(sent) == Counter(map(str, range(30)))
    assert sum(tried) == 30
    assert OutboundMessage.objects.sent().count() == 30


def test_a_worker_does_not_wait_for_a_message_that_another_is_claiming() -> None:
    if not connection.features.has_select_for_update_skip_locked:
        pytest.skip("SQLite lets one transaction write at a time.")
    owe(2)

    def impatient() -> OutboundMessage | None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        return claims.claim(kinds=["mail"], at=AT)

    with transaction.atomic():
        first = OutboundMessage.objects.select_for_update().in_turn()[0]
        [claimed] = at_once(impatient)
    assert claimed is not None
    assert claimed.pk != first.pk


def test_workers_that_claim_at_the_same_time_get_different_messages() -> None:
    owe(WORKERS)
    claimed = together(lambda: claims.claim(kinds=["mail"], at=AT))
    assert len({message.pk for message in claimed if message}) == len([message for message in claimed if message])
    left = OutboundMessage.objects.due_by(AT).count()
    assert left + len([message for message in claimed if message]) == WORKERS


def test_one_thing_owed_by_several_at_once_is_stored_once() -> None:
    together(lambda: owe(1))
    assert OutboundMessage.objects.count() == 1


def test_a_form_submitted_several_times_at_once_makes_one_thing() -> None:
    def make() -> str:
        made = OutboundMessage.objects.create(
            kind="mail", name="made", dedupe_key=uuid4().hex, created_at=AT, due_at=AT
        )
        return f"/tickets/{made.pk}/"

    answers = together(lambda: services.submit_once(owner="user:7", token="t", at=AT, make=make))
    assert len(set(answers)) == 1
    assert OutboundMessage.objects.filter(name="made").count() == 1


def send(says: str, known: str | None = None) -> str | services.Earlier:
    """Submit a form with the words of all of them that says besides what `says` says."""
    form = services.SentForm(owner="user:7", token=says, says=says, words="the text of a ticket")
    made = f"/made/{says}/"
    return services.submit_new(form, at=AT, since=AT - timedelta(days=1), make=lambda: made, known=known)


def test_the_same_words_that_were_sent_meanwhile_lead_to_what_they_made_unless_the_sender_knows_of_it() -> None:
    assert send("severity 1", known="") == "/made/severity 1/"
    assert send("severity 2", known="") == services.Earlier("/made/severity 1/", is_same=False)
    assert send("severity 2", known="/made/severity 1/") == "/made/severity 2/"


def test_a_form_that_says_something_else_makes_another_where_nobody_is_asked_and_the_same_makes_nothing() -> None:
    assert [send("severity 1"), send("severity 2")] == ["/made/severity 1/", "/made/severity 2/"]
    assert send("severity 2") == services.Earlier("/made/severity 2/", is_same=True)


def test_what_is_owed_in_a_block_is_stored_in_one_statement_and_in_its_order() -> None:
    with CaptureQueriesContext(connection) as statements, transaction.atomic(), services.stored_together():
        owe(2)
        with services.stored_together():
            services.publish("made", "7", at=AT)
        assert not OutboundMessage.objects.exists()
    assert sum(each["sql"].startswith("INSERT") for each in statements) == 1
    assert list(OutboundMessage.objects.order_by("pk").values_list("name", flat=True)) == ["x/mail/y"] * 2 + ["made"]


def test_a_block_that_raises_stores_nothing_and_what_comes_after_it_is_stored_as_ever() -> None:
    @services.stored_together()
    def refuse() -> None:
        owe(1)
        raise ValueError("too long")

    with pytest.raises(ValueError, match="too long"):
        refuse()
    assert not OutboundMessage.objects.exists()
    owe(1)
    assert OutboundMessage.objects.count() == 1


def test_a_form_whose_first_submission_is_refused_can_be_submitted_again() -> None:
    def refuse() -> str:
        raise ValueError("too long")

    with pytest.raises(ValueError, match="too long"):
        services.submit_once(owner="user:7", token="t", at=AT, make=refuse)
    assert SubmissionToken.objects.count() == 0
    assert services.submit_once(owner="user:7", token="t", at=AT, make=lambda: "/made/") == "/made/"


def test_a_token_belongs_to_its_owner() -> None:
    services.submit_once(owner="user:7", token="t", at=AT, make=lambda: "/mine/")
    assert services.submit_once(owner="user:8", token="t", at=AT, make=lambda: "/theirs/") == "/theirs/"
    assert services.submit_once(owner="user:7", token="t", at=AT, make=lambda: "/other/") == "/mine/"


def test_a_form_without_a_token_makes_each_time() -> None:
    made = [services.submit_once(owner="user:7", token="", at=AT, make=lambda: "/made/") for _ in range(2)]
    assert made == ["/made/", "/made/"]
    assert SubmissionToken.objects.count() == 0


def test_a_given_up_message_is_tried_again_on_request_and_a_sent_one_is_not() -> None:
    owe(3)
    OutboundMessage.objects.filter(dedupe_key="0").update(dead_at=AT, attempts=16)
    OutboundMessage.objects.filter(dedupe_key="1").update(sent_at=AT)
    OutboundMessage.objects.filter(dedupe_key="2").update(leased_until=AT + timedelta(minutes=1), lease="x")
    every = list(OutboundMessage.objects.values_list("pk", flat=True))
    assert services.retry(messages=every, at=AT) == 1
    assert OutboundMessage.objects.due_by(AT).get().dedupe_key == "0"
