"""What filing and answering ask of the database: the same few statements, however much there is."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY
from tests.tickets.test_customer_pages import NEW, Visitor, address, filled, visitor

__all__ = ["visitor"]
pytestmark = pytest.mark.django_db
FILING, ANSWERING, REPLYING = 31, 22, 18
"""At most, with the savepoints that stand in a test for the transaction of the request, and calendars not yet known."""


def test_a_ticket_is_filed_in_a_fixed_number_of_statements(
    visitor: Visitor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    visitor.log_in(who.LONDON)
    form = filled(visitor)
    with django_assert_max_num_queries(FILING):
        assert visitor.client.post(NEW, form).status_code == 302


@pytest.mark.parametrize("at", [WEDNESDAY, WEDNESDAY + timedelta(days=3)], ids=["in time", "late"])
@pytest.mark.parametrize(("email", "most"), [(who.EDWARD, ANSWERING), (who.LONDON, REPLYING)])
def test_a_reply_is_written_in_a_fixed_number_of_statements(
    visitor: Visitor, django_assert_max_num_queries: DjangoAssertNumQueries, email: str, most: int, at: datetime
) -> None:
    ticket = visitor.cast.file(who.LONDON)
    ticket.refresh_from_db()
    visitor.log_in(email, at)
    said = {"mode": "reply", "body": "Since when?", "token": "t", "edit": ticket.version_number, "seen": 0}
    with django_assert_max_num_queries(most):
        assert visitor.client.post(address(ticket, "replies"), said).status_code == 302
