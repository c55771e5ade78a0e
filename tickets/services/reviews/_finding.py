"""Which open promises a change would move: computed for all that were made by what has changed, and kept for review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from entitlements.portfolio import pinned
from outbox.services import publish
from tickets import rules
from tickets.models import Basis, Milestone, PromiseMove, PromiseReview, Ticket
from tickets.querysets import MilestoneQuerySet
from tickets.services import promises

BATCH: Final = 5000


@dataclass(frozen=True)
class Swap:
    """Promises that were made by one basis, and by what they would be made after the change."""

    milestones: MilestoneQuerySet
    before: Basis
    after: pinned.Cover


@dataclass
class Change:
    """What changed, by its key, what is said of it, and what it would do."""

    cause: PromiseReview.Cause
    subject: str
    facts: dict[str, Any] = field(default_factory=dict)
    swaps: list[Swap] = field(default_factory=list)


class Clock(NamedTuple):
    """An open promise as far as its instants depend on it."""

    pk: int
    package: str
    kind: str
    severity: int
    minutes: int
    starts_at: datetime
    resumed_at: datetime | None
    paused_at: datetime | None
    used: int
    due_at: datetime | None
    warns: int | None
    warn_at: datetime | None

    def counted_by(self, cover: pinned.Cover, minutes: int, since: datetime) -> tuple[datetime | None, ...]:
        """When it would be due and warned of, had its clock gone on at `since`."""
        due_at = cover.track.add(since, rules.seconds_left(minutes, self.used))
        if self.warns is None or (self.warn_at is None and self.paused_at is None and self.due_at is not None):
            return due_at, None
        return due_at, cover.track.add(since, rules.seconds_until(self.warns, minutes, self.used))


COLUMNS: Final = (
    "pk",
    "package",
    "kind",
    "ticket__severity",
    "target_minutes",
    "starts_at",
    "resumed_at",
    "paused_at",
    "used_seconds",
    "due_at",
    "warns",
    "warn_at",
)


def open_promises() -> MilestoneQuerySet:
    """The promises that a change can move: neither kept nor broken, of tickets that are worked."""
    return Milestone.objects.unbroken().owed()


def bases_of(milestones: MilestoneQuerySet) -> list[Basis]:
    """What the promises were made by."""
    keys = set(milestones.order_by().exclude(basis=None).values_list("basis", flat=True).distinct())
    return list(Basis.objects.filter(pk__in=keys).order_by("pk"))


def notice(change: Change, *, at: datetime) -> PromiseReview | None:
    """Keep for review which promises `change` would move, in the caller's transaction; None where it moves none.

    What it does not move is made by it from now on: nothing is asked of anybody then. A review that waits for the same
    cause takes the change in; one for which nothing is left is taken back.
    """
    waiting = PromiseReview.objects.waiting().filter(cause=change.cause, subject=change.subject)
    review = waiting.select_for_update().first()
    if review is not None:
        review.moves.all().delete()
    moves = [move for swap in change.swaps for move in _moves(swap, at)]
    if not moves:
        if review is not None:
            review.delete()
        return None
    is_new = review is None
    review = review or PromiseReview(cause=change.cause, subject=change.subject)
    review.facts, review.noticed_at = change.facts, at
    review.save()
    _store(review, moves)
    if is_new:
        publish("promises.to_review", str(review.pk), at=at)
    return review


def _store(review: PromiseReview, moves: Sequence[PromiseMove]) -> None:
    for move in moves:
        move.review = review
    PromiseMove.objects.bulk_create(moves, batch_size=BATCH)


def _moves(swap: Swap, at: datetime) -> Iterator[PromiseMove]:
    """The promises of a swap that it moves; those that it does not move are pinned to what comes after it."""
    _lock(swap.milestones)
    before, after = promises.covers_of([swap.before])[swap.before.pk], promises.pin(swap.after)
    still: list[int] = []
    for row in swap.milestones.order_by().values_list(*COLUMNS).iterator(chunk_size=BATCH):
        clock = Clock(*row)
        move = _move(clock, before, swap.after, at)
        if move is None:
            still.append(clock.pk)
            continue
        move.from_basis, move.to_basis = swap.before, after
        yield move
    for keys in _batches(still):
        Milestone.objects.filter(pk__in=keys).update(basis=after)


def _lock(milestones: MilestoneQuerySet) -> None:
    """Keep the tickets as they are until the transaction ends; every change of a ticket locks it first."""
    keys = sorted(set(milestones.order_by().values_list("ticket", flat=True)))
    for batch in _batches(keys):
        list(Ticket.objects.select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk", flat=True))


def _move(clock: Clock, before: pinned.Cover, after: pinned.Cover, at: datetime) -> PromiseMove | None:
    """What a change does to a promise; one that stands still is asked as if it went on at `at`."""
    minutes = after.targets.get((clock.package, clock.severity, clock.kind), clock.minutes)
    since = at if clock.paused_at else clock.resumed_at or clock.starts_at
    was = clock.counted_by(before, clock.minutes, since) if clock.paused_at else (clock.due_at, clock.warn_at)
    then = clock.counted_by(after, minutes, since)
    if was == then:
        return None
    return PromiseMove(
        milestone_id=clock.pk,
        from_minutes=clock.minutes,
        to_minutes=minutes,
        from_due_at=None if clock.paused_at else was[0],
        to_due_at=None if clock.paused_at else then[0],
    )


def _batches(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
