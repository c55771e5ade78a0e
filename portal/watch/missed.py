"""Whether a round of the worker is missed. It takes one table, so that the night watch needs to know no other."""

import logging

from django.db import DatabaseError

from common import clock
from outbox.models import Sweep

log = logging.getLogger(__name__)
EVERY = 15.0
"""Seconds between two looks of the night watch."""
SOON = 20.0
"""A round that has not ended for so many seconds is missed."""


def is_missed() -> bool:
    """Whether a round has not ended for a while, or none ever has; no while the database is gone, which is logged."""
    try:
        at = clock.shared()
        ended = list(Sweep.objects.values_list("ended_at", flat=True))
    except DatabaseError:
        log.exception("The night watch does not reach the database; it looks again.")
        return False
    return not ended or any((at - each).total_seconds() > SOON for each in ended)
