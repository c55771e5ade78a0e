"""Production forgives nothing that a demonstration may do."""

import os
import re
import runpy
import subprocess
import sys

import pytest
from django.core import checks
from pytest_django.fixtures import Settings

from catalog.models import Region
from portal import demo
from portal.demo import UnableToLoadDemo
from portal.management.commands.up import web
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


@pytest.mark.parametrize(
    ("changed", "numbers"),
    [
        ({}, []),
        ({"BASE_URL": "https://portal.example:8443"}, []),
        ({"DEFAULT_FROM_EMAIL": "Our support <help@acme.example>"}, []),
        ({"BASE_URL": "portal.example"}, ["portal.W001"]),
        ({"BASE_URL": "http://portal.example"}, ["portal.W001"]),
        ({"BASE_URL": "https://portal.example/"}, ["portal.W001"]),
        ({"BASE_URL": "https://elsewhere.example"}, ["portal.W001"]),
        ({"PAGE_FALLBACK_EMAIL": "nobody"}, ["portal.W002"]),
        ({"PAGE_FALLBACK_EMAIL": "duty@vendor.example"}, ["portal.W002"]),
        ({"DEFAULT_FROM_EMAIL": "Support <support@vendor.example>"}, ["portal.W003"]),
    ],
)
def test_an_address_that_leads_nowhere_is_told_before_it_counts(
    settings: Settings, changed: dict[str, str], numbers: list[str]
) -> None:
    own = {"PAGE_FALLBACK_EMAIL": "duty@acme.example", "DEFAULT_FROM_EMAIL": "help@acme.example"}
    settings.ALLOWED_HOSTS = ["portal.example"]
    for name, value in {"BASE_URL": "https://portal.example", **own, **changed}.items():
        setattr(settings, name, value)
    told = checks.run_checks(tags=["security"], include_deployment_checks=True)
    assert [one.id for one in told if str(one.id).startswith("portal.")] == numbers


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


@pytest.mark.django_db
def test_the_demo_world_does_not_mix_with_a_portal_that_somebody_set_up() -> None:
    Region.objects.create(code="EMEA", name="Europe", city="Berlin", zone="Europe/Berlin")
    with pytest.raises(UnableToLoadDemo, match="A portal was set up here"):
        demo.load(AT)
    assert Region.objects.get().city == "Berlin"


@pytest.mark.parametrize(
    ("told", "threshold"),
    [
        ({}, "5"),
        ({"DATABASE_TRANSACTION_POOLING": "true"}, "None"),
        ({"DATABASE_TRANSACTION_POOLING": "true", "DATABASE_POOLER_PREPARES": "true"}, "5"),
    ],
)
def test_plans_are_kept_unless_a_pooler_loses_them(told: dict[str, str], threshold: str) -> None:
    asked = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS']['prepare_threshold'])"
    said = started(asked, DATABASE_URL="postgres://portal@127.0.0.1/portal", **told)
    assert said.stdout.strip() == threshold, said.stderr[-300:]


FOR_FEW = ("holidays", "openpyxl", "prompt_toolkit", "pydantic", "redis", "sentry_sdk", "typst", "boto3")
"""Large libraries that most processes never need, 3 to 35 MB each: who needs one imports it then."""


def test_a_process_holds_no_library_that_only_few_processes_need() -> None:
    """Web server and worker with every page and every task, where neither Redis, Sentry nor a bucket is set."""
    held = f"print(*(name for name in {FOR_FEW} if name in sys.modules))"
    everything = "from django.urls import get_resolver; get_resolver().url_patterns; import portal.processes.worker"
    said = started(f"import sys; {everything}; {held}", CELERY_BROKER_URL="filesystem://")
    assert (said.stdout.strip(), said.stderr.strip()[-300:], said.returncode) == ("", "", 0)


def test_processes_share_every_page_and_the_way_to_the_broker() -> None:
    """Each would hold them on its own, imported when it answers or rings first."""
    shared = "print('redis' in sys.modules, 'portal.urls' in sys.modules, len(gc.get_objects()) < 5000)"
    ready = f"runpy.run_path('{ROOT}/deploy/web_workers.py')['when_ready'](None)"
    assert started(f"import gc, runpy, sys; {ready}; {shared}").stdout.strip() == "True True True"
    begin = f"worker.worker.main = lambda *_, **more: {shared}; worker.main([])"
    assert started(f"import gc, sys; from portal.processes import worker; {begin}").stdout.strip() == "True True True"


