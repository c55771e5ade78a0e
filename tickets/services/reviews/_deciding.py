"""A duty manager's decision: the promises move, or they stay as they were made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.models import User
from common.refusal import Unable
from outbox.services import publish
from tickets import permissions
from tickets.models import Basis, Milestone, PromiseReview, Ticket, TicketEvent
from tickets.services import promises
from tickets.services.reviews._causes import look_again

SLICE: Final = 2000
"""So many promises move in one transaction; where there are more, the worker goes on."""
WRITTEN: Final = ("basis", "target_minutes", "due_at", "warn_at")
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
    review = PromiseReview.objects.filter(pk=key, decision=Decision.APPLIED).select_related("decided_by").first()
    if review is not None:
        _go_on(review, at)


def _decide(review: PromiseReview, decision: str, *, actor: User, seen_at: datetime, at: datetime) -> None:
    if not permissions.is_duty_manager(actor):
        raise UnableToReview("forbidden")
    seen = PromiseReview.objects.waiting().filter(pk=review.pk, noticed_at=seen_at)
    if seen.update(decision=decision, decided_by=actor, decided_at=at) != 1:
        raise UnableToReview("changed_meanwhile")
    review.refresh_from_db()


class Waiting(NamedTuple):
    """A move that was not done yet."""

    pk: int
    milestone: int
    ticket: int
    from_basis: int
    to_basis: int
    from_minutes: int
    to_minutes: int

    def fits(self, milestone: Milestone) -> bool:
        """Whether the promise is still open and made by what the review found."""
        is_open = milestone.met_at is None and milestone.broken_at is None
        return is_open and (milestone.basis_id, milestone.target_minutes) == (self.from_basis, self.from_minutes)


COLUMNS: Final = (
    "pk",
    "milestone",
    "milestone__ticket",
    "from_basis",
    "to_basis",
    "from_minutes",
    "to_minutes",
)


def _go_on(review: PromiseReview, at: datetime) -> None:
    """Move a slice; more of them are news for the worker, and after the last the cause is looked at again."""
    waiting = review.moves.filter(applied_at=None, outdated_at=None)
    _apply(review, [Waiting(*row) for row in waiting.order_by("pk").values_list(*COLUMNS)[:SLICE]], at)
    if waiting.exists():
        publish("promises.applying", str(review.pk), at=at)
    elif review.moves.filter(outdated_at__isnull=False).exists():
        look_again(review, at=at)


def _apply(review: PromiseReview, moves: list[Waiting], at: datetime) -> None:
    tickets = _lock({move.ticket for move in moves})
    found = Milestone.objects.in_bulk([move.milestone for move in moves])
    fitting = [move for move in moves if move.milestone in found and move.fits(found[move.milestone])]
    covers = promises.covers_of(list(Basis.objects.filter(pk__in={move.to_basis for move in fitting})))
    moved, events = [], []
    for move in fitting:
        milestone = found[move.milestone]
        before = milestone.due_at
        milestone.basis_id, milestone.target_minutes = move.to_basis, move.to_minutes
        if milestone.paused_at is None:
            promises.set_instants(milestone, covers[move.to_basis].track)
        moved.append(milestone)
        if before != milestone.due_at or milestone.paused_at:
            events.append(_event(review, milestone, before, at))
    _write(moved, tickets, events)
    applied = {move.pk for move in fitting}
    review.moves.filter(pk__in=applied).update(applied_at=at)
    review.moves.filter(pk__in={move.pk for move in moves} - applied).update(outdated_at=at)


def _lock(tickets: Iterable[int]) -> list[int]:
    """Keep the tickets as they are until the transaction ends, in one order for everybody."""
    rows = Ticket.objects.select_for_update().filter(pk__in=tickets).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _event(review: PromiseReview, milestone: Milestone, before: datetime | None, at: datetime) -> TicketEvent:
    stands = milestone.paused_at is not None
    data = {
        "promise": milestone.kind,
        "from": None if stands or before is None else before.isoformat(),
        "to": None if stands or milestone.due_at is None else milestone.due_at.isoformat(),
        "stands": stands,
        "cause": review.cause,
        "because": review.facts,
    }
    actor = review.decided_by
    return TicketEvent(ticket_id=milestone.ticket_id, actor=actor, code="promise_moved", at=at, data=data)


def _write(moved: list[Milestone], tickets: list[int], events: list[TicketEvent]) -> None:
    """Write all rows in a few statements: an insert that conflicts with the row itself updates it."""
    Milestone.objects.bulk_create(moved, update_conflicts=True, unique_fields=["pk"], update_fields=WRITTEN)
    running = Milestone.objects.running().filter(ticket=OuterRef("pk"), due_at__isnull=False)
    next_due = Subquery(running.order_by("due_at").values("due_at")[:1])
    Ticket.objects.filter(pk__in=tickets).update(next_promise_at=next_due)
    TicketEvent.objects.bulk_create(events)
