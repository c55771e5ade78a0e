"""A duty manager's decision: the promises move, or they stay as they were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import Min, QuerySet

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


@transaction.atomic
def go_on_applying(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Move the next promises of a review that was applied."""
    review = PromiseReview.objects.select_for_update().filter(pk=key, decision=Decision.APPLIED).first()
    if review is not None:
        _go_on(review, at)


def _decide(review: PromiseReview, decision: str, *, actor: User, seen_at: datetime, at: datetime) -> None:
    if not permissions.is_duty_manager(actor):
        raise UnableToReview("forbidden")
    seen = PromiseReview.objects.waiting().filter(pk=review.pk, noticed_at=seen_at)
    if seen.update(decision=decision, decided_by=actor, decided_at=at) != 1:
        raise UnableToReview("changed_meanwhile")
    review.refresh_from_db()


class Moving(NamedTuple):
    """A move that was not done yet, and its promise as it stands."""

    pk: int
    from_basis: int
    from_minutes: int
    to_basis: int
    to_minutes: int
    milestone: int
    ticket: int
    kind: str
    basis: int | None
    minutes: int
    starts_at: datetime
    resumed_at: datetime | None
    paused_at: datetime | None
    used: int
    due_at: datetime | None
    warns: int | None
    warn_at: datetime | None
    met_at: datetime | None
    broken_at: datetime | None

    @property
    def fits(self) -> bool:
        """Whether the promise is still open and made by what the review found."""
        is_open = self.met_at is None and self.broken_at is None
        return is_open and (self.basis, self.minutes) == (self.from_basis, self.from_minutes)

    def moved(self, track: coverage.Track) -> Moved:
        """The promise as it is counted from now on; one that stands still gets its instants when it goes on."""
        if self.paused_at is not None:
            return Moved(self.milestone, self.to_basis, self.to_minutes, self.due_at, self.warn_at)
        since, counted = self.resumed_at or self.starts_at, (self.to_minutes, self.used)
        due_at = promises.due_at(track, since, *counted)
        warn_at = promises.warn_at(track, since, *counted, self.warns)
        return Moved(self.milestone, self.to_basis, self.to_minutes, due_at, warn_at)


class Moved(NamedTuple):
    """What is written of a promise: its key, and the columns that change."""

    milestone: int
    basis_id: int
    target_minutes: int
    due_at: datetime | None
    warn_at: datetime | None


COLUMNS: Final = (
    "pk",
    "from_basis",
    "from_minutes",
    "to_basis",
    "to_minutes",
    "milestone",
    *(f"milestone__{name}" for name in ("ticket", "kind", "basis", "target_minutes", "starts_at", "resumed_at")),
    *(f"milestone__{name}" for name in ("paused_at", "used_seconds", "due_at", "warns", "warn_at", "met_at")),
    "milestone__broken_at",
)


def _go_on(review: PromiseReview, at: datetime) -> None:
    """Move a slice; more of them are news for the worker, and after the last the cause is looked at again."""
    waiting = review.moves.filter(applied_at=None, outdated_at=None)
    _apply(review, waiting.order_by("pk")[:SLICE], at)
    if waiting.exists():
        publish("promises.applying", str(review.pk), at=at)
    elif review.moves.filter(outdated_at__isnull=False).exists():
        look_again(review, at=at)


def _apply(review: PromiseReview, slice_: QuerySet[PromiseMove], at: datetime) -> None:
    """Do the moves of a slice; whoever comes here has the review to itself, so it stays the same slice."""
    _lock(slice_)
    moves = [Moving(*row) for row in slice_.values_list(*COLUMNS)]
    fitting = [move for move in moves if move.fits]
    covers = promises.covers_of(list(Basis.objects.filter(pk__in={move.to_basis for move in fitting})))
    done = [(move, move.moved(covers[move.to_basis].track)) for move in fitting]
    bulk.update(Milestone, Moved._fields[1:], (after for _, after in done))
    _tell(review, [(move, after) for move, after in done if move.paused_at or move.due_at != after.due_at], at)
    applied = {move.pk for move in fitting}
    review.moves.filter(pk__in=applied).update(applied_at=at)
    review.moves.filter(pk__in={move.pk for move in moves} - applied).update(outdated_at=at)


def _lock(slice_: QuerySet[PromiseMove]) -> None:
    """Keep the tickets as they are until the transaction ends, in one order for everybody."""
    tickets = Ticket.objects.select_for_update().filter(pk__in=slice_.values("milestone__ticket"))
    for _ in tickets.order_by("pk").values_list("pk", flat=True):
        pass


def _tell(review: PromiseReview, done: Sequence[tuple[Moving, Moved]], at: datetime) -> None:
    """Set the next promise of each ticket, and append what happened to its history."""
    running = Milestone.objects.running().filter(ticket__in={move.ticket for move, _ in done})
    nexts = dict.fromkeys((move.ticket for move, _ in done), None) | dict(
        running.order_by().values_list("ticket").annotate(Min("due_at"))
    )
    bulk.update(Ticket, ["next_promise_at"], nexts.items())
    columns = ("ticket_id", "actor_id", "code", "at", "data", "is_internal")
    rows = (
        (move.ticket, review.decided_by_id, "promise_moved", at, _facts(review, move, after), False)
        for move, after in done
    )
    bulk.insert(TicketEvent, columns, rows)


def _facts(review: PromiseReview, move: Moving, after: Moved) -> dict[str, Any]:
    stands = move.paused_at is not None
    return {
        "promise": move.kind,
        "from": None if stands or move.due_at is None else move.due_at.isoformat(),
        "to": None if stands or after.due_at is None else after.due_at.isoformat(),
        "stands": stands,
        "cause": review.cause,
        "because": review.facts,
    }