def test_the_beat_knocks_for_every_round_without_knowing_what_it_does() -> None:
    """It holds half of what a process with Django's models holds."""
    knock = """
from celery.apps.beat import Beat
from celery.beat import Service
from portal import celery_settings
from portal.celery import app
from portal.processes.beat import main

def start(bell):
    bell.init_loader()
    assert bell.schedule == 'beat-2'
    rings = Service(app, schedule_filename=':memory:', scheduler_cls='celery.beat:Scheduler').get_scheduler()
    for entry in rings.schedule.values():
        rings.apply_async(entry)
    with app.connection_for_read() as connection, connection.channel() as channel:
        names = {channel.basic_get('celery', no_ack=True).headers['task'] for _ in celery_settings.beat_schedule}
    from django.apps import apps
    print(names == {entry['task'] for entry in celery_settings.beat_schedule.values()}, apps.models_ready)

Beat.run = start
main(["--schedule", "beat-2"])
"""
    environment = os.environ | PRODUCTION | {"CELERY_BROKER_URL": "memory://"}
    said = subprocess.run([sys.executable, "-c", knock], env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert said.stdout.strip() == "True False", said.stderr[-500:]


def test_the_night_watch_has_others_make_the_rounds_and_knows_one_table() -> None:
    """It holds a third of what a process with every task holds."""
    watch = """
import sys, django
from portal.processes import watch
ready = django.setup

def setup():
    ready()
    from django.db import connection
    from outbox.models import Sweep
    from portal.watch import missed
    missed.EVERY = 0.01
    with connection.schema_editor() as editor:
        editor.create_model(Sweep)

def stand_in(stop):
    from django.apps import apps
    print([app.name for app in apps.get_app_configs()], "portal.tasks" in sys.modules)
    stop.set()

django.setup, watch.stand_in = setup, stand_in
watch.main()
"""
    command = [sys.executable, "-c", watch]
    said = subprocess.run(command, env=os.environ | PRODUCTION, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert said.stdout.strip() == "['outbox'] False", said.stderr[-500:]


def test_what_a_machine_runs_is_bounded_and_has_a_clock() -> None:
    """The worker of the unit, and the one in a container."""
    unit = (ROOT / "deploy/systemd/portal-worker.service").read_text()
    container = (ROOT / "deploy/compose.yaml").read_text()
    for option in ("--clock", "--bounded"):
        assert f" {option} " in unit
        assert f"- {option}\n" in container
    wanted = re.findall(r"portal-[\w@.]+", (ROOT / "deploy/systemd/portal.target").read_text())
    kept = {path.name for path in (ROOT / "deploy/systemd").iterdir()}
    assert {re.sub(r"@\d+", "@", name) for name in wanted} <= kept


def test_no_web_server_of_ours_opens_a_way_to_control_it() -> None:
    """The socket would lie in the user's home: where that is only read, each start would log an error."""
    for told in ("deploy/systemd/portal-web@.service", "deploy/Dockerfile"):
        assert "deploy/web_workers.py" in (ROOT / told).read_text()
    assert "--no-control-socket" in web(8000)
    assert runpy.run_path(str(ROOT / "deploy/web_workers.py"))["control_socket_disable"] is True


def test_a_web_server_keeps_a_connection_longer_than_the_proxy() -> None:
    """What nginx sends while the server closes is lost, and a form is not sent again: 502."""
    upstream = (ROOT / "deploy/nginx.conf").read_text().partition("upstream portal {")[2].partition("}")[0]
    proxy = re.search(r"keepalive_timeout (\d+)s;", upstream)
    assert proxy
    assert runpy.run_path(str(ROOT / "deploy/web_workers.py"))["keepalive"] > int(proxy[1]) + 5
    assert "--keep-alive" not in (ROOT / "deploy/systemd/portal-web@.service").read_text()


def test_style_that_one_instance_does_not_know_is_asked_of_the_other() -> None:
    """While a new version starts, a page of one instance names files that only that one serves."""
    static = (ROOT / "deploy/nginx.conf").read_text().partition("location /static/ {")[2].partition("}")[0]
    assert "proxy_next_upstream error timeout http_404;" in static
    assert "proxy_next_upstream" not in (ROOT / "deploy/portal_proxy.conf").read_text()  # nginx takes one of them


def test_a_slow_client_holds_no_thread_of_the_portal() -> None:
    """What nginx hands on before it is whole would: forty connections without a login stopped every page."""
    told = (ROOT / "deploy/nginx.conf").read_text() + (ROOT / "deploy/portal_proxy.conf").read_text()
    assert "proxy_request_buffering off" not in told
