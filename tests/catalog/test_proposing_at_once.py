"""Beats and administrators who act in the same moment make one proposal, and decide it once."""

from datetime import timedelta

import pytest

from catalog import services
from catalog.models import HolidayProposal, Region
from tests.at_once import at_once, code_of
from tests.world import AT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
LATER = AT + timedelta(days=1)


@pytest.fixture
def committed(transactional_db: None) -> Region:  # noqa: ARG001 - it lets other connections see the region
    """A region whose holidays nobody has entered."""
    return Region.objects.create(code="MID", name="Mid", city="Berlin", zone="Europe/Berlin", country="DE")


def test_beats_at_once_make_one_proposal_a_year(committed: Region) -> None:
    at_once(*[lambda: services.propose_due_holidays(at=AT)] * 4)
    assert list(committed.holiday_proposals.order_by("year").values_list("year", flat=True)) == [2026, 2027]


def test_a_proposal_that_is_applied_twice_at_once_bumps_the_version_once(committed: Region) -> None:
    proposal = services.propose_holidays(region=committed, year=2027, at=AT)
    assert proposal is not None

    def apply() -> None:
        mine = HolidayProposal.objects.get(pk=proposal.pk)
        services.apply_proposal(proposal=mine, seen_at=AT, decided_by=7, at=LATER)

    assert sorted(at_once(*[lambda: code_of(apply)] * 4)) == ["", "changed", "changed", "changed"]
    assert Region.objects.get(pk=committed.pk).calendar_version == committed.calendar_version + 1
