"""A duty manager's decision: the promises move, or they stay as they were made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from common import bulk
from common.refusal import Unable
from entitlements import coverage
from outbox.services import publish
from tickets import permissions
from tickets.models import Basis, Milestone, PromiseMove, PromiseReview, Ticket, TicketEvent
from tickets.services import promises
from tickets.services.reviews._causes import look_again

SLICE: Final = 5000
"""So many promises move in one transaction; where there are more, the worker goes on."""
Decision = PromiseReview.Decision


class UnableToReview(Unable):
    """Codes: `forbidden`; `changed_meanwhile` when it was decided, or takes in another change than was looked at."""


@bulk.uncollected()
@transaction.atomic
def apply_review(*, review: PromiseReview, actor: User, seen_at: datetime, at: datetime) -> None:
    """Move the promises of a review, each with a line in its ticket's history.

    `seen_at` is its `noticed_at` as the actor saw it. What was kept, broken or counted otherwise meanwhile stays as it
    is, and is looked at again.

    Raises:
        UnableToReview: see there.
    """
    _decide(review, Decision.APPLIED, actor=actor, seen_at=seen_at, at=at)
    _go_on(review, at)


@transaction.atomic
def leave_review(*, review: PromiseReview, actor: User, seen_at: datetime, at: datetime) -> None:
    """Let the promises of a review stay as they were made; the next change of the same cause asks again.

    Raises:
        UnableToReview: see there.
    """
    _decide(review, Decision.LEFT, actor=actor, seen_at=seen_at, at=at)


@bulk.uncollected()
@transaction.atomic
def go_on_applying(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Move the next promises of a review that was applied; what was moved is not looked for up to `after`."""
    review = PromiseReview.objects.select_for_update().filter(pk=key, decision=Decision.APPLIED).first()
    if review is not None:
        _go_on(review, at, after=payload.get("after", 0))


def _decide(review: PromiseReview, decision: str, *, actor: User, seen_at: datetime, at: datetime) -> None:
    if not permissions.is_duty_manager(actor):
        raise UnableToReview("forbidden")
    seen = PromiseReview.objects.waiting().filter(pk=review.pk, noticed_at=seen_at)
    if seen.update(decision=decision, decided_by=actor, decided_at=at) != 1:
        raise UnableToReview("changed_meanwhile")
    review.refresh_from_db()


class Moving(NamedTuple):
    """A move that is done now, and its promise as it stands: `since` is when its clock last went on."""

    to_basis: int
    to_minutes: int
    milestone: int
    ticket: int
    kind: str
    since: datetime
    is_paused: bool
    used: int
    due_at: datetime | None
    warns: int | None

    def moved(self, track: coverage.Track) -> Moved:
        """The promise as it is counted from now on."""
        counted = (self.to_minutes, self.used)
        due_at = promises.due_at(track, self.since, *counted)
        warn_at = promises.warn_at(track, self.since, *counted, self.warns)
        return Moved(self.milestone, self.to_basis, self.to_minutes, due_at, warn_at)


class Moved(NamedTuple):
    """What is written of a promise: its key, and the columns that change."""

    milestone: int
    basis_id: int
    target_minutes: int
    due_at: datetime | None
    warn_at: datetime | None


COLUMNS: Final = (
    "to_basis",
    "to_minutes",
    "milestone",
    "milestone__ticket",
    "milestone__kind",
    Coalesce("milestone__resumed_at", "milestone__starts_at"),
    ExpressionWrapper(Q(milestone__paused_at__isnull=False), BooleanField()),
    "milestone__used_seconds",
    "milestone__due_at",
    "milestone__warns",
)


