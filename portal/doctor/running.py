"""What goes on: settings, messages that were given up, rounds that stand still, clocks that differ."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core import checks

from common import clock
from outbox.models import OutboundMessage
from portal.doctor.findings import Finding, Level
from portal.watch import gauges

APART = timedelta(seconds=2)
"""How far the clocks of two machines may be apart."""


def settings_in_order(_at: datetime) -> Iterator[Finding]:
    """What Django's and our own checks say, in production its security too; holiday lists and time zones among it."""
    for found in checks.run_checks(include_deployment_checks=not settings.PORTAL_DEMO, databases=["default"]):
        if not found.is_silenced():
            level = Level.BROKEN if found.is_serious() else Level.LOOK
            yield Finding(level, f"{found.msg} {found.hint or ''}".strip())


def broken_off(_at: datetime) -> Iterator[Finding]:
    """Messages that were given up."""
    if count := OutboundMessage.objects.dead().count():
        yield Finding(Level.BROKEN, f"{count} messages were given up: /status/ says why, and has them tried again.")


def going_on(at: datetime) -> Iterator[Finding]:
    """Rounds of the worker that stand still, a broker that does not answer, a quarantine."""
    reading = gauges.read(at)
    if reading.is_isolated:
        yield Finding(Level.LOOK, "The portal is in quarantine: manage.py release says what would leave.")
    elif not reading.rounds:
        yield Finding(Level.BROKEN, "No round of the worker has ever ended: start the worker.")
    else:
        for late in (each for each in reading.rounds if each.is_late):
            since = f"{late.ended_at:%Y-%m-%d %H:%M:%S}"
            yield Finding(Level.BROKEN, f"{late.label} stand still since {since} UTC: start the worker.")
    if reading.queued is None and settings.CELERY_BROKER_URL.startswith("redis"):
        yield Finding(Level.LOOK, "The broker does not answer: deliveries go on by the night watch alone.")


def clocks(_at: datetime) -> Iterator[Finding]:
    """This machine's clock beside the database's."""
    apart = abs(clock.now() - clock.shared())
    if apart > APART:
        text = f"The clocks of this machine and of the database are {apart.total_seconds():.1f} s apart: set both."
        yield Finding(Level.BROKEN, text)
