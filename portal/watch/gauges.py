"""What is due and since when, how long ago each round ended, and what was given up: read in one go."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext_lazy as _

from oncall.models import EscalationRun, Stumble
from outbox import rules
from outbox import services as outbox
from outbox.models import OutboundMessage, Sweep
from portal.watch import broker
from portal.watch.rounds import LABELS
from tickets.models import Milestone
from uploads.models import Scan

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STUCK: "dict[str, StrOrPromise]" = {
    "warning": _("Warnings of promises"),
    "coverage": _("Promises whose coverage ends"),
    "renewal": _("Tickets whose coverage is back"),
    "closing": _("Tickets to close"),
    "meter": _("Meters of emergencies"),
    "window": _("Maintenance windows"),
    "contract": _("Contracts that are over"),
    "ending": _("Announcements of ends of contracts"),
    "units-expired": _("Time units that expire"),
    "units-low": _("Notices of few time units"),
    "units-expiring": _("Notices of time units that expire"),
    "units-statement": _("Statements of time units"),
    "lifecycle": _("Notices of versions that leave support"),
}
"""What people call the sweeps whose rows are shown only when one broke them."""


@dataclass(frozen=True, slots=True)
class Due:
    """What of one kind is due and not done: how many, and the instant since when the oldest waits.

    `dead` were given up, or set aside because they broke their sweep; `retrying` failed and wait to be tried again.
    """

    kind: str
    label: "StrOrPromise"
    count: int
    oldest_at: datetime | None
    dead: int = 0
    retrying: int = 0

    def age(self, at: datetime) -> float:
        """For how many seconds the oldest has been due at `at`; 0 when nothing is."""
        return max(0.0, (at - self.oldest_at).total_seconds()) if self.oldest_at else 0.0


@dataclass(frozen=True, slots=True)
class Round:
    """A round of the worker: when it ended last, its last standstill, and the pings that did not arrive."""

    name: str
    label: "StrOrPromise"
    ended_at: datetime
    is_late: bool
    stood_from: datetime | None
    recovered_at: datetime | None
    pinged_at: datetime | None
    pings_failed: int

    @property
    def stood(self) -> timedelta | None:
        """How long the last standstill was."""
        return self.recovered_at - self.stood_from if self.recovered_at and self.stood_from else None


@dataclass(frozen=True, slots=True)
class Reading:
    """All gauges at the instant `at`. `queued` is None where no Redis answers within a second."""

    at: datetime
    dues: Sequence[Due]
    rounds: Sequence[Round]
    queued: int | None
    is_isolated: bool = False

    @property
    def dead(self) -> int:
        """How many messages were given up."""
        return sum(due.dead for due in self.dues if due.kind in OutboundMessage.Kind)

    @property
    def set_aside(self) -> int:
        """How many due rows were set aside because they broke their sweep."""
        return sum(due.dead for due in self.dues if due.kind not in OutboundMessage.Kind)

    @property
    def is_late(self) -> bool:
        """Whether a round stands still, or none has ever ended."""
        return not self.rounds or any(each.is_late for each in self.rounds)


def read(at: datetime) -> Reading:
    """Read the gauges at `at`: a few statements over partial indexes, and one question to the broker."""
    stuck: dict[str, list[Stumble]] = defaultdict(list)
    for row in Stumble.objects.order_by("pk"):
        stuck[row.kind].append(row)
    dues = [
        *_messages(at),
        _due("escalation", _("Steps of escalations"), EscalationRun.objects.due_by(at), stuck.pop("escalation", ())),
        _due("promise", _("Broken promises to record"), Milestone.objects.broken_by(at), stuck.pop("breach", ())),
        *(_stuck(kind, STUCK.get(kind, kind), rows) for kind, rows in sorted(stuck.items())),
    ]
    if settings.CLAMD_SOCKET:
        dues.append(_due("scan", _("Files to scan"), Scan.objects.due_by(at)))
    return Reading(at, dues, rounds(at), broker.depth(settings.CELERY_BROKER_URL), outbox.is_isolated())


def rounds(at: datetime) -> list[Round]:
    """The rounds that have ever ended, by name."""
    return [
        Round(
            name=row.name,
            label=LABELS.get(row.name, row.name),
            ended_at=row.ended_at,
            is_late=row.ended_at <= at - rules.LATE,
            stood_from=row.stood_from,
            recovered_at=row.recovered_at,
            pinged_at=row.pinged_at,
            pings_failed=row.pings_failed,
        )
        for row in Sweep.objects.order_by("name")
    ]


def _messages(at: datetime) -> list[Due]:
    """A line for each kind of message, also where nothing is due."""
    due = _by_kind(OutboundMessage.objects.due_by(at))
    retrying = _by_kind(OutboundMessage.objects.undelivered().filter(attempts__gt=0).exclude(last_error=""))
    dead = _by_kind(OutboundMessage.objects.dead())
    return [
        Due(
            kind=kind.value,
            label=kind.label,
            count=due.get(kind, {}).get("count", 0),
            oldest_at=due.get(kind, {}).get("oldest"),
            dead=dead.get(kind, {}).get("count", 0),
            retrying=retrying.get(kind, {}).get("count", 0),
        )
        for kind in OutboundMessage.Kind
    ]


def _by_kind(messages: QuerySet[OutboundMessage]) -> dict[str, dict[str, Any]]:
    found = messages.order_by().values("kind").annotate(count=Count("pk"), oldest=Min("due_at"))
    return {row["kind"]: {**row} for row in found}


def _due(kind: str, label: "StrOrPromise", rows: QuerySet[Any], stuck: Sequence[Stumble] = ()) -> Due:
    """What is due of `rows`; what broke its sweep is counted beside it."""
    found = rows.exclude(pk__in=[each.row for each in stuck]) if stuck else rows
    summed = found.order_by().aggregate(count=Count("pk"), oldest=Min("due_at"))
    return replace(_stuck(kind, label, stuck), count=summed["count"], oldest_at=summed["oldest"])


def _stuck(kind: str, label: "StrOrPromise", rows: Sequence[Stumble]) -> Due:
    dead = sum(row.set_aside_at is not None for row in rows)
    return Due(kind, label, 0, None, dead, len(rows) - dead)