def _go_on(review: PromiseReview, at: datetime, *, after: int = 0) -> None:
    """Move a slice; more of them are news for the worker, and after the last the cause is looked at again.

    They move in the order of their promises, so a slice begins behind the one before, which the news names.
    """
    waiting = review.moves.filter(applied_at=None, outdated_at=None, milestone__gt=after)
    keys = list(waiting.order_by("milestone").values_list("milestone", flat=True)[: SLICE + 1])
    if keys:
        _apply(review, review.moves.filter(milestone__gte=keys[0], milestone__lte=keys[:SLICE][-1]), at)
    if len(keys) > SLICE:
        publish("promises.applying", str(review.pk), at=at, payload={"after": keys[SLICE - 1]})
    elif review.moves.filter(outdated_at__isnull=False).exists():
        look_again(review, at=at)


def _apply(review: PromiseReview, moves: QuerySet[PromiseMove], at: datetime) -> None:
    """Do the moves whose promise is still open and made by what the review found; whoever does has the review alone.

    Of a promise that stands still only what it is counted by moves: it gets its instants when it goes on.
    """
    _lock(moves)
    fitting = moves.filter(
        applied_at=None,
        outdated_at=None,
        milestone__met_at=None,
        milestone__broken_at=None,
        milestone__basis=F("from_basis"),
        milestone__target_minutes=F("from_minutes"),
    )
    found = [Moving(*row) for row in fitting.order_by("milestone").values_list(*COLUMNS)]
    _mark(moves.filter(applied_at=None, outdated_at=None), {move.milestone for move in found}, at)
    covers = promises.covers_of(list(Basis.objects.filter(pk__in={move.to_basis for move in found})))
    running = [(move, move.moved(covers[move.to_basis].track)) for move in found if not move.is_paused]
    standing = [move for move in found if move.is_paused]
    bulk.update(Milestone, Moved._fields[1:], [after for _, after in running])
    bulk.update(Milestone, Moved._fields[1:3], [(move.milestone, move.to_basis, move.to_minutes) for move in standing])
    _refresh(moves)
    done = [(move, after.due_at) for move, after in running if move.due_at != after.due_at]
    _tell(review, [*done, *((move, None) for move in standing)], at)


def _mark(open_moves: QuerySet[PromiseMove], fitting: set[int], at: datetime) -> None:
    """Write down which promises are moved; the others were kept, broken or counted otherwise by now."""
    known = set(open_moves.values_list("milestone", flat=True))
    if stale := known - fitting:
        open_moves.filter(milestone__in=stale).update(outdated_at=at)
    open_moves.update(applied_at=at)


def _lock(moves: QuerySet[PromiseMove]) -> None:
    """Keep the tickets as they are until the transaction ends, in one order for everybody."""
    tickets = Ticket.objects.select_for_update().filter(pk__in=moves.values("milestone__ticket"))
    for _ in tickets.order_by("pk").values_list("pk", flat=True):
        pass


def _refresh(moves: QuerySet[PromiseMove]) -> None:
    """Set the next promise of each ticket."""
    running = Milestone.objects.running().filter(ticket=OuterRef("pk")).order_by().values("ticket")
    first = Subquery(running.annotate(first=Min("due_at")).values("first"))
    Ticket.objects.filter(pk__in=moves.values("milestone__ticket")).update(next_promise_at=first)


def _tell(review: PromiseReview, done: Iterable[tuple[Moving, datetime | None]], at: datetime) -> None:
    """Append what happened to the history of each ticket: from when to when its promise moved."""
    columns = ("ticket_id", "actor_id", "code", "at", "data", "is_internal")
    cause = json.dumps({"cause": review.cause, "because": review.facts})[1:-1]
    rows = (
        (move.ticket, review.decided_by_id, "promise_moved", at, _facts(move, to, cause), False) for move, to in done
    )
    bulk.insert(TicketEvent, columns, rows)


def _facts(move: Moving, to: datetime | None, cause: str) -> bulk.Json:
    """What the line says; what is the same in all lines was written once."""
    due = _quoted(None if move.is_paused else move.due_at)
    stands = "true" if move.is_paused else "false"
    return bulk.Json(f'{{"promise": "{move.kind}", "from": {due}, "to": {_quoted(to)}, "stands": {stands}, {cause}}}')


def _quoted(at: datetime | None) -> str:
    return f'"{at.isoformat()}"' if at else "null"
