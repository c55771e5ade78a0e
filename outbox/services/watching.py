"""Seeing that the sweep goes on: when it ended last, when it stood still, and who outside was told."""

import logging
from datetime import datetime

from django.db.models import F, Q

from outbox import rules
from outbox.models import Sweep
from outbox.services.isolating import is_isolated

log = logging.getLogger(__name__)


def ended(name: str, *, at: datetime) -> None:
    """Record that the sweep `name` ended at `at`; after a standstill also from when to when it lasted."""
    sweeps = Sweep.objects.filter(name=name)
    stood = sweeps.filter(ended_at__lte=at - rules.LATE)
    if stood.update(stood_from=F("ended_at"), recovered_at=at, ended_at=at):
        log.warning("The sweep %s goes on after a standstill.", name)
    elif not sweeps.update(ended_at=at):
        Sweep.objects.bulk_create([Sweep(name=name, ended_at=at)], ignore_conflicts=True)


def is_ping_due(name: str, *, at: datetime) -> bool:
    """Whether the caller shall tell the outside now that the sweep `name` goes on: one caller in each `PING_EVERY`.

    While any round stands still, or the portal is in quarantine, nobody tells: the outside listens for the silence.
    """
    if Sweep.objects.filter(ended_at__lte=at - rules.LATE).exists() or is_isolated():
        return False
    due = Q(pinged_at=None) | Q(pinged_at__lte=at - rules.PING_EVERY)
    return bool(Sweep.objects.filter(due, name=name).update(pinged_at=at))


def ping_failed(name: str) -> None:
    """Count a ping that did not arrive."""
    Sweep.objects.filter(name=name).update(pings_failed=F("pings_failed") + 1)
