"""Which open promises a change would move: computed for all that were made by what has changed, and kept for review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from common import bulk
from entitlements.portfolio import pinned
from outbox.services import publish
from tickets.models import Basis, Milestone, PromiseMove, PromiseReview, Ticket
from tickets.querysets import MilestoneQuerySet
from tickets.services import promises

BATCH: Final = 5000


@dataclass(frozen=True)
class Swap:
    """What promises were made by, and what they would be made by after a change: those of one ticket, or of all."""

    before: Basis
    after: pinned.Cover
    ticket: int | None = None


@dataclass
class Change:
    """What changed, by its key, what is said of it, and what it would do."""

    cause: PromiseReview.Cause
    subject: str
    facts: dict[str, Any] = field(default_factory=dict)
    swaps: list[Swap] = field(default_factory=list)

    @property
    def milestones(self) -> MilestoneQuerySet:
        """The promises that it concerns."""
        made_so = open_promises().filter(basis__in={swap.before.pk for swap in self.swaps})
        tickets = {swap.ticket for swap in self.swaps}
        return made_so if None in tickets else made_so.filter(ticket__in=tickets)


class Clock(NamedTuple):
    """An open promise as far as its instants depend on it."""

    pk: int
    ticket: int
    basis: int
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

    def due_by(self, cover: pinned.Cover, minutes: int, since: datetime) -> datetime | None:
        """When it would be due, had its clock gone on at `since`."""
        return promises.due_at(cover.track, since, minutes, self.used)

    def warned_by(self, cover: pinned.Cover, minutes: int, since: datetime) -> datetime | None:
        """When it would be warned of next, had its clock gone on at `since`; None when its warnings are over."""
        is_over = self.warn_at is None and self.paused_at is None and self.due_at is not None
        return promises.warn_at(cover.track, since, minutes, self.used, None if is_over else self.warns)


COLUMNS: Final = (
    "pk",
    "ticket",
    "basis",
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


class Trade(NamedTuple):
    """A swap with the rows of what is before and after it."""

    before: pinned.Cover
    from_basis: int
    after: pinned.Cover
    to_basis: int


class Move(NamedTuple):
    """What a change does to a promise, in the order of `PromiseMove`'s columns."""

    milestone_id: int
    from_basis_id: int
    to_basis_id: int
    from_minutes: int
    to_minutes: int
    from_due_at: datetime | None
    to_due_at: datetime | None


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
    moves, still = _found(change, at)
    bulk.update(Milestone, ["basis_id"], still)
    if not moves:
        if review is not None:
            review.delete()
        return None
    return _kept(change, review, moves, at)


def _kept(change: Change, waiting: PromiseReview | None, moves: list[Move], at: datetime) -> PromiseReview:
    review = waiting or PromiseReview(cause=change.cause, subject=change.subject)
    review.facts, review.noticed_at = change.facts, at
    review.save()
    columns = ("review_id", *Move._fields, "applied_at", "outdated_at")
    bulk.insert(PromiseMove, columns, ((review.pk, *move, None, None) for move in moves))
    if waiting is None:
        publish("promises.to_review", str(review.pk), at=at)
    return review


def _found(change: Change, at: datetime) -> tuple[list[Move], list[tuple[int, int]]]:
    """The promises that a change moves, and those that it does not, each with what it is made by from now on."""
    _lock(change.milestones)
    trades = _trades(change)
    moves, still = [], []
    for clock in _clocks(change.milestones):
        trade = trades.get((None, clock.basis)) or trades.get((clock.ticket, clock.basis))
        if trade is None:
            continue
        if move := _move(clock, trade, at):
            moves.append(move)
        else:
            still.append((clock.pk, trade.to_basis))
    return moves, still


def _clocks(milestones: MilestoneQuerySet) -> Iterator[Clock]:
    rows = milestones.order_by("pk").values_list(*COLUMNS)
    return (Clock(*row) for row in rows.iterator(chunk_size=BATCH))


def _trades(change: Change) -> dict[tuple[int | None, int], Trade]:
    """What is before and after the change, by ticket, where it is one ticket's, and by basis."""
    before = promises.covers_of([swap.before for swap in change.swaps])
    after = promises.pin_all(swap.after for swap in change.swaps)
    return {
        (swap.ticket, swap.before.pk): Trade(
            before[swap.before.pk], swap.before.pk, swap.after, after[swap.after.key].pk
        )
        for swap in change.swaps
    }


def _lock(milestones: MilestoneQuerySet) -> None:
    """Keep the tickets as they are until the transaction ends; every change of a ticket locks it first."""
    tickets = Ticket.objects.select_for_update().filter(pk__in=milestones.order_by().values("ticket"))
    for _ in tickets.order_by("pk").values_list("pk", flat=True):
        pass


def _move(clock: Clock, trade: Trade, at: datetime) -> Move | None:
    """What a change does to a promise; None where it is due and warned of as before.

    One that stands still is asked as if it went on at `at`.
    """
    minutes = trade.after.targets.get((clock.package, clock.severity, clock.kind), clock.minutes)
    since = at if clock.paused_at else clock.resumed_at or clock.starts_at
    was, warned = clock.due_at, clock.warn_at
    if clock.paused_at:
        was = clock.due_by(trade.before, clock.minutes, since)
        warned = clock.warned_by(trade.before, clock.minutes, since)
    due_at = clock.due_by(trade.after, minutes, since)
    if due_at == was and clock.warned_by(trade.after, minutes, since) == warned:
        return None
    told = (None, None) if clock.paused_at else (was, due_at)
    return Move(clock.pk, trade.from_basis, trade.to_basis, clock.minutes, minutes, *told)
