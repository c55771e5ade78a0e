"""R15: ABC Corporation bought in North America and has teams in London and Hong Kong; each asks at 10:00 somewhere."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db.models import F
from playwright.sync_api import Page, expect

from entitlements.models import Entitlement
from tests.browser.conftest import PageAs

LOS_ANGELES, LONDON, HONG_KONG = "manager@abc.example", "member.london@abc.example", "member.hongkong@abc.example"
TEN_IN_HONG_KONG = datetime(2026, 6, 10, 2, tzinfo=UTC)
TEN_IN_LONDON = datetime(2026, 6, 10, 9, tzinfo=UTC)
TEN_IN_LOS_ANGELES = datetime(2026, 6, 10, 17, tzinfo=UTC)

# Each team reads the answer in its own zone.
GOLD_ALONE = {
    (LOS_ANGELES, TEN_IN_HONG_KONG): "Los Angeles opens Wed 10 Jun, 06:00",
    (LOS_ANGELES, TEN_IN_LONDON): "Los Angeles opens today, 06:00",
    (LOS_ANGELES, TEN_IN_LOS_ANGELES): "Covered now by Los Angeles until today, 17:00",
    (LONDON, TEN_IN_HONG_KONG): "Los Angeles opens today, 14:00",
    (LONDON, TEN_IN_LONDON): "Los Angeles opens today, 14:00",
    (LONDON, TEN_IN_LOS_ANGELES): "Covered now by Los Angeles until Thu 11 Jun, 01:00",
    (HONG_KONG, TEN_IN_HONG_KONG): "Los Angeles opens today, 21:00",
    (HONG_KONG, TEN_IN_LONDON): "Los Angeles opens today, 21:00",
    (HONG_KONG, TEN_IN_LOS_ANGELES): "Covered now by Los Angeles until today, 08:00",
}
MULTI_REGIONAL = GOLD_ALONE | {
    (LONDON, TEN_IN_HONG_KONG): "London opens today, 06:00",
    (LONDON, TEN_IN_LONDON): "Covered now by London until today, 19:00",
    (LONDON, TEN_IN_LOS_ANGELES): "Covered now by London until today, 19:00",
    (HONG_KONG, TEN_IN_HONG_KONG): "Covered now by Hong Kong until today, 18:00",
    (HONG_KONG, TEN_IN_LONDON): "Covered now by Hong Kong until today, 18:00",
}


def ask_all(answers: dict[tuple[str, datetime], str], pages: dict[str, Page], move: Callable[[datetime], None]) -> None:
    for (email, at), said in answers.items():
        move(at)
        pages[email].goto("/")
        expect(pages[email].locator("h1")).to_have_text(said)


@pytest.fixture
def teams(page_as: PageAs) -> dict[str, Page]:
    return {email: page_as(email) for email in (LOS_ANGELES, LONDON, HONG_KONG)}


def test_with_multi_regional_each_team_is_worked_in_its_own_regions_hours(
    teams: dict[str, Page], moved_clock: Callable[[datetime], None]
) -> None:
    ask_all(MULTI_REGIONAL, teams, moved_clock)


def test_with_gold_alone_every_team_uses_the_hours_of_north_america(
    teams: dict[str, Page], moved_clock: Callable[[datetime], None]
) -> None:
    options = Entitlement.objects.filter(contract__organization__key="ABC", package__code="multi-regional")
    options.update(terminated_on=F("starts_on"))
    ask_all(GOLD_ALONE, teams, moved_clock)
