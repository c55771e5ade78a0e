"""Whether a round is late, for the banner on every agent's page: known without asking on the way of a request.

A thread of the web process looks every few seconds while there are requests. A page shows what it saw last, so it
costs no statement and never waits; what was seen too long ago is not shown.
"""

import logging
import os
from datetime import datetime
from threading import Lock, Thread
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, connection

from common import clock
from outbox import services as outbox
from portal.watch.gauges import rounds

log = logging.getLogger(__name__)
OLD = 4
"""What was seen so many looks ago is not shown."""


class Lookout:
    """What was seen last, and the thread that looks again."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget what was seen, as a forked process must: its thread stayed behind."""
        self._lock = Lock()
        self._is_looking = False
        self._seen = -float("inf")
        self._stood_from: datetime | None = None
        self._is_isolated = False

    def stood_from(self) -> datetime | None:
        """Since when the latest round has stood still; None while all go on, or nothing is known."""
        return self._stood_from if self._is_fresh() else None

    def is_isolated(self) -> bool:
        """Whether nothing may leave the portal, as far as is known."""
        return self._is_isolated and self._is_fresh()

    def look(self, at: datetime) -> None:
        """See which rounds are late at `at`, and whether the portal is in quarantine, where all of them rest."""
        self._is_isolated = outbox.is_isolated()
        late = [each.ended_at for each in rounds(at) if each.is_late and not self._is_isolated]
        self._stood_from = min(late, default=None)
        self._seen = monotonic()

    def _is_fresh(self) -> bool:
        """Whether what was seen last still counts; looks again when it is time to."""
        every, age = settings.WATCH_EVERY, monotonic() - self._seen
        with self._lock:
            looks = bool(every) and age >= every and not self._is_looking
            self._is_looking |= looks
        if looks:
            Thread(target=self._look, name="lookout", daemon=True).start()
        return not every or age < every * OLD

    def _look(self) -> None:
        try:
            self.look(clock.shared())
        except DatabaseError as error:
            log.warning("Whether a sweep is late is not known: %s", error)
        finally:
            connection.close()
            self._is_looking = False


lookout = Lookout()
os.register_at_fork(after_in_child=lookout.reset)
