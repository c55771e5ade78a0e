"""The house rules of every test: its database, no broker, no query and no undefined variable in a template."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.template.base import Template
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from entitlements.portfolio import forget_calendars
from tests import asking, buckets, guards, snapshot
from tests.database import OURS
from tests.migrated import Migrated
from tests.order import in_order
from tests.world import load_world, of_module, standing_clock, taken_back

BROWSER = Path(__file__).parent / "browser"
COMMITTING = {"transactional_db", "live_server"}

# The same examples each time, and none fails because the machine is busy.
hypothesis.settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


def pytest_configure() -> None:
    """Raise for undefined variables; keep SQLite in a file, since a shared one in memory locks whole tables.

    A test that changes a setting makes Django build its template engines again, so the settings must say it.
    """
    gc.set_threshold(50_000, 20, 20)  # cycles are looked for seldom: with Python's own numbers they cost a tenth
    templates: Any = settings.TEMPLATES
    templates[0]["OPTIONS"]["string_if_invalid"] = guards.Undefined()
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = f"{database['NAME']}-test"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies under `browser`; mark what commits, whichever fixture of it says so."""
    for item in items:
        if item.path.is_relative_to(BROWSER):
            item.add_marker(pytest.mark.browser)
        marker = item.get_closest_marker("django_db")
        options = dict(marker.kwargs) if marker else {}
        if isinstance(item, pytest.Function) and (options.get("transaction") or COMMITTING & set(item.fixturenames)):
            options |= {"transaction": True}
            item.add_marker(pytest.mark.django_db(**options), append=False)


@pytest.hookimpl(trylast=True, specname="pytest_collection_modifyitems")
def pytest_put_in_order(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where processes share the run, let none wait for another."""
    if given := getattr(config, "workerinput", None):
        items[:] = in_order(items, workers=given["workercount"])


def pytest_collection_finish() -> None:
    """Look for cycles no more among what lasts for the run: the code, the settings and all tests."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Take a module's world back before a test that commits, wherever in its module it runs."""
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        of_module.close()


@pytest.fixture(scope="session", autouse=True)
def _strict_templates(django_test_environment: None) -> None:  # noqa: ARG001 - it comes first
    """Watch every rendering of the run."""
    Template._render = guards.watch_rendering(Template._render)  # type: ignore[attr-defined] # noqa: SLF001


@pytest.fixture(scope="session", autouse=True)
def _no_queries_in_templates() -> Iterator[None]:
    """Every connection of the run, also those of a live server's threads, refuses queries of templates."""

    def guard(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
        for wrapper in (guards.let_tests_start_over, guards.refuse_queries):
            if wrapper not in connection.execute_wrappers:
                connection.execute_wrappers.append(wrapper)

    connection_created.connect(guard)
    for opened in connections.all(initialized_only=True):
        guard(opened)
    yield
    connection_created.disconnect(guard)


@pytest.fixture(scope="session")
def migrated(django_db_modify_db_settings: None) -> Migrated:  # noqa: ARG001 - it names the database
    """The test database on its way."""
    return Migrated(connection)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, migrated: Migrated) -> bool:  # noqa: FBT001 - the library's fixture
    """Whether the database is made already: by whoever runs the tests, or from what an earlier run migrated."""
    return django_db_keepdb or (OURS in os.environ and migrated.fill())


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,  # noqa: ARG001 - it extends the library's
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,  # noqa: FBT001 - the library's fixture
    migrated: Migrated,
) -> None:
    """What a test commits is taken back after it: the database is as the migrations left it."""
    if not django_db_keepdb and OURS in os.environ:
        migrated.keep()
    with django_db_blocker.unblock():
        held = snapshot.read_whole()
    TransactionTestCase._fixture_teardown = lambda _: snapshot.start_over(held)  # type: ignore[attr-defined] # noqa: SLF001


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,  # noqa: ARG001 - it comes first
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The demo world, loaded once for a module and rolled back after it; the clock stands at its instant."""
    file = tmp_path_factory.mktemp("clock") / "clock.json"
    with django_db_blocker.unblock(), taken_back(), standing_clock(file):
        load_world()
        yield


@pytest.fixture(scope="module")
def sessions(world: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001 - it comes first
    """Everybody of the demo world is logged in: `tests.asking.client_of` gives a client of each."""
    with django_db_blocker.unblock():
        asking.open_all()
    yield
    asking.forget_all()


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """An S3 service on loopback."""
    with buckets.service() as endpoint:
        yield endpoint


@pytest.fixture
def bucket(s3: str, settings: Any) -> Any:
    """The portal keeps its files in this bucket, which is empty."""
    settings.S3_BUCKET = f"files-{token_hex(4)}"
    settings.STORAGES = {**settings.STORAGES, "default": buckets.storage(s3, settings.S3_BUCKET)}
    return buckets.opened()


@pytest.fixture(autouse=True)
def _fresh_calendars() -> Iterator[None]:
    """No test sees a calendar of another one's regions, which may have had the same keys."""
    forget_calendars()
    yield
    forget_calendars()


@pytest.fixture
def is_postgresql() -> bool:
    """Whether this run is on PostgreSQL; on SQLite otherwise."""
    return connection.vendor == "postgresql"


@pytest.fixture(scope="session")
def in_ci() -> bool:
    """Whether what cannot run must fail instead of being skipped."""
    return os.environ.get("CI", "").lower() in {"1", "true"}
