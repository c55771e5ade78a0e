"""Hours that were sold and that nobody is on call for: kept by customer and desk, and told once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts import services as people
from accounts.models import Agent, DeskMembership, Organization, User
from catalog.models import BusinessHours, Desk, Holiday, Product, Region
from catalog.services import calendar_changed
from entitlements.coverage import Span
from entitlements.models import Contract, License, Package
from entitlements.services import LineDraft, sign_contract, terminate
from entitlements.services.packages import package_changed
from notifications.services import send_mail
from oncall import portfolio, rules, services
from oncall.models import Debt, DebtEvent, Layer
from outbox.models import OutboundMessage
from outbox.services import deliver_due
from portal.followers import handlers
from tests.oncall.conftest import Cast, make_agent

AT = datetime(2026, 11, 4, 3, tzinfo=UTC)
TOM_AWAY = datetime(2026, 11, 13, 18, tzinfo=UTC), datetime(2026, 11, 14, 18, tzinfo=UTC)
"""From Friday evening, in Tom's week, to Saturday evening: 24 hours after London's business hours."""

pytestmark = pytest.mark.django_db


@pytest.fixture
def london(cast: Cast) -> Region:
    """London works on weekdays from 09:00 to 17:00."""
    region = cast.london.region
    for weekday in range(5):
        BusinessHours.objects.create(region=region, weekday=weekday, opens_minute=540, closes_minute=1020)
    return region


@pytest.fixture
def lead(cast: Cast) -> Agent:
    """London's lead, who is in no rotation."""
    agent = make_agent("lea", cast.london)
    DeskMembership.objects.filter(agent=agent).update(is_lead=True)
    return agent


def sell(region: Region, key: str = "EVE", option: str = "everyday-after-hours", years: int = 1) -> Contract:
    organization = Organization.objects.create(name=f"{key} Foods", key=key)
    product = Product.objects.get_or_create(name="Server", slug="server")[0]
    bought = License.objects.create(
        organization=organization, product=product, sold_in=region, purchased_on=date(2026, 1, 1)
    )
    packages = {row.code: row for row in Package.objects.all()}
    lines = [LineDraft(packages[code], date(2026, 6, 5), years) for code in ("gold", option)]
    return sign_contract(
        organization=organization,
        number=f"C-{key}",
        sold_in=region,
        licenses=[bought],
        starts_on=date(2026, 6, 5),
        years=2,
        lines=lines,
        actor=None,
        at=AT,
    )


def follow(at: datetime = AT) -> None:
    """Let the news take effect; nobody is written to."""
    while deliver_due(handlers={"topic": handlers(at)["topic"]}, at=at):
        pass


def hours(organization: str = "EVE") -> float:
    return Debt.objects.get(organization__key=organization).seconds / 3600


def mails() -> list[OutboundMessage]:
    return list(OutboundMessage.objects.filter(name="oncall/mail/debt").order_by("id"))


def causes() -> list[tuple[str, str]]:
    return [(event.code, event.data["cause"]["code"]) for event in DebtEvent.objects.order_by("id")]


@pytest.fixture
def tom_away(cast: Cast, london: Region, lead: Agent) -> Cast:
    """Tom is away for a night and a day of his week."""
    sell(london)
    follow()
    people.plan_absence(agent=cast.tom, starts_at=TOM_AWAY[0], ends_at=TOM_AWAY[1], actor=lead.user, at=AT)
    follow()
    return cast


def test_a_rotation_that_always_holds_owes_nothing(cast: Cast, london: Region) -> None:  # noqa: ARG001 - its rotation
    sell(london)
    follow()
    debt = Debt.objects.get()
    assert (debt.seconds, debt.spans) == (0, [])
    assert debt.sold_seconds == 3884 * 3600  # until the line ends on 5 June
    assert mails() == []


def test_an_absence_makes_debt_and_is_told_once_to_the_lead(tom_away: Cast) -> None:
    assert hours() == 24
    assert causes() == [("debt_arisen", "absence_planned")]
    (mail,) = mails()
    assert mail.recipient == "lea@vendor.example"
    services.agent_changed(key=str(tom_away.tom.pk), payload={"code": "absence_planned"}, at=AT)
    assert len(mails()) == 1


