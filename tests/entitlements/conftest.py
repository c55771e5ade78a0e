"""The cast of the demo world with its contracts, as it stands on a Wednesday in June."""

from dataclasses import dataclass

import pytest

from accounts.demo import People, load_people
from catalog.demo import Catalog, load_catalog
from tests.world import AT


@dataclass(frozen=True)
class Cast:
    """What the demo world holds."""

    catalog: Catalog
    people: People


@pytest.fixture
def cast(world: None, db: None) -> Cast:  # noqa: ARG001 - loaded by the one, read again here in a test's transaction
    """The demo world's rows by their names."""
    catalog = load_catalog(AT)
    return Cast(catalog, load_people(at=AT, regions=catalog.regions, desks=catalog.desks))
