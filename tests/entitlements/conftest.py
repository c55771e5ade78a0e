"""The cast of the demo world as it stands on a Wednesday in June."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from accounts.demo import People, load_people
from catalog.demo import Catalog, load_catalog
from entitlements.demo import load_contracts
from entitlements.portfolio import forget_calendars

AT = datetime(2026, 6, 10, 12, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """What the demo world holds."""

    catalog: Catalog
    people: People


@pytest.fixture(autouse=True)
def _fresh_calendars() -> Iterator[None]:
    """No test sees a calendar of another one's regions."""
    forget_calendars()
    yield
    forget_calendars()


@pytest.fixture
def catalog(db: None) -> Catalog:  # noqa: ARG001 - it opens the database
    return load_catalog(AT)


@pytest.fixture
def world(catalog: Catalog) -> World:
    """Regions, people and contracts, as of `AT`."""
    people = load_people(at=AT, regions=catalog.regions, desks=catalog.desks)
    load_contracts(AT, catalog, people)
    return World(catalog, people)