def test_the_mail_says_which_change_and_whose_hours(tom_away: Cast, mailoutbox: list[object]) -> None:  # noqa: ARG001
    send_mail(mails()[0])
    sent = mailoutbox[0]
    assert sent.subject == "24 h sold with nobody on call: London desk"  # type: ignore[attr-defined]
    for body in (sent.body, sent.alternatives[0][0]):  # type: ignore[attr-defined]
        assert "Tom will be away." in body
        assert "EVE Foods" in body
        assert "Fri 13 Nov 2026, 18:00" in body


def test_duty_managers_are_told_of_every_desk(cast: Cast, london: Region) -> None:
    manager = make_agent("max", cast.hong_kong)
    manager.user.groups.add(Group.objects.get_or_create(name="duty manager")[0])
    Layer.objects.all().delete()
    sell(london)
    follow()
    assert [mail.recipient for mail in mails()] == ["max@vendor.example"]
    assert causes()[0] == ("debt_arisen", "contract_changed")


def test_an_override_of_the_lead_ends_the_debt_and_taking_it_back_makes_it_again(tom_away: Cast, lead: Agent) -> None:
    made = services.set_override(
        rotation=tom_away.rotation, agent=lead, starts_at=TOM_AWAY[0], ends_at=TOM_AWAY[1], actor=lead, at=AT
    )
    follow()
    assert hours() == 0
    services.end_override(override=made, actor=lead, at=AT)
    follow()
    assert hours() == 24
    codes = [("debt_arisen", "absence_planned"), ("debt_gone", "override_set"), ("debt_arisen", "override_ended")]
    assert causes() == codes


def test_a_part_that_is_closed_is_told_to_nobody(tom_away: Cast, lead: Agent) -> None:
    middle = TOM_AWAY[0] + timedelta(hours=10)
    services.set_override(
        rotation=tom_away.rotation, agent=lead, starts_at=TOM_AWAY[0], ends_at=middle, actor=lead, at=AT
    )
    follow()
    assert hours() == 14
    assert len(mails()) == 1
    assert len(causes()) == 1


def test_a_new_contract_owes_what_the_others_owe_and_only_its_customer_is_told_of(tom_away: Cast) -> None:
    sell(tom_away.london.region, "BDC", "business-day-after-hours")
    follow()
    assert hours("BDC") == 0  # Saturday is no business day, and its Friday ends at 17:00
    sell(tom_away.london.region, "EVA")
    follow()
    assert (hours("EVA"), hours("EVE")) == (24, 24)
    assert [line["organization"] for line in mails()[-1].payload["lines"]] == ["EVA Foods"]
    assert mails()[-1].payload["cause"]["what"] == "C-EVA"


def test_a_contract_that_ends_owes_nothing_more(tom_away: Cast) -> None:  # noqa: ARG001 - the world before
    line = Contract.objects.get(number="C-EVE").entitlements.get(package__code="everyday-after-hours")
    terminate(entitlement=line, on=date(2026, 11, 10), actor=None, at=AT)
    follow()
    assert hours() == 0
    terminated = Debt.objects.get().sold_seconds
    assert terminated < 7 * 24 * 3600


def test_a_holiday_makes_debt_where_only_the_nights_are_held(cast: Cast, london: Region) -> None:
    Layer.objects.filter(rotation=cast.rotation).update(from_minute=17 * 60, to_minute=9 * 60)
    weekends = Layer.objects.create(
        rotation=cast.rotation, position=1, starts_on=date(2026, 11, 2), weekdays="56", name="Weekends"
    )
    weekends.members.create(agent=cast.ana, position=0)
    sell(london)
    follow()
    assert hours() == 0
    Holiday.objects.create(region=london, on=date(2026, 11, 30), name="St Andrew")
    calendar_changed(region=london, at=AT)
    follow()
    assert hours() == 8
    assert causes()[-1] == ("debt_arisen", "calendar_changed")


def test_a_package_that_covers_the_weekends_too_makes_debt_where_only_the_week_is_held(
    cast: Cast, london: Region
) -> None:
    Layer.objects.filter(rotation=cast.rotation).update(weekdays="01234")
    sell(london, option="business-day-after-hours")
    follow()
    before = hours()
    week = Package.objects.get(code="business-day-after-hours")
    week.window = Package.Window.ALWAYS
    week.save()
    package_changed(package=week, at=AT)
    follow()
    assert hours() > before
    assert causes()[-1] == ("debt_arisen", "package_changed")


