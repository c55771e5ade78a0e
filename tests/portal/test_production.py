"""Production forgives nothing that a demonstration may do."""

import os
import subprocess
import sys

import pytest
from pytest_django.fixtures import Settings

from portal import demo
from portal.demo import UnableToLoadDemo
from tests.portal.test_processes import ROOT
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


FOR_FEW = ("holidays", "openpyxl", "prompt_toolkit", "pydantic", "redis", "sentry_sdk", "typst", "boto3")
"""Large libraries that most processes never need, 3 to 35 MB each: who needs one imports it then."""


def test_a_process_holds_no_library_that_only_few_processes_need() -> None:
    """Web server and worker with every page and every task, where neither Redis, Sentry nor a bucket is set."""
    held = f"print(*(name for name in {FOR_FEW} if name in sys.modules))"
    everything = "from django.urls import get_resolver; get_resolver().url_patterns; import portal.processes.worker"
    said = started(f"import sys; {everything}; {held}", CELERY_BROKER_URL="filesystem://")
    assert (said.stdout.strip(), said.stderr.strip()[-300:], said.returncode) == ("", "", 0)


def test_web_workers_share_what_leads_to_the_broker() -> None:
    """Each would hold 8 MB of its own for Redis, imported when it rings first."""
    ready = f"import runpy, sys; runpy.run_path('{ROOT}/deploy/web_workers.py')['when_ready'](None)"
    assert started(f"{ready}; print('redis' in sys.modules)").stdout.strip() == "True"
