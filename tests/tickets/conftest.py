"""The cast of the demo world with what was sold to it and without its tickets, as of a Wednesday in June."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from tests.tickets.agents_world import clear_tickets
from tests.tickets.cast import Cast, load
from tests.world import taken_back


@pytest.fixture(scope="module")
def _sold(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001 - it comes first
    """The cast, loaded once for a module and rolled back after it."""
    with django_db_blocker.unblock(), taken_back():
        load()
        yield


@pytest.fixture(scope="module")
def no_tickets(world: None, django_db_blocker: DjangoDbBlocker) -> None:  # noqa: ARG001 - what is cleared was loaded before
    """The demo world without its tickets and the saved views of them, for a module: a test sees its own alone."""
    with django_db_blocker.unblock():
        clear_tickets()
        connection.check_constraints()  # as after a world is loaded


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    """A folder for the files of one test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def cast(_sold: None, db: None, files: Path) -> Cast:  # noqa: ARG001 - they open the database and the folder
    return Cast()


@pytest.fixture
def committed(transactional_db: None, files: Path) -> Cast:  # noqa: ARG001 - they open the database and the folder
    """The cast as every thread sees it."""
    return load()