def test_a_closed_account_of_a_colleague_makes_debt(tom_away: Cast) -> None:
    people.deactivate(user=tom_away.ana.user, at=AT)
    follow()
    assert hours() > 1900  # every week of hers, and what Tom is away for
    assert causes()[-1] == ("debt_arisen", "left")


def test_the_night_goes_on_looking_and_tells_only_what_was_in_sight(cast: Cast, london: Region, lead: Agent) -> None:  # noqa: ARG001
    Layer.objects.all().delete()
    sell(london, years=2)
    follow()
    before = hours()
    services.recompute_all(AT + timedelta(days=1))
    assert len(mails()) == 1
    assert causes() == [("debt_arisen", "contract_changed")]
    assert Debt.objects.get().looked_until == AT + timedelta(weeks=52, days=1)
    assert abs(hours() - before) < 24


def test_a_secondary_on_call_is_somebody(tom_away: Cast) -> None:
    second = tom_away.london.rotations.create(tier="secondary")
    layer = Layer.objects.create(rotation=second, starts_on=date(2026, 11, 2))
    layer.members.create(agent=tom_away.ana, position=0)
    services.layers_changed(rotation=second, actor=tom_away.ana.user, at=AT)
    follow()
    assert hours() == 0


def test_the_desk_of_the_product_answers_and_a_region_without_a_desk_owes_all(cast: Cast, london: Region) -> None:
    special = Desk.objects.create(code="special", name="Special desk", region=london)
    special.products.add(Product.objects.get_or_create(name="Server", slug="server")[0])
    sell(london)
    nowhere = Region.objects.create(code="nowhere", name="Nowhere", city="Nowhere", zone="UTC")
    sell(nowhere, "ZEN")
    follow()
    desks = dict(Debt.objects.values_list("organization__key", "desk__code"))
    assert desks == {"EVE": "special", "ZEN": None}
    assert cast.london.pk != special.pk
    zen = Debt.objects.get(desk=None)
    assert zen.seconds == zen.sold_seconds == (213 * 24 - 3) * 3600


def test_a_hole_names_whose_hours_it_holds(tom_away: Cast) -> None:
    (found,) = portfolio.holes(Debt.objects.owing().select_related("organization", "desk"), AT)
    (hole,) = found.holes
    assert (hole.starts_at, hole.ends_at, hole.customers) == (*TOM_AWAY, ["EVE Foods"])
    assert (found.rotation, hole.seconds) == (tom_away.rotation, 24 * 3600)


def test_twenty_customers_cost_no_more_statements_than_one(cast: Cast, london: Region) -> None:  # noqa: ARG001
    counts = []
    for number in (1, 20):
        while Organization.objects.count() < number:
            sell(london, f"K{Organization.objects.count()}")
        with CaptureQueriesContext(connection) as statements:
            assert len(portfolio.owed(AT)) == number
        counts.append(len(statements))
    assert counts[1] <= counts[0]


INSTANTS = st.integers(0, 200).map(lambda number: AT + timedelta(hours=number))
SPANS: Callable[[], st.SearchStrategy[list[Span]]] = lambda: st.lists(  # noqa: E731 - drawn twice
    st.tuples(INSTANTS, INSTANTS).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: Span(*pair)), max_size=6
)


@given(sold=SPANS(), manned=SPANS())
def test_every_hour_is_owed_exactly_when_it_is_sold_and_nobody_is_on_call(sold: list[Span], manned: list[Span]) -> None:
    owed = rules.debt(sold, manned)
    for hour in range(201):
        at = AT + timedelta(hours=hour)
        is_sold, is_held, is_owed = (
            any(span.starts_at <= at < span.ends_at for span in spans) for spans in (sold, manned, owed)
        )
        assert is_owed == (is_sold and not is_held)
    assert rules.arisen(owed, owed, AT, AT + timedelta(days=30)) == []
    assert rules.arisen([], owed, AT, AT + timedelta(days=30)) == owed


def test_nobody_but_agents_sees_it(tom_away: Cast) -> None:
    customer = User.objects.get(email="customer@abc.example")
    assert Debt.objects.visible_to(customer).count() == 0
    assert Debt.objects.visible_to(tom_away.mei.user).count() == 1
