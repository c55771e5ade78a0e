"""Production forgives nothing that a demonstration may do."""

import os
import subprocess
import sys

import pytest
from pytest_django.fixtures import Settings

from portal import demo
from portal.demo import UnableToLoadDemo
from tests.world import AT

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.prod",
    "SECRET_KEY": "a-key-that-is-long-enough-for-a-check-of-production-settings-0123456789",
    "ALLOWED_HOSTS": "portal.example",
    "BASE_URL": "https://portal.example",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0",
    "DATABASE_URL": "sqlite://:memory:",
}


def started(then: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """The portal, set up with production settings, running `then`."""
    command = [sys.executable, "-c", f"import django; django.setup(); {then}"]
    environment = os.environ | PRODUCTION | more
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own


def test_production_starts_with_what_it_needs() -> None:
    assert started().returncode == 0


def test_production_refuses_a_moved_clock() -> None:
    refused = started(PORTAL_CLOCK="clock.json")
    assert refused.returncode != 0
    assert "unset it in production" in refused.stderr


def test_the_limits_of_production_are_counted_for_all_its_processes_together() -> None:
    cache = "from django.core.cache import cache; print(type(cache._connections['default']).__name__)"
    assert started(cache).stdout.strip() == "DatabaseCache"


@pytest.mark.django_db
def test_the_demo_world_refuses_to_load_where_it_is_off(settings: Settings) -> None:
    settings.PORTAL_DEMO = False
    with pytest.raises(UnableToLoadDemo, match="as it must be in production"):
        demo.load(AT)
