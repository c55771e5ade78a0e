"""Published holidays wait as a proposal, and change deadlines only once somebody has applied them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Contact
from catalog import rules, services
from catalog.models import Holiday, HolidayProposal, Region
from catalog.rules import HolidayDifference
from entitlements import portfolio
from outbox.models import OutboundMessage
from portal import tasks
from tests.world import AT
from tickets.models import Milestone

INDEPENDENCE_DAY = date(2026, 7, 3)
GOOD_FRIDAY, CHRISTMAS, COMPANY_DAY = date(2027, 3, 26), date(2027, 12, 25), date(2027, 8, 13)
LATER = AT + timedelta(days=1)
ANNE = 7


@pytest.fixture
def london(world: None) -> Region:  # noqa: ARG001 - it loads the regions
    """Its list lacks Good Friday of 2027, calls Christmas otherwise, and has a day of its own."""
    region = Region.objects.get(code="EMEA")
    region.holidays.filter(on=GOOD_FRIDAY).delete()
    region.holidays.filter(on=CHRISTMAS).update(name="Xmas")
    Holiday.objects.create(region=region, on=COMPANY_DAY, name="Company day")
    return region


def proposed(region: Region, at: datetime = AT) -> HolidayProposal:
    proposal = services.propose_holidays(region=region, year=2027, at=at)
    assert proposal is not None
    return proposal


def applied(proposal: HolidayProposal, *removing: date) -> None:
    services.apply_proposal(
        proposal=proposal, seen_at=proposal.proposed_at, removing=removing, decided_by=ANNE, at=LATER
    )


def dismissed(proposal: HolidayProposal) -> None:
    services.dismiss_proposal(proposal=proposal, seen_at=proposal.proposed_at, decided_by=ANNE, at=LATER)


def names(region: Region) -> dict[date, str]:
    return dict(region.holidays.filter(on__year=2027).values_list("on", "name"))


def version(region: Region) -> int:
    return Region.objects.get(pk=region.pk).calendar_version


@pytest.mark.django_db
def test_a_proposal_says_what_differs_and_changes_nothing(london: Region) -> None:
    before = names(london), version(london)
    assert proposed(london).difference == HolidayDifference(
        added={GOOD_FRIDAY: "Good Friday"},
        renamed={CHRISTMAS: "Christmas Day"},
        only_here={COMPANY_DAY: "Company day"},
    )
    assert (names(london), version(london)) == before


@pytest.mark.django_db
def test_proposing_again_leaves_the_proposal_as_it_is(london: Region) -> None:
    first, again = proposed(london), proposed(london, LATER)
    assert (again.pk, again.proposed_at) == (first.pk, AT)
    assert HolidayProposal.objects.count() == 1


@pytest.mark.django_db
def test_a_proposal_that_waits_is_refreshed(london: Region) -> None:
    first = proposed(london)
    london.holidays.filter(on=COMPANY_DAY).delete()
    again = proposed(london, LATER)
    assert (again.pk, again.proposed_at, again.only_here) == (first.pk, LATER, {})


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
def test_a_list_as_published_makes_no_proposal() -> None:
    assert services.propose_holidays(region=Region.objects.get(code="EMEA"), year=2027, at=AT) is None
    assert not HolidayProposal.objects.exists()


@pytest.mark.django_db
def test_a_proposal_with_nothing_left_is_withdrawn(london: Region) -> None:
    seen = proposed(london)
    Holiday.objects.create(region=london, on=GOOD_FRIDAY, name="Good Friday")
    london.holidays.filter(on=CHRISTMAS).update(name="Christmas Day")
    london.holidays.filter(on=COMPANY_DAY).delete()
    assert services.propose_holidays(region=london, year=2027, at=LATER) is None
    with pytest.raises(services.UnableToDecide, match="changed"):
        applied(seen)


@pytest.mark.django_db
def test_days_that_have_passed_are_left_alone(london: Region) -> None:
    in_july = datetime(2027, 7, 1, tzinfo=UTC)
    assert proposed(london, in_july).added == {}
    assert proposed(london, in_july).renamed == {"2027-12-25": "Christmas Day"}


@pytest.mark.django_db
def test_applying_adds_renames_keeps_own_days_and_bumps_the_version_once(london: Region) -> None:
    before, news = version(london), OutboundMessage.objects.filter(name="calendar.changed").count()
    proposal = proposed(london)
    applied(proposal)
    assert names(london)[GOOD_FRIDAY] == "Good Friday"
    assert names(london)[CHRISTMAS] == "Christmas Day"
    assert names(london)[COMPANY_DAY] == "Company day"
    assert version(london) == before + 1
    assert OutboundMessage.objects.filter(name="calendar.changed").count() == news + 1
    assert (proposal.is_applied, proposal.decided_by, proposal.decided_at) == (True, ANNE, LATER)


@pytest.mark.django_db
def test_own_days_are_removed_only_when_they_are_chosen(london: Region) -> None:
    proposal = proposed(london)
    applied(proposal, COMPANY_DAY, INDEPENDENCE_DAY)
    assert COMPANY_DAY not in names(london)
    assert proposal.removed == ["2027-08-13"]


@pytest.mark.django_db
def test_own_days_that_were_kept_are_not_asked_about_again(london: Region) -> None:
    applied(proposed(london))
    assert services.propose_holidays(region=london, year=2027, at=LATER) is None


def due() -> datetime | None:
    """When a gold customer of Los Angeles is answered who files on the eve of Independence Day, 16:00 there."""
    contact = Contact.objects.select_related("organization").get(user__email="member@goldonly.example")
    at = datetime(2026, 7, 2, 23, tzinfo=UTC)
    made = portfolio.assess(
        contact=contact,
        organization=contact.organization,
        product=None,
        version=None,
        kind="break-fix",
        severity=1,
        at=at,
    )
    return made.due_at(at, 120)


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
def test_a_deadline_moves_when_the_proposal_is_applied_and_not_before() -> None:
    region = Region.objects.get(code="AMER")
    region.holidays.filter(on=INDEPENDENCE_DAY).delete()
    services.calendar_changed(region=region, at=AT)
    promised = list(Milestone.objects.order_by("pk").values_list("pk", "due_at"))
    proposal = services.propose_holidays(region=region, year=2026, at=AT)
    assert proposal is not None
    assert due() == datetime(2026, 7, 3, 14, tzinfo=UTC)
    applied(proposal)
    assert due() == datetime(2026, 7, 6, 14, tzinfo=UTC)
    assert list(Milestone.objects.order_by("pk").values_list("pk", "due_at")) == promised


@pytest.mark.django_db
def test_a_dismissed_proposal_changes_nothing_and_is_not_made_again(london: Region) -> None:
    before = names(london), version(london)
    dismissed(proposed(london))
    assert services.propose_holidays(region=london, year=2027, at=LATER) is None
    assert (names(london), version(london)) == before


@pytest.mark.django_db
def test_something_new_brings_what_was_dismissed_back_with_it(london: Region) -> None:
    dismissed(proposed(london))
    london.holidays.filter(on=date(2027, 12, 28)).delete()
    assert set(proposed(london, LATER).added) == {"2027-03-26", "2027-12-28"}


@pytest.mark.django_db
def test_what_was_not_seen_is_not_applied(london: Region) -> None:
    seen = proposed(london)
    london.holidays.filter(on=date(2027, 12, 28)).delete()
    proposed(london, LATER)
    with pytest.raises(services.UnableToDecide, match="changed"):
        applied(seen)
    assert GOOD_FRIDAY not in names(london)


@pytest.mark.django_db
def test_a_proposal_is_decided_once(london: Region) -> None:
    proposal = proposed(london)
    dismissed(proposal)
    with pytest.raises(services.UnableToDecide, match="changed"):
        applied(proposal)
    assert not proposal.is_applied


@pytest.mark.parametrize(
    ("last", "on", "years"),
    [
        (None, date(2026, 6, 10), [2026, 2027]),
        (date(2026, 12, 28), date(2026, 6, 10), [2026, 2027]),
        (date(2027, 12, 28), date(2026, 11, 20), []),
        (date(2027, 12, 28), date(2026, 11, 23), [2026, 2027]),
        (date(2027, 12, 28), date(2026, 12, 1), [2026, 2027, 2028]),
        (date(2028, 12, 26), date(2026, 12, 1), []),
    ],
)
def test_the_next_year_is_proposed_before_a_list_ends(last: date | None, on: date, years: list[int]) -> None:
    assert list(rules.years_to_propose(last_holiday_on=last, on=on)) == years


@pytest.mark.django_db
def test_the_beat_proposes_for_regions_with_a_country_whose_list_ends(london: Region) -> None:
    Holiday.objects.filter(on__year__gt=2026).delete()
    Region.objects.filter(code="APAC").update(country="")
    tasks.propose_holidays()
    tasks.propose_holidays()
    waiting = HolidayProposal.objects.order_by("region__code").values_list("region__code", "year", "proposed_at")
    assert list(waiting) == [("AMER", 2027, AT), (london.code, 2027, AT)]


@pytest.mark.django_db
def test_the_beat_leaves_lists_alone_that_reach_far_and_looks_again_at_what_waits(london: Region) -> None:
    tasks.propose_holidays()
    assert not HolidayProposal.objects.exists()
    proposed(london)
    Holiday.objects.create(region=london, on=GOOD_FRIDAY, name="Good Friday")
    tasks.propose_holidays()
    assert HolidayProposal.objects.get().added == {}


@pytest.mark.django_db
def test_a_country_that_nobody_publishes_does_not_keep_others_from_theirs(
    london: Region, caplog: pytest.LogCaptureFixture
) -> None:
    Holiday.objects.filter(on__year__gt=2026).delete()
    Region.objects.filter(code="AMER").update(country="AQ", subdivision="XX")
    waiting = services.propose_due_holidays(at=AT)
    assert {proposal.region.code for proposal in waiting} == {"APAC", london.code}
    assert "No holidays are published for AMER" in caplog.text


@pytest.mark.django_db
@pytest.mark.both
def test_only_one_proposal_of_a_year_waits(london: Region) -> None:
    proposed(london)
    with pytest.raises(IntegrityError), transaction.atomic():
        HolidayProposal.objects.create(region=london, year=2027, proposed_at=LATER)
