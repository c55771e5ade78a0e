"""Beats and administrators who act in the same moment make one proposal, and decide it once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from catalog import services
from catalog.models import HolidayProposal, Region
from tests.world import AT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
LATER = AT + timedelta(days=1)


@pytest.fixture
def committed(transactional_db: None) -> Region:  # noqa: ARG001 - it lets other connections see the region
    """A region whose holidays nobody has entered."""
    return Region.objects.create(code="MID", name="Mid", city="Berlin", zone="Europe/Berlin", country="DE")


def at_once(call: Callable[[], object], times: int = 4) -> list[str]:
    start = Barrier(times)

    def run(_: int) -> str:
        try:
            start.wait(timeout=20)
            call()
        except services.UnableToDecide as unable:
            return unable.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(run, range(times)))


def test_beats_at_once_make_one_proposal_a_year(committed: Region) -> None:
    at_once(lambda: services.propose_due_holidays(at=AT))
    assert list(committed.holiday_proposals.order_by("year").values_list("year", flat=True)) == [2026, 2027]


def test_a_proposal_that_is_applied_twice_at_once_bumps_the_version_once(committed: Region) -> None:
    proposal = services.propose_holidays(region=committed, year=2027, at=AT)
    assert proposal is not None

    def apply() -> None:
        mine = HolidayProposal.objects.get(pk=proposal.pk)
        services.apply_proposal(proposal=mine, seen_at=AT, decided_by=7, at=LATER)

    assert at_once(apply) == ["", "changed", "changed", "changed"]
    assert Region.objects.get(pk=committed.pk).calendar_version == committed.calendar_version + 1
