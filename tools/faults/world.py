"""Who files tickets, who works them, and what was sold: the cast of the demo without its stories."""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from accounts.demo import load_environments, load_people, load_work
from catalog.demo import load_catalog
from common import clock
from entitlements.demo import load_contracts
from oncall.demo import load_rotations

BEGINS = datetime(2026, 12, 31, 3, tzinfo=UTC)
"""Wednesday evening in Los Angeles, night in London, noon in Hong Kong; a day before the year ends."""
CUSTOMERS = (
    "member@everyday.example",
    "member.london@abc.example",
    "member@businessday.example",
    "member@goldonly.example",
)
"""Sold around the clock, in regions, on business days, and by the unit."""
AGENT = "agent.amer@vendor.example"
LEAD = "lead.emea@vendor.example"


def make(at: datetime = BEGINS) -> None:
    """Make the tables, and load the cast at the instant `at`; a clock that can be moved begins there."""
    if settings.PORTAL_CLOCK:
        clock.move(Path(settings.PORTAL_CLOCK), at)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    catalog = load_catalog(at)
    people = load_people(at=at, regions=catalog.regions, desks=catalog.desks)
    load_environments(people, regions=catalog.regions, versions=catalog.versions)
    load_work(people, products=catalog.products)
    load_contracts(at, catalog, people)
    load_rotations(at)
