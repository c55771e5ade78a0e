"""What happens once although several do it at once: numbers, forms and breaches."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outbox.services import submit_once
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import rules, services
from tickets.models import Ticket


@pytest.mark.both
def test_tickets_filed_at_once_get_different_numbers(committed: Cast) -> None:
    def file(_: int) -> str:
        try:
            return str(committed.file(who.GOLD).reference)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        filed = list(pool.map(file, range(12)))

    assert sorted(filed) == [f"GLD-{number}" for number in range(1001, 1013)]


@pytest.mark.both
def test_a_form_that_is_sent_twice_at_once_makes_one_ticket(committed: Cast) -> None:
    def send(_: int) -> str:
        try:
            return submit_once(
                owner="user:1",
                token="the form's",
                at=WEDNESDAY,
                make=lambda: str(committed.file(who.GOLD).reference),
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(send, range(4)))

    assert answers == {"GLD-1001"}
    assert Ticket.objects.count() == 1


@pytest.mark.both
def test_sweeps_at_once_record_a_breach_once(committed: Cast) -> None:
    ticket = committed.file(who.GOLD)

    def sweep(_: int) -> int:
        try:
            return services.record_broken(WEDNESDAY + timedelta(days=3))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        recorded = sum(pool.map(sweep, range(4)))

    assert recorded == 1
    assert ticket.events.filter(code="promise_broken").count() == 1


@pytest.mark.both
def test_sweeps_at_once_close_a_resolved_ticket_once(committed: Cast) -> None:
    ticket = committed.file(who.LONDON)
    services.resolve(ticket=ticket, actor=committed.user(who.EDWARD), at=WEDNESDAY)

    def sweep(_: int) -> int:
        try:
            return services.close_resolved(WEDNESDAY + rules.GRACE)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(sweep, range(4))) == 1
    assert ticket.events.filter(code="closed_by_itself").count() == 1


def test_a_reply_and_an_undone_merge_lock_the_same_ticket_first(cast: Cast) -> None:
    target, source = cast.file(who.LONDON), cast.file(who.LONDON)
    services.merge(source=source, target=target, actor=cast.user(who.EDWARD), at=WEDNESDAY)

    with CaptureQueriesContext(connection) as statements:
        services.reply(ticket=source, author=cast.user(who.LONDON), body="Still blank.", at=WEDNESDAY)

    read = [re.search(r'FROM "tickets_ticket" WHERE "tickets_ticket"."id" = (\d+)', each["sql"]) for each in statements]
    assert [int(found[1]) for found in read if found][:2] == [target.pk, source.pk]


def test_a_new_tag_is_made_before_its_ticket_is_locked(cast: Cast) -> None:
    ticket, edward = cast.file(who.LONDON), cast.user(who.EDWARD)

    with CaptureQueriesContext(connection) as statements:
        services.tag(ticket=ticket, actor=edward, add=["printing", "cache"], at=WEDNESDAY)

    said = [each["sql"] for each in statements]
    makes = next(index for index, sql in enumerate(said) if sql.startswith("INSERT") and 'INTO "tickets_tag"' in sql)
    locks = next(index for index, sql in enumerate(said) if 'FROM "tickets_ticket"' in sql)
    assert makes < locks
    assert said[makes].index("cache") < said[makes].index("printing")
