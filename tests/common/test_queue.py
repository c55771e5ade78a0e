"""The doorbell never holds whoever rings it, whatever its broker does."""

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from celery import Celery
from django.db import transaction

from common import queue
from portal.celery import app as portal_app

TASK = "portal.tasks.sweep"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="bell-") as name:
        yield Path(name)


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> queue.Bell:
    """The process's bell, new and silent."""
    made = queue.Bell()
    monkeypatch.setattr(queue, "bell", made)
    return made


@pytest.fixture
def broker(folder: Path) -> Iterator[Path]:
    """Where every thread of the test looks for its broker: a Unix socket that is not there yet."""
    app = Celery("test", set_as_current=False)
    app.config_from_object("portal.celery_settings")
    app.conf.update(broker_url=f"redis+socket://{folder / 'redis.sock'}")
    before = portal_app.conf.broker_url
    app.set_default()
    yield folder / "redis.sock"
    app.close()
    portal_app.set_default()
    assert portal_app.conf.broker_url == before


@pytest.fixture
def silent_broker(broker: Path) -> Iterator[Path]:
    """A broker that takes every connection and never says a word."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(broker))
        listening.listen(50)
        yield broker


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("silent_broker")
def test_a_request_does_not_wait_for_a_broker_that_hangs(bell: queue.Bell) -> None:
    start = monotonic()
    for _ in range(3):
        with transaction.atomic():
            queue.ring(TASK)
    assert monotonic() - start < 0.5
    assert bell.join(15)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("broker")
def test_a_broker_that_is_gone_costs_a_log_line(bell: queue.Bell, caplog: pytest.LogCaptureFixture) -> None:
    with transaction.atomic():
        queue.ring(TASK)
    assert bell.join(15)
    assert "the next sweep does its work" in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("broker")
def test_a_broker_that_is_gone_is_asked_once_a_second(bell: queue.Bell, caplog: pytest.LogCaptureFixture) -> None:
    start = monotonic()
    while monotonic() < start + 0.3:
        with transaction.atomic():
            queue.ring(TASK)
    assert bell.join(15)
    seconds = monotonic() - start
    assert 1 <= caplog.text.count("the next sweep does its work") <= 2 + seconds


@pytest.mark.django_db(transaction=True)
def test_nothing_rings_for_what_is_rolled_back(bell: queue.Bell, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr(bell, "ring", rung.append)
    with transaction.atomic():
        queue.ring(TASK)
        transaction.set_rollback(True)
    assert rung == []
